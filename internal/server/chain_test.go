package server

import (
	"net/url"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

func TestChainsComeInPagesAndWithStepsWhereAskedFor(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Viewer)
	get := func(query string) api.ChainPage {
		return decode[api.ChainPage](anna.do("GET", "/projects/hall/chains?"+query, nil).want(200))
	}
	whole := get("limit=10000")
	if whole.Next != "" || len(whole.Chains) != whole.Of || whole.Of == 0 {
		t.Fatalf("got %d rows of %d, next %q", len(whole.Chains), whole.Of, whole.Next)
	}
	rows := 0
	for page := get("limit=200"); ; page = get("limit=200&cursor=" + url.QueryEscape(page.Next)) {
		rows += len(page.Chains)
		if page.Next == "" {
			break
		}
	}
	if rows != whole.Of {
		t.Errorf("the pages hold %d rows, the whole %d", rows, whole.Of)
	}
	d := get("allocation=ALL-1&detail=true")
	if len(d.Chains) != 1 || len(d.Chains[0].Branches) == 0 {
		t.Errorf("got %d chains; want one with its steps", len(d.Chains))
	}
	for _, query := range []string{"place=ZON-1", "fr=UC", "row=" + url.QueryEscape("SR 1.1"), "item=TST-1", "q=" + url.QueryEscape("session lock"), "filter=" + url.QueryEscape(`assessment == "met"`)} {
		if d := get(query + "&limit=10000"); len(d.Chains) == 0 || len(d.Chains) == whole.Of {
			t.Errorf("%s chose %d of %d rows", query, len(d.Chains), whole.Of)
		}
	}
	for query, location := range map[string]string{
		"filter=firmwar": "query.filter", "fr=XX": "query.fr", "cursor=rubbish": "query.cursor", "q=%22": "query.q",
	} {
		if p := anna.do("GET", "/projects/hall/chains?"+query, nil).problem(422); len(p.Errors) == 0 || p.Errors[0].Location != location {
			t.Errorf("%s: got %+v, want a fault at %s", query, p, location)
		}
	}
}
