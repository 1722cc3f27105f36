package sqlite

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// The saved snapshot's file: a header page, the content, a table of checksums.
// docs/formats/store.md gives it byte by byte. All numbers are little-endian.
const (
	snapshotMagic   = "CRDNSNP1"
	headerSize      = 88
	contentStart    = 4096
	chunkSize       = 1 << 20
	maxSnapshotSize = 1 << 40
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// header is what a saved snapshot says about itself.
type header struct {
	commit   uint64
	size     int64
	database [16]byte
	root     tlog.Hash // of the tree over commits 1..commit
	table    uint32    // CRC-32C of the table of checksums
}

// encode gives the header's page, filled with zeros.
func (h *header) encode() []byte {
	b := make([]byte, contentStart)
	copy(b, snapshotMagic)
	binary.LittleEndian.PutUint64(b[8:], h.commit)
	binary.LittleEndian.PutUint64(b[16:], uint64(h.size))
	binary.LittleEndian.PutUint32(b[24:], chunkSize)
	copy(b[32:], h.database[:])
	copy(b[48:], h.root[:])
	binary.LittleEndian.PutUint32(b[80:], h.table)
	binary.LittleEndian.PutUint32(b[84:], crc32.Checksum(b[:84], castagnoli))
	return b
}

func (h *header) decode(b []byte) error {
	switch {
	case string(b[:8]) != snapshotMagic:
		return errors.New("it is not a saved snapshot of this version")
	case binary.LittleEndian.Uint32(b[84:]) != crc32.Checksum(b[:84], castagnoli):
		return errors.New("its header is damaged")
	case binary.LittleEndian.Uint32(b[24:]) != chunkSize:
		return errors.New("its chunk size is not the one this version uses")
	}
	h.commit = binary.LittleEndian.Uint64(b[8:])
	h.size = int64(binary.LittleEndian.Uint64(b[16:]))
	copy(h.database[:], b[32:])
	copy(h.root[:], b[48:])
	h.table = binary.LittleEndian.Uint32(b[80:])
	if h.size < 0 || h.size > maxSnapshotSize {
		return errors.New("its length is impossible")
	}
	return nil
}

// chunks is the number of checksums of a content of size bytes.
func chunks(size int64) int64 { return (size + chunkSize - 1) / chunkSize }

// writeSidecar writes content and then the header, which makes the file valid,
// into the empty file f. h.size and h.table are filled in.
func writeSidecar(f *os.File, h *header, content io.WriterTo) error {
	if _, err := f.Seek(contentStart, io.SeekStart); err != nil {
		return err
	}
	sums := &summer{w: f}
	buffered := bufio.NewWriterSize(sums, chunkSize)
	if _, err := content.WriteTo(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	table := sums.finish()
	if _, err := f.Write(table); err != nil {
		return err
	}
	h.size, h.table = sums.size, crc32.Checksum(table, castagnoli)
	_, err := f.WriteAt(h.encode(), 0)
	return err
}

// summer passes bytes on and keeps the checksum of every chunk of them.
type summer struct {
	w     io.Writer
	size  int64
	sum   uint32
	table []byte
}

func (s *summer) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	for b := b[:n]; len(b) > 0; {
		part := b[:min(int64(len(b)), chunkSize-s.size%chunkSize)]
		s.sum = crc32.Update(s.sum, castagnoli, part)
		s.size += int64(len(part))
		b = b[len(part):]
		if s.size%chunkSize == 0 {
			s.table = binary.LittleEndian.AppendUint32(s.table, s.sum)
			s.sum = 0
		}
	}
	return n, err
}

// finish gives the table, with the last chunk if it is a short one.
func (s *summer) finish() []byte {
	if s.size%chunkSize != 0 {
		s.table = binary.LittleEndian.AppendUint32(s.table, s.sum)
	}
	return s.table
}

// openSidecar opens the saved snapshot at path and checks all but its content.
// Errors are those of the file system, or say what is wrong with the file.
func openSidecar(path string) (_ *snapshotReader, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	var b [headerSize]byte
	if _, err := f.ReadAt(b[:], 0); err != nil {
		return nil, err
	}
	r := &snapshotReader{f: f, path: path}
	if err := r.header.decode(b[:]); err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	n := chunks(r.header.size)
	if want := contentStart + r.header.size + 4*n; info.Size() != want {
		return nil, fmt.Errorf("it has %d bytes instead of %d", info.Size(), want)
	}
	table := make([]byte, 4*n)
	if _, err := f.ReadAt(table, contentStart+r.header.size); err != nil {
		return nil, err
	}
	if crc32.Checksum(table, castagnoli) != r.header.table {
		return nil, errors.New("its table of checksums is damaged")
	}
	r.sums = make([]uint32, n)
	for i := range r.sums {
		r.sums[i] = binary.LittleEndian.Uint32(table[4*i:])
	}
	return r, nil
}

// snapshotReader is the store.SnapshotReader of a saved snapshot's file.
type snapshotReader struct {
	f      *os.File
	path   string
	header header
	sums   []uint32

	at    int64  // next byte of Read
	chunk []byte // the chunk Read is in, when it was asked for less than a whole one
	held  int64  // number of that chunk plus one
}

var _ store.SnapshotReader = (*snapshotReader)(nil)

// scratch holds chunks that were asked for in part.
var scratch = sync.Pool{New: func() any { b := make([]byte, chunkSize); return &b }}

// ReadAt implements io.ReaderAt. Every chunk is verified where it lands, while
// it is still in the processor's cache; asking for whole chunks (multiples of
// 1 MiB) needs no copy.
func (r *snapshotReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fault.New(fault.Invalid, "read snapshot", "the offset %d is negative", off)
	}
	for n < len(p) {
		if off >= r.header.size {
			return n, io.EOF
		}
		i, skip := off/chunkSize, int(off%chunkSize)
		size := int(min(chunkSize, r.header.size-i*chunkSize))
		var got int
		if skip == 0 && len(p)-n >= size {
			got = size
			err = r.readChunk(p[n:n+size], i)
		} else {
			buf := scratch.Get().(*[]byte)
			if err = r.readChunk((*buf)[:size], i); err == nil {
				got = copy(p[n:], (*buf)[skip:size])
			}
			scratch.Put(buf)
		}
		if err != nil {
			return n, err
		}
		n += got
		off += int64(got)
	}
	return n, nil
}

