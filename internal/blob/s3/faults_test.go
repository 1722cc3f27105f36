package s3

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// front stands before a server in memory, counts requests by method and lets
// the test meddle with them.
type front struct {
	*httptest.Server
	mu     sync.Mutex
	count  map[string]int
	meddle func(w http.ResponseWriter, r *http.Request) (done bool)
}

func newFront(t *testing.T) *front {
	f := &front{count: map[string]int{}}
	behind := fakeServer()
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.count[kindOf(r)]++
		meddle := f.meddle
		f.mu.Unlock()
		if meddle == nil || !meddle(w, r) {
			behind.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

func kindOf(r *http.Request) string {
	if r.Method == http.MethodGet && r.URL.Query().Has("list-type") {
		return "LIST"
	}
	return r.Method
}

func (f *front) set(meddle func(http.ResponseWriter, *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.meddle = meddle
}

// since gives how many requests of a kind came since it was last asked.
func (f *front) since(kind string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.count[kind]
	f.count[kind] = 0
	return n
}

// clock is a clock that tests move.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(1_800_000_000, c.at.Load()) }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }

func frontBucket(t *testing.T, f *front) (*Bucket, *clock) {
	t.Helper()
	k := &clock{}
	c := config(t, f.URL)
	c.Clock, c.Timeout = k.now, 3*time.Second
	return newBucket(t, c), k
}

func mustPut(t *testing.T, b *Bucket, content string) string {
	t.Helper()
	digest, _, err := b.Put(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func wantState(t *testing.T, what string, b *Bucket, digest string, want trace.FileState) {
	t.Helper()
	if got := b.State(digest); got != want {
		t.Errorf("%s: State = %d, want %d", what, got, want)
	}
}

// spec: EVID-4, EVID-8
func TestAChangeInTheBucketIsSeenWhenTheListingIsNoLongerFresh(t *testing.T) {
	f := newFront(t)
	b, k := frontBucket(t, f)
	digest := mustPut(t, b, "right")
	wantState(t, "after Put", b, digest, trace.FilePresent)
	intruder{t, b}.overwrite(digest, []byte("wrong"))
	k.advance(59 * time.Second)
	wantState(t, "within a minute", b, digest, trace.FilePresent)
	k.advance(time.Second)
	wantState(t, "after a minute", b, digest, trace.FileChanged)
	mustPut(t, b, "right")
	wantState(t, "mended", b, digest, trace.FilePresent)
	intruder{t, b}.remove(digest)
	k.advance(time.Minute)
	wantState(t, "removed", b, digest, trace.FileMissing)
}

// spec: EVID-8
func TestAFileStoredByAnotherNodeIsSeenAfterTwoSeconds(t *testing.T) {
	f := newFront(t)
	b, k := frontBucket(t, f)
	other, _ := frontBucket(t, f)
	digest, _, _ := blob.Digest(strings.NewReader("new"))
	wantState(t, "before", b, digest, trace.FileMissing)
	mustPut(t, other, "new")
	f.since("LIST")
	for range 100 {
		wantState(t, "at once", b, digest, trace.FileMissing)
	}
	if n := f.since("LIST"); n != 0 {
		t.Errorf("%d listings for a file that was missing a moment ago, want none", n)
	}
	k.advance(2 * time.Second)
	wantState(t, "after two seconds", b, digest, trace.FilePresent)
}

// spec: EVID-8
func TestWhileTheStoreDoesNotAnswerTheLastListingStandsForAWhile(t *testing.T) {
	f := newFront(t)
	b, k := frontBucket(t, f)
	digest := mustPut(t, b, "x")
	wantState(t, "before", b, digest, trace.FilePresent)
	f.set(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	k.advance(10 * time.Minute)
	f.since("LIST")
	for range 50 {
		wantState(t, "silent for 10 minutes", b, digest, trace.FilePresent)
	}
	if n := f.since("LIST"); n == 0 || n > tries {
		t.Errorf("%d listings were asked for, want one with its %d tries", n, tries)
	}
	k.advance(6 * time.Minute)
	wantState(t, "silent for 16 minutes", b, digest, trace.FileMissing)
	if _, err := b.Open(digest); fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("Open: %v, want Unavailable and what to do", err)
	}
	f.set(nil)
	k.advance(3 * time.Second)
	wantState(t, "it answers again", b, digest, trace.FilePresent)
}

// spec: EVID-8
func TestStatesOfManyFilesCostAFewRequests(t *testing.T) {
	f := newFront(t)
	b, k := frontBucket(t, f)
	b.verdicts = blob.NewVerdicts(filepath.Join(t.TempDir(), "verified"))
	var digests []string
	for i := range 50 {
		digests = append(digests, mustPut(t, b, strings.Repeat("x", i)))
	}
	states := func(what string, b *Bucket) {
		t.Helper()
		f.since("LIST")
		f.since("GET")
		for _, d := range digests {
			wantState(t, what, b, d, trace.FilePresent)
		}
		if list, get := f.since("LIST"), f.since("GET"); list != 1 || get != 0 {
			t.Errorf("%s: %d listings and %d reads, want 1 and 0", what, list, get)
		}
	}
	states("first", b)
	k.advance(time.Minute)
	states("a minute later", b)
	again, _ := frontBucket(t, f)
	again.verdicts = b.verdicts
	states("after a restart", again)
}

// spec: EVID-2
func TestAContentThatComesBackOtherwiseIsNotAcknowledged(t *testing.T) {
	f := newFront(t)
	b, _ := frontBucket(t, f)
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if kindOf(r) != http.MethodGet {
			return false
		}
		w.Header().Set("ETag", `"e"`)
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		_, _ = io.WriteString(w, "rotten")
		return true
	})
	_, _, err := b.Put(strings.NewReader("right!"))
	if fault.KindOf(err) != fault.Unavailable || err == nil || !strings.Contains(err.Error(), "gave back another content") {
		t.Errorf("Put = %v, want Unavailable and why", err)
	}
}

// spec: EVID-2
func TestTheRequestThatStoresAFileCarriesItsDigest(t *testing.T) {
	f := newFront(t)
	b, _ := frontBucket(t, f)
	var signed atomic.Value
	f.set(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			signed.Store(r.Header.Get("X-Amz-Content-Sha256"))
		}
		return false
	})
	digest := mustPut(t, b, "evidence")
	if got := signed.Load(); blob.Prefix+got.(string) != digest {
		t.Errorf("signed was %v, want %s", got, digest)
	}
}

// spec: EVID-2
func TestAnUploadThatBreaksIsTriedAgainAndLeavesNothing(t *testing.T) {
	f := newFront(t)
	b, _ := frontBucket(t, f)
	var puts atomic.Int32
	breaks := int32(1)
	f.set(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || puts.Add(1) > breaks {
			return false
		}
		_, _ = io.CopyN(io.Discard, r.Body, 100_000)
		panic(http.ErrAbortHandler)
	})
	content := bytes.Repeat([]byte("evidence"), 1<<18)
	if _, _, err := b.Put(bytes.NewReader(content)); err != nil || puts.Load() != 2 {
		t.Errorf("Put over a line that broke once: %v after %d tries, want success at the second", err, puts.Load())
	}
	before := len(intruder{t, b}.names())
	puts.Store(0)
	breaks = 1000
	content[0] = 'x'
	if _, _, err := b.Put(bytes.NewReader(content)); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("Put over a line that always breaks: %v, want Unavailable", err)
	}
	if names := (intruder{t, b}).names(); len(names) != before {
		t.Errorf("left behind: %v", names)
	}
}

