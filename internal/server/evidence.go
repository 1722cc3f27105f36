package server

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

type evidenceInput struct {
	Asked
	Paging
	Recorded string `query:"recorded" enum:"all,yes,no" default:"all" doc:"Whether files are listed that evidence of the state records, or that nothing records, or all."`
}

// evidence lists the files of evidence, those of the state and those that are
// stored and that nothing records yet.
func (s *Server) evidence(ctx context.Context, in *evidenceInput) (*live[api.EvidencePage], error) {
	cur, err := in.open(queryHash("evidence", in.Recorded))
	if err != nil {
		return nil, err
	}
	cur.state(&in.Asked)
	st, err := in.state(ctx)
	if err != nil {
		return nil, err
	}
	files, err := callOf(ctx).lease.Files()
	if err != nil {
		return nil, err
	}
	recorded := recordedFiles(st.Snapshot)
	digests, err := digestsAfter(ctx, files, recorded, cur.After, in.Recorded, in.Limit+1)
	if err != nil {
		return nil, err
	}
	d := api.EvidencePage{State: answer.State(st), Files: []api.EvidenceFile{}}
	if len(digests) > in.Limit {
		digests = digests[:in.Limit]
		d.Next = cur.after(st, digests[in.Limit-1])
	}
	for _, digest := range digests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.Files = append(d.Files, evidenceDoc(st.Snapshot, files, digest, recorded[digest]))
	}
	return now(d), nil
}

// recordedFiles finds the evidence of a state by the digest it records.
func recordedFiles(s *model.Snapshot) map[string][]model.Node {
	found := map[string][]model.Node{}
	for n := range s.OfKind(model.KindEvidence) {
		if digest := s.EvidenceView(n).Digest(); digest != "" {
			found[digest] = append(found[digest], n)
		}
	}
	return found
}

// digestsAfter gives up to most digests behind one, in order.
func digestsAfter(ctx context.Context, files blob.Store, recorded map[string][]model.Node, after, which string, most int) ([]string, error) {
	var list []string
	if which != "no" {
		for digest := range recorded {
			if digest > after {
				list = append(list, digest)
			}
		}
		slices.Sort(list)
		list = list[:min(len(list), most)]
	}
	if which == "yes" {
		return list, nil
	}
	added := 0
	for digest, err := range files.Digests() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if digest <= after || recorded[digest] != nil {
			continue
		}
		if added++; added > most {
			break
		}
		list = append(list, digest)
	}
	slices.Sort(list)
	return list[:min(len(list), most)], nil
}

func evidenceDoc(s *model.Snapshot, files blob.Store, digest string, items []model.Node) api.EvidenceFile {
	d := api.EvidenceFile{Digest: digest, State: fileState(files.State(digest)), Items: []api.EvidenceRecords{}}
	if size, err := files.Size(digest); err == nil {
		d.Size = &size
	}
	for _, n := range items {
		v := s.EvidenceView(n)
		d.Items = append(d.Items, api.EvidenceRecords{Key: v.Key.String(), Title: v.Title, Name: v.FileName()})
	}
	return d
}

func fileState(s app.FileState) string {
	switch s {
	case app.FilePresent:
		return "present"
	case app.FileChanged:
		return "changed"
	default:
		return "missing"
	}
}

type evidenceFileInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Digest  string `path:"digest" maxLength:"80" doc:"Digest of the file, as sha256: and 64 hexadecimal digits."`
	Name    string `query:"name" maxLength:"255" doc:"What to save it as; what the evidence that records it says without it."`
}

// evidenceFile sends a file of evidence, or parts of it. It is verified before
// the first byte goes out, and never shown inside a page of this server: what
// is in it is somebody else's.
func (s *Server) evidenceFile(ctx context.Context, in *evidenceFileInput) (*huma.StreamResponse, error) {
	c := callOf(ctx)
	st, err := c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	items := recordedFiles(st.Snapshot)[in.Digest]
	if own := c.verdict.Products; own != nil && !aboutProducts(st.Snapshot, items, own) {
		return nil, at("path.digest", blob.Missing(in.Digest))
	}
	files, err := c.lease.Files()
	if err != nil {
		return nil, err
	}
	f, err := files.OpenSeeker(in.Digest)
	if err != nil {
		return nil, unusable(files, in.Digest, err)
	}
	name := in.Name
	for i := 0; name == "" && i < len(items); i++ {
		name = st.Snapshot.EvidenceView(items[i]).FileName()
	}
	if name == "" {
		name = strings.TrimPrefix(in.Digest, blob.Prefix)[:16]
	}
	return download(f, saved{name: name, etag: in.Digest, media: "application/octet-stream"}), nil
}

