package server

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Incoming gives a handler the request and its answer, to read a body as it
// comes.
type Incoming struct {
	request *http.Request
	w       http.ResponseWriter
}

// Resolve implements huma.Resolver.
func (in *Incoming) Resolve(hc huma.Context) []error {
	in.request, in.w = humago.Unwrap(hc)
	return nil
}

// body reads a body of at most so many bytes, for as long as it takes, if it
// does not come too slowly.
func (in *Incoming) body(most int64) *steady {
	return &steady{r: in.request.Body, control: http.NewResponseController(in.w), left: most, most: most}
}

// takeTime gives the answer more time than an ordinary one has.
func (in *Incoming) takeTime() {
	_ = http.NewResponseController(in.w).SetWriteDeadline(time.Now().Add(longWork)) // where there is none, none is needed
}

const (
	// longWork is how long work may take between the last byte of a request and
	// the first of its answer.
	longWork = 30 * time.Minute
	// bodyTime is how long bodyStep bytes may take to come: a kilobyte a second
	// is slower than any line in use.
	bodyTime = time.Minute
	bodyStep = 64 << 10
)

// steady reads a body that has to keep coming.
type steady struct {
	r       io.Reader
	control *http.ResponseController
	most    int64 // bytes that are taken
	left    int64
	came    int // bytes since the deadline was set
	began   bool
	long    bool // there was more
}

// Read implements io.Reader.
func (s *steady) Read(p []byte) (int, error) {
	if !s.began || s.came >= bodyStep {
		until := time.Now().Add(bodyTime)
		err := errors.Join(s.control.SetReadDeadline(until), s.control.SetWriteDeadline(until.Add(writeTime)))
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return 0, err
		}
		s.began, s.came = true, 0
	}
	n, err := s.r.Read(p)
	s.came += n
	if s.left -= int64(n); s.left < 0 {
		s.long = true
		return 0, fault.New(fault.Invalid, "read the request", "the body has more than the %d bytes that are taken", s.most)
	}
	return n, err
}

// sized gives err the status of a body that is too large, if it was.
func (s *steady) sized(err error) error {
	if err != nil && s.long {
		return withStatus(http.StatusRequestEntityTooLarge, err)
	}
	return err
}
