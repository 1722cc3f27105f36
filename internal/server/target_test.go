package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// Who decides about a target decides on what he has seen; and what he decided
// can be taken back like any other change.
//
// spec: SRV-33, SRV-32
func TestADecisionAboutATargetRestsOnWhatWasSeenAndCanBeTakenBack(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	const target = "/projects/hall/places/ZON-1/target"
	levels := func(n int) []int { return slices.Repeat([]int{n}, 7) }
	done := func(r *reply) api.Committed { return decode[api.Committed](r.want(200)) }
	inForce := func() string {
		return string(decode[api.ItemDetail](anna.do("GET", "/projects/hall/items/ZON-1", nil).want(200)).Properties)
	}
	before := inForce()
	first := done(anna.do("POST", target, api.TargetApproval{Target: levels(1), Rationale: "small"}))
	seen := first.Head
	second := done(anna.do("POST", target, api.TargetApproval{Target: levels(3), Expected: seen}))

	conflict := func(path string, body any, field string) {
		t.Helper()
		p := anna.do("POST", path, body).problem(409)
		said := fmt.Sprintf("%+v", p)
		if !strings.Contains(said, field) || !strings.Contains(said, "ZON-1") || p.Head != second.Head {
			t.Fatalf("the conflict is %s, want %s of ZON-1 and head %d", said, field, second.Head)
		}
	}
	conflict(target, api.TargetApproval{Target: levels(2), Expected: seen}, "approved_target")
	conflict(target+"/confirm", api.TargetConfirmation{Reason: "it fits", Expected: seen}, "approved_target")
	done(anna.do("POST", target+"/confirm", api.TargetConfirmation{Reason: "it fits", Expected: second.Head}))

	// An asset that comes is a ground that changed.
	grounds := done(anna.do("POST", "/projects/hall/commits", api.Change{Ops: []api.Op{
		{Op: "create", Kind: "asset", Ref: "$a", Title: "New panel"},
		{Op: "link", From: "$a", Verb: "in", To: "ZON-1"},
	}}))
	second.Head = grounds.Head
	conflict(target+"/confirm", api.TargetConfirmation{Reason: "it fits", Expected: grounds.Head - 1}, "decided on")
	done(anna.do("POST", target+"/confirm", api.TargetConfirmation{Reason: "it fits", Expected: grounds.Head}))

	back := func(n uint64) { done(anna.do("POST", fmt.Sprintf("/projects/hall/commits/%d/undo", n), api.Undo{})) }
	for n := grounds.Head + 1; n >= first.Commit.Number; n-- {
		back(n)
	}
	if after := inForce(); after != before {
		t.Fatalf("all taken back, and the place is\n%s\nwant\n%s", after, before)
	}
}
