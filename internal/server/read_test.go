package server

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// spec: SRV-14
func TestEveryReadingOperationTakesTheStateItIsAskedAbout(t *testing.T) {
	f := newFixture(t)
	inPath := regexp.MustCompile(`\{([^}]+)\}`)
	reads := 0
	for path, item := range f.Document().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			have := map[string]bool{}
			for _, p := range op.Parameters {
				have[p.In+" "+p.Name] = true
			}
			for _, m := range inPath.FindAllStringSubmatch(path, -1) {
				if !have["path "+m[1]] {
					t.Errorf("%s does not declare its parameter %s", op.OperationID, m[1])
				}
			}
			beside := strings.Contains(path, "/layouts") || strings.Contains(path, "/views") // kept beside the record, without states
			if a, _ := op.Extensions["x-action"].(string); access.Action(a) == access.Analyse && !beside {
				reads++
				if !have["query at"] {
					t.Errorf("%s does not take the state it is asked about", op.OperationID)
				}
			}
		}
	}
	if reads < 8 {
		t.Fatalf("only %d analyses were looked at", reads)
	}
}

// spec: SRV-15
func TestAllPagesAreReadAtTheCommitOfTheFirst(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	first := decode[api.ItemPage](anna.do("GET", "/projects/hall/items?kind=asset&kind=zone&limit=7", nil).want(200))
	if len(first.Items) != 7 || first.Next == "" {
		t.Fatalf("got %d items, next %q; want 7 and a cursor", len(first.Items), first.Next)
	}
	anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "zone", Title: "Made in between"}).want(200)
	seen := map[string]bool{}
	for page := first; ; {
		for _, it := range page.Items {
			if seen[it.Key] {
				t.Fatalf("%s came twice", it.Key)
			}
			seen[it.Key] = true
			if it.Title == "Made in between" {
				t.Fatal("a later page holds what was made after the first was read")
			}
		}
		if page.State.Commit != first.State.Commit {
			t.Fatalf("a page was read at commit %d, the first at %d", page.State.Commit, first.State.Commit)
		}
		if page.Next == "" {
			break
		}
		page = decode[api.ItemPage](anna.do("GET", "/projects/hall/items?kind=asset&kind=zone&limit=7&cursor="+page.Next, nil).want(200))
	}
	all := decode[api.ItemPage](anna.do("GET", "/projects/hall/items?kind=asset&kind=zone&limit=10000", nil).want(200))
	if all.Next != "" || len(all.Items) != len(seen)+1 {
		t.Fatalf("one page holds %d items (next %q), the pages before held %d and one was made since", len(all.Items), all.Next, len(seen))
	}
	anna.do("GET", "/projects/hall/items?kind=risk&cursor="+first.Next, nil).want(422)
	anna.do("GET", "/projects/hall/items?cursor=rubbish", nil).want(422)
}

// spec: SRV-16
func TestAFilterChoosesItemsAndAFaultyOneNamesItsColumn(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Viewer)
	q := func(filter string) string {
		return "/projects/hall/items?kind=asset&limit=1000&filter=" + url.QueryEscape(filter)
	}
	all := decode[api.ItemPage](anna.do("GET", q(`true`), nil).want(200))
	in := decode[api.ItemPage](anna.do("GET", q(`linked("in", "ZON-1")`), nil).want(200))
	out := decode[api.ItemPage](anna.do("GET", q(`not linked("in", "ZON-1")`), nil).want(200))
	if len(in.Items) == 0 || len(in.Items)+len(out.Items) != len(all.Items) {
		t.Fatalf("%d in ZON-1 and %d not, of %d assets", len(in.Items), len(out.Items), len(all.Items))
	}
	p := anna.do("GET", q(`firmwar == "1"`), nil).problem(422)
	if e := p.Errors[0]; e.Column != 1 || !strings.Contains(e.Message, "firmware") || e.Location != "query.filter" {
		t.Fatalf("got %+v; want column 1 and a hint at firmware", e)
	}
}

// spec: SRV-14, SRV-22
func TestThePastIsReadAsItWas(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	before := decode[api.ProjectDetail](anna.do("GET", "/projects/hall", nil).want(200)).Head.Commit
	f.clock.pass(48 * time.Hour)
	anna.signIn()
	made := decode[api.Committed](anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "zone", Title: "Weighbridge quarantine"}).want(200))
	key := made.Items[0].Key
	anna.do("GET", "/projects/hall/items/"+key, nil).want(200)
	for _, at := range []string{fmt.Sprint(before), "2026-03-02"} {
		anna.do("GET", "/projects/hall/items/"+key+"?at="+at, nil).want(404)
		r := anna.do("GET", "/projects/hall/search?q=weighbridge&at="+at, nil).want(200)
		if d := decode[api.SearchResult](r); len(d.Hits) != 0 || d.State.Commit != before {
			t.Fatalf("at %s: %d hits at commit %d", at, len(d.Hits), d.State.Commit)
		}
		if got := r.header.Get("Cordon-Commit"); got != fmt.Sprint(before) {
			t.Fatalf("at %s the answer names commit %s, want %d", at, got, before)
		}
	}
	if d := decode[api.SearchResult](anna.do("GET", "/projects/hall/search?q=weighbridge", nil).want(200)); len(d.Hits) != 1 || d.Hits[0].Key != key {
		t.Fatalf("the newest state has %+v, want %s", d.Hits, key)
	}
	levels := anna.do("GET", "/projects/hall/levels?at="+fmt.Sprint(before), nil).want(200)
	anna.with("If-None-Match", levels.header.Get("ETag")).do("GET", "/projects/hall/levels?at="+fmt.Sprint(before), nil).want(304)
}

