// Package upload takes files of evidence in pieces: an upload is begun with its
// length, grows by appending at the offset reached so far, survives broken
// lines and restarts of the service, and becomes a file of evidence when it is
// finished. It speaks no HTTP; the manner is that of the tus protocol.
//
// The state is in a folder and nowhere else. For an upload with the id ID
// there are two files:
//
//	ID       the bytes received so far
//	ID.json  who began it, what was announced, and the durable offset
//
// Bytes are synced before the offset that counts them is written, and ID.json
// is replaced as a whole. So after a crash in the middle of an append the
// upload goes on at the offset of ID.json, and bytes beyond it are dropped; if
// the disk lost bytes that it had acknowledged, at the end of ID. A finished
// upload keeps its ID.json until it expires, so that Finish can be repeated
// when its answer was lost.
//
// An upload belongs to the node whose folder it is in. Several nodes may share
// a folder; then appends to one upload are kept apart within each node only, and
// a client that sends two at once to two nodes spoils its own upload, which a
// digest announced at the beginning brings to light.
//
// It refuses uploads without a length, ids that it did not give, and callers
// who are not the owner: for them an upload is not there.
package upload

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Config says where uploads lie and how much is taken. Folder, Clock and
// Random are needed; a bound that is zero has the default named beside it.
type Config struct {
	Folder   string // made if it is not there
	Clock    func() time.Time
	Random   io.Reader     // for ids; must be secure outside tests
	MaxSize  int64         // bytes of one file; 2 GiB
	PerOwner int           // open uploads of one owner; 8
	Open     int           // open uploads in all; 64
	MaxBytes int64         // bytes of all open uploads together, as announced; 16 GiB
	Silence  time.Duration // after so long without a byte an upload expires; 24 hours
}

// Uploads are the uploads of one folder. Make them with New. They are safe for
// concurrent use.
type Uploads struct {
	conf  Config
	begin sync.Mutex // one Begin at a time: bounds are counted on the disk
	locks locks
}

// Announcement is what is said of a file before its bytes.
type Announcement struct {
	Owner     string // who uploads; the only one who can go on
	Project   string // where the file will belong
	Size      int64  // length in bytes
	Digest    string // sha256:HEX of the content, or empty if it is not known yet
	Name      string // file name, without folders; may be empty
	MediaType string // as in RFC 2045; may be empty
}

// Ref names an upload for one caller. An upload of another owner or project
// counts as not there.
type Ref struct {
	ID, Owner, Project string
}

// Status is where an upload stands.
type Status struct {
	Announcement
	ID       string
	Offset   int64     // bytes that are durable; the next append begins here
	Begun    time.Time // in UTC
	Expires  time.Time // in UTC, if nothing more comes
	Finished string    // digest of the file it became; empty while it is open
}

const (
	beginOp  = "begin an upload"
	appendOp = "append to an upload"
	finishOp = "finish an upload"
	cancelOp = "cancel an upload"
	statusOp = "look up an upload"
)

// New gives the uploads of a folder, which it makes if it is not there.
// Invalid for a configuration that lacks something, Unavailable if the folder
// cannot be used.
func New(c Config) (*Uploads, error) {
	if c.Folder == "" || c.Clock == nil || c.Random == nil {
		return nil, fault.New(fault.Invalid, "open the uploads", "a folder, a clock and a source of random bytes are needed")
	}
	c.MaxSize = cmp.Or(c.MaxSize, 2<<30)
	c.PerOwner = cmp.Or(c.PerOwner, 8)
	c.Open = cmp.Or(c.Open, 64)
	c.MaxBytes = cmp.Or(c.MaxBytes, 16<<30)
	c.Silence = cmp.Or(c.Silence, 24*time.Hour)
	u := &Uploads{conf: c}
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return nil, u.fail("open the uploads", err)
	}
	return u, nil
}

// Begin starts an upload and gives its status with its id. Invalid for an
// announcement that cannot be kept, Unavailable while there are too many open
// uploads or too little room.
func (u *Uploads) Begin(ctx context.Context, a Announcement) (Status, error) {
	if err := u.check(a); err != nil {
		return Status{}, err
	}
	if err := ctx.Err(); err != nil {
		return Status{}, fault.Wrap(fault.Unavailable, beginOp, err)
	}
	u.begin.Lock()
	defer u.begin.Unlock()
	if _, err := u.Expire(ctx); err != nil {
		return Status{}, err
	}
	if err := u.room(a); err != nil {
		return Status{}, err
	}
	id, err := u.newID()
	if err != nil {
		return Status{}, err
	}
	now := u.now()
	r := record{
		ID: id, Owner: a.Owner, Project: a.Project, Size: a.Size, Digest: a.Digest, Name: a.Name, MediaType: a.MediaType,
		Begun: now, Touched: now,
	}
	f, err := os.OpenFile(u.data(id), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Status{}, u.fail(beginOp, err)
	}
	err = f.Close()
	if err == nil {
		err = u.save(r)
	}
	if err != nil {
		return Status{}, u.fail(beginOp, errors.Join(err, u.drop(id)))
	}
	return u.status(r), nil
}

