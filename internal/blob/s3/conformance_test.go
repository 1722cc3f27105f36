package s3

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/blob/blobtest"
)

var _ app.Files = (*Bucket)(nil)

func subject(t *testing.T, c Config) blobtest.Subject {
	t.Helper()
	i := intruder{t, newBucket(t, c)}
	return blobtest.Subject{
		Store:     newBucket(t, c),
		Other:     func() blob.Store { return newBucket(t, c) },
		Overwrite: i.overwrite, Remove: i.remove, Names: i.names,
	}
}

// spec: EVID-1, EVID-2, EVID-3, EVID-4, EVID-5, EVID-7
func TestABucketKeepsThePromisesOfAStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Subject { return subject(t, startFake(t)) })
}

// spec: EVID-1, EVID-2, EVID-3, EVID-4, EVID-5, EVID-7
func TestABucketOfAStricterServerKeepsThePromisesOfAStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Subject {
		c, _ := startGateway(t)
		return subject(t, c)
	})
}
