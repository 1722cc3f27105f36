package backup

import (
	"context"
	"io"

	"github.com/cordon-ot/cordon/internal/model"
)

// ReadOptions say how a backup is read. All of it is optional.
type ReadOptions struct {
	// Limit is how many bytes the backup may unpack to, 0 for 8 TiB.
	Limit int64
	// Progress is told what is being read: bytes of the dump, commits, or files;
	// total is 0 where it is not known. It must be quick.
	Progress func(what string, done, total uint64)
	// Admin, for Verify, takes the administrative dump, to show that it can be
	// loaded (into a scratch database). It may stop where the dump says it ends.
	Admin func(ctx context.Context, dump io.Reader) error
}

// Verify reads a backup and checks all of it: every byte of the file against
// its form and digests, every record's tree and signature, that its commits can
// be read and replayed, and that each evidence file a record names is there
// with its content, or was listed as missing. It gives what the backup holds.
//
// Invalid with the member, and the commit where there is one, if anything is
// not as it should be; Unavailable if r cannot be read.
func Verify(ctx context.Context, r io.Reader, o ReadOptions) (Summary, error) {
	return newReading(r, &verifier{load: o.Admin}, o).all(ctx)
}

// verifier takes what is read and keeps nothing.
type verifier struct {
	load func(ctx context.Context, dump io.Reader) error
}

func (v *verifier) admin(ctx context.Context, dump io.Reader) error {
	if v.load == nil {
		_, err := io.Copy(io.Discard, dump)
		return err
	}
	return v.load(ctx, dump)
}

func (*verifier) begin(context.Context, *recordHead) error { return nil }

func (*verifier) commit(context.Context, uint64, []byte) error { return nil }

func (*verifier) end(context.Context, *recordHead, *model.Snapshot) error { return nil }

func (*verifier) file(_ context.Context, _ digest, _ []int, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
