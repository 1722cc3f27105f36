package answer

import (
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/finding"
)

func TestCheckCountsEachFindingOnceAndDocumentsItsRule(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	from := FindingOptions{Library: s.project.Library(), TimeZone: time.UTC}
	d, err := Check(v, CheckOptions{FindingOptions: from})
	if err != nil {
		t.Fatal(err)
	}
	n := d.Counts
	if sum := n.Error + n.Warning + n.Info + n.Accepted; sum != len(d.Findings) || sum == 0 {
		t.Errorf("%+v counts %d findings, the list has %d", n, sum, len(d.Findings))
	}
	if got, want := n.Counting(), finding.Counting(v.Findings(from)); got != want {
		t.Errorf("got %d findings that count, want %d", got, want)
	}
	rules := map[string]int{}
	for _, r := range d.Rules {
		rules[r.Rule]++
		if r.Title == "" || r.Help == "" || r.Clause == "" {
			t.Errorf("%s is not documented: %+v", r.Rule, r)
		}
	}
	accepted := 0
	for _, f := range d.Findings {
		if rules[f.Rule] != 1 {
			t.Errorf("%s: got %d documents of the rule, want 1", f.Rule, rules[f.Rule])
		}
		if f.Accepted != nil {
			accepted++
		}
	}
	if accepted != n.Accepted || accepted == 0 {
		t.Errorf("got %d accepted findings, counted as %d; want one at least (ZON-3)", accepted, n.Accepted)
	}
}

func TestCheckShowsOneRuleOrAWholeArea(t *testing.T) {
	v := hall(t).view(t, "head")
	area, err := Check(v, CheckOptions{Rules: []string{"zone"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(area.Findings) != 2 || len(area.Rules) != 2 {
		t.Errorf("area zone: got %d findings of %d rules, want the two deliberate ones", len(area.Findings), len(area.Rules))
	}
	one, err := Check(v, CheckOptions{Rules: []string{area.Findings[0].Rule}})
	if err != nil {
		t.Fatal(err)
	}
	if len(one.Rules) != 1 || len(one.Findings) == 0 || len(one.Findings) >= len(area.Findings) {
		t.Errorf("rule %s: got %d findings of %d rules", area.Findings[0].Rule, len(one.Findings), len(one.Rules))
	}
	for _, name := range []string{"zon", "zone.", "zone.nothing", ""} {
		if _, err := Check(v, CheckOptions{Rules: []string{name}}); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("rule %q: got %v, want a fault of kind invalid", name, err)
		}
	}
}

func TestFactsKeepTheOrderOfTheirRule(t *testing.T) {
	v := hall(t).view(t, "head")
	list := v.Findings(FindingOptions{})
	for i := range list {
		d := Finding(v.Snapshot(), &list[i])
		var got, want []string
		for _, f := range d.Facts {
			got = append(got, f.Name)
		}
		for _, f := range list[i].Facts {
			want = append(want, f.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got facts %v, want %v", d.Rule, got, want)
		}
	}
}

func TestCheckShowsWhatConcernsOneItem(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	from := FindingOptions{Library: s.project.Library(), TimeZone: time.UTC}
	all, err := Check(v, CheckOptions{FindingOptions: from})
	if err != nil {
		t.Fatal(err)
	}
	key := all.Findings[0].Subjects[0]
	want := 0
	for _, f := range all.Findings {
		if slices.Contains(f.Subjects, key) {
			want++
		}
	}
	one, err := Check(v, CheckOptions{FindingOptions: from, Items: []string{key}})
	if err != nil {
		t.Fatal(err)
	}
	if len(one.Findings) != want || want == len(all.Findings) {
		t.Errorf("got %d findings about %s, want %d of %d", len(one.Findings), key, want, len(all.Findings))
	}
	if _, err := Check(v, CheckOptions{FindingOptions: from, Items: []string{"ZON-999"}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v for an item that is not there, want NotFound", err)
	}
}
