package server

import (
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// spec: SRV-38
func TestPeopleTalkAboutAnItemBesideTheRecord(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna, rita, vera := f.member("hall", "anna", access.Engineer), f.member("hall", "rita", access.Reviewer), f.member("hall", "vera", access.Viewer)
	owner := f.member("hall", "otto", access.Owner)
	head := func() uint64 {
		return decode[api.ProjectDetail](anna.do("GET", "/projects/hall", nil).want(200)).Head.Commit
	}
	before := head()
	const on = "/projects/hall/items/ZON-1/comments"
	first := decode[api.Comment](rita.do("POST", on, api.NewComment{Kind: "question", Text: " Why is this a cell?\nIt has no controller. "}).want(201))
	if first.Text != "Why is this a cell?\nIt has no controller." || first.Author != rita.id || first.Item != "ZON-1" || first.Title == "" || first.Commit != before || first.ResolvedBy != "" {
		t.Errorf("the comment is %+v", first)
	}
	anna.do("POST", on, api.NewComment{Text: "It will get one."}).want(201)
	text := "Why is this a cell?"
	anna.do("PATCH", on+"/"+first.ID, api.CommentChange{Text: &text}).problem(403)
	if got := decode[api.Comment](rita.do("PATCH", on+"/"+first.ID, api.CommentChange{Text: &text}).want(200)); got.Text != text || got.Edited == "" {
		t.Errorf("written anew it is %+v", got)
	}
	yes, no := true, false
	if got := decode[api.Comment](anna.do("PATCH", on+"/"+first.ID, api.CommentChange{Resolved: &yes}).want(200)); got.ResolvedBy == "" || got.ResolvedAt == "" {
		t.Errorf("settled it is %+v", got)
	}
	if open := decode[api.Comments](rita.do("GET", "/projects/hall/comments", nil).want(200)).Comments; len(open) != 1 || open[0].Author != anna.id {
		t.Errorf("open are %+v", open)
	}
	rita.do("PATCH", on+"/"+first.ID, api.CommentChange{Resolved: &no}).want(200)
	list := decode[api.Comments](anna.do("GET", on, nil).want(200)).Comments
	if len(list) != 2 || list[0].ID != first.ID || list[0].Kind != "question" || list[1].Kind != "comment" || list[0].ResolvedBy != "" {
		t.Errorf("the comments are %+v", list)
	}
	vera.do("GET", on, nil).problem(403)
	anna.do("DELETE", on+"/"+first.ID, nil).problem(403)
	owner.do("DELETE", "/projects/hall/items/ZON-2/comments/"+first.ID, nil).problem(404)
	owner.do("DELETE", on+"/"+first.ID, nil).want(204)
	rita.do("DELETE", on+"/"+first.ID, nil).problem(404)
	anna.do("POST", on, api.NewComment{Text: " \n "}).problem(422)
	anna.do("POST", on, api.NewComment{Text: strings.Repeat("x", 20_001)}).problem(422)
	if got := head(); got != before {
		t.Errorf("comments made commits: the head went from %d to %d", before, got)
	}
}

// spec: SRV-38
func TestWhoFollowsAProjectHearsThatSomethingWasSaid(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	const on = "/projects/hall/items/ZON-1/comments"
	insider := f.listen(t, f.member("hall", "rita", access.Reviewer).token(api.NewToken{}), "/projects/hall/events")
	viewer := f.listen(t, f.member("hall", "vera", access.Viewer).token(api.NewToken{}), "/projects/hall/events")
	insider.next() // each begins with the head
	viewer.next()
	made := decode[api.Comment](anna.do("POST", on, api.NewComment{Text: "Look."}).want(201))
	said := insider.next()
	if said.name != "comments" || said.id != "" {
		t.Errorf("the reviewer hears %+v, want comments without an id, which is the number of a commit", said)
	}
	yes := true
	anna.do("PATCH", on+"/"+made.ID, api.CommentChange{Resolved: &yes}).want(200)
	if settled := insider.next(); settled.name != "comments" || settled.data == said.data {
		t.Errorf("after it was settled the reviewer hears %+v, before %+v", settled, said)
	}
	// Who may not read comments hears of the next commit, and of nothing before.
	anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "zone", Title: "Cell"}).want(200)
	if e := viewer.next(); e.name != "commit" {
		t.Errorf("the viewer hears %+v, want the commit only", e)
	}
}

// spec: SRV-39
func TestAProjectSaysHowManyItemsOfEachKindItHas(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	counts := func() map[string]int {
		return decode[api.ProjectDetail](anna.do("GET", "/projects/hall", nil).want(200)).Counts
	}
	before := counts()
	if before["zone"] != 9 || before["system"] != 1 {
		t.Errorf("the counts are %v, want nine zones and one system", before)
	}
	anna.do("POST", "/projects/hall/items", api.NewItem{Kind: "zone", Title: "Other"}).want(200)
	if after := counts(); after["zone"] != 10 || after["asset"] != before["asset"] {
		t.Errorf("with a zone more the counts are %v", after)
	}
	anna.do("DELETE", "/projects/hall/items/ZON-10", nil).want(200)
	if after := counts(); after["zone"] != 9 {
		t.Errorf("with the zone gone the counts are %v", after)
	}
}
