package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

const ndjson = "application/x-ndjson"

// lines answers with one JSON document per line, made while they are sent. A
// failure on the way is the last line, an object with the one member "problem",
// so that a reader never takes half an answer for the whole.
func (s *Server) lines(ctx context.Context, head http.Header, write func(w *bufio.Writer) error) *huma.StreamResponse {
	return s.stream(ctx, ndjson, head, func(w *bufio.Writer) error {
		err := write(w)
		if err == nil || errors.Is(err, errReaderGone) {
			return err // there is nobody to tell
		}
		p := problemOf(ctx, err)
		if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
			s.cfg.Log.ErrorContext(ctx, "request failed on its way", "request", requestID(ctx), "error", err)
		}
		if _, err := w.Write(append(mustJSON(map[string]any{"problem": p}), '\n')); err != nil {
			return err
		}
		return nil
	})
}

// stream answers with bytes that are made while they are sent. When write
// fails the connection is cut, so that nobody takes the part for the whole.
func (s *Server) stream(ctx context.Context, media string, head http.Header, write func(w *bufio.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		h := w.Header()
		h.Set("Content-Type", media)
		h.Set("Cache-Control", private)
		for name, values := range head {
			h[name] = values
		}
		// Long answers may take longer than an ordinary one is given, but not
		// when the reader takes nothing.
		slow := &patient{w: w, control: http.NewResponseController(w)}
		b := bufio.NewWriterSize(slow, 64<<10)
		err := write(b)
		if err == nil {
			err = b.Flush()
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) && !errors.Is(err, errReaderGone) {
				s.cfg.Log.ErrorContext(ctx, "answer cut short", "request", requestID(ctx), "error", err)
			}
			panic(http.ErrAbortHandler) // cuts the connection
		}
	}}
}

// patient gives every write a time of its own.
type patient struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

const writeTime = 30 * time.Second

// errReaderGone marks what failed because the reader hung up or took nothing:
// no fault of the server, and nothing to write into its log.
var errReaderGone = errors.New("the reader is gone")

func (p *patient) Write(b []byte) (int, error) {
	if err := p.control.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := p.w.Write(b)
	if err != nil {
		err = fmt.Errorf("%w: %w", errReaderGone, err)
	}
	return n, err
}
