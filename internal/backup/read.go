package backup

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
)

// taker is what a reading of a backup is done for.
type taker interface {
	// admin takes the dump; it may stop early.
	admin(ctx context.Context, dump io.Reader) error
	// begin says that the commits of a record follow, end that they were as
	// signed. s is the state they lead to, nil for the
	// security stream.
	begin(ctx context.Context, h *recordHead) error
	commit(ctx context.Context, n uint64, data []byte) error
	end(ctx context.Context, h *recordHead, s *model.Snapshot) error
	// file takes a file that the projects at these positions name. It reads
	// all of r.
	file(ctx context.Context, d digest, owners []int, r io.Reader) error
}

// reading is one pass over a backup. Every member is asked for by the name that
// must come next, so no name in the file is ever used as a path.
type reading struct {
	u        *unpacker
	to       taker
	limit    int64 // bytes that may still be unpacked
	progress func(what string, done, total uint64)

	about about
	sum   Summary
	named named
	seen  map[digest]bool // files that were in the backup or in its list of absent ones
	sums  []sum
}

// maxUnpacked bounds what a backup may unpack to unless the caller says
// otherwise: more than any server keeps, so that it stops only a file made to
// fill a disk.
const maxUnpacked = 8 << 40

func newReading(r io.Reader, to taker, o ReadOptions) *reading {
	rd := &reading{
		u: newUnpacker(r), to: to, limit: o.Limit, progress: o.Progress,
		named: named{}, seen: map[digest]bool{},
		sum: Summary{Records: []RecordHeld{}, Skipped: []SkippedStore{}},
	}
	if rd.limit <= 0 {
		rd.limit = maxUnpacked
	}
	if rd.progress == nil {
		rd.progress = func(string, uint64, uint64) {}
	}
	return rd
}

// all reads the whole backup and gives its summary.
func (rd *reading) all(ctx context.Context) (Summary, error) {
	for _, step := range []func(context.Context) error{rd.start, rd.records, rd.files, rd.absent, rd.finish} {
		if err := step(ctx); err != nil {
			return Summary{}, err
		}
	}
	return rd.sum, nil
}

// member reads one member with fn, which must read all of it.
func (rd *reading) member(name string, limit int64, fn func(io.Reader) error) error {
	if err := rd.u.open(name, limit); err != nil {
		return err
	}
	if err := fn(rd.u); err != nil {
		return within(name, err)
	}
	s, err := rd.u.done()
	rd.sums = append(rd.sums, s)
	return err
}

// within puts the name of a member on an error of input that has none.
func within(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && (f.Place.File != "" || f.Kind != fault.Invalid) {
		return err
	}
	var l *ledger.Fault
	if errors.As(err, &l) || fault.KindOf(err) == fault.Invalid {
		return &fault.Error{Kind: fault.Invalid, Op: readOp, Place: fault.Place{File: name}, Err: err}
	}
	return fault.Wrap(fault.Unavailable, "read "+name+" of the backup", err)
}

// unzip reads a compressed member that has size bytes unpacked; fn need not
// read to the end. A size below 0 is not known beforehand.
func (rd *reading) unzip(name string, size int64, fn func(io.Reader) error) error {
	if size > rd.limit {
		return wrong(name, "it says it unpacks to %d bytes, more than is allowed here", size)
	}
	limit := size
	if size < 0 {
		limit = rd.limit
	}
	return rd.member(name, math.MaxInt64, func(r io.Reader) error {
		in := bufio.NewReaderSize(r, 1<<16)
		z, err := gzip.NewReader(in)
		if err != nil {
			return unzipFail(name, err)
		}
		z.Multistream(false)
		c := &unzipped{z: z, name: name, left: limit}
		if err := fn(c); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, c); err != nil {
			return err
		}
		if size >= 0 && c.left > 0 {
			return wrong(name, "it unpacks to %d bytes less than the %d it should have", c.left, size)
		}
		if in.Buffered() > 0 {
			return wrong(name, "something follows its compressed content; the file is damaged")
		}
		rd.limit -= limit - c.left
		return z.Close()
	})
}

// unzipped reads unpacked bytes, no more than there should be.
type unzipped struct {
	z    *gzip.Reader
	name string
	left int64
}

// Read reads unpacked bytes.
func (c *unzipped) Read(p []byte) (int, error) {
	n, err := c.z.Read(p)
	if int64(n) > c.left {
		return 0, wrong(c.name, "it unpacks to more bytes than it should have; the file is damaged or hostile")
	}
	c.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unzipFail(c.name, err)
	}
	return n, err
}

func unzipFail(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	return wrong(name, "its compressed content is damaged (%v)", err)
}

