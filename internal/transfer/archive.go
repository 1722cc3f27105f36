package transfer

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
)

// Bounds say how much of an archive is unpacked. A field that is zero has the
// default named beside it.
type Bounds struct {
	Bytes   int64 // of all files together; 4 GiB
	Texts   int64 // of those that are no files of evidence; 1 GiB
	Entries int   // files and folders; 100,000
	Depth   int   // folders above a file; 4
}

func (b Bounds) withDefaults() Bounds {
	if b.Bytes == 0 {
		b.Bytes = 4 << 30
	}
	if b.Texts == 0 {
		b.Texts = 1 << 30
	}
	if b.Entries == 0 {
		b.Entries = 100_000
	}
	if b.Depth == 0 {
		b.Depth = 4
	}
	return b
}

// maxDirectory is how many bytes of a ZIP archive are read to find what it
// holds.
const maxDirectory = 32 << 20

const unpackOp = "unpack the archive"

// Unpack writes the files of an archive of size bytes (tar, gzipped or not, or
// ZIP) below a folder and gives the text folder in it: the one place that has
// its header file, at the top or in one folder of it. Names that begin with a
// dot are left out. name is what people call the archive. Invalid for what is
// no such archive, is damaged, or breaks the bounds; Unavailable if the folder
// cannot be written.
func Unpack(ctx context.Context, name string, r io.ReaderAt, size int64, to *os.Root, b Bounds) (fs.FS, error) {
	u := &unpacker{ctx: ctx, name: name, to: to, b: b.withDefaults()}
	var magic [4]byte
	if n, err := r.ReadAt(magic[:], 0); err != nil && n < 2 {
		return nil, u.refuse("", "the archive is empty or cannot be read")
	}
	var err error
	switch {
	case bytes.Equal(magic[:], []byte("PK\x03\x04")):
		err = u.zip(r, size)
	case magic[0] == 0x1f && magic[1] == 0x8b:
		var unzipped *gzip.Reader
		if unzipped, err = gzip.NewReader(io.NewSectionReader(r, 0, size)); err == nil {
			err = u.tar(unzipped)
		}
	default:
		err = u.tar(io.NewSectionReader(r, 0, size))
	}
	if err != nil {
		return nil, u.told(err)
	}
	return u.project()
}

// unpacker writes one archive.
type unpacker struct {
	ctx     context.Context
	name    string
	to      *os.Root
	b       Bounds
	entries int
	bytes   int64
	texts   int64
	tops    []string // folders that hold a header file
}

func (u *unpacker) refuse(entry, format string, a ...any) error {
	f := fault.New(fault.Invalid, unpackOp, format, a...)
	f.Place.File = u.name
	if entry != "" {
		f.Place.File = path.Join(u.name, clean(entry))
	}
	return f
}

// clean makes the name of an entry harmless to show.
func clean(entry string) string {
	entry = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(entry, "?"))
	if runes := []rune(entry); len(runes) > 200 {
		entry = string(runes[:200]) + "…"
	}
	return entry
}

// told turns an error of reading an archive into one for people.
func (u *unpacker) told(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	if s := stopped(u.ctx); s != nil {
		return s
	}
	return u.refuse("", "this is no archive that can be read; send a text folder as .tar, .tar.gz or .zip (%v)", err)
}

func (u *unpacker) zip(r io.ReaderAt, size int64) error {
	// The list of entries is read as a whole and may be made to be huge.
	meter := &metered{r: r}
	meter.left.Store(maxDirectory)
	z, err := zip.NewReader(meter, size)
	if meter.left.Load() < 0 {
		return u.refuse("", "the archive has more than %d entries", u.b.Entries)
	}
	if err != nil {
		return err
	}
	meter.left.Store(1 << 62)
	for _, e := range z.File {
		open := func() (io.ReadCloser, error) { return e.Open() }
		if err := u.entry(e.Name, e.Mode(), open); err != nil {
			return err
		}
	}
	return nil
}

// metered stops reading when its bytes are used up.
type metered struct {
	r    io.ReaderAt
	left atomic.Int64
}

// ReadAt implements io.ReaderAt.
func (m *metered) ReadAt(p []byte, off int64) (int, error) {
	if m.left.Add(-int64(len(p))) < 0 {
		return 0, errors.New("the list of entries is too long")
	}
	return m.r.ReadAt(p, off)
}

