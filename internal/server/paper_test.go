package server

import (
	"encoding/json"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// spec: SRV-37
func TestALayoutIsKeptBesideTheRecordAndNotLostToAnother(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna, bert, vera := f.member("hall", "anna", access.Engineer), f.member("hall", "bert", access.Engineer), f.member("hall", "vera", access.Viewer)
	head := func() uint64 {
		return decode[api.ProjectDetail](anna.do("GET", "/projects/hall", nil).want(200)).Head.Commit
	}
	before := head()
	paper := func(content string) api.NewPaper { return api.NewPaper{Content: json.RawMessage(content)} }
	anna.do("GET", "/projects/hall/layouts/main", nil).problem(404)
	r := anna.do("PUT", "/projects/hall/layouts/main", paper(`{"ZON-1":[0,0]}`)).want(200)
	bert.do("PUT", "/projects/hall/layouts/main", paper(`{"ZON-1":[9,9]}`)).want(200)
	p := anna.with("If-Match", r.header.Get("ETag")).do("PUT", "/projects/hall/layouts/main", paper(`{"ZON-1":[1,1]}`)).problem(412)
	if p.Errors[0].Location != "header.If-Match" {
		t.Errorf("the refusal is %+v", p)
	}
	p = anna.with("If-None-Match", "*").do("PUT", "/projects/hall/layouts/main", paper(`{}`)).problem(412)
	if p.Errors[0].Location != "header.If-None-Match" {
		t.Errorf("the refusal of a second first one is %+v", p)
	}
	anna.with("If-None-Match", "*").do("PUT", "/projects/hall/layouts/other", paper(`{}`)).want(200)
	anna.do("DELETE", "/projects/hall/layouts/other", nil).want(204)
	got := decode[api.Paper](vera.do("GET", "/projects/hall/layouts/main", nil).want(200))
	if string(got.Content) != `{"ZON-1":[9,9]}` || got.Revision != 2 || got.By != bert.id {
		t.Errorf("got %+v, content %s; want what bert kept", got, got.Content)
	}
	vera.do("PUT", "/projects/hall/layouts/main", paper(`{}`)).problem(403)
	anna.do("PUT", "/projects/hall/views/open", paper(`[1]`)).want(200)
	if d := decode[api.Papers](vera.do("GET", "/projects/hall/layouts", nil).want(200)); len(d.Papers) != 1 || d.Papers[0].Name != "main" {
		t.Errorf("the layouts are %+v", d)
	}
	anna.do("DELETE", "/projects/hall/layouts/main", nil).want(204)
	anna.do("DELETE", "/projects/hall/layouts/main", nil).problem(404)
	if got := head(); got != before {
		t.Errorf("layouts made commits: the head went from %d to %d", before, got)
	}
}
