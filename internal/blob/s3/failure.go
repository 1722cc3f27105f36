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
	message := "the S3 store at " + b.conf.Endpoint + " does not answer; check that it runs and can be reached, then try again"
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey:
		return blob.Missing(digest)
	case minio.PreconditionFailed:
		return blob.Changed(digest)
	case minio.NoSuchBucket:
		message = "the S3 store has no bucket " + b.conf.Bucket + "; create it or correct the setting"
	case minio.AccessDenied, minio.InvalidAccessKeyID, minio.SignatureDoesNotMatch, "Forbidden", "ExpiredToken", "InvalidToken":
		message = "the S3 store refuses the credentials for bucket " + b.conf.Bucket + "; check the keys and what they may do (list, read and write objects)"
	case "RequestTimeTooSkewed":
		message = "the clocks of this machine and of the S3 store differ too much; set them right"
	case "AuthorizationHeaderMalformed", minio.InvalidRegion:
		message = "the S3 store does not accept this region; correct the setting"
	case "PermanentRedirect", "TemporaryRedirect", "MovedPermanently":
		message = "the S3 store keeps bucket " + b.conf.Bucket + " at another endpoint; configure that one"
	case "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge":
		message = "the S3 store takes no more; make space in it or raise its limits, then try again"
	}
	if errors.Is(err, errForeign) {
		message = "the S3 store asks for an address that is not configured; set the endpoint of the bucket's own region"
	}
	return &fault.Error{Kind: fault.Unavailable, Op: op, Subject: digest, Message: message, Err: err}
}

func (b *Bucket) spoolFail(err error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: storeOp, Place: fault.Place{File: b.spool()},
		Message: "the file could not be written to the folder for files on their way to the S3 store; check its permissions and the space on its disk (nothing was stored)", Err: err,
	}
}
