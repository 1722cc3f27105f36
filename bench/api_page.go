package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
)

// pageWorkload measures P9 for a page of 50 items, with session and permissions,
// against a bare handler that encodes the same page from memory: once with all
// of net/http on loopback, once the handlers alone.
func (b *bench) pageWorkload() error {
	if !b.wants("P9") {
		return nil
	}
	b.say("P9: pages")
	s, err := b.openSite("pages")
	if err != nil {
		return err
	}
	defer func() { _ = s.close() }()
	const path = "/projects/hall/items?limit=50"
	var page api.ItemPage
	if err := s.call("GET", path, nil, &page); err != nil {
		return err
	}
	if len(page.Items) != 50 {
		return fmt.Errorf("a page of 50 items has %d", len(page.Items))
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(&page)
	})
	other := httptest.NewServer(bare)
	defer other.Close()

	const rounds, requests = 9, 300
	ours, err := dialLoop(s.front, s, path)
	if err != nil {
		return err
	}
	theirs, err := dialLoop(other, s, path)
	if err != nil {
		return err
	}
	a, r := interleave(rounds, func() { ours.run(requests) }, func() { theirs.run(requests) })
	if ours.err != nil || theirs.err != nil {
		return fmt.Errorf("reading pages: %w, %w", ours.err, theirs.err)
	}
	b.rate("P9", "50", "page with session, whole of net/http, requests per CPU second", requests, a, r, 0.5)

	req, err := s.request("GET", path, nil)
	if err != nil {
		return err
	}
	req.RemoteAddr = "127.0.0.1:40000"
	a, r = interleave(rounds, func() { handle(s.node.Server, req, requests) }, func() { handle(bare, req, requests) })
	b.rate("P9", "50", "the same, the handlers alone", requests, a, r, 0.5)
	return nil
}

// rate adds a line with n pieces of work as a rate, ours being at least a part
// of the reference's.
func (b *bench) rate(id, size, what string, n int, ours, reference time.Duration, atLeast float64) {
	per := func(d time.Duration) float64 { return float64(n) / max(d, 1).Seconds() }
	ratio := per(ours) / per(reference)
	b.results = append(b.results, result{
		id, size, what, fmt.Sprintf("%.0f/s", per(ours)), fmt.Sprintf("%.0f/s", per(reference)),
		fmt.Sprintf("%.2fx", ratio), fmt.Sprintf(">= %gx", atLeast), ratio >= atLeast,
	})
}

// handle lets a handler answer a request again and again to nobody.
func handle(h http.Handler, r *http.Request, n int) {
	for range n {
		h.ServeHTTP(&nobody{header: http.Header{}}, r.Clone(r.Context()))
	}
}

// nobody throws an answer away.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(p []byte) (int, error) { return len(p), nil }
func (n *nobody) WriteHeader(int)             {}

// loop sends one request over one connection again and again, and does as
// little as can be, so that what is measured is the server.
type loop struct {
	conn    net.Conn
	in      *bufio.Reader
	request []byte
	err     error
}

func dialLoop(to *httptest.Server, s *site, path string) (*loop, error) {
	c, err := net.Dial("tcp", to.Listener.Addr().String())
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("GET /api/v1%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: application/json\r\nCookie: %s=%s\r\n\r\n",
		path, to.Listener.Addr(), s.cookie.Name, s.cookie.Value)
	return &loop{conn: c, in: bufio.NewReaderSize(c, 256<<10), request: []byte(text)}, nil
}

// run makes n requests. After the first failure it does nothing.
func (l *loop) run(n int) {
	for range n {
		if l.err != nil {
			return
		}
		if _, l.err = l.conn.Write(l.request); l.err != nil {
			return
		}
		res, err := http.ReadResponse(l.in, nil)
		if err != nil {
			l.err = err
			return
		}
		if _, l.err = io.Copy(io.Discard, res.Body); l.err == nil && res.StatusCode != http.StatusOK {
			l.err = fmt.Errorf("the answer was %s", res.Status)
		}
	}
}

// bulkWorkload measures P9 for the export of all items, and what it holds in
// memory in the middle.
func (b *bench) bulkWorkload(n int) error {
	if !b.wants("P9") || n < 50_000 {
		return nil
	}
	b.say("P9: bulk export of %d items", n)
	s, err := b.openSite("bulk")
	if err != nil {
		return err
	}
	defer func() { _ = s.close() }()
	items, err := s.addPlant(n)
	if err != nil {
		return err
	}
	const path = "/projects/plant/bulk"
	if _, err := s.export(path, items, nil); err != nil { // opens the project
		return err
	}
	var took []time.Duration
	for range 5 {
		d, err := s.export(path, items, nil)
		if err != nil {
			return err
		}
		took = append(took, d)
	}
	perSecond := float64(items) / median(took).Seconds()
	b.results = append(b.results, result{
		"P9", fmt.Sprint(items), "bulk export, wall time", fmt.Sprintf("%.0f items/s", perSecond), "", "", ">= 50000 items/s", perSecond >= 50_000,
	})
	before, most := liveHeap(), uint64(0)
	if _, err = s.export(path, items, func() { most = max(most, liveHeap()) }); err != nil {
		return err
	}
	b.bytes("P9", fmt.Sprint(items), "bulk export, live memory on the way", float64(max(most, before)-before)/(1<<20), 16, "MiB")
	return nil
}

// liveHeap gives the bytes that are in use after a collection.
func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// export reads a bulk answer, checks its number of items, and calls look at
// every quarter of it.
func (s *site) export(path string, items int, look func()) (time.Duration, error) {
	r, err := s.request("GET", path, nil)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	res, err := s.front.Client().Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	in := bufio.NewReaderSize(res.Body, 1<<20)
	last, count := "", 0
	for {
		line, err := in.ReadSlice('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, err
		}
		count++
		if count > items {
			last = string(line)
		}
		if look != nil && count%(items/4) == 0 {
			look()
		}
	}
	if !strings.HasPrefix(last, fmt.Sprintf(`{"end":{"items":%d,`, items)) {
		return 0, fmt.Errorf("the export of %d items has %d lines and ends with %q", items, count, last)
	}
	return time.Since(start), nil
}
