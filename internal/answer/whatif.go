package answer

import (
	"fmt"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
)

// Planned makes the view of a state that was planned on the state of v
// (app.Service.Plan), judged on the same day. Its assessment follows from that
// of v, so that only what the plan reached is worked out again. Where the plan
// puts another edition in force, b says so.
func (v *View) Planned(after app.State, b capability.Basis) *View {
	after.Date = v.State.Date
	in := gap.Input{Basis: b, Snapshot: after.Snapshot, Context: v.Evidence}
	return NewView(after, b, v.Evidence, gap.Update(v.Assessment(), in, false))
}

// WhatIf says what is different in state y, which ops lead to from state x.
// ops is how many ops the change has; before and after are what the findings
// of x and of y depend on.
func WhatIf(x, y *View, ops int, before, after FindingOptions) api.WhatIf {
	d := api.WhatIf{
		State: State(x.State), Standard: Standard(x.Basis), Ops: ops, Added: []string{}, Places: []api.WhatIfPlace{},
		Findings: whatIfFindings(x, y, before, after),
	}
	for n := model.Node(x.Snapshot().Len()); int(n) < y.Snapshot().Len(); n++ {
		d.Added = append(d.Added, y.Key(n))
	}
	diff := impact.WhatIf(x.Assessment(), y.Assessment())
	for i := range diff.Places {
		d.Places = append(d.Places, whatIfPlace(x, y, &diff.Places[i]))
	}
	return d
}

func whatIfPlace(x, y *View, p *impact.PlaceDifference) api.WhatIfPlace {
	it := y.Snapshot().Item(p.Node)
	d := api.WhatIfPlace{
		Key: it.Key.String(), Title: it.Title, Before: standingThere(p.Before), After: standingThere(p.After), Rows: []api.WhatIfRow{},
		Suspects: api.WhatIfSuspects{Came: y.suspects(p.Came), Went: y.suspects(p.Went)},
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		row := api.WhatIfRow{
			Row: y.Basis.Rows()[r.Row].Ref.Code, Before: x.rowWords(&r.Before), After: y.rowWords(&r.After), Counts: "same",
		}
		switch {
		case r.Lost():
			row.Counts = "lost"
		case r.Before.Counts == gap.NotCounted && r.After.Counts != gap.NotCounted:
			row.Counts = "gained"
		}
		if row.Before != row.After || row.Counts != "same" {
			d.Rows = append(d.Rows, row)
		}
	}
	return d
}

// rowWords is rowText with whether the row is covered, which is all that may
// differ.
func (v *View) rowWords(r *gap.Row) string {
	text := v.rowText(r)
	if r.Retired && r.Why != gap.Retired {
		text += "; retired"
	}
	if r.Covered {
		text += "; covered"
	}
	return text
}

func (v *View) suspects(list []gap.Suspect) []api.LinkName {
	out := make([]api.LinkName, len(list))
	for i, l := range list {
		out[i] = api.LinkName{From: v.Key(l.From), Verb: l.Verb.String(), To: v.Key(l.To)}
	}
	return out
}

// whatIfFindings tells which findings come and go. Two findings are the same
// if rule, subjects and sentence are.
func whatIfFindings(x, y *View, before, after FindingOptions) api.WhatIfFindings {
	docs := func(v *View, o FindingOptions) []api.Finding {
		list := v.Findings(o)
		out := make([]api.Finding, len(list))
		for i := range list {
			out[i] = Finding(v.Snapshot(), &list[i])
		}
		return out
	}
	came, went := impact.Compare(docs(x, before), docs(y, after), func(f api.Finding) string {
		return fmt.Sprint(f.Rule, f.Subjects, f.Text)
	})
	return api.WhatIfFindings{Came: nonNil(came), Went: nonNil(went)}
}
