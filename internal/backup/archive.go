package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	writeOp  = "write backup"
	readOp   = "read backup"
	blockLen = 512
)

// header gives the one block that stands before a member. The GNU form, since
// it has room for files of any length in one block.
func header(name string, size int64, made time.Time) ([]byte, error) {
	var b bytes.Buffer
	err := tar.NewWriter(&b).WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: made, Format: tar.FormatGNU,
	})
	if err == nil && b.Len() != blockLen {
		err = errors.New("the header does not fit one block")
	}
	return b.Bytes(), err
}

// padding is how many zeros follow a member.
func padding(size int64) int64 { return -size & (blockLen - 1) }

// packer writes members one after the other.
type packer struct {
	w    io.Writer
	made time.Time
	sums []sum
	rest hash.Hash // digest of the member being written
}

// sum is a member with the SHA-256 of its bytes, as a line of the last member.
type sum struct {
	name   string
	digest [sha256.Size]byte
}

func (s sum) line() string { return hex.EncodeToString(s.digest[:]) + "  " + s.name + "\n" }

// add writes a member of size bytes.
func (p *packer) add(name string, size int64, r io.Reader) error {
	h, err := header(name, size, p.made)
	if err != nil {
		return fault.Wrap(fault.Internal, "name a member of the backup", err)
	}
	if _, err := p.w.Write(h); err != nil {
		return outFail(err)
	}
	if p.rest == nil {
		p.rest = sha256.New()
	}
	p.rest.Reset()
	n, err := io.Copy(&out{w: p.w}, io.TeeReader(r, p.rest))
	if err == nil && n != size {
		err = fault.New(fault.Internal, writeOp, "%s has %d bytes, not %d as said before", name, n, size)
	}
	if err != nil {
		return err
	}
	if _, err := p.w.Write(make([]byte, padding(size))); err != nil {
		return outFail(err)
	}
	s := sum{name: name}
	p.rest.Sum(s.digest[:0])
	p.sums = append(p.sums, s)
	return nil
}

// close writes the digests of all members as the last one, and the end.
func (p *packer) close() error {
	var b bytes.Buffer
	for _, s := range p.sums {
		b.WriteString(s.line())
	}
	if err := p.add(sumsName, int64(b.Len()), &b); err != nil {
		return err
	}
	_, err := p.w.Write(make([]byte, 2*blockLen))
	return outFail(err)
}

// out is a writer whose errors say that it is the backup that cannot be
// written.
type out struct{ w io.Writer }

// Write writes to the backup.
func (o *out) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	return n, outFail(err)
}

func outFail(err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	return &fault.Error{
		Kind: fault.Unavailable, Op: writeOp,
		Message: "the backup cannot be written; check the space on its disk and its permissions", Err: err,
	}
}

// unpacker reads members one after the other and accepts only what packer
// writes.
type unpacker struct {
	r    *bufio.Reader
	off  int64
	made time.Time // of the first member, zero before it
	name string
	size int64
	left int64
	rest hash.Hash
	peek bool // name and size are of a member that was not opened yet
}

func newUnpacker(r io.Reader) *unpacker {
	return &unpacker{r: bufio.NewReaderSize(r, 1<<16), rest: sha256.New()}
}

// wrong is the Invalid of a backup that is not as one should be.
func wrong(member, format string, a ...any) *fault.Error {
	f := fault.New(fault.Invalid, readOp, format, a...)
	f.Place = fault.Place{File: member}
	return f
}

// inFail says what an error of the file's reader means.
func (u *unpacker) inFail(member string, err error) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return wrong(member, "the backup ends after %d bytes, in the middle; use another copy", u.off)
	}
	return &fault.Error{Kind: fault.Unavailable, Op: readOp, Place: fault.Place{File: member}, Message: "the backup cannot be read", Err: err}
}

func (u *unpacker) read(member string, b []byte) error {
	n, err := io.ReadFull(u.r, b)
	u.off += int64(n)
	if err != nil {
		return u.inFail(member, err)
	}
	return nil
}

