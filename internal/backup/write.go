package backup

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/store"
)

// Options say how Write works.
type Options struct {
	Now     func() time.Time // the clock; needed
	Program string           // version of this program, one line
	Folder  string           // for passing files, needed where a member is over 4 MiB; empty: the system's place
	// Progress, if not nil, is told what is being written: bytes of the dump,
	// commits, or files; total is 0 where it is not known. It must be quick.
	Progress func(what string, done, total uint64)
	// Absent, if not nil, is told of each file of evidence that is not in the
	// backup, in order of digests: whether it was missing or changed, and the
	// projects that name it.
	Absent func(digest, state string, projects []string)
}

func (o *Options) progress(what string, done, total uint64) {
	if o.Progress != nil {
		o.Progress(what, done, total)
	}
}

// Write writes a backup of src to w while src goes on. Evidence files that are
// missing or changed are counted in the summary and listed in the backup; a
// record that is damaged is an error of kind Invalid that names it. Unavailable
// if w or a passing file cannot be written. What was written is worth nothing
// unless the error is nil.
func Write(ctx context.Context, w io.Writer, src Source, o Options) (Summary, error) {
	made := o.Now().UTC().Truncate(time.Second)
	j := &writing{
		src: src, o: o, pack: packer{w: w, made: made}, spool: spool{dir: o.Folder}, named: named{},
		sum: Summary{Made: made, Program: o.Program, Records: []RecordHeld{}, Skipped: []SkippedStore{}},
	}
	defer j.spool.close()
	for _, step := range []func(context.Context) error{j.admin, j.records, j.files, j.end} {
		if err := step(ctx); err != nil {
			return Summary{}, err
		}
	}
	return j.sum, nil
}

// writing is one backup being written.
type writing struct {
	src   Source
	o     Options
	pack  packer
	spool spool
	named named
	sum   Summary
	zip   *gzip.Writer
}

// compress empties the spool and fills it with what fn writes, compressed; it
// gives the length before that.
func (j *writing) compress(ctx context.Context, fn func(io.Writer) error) (int64, error) {
	if err := j.spool.reset(); err != nil {
		return 0, err
	}
	if j.zip == nil {
		// Half the time of the default for a tenth more bytes.
		z, err := gzip.NewWriterLevel(nil, 3)
		if err != nil {
			return 0, fault.Wrap(fault.Internal, "prepare compression", err)
		}
		j.zip = z
	}
	j.zip.Reset(&j.spool)
	c := &counter{w: j.zip, ctx: ctx}
	if err := fn(c); err != nil {
		return 0, err
	}
	return c.n, j.zip.Close()
}

// counter counts what is written and stops when ctx ends.
type counter struct {
	w   io.Writer
	ctx context.Context // as long as one call
	n   int64
}

// Write writes through.
func (c *counter) Write(p []byte) (int, error) {
	if err := store.Cancelled(writeOp, c.ctx.Err()); err != nil {
		return 0, err
	}
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// fromSpool writes what the spool holds as a member.
func (j *writing) fromSpool(name string) error {
	size := j.spool.size
	r, err := j.spool.content()
	if err != nil {
		return err
	}
	return j.pack.add(name, size, r)
}

func (j *writing) document(name string, v any) error {
	b, err := encodeJSON(v)
	if err != nil {
		return err
	}
	if len(b) > maxJSON {
		return fault.New(fault.Invalid, writeOp, "%s would have %d bytes, more than a backup has room for", name, len(b))
	}
	return j.pack.add(name, int64(len(b)), bytes.NewReader(b))
}

// admin writes the dump of the administrative database. It comes before the
// records, so that every project it knows has one.
func (j *writing) admin(ctx context.Context) error {
	j.o.progress("administrative database", 0, 0)
	n, err := j.compress(ctx, func(w io.Writer) error { return j.src.Dump(ctx, w) })
	if err != nil {
		return err
	}
	j.sum.Admin = n
	a := about{Format: formatName, Version: formatVersion, Made: j.sum.Made.Format(time.RFC3339), Program: j.sum.Program, Admin: n}
	if err := j.document(aboutName, a); err != nil {
		return err
	}
	return j.fromSpool(adminName)
}

// records writes all records, the security stream last: it then tells of
// everything that the others hold.
func (j *writing) records(ctx context.Context) error {
	list, err := j.src.Records(ctx)
	if err != nil {
		return err
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Record) int {
		if a.Kind != b.Kind {
			return strings.Compare(string(a.Kind), string(b.Kind))
		}
		return strings.Compare(a.Name, b.Name)
	})
	if len(list) > maxRecords {
		return fault.New(fault.Invalid, writeOp, "there are %d records, more than a backup has room for", len(list))
	}
	for i, r := range list {
		if err := checkRecord(r); err != nil {
			return err
		}
		if i > 0 && list[i-1] == r {
			return fault.New(fault.Internal, writeOp, "the record %s is listed twice", r.Name)
		}
		if err := j.record(ctx, r); err != nil {
			return &fault.Error{Kind: fault.KindOf(err), Op: writeOp, Subject: r.Name, Err: err}
		}
	}
	return nil
}

