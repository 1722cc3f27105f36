package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// resident gives the memory of this process in bytes as the system counts it.
func resident(t testing.TB) int64 {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	var all, pages int64
	if err == nil {
		_, err = fmt.Sscan(string(b), &all, &pages)
	}
	if err != nil {
		t.Skipf("the system does not tell how much memory is used (%v)", err)
	}
	return pages * int64(os.Getpagesize())
}

// peak watches the memory of this process until the function it gives is
// called, and tells the most there was.
func peak(t testing.TB) func() int64 {
	ctx, cancel := context.WithCancel(t.Context())
	most := make(chan int64)
	go func() {
		top := int64(0)
		for ctx.Err() == nil {
			top = max(top, resident(t))
			time.Sleep(20 * time.Millisecond)
		}
		most <- top
	}()
	return func() int64 {
		cancel()
		return <-most
	}
}

func settle() {
	runtime.GC()
	debug.FreeOSMemory()
}

// million writes a million steps: zones, and assets with properties.
func million(w *io.PipeWriter) {
	b := bufio.NewWriterSize(w, 1<<16)
	for i := range 1000 {
		fmt.Fprintf(b, `{"op":"create","key":"ZON-%d","title":"Cell %d"}`+"\n", i+1, i+1)
	}
	for i := range 999_000 {
		_, err := fmt.Fprintf(b, `{"op":"create","kind":"asset","title":"Asset %d","properties":{"description":"Drive of station %d in hall %d","firmware":"2.%d.1","serial":"SN-%08d"}}`+"\n",
			i, i, i%97, i%40, i)
		if err != nil {
			w.CloseWithError(err)
			return
		}
	}
	w.CloseWithError(b.Flush())
}

const mib = 1 << 20

// The bounds are far from what is measured on two cores, so that they fail for
// a change of kind and not for a slow day.
//
// spec: XFER-19, XFER-20
func TestAMillionStepsAreWrittenAndAMillionItemsStreamed(t *testing.T) {
	if testing.Short() {
		t.Skip("a million steps take a minute")
	}
	f := newTransfers(t)
	f.projectFrom("large", "")
	token := f.member("large", "anna", access.Engineer).token(api.NewToken{})
	srv := httptest.NewServer(f.Server)
	defer srv.Close()
	call := func(method, path string, body io.Reader) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+prefix+"/projects/large"+path, body)
		f.must(err)
		req.Header.Set("Authorization", "Bearer "+token.bearer)
		res, err := http.DefaultClient.Do(req)
		f.must(err)
		if res.StatusCode != http.StatusOK {
			b, _ := io.ReadAll(io.LimitReader(res.Body, 4000))
			t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b)
		}
		return res
	}
	settle()
	before, top, began := resident(t), peak(t), time.Now()
	r, w := io.Pipe()
	go million(w)
	res := call("POST", "/bulk", r)
	var d api.BulkCommitted
	f.must(json.NewDecoder(res.Body).Decode(&d))
	res.Body.Close()
	took, most := time.Since(began), top()
	settle()
	after := resident(t)
	if d.Steps != 1_000_000 || d.Ops != 1_000_000 || len(d.Commits) != 2 {
		t.Fatalf("got %+v", d)
	}
	t.Logf("1,000,000 steps in %.1f s (%.0f steps/s) as %d commits; resident memory %d MiB before, %d MiB at most, %d MiB after with the project open",
		took.Seconds(), 1e6/took.Seconds(), len(d.Commits), before/mib, most/mib, after/mib)
	if most-before > 6<<30 {
		t.Errorf("memory grew by %d MiB", (most-before)/mib)
	}
	stream(t, f, call("GET", "/bulk", nil))
}

// inUse gives the bytes that are in use once the collector has run. Resident
// memory holds its headroom too, which goes by the size of the open project and
// says nothing of a stream. The handler goes on while the collector runs, until
// the connection's buffers are full because nobody reads: what it throws away
// in that time still counts as in use. So the least of three readings is taken.
func inUse() int64 {
	least := int64(math.MaxInt64)
	for range 3 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		least = min(least, int64(m.HeapAlloc))
	}
	return least
}

// stream reads a bulk answer to its end.
func stream(t *testing.T, f *fixture, res *http.Response) {
	t.Helper()
	defer res.Body.Close()
	before, most, began := inUse(), int64(0), time.Now()
	lines := bufio.NewReaderSize(res.Body, 1<<16)
	count, size, last := 0, 0, []byte(nil)
	for {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF {
			break
		}
		f.must(err)
		count++
		size += len(line)
		if count%200_000 == 0 {
			most = max(most, inUse())
		}
		last = append(last[:0], line...)
	}
	took := time.Since(began)
	rate := float64(count) / took.Seconds()
	t.Logf("%d lines (%d MiB) streamed in %.1f s (%.0f items/s); memory in use grew by %d MiB while streaming", count, size/mib, took.Seconds(), rate, (most-before)/mib)
	if want := `{"end":{"items":1000001,`; count != 1_000_002 || !bytes.HasPrefix(last, []byte(want)) {
		t.Errorf("%d lines, the last is %.100s", count, last)
	}
	if grown := most - before; grown > 32*mib {
		t.Errorf("memory grew by %d MiB while streaming", grown/mib)
	}
	if rate < 50_000 {
		t.Errorf("%.0f items a second, at least 50,000 are wanted", rate)
	}
}
