package store

import (
	"context"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
)

// copyCommits and copyBytes end a batch of Copy.
const (
	copyCommits = 1000
	copyBytes   = 8 << 20
)

// copyRounds is how often Copy starts over for a source that is written to.
const copyRounds = 10

// Copy brings dst to the state of src, byte for byte: commits, tree, rows and
// named values. The saved snapshot is a cache and stays behind. dst computes its
// tree from the commits it gets, and the root it comes to is compared with that
// of src, so a damaged source is found and not passed on.
//
// dst is empty, or holds the beginning of the same record, as after a Copy that
// was interrupted: it then goes on from there. Anything else in dst is Conflict
// and stays as it is. Invalid if src's tree does not fit its commits. If src
// moves on meanwhile, Copy follows it for a while and then gives Conflict; dst
// must not be written to. Errors otherwise are those of the stores.
func Copy(ctx context.Context, dst, src Store) error {
	if err := checkValues(ctx, dst, src); err != nil {
		return err
	}
	for range copyRounds {
		head, err := copyRecord(ctx, dst, src)
		if err != nil {
			return err
		}
		if err := copyRows(ctx, dst, src, head); fault.KindOf(err) == fault.Conflict {
			continue
		} else if err != nil {
			return err
		}
		if err := copyValues(ctx, dst, src); err != nil {
			return err
		}
		now, _, err := src.Head(ctx)
		if err != nil || now == head {
			return err
		}
	}
	return fault.New(fault.Conflict, "copy project", "the project is being changed all the time; stop those who write to it and copy again")
}

// checkValues refuses a dst with a value that src has not: it is another project.
func checkValues(ctx context.Context, dst, src Store) error {
	names, err := src.ValueNames(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, name := range names {
		known[name] = true
	}
	if names, err = dst.ValueNames(ctx); err != nil {
		return err
	}
	for _, name := range names {
		if !known[name] {
			return notEmpty()
		}
	}
	return nil
}

func notEmpty() error {
	return fault.New(fault.Conflict, "copy project", "the target holds another project already; copy to a new, empty one")
}

// copyRecord appends to dst the commits it lacks and gives the head reached.
func copyRecord(ctx context.Context, dst, src Store) (uint64, error) {
	head, root, err := src.Head(ctx)
	if err != nil {
		return 0, err
	}
	at, have, err := dst.Head(ctx)
	if err != nil {
		return 0, err
	}
	if at > head {
		return 0, notEmpty()
	}
	before, err := tlog.TreeHash(int64(at), src)
	if err != nil {
		return 0, err
	}
	if before != have {
		return 0, notEmpty()
	}
	for at < head {
		batch, err := commitBatch(ctx, src, at+1, head)
		if err != nil {
			return 0, err
		}
		if err := dst.Append(ctx, at, batch); err != nil {
			return 0, err
		}
		at += uint64(len(batch))
	}
	if at, have, err = dst.Head(ctx); err != nil {
		return 0, err
	}
	if at != head || have != root {
		return 0, fault.New(fault.Invalid, "copy project",
			"the commits up to %d do not give the tree the source keeps over them; verify the source before it is used again", head)
	}
	return head, nil
}

// commitBatch reads commits from..to, ending early when there is enough.
func commitBatch(ctx context.Context, src Store, from, to uint64) (batch []Entry, err error) {
	size := 0
	err = src.Commits(ctx, from, min(to, from+copyCommits-1), func(_ uint64, commit []byte) error {
		batch = append(batch, Entry{Commit: append([]byte{}, commit...)})
		if size += len(commit); size >= copyBytes {
			return errEnough
		}
		return nil
	})
	if err == errEnough { //nolint:errorlint // the port promises the callback's error as it is
		err = nil
	}
	return batch, err
}

var errEnough = errors.New("enough for one batch")

// copyRows makes dst's rows those of src at head; Conflict if src has moved.
func copyRows(ctx context.Context, dst, src Store, head uint64) error {
	return dst.ReplaceRows(ctx, head, func(add func(Row) error) error {
		at, err := src.Rows(ctx, add)
		if err == nil && at != head {
			err = Moved("copy rows", head, at)
		}
		return err
	})
}

// copyValues sets every value of src in dst.
func copyValues(ctx context.Context, dst, src Store) error {
	names, err := src.ValueNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		value, err := src.Value(ctx, name)
		if err != nil {
			return err
		}
		if err := dst.SetValue(ctx, name, value); err != nil {
			return err
		}
	}
	return nil
}
