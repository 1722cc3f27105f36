package answer

import (
	"reflect"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

func chainsOf(t *testing.T, v *View, o ChainOptions) api.ChainPage {
	t.Helper()
	if o.Limit == 0 {
		o.Limit = 10_000
	}
	d, next, err := Chains(v, o)
	if err != nil {
		t.Fatal(err)
	}
	if next != "" {
		t.Fatalf("%d rows are no whole answer", len(d.Chains))
	}
	return d
}

// stateOf reads the chain state off the steps of a chain, after rules, section
// 5, without looking at the model.
func stateOf(c *api.Chain) string {
	if c.Allocation == "" {
		return notAllocated
	}
	for _, s := range [][2]string{{"design", "no design"}, {"component requirement", "component requirement missing"}, {"test case", "no test"}, {"test run", "not run"}} {
		if slices.Contains(c.Missing, s[0]) {
			return s[1]
		}
	}
	valid := func(list []api.ChainStep) bool {
		return slices.ContainsFunc(list, func(e api.ChainStep) bool { return e.State == "valid" })
	}
	failed, invalid := false, false
	for _, b := range c.Branches {
		if len(b.Design) == 1 && b.Requirement == nil && (b.Design[0].State == "planned" || b.Design[0].State == "compensating") {
			continue
		}
		for _, test := range b.Tests {
			for _, r := range test.Runs {
				if r.State == "not concluded" {
					continue
				}
				failed = failed || r.State != "passed"
				invalid = invalid || !valid(r.Evidence) && !valid(c.Evidence)
			}
		}
	}
	switch {
	case failed:
		return "last run failed"
	case slices.Contains(c.Missing, "evidence"):
		return "no evidence"
	case invalid:
		return "evidence not valid"
	}
	return "suspect or complete"
}

func TestTheStepsOfAChainShowTheStateTheRulesGive(t *testing.T) {
	s := hall(t)
	seen := map[string]int{}
	_, reasons := drawn(t, "2026-03-02", everyReason)
	for _, v := range []*View{s.view(t, "1"), s.view(t, "head"), reasons} {
		d := chainsOf(t, v, ChainOptions{Detail: true})
		checkDocument(t, "chains", d)
		if d.Of != len(d.Chains) || d.Of == 0 {
			t.Fatalf("%d rows of %d", len(d.Chains), d.Of)
		}
		for i := range d.Chains {
			c := &d.Chains[i]
			got, want := stateOf(c), c.State
			seen[want]++
			if got == "suspect or complete" {
				if want != "suspect" && want != "complete" {
					t.Errorf("%s on %s: the steps show no fault, the rules say %s", c.Row, c.Place, want)
				}
				if want == "suspect" && c.Suspects == 0 {
					t.Errorf("%s on %s is suspect, and no link is", c.Row, c.Place)
				}
				continue
			}
			if got != want {
				t.Errorf("%s on %s: the steps show %q, the rules say %q", c.Row, c.Place, got, want)
			}
		}
	}
	for _, state := range []string{"no design", "component requirement missing", "no test", "not run", "last run failed", "no evidence", "evidence not valid", "suspect", "complete", notAllocated} {
		if seen[state] == 0 {
			t.Errorf("no chain of the sample is %s, so nothing was shown", state)
		}
	}
}

func TestTheRowsAreThoseOfThePlaceTrace(t *testing.T) {
	v := hall(t).view(t, "head")
	all := chainsOf(t, v, ChainOptions{})
	at := 0
	for _, p := range v.Assessment().Places {
		z, err := TraceZone(v, v.Key(p.Node))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range z.Rows {
			c := all.Chains[at]
			at++
			if state := r.Chain; c.Place != z.Place || c.Row != r.Row || c.Allocation != r.Allocation || c.Counts != r.Counts || state != "" && c.State != state {
				t.Fatalf("got %+v, the place trace has %+v", c, r)
			}
			if c.Branches != nil || c.Text != "" {
				t.Fatalf("%s on %s has details nobody asked for", c.Row, c.Place)
			}
		}
	}
	if at != len(all.Chains) {
		t.Fatalf("%d rows, the place traces hold %d", len(all.Chains), at)
	}
}

func TestPagesTogetherAreTheWhole(t *testing.T) {
	v := hall(t).view(t, "head")
	for _, o := range []ChainOptions{{}, {Places: []string{"ZON-3", "zon-1"}}, {FRs: []sl.FR{2}}, {Items: []string{"TST-1"}}} {
		whole := chainsOf(t, v, o)
		var got []api.Chain
		for o.Limit = 7; ; {
			d, next, err := Chains(v, o)
			if err != nil {
				t.Fatal(err)
			}
			if d.Of != whole.Of || len(d.Chains) > 7 {
				t.Fatalf("a page of %d rows says there are %d of %d", len(d.Chains), d.Of, whole.Of)
			}
			got = append(got, d.Chains...)
			if next == "" {
				break
			}
			o.After = next
		}
		if len(got) == 0 || !reflect.DeepEqual(got, whole.Chains) {
			t.Errorf("%+v: pages hold %d rows, the whole %d", o, len(got), len(whole.Chains))
		}
	}
	if _, _, err := Chains(v, ChainOptions{After: "ZON-1 SR 99", Limit: 5}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an entry that is none: %v", err)
	}
}

func TestRowsAreChosenByWhatStandsInTheirChains(t *testing.T) {
	v := hall(t).view(t, "head")
	all := chainsOf(t, v, ChainOptions{Detail: true})
	holds := func(c *api.Chain, key string) bool {
		found := c.Allocation == key || c.Place == key
		step := func(s api.ChainStep) { found = found || s.Key == key }
		for _, b := range c.Branches {
			if b.Requirement != nil {
				step(*b.Requirement)
			}
			for _, d := range b.Design {
				step(d)
			}
			for _, test := range b.Tests {
				step(test.ChainStep)
				for _, r := range test.Runs {
					step(r.ChainStep)
					for _, e := range r.Evidence {
						step(e)
					}
				}
			}
		}
		for _, e := range c.Evidence {
			step(e)
		}
		return found
	}
	for _, key := range []string{"ALL-17", "TST-1", "RUN-1", "EVD-14", "CRQ-5", "CMS-1", "ZON-2"} {
		want := 0
		for i := range all.Chains {
			if holds(&all.Chains[i], key) {
				want++
			}
		}
		if got := chainsOf(t, v, ChainOptions{Items: []string{key}}); len(got.Chains) != want || want == 0 {
			t.Errorf("%s: %d rows, want %d", key, len(got.Chains), want)
		}
	}
	n, _ := v.Snapshot().ByKey(model.Key{Kind: model.KindTest, Number: 1})
	found := chainsOf(t, v, ChainOptions{Found: map[model.Node]bool{n: true}, Words: "session lock"})
	for i := range found.Chains {
		if c := &found.Chains[i]; c.Title != "Session lock" && !slices.ContainsFunc(all.Chains, func(a api.Chain) bool { return a.Place == c.Place && a.Row == c.Row && holds(&a, "TST-1") }) {
			t.Errorf("%s on %s has nothing to do with what was looked for", c.Row, c.Place)
		}
	}
	if len(found.Chains) == 0 {
		t.Error("nothing was found")
	}
	fits := chainsOf(t, v, ChainOptions{Fits: func(n model.Node) (bool, error) { return v.Key(n) == "ALL-2", nil }})
	if len(fits.Chains) != 1 || fits.Chains[0].Allocation != "ALL-2" {
		t.Errorf("an expression chose %d rows", len(fits.Chains))
	}
}