func (u *unpacker) tar(r io.Reader) error {
	// What is skipped has to be unpacked, too.
	all := &io.LimitedReader{R: r, N: u.b.Bytes + int64(u.b.Entries)*4096}
	t := tar.NewReader(all)
	for {
		h, err := t.Next()
		switch {
		case all.N <= 0:
			return u.tooLarge()
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		mode := h.FileInfo().Mode()
		if h.Typeflag == tar.TypeLink { // its mode is that of a file
			mode |= fs.ModeIrregular
		}
		err = u.entry(h.Name, mode, func() (io.ReadCloser, error) { return io.NopCloser(t), nil })
		if all.N <= 0 {
			return u.tooLarge()
		}
		if err != nil {
			return err
		}
	}
}

func (u *unpacker) tooLarge() error {
	return u.refuse("", "the archive unpacks to more than %d MiB", u.b.Bytes>>20)
}

// entry takes one entry of an archive.
func (u *unpacker) entry(name string, mode fs.FileMode, open func() (io.ReadCloser, error)) error {
	if err := stopped(u.ctx); err != nil {
		return err
	}
	if u.entries++; u.entries > u.b.Entries {
		return u.refuse("", "the archive has more than %d entries", u.b.Entries)
	}
	place := strings.TrimSuffix(strings.TrimPrefix(name, "./"), "/")
	switch {
	case place == "" || place == ".":
		return nil
	case !fs.ValidPath(place) || strings.ContainsAny(place, "\\:\x00") || strings.ContainsFunc(place, unicode.IsControl):
		return u.refuse(name, "this is no name within a folder; pack the folder itself, without .. and absolute paths")
	case hidden(place):
		return nil
	case strings.Count(place, "/") > u.b.Depth:
		return u.refuse(name, "it lies more than %d folders deep; pack the text folder itself", u.b.Depth)
	case mode.IsDir():
		return nil
	case !mode.IsRegular():
		return u.refuse(name, "only ordinary files are taken, no links and no devices")
	}
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	return u.write(place, r)
}

func hidden(place string) bool {
	for part := range strings.SplitSeq(place, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}

// write copies one file.
func (u *unpacker) write(place string, r io.Reader) error {
	dir := path.Dir(place)
	if err := u.to.MkdirAll(dir, 0o700); err != nil {
		return u.disk(err)
	}
	f, err := u.to.OpenFile(place, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return u.refuse(place, "it stands twice in the archive")
	}
	if err != nil {
		return u.disk(err)
	}
	left := u.b.Bytes - u.bytes
	isText := path.Base(dir) != text.FilesFolder
	if isText {
		left = min(left, u.b.Texts-u.texts)
	}
	src := &source{ctx: u.ctx, r: io.LimitReader(r, left+1)}
	n, err := io.Copy(f, src)
	err = errors.Join(err, f.Close())
	switch {
	case src.err != nil:
		return src.err
	case err != nil:
		return u.disk(err)
	case n > left && isText && left == u.b.Texts-u.texts:
		return u.refuse("", "the texts of the archive have more than %d MiB", u.b.Texts>>20)
	case n > left:
		return u.tooLarge()
	}
	u.bytes += n
	if isText {
		u.texts += n
	}
	if path.Base(place) == text.HeaderFile {
		u.tops = append(u.tops, dir)
	}
	return nil
}

func (u *unpacker) disk(err error) error {
	return &fault.Error{Kind: fault.Unavailable, Op: unpackOp, Message: "the archive could not be unpacked on the server's disk; make space on it and try again", Err: err}
}

// source remembers the error of a reader, to tell it from one of the disk, and
// ends with its context.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if err := stopped(s.ctx); err != nil {
		s.err = err
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// project finds the text folder.
func (u *unpacker) project() (fs.FS, error) {
	switch len(u.tops) {
	case 1:
		return fs.Sub(u.to.FS(), u.tops[0])
	case 0:
		return nil, u.refuse("", "the archive holds no text folder: there is no %s in it", text.HeaderFile)
	}
	return nil, u.refuse("", "the archive holds %d text folders, such as %s and %s; pack one", len(u.tops), clean(u.tops[0]), clean(u.tops[1]))
}