// Read implements io.Reader.
func (r *snapshotReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if r.at >= r.header.size {
		return 0, io.EOF
	}
	i, skip := r.at/chunkSize, int(r.at%chunkSize)
	size := int(min(chunkSize, r.header.size-i*chunkSize))
	if skip == 0 && len(p) >= size {
		if err := r.readChunk(p[:size], i); err != nil {
			return 0, err
		}
		r.at += int64(size)
		return size, nil
	}
	if r.held != i+1 {
		if r.chunk == nil {
			r.chunk = make([]byte, min(chunkSize, r.header.size))
		}
		r.held = 0
		if err := r.readChunk(r.chunk[:size], i); err != nil {
			return 0, err
		}
		r.held = i + 1
	}
	n := copy(p, r.chunk[skip:size])
	r.at += int64(n)
	return n, nil
}

// readChunk fills b with chunk i and verifies it.
func (r *snapshotReader) readChunk(b []byte, i int64) error {
	if _, err := r.f.ReadAt(b, contentStart+i*chunkSize); err != nil {
		return noSnapshot(r.path, err)
	}
	if crc32.Checksum(b, castagnoli) != r.sums[i] {
		return noSnapshot(r.path, fmt.Errorf("its content is damaged after byte %d", i*chunkSize))
	}
	return nil
}

// Close implements io.Closer.
func (r *snapshotReader) Close() error { return r.f.Close() }

// noSnapshot is the NotFound of a saved snapshot that cannot be used.
func noSnapshot(path string, err error) error {
	return complain(fault.NotFound, "load snapshot", path,
		"the saved snapshot cannot be used and will be made again", err)
}
