package s3

import (
	"bytes"
	"context"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// spec: EVID-9
func TestAWrongSettingIsRefusedBeforeAnythingIsSent(t *testing.T) {
	dir := t.TempDir()
	noPEM := filepath.Join(dir, "none.pem")
	if err := os.WriteFile(noPEM, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, set := range map[string]func(*Config){
		"no endpoint":               func(c *Config) { c.Endpoint = "" },
		"no scheme":                 func(c *Config) { c.Endpoint = "s3.example.com" },
		"another scheme":            func(c *Config) { c.Endpoint = "ftp://s3.example.com" },
		"a path":                    func(c *Config) { c.Endpoint = "https://s3.example.com/evidence" },
		"a password":                func(c *Config) { c.Endpoint = "https://me:hunter2@s3.example.com" },
		"plain HTTP elsewhere":      func(c *Config) { c.Endpoint = "http://s3.example.com" },
		"no bucket":                 func(c *Config) { c.Bucket = "" },
		"no clock":                  func(c *Config) { c.Clock = nil },
		"a prefix that climbs":      func(c *Config) { c.Prefix = "a/../b" },
		"a prefix with a slash":     func(c *Config) { c.Prefix = "/a" },
		"a prefix with odd letters": func(c *Config) { c.Prefix = "a b?c" },
		"no keys":                   func(c *Config) { c.AccessKey, c.SecretKey = "", "" },
		"no secret":                 func(c *Config) { c.SecretKey = "" },
		"no file of authorities":    func(c *Config) { c.CAFile = filepath.Join(dir, "absent.pem") },
		"authorities that are none": func(c *Config) { c.CAFile = noPEM },
	} {
		c := config(t, "https://s3.example.com")
		set(&c)
		_, err := New(c)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want Invalid", what, err)
		}
		if err != nil && (strings.Contains(err.Error(), secretKey) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s: the message holds a secret: %v", what, err)
		}
	}
}

// spec: EVID-9
func TestCredentialsComeFromTheEnvironmentWhenTheConfigurationHasNone(t *testing.T) {
	var authorization, token string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		authorization, token = r.Header.Get("Authorization"), r.Header.Get("X-Amz-Security-Token")
	}))
	defer server.Close()
	env := map[string]string{"AWS_ACCESS_KEY_ID": "from-env", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "for-an-hour"}
	c := config(t, server.URL)
	c.AccessKey, c.SecretKey, c.Env = "", "", func(k string) string { return env[k] }
	if err := newBucket(t, c).Reachable(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(authorization, "Credential=from-env/") || token != "for-an-hour" {
		t.Errorf("signed as %q with token %q", authorization, token)
	}
}

// spec: EVID-9
func TestAnAuthorityOfItsOwnIsTrustedOnlyWhenItIsConfigured(t *testing.T) {
	server := httptest.NewTLSServer(fakeServer())
	defer server.Close()
	c := config(t, server.URL)
	err := newBucket(t, c).Reachable(context.Background())
	if fault.KindOf(err) != fault.Unavailable || err == nil {
		t.Fatalf("an unknown authority: %v, want Unavailable", err)
	}
	c.CAFile = filepath.Join(t.TempDir(), "ca.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(c.CAFile, cert, 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBucket(t, c)
	if err := b.Reachable(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Put(strings.NewReader("over TLS")); err != nil {
		t.Fatal(err)
	}
}

// spec: EVID-9
func TestNoRequestGoesToAnotherAddress(t *testing.T) {
	var strays atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strays.Add(1) }))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	b := newBucket(t, config(t, server.URL))
	digest := blob.Prefix + strings.Repeat("a", 64)
	_, _, putErr := b.Put(strings.NewReader("x"))
	_, openErr := b.Open(digest)
	for what, err := range map[string]error{"Put": putErr, "Open": openErr, "Reachable": b.Reachable(context.Background())} {
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s of a server that redirects: %v, want Unavailable", what, err)
		}
	}
	if b.State(digest) != trace.FileMissing || strays.Load() != 0 {
		t.Errorf("%d requests went to another address", strays.Load())
	}
	stray, _ := http.NewRequest(http.MethodGet, other.URL, nil)
	if _, err := newGuard([]string{"s3.example.com"}, nil, time.Second).RoundTrip(stray); err == nil || strays.Load() != 0 {
		t.Errorf("the guard let a request pass: %v", err)
	}
}