// spec: EVID-9
func TestAServerThatFallsSilentIsGivenUp(t *testing.T) {
	f := newFront(t)
	b, _ := frontBucket(t, f)
	digest := mustPut(t, b, strings.Repeat("x", 100_000))
	release := make(chan struct{})
	defer close(release)
	f.set(func(w http.ResponseWriter, r *http.Request) bool {
		if kindOf(r) != http.MethodGet {
			return false
		}
		w.Header().Set("ETag", `"e"`)
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, "some")
		_ = http.NewResponseController(w).Flush()
		<-release
		return true
	})
	began := time.Now()
	if r, err := b.Open(digest); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("Open = %v, %v, want Unavailable", r, err)
	}
	if d := time.Since(began); d > 30*time.Second {
		t.Errorf("it was given up after %v", d)
	}
}

// spec: EVID-8, EVID-9
func TestStatesOfManyFilesWaitOnceForAServerThatIsSilent(t *testing.T) {
	f := newFront(t)
	c := config(t, f.URL)
	c.Timeout, c.Fresh = 2*time.Second, time.Millisecond
	b := newBucket(t, c)
	digest := mustPut(t, b, "x")
	wantState(t, "before", b, digest, trace.FilePresent)
	release := make(chan struct{})
	defer close(release)
	f.set(func(http.ResponseWriter, *http.Request) bool {
		<-release
		return true
	})
	time.Sleep(5 * time.Millisecond)
	began := time.Now()
	for range 1000 {
		wantState(t, "silent", b, digest, trace.FilePresent)
	}
	// Half an hour if each of them waited; a loaded machine needs some seconds.
	if d := time.Since(began); d > time.Minute {
		t.Errorf("1,000 states took %v, want the patience of one listing", d)
	}
}

// spec: EVID-6
func TestASpoolThatCannotBeWrittenIsNamed(t *testing.T) {
	f := newFront(t)
	b, _ := frontBucket(t, f)
	digest := mustPut(t, b, "x")
	b.conf.Spool = "/dev/null/spool"
	_, _, err := b.Put(strings.NewReader("y"))
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), b.conf.Spool) {
		t.Errorf("Put = %v, want Unavailable and the folder", err)
	}
	wantState(t, "reading goes on", b, digest, trace.FilePresent)
}
