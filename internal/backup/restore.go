package backup

import (
	"context"
	"errors"
	"io"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
)

const restoreOp = "restore backup"

// A batch of commits is appended when it has this many, or this many bytes.
const (
	batchCommits = 1000
	batchBytes   = 8 << 20
)

// Restore builds a server in an empty place from a backup, checking all that
// Verify checks on the way. Records come out byte for byte, whichever database
// they came from; the rows of a project are made by replaying its commits. The
// result becomes visible when all of it is there. Conflict if the place is not
// empty, Invalid if the backup is not whole; after an error what was built is
// taken away.
func Restore(ctx context.Context, r io.Reader, to Target, o ReadOptions) (sum Summary, err error) {
	if err := to.Begin(ctx); err != nil {
		return Summary{}, err
	}
	t := &restorer{to: to}
	sum, err = newReading(r, t, o).all(ctx)
	if err == nil {
		err = to.Commit(ctx)
	}
	if err != nil {
		return Summary{}, errors.Join(err, t.close(), to.Abort())
	}
	return sum, nil
}

// restorer puts what is read into a target.
type restorer struct {
	to      Target
	names   []string // of the records, by position
	keepers map[int]Keeper

	st    store.Store // of the record being read
	at    uint64      // commits appended
	batch []store.Entry
	size  int
}

func (t *restorer) close() error {
	if t.st == nil {
		return nil
	}
	st := t.st
	t.st = nil
	return st.Close()
}

func (t *restorer) admin(ctx context.Context, dump io.Reader) error { return t.to.Load(ctx, dump) }

func (t *restorer) begin(ctx context.Context, h *recordHead) (err error) {
	t.names = append(t.names, h.Name)
	t.at = 0
	t.st, err = t.to.Create(ctx, Record{h.Name, h.Kind})
	return err
}

func (t *restorer) commit(ctx context.Context, _ uint64, data []byte) error {
	t.batch = append(t.batch, store.Entry{Commit: append([]byte{}, data...)})
	if t.size += len(data); len(t.batch) < batchCommits && t.size < batchBytes {
		return nil
	}
	return t.flush(ctx)
}

func (t *restorer) flush(ctx context.Context) error {
	if len(t.batch) == 0 {
		return nil
	}
	if err := t.st.Append(ctx, t.at, t.batch); err != nil {
		return err
	}
	t.at += uint64(len(t.batch))
	clear(t.batch)
	t.batch, t.size = t.batch[:0], 0
	return nil
}

// end completes a record: rows, values, and a look at the root that the new
// store came to by itself.
func (t *restorer) end(ctx context.Context, h *recordHead, s *model.Snapshot) error {
	if err := t.flush(ctx); err != nil {
		return err
	}
	if s != nil && s.Len() > 0 {
		if err := t.st.ReplaceRows(ctx, t.at, func(add func(store.Row) error) error { return addRows(s, add) }); err != nil {
			return err
		}
	}
	for _, v := range h.Values {
		if err := t.st.SetValue(ctx, v.Name, v.Value); err != nil {
			return err
		}
	}
	n, root, err := t.st.Head(ctx)
	if err != nil {
		return err
	}
	if want, _ := h.root(); n != h.Commits || root != want {
		f := fault.New(fault.Internal, restoreOp, "after the restore the record has %d commits with root %s, not %d with root %s", n, rootText(root), h.Commits, rootText(want))
		f.Subject = h.Name
		return f
	}
	return t.close()
}

func addRows(s *model.Snapshot, add func(store.Row) error) error {
	var body []byte
	for n := range model.Node(s.Len()) {
		body = model.AppendRow(body[:0], s.Item(n))
		if err := add(store.Row{Node: uint32(n), Body: body}); err != nil {
			return err
		}
	}
	return nil
}

// file puts a file beside each project that names it. Only the first copy is
// read from the backup.
func (t *restorer) file(ctx context.Context, d digest, owners []int, r io.Reader) error {
	first, err := t.keeper(ctx, owners[0])
	if err != nil {
		return err
	}
	if err := put(first, d, r); err != nil {
		return err
	}
	for _, owner := range owners[1:] {
		k, err := t.keeper(ctx, owner)
		if err != nil {
			return err
		}
		copied, err := first.Open(d.String())
		if err != nil {
			return err
		}
		if err := errors.Join(put(k, d, copied), copied.Close()); err != nil {
			return err
		}
	}
	return nil
}

func put(k Keeper, want digest, r io.Reader) error {
	got, _, err := k.Put(r)
	if err == nil && got != want.String() {
		err = wrong(filesFolder+want.hex(), "its content has the digest %s; the file is damaged", got)
	}
	return err
}

func (t *restorer) keeper(ctx context.Context, owner int) (Keeper, error) {
	if k := t.keepers[owner]; k != nil {
		return k, nil
	}
	k, err := t.to.Keep(ctx, t.names[owner])
	if err == nil {
		if t.keepers == nil {
			t.keepers = map[int]Keeper{}
		}
		t.keepers[owner] = k
	}
	return k, err
}