// spec: SRV-19, SRV-33
func TestAnEditOfWhatOthersChangedIsRefusedAndSaysWhere(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna, bert := f.member("hall", "anna", access.Engineer), f.member("hall", "bert", access.Engineer)
	r := anna.do("GET", "/projects/hall/items/AST-1", nil).want(200)
	tag, seen := r.header.Get("ETag"), decode[api.ItemDetail](r).State.Commit
	edit := func(v string) api.ItemEdit {
		return api.ItemEdit{Properties: json.RawMessage(`{"firmware":"` + v + `"}`)}
	}
	bert.do("PATCH", "/projects/hall/items/AST-1", edit("9.0")).want(200)
	p := anna.with("If-Match", tag).do("PATCH", "/projects/hall/items/AST-1", edit("9.1")).problem(412)
	if p.Head != seen+1 {
		t.Fatalf("the problem names head %d, want %d", p.Head, seen+1)
	}
	p = anna.do("POST", "/projects/hall/commits", api.Change{
		Expected: seen, Ops: []api.Op{{Op: "set", Key: "AST-1", Properties: json.RawMessage(`{"firmware":"9.1"}`)}},
	}).problem(409)
	if p.Head != seen+1 || len(p.Errors) != 1 || p.Errors[0].Subject != "AST-1" || p.Errors[0].Field != "firmware" {
		t.Fatalf("the conflict is %+v", p)
	}
	// What the other did not touch goes through.
	anna.do("POST", "/projects/hall/commits", api.Change{
		Expected: seen, Ops: []api.Op{{Op: "set", Key: "AST-1", Properties: json.RawMessage(`{"serial":"A-77"}`)}},
	}).want(200)
}

// spec: SRV-34
func TestAListOfStepsIsCarriedOutWholeOrNotAtAll(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	head := func() uint64 {
		return decode[api.ProjectDetail](anna.do("GET", "/projects/hall", nil).want(200)).Head.Commit
	}
	before := head()
	p := anna.do("POST", "/projects/hall/commits", api.Change{Ops: []api.Op{
		{Op: "create", Kind: "zone", Title: "New", Ref: "$z"},
		{Op: "set", Key: "AST-1", Properties: json.RawMessage(`{"firmwar":"1"}`)},
		{Op: "link", From: "AST-1", Verb: "in", To: "$nothing"},
	}}).problem(422)
	var where []string
	for _, e := range p.Errors {
		where = append(where, e.Location)
	}
	if !slices.Contains(where, "body/ops/1/properties/firmwar") || !slices.ContainsFunc(where, func(s string) bool { return strings.HasPrefix(s, "body/ops/2") }) {
		t.Fatalf("faults at %q; want steps 1 and 2", where)
	}
	if head() != before {
		t.Fatal("a refused list left a commit")
	}
	d := decode[api.Committed](anna.do("POST", "/projects/hall/commits", api.Change{Label: "edit", Message: "both", Ops: []api.Op{
		{Op: "create", Kind: "zone", Title: "New", Ref: "$z"},
		{Op: "create", Kind: "asset", Title: "Gauge", Ref: "$a"},
		{Op: "link", From: "$a", Verb: "in", To: "$z"},
	}}).want(200))
	if d.Commit == nil || d.Commit.Number != before+1 || len(d.Items) != 2 || d.Items[0].Ref != "$z" {
		t.Fatalf("got %+v", d)
	}
}

// spec: SRV-30, SRV-35
func TestAnAnswerThatWasLostIsAskedForAgain(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	named := anna.with("Idempotency-Key", "call 1")
	body := api.NewItem{Kind: "zone", Title: "Once"}
	first := decode[api.Committed](named.do("POST", "/projects/hall/items", body).want(200))
	again := decode[api.Committed](named.do("POST", "/projects/hall/items", body).want(200))
	if first.Again || !again.Again || again.Commit.Number != first.Commit.Number || again.Items[0] != first.Items[0] {
		t.Fatalf("first %+v, again %+v", first, again)
	}
	named.do("POST", "/projects/hall/items", api.NewItem{Kind: "zone", Title: "Another"}).problem(422)
	bert := f.member("hall", "bert", access.Engineer)
	other := decode[api.Committed](bert.with("Idempotency-Key", "call 1").do("POST", "/projects/hall/items", body).want(200))
	if other.Again {
		t.Fatal("the name that one person chose met the call of another")
	}
	var wg sync.WaitGroup
	keys := make([]string, 30)
	for i := range keys {
		wg.Go(func() {
			d := decode[api.Committed](anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "asset", Title: fmt.Sprint("Many ", i)}).want(200))
			keys[i] = d.Items[0].Key
		})
	}
	wg.Wait()
	slices.Sort(keys)
	if n := len(slices.Compact(keys)); n != 30 {
		t.Fatalf("30 items got %d keys", n)
	}
}