// unusable tells a changed file, which a caller cannot help, from a digest that
// is none.
func unusable(files blob.Store, digest string, err error) error {
	if _, ok := blob.Name(digest); ok && fault.KindOf(err) == fault.Invalid && files.State(digest) == app.FileChanged {
		return &statusError{status: http.StatusConflict, where: "path.digest", err: err}
	}
	return at("path.digest", err)
}

// aboutProducts reports whether evidence is joined to one of these products.
func aboutProducts(s *model.Snapshot, evidence []model.Node, products []string) bool {
	for _, n := range evidence {
		for _, l := range s.Item(n).Links {
			if slices.Contains(products, s.Key(l.To).String()) {
				return true
			}
		}
	}
	return false
}

// saved says how a file is sent.
type saved struct{ name, etag, media string }

// download answers with a file, or the ranges that the caller asks for. It
// closes the file.
func download(f blob.File, as saved) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer f.Close()
		r, w := humago.Unwrap(hc)
		h := w.Header()
		h.Set("Content-Type", as.media)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(as.name)}))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Cache-Control", private)
		h.Set("ETag", `"`+as.etag+`"`)
		http.ServeContent(&patientAnswer{ResponseWriter: w, request: r, slow: patient{w: w, control: http.NewResponseController(w)}}, r, "", time.Time{}, f)
	}}
}

// patientAnswer gives every write of an answer a time of its own, and makes
// problem documents of the refusals of the standard library.
type patientAnswer struct {
	http.ResponseWriter
	request *http.Request
	slow    patient
	refused bool
}

// Write implements http.ResponseWriter.
func (p *patientAnswer) Write(b []byte) (int, error) {
	if p.refused {
		return len(b), nil // the words of the library; ours are written
	}
	return p.slow.Write(b)
}

// WriteHeader implements http.ResponseWriter.
func (p *patientAnswer) WriteHeader(status int) {
	if status < http.StatusBadRequest {
		p.ResponseWriter.WriteHeader(status)
		return
	}
	p.refused = true
	p.Header().Del("Content-Disposition")
	var err error
	switch status {
	case http.StatusPreconditionFailed:
		err = fault.New(fault.Conflict, "send a file", "this file has another ETag than you ask for")
	case http.StatusRequestedRangeNotSatisfiable:
		err = fault.New(fault.Invalid, "send a file", "this range of bytes cannot be read, or is not in the file; its length is in Content-Range")
	default:
		err = fault.New(fault.Internal, "send a file", "the file could not be sent (%d)", status)
	}
	writeProblem(p.ResponseWriter, p.request, withStatus(status, err))
}

// fileName makes a name that can be saved on any system.
func fileName(name string) string {
	name = strings.Map(func(c rune) rune {
		if strings.ContainsRune(`/\:*?"<>|%`, c) || !unicode.IsPrint(c) {
			return '-'
		}
		return c
	}, strings.ToValidUTF8(name, "-"))
	name = strings.Trim(name, ". ")
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	if name == "" {
		return "file"
	}
	return name
}

type storeInput struct {
	Incoming
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Digest  string `query:"digest" maxLength:"80" doc:"The digest that the file is to have; other bytes are refused."`
}

// mostAtOnce is the longest file that is taken in one request. Longer ones are
// sent in pieces, which survive a broken line.
const mostAtOnce = 64 << 20

// storeFile takes a small file of evidence in one request.
func (s *Server) storeFile(ctx context.Context, in *storeInput) (*created[api.StoredFile], error) {
	c := callOf(ctx)
	if err := refuseRetired(c); err != nil {
		return nil, err
	}
	if _, ok := blob.Name(in.Digest); in.Digest != "" && !ok {
		return nil, at("query.digest", blob.NoDigest("store a file", in.Digest))
	}
	files, err := c.lease.Files()
	if err != nil {
		return nil, err
	}
	most := int64(mostAtOnce)
	if s.cfg.MaxUpload > 0 {
		most = min(most, s.cfg.MaxUpload)
	}
	body := transfer.NewChecked(in.body(most+1), in.Digest, most)
	digest, size, err := files.Put(body)
	switch {
	case err != nil && body.TooLong():
		return nil, withStatus(http.StatusRequestEntityTooLarge, err)
	case err != nil && body.Refused():
		return nil, at("query.digest", err)
	case err != nil && in.request.Context().Err() != nil:
		return nil, errors.Join(in.request.Context().Err(), err)
	case err != nil:
		return nil, err
	}
	c.lease.FilesChanged()
	return &created[api.StoredFile]{Location: fileAddress(c, digest), Body: &api.StoredFile{Digest: digest, Size: size}}, nil
}

func fileAddress(c *call, digest string) string {
	return prefix + "/projects/" + c.entry.Key + "/evidence/" + digest
}