// next gives the name of the next member without taking it, empty at the end
// of the backup.
func (u *unpacker) next() (string, error) {
	if u.peek {
		return u.name, nil
	}
	after := u.name
	place := "the header"
	if after != "" {
		place = "the header after " + after
	}
	b := make([]byte, blockLen)
	if err := u.read(place, b); err != nil {
		return "", err
	}
	if b[0] == 0 {
		return "", u.end(place, b)
	}
	name, size, made := parseHeader(b)
	if u.made.IsZero() {
		u.made = made
	}
	want, err := header(name, size, u.made)
	if err != nil || !bytes.Equal(b, want) {
		return "", wrong(place, "the header at byte %d is not as a backup of Cordon has it; the file is damaged or something else", u.off-blockLen)
	}
	u.name, u.size, u.left, u.peek = name, size, size, true
	return name, nil
}

// end checks that there are two empty blocks, the first being b, and nothing
// after them.
func (u *unpacker) end(place string, b []byte) error {
	second := make([]byte, blockLen)
	if err := u.read(place, second); err != nil {
		return err
	}
	if !allZero(b) || !allZero(second) {
		return wrong(place, "the end of the backup is damaged; use another copy")
	}
	if _, err := u.r.ReadByte(); err == nil {
		return wrong(place, "something follows the end of the backup at byte %d; use another copy", u.off)
	} else if !errors.Is(err, io.EOF) {
		return u.inFail(place, err)
	}
	return nil
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// open takes the next member, which must have this name, for reading. At most
// limit bytes are accepted.
func (u *unpacker) open(name string, limit int64) error {
	got, err := u.next()
	switch {
	case err != nil:
		return err
	case got == "":
		return wrong(name, "this member is missing; the backup is not whole")
	case got != name:
		return wrong(got, "a member of this name does not belong here, where %s should be; the file is damaged or something else", name)
	case u.size > limit:
		return wrong(name, "it says it has %d bytes, more than the %d there can be", u.size, limit)
	}
	u.peek = false
	u.rest.Reset()
	return nil
}

// Read reads the open member.
func (u *unpacker) Read(p []byte) (int, error) {
	if u.left == 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > u.left {
		p = p[:u.left]
	}
	n, err := u.r.Read(p)
	u.off += int64(n)
	u.left -= int64(n)
	u.rest.Write(p[:n])
	if err != nil && (n == 0 || !errors.Is(err, io.EOF)) {
		return n, u.inFail(u.name, err)
	}
	return n, nil
}

// done ends the open member, which must have been read to its end, and gives
// its digest.
func (u *unpacker) done() (sum, error) {
	if u.left > 0 {
		return sum{}, wrong(u.name, "%d bytes follow where its content ends; the file is damaged", u.left)
	}
	pad := make([]byte, padding(u.size))
	if err := u.read(u.name, pad); err != nil {
		return sum{}, err
	}
	if !allZero(pad) {
		return sum{}, wrong(u.name, "the padding before byte %d is not empty; the file is damaged", u.off)
	}
	s := sum{name: u.name}
	u.rest.Sum(s.digest[:0])
	return s, nil
}

// parseHeader reads what differs between headers. It believes anything, since
// the header is made again from it and compared.
func parseHeader(b []byte) (name string, size int64, made time.Time) {
	until, _, _ := bytes.Cut(b[:100], []byte{0})
	if b[124]&0x80 != 0 {
		for _, c := range b[128:136] {
			size = size<<8 | int64(c)
		}
	} else {
		size = octal(b[124:136])
	}
	return string(until), max(size, 0), time.Unix(octal(b[136:148]), 0).UTC()
}

// octal reads a number; 0 for what is none.
func octal(b []byte) int64 {
	n, err := strconv.ParseUint(string(bytes.Trim(b, "\x00 ")), 8, 62)
	if err != nil {
		return 0
	}
	return int64(n)
}