// spec: SRV-32
func TestAnEngineerUndoesOneCommitAndGoesBackToABaseline(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	anna.do("POST", "/projects/hall/baselines", api.NewBaseline{Title: "FAT"}).want(200)
	d := decode[api.Committed](anna.do("PATCH", "/projects/hall/items/AST-1", api.ItemEdit{Title: "Renamed"}).want(200))
	anna.do("PATCH", "/projects/hall/items/AST-2", api.ItemEdit{Title: "Kept"}).want(200)
	anna.do("POST", fmt.Sprintf("/projects/hall/commits/%d/undo", d.Commit.Number), api.Undo{Message: "a mistake"}).want(200)
	title := func(key string) string {
		return decode[api.ItemDetail](anna.do("GET", "/projects/hall/items/"+key, nil).want(200)).Title
	}
	if title("AST-1") == "Renamed" || title("AST-2") != "Kept" {
		t.Fatalf("after the undo: %q, %q", title("AST-1"), title("AST-2"))
	}
	anna.do("POST", "/projects/hall/restore", api.Restore{To: "FAT"}).want(200)
	if title("AST-2") == "Kept" {
		t.Fatal("going back to the baseline kept a later title")
	}
	diff := decode[api.Diff](anna.do("GET", "/projects/hall/diff?from=FAT", nil).want(200))
	for _, i := range diff.Items {
		if !strings.HasPrefix(i.Key, "BAS-") {
			t.Fatalf("after going back %s differs from the baseline", i.Key)
		}
	}
	page := decode[api.CommitPage](anna.do("GET", "/projects/hall/commits?limit=2&operations=true", nil).want(200))
	if len(page.Commits) != 2 || page.Commits[0].Label != "restore" || len(page.Commits[0].Operations) == 0 || page.Next == "" {
		t.Fatalf("the log begins with %+v", page.Commits)
	}
	h := decode[api.ItemHistory](anna.do("GET", "/projects/hall/items/AST-1/history", nil).want(200))
	if len(h.Commits) < 3 {
		t.Fatalf("AST-1 has a history of %d commits", len(h.Commits))
	}
}

// spec: SRV-20, SRV-36
func TestWhatIsNotTextAndWhatIsRetiredIsRefused(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	olga, anna := f.member("hall", "olga", access.Owner), f.member("hall", "anna", access.Engineer)
	r := anna.request("POST", "/projects/hall/items", nil)
	r.Body = io.NopCloser(strings.NewReader("{\"kind\":\"zone\",\"title\":\"\xff\"}"))
	r.Header.Set("Content-Type", "application/json")
	anna.send(r).problem(400)
	olga.do("PUT", "/projects/hall/retired", api.ProjectRetirement{Retired: true}).want(200)
	anna.do("GET", "/projects/hall/levels", nil).want(200)
	anna.do("PATCH", "/projects/hall/items/AST-1", api.ItemEdit{Title: "x"}).problem(409)
	olga.do("PUT", "/projects/hall/retired", api.ProjectRetirement{Retired: false}).want(200)
	anna.do("PATCH", "/projects/hall/items/AST-1", api.ItemEdit{Title: "x"}).want(200)
}

func TestASupplierSeesAndStatesOnlyItsOwnProducts(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	sven := f.member("hall", "sven", access.Supplier, "PRD-1")
	page := decode[api.ItemPage](sven.do("GET", "/projects/hall/items?limit=1000", nil).want(200))
	if len(page.Items) != 1 || page.Items[0].Key != "PRD-1" {
		t.Fatalf("a supplier of PRD-1 sees %d items", len(page.Items))
	}
	for _, l := range page.Items[0].Links {
		t.Errorf("a supplier sees the link %s %s", l.Verb, l.To)
	}
	d := decode[api.ItemDetail](sven.do("GET", "/projects/hall/items/PRD-1", nil).want(200))
	if len(d.Links)+len(d.LinkedFrom) > 0 {
		t.Errorf("a supplier sees %d links from and %d to its product", len(d.Links), len(d.LinkedFrom))
	}
	sven.do("GET", "/projects/hall/items/PRD-2", nil).want(404)
	sven.do("GET", "/projects/hall/items/ZON-1", nil).want(404)
	sven.do("GET", "/projects/hall/levels", nil).want(403)
	sven.do("PATCH", "/projects/hall/items/PRD-1", api.ItemEdit{Properties: json.RawMessage(`{"version_to":"5"}`)}).want(200)
	sven.do("PATCH", "/projects/hall/items/PRD-2", api.ItemEdit{Properties: json.RawMessage(`{"version_to":"5"}`)}).want(403)
	sven.do("POST", "/projects/hall/items", api.NewItem{Kind: "product", Title: "Mine too"}).want(403)
}
