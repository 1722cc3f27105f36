package server

import (
	"bufio"
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

type snapshotInput struct{ Asked }

// snapshot streams a whole state in the format of a saved snapshot, for programs
// of the same version that analyse it themselves, as the command line does.
func (s *Server) snapshot(ctx context.Context, in *snapshotInput) (*huma.StreamResponse, error) {
	st, err := in.state(ctx)
	if err != nil {
		return nil, err
	}
	head := http.Header{
		"Cordon-Commit": {strconv.FormatUint(st.Snapshot.Commit(), 10)},
		"Cordon-Date":   {st.Date},
		"Cordon-Label":  {st.Label},
	}
	return s.stream(ctx, "application/vnd.cordon.snapshot", head, func(w *bufio.Writer) error {
		_, err := st.Snapshot.WriteTo(w)
		return err
	}), nil
}
