package server

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// announce begins an upload and gives its path.
func (p *person) announce(n api.NewUpload) (path string, d api.Upload) {
	p.f.Helper()
	r := p.do("POST", "/projects/hall/uploads", n).want(http.StatusCreated)
	d = decode[api.Upload](r)
	path = "/projects/hall/uploads/" + d.ID
	if got := r.header.Get("Location"); got != prefix+path || r.header.Get("Upload-Offset") != "0" {
		p.f.Fatalf("begun at %q with %v", got, r.header)
	}
	return path, d
}

// piece sends a piece of an upload.
func (p *person) piece(path string, offset int64, content any) *reply {
	p.f.Helper()
	return p.with("Upload-Offset", strconv.FormatInt(offset, 10)).with("Content-Type", pieceType).do("PATCH", path, content)
}

func someBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// spec: XFER-6
func TestAFileComesInPiecesAndIsStoredWhenItIsWhole(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	content := someBytes(3 << 20)
	path, _ := anna.announce(api.NewUpload{Size: int64(len(content)), Digest: digestOf(t, content), Name: "scan.pcap", MediaType: "application/vnd.tcpdump.pcap"})
	if r := anna.piece(path, 0, content[:1<<20]).want(http.StatusNoContent); r.header.Get("Upload-Offset") != "1048576" {
		t.Errorf("after a piece: %v", r.header)
	}
	// A piece from the wrong place is told the right one.
	r := anna.piece(path, 5, content[5:])
	if p := r.problem(http.StatusConflict); r.header.Get("Upload-Offset") != "1048576" || p.Head != 1<<20 {
		t.Errorf("offset %q, head %d", r.header.Get("Upload-Offset"), p.Head)
	}
	if p := anna.do("POST", path+"/finish", nil).problem(http.StatusConflict); !strings.Contains(p.Detail, "1048576 of 3145728") {
		t.Errorf("finishing too early: %s", p.Detail)
	}
	for _, method := range []string{"GET", "HEAD"} {
		r := anna.do(method, path, nil).want(http.StatusOK)
		if r.header.Get("Upload-Offset") != "1048576" || r.header.Get("Upload-Length") != "3145728" {
			t.Errorf("%s: %v", method, r.header)
		}
	}
	anna.with("Upload-Offset", "1048576").do("PATCH", path, content).problem(http.StatusUnsupportedMediaType)
	anna.with("Content-Type", pieceType).do("PATCH", path, content).problem(http.StatusUnprocessableEntity)
	anna.piece(path, 1<<20, content[1<<20:]).want(http.StatusNoContent)
	for range 2 { // the answer may be lost
		d := decode[api.StoredFile](anna.do("POST", path+"/finish", nil).want(http.StatusCreated))
		if d.Digest != digestOf(t, content) || d.Size != int64(len(content)) {
			t.Errorf("stored %+v", d)
		}
	}
	if r := anna.do("GET", "/projects/hall/evidence/"+digestOf(t, content), nil).want(http.StatusOK); !bytes.Equal(r.body, content) {
		t.Error("the file is another")
	}
}

// spec: XFER-6
func TestWrongBytesBecomeNoFile(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	content := someBytes(1000)
	path, _ := anna.announce(api.NewUpload{Size: 1000, Digest: digestOf(t, content)})
	content[500] ^= 1
	anna.piece(path, 0, content).want(http.StatusNoContent)
	if p := anna.do("POST", path+"/finish", nil).problem(http.StatusUnprocessableEntity); !strings.Contains(p.Detail, "announced") {
		t.Errorf("detail: %s", p.Detail)
	}
	if left := anna.page("/projects/hall/evidence?recorded=no"); len(left.Files) != 0 {
		t.Errorf("stored: %+v", left.Files)
	}
	anna.do("DELETE", path, nil).want(http.StatusNoContent)
	anna.do("GET", path, nil).problem(http.StatusNotFound)
	// More than was announced is not taken.
	path, _ = anna.announce(api.NewUpload{Size: 10})
	anna.piece(path, 0, content).problem(http.StatusUnprocessableEntity)
}