// start reads what the backup is, and the administrative database.
func (rd *reading) start(ctx context.Context) error {
	err := rd.member(aboutName, maxJSON, func(r io.Reader) error { return decodeJSON(aboutName, r, &rd.about) })
	if err != nil {
		return notOurs(err)
	}
	if rd.sum.Made, err = rd.about.check(); err != nil {
		return err
	}
	if !rd.sum.Made.Equal(rd.u.made) {
		return wrong(aboutName, "its time is not that of the members; the file is damaged")
	}
	rd.sum.Program, rd.sum.Admin = rd.about.Program, rd.about.Admin
	rd.progress("administrative database", 0, 0)
	return rd.unzip(adminName, rd.about.Admin, func(r io.Reader) error { return rd.to.admin(ctx, r) })
}

// notOurs says in the first place that a file may be no backup at all.
func notOurs(err error) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Op: readOp, Message: "this is no whole backup of Cordon", Err: err}
}

// records reads all records. A project comes before the security stream and
// records of a kind are in order of name, so none is there twice.
func (rd *reading) records(ctx context.Context) error {
	for i := range maxRecords {
		folder := recordFolder(i)
		if name, err := rd.u.next(); err != nil || name != folder+recordName {
			return err
		}
		if err := rd.record(ctx, i, folder); err != nil {
			return err
		}
	}
	return nil
}

func (rd *reading) record(ctx context.Context, i int, folder string) error {
	var h recordHead
	name := folder + recordName
	err := rd.member(name, maxJSON, func(r io.Reader) error { return decodeJSON(name, r, &h) })
	if err != nil {
		return err
	}
	r := Record{h.Name, h.Kind}
	if err := checkRecord(r); err != nil {
		return fault.At(fault.Place{File: name}, err)
	}
	if i > 0 && !before(rd.sum.Records[i-1], h.RecordHeld) {
		return wrong(name, "the record %s is there twice or out of order; the file is damaged or hostile", h.Name)
	}
	root, ok := h.root()
	if !ok || h.Bytes < 0 {
		return wrong(name, "its root hash or length is none; the file is damaged")
	}
	keys := h.signers()
	if len(keys) == 0 {
		return wrong(name, "it holds no signing key; the file is damaged")
	}
	if err := rd.to.begin(ctx, &h); err != nil {
		return err
	}
	look := replayer{kind: h.Kind}
	if h.Kind == Project {
		look.state = model.Empty()
	}
	name = folder + logName
	err = rd.unzip(name, h.Bytes, func(r io.Reader) error { return rd.log(ctx, r, &h, keys, root, &look) })
	if err != nil {
		return err
	}
	rd.sum.Records = append(rd.sum.Records, h.RecordHeld)
	return rd.to.end(ctx, &h, look.state)
}

func before(a, b RecordHeld) bool {
	if a.Kind != b.Kind {
		return a.Kind < b.Kind
	}
	return a.Name < b.Name
}

// log checks an exported log against what was said about it, and hands its
// commits on.
func (rd *reading) log(ctx context.Context, r io.Reader, h *recordHead, keys map[string]string, root tlog.Hash, look *replayer) error {
	what := "record " + h.Name
	res, err := ledger.VerifyLog(r, ledger.Options{}, func(n uint64, data []byte) error {
		if err := store.Cancelled(readOp, ctx.Err()); err != nil {
			return err
		}
		if n%1000 == 0 {
			rd.progress(what, n, h.Commits)
		}
		if h.Kind == Project {
			rd.named.scan(data, len(rd.sum.Records))
		}
		if err := look.commit(n, data); err != nil {
			return err
		}
		return rd.to.commit(ctx, n, data)
	})
	if err != nil {
		return err
	}
	if _, ok := keys[res.Key]; !ok {
		return fault.New(fault.Invalid, readOp, "it is signed with another key than the record holds")
	}
	rd.progress(what, h.Commits, h.Commits)
	if res.Size != h.Commits || res.Root != root || res.Origin != h.Origin {
		return fault.New(fault.Invalid, readOp, "its %d commits with root %s are not the %d with root %s that were backed up", res.Size, rootText(res.Root), h.Commits, rootText(root))
	}
	return nil
}

