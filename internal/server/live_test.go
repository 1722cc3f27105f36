package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// event is one server-sent event.
type event struct{ id, name, data string }

// listener reads the events of a real connection.
type listener struct {
	t      *testing.T
	events chan event // closed when the stream ends
	stop   context.CancelFunc
}

// listen follows a project as a program with a token does.
func (f *fixture) listen(t *testing.T, p *person, path string) *listener {
	t.Helper()
	web := httptest.NewServer(f.Server)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	l := &listener{t: t, events: make(chan event, 1000), stop: cancel}
	t.Cleanup(func() { cancel(); web.CloseClientConnections(); web.Close() })
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+prefix+path, nil)
	f.must(err)
	req.Header.Set("Authorization", "Bearer "+p.bearer)
	res, err := http.DefaultClient.Do(req) //nolint:bodyclose // the reader closes it
	f.must(err)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("following %s: status %d", path, res.StatusCode)
	}
	go func() {
		defer res.Body.Close()
		defer close(l.events)
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				if e.name != "" {
					l.events <- e
				}
				e = event{}
			}
		}
	}()
	return l
}

// next gives the next event, within a bounded time.
func (l *listener) next() event {
	l.t.Helper()
	select {
	case e, ok := <-l.events:
		if !ok {
			l.t.Fatal("the stream has ended")
		}
		return e
	case <-time.After(30 * time.Second):
		l.t.Fatal("no event came")
	}
	return event{}
}

// spec: SRV-40
func TestAReaderWhoWasAwayMissesNoCommit(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer).token(api.NewToken{})
	first := f.listen(t, anna, "/projects/hall/events")
	head := first.next()
	if head.name != "head" {
		t.Fatalf("the first event is %+v, want the head", head)
	}
	for i := range 3 {
		anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "zone", Title: fmt.Sprint("Z", i)}).want(200)
	}
	seen := first.next()
	first.stop()
	for i := range 5 {
		anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "asset", Title: fmt.Sprint("A", i)}).want(200)
	}
	again := f.listen(t, anna, "/projects/hall/events?after="+seen.id)
	if e := again.next(); e.name != "head" || e.id != seen.id {
		t.Fatalf("the head comes with id %s; want %s, or what lies between is lost if the line drops now", e.id, seen.id)
	}
	var from int
	_, err := fmt.Sscan(seen.id, &from)
	f.must(err)
	for i := range 7 {
		e := again.next()
		var s api.ChangeSummary
		f.must(json.Unmarshal([]byte(e.data), &s))
		kind := "zone"
		if i >= 2 {
			kind = "asset"
		}
		if e.name != "commit" || e.id != fmt.Sprint(from+i+1) || len(s.Kinds) != 1 || s.Kinds[0] != kind {
			t.Fatalf("event %d is %+v; want commit %d about a %s", i, e, from+i+1, kind)
		}
	}
}

// spec: SRV-41
func TestAStreamEndsWhenItsReaderMayNoLongerRead(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	olga := f.member("hall", "olga", access.Owner)
	anna := f.member("hall", "anna", access.Viewer)
	l := f.listen(t, anna.token(api.NewToken{}), "/projects/hall/events")
	l.next()
	olga.do("DELETE", "/projects/hall/members/"+anna.id, nil).want(204)
	began := time.Now()
	if e := l.next(); e.name != "ended" || !strings.Contains(e.data, "no longer") {
		t.Fatalf("after the role was taken away: %+v", e)
	}
	if _, open := <-l.events; open {
		t.Fatal("the stream goes on after its end")
	}
	if took := time.Since(began); took > 3*accessFor {
		t.Errorf("the stream ended after %v", took)
	}
}

// spec: SRV-4
func TestAStreamIsToldThatTheServerStops(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	l := f.listen(t, f.member("hall", "anna", access.Viewer).token(api.NewToken{}), "/projects/hall/events")
	l.next()
	f.Stop()
	if e := l.next(); e.name != "ended" || !strings.Contains(e.data, "server stops") {
		t.Fatalf("when the server stops: %+v", e)
	}
}

// spec: SRV-42
func TestWhoLooksAtWhatIsSeenByTheOthers(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna, bert := f.member("hall", "anna", access.Engineer), f.member("hall", "bert", access.Engineer)
	l := f.listen(t, bert.token(api.NewToken{}), "/projects/hall/events")
	l.next()
	anna.do("PUT", "/projects/hall/presence", api.Look{Where: "ZON-1"}).want(204)
	e := l.next()
	var d api.Presence
	f.must(json.Unmarshal([]byte(e.data), &d))
	if e.name != "presence" || len(d.People) != 1 || d.People[0].User != anna.id || d.People[0].Where != "ZON-1" {
		t.Fatalf("got %+v; want anna at ZON-1", e)
	}
	f.clock.pass(2 * time.Minute)
	if d := decode[api.Presence](bert.do("GET", "/projects/hall/presence", nil).want(200)); len(d.People) != 0 {
		t.Fatalf("two minutes without a word later: %+v", d.People)
	}
}

// spec: SRV-17
func TestABulkAnswerThatBrokeOffCannotBeTakenForWhole(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	r := anna.do("GET", "/projects/hall/bulk", nil).want(200)
	lines := strings.Split(strings.TrimSuffix(string(r.body), "\n"), "\n")
	var end api.BulkEnd
	f.must(json.Unmarshal([]byte(lines[len(lines)-1]), &end))
	if end.End.Items != len(lines)-1 || end.End.Items < 100 {
		t.Fatalf("the last line counts %d items of %d lines before it", end.End.Items, len(lines)-1)
	}
	for i, line := range lines[:len(lines)-1] {
		var it api.Item
		if err := json.Unmarshal([]byte(line), &it); err != nil || it.Key == "" {
			t.Fatalf("line %d is no item: %v: %.100s", i+1, err, line)
		}
	}
}
