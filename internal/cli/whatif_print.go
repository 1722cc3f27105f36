package cli

import (
	"fmt"
	"slices"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/finding"
)

// perList is how many rows, links or findings are named for people.
const perList = 15

func (ss *Session) printWhatIf(d *api.WhatIf) {
	ss.stateLine(d.State)
	ss.Printf("Planned with %s; nothing is written.", count(d.Ops, "op", "ops"))
	ss.printed = true
	if len(d.Added) > 0 {
		ss.Printf("New: %s.", shortList(d.Added, 10))
	}
	if len(d.Places) == 0 {
		ss.Printf("")
		ss.Printf("No level, no row and no suspect link would be different.")
	}
	for i := range d.Places {
		ss.whatIfPlace(&d.Places[i])
	}
	ss.whatIfFindings("Findings that come", d.Findings.Came)
	ss.whatIfFindings("Findings that go", d.Findings.Went)
	if len(d.Places) > 0 {
		ss.frFooter()
	}
	ss.next("cordon item set / link add ... to do it", "cordon impact KEY", "cordon whatif ... --json")
}

func (ss *Session) whatIfPlace(p *api.WhatIfPlace) {
	ss.Heading(p.Key + " " + p.Title)
	switch {
	case p.Before == nil:
		ss.Printf("  is new")
	case p.After == nil:
		ss.Printf("  is gone")
	}
	zero := &api.Standing{}
	b, a := p.Before, p.After
	if b == nil {
		b = zero
	}
	if a == nil {
		a = zero
	}
	same := true
	for _, v := range []struct {
		name   string
		b, a   api.Vector
		higher Style // how a rise looks
		lower  Style
	}{
		{"target", b.Target, a.Target, Plain, Plain},
		{"capability", b.Capability, a.Capability, Green, Red},
		{"achieved", b.Achieved, a.Achieved, Green, Red},
		{"claimed", b.Claimed, a.Claimed, Green, Red},
		{"gap", b.Gap, a.Gap, Red, Green},
	} {
		if v.b == v.a {
			continue
		}
		same = false
		style := v.higher
		if !covers(v.a, v.b) {
			style = v.lower
		}
		ss.Printf("  %-11s %s -> %s", v.name, v.b, ss.Paint(style, v.a.String()))
	}
	if b.Open != a.Open && a.Open {
		ss.Printf("  the decision on its target is open again")
	}
	if same {
		ss.Printf("  no vector changes; achieved stays %s, gap %s", a.Achieved, a.Gap)
	}
	ss.whatIfRows(p.Rows)
	ss.whatIfLinks("become suspect", p.Suspects.Came)
	ss.whatIfLinks("are no longer suspect", p.Suspects.Went)
}

// covers reports whether a vector is nowhere below another.
func covers(v, w api.Vector) bool {
	for i := range v {
		if v[i] < w[i] {
			return false
		}
	}
	return true
}

// whatIfRows prints the rows that are lost or gained; those that only stand
// otherwise are counted.
func (ss *Session) whatIfRows(rows []api.WhatIfRow) {
	by := map[string][]api.WhatIfRow{}
	for _, r := range rows {
		by[r.Counts] = append(by[r.Counts], r)
	}
	for _, how := range []string{"lost", "gained"} {
		list := by[how]
		if len(list) == 0 {
			continue
		}
		what := "would not count any more"
		if how == "gained" {
			what = "would count"
		}
		ss.Printf("  %s %s:", count(len(list), "row", "rows"), what)
		for i, r := range list {
			if i == perList {
				ss.Printf("    and %d more; all with --json", len(list)-perList)
				break
			}
			ss.hang("    ", fmt.Sprintf("%-14s", r.Row), r.After)
		}
	}
	if n := len(by["same"]); n > 0 {
		ss.Printf("  %s otherwise without counting more or less (all with --json)", count(n, "row stands", "rows stand"))
	}
}

func (ss *Session) whatIfLinks(what string, links []api.LinkName) {
	if len(links) == 0 {
		return
	}
	ss.Printf("  %s %s:", count(len(links), "link", "links"), what)
	for i, l := range links {
		if i == perList {
			ss.Printf("    and %d more; all with --json", len(links)-perList)
			return
		}
		ss.Printf("    %s %s %s", l.From, l.Verb, l.To)
	}
}

// whatIfFindings prints findings; suspect links were named with their places.
func (ss *Session) whatIfFindings(title string, list []api.Finding) {
	list = slices.DeleteFunc(slices.Clone(list), func(f api.Finding) bool { return f.Rule == finding.LinkSuspect })
	if len(list) == 0 {
		return
	}
	ss.Heading(title)
	for i := range list {
		if i == perList {
			ss.Printf("  and %d more; all with --json", len(list)-perList)
			return
		}
		ss.hang("  ", list[i].Severity+":", list[i].Text)
	}
}