// spec: XFER-6
func TestAnUploadGoesOnAfterABrokenLine(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	token := anna.token(api.NewToken{})
	content := someBytes(2 << 20)
	path, _ := anna.announce(api.NewUpload{Size: int64(len(content)), Digest: digestOf(t, content)})
	srv := httptest.NewServer(f.Server)
	defer srv.Close()
	offset := int64(0)
	for broken := range 5 {
		sendAndBreak(t, srv, token.bearer, prefix+path, offset, content, 300_000)
		// The server may still be making the last bytes durable.
		for range 400 {
			d := decode[api.Upload](anna.do("GET", path, nil).want(http.StatusOK))
			if d.Offset > offset {
				offset = d.Offset
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if offset == 0 || offset > int64(broken+1)*300_000 {
			t.Fatalf("after %d breaks the upload is at %d", broken+1, offset)
		}
	}
	anna.piece(path, offset, content[offset:]).want(http.StatusNoContent)
	d := decode[api.StoredFile](anna.do("POST", path+"/finish", nil).want(http.StatusCreated))
	if d.Digest != digestOf(t, content) {
		t.Errorf("stored %s", d.Digest)
	}
}

// sendAndBreak sends n bytes of a piece over a connection of its own, and cuts
// that.
func sendAndBreak(t *testing.T, srv *httptest.Server, bearer, path string, offset int64, content []byte, n int) {
	t.Helper()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	rest := content[offset:]
	head := fmt.Sprintf("PATCH %s HTTP/1.1\r\nHost: cordon\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nUpload-Offset: %d\r\nContent-Length: %d\r\n\r\n",
		path, bearer, pieceType, offset, len(rest))
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(rest[:min(n, len(rest))]); err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

// spec: XFER-6
func TestAnUploadIsItsOwnersAlone(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	path, _ := anna.announce(api.NewUpload{Size: 10})
	bert := f.member("hall", "bert", access.Owner)
	bert.do("GET", path, nil).problem(http.StatusNotFound)
	bert.piece(path, 0, make([]byte, 10)).problem(http.StatusNotFound)
	bert.do("DELETE", path, nil).problem(http.StatusNotFound)
	f.member("hall", "viktor", access.Viewer).do("POST", "/projects/hall/uploads", api.NewUpload{Size: 1}).problem(http.StatusForbidden)
	anna.token(api.NewToken{ReadOnly: true}).do("POST", "/projects/hall/uploads", api.NewUpload{Size: 1}).problem(http.StatusForbidden)
	for _, bad := range []api.NewUpload{{Size: 1 << 40}, {Size: 1, Digest: "sha256:1"}, {Size: 1, Name: "../x"}} {
		anna.do("POST", "/projects/hall/uploads", bad).problem(http.StatusUnprocessableEntity)
	}
}

// spec: XFER-6
func TestABodyMayTakeLongerThanARequestIfItKeepsComing(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	token := anna.token(api.NewToken{})
	content := someBytes(400_000)
	path, _ := anna.announce(api.NewUpload{Size: int64(len(content))})
	srv := httptest.NewUnstartedServer(f.Server)
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	srv.Start()
	defer srv.Close()
	r, w := io.Pipe()
	go func() {
		for i := 0; i < len(content); i += 40_000 {
			_, _ = w.Write(content[i : i+40_000])
			time.Sleep(100 * time.Millisecond)
		}
		w.Close()
	}()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, srv.URL+prefix+path, r)
	f.must(err)
	req.Header = http.Header{"Authorization": {"Bearer " + token.bearer}, "Content-Type": {pieceType}, "Upload-Offset": {"0"}}
	res, err := http.DefaultClient.Do(req)
	f.must(err)
	res.Body.Close()
	if res.StatusCode != http.StatusNoContent || res.Header.Get("Upload-Offset") != "400000" {
		t.Errorf("got %d at %q", res.StatusCode, res.Header.Get("Upload-Offset"))
	}
}
