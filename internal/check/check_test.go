package check

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

const (
	today  = "2026-06-15"
	hex64  = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	digest = "sha256:" + hex64
)

func library(t *testing.T) *standard.Library {
	t.Helper()
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// read parses a plant whose links remember the state they were made on.
func read(t *testing.T, text string) *plant.Plant {
	t.Helper()
	lib := library(t)
	r := plant.Reader{Seal: func(s *model.Snapshot) plant.Prints { return trace.NewPrints(capability.BasisFor(lib, s), s) }}
	p, err := r.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return p
}

func input(t *testing.T, p *plant.Plant) Input {
	t.Helper()
	lib := library(t)
	ctx := trace.Context{Date: today, Files: func(string) trace.FileState { return trace.FilePresent }}
	return Input{Library: lib, Chains: trace.NewChains(trace.NewPrints(capability.BasisFor(lib, p.Snapshot), p.Snapshot), ctx)}
}

// drawing is one case: a plant, and the findings of one rule as the names of
// their subjects followed by the texts of their facts in brackets.
type drawing struct {
	name  string
	plant string
	want  []string
}

func judge(t *testing.T, rule string, fact string, drawings []drawing) {
	t.Helper()
	for _, d := range drawings {
		t.Run(d.name, func(t *testing.T) {
			p := read(t, d.plant)
			if got := say(p, Run(input(t, p)), rule, fact); !slices.Equal(got, d.want) {
				t.Errorf("%s in\n%s\n got %q\nwant %q", rule, d.plant, got, d.want)
			}
		})
	}
}

func say(p *plant.Plant, list []finding.Finding, rule, fact string) []string {
	var out []string
	for _, f := range list {
		if f.Rule != rule {
			continue
		}
		var names []string
		for _, n := range f.Subjects {
			names = append(names, p.Name(n))
		}
		if x, ok := f.Fact(fact); ok {
			names = append(names, "["+x.Text+"]")
		}
		out = append(out, strings.Join(names, " "))
	}
	return out
}

// spec: RULE-1.3, ANALYSIS-8
func TestPlaceWithoutApprovedTargetIsAFinding(t *testing.T) {
	judge(t, finding.TargetNone, "target", []drawing{
		{"zone and conduit", "zone Z\nconduit C", []string{"Z [{0,0,0,0,0,0,0}]", "C [{0,0,0,0,0,0,0}]"}},
		{"approved", "zone Z target 2\nconduit C target 1", nil},
		{"zeros may be approved", "zone Z target 0", nil},
		{"a proposal is not an approval", "zone Z proposed 2", []string{"Z [{0,0,0,0,0,0,0}]"}},
		{"retired", "zone Z\ncommit\nretire Z", nil},
	})
}

// spec: RULE-1.2
func TestEditedTargetIsShownAsWaiting(t *testing.T) {
	judge(t, finding.TargetWaiting, "proposed", []drawing{
		{"never approved", "zone Z proposed 2", []string{"Z [{2,2,2,2,2,2,2}]"}},
		{"approved", "zone Z target 2", nil},
		{"edited after the approval", "zone Z target 2\ncommit\nset Z proposed 3", []string{"Z [{3,3,3,3,3,3,3}]"}},
		{"edited and set back", "zone Z target 2\ncommit\nset Z proposed 3\ncommit\nset Z proposed 2", nil},
		{"approved and lowered to zeros", "zone Z target 2\ncommit\nset Z proposed 0", []string{"Z [{0,0,0,0,0,0,0}]"}},
	})
}

// spec: RULE-6.15
func TestTargetDecisionWithChangedInputsIsOpenUntilConfirmed(t *testing.T) {
	const base = "zone Z target 2\nasset A in Z types embedded-device\n"
	judge(t, finding.TargetOpen, "", []drawing{
		{"nothing changed", base, nil},
		{"an asset joined", base + "commit\nasset B in Z", []string{"Z"}},
		{"a spare asset joined", base + "commit\nasset B in Z spare", []string{"Z"}},
		{"firmware changed", base + "commit\nset A firmware 2", nil},
		{"joined and left again", base + "commit\nasset B in Z\ncommit\nunlink B in Z", nil},
		{"approved again", base + "commit\nasset B in Z\ncommit\nset Z target 2", nil},
		{"a risk came up", base + "commit\nrisk R threatens A", []string{"Z"}},
	})
}

func TestPinnedEditionThatTheLibraryLacks(t *testing.T) {
	judge(t, finding.EditionUnknown, "edition", []drawing{
		{"known", "system S editions 62443-3-3:2013", nil},
		{"none pinned", "system S", nil},
		{"no system", "zone Z", nil},
		{"unknown edition", "system S editions 62443-3-3:2031,62443-4-2:2019", []string{"S [62443-3-3:2031]"}},
		{"unknown part", "system S editions 62443-9-9:2020", []string{"S [62443-9-9:2020]"}},
		{"no edition", "system S editions 62443-3-3", []string{"S [62443-3-3]"}},
	})
	judge(t, finding.EditionTwice, "part", []drawing{
		{"one each", "system S editions 62443-2-1:2009,62443-3-3:2013", nil},
		{"two of one part", "system S editions 62443-2-1:2010,62443-2-1:2024", []string{"S [62443-2-1]"}},
	})
	p := read(t, "system S editions 62443-3-3:2031")
	for _, f := range Run(input(t, p)) {
		if got, want := f.Text(p.Snapshot), "SYS-1 pins 62443-3-3:2031, which the library does not hold; 62443-3-3:2013 is used instead"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDaysAreThoseOfTheTimeZone(t *testing.T) {
	// 23:30 and 00:30 in UTC are one day in Berlin (01:30 and 02:30) and two in UTC.
	p := read(t, "test-case T test\ntest-run R passed at 2026-06-02T00:30:00Z executes T\nevidence E digest "+digest+" collected-at 2026-06-01T23:30:00Z evidences R")
	in := input(t, p)
	if got := say(p, Run(in), finding.EvidenceBeforeRun, "collected"); !slices.Equal(got, []string{"E R [2026-06-01]"}) {
		t.Errorf("in UTC: got %q", got)
	}
	in.TimeZone = time.FixedZone("Berlin in summer", 2*60*60)
	if got := say(p, Run(in), finding.EvidenceBeforeRun, "collected"); got != nil {
		t.Errorf("in Berlin: got %q, want none", got)
	}
}

func TestFindingsFromElsewhereAreSortedIn(t *testing.T) {
	p := read(t, "zone Z target 1\nzone Y target 1\nzone X within X target 1")
	in := input(t, p)
	in.More = []finding.Finding{
		finding.New(finding.GapOpen, []model.Node{p.Node("Y")}),
		finding.New(finding.GapOpen, []model.Node{p.Node("Z")}),
	}
	var got []string
	for _, f := range Run(in) {
		got = append(got, f.Rule+" "+p.Name(f.Subjects[0]))
	}
	if want := []string{"zone.circle X", "gap.open Z", "gap.open Y"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEmptyProjectHasNoFindings(t *testing.T) {
	p := read(t, "")
	if got := Run(input(t, p)); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