// spec: EVID-1
func TestPrefixesOfOneBucketDoNotSeeEachOther(t *testing.T) {
	server := httptest.NewServer(fakeServer())
	defer server.Close()
	c := config(t, server.URL)
	stores := map[string]*Bucket{}
	for _, prefix := range []string{"", "a", "a/b", "ab"} {
		c.Prefix = prefix
		stores[prefix] = newBucket(t, c)
		if _, _, err := stores[prefix].Put(strings.NewReader("of " + prefix)); err != nil {
			t.Fatal(err)
		}
	}
	for prefix, b := range stores {
		n := 0
		for digest, err := range b.Digests() {
			n++
			if want, _, _ := blob.Digest(strings.NewReader("of " + prefix)); digest != want || err != nil {
				t.Errorf("prefix %q lists %s, %v", prefix, digest, err)
			}
		}
		if n != 1 {
			t.Errorf("prefix %q lists %d files, want 1", prefix, n)
		}
	}
}

// spec: EVID-9
func TestRefusedCredentialsAndAMissingBucketAreToldApart(t *testing.T) {
	c, _ := startGateway(t)
	wrongKey, wrongBucket := c, c
	wrongKey.SecretKey = "another-secret"
	wrongBucket.Bucket = "no-such-bucket"
	for _, try := range []struct {
		c   Config
		say string
	}{{wrongKey, "refuses the credentials"}, {wrongBucket, "has no bucket"}} {
		b := newBucket(t, try.c)
		_, _, putErr := b.Put(strings.NewReader("x"))
		for what, err := range map[string]error{"Reachable": b.Reachable(context.Background()), "Put": putErr} {
			if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), try.say) || strings.Contains(err.Error(), try.c.SecretKey) {
				t.Errorf("%s: %v, want Unavailable with %q and no secret", what, err, try.say)
			}
		}
	}
}

// spec: EVID-2
func TestAServerThatChecksRefusesAContentThatIsNotTheSignedOne(t *testing.T) {
	c, _ := startGateway(t)
	b := newBucket(t, c)
	s, err := b.take(strings.NewReader("content"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	s.name = strings.Repeat("0", 64)
	if err := b.send(s, s.name); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("send = %v, want Unavailable", err)
	}
	if names := (intruder{t, b}).names(); len(names) != 0 {
		t.Errorf("stored was %v", names)
	}
}

// spec: EVID-4
func TestAFileChangedBelowTheServerIsFoundThoughItsETagStays(t *testing.T) {
	c, dir := startGateway(t)
	b := newBucket(t, c)
	digest, _, err := b.Put(strings.NewReader("right"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, c.Bucket, c.Prefix, strings.TrimPrefix(digest, blob.Prefix))
	if err := os.WriteFile(path, []byte("wrong"), 0o666); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
	if r, err := b.Open(digest); fault.KindOf(err) != fault.Invalid {
		t.Errorf("Open = %v, %v, want Invalid", r, err)
	}
	if got := newBucket(t, c).State(digest); got != trace.FileChanged {
		t.Errorf("State = %d, want changed", got)
	}
}

// spec: EVID-3
func TestAnObjectReplacedWhileItIsReadInAnyOrderEndsTheReading(t *testing.T) {
	c := startFake(t)
	b := newBucket(t, c)
	content := bytes.Repeat([]byte("0123456789abcdef"), blob.SmallFile/16+1000)
	digest, _, err := b.Put(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	f, err := b.OpenSeeker(digest)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := f.Read(make([]byte, 100)); n == 0 || err != nil {
		t.Fatal(n, err)
	}
	intruder{t, b}.overwrite(digest, bytes.ToUpper(content))
	if _, err := f.Seek(4096, 0); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Read(make([]byte, 100)); n != 0 || fault.KindOf(err) != fault.Invalid {
		t.Errorf("Read after the object was replaced = %d, %v, want Invalid", n, err)
	}
}

// spec: EVID-9
func TestABucketIsAddressedByItsHostUnlessPathStyleIsSet(t *testing.T) {
	backend := s3mem.New()
	if err := backend.CreateBucket(bucketName); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	hosts := map[string]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		hosts[r.Host] = true
		mu.Unlock()
		gofakes3.New(backend, gofakes3.WithHostBucketBase("s3.test")).Server().ServeHTTP(w, r)
	}))
	defer server.Close()
	for endpoint, pathStyle := range map[string]bool{"http://s3.test": false, "http://S3.test:80/": true} {
		c := config(t, endpoint)
		c.AllowPlain, c.PathStyle = true, pathStyle
		b := newBucket(t, c)
		b.guard.next.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, server.Listener.Addr().String())
		}
		hosts = map[string]bool{}
		if err := b.Reachable(context.Background()); err != nil {
			t.Fatal(err)
		}
		digest := mustPut(t, b, "x")
		wantState(t, endpoint, b, digest, trace.FilePresent)
		want := bucketName + ".s3.test"
		if pathStyle {
			want = "s3.test"
		}
		if len(hosts) != 1 || !hosts[want] {
			t.Errorf("%s: requests went to %v, want %s alone", endpoint, hosts, want)
		}
	}
}