// room checks the bounds on open uploads.
func (u *Uploads) room(a Announcement) error {
	all, err := u.records()
	if err != nil {
		return err
	}
	open, own, bytes := 0, 0, int64(0)
	for _, r := range all {
		if r.Finished != "" {
			continue
		}
		open++
		bytes += r.Size
		if r.Owner == a.Owner {
			own++
		}
	}
	switch {
	case own >= u.conf.PerOwner:
		return fault.New(fault.Unavailable, beginOp, "you have %d uploads open, which is the limit; finish or cancel one first", own)
	case open >= u.conf.Open:
		return fault.New(fault.Unavailable, beginOp, "%d uploads are open on this server, which is the limit; try again when some are finished", open)
	case a.Size > u.conf.MaxBytes-bytes:
		return fault.New(fault.Unavailable, beginOp, "the uploads open on this server leave no room for %d bytes; try again when some are finished", a.Size)
	}
	return nil
}

const maxText = 255

// check checks an announcement by itself.
func (u *Uploads) check(a Announcement) error {
	invalid := func(format string, args ...any) error { return fault.New(fault.Invalid, beginOp, format, args...) }
	_, isDigest := blob.Name(a.Digest)
	switch {
	case a.Owner == "" || a.Project == "":
		return invalid("an upload needs an owner and a project")
	case a.Size < 0:
		return invalid("the length of the file is %d; give the number of its bytes", a.Size)
	case a.Size > u.conf.MaxSize:
		return invalid("the file has %d bytes, at most %d are taken; split it or ask for a higher limit", a.Size, u.conf.MaxSize)
	case a.Digest != "" && !isDigest:
		return blob.NoDigest(beginOp, a.Digest)
	case len(a.Name) > maxText || len(a.MediaType) > maxText || len(a.Owner) > maxText || len(a.Project) > maxText:
		return invalid("file name and media type may have %d bytes each; give shorter ones", maxText)
	case !utf8.ValidString(a.Owner) || !utf8.ValidString(a.Project):
		return invalid("owner and project must be UTF-8")
	case !plain(a.Name):
		return invalid("the file name %q cannot be used; give it in UTF-8, without folders and control characters", a.Name)
	}
	if a.MediaType != "" {
		if t, _, err := mime.ParseMediaType(a.MediaType); err != nil || !strings.Contains(t, "/") || !plain(strings.ReplaceAll(a.MediaType, "/", "")) {
			return invalid("the media type %q cannot be read; give one like application/pdf, or none", a.MediaType)
		}
	}
	return nil
}

// plain reports whether a text can be shown and saved as a file name anywhere.
func plain(name string) bool {
	return utf8.ValidString(name) && name != "." && name != ".." && !strings.ContainsFunc(name, func(r rune) bool {
		return r == '/' || r == '\\' || r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) // Cf: marks that turn the direction of writing
	})
}

// Status tells where an upload stands. NotFound if it is not there (any more).
func (u *Uploads) Status(ctx context.Context, ref Ref) (Status, error) {
	r, release, err := u.hold(ctx, statusOp, ref)
	if err != nil {
		return Status{}, err
	}
	defer release()
	return u.status(r), nil
}

// Cancel drops an upload and its bytes. A finished one is only forgotten: its
// file is evidence by then. NotFound if it is not there.
func (u *Uploads) Cancel(ctx context.Context, ref Ref) error {
	r, release, err := u.hold(ctx, cancelOp, ref)
	if err != nil {
		return err
	}
	defer release()
	return u.fail(cancelOp, u.drop(r.ID))
}

// Expire drops every upload that was silent for too long and tells how many
// there were. Begin does it too; call it now and then so that an idle server
// frees its disk.
func (u *Uploads) Expire(ctx context.Context) (int, error) {
	n := 0
	all, err := u.records()
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if !u.expired(r) {
			continue
		}
		release, ok := u.locks.try(r.ID)
		if !ok {
			continue // it is in use, so not silent
		}
		err := u.drop(r.ID)
		release()
		if err != nil {
			return n, u.fail("drop an expired upload", err)
		}
		n++
		if err := ctx.Err(); err != nil {
			return n, fault.Wrap(fault.Unavailable, "drop expired uploads", err)
		}
	}
	return n, u.strays()
}

func (u *Uploads) expired(r record) bool {
	return u.now()-r.Touched > u.conf.Silence.Milliseconds()
}

// now is the time in milliseconds since 1970, UTC.
func (u *Uploads) now() int64 { return u.conf.Clock().UnixMilli() }

func (u *Uploads) status(r record) Status {
	return Status{
		Announcement: Announcement{Owner: r.Owner, Project: r.Project, Size: r.Size, Digest: r.Digest, Name: r.Name, MediaType: r.MediaType},
		ID:           r.ID, Offset: r.Offset, Finished: r.Finished,
		Begun: time.UnixMilli(r.Begun).UTC(), Expires: time.UnixMilli(r.Touched).UTC().Add(u.conf.Silence),
	}
}

// hold gives the record of an upload to one caller at a time.
func (u *Uploads) hold(ctx context.Context, op string, ref Ref) (record, func(), error) {
	absent := &fault.Error{Kind: fault.NotFound, Op: op, Subject: ref.ID, Message: "there is no such upload; it may have expired or been cancelled, so begin a new one"}
	if !isID(ref.ID) {
		absent.Subject = "" // what is no id may be anything
		return record{}, nil, absent
	}
	release, err := u.locks.take(ctx, ref.ID)
	if err != nil {
		return record{}, nil, fault.Wrap(fault.Unavailable, op, err)
	}
	r, err := u.load(ref.ID)
	switch {
	case err != nil:
		release()
		if fault.KindOf(err) == fault.NotFound {
			err = absent
		}
		return record{}, nil, err
	case r.Owner != ref.Owner || r.Project != ref.Project || u.expired(r):
		release()
		return record{}, nil, absent
	}
	return r, release, nil
}
