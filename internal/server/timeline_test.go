package server

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

func numbers(p api.TimelinePage) (n []uint64) {
	for _, c := range p.Commits {
		n = append(n, c.Number)
	}
	return n
}

// spec: SRV-15
func TestTheTimelineIsFilteredAndPagedWithoutHoles(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	bert := f.member("hall", "bert", access.Engineer)
	commit := func(who *person, label, message string, ops ...api.Op) {
		who.do("POST", "/projects/hall/commits", api.Change{Label: label, Message: message, Ops: ops}).want(200)
	}
	set := func(key, title string) api.Op { return api.Op{Op: "set", Key: key, Title: title} }
	base := decode[api.TimelinePage](anna.do("GET", "/projects/hall/timeline", nil).want(200)).State.Commit
	f.clock.pass(48 * time.Hour) // 4 March
	anna.signIn()
	bert.signIn()
	commit(anna, "edit", "Valve test", set("AST-1", "Controller"), set("AST-2", "Station"), set("ZON-1", "Control"))
	commit(bert, "edit", "rack moved", api.Op{Op: "create", Kind: "asset", Title: "New"}, api.Op{Op: "retire", Key: "AST-50"})
	f.clock.pass(24 * time.Hour) // 5 March
	anna.signIn()
	commit(anna, "import", "valve list", set("ZON-1", "Control 1"))

	get := func(query string) api.TimelinePage {
		return decode[api.TimelinePage](anna.do("GET", "/projects/hall/timeline?"+query, nil).want(200))
	}
	for query, want := range map[string][]uint64{
		"text=VALVE":                        {base + 3, base + 1},
		"text=import":                       {base + 3},
		fmt.Sprintf("text=%d", base+2):      {base + 2},
		"author=bert":                       {base + 2},
		"author=nobody":                     nil,
		"kind=zone&since=2026-03-03":        {base + 3, base + 1},
		"since=2026-03-04&until=2026-03-04": {base + 2, base + 1},
		"since=2026-03-05":                  {base + 3},
		"until=2026-01-01":                  nil,
		"item=AST-2&since=2026-03-03":       {base + 1},
	} {
		if got := numbers(get(query)); !slices.Equal(got, want) {
			t.Errorf("%s: got commits %v, want %v", query, got, want)
		}
	}
	c := get("text=rack").Commits[0]
	if want := []api.KindTouched{{Kind: "asset", Items: 2, Added: 1, Retired: 1}}; !slices.Equal(c.Kinds, want) {
		t.Errorf("kinds are %v, want %v", c.Kinds, want)
	}

	var paged []uint64
	for cursor := ""; ; {
		p := get("limit=2&cursor=" + url.QueryEscape(cursor))
		paged = append(paged, numbers(p)...)
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	all := numbers(get("limit=1000"))
	if !slices.Equal(paged, all) || uint64(len(all)) != base+3 {
		t.Errorf("pages hold %v, the whole is %v", paged, all)
	}
	anna.do("GET", "/projects/hall/timeline?item=AST-9999", nil).want(404)
	anna.do("GET", "/projects/hall/timeline?kind=gnome", nil).want(422)
	anna.do("GET", "/projects/hall/timeline?since=yesterday", nil).want(422)
}

// Commits that do not fit are passed over in blocks, and a page that found
// nothing still leads on.
func TestTheTimelineReachesBeyondOneBlock(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	for i := range timelineBlock + 20 {
		message := "other"
		if i == 3 {
			message = "needle"
		}
		anna.do("POST", "/projects/hall/commits", api.Change{Message: message, Ops: []api.Op{{Op: "set", Key: "AST-1", Title: fmt.Sprint("C", i)}}}).want(200)
	}
	p := decode[api.TimelinePage](anna.do("GET", "/projects/hall/timeline?text=needle", nil).want(200))
	if len(p.Commits) != 1 || p.Next != "" || p.LookedTo != 1 {
		t.Fatalf("found %v, looked to %d, next %q", numbers(p), p.LookedTo, p.Next)
	}
}
