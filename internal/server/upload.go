package server

import (
	"context"
	"mime"
	"net/http"
	"strconv"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/upload"
)

// uploaded is an answer about an upload.
type uploaded struct {
	Location string `header:"Location" doc:"Address of the upload."`
	Offset   int64  `header:"Upload-Offset" doc:"Bytes that are durable; the next piece begins here."`
	Length   int64  `header:"Upload-Length" doc:"Length of the whole file."`
	Cache    string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body     *api.Upload
}

type beginInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Body    api.NewUpload
}

// beginUpload announces a file that comes in pieces.
func (s *Server) beginUpload(ctx context.Context, in *beginInput) (*uploaded, error) {
	c := callOf(ctx)
	if err := refuseRetired(c); err != nil {
		return nil, err
	}
	b := &in.Body
	st, err := s.cfg.Uploads.Begin(ctx, upload.Announcement{
		Owner: c.caller.user, Project: c.entry.ID, Size: b.Size, Digest: b.Digest, Name: b.Name, MediaType: b.MediaType,
	})
	if err != nil {
		return nil, at("body", err)
	}
	return uploadOf(c, st), nil
}

func uploadOf(c *call, st upload.Status) *uploaded {
	d := &api.Upload{
		ID: st.ID, Size: st.Size, Offset: st.Offset, Digest: st.Digest, Name: st.Name, MediaType: st.MediaType,
		Finished: st.Finished != "", Begun: moment(st.Begun), Expires: moment(st.Expires),
	}
	if d.Finished {
		d.Digest = st.Finished
	}
	return &uploaded{
		Location: prefix + "/projects/" + c.entry.Key + "/uploads/" + st.ID, Offset: st.Offset, Length: st.Size, Cache: "no-store", Body: d,
	}
}

// UploadInput names an upload.
type UploadInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Upload  string `path:"upload" maxLength:"64" doc:"Id of the upload."`
}

// ref names an upload for the caller: those of others are not there.
func (in *UploadInput) ref(c *call) upload.Ref {
	return upload.Ref{ID: in.Upload, Owner: c.caller.user, Project: c.entry.ID}
}

// upload tells where an upload stands.
func (s *Server) upload(ctx context.Context, in *UploadInput) (*uploaded, error) {
	c := callOf(ctx)
	st, err := s.cfg.Uploads.Status(ctx, in.ref(c))
	if err != nil {
		return nil, at("path.upload", err)
	}
	return uploadOf(c, st), nil
}

type pieceInput struct {
	Incoming
	UploadInput
	Offset int64 `header:"Upload-Offset" required:"true" minimum:"0" maximum:"9007199254740991" doc:"Where in the file the piece begins: the offset that the upload has reached."`
}

// appended is the answer to a piece.
type appended struct {
	Offset int64  `header:"Upload-Offset" doc:"Bytes that are durable now."`
	Cache  string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
}

const pieceType = "application/offset+octet-stream"

// appendUpload takes a piece of a file. If the line breaks, what came stays,
// and the upload goes on from there. A refusal says in the header Upload-Offset
// where that is.
func (s *Server) appendUpload(ctx context.Context, in *pieceInput) (*appended, error) {
	if t, _, err := mime.ParseMediaType(in.request.Header.Get("Content-Type")); err != nil || t != pieceType {
		return nil, &statusError{
			status: http.StatusUnsupportedMediaType, where: "header.Content-Type",
			err: fault.New(fault.Invalid, "append to an upload", "a piece is sent as %s", pieceType),
		}
	}
	c := callOf(ctx)
	if err := refuseRetired(c); err != nil {
		return nil, err
	}
	// The length of the file bounds what is read.
	offset, err := s.cfg.Uploads.Append(ctx, in.ref(c), in.Offset, in.body(1<<62))
	if err != nil {
		if kind := fault.KindOf(err); kind == fault.NotFound {
			return nil, at("path.upload", err)
		}
		in.w.Header().Set("Upload-Offset", strconv.FormatInt(offset, 10))
		return nil, at("header.Upload-Offset", err)
	}
	return &appended{Offset: offset, Cache: "no-store"}, nil
}

type finishInput struct {
	Incoming
	UploadInput
}

// finishUpload makes a whole upload a file of evidence. It may be repeated.
func (s *Server) finishUpload(ctx context.Context, in *finishInput) (*created[api.StoredFile], error) {
	c := callOf(ctx)
	if err := refuseRetired(c); err != nil {
		return nil, err
	}
	files, err := c.lease.Files()
	if err != nil {
		return nil, err
	}
	in.takeTime()
	st, err := s.cfg.Uploads.Finish(ctx, in.ref(c), files)
	if err != nil {
		if fault.KindOf(err) == fault.Conflict {
			in.w.Header().Set("Upload-Offset", strconv.FormatInt(st.Offset, 10))
		}
		return nil, at("path.upload", err)
	}
	c.lease.FilesChanged()
	return &created[api.StoredFile]{Location: fileAddress(c, st.Finished), Body: &api.StoredFile{Digest: st.Finished, Size: st.Size}}, nil
}

// cancelUpload drops an upload. What it has become stays.
func (s *Server) cancelUpload(ctx context.Context, in *UploadInput) (*gone, error) {
	if err := s.cfg.Uploads.Cancel(ctx, in.ref(callOf(ctx))); err != nil {
		return nil, at("path.upload", err)
	}
	return done()
}
