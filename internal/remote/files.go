package remote

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Files is the evidence files of a project on a server. Its methods may be
// called concurrently.
type Files struct {
	project *Project

	mu     sync.Mutex
	states map[string]app.FileState // by digest, once asked for
}

// digestPrefix begins every digest.
const digestPrefix = "sha256:"

// mostFiles is how many files one page of the list holds.
const mostFiles = 10_000

var fileStates = map[string]app.FileState{
	"missing": app.FileMissing, "changed": app.FileChanged, "present": app.FilePresent,
}

// Load asks the server, once in a run, how all files are. Who asks for a State
// calls it first, since State can tell no error.
func (f *Files) Load() error {
	ctx := f.project.ctx
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.states != nil {
		return nil
	}
	states := map[string]app.FileState{}
	q := url.Values{"limit": {strconv.Itoa(mostFiles)}}
	for {
		var d api.EvidencePage
		if err := f.project.client.get(ctx, projectPath(f.project.key, "evidence"), q, &d); err != nil {
			return fault.Wrap(fault.Unavailable, "ask for the files of evidence", err)
		}
		for i := range d.Files {
			st, known := fileStates[d.Files[i].State]
			if !known {
				return f.project.client.strange(fmt.Errorf("a file of evidence is %q", d.Files[i].State))
			}
			states[d.Files[i].Digest] = st
		}
		if d.Next == "" {
			f.states = states
			return nil
		}
		q.Set("cursor", d.Next)
	}
}

// State implements app.Files. What Load could not find out counts as missing.
func (f *Files) State(digest string) app.FileState {
	if f.Load() != nil {
		return app.FileMissing
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.states[digest]
}

func (f *Files) stored(digest string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.states != nil {
		f.states[digest] = app.FilePresent
	}
}

// Put implements app.Files. The file is kept here for the time being, so that
// its digest is known before it is sent: what arrives otherwise is an error.
func (f *Files) Put(r io.Reader) (digest string, size int64, err error) {
	err = spooled(r, func(file *os.File, d string, n int64) error {
		digest, size = d, n
		return f.send(file, d, n)
	})
	if err != nil {
		return "", 0, err
	}
	return digest, size, nil
}

// Adopt stores content that is known elsewhere under a digest and reports
// whether it is whole. Content of another digest is not sent: a server keeps
// files under their own digests only.
func (f *Files) Adopt(digest string, r io.Reader) (whole bool, err error) {
	err = spooled(r, func(file *os.File, d string, n int64) error {
		if whole = d == digest; !whole {
			return nil
		}
		return f.send(file, d, n)
	})
	return whole && err == nil, err
}

// mostAtOnce is the longest file that goes in one call; longer ones go in
// pieces.
const (
	mostAtOnce = 32 << 20
	pieceBytes = 16 << 20
)

func (f *Files) send(file *os.File, digest string, size int64) error {
	if size > mostAtOnce {
		return f.inPieces(file, digest, size)
	}
	var d api.StoredFile
	r := request{
		method: http.MethodPost, path: projectPath(f.project.key, "evidence"), media: "application/octet-stream", stream: file, length: size,
	}
	if size == 0 {
		r.stream, r.body = nil, []byte{}
	}
	if err := f.project.client.call(f.project.ctx, r, &d); err != nil {
		return err
	}
	if d.Digest != digest {
		return f.project.client.strange(fmt.Errorf("a file arrived as %s and was sent as %s", d.Digest, digest))
	}
	f.stored(digest)
	return nil
}

// inPieces sends a long file piece by piece. A piece whose way breaks is sent
// again from where the server has got to.
func (f *Files) inPieces(file *os.File, digest string, size int64) error {
	c, ctx := f.project.client, f.project.ctx
	var u api.Upload
	if err := c.post(ctx, projectPath(f.project.key, "uploads"), "", api.NewUpload{Size: size, Digest: digest}, &u); err != nil {
		return err
	}
	one := projectPath(f.project.key, "uploads", u.ID)
	for broken := 0; u.Offset < size; {
		n := min(pieceBytes, size-u.Offset)
		r := request{
			method: http.MethodPatch, path: one, media: "application/offset+octet-stream", stream: io.NewSectionReader(file, u.Offset, n), length: n,
			header: http.Header{"Upload-Offset": {strconv.FormatInt(u.Offset, 10)}},
		}
		if err := c.call(ctx, r, nil); err != nil {
			var lost *networkError
			if broken++; broken > len(waits) || !errors.As(err, &lost) {
				return err
			}
			select {
			case <-ctx.Done():
				return err
			case <-time.After(waits[broken-1]):
			}
		}
		if err := c.get(ctx, one, nil, &u); err != nil {
			return err
		}
	}
	var d api.StoredFile
	if err := c.call(ctx, request{method: http.MethodPost, path: one + "/finish"}, &d); err != nil {
		return err
	}
	if d.Digest != digest {
		return c.strange(fmt.Errorf("a file arrived as %s and was sent as %s", d.Digest, digest))
	}
	f.stored(digest)
	return nil
}

// spooled writes what r yields into a file that goes again, and hands it on
// with its digest and length.
func spooled(r io.Reader, fn func(f *os.File, digest string, size int64) error) (err error) {
	const op = "keep the file for sending"
	f, err := os.CreateTemp("", "cordon-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	defer f.Close()
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), r)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	// The transport may close what it sends; the second Close is harmless.
	return fn(f, digestPrefix+hex.EncodeToString(h.Sum(nil)), size)
}

// Open implements app.Files. The last bytes come only if the content is that of
// the digest; otherwise the reader ends with Invalid.
func (f *Files) Open(digest string) (io.ReadCloser, error) {
	resp, err := f.project.client.do(f.project.ctx, request{path: projectPath(f.project.key, "evidence", digest)})
	if err != nil {
		return nil, err
	}
	return &verified{body: resp.Body, client: f.project.client, hash: sha256.New(), digest: digest}, nil
}

// verified reads a file and checks it at its end.
type verified struct {
	body   io.ReadCloser
	client *Client
	hash   interface {
		io.Writer
		Sum([]byte) []byte
	}
	digest string
}

// Read implements io.Reader.
func (v *verified) Read(p []byte) (int, error) {
	n, err := v.body.Read(p)
	_, _ = v.hash.Write(p[:n]) // never fails
	switch {
	case errors.Is(err, io.EOF):
		if got := digestPrefix + hex.EncodeToString(v.hash.Sum(nil)); got != v.digest {
			f := fault.New(fault.Invalid, "read a file", "what came from the server is not the file of this digest")
			f.Subject = v.digest
			return n, f
		}
	case err != nil:
		return n, v.client.unreachable(err)
	}
	return n, err
}

// Close implements io.Closer.
func (v *verified) Close() error { return v.body.Close() }