func (j *writing) record(ctx context.Context, r Record) (err error) {
	st, err := j.src.Open(ctx, r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	head, err := readHead(ctx, st, r)
	if err != nil {
		return err
	}
	keys := head.signers()
	if len(keys) == 0 && head.Commits == 0 {
		j.sum.Skipped = append(j.sum.Skipped, SkippedStore(r))
		return nil
	}
	public, err := keyInForce(ctx, st, keys, head.Commits)
	if err != nil {
		return err
	}
	head.Bytes, err = j.compress(ctx, func(w io.Writer) error { return j.log(ctx, w, st, &head, keys[public], public) })
	if err != nil {
		return err
	}
	folder := recordFolder(len(j.sum.Records))
	if err := j.document(folder+recordName, head); err != nil {
		return err
	}
	j.sum.Records = append(j.sum.Records, head.RecordHeld)
	return j.fromSpool(folder + logName)
}

// readHead reads what goes before the log: the named values, and then the head
// up to which commits are taken.
func readHead(ctx context.Context, st store.Store, r Record) (recordHead, error) {
	h := recordHead{RecordHeld: RecordHeld{Name: r.Name, Kind: r.Kind}, Values: []namedValue{}}
	names, err := st.ValueNames(ctx)
	if err != nil {
		return h, err
	}
	for _, name := range names {
		v, err := st.Value(ctx, name)
		if err != nil {
			return h, err
		}
		h.Values = append(h.Values, namedValue{name, v})
	}
	n, root, err := st.Head(ctx)
	if err != nil {
		return h, err
	}
	h.Commits, h.Root = n, root[:]
	return h, h.checkValues()
}

// keyInForce gives the public key that a record signs with: the only one, or
// that which its first commit names.
func keyInForce(ctx context.Context, st store.Store, keys map[string]string, commits uint64) (string, error) {
	candidates := slices.Sorted(maps.Keys(keys))
	switch {
	case len(keys) == 0:
		return "", fault.New(fault.Invalid, writeOp, "the record has no signing key; restore it from an older backup")
	case len(keys) == 1 || commits == 0:
		return candidates[0], nil
	}
	var found string
	err := st.Commits(ctx, 1, 1, func(_ uint64, data []byte) error {
		for _, public := range candidates {
			if bytes.Contains(data, []byte(public)) {
				found = public
			}
		}
		return nil
	})
	if err == nil && found == "" {
		err = fault.New(fault.Invalid, writeOp, "the record has %d signing keys, and its first commit names none of them", len(keys))
	}
	return found, err
}

// log writes the commits up to the head as an exported log, and notes which
// files they name.
func (j *writing) log(ctx context.Context, w io.Writer, st store.Store, h *recordHead, secret, public string) error {
	key, err := ledger.NewSigner(secret)
	if err != nil {
		return fault.Wrap(fault.Invalid, "read the signing key", err)
	}
	h.Origin = key.Name()
	lw, err := ledger.NewWriter(w, ledger.Header{Origin: h.Origin, Key: public})
	if err != nil {
		return err
	}
	root, _ := h.root()
	signed, err := ledger.SignCheckpoint(ledger.Checkpoint{Origin: h.Origin, Size: h.Commits, Root: root}, key)
	if err != nil {
		return fault.Wrap(fault.Internal, "sign the head", err)
	}
	what := "record " + h.Name
	if h.Commits > 0 {
		err = st.Commits(ctx, 1, h.Commits, func(n uint64, data []byte) error {
			if h.Kind == Project {
				j.named.scan(data, len(j.sum.Records))
			}
			if n%1000 == 0 {
				j.o.progress(what, n, h.Commits)
			}
			return lw.Commit(n, data)
		})
		if err != nil {
			return err
		}
	}
	j.o.progress(what, h.Commits, h.Commits)
	var broken *ledger.Fault
	if err := lw.Close(signed); errors.As(err, &broken) {
		return fault.New(fault.Invalid, writeOp, "its commits do not give the tree that is stored with them; check it with cordon doctor, and restore it from an older backup")
	} else if err != nil {
		return err
	}
	return nil
}

// files writes every file that a record names and that is there and whole.
func (j *writing) files(ctx context.Context) error {
	stores := make([]Files, len(j.sum.Records))
	var gone []absent
	list := j.named.sorted()
	for i, d := range list {
		j.o.progress("evidence files", uint64(i), uint64(len(list)))
		state, err := j.file(ctx, d, stores)
		if err != nil {
			return err
		}
		switch state {
		case "":
			j.sum.Files.Kept++
			j.sum.Files.Bytes += j.spool.size
			continue
		case stateMissing:
			j.sum.Files.Missing++
		default:
			j.sum.Files.Changed++
		}
		gone = append(gone, absent{d.String(), state})
		if j.o.Absent != nil {
			j.o.Absent(d.String(), state, j.owners(d))
		}
	}
	j.o.progress("evidence files", uint64(len(list)), uint64(len(list)))
	_, err := j.compress(ctx, func(w io.Writer) error { return writeAbsent(w, gone) })
	if err != nil {
		return err
	}
	return j.fromSpool(missingName)
}

// owners names the projects that name a file.
func (j *writing) owners(d digest) (projects []string) {
	for _, owner := range j.named[d] {
		projects = append(projects, j.sum.Records[owner].Name)
	}
	return projects
}

// file writes the first whole copy of a file that one of its projects has. The
// state is empty if there was one.
func (j *writing) file(ctx context.Context, d digest, stores []Files) (state string, err error) {
	state = stateMissing
	for _, owner := range j.named[d] {
		if stores[owner] == nil {
			if stores[owner], err = j.src.Files(ctx, j.sum.Records[owner].Name); err != nil {
				return "", err
			}
		}
		whole, err := j.take(ctx, d, stores[owner])
		switch {
		case err == nil && whole:
			return "", j.fromSpool(filesFolder + d.hex())
		case err == nil, fault.KindOf(err) == fault.Invalid:
			state = stateChanged
		case fault.KindOf(err) != fault.NotFound:
			return "", err
		}
	}
	return state, nil
}

// take reads a file into the spool and reports whether it is the one meant.
func (j *writing) take(ctx context.Context, d digest, files Files) (bool, error) {
	if err := j.spool.reset(); err != nil {
		return false, err
	}
	r, err := files.Open(d.String())
	if err != nil {
		return false, err
	}
	got, err := copyDigest(&counter{w: &j.spool, ctx: ctx}, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return false, fault.Wrap(fault.Unavailable, "read the file of evidence "+d.String(), err)
	}
	return got == d, nil
}

// end writes the summary and the digests of all members.
func (j *writing) end(context.Context) error {
	if err := j.document(summaryName, summary{formatName, formatVersion, j.sum}); err != nil {
		return err
	}
	return j.pack.close()
}
