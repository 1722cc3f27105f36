package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/fault"
)

// hungUp is an answer whose reader has hung up.
type hungUp struct{ *httptest.ResponseRecorder }

func (hungUp) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// spec: SRV-20
func TestAReaderWhoHangsUpIsNoFaultOfTheServer(t *testing.T) {
	long := func(w *bufio.Writer) error {
		_, err := io.WriteString(w, strings.Repeat("a line\n", 100_000))
		return fault.Wrap(fault.Internal, "read", err)
	}
	broken := func(w *bufio.Writer) error {
		_, err := w.WriteString("{}\n")
		return errors.Join(err, fault.New(fault.Internal, "read", "the page is torn"))
	}
	for _, c := range []struct {
		name   string
		w      http.ResponseWriter
		write  func(*bufio.Writer) error
		logged string // empty for nothing
		cut    bool
	}{
		{"hung up", hungUp{httptest.NewRecorder()}, long, "", true},
		{"whole", httptest.NewRecorder(), long, "", false},
		{"broken", httptest.NewRecorder(), broken, "the page is torn", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			s := &Server{cfg: Config{Log: slog.New(slog.NewTextHandler(&log, nil))}}
			defer func() {
				if cut := recover() != nil; cut != c.cut {
					t.Errorf("cut off: %v, want %v", cut, c.cut)
				}
				if got := log.String(); (got == "") != (c.logged == "") || !strings.Contains(got, c.logged) {
					t.Errorf("the log says %q, want %q", got, c.logged)
				}
			}()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
			s.lines(context.Background(), nil, c.write).Body(humago.NewContext(&huma.Operation{}, r, c.w))
		})
	}
}