// files reads the evidence files, ascending by digest.
func (rd *reading) files(ctx context.Context) error {
	list := rd.named.sorted()
	for i, d := range list {
		name, err := rd.u.next()
		if err != nil {
			return err
		}
		if name != filesFolder+d.hex() {
			continue
		}
		rd.progress("evidence files", uint64(i), uint64(len(list)))
		size := rd.u.size
		if size > rd.limit {
			return wrong(name, "it says it has %d bytes, more than is allowed here", size)
		}
		rd.limit -= size
		err = rd.member(name, math.MaxInt64, func(r io.Reader) error {
			return rd.to.file(ctx, d, rd.named[d], &stopping{r, ctx})
		})
		if err != nil {
			return err
		}
		if s := rd.sums[len(rd.sums)-1]; s.digest != d {
			return wrong(name, "its content has another digest than its name; the file is damaged")
		}
		rd.seen[d] = true
		rd.sum.Files.Kept++
		rd.sum.Files.Bytes += size
	}
	rd.progress("evidence files", uint64(len(list)), uint64(len(list)))
	return nil
}

// stopping is a reader that ends with its context.
type stopping struct {
	r   io.Reader
	ctx context.Context // as long as one call
}

// Read reads unless the context has ended.
func (s *stopping) Read(p []byte) (int, error) {
	if err := store.Cancelled(readOp, s.ctx.Err()); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// absent reads which files are not in the backup. Each file that a record
// names is either there or listed here.
func (rd *reading) absent(context.Context) error {
	var last digest
	err := rd.unzip(missingName, -1, func(r io.Reader) error {
		lines := bufio.NewReaderSize(r, 4096)
		for n := 1; ; n++ {
			line, err := lines.ReadSlice('\n')
			if errors.Is(err, io.EOF) && len(line) == 0 {
				return nil
			}
			place := fault.Place{File: missingName, Line: n}
			if err != nil && fault.KindOf(err) != fault.Internal {
				return err
			}
			var a absent
			var again bytes.Buffer
			if err != nil || json.Unmarshal(line, &a) != nil || writeAbsent(&again, []absent{a}) != nil || !bytes.Equal(again.Bytes(), line) {
				return fault.At(place, wrong("", "the line cannot be read; the file is damaged"))
			}
			d, ok := parseDigest(a.Digest)
			if !ok || rd.named[d] == nil || rd.seen[d] || (n > 1 && bytes.Compare(last[:], d[:]) >= 0) {
				return fault.At(place, wrong("", "the line does not belong here; the file is damaged"))
			}
			last, rd.seen[d] = d, true
			switch a.State {
			case stateMissing:
				rd.sum.Files.Missing++
			case stateChanged:
				rd.sum.Files.Changed++
			default:
				return fault.At(place, wrong("", "%q is no state of a file; the file is damaged", a.State))
			}
		}
	})
	if err != nil {
		return err
	}
	for _, d := range rd.named.sorted() {
		if !rd.seen[d] {
			return wrong(filesFolder+d.hex(), "the record %s names this file, which is neither in the backup nor listed as missing", rd.sum.Records[rd.named[d][0]].Name)
		}
	}
	return nil
}

// finish compares the summary and the digests with what was read.
func (rd *reading) finish(context.Context) error {
	var s summary
	if err := rd.member(summaryName, maxJSON, func(r io.Reader) error { return decodeJSON(summaryName, r, &s) }); err != nil {
		return err
	}
	for i, k := range s.Skipped {
		if err := checkRecord(Record(k)); err != nil {
			return fault.At(fault.Place{File: summaryName}, err)
		}
		if i > 0 && s.Skipped[i-1] == k {
			return wrong(summaryName, "the store %s is skipped twice; the file is damaged", k.Name)
		}
	}
	rd.sum.Skipped = s.Skipped
	want, err := encodeJSON(summary{formatName, formatVersion, rd.sum})
	if err != nil {
		return err
	}
	got, err := encodeJSON(s)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return wrong(summaryName, "it does not say what the backup holds; the file is damaged")
	}
	sums := rd.sums
	err = rd.member(sumsName, math.MaxInt64, func(r io.Reader) error { return compareSums(r, sums) })
	if err != nil {
		return err
	}
	name, err := rd.u.next()
	if err == nil && name != "" {
		err = wrong(name, "a member follows where the backup should end; the file is damaged or hostile")
	}
	return err
}

// compareSums reads the list of digests and compares it with those of the
// members that were read.
func compareSums(r io.Reader, sums []sum) error {
	in := bufio.NewReader(r)
	for i, s := range sums {
		want := s.line()
		got := make([]byte, len(want))
		_, err := io.ReadFull(in, got)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if err != nil || string(got) != want {
			f := wrong(sumsName, "the digest of %s is another than that of what was read; one of them is damaged", s.name)
			f.Place.Line = i + 1
			return f
		}
	}
	if _, err := in.ReadByte(); err == nil {
		return wrong(sumsName, "it lists more than the backup has; the file is damaged")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
