package s3

import (
	"errors"

	"github.com/minio/minio-go/v7"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// fail makes a fault of what the store or the way to it said. A fault stays
// what it is.
func (b *Bucket) fail(op, digest string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	f = fault.New(fault.Unavailable, op, "the S3 store at %s does not answer; check that it runs and can be reached, then try again", b.conf.Endpoint)
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey:
		return blob.Missing(digest)
	case minio.PreconditionFailed:
		return blob.Changed(digest)
	case minio.NoSuchBucket:
		f.Say("the S3 store has no bucket %s; create it or correct the setting", b.conf.Bucket)
	case minio.AccessDenied, minio.InvalidAccessKeyID, minio.SignatureDoesNotMatch, "Forbidden", "ExpiredToken", "InvalidToken":
		f.Say("the S3 store refuses the credentials for bucket %s; check the keys and what they may do (list, read and write objects)", b.conf.Bucket)
	case "RequestTimeTooSkewed":
		f.Say("the clocks of this machine and of the S3 store differ too much; set them right")
	case "AuthorizationHeaderMalformed", minio.InvalidRegion:
		f.Say("the S3 store does not accept this region; correct the setting")
	case "PermanentRedirect", "TemporaryRedirect", "MovedPermanently":
		f.Say("the S3 store keeps bucket %s at another endpoint; configure that one", b.conf.Bucket)
	case "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge":
		f.Say("the S3 store takes no more; make space in it or raise its limits, then try again")
	}
	if errors.Is(err, errForeign) {
		f.Say("the S3 store asks for an address that is not configured; set the endpoint of the bucket's own region")
	}
	f.Subject, f.Err = digest, err
	return f
}

func (b *Bucket) spoolFail(err error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: storeOp, Place: fault.Place{File: b.spool()},
		Message: "the file could not be written to the folder for files on their way to the S3 store; check its permissions and the space on its disk (nothing was stored)", Err: err,
	}
}
