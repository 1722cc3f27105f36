package backup

import (
	"bytes"
	"io"
	"os"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spoolMemory is how much of a member is held in memory before it goes to a
// file.
const spoolMemory = 4 << 20

// spool holds one member until its length is known, which must stand before
// its bytes. It is used again for the next one.
type spool struct {
	dir  string // where the file goes, empty for the system's place
	buf  bytes.Buffer
	file *os.File
	size int64
	disk bool // the content is in the file
}

// Write adds to the content.
func (s *spool) Write(p []byte) (int, error) {
	if !s.disk && s.buf.Len()+len(p) > spoolMemory {
		if err := s.toDisk(); err != nil {
			return 0, err
		}
	}
	var n int
	var err error
	if s.disk {
		if n, err = s.file.Write(p); err != nil {
			err = s.fail(err)
		}
	} else {
		n, err = s.buf.Write(p)
	}
	s.size += int64(n)
	return n, err
}

func (s *spool) toDisk() error {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, ".cordon-backup-*")
		if err != nil {
			return s.fail(err)
		}
		s.file = f
	}
	s.disk = true
	_, err := s.file.Write(s.buf.Bytes())
	s.buf.Reset()
	return s.fail(err)
}

// content gives what was written, from its start.
func (s *spool) content() (io.Reader, error) {
	if !s.disk {
		return &s.buf, nil
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, s.fail(err)
	}
	return s.file, nil
}

// reset empties the spool for the next member.
func (s *spool) reset() error {
	s.buf.Reset()
	s.size = 0
	if !s.disk {
		return nil
	}
	s.disk = false
	if err := s.file.Truncate(0); err != nil {
		return s.fail(err)
	}
	_, err := s.file.Seek(0, io.SeekStart)
	return s.fail(err)
}

// close removes the file.
func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}

func (s *spool) fail(err error) error {
	if err == nil {
		return nil
	}
	return &fault.Error{
		Kind: fault.Unavailable, Op: writeOp,
		Message: "the place for passing files cannot be used; check its permissions and the space on its disk", Err: err,
	}
}
