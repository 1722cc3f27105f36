package serve

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/blob/s3"
	"github.com/cordon-ot/cordon/internal/settings"
)

// evidence gives the store of evidence files of each project. A store remembers
// what it verified, so there is one for each.
type evidence struct {
	place  settings.Place
	layout layout
	clock  func() time.Time

	mu   sync.Mutex
	open map[string]blob.Store
}

func newEvidence(p settings.Place, l layout, clock func() time.Time) *evidence {
	return &evidence{place: p, layout: l, clock: clock, open: map[string]blob.Store{}}
}

// of gives the files of a project.
func (e *evidence) of(id string) (blob.Store, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.open[id]; s != nil {
		return s, nil
	}
	s, err := e.make(id)
	if err == nil {
		e.open[id] = s
	}
	return s, err
}

func (e *evidence) make(id string) (blob.Store, error) {
	bucket, isBucket := strings.CutPrefix(e.place.Files, "s3://")
	switch {
	case isBucket:
		name, prefix, _ := strings.Cut(bucket, "/")
		return s3.New(s3.Config{
			Endpoint: e.place.S3Endpoint, Region: e.place.S3Region, Bucket: name, Prefix: path.Join(strings.Trim(prefix, "/"), id),
			PathStyle: e.place.S3PathStyle, CAFile: e.place.S3CA, Env: os.Getenv, Clock: e.clock,
			Spool: e.layout.uploads(), Cache: e.layout.files(id) + "-verified",
		})
	case e.place.Files != "":
		return blob.Open(filepath.Join(e.place.Files, id)), nil
	}
	return blob.Open(e.layout.files(id)), nil
}
