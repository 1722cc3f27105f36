package oracle

import (
	"slices"
	"strings"
)

// suspicionCases start from a b c proven in Z and change something. The claimed
// level is never touched.
func suspicionCases() []Case {
	start := func() []*Plant {
		s := proven("SR 6.1", "SR 6.2", "SR 6.1 RE(1)")
		s.zone("O", Control, Vector{})
		s.link("Z", Within, "O")
		return history(s)
	}
	set := func(states []*Plant, id, text string) []*Plant {
		return edit(states, func(s *sketch) { s.p.Items[id].Text = text })
	}
	confirm := func(states []*Plant, links ...string) []*Plant {
		return edit(states, func(s *sketch) {
			for _, id := range links {
				s.p.Links[id].ConfirmedAt = s.at
			}
		})
	}
	confirmAll := func(states []*Plant) []*Plant {
		return edit(states, func(s *sketch) {
			for _, l := range s.p.Links {
				l.ConfirmedAt = s.at
			}
		})
	}
	asks := func(c Case, wants ...Want) Case {
		c.Wants = append(c.Wants, wants...)
		return c
	}
	suspect := func(name, working, verified string, states []*Plant, wants ...Want) Case {
		return asks(levels(name, working, verified, fr6is4, states...), wants...)
	}
	const allocated, realizes = "ALL SR 6.1 allocated to Z", "DSN SR 6.1 realizes ALL SR 6.1"
	changed := set(start(), "Z", "another boundary")
	tested := set(start(), "TST SR 6.2", "another test")
	return []Case{
		suspect("text of the place changed", "every link of every chain has Z upstream: 0", fr6is0, changed,
			Want{AskSuspect, allocated, "yes"}, Want{AskRow, "Z: SR 6.1", "no: suspect"}),
		suspect("change undone", "the fingerprints are those of the start: 4", fr6is4, set(changed, "Z", "text of Z")),
		suspect("title changed", "not significant", fr6is4, edit(start(), func(s *sketch) { s.p.Items["Z"].Note = "new title" })),
		suspect("one link confirmed", "allocated to holds again, what lies further along does not", fr6is0, confirm(changed, allocated),
			Want{AskSuspect, allocated, "no"}, Want{AskSuspect, realizes, "yes"}),
		suspect("all links confirmed", "4", fr6is4, confirmAll(changed)),
		suspect("changed, confirmed and undone", "suspect again", fr6is0, set(confirmAll(changed), "Z", "text of Z"), Want{AskSuspect, allocated, "yes"}),
		suspect("outer zone changed", "meaning flows from the outer zone to the inner", fr6is0, set(start(), "O", "another site")),
		suspect("zone taken out of its outer zone", "the cone lost O", fr6is0, edit(start(), func(s *sketch) { s.unlink("Z", Within, "O") })),
		suspect("text of one allocation changed", "b: 1; its allocated to has the allocation downstream, its design upstream", fr6is1,
			set(start(), "ALL SR 6.2", "other"), Want{AskSuspect, "ALL SR 6.2 allocated to Z", "no"}, Want{AskSuspect, "DSN SR 6.2 realizes ALL SR 6.2", "yes"}),
		suspect("text of a design changed", "b: 1; the cone of verifies holds the designs, that of realizes does not", fr6is1, set(start(), "DSN SR 6.2", "other"),
			Want{AskSuspect, "DSN SR 6.2 realizes ALL SR 6.2", "no"}, Want{AskSuspect, "TST SR 6.2 verifies ALL SR 6.2", "yes"},
			Want{AskSuspect, "RUN SR 6.2 executes TST SR 6.2", "yes"}),
		suspect("text of a test changed", "b: 1; executes and what follows", fr6is1, tested,
			Want{AskSuspect, "TST SR 6.2 verifies ALL SR 6.2", "no"}, Want{AskSuspect, "RUN SR 6.2 executes TST SR 6.2", "yes"}),
		suspect("method of a test changed", "is significant", fr6is1, edit(start(), func(s *sketch) { s.p.Items["TST SR 6.2"].Method = "analysis" })),
		suspect("new run with its own evidence after the change", "takes the place of the old run: 4", fr6is4, edit(tested, func(s *sketch) {
			s.run("RUN 2", "TST SR 6.2", "2026-06-01T10:00:00Z", Passed)
			s.evidence("EVD 2", "RUN 2")
		})),
		suspect("new evidence for the old run", "does not re-verify: the executes is still suspect", fr6is1,
			edit(tested, func(s *sketch) { s.evidence("EVD 2", "RUN SR 6.2") })),
		suspect("text of an evidence changed", "nothing is downstream of it", fr6is4, set(start(), "EVD SR 6.2", "other")),
		suspect("target and its approval changed", "targets are not significant", fr6is4, edit(start(), func(s *sketch) { s.p.Items["Z"].Target = &Vector{} })),
		suspect("type of the zone changed", "is significant", fr6is0, edit(start(), func(s *sketch) { s.p.Items["Z"].Type = DMZ })),
		suspect("safety mark of the zone changed", "is significant", fr6is0, edit(start(), func(s *sketch) { s.p.Items["Z"].SafetyMark = true })),
		suspect("a planned countermeasure satisfies and changes", "its satisfies link is suspect: b", fr6is1, set(edit(start(), func(s *sketch) {
			s.measure("M", Planned)
			s.link("M", Satisfies, "ALL SR 6.2")
			for _, l := range s.p.Links { // the new countermeasure is upstream of the chain of b
				l.ConfirmedAt = s.at
			}
		}), "M", "other"), Want{AskSuspect, "M satisfies ALL SR 6.2", "yes"}),
		sharedTest(),
		suspectNotApplicable(),
	}
}

// sharedTest: the test of b in Z also verifies an allocation of Y, and Y
// changes.
func sharedTest() Case {
	s := proven("SR 6.1", "SR 6.2", "SR 6.1 RE(1)")
	s.zone("Y", Control, Vector{})
	other := s.item(Allocation, "ALL Y")
	other.Row = "SR 6.2"
	s.link("ALL Y", AllocatedTo, "Y")
	s.link("TST SR 6.2", Verifies, "ALL Y")
	states := edit(history(s), func(s *sketch) { s.p.Items["Y"].Text = "other" })
	out := levels("a shared test carries suspicion between places", "Y is upstream of the test, so of its run in the chain of b: 1; its verifies to Z is not suspect", fr6is1, fr6is4, states...)
	out.Wants = append(out.Wants, Want{AskSuspect, "TST SR 6.2 verifies ALL SR 6.2", "no"}, Want{AskSuspect, "RUN SR 6.2 executes TST SR 6.2", "yes"})
	return out
}

// suspectNotApplicable: b is not applicable and approved, and Z changes; a and
// c are confirmed.
func suspectNotApplicable() Case {
	p := provenBut(func(_ *sketch, all *Item) {
		all.Assessment, all.Reason, all.Approver = NotApplicable, "no events", "H. Meier"
	})
	states := edit([]*Plant{p}, func(s *sketch) {
		s.p.Items["Z"].Text = "other"
		for id, l := range s.p.Links {
			if id != "ALL SR 6.2 allocated to Z" {
				l.ConfirmedAt = s.at
			}
		}
	})
	out := levels("not applicable, then the place changes", "its allocated to is suspect: verified 1, claimed 4", fr6is1, fr6is4, states...)
	out.Wants = append(out.Wants, Want{AskRow, "Z: SR 6.2", "no: not applicable, suspect"})
	return out
}

// meaningCases start from plcChain and ask what one edit reaches.
func meaningCases() []Case {
	const allocated, implemented, verifies = "ALL SR 6.1 allocated to Z", "Q implemented by A", "T verifies Q"
	after := func(name, working string, change func(s *sketch), wants ...Want) Case {
		return Case{name, working, edit(history(plcRisk()), change), wants}
	}
	item := func(id string, change func(it *Item)) func(s *sketch) {
		return func(s *sketch) { change(s.p.Items[id]) }
	}
	yes := func(links ...string) (out []Want) {
		for _, l := range links {
			out = append(out, Want{AskSuspect, l, "yes"})
		}
		return out
	}
	no := func(wants []Want, links ...string) []Want {
		for _, l := range links {
			wants = append(wants, Want{AskSuspect, l, "no"})
		}
		return wants
	}
	open := func(wants []Want, answer string) []Want { return append(wants, Want{AskTargetOpen, "Z", answer}) }
	return []Case{
		after("firmware changed", "reaches the chain through the component requirement, not the membership", item("A", func(a *Item) { a.Firmware = "1.6" }),
			open(no(yes(implemented, verifies, "R executes T", "E evidences R"), allocated, "Q refines ALL SR 6.1"), "no")...),
		after("statement of the product changed", "product flows to the asset, asset to the component requirement",
			item("P", func(p *Item) { p.Statements["CR 6.2"] = Statement{Answer: Met} }), open(no(yes(implemented), allocated), "no")...),
		after("component types changed", "membership: of which types", item("A", func(a *Item) { a.Types = []string{"embedded-device", "host-device"} }),
			open(yes(allocated, implemented, "D realizes ALL SR 6.1"), "yes")...),
		after("types of the product changed", "the types of A follow", item("P", func(p *Item) { p.Types = []string{"embedded-device", "host-device"} }),
			open(yes(allocated), "yes")...),
		after("asset becomes a spare", "it no longer bears on the row; for the target it stays a member", item("A", func(a *Item) { a.Lifecycle = Spare }),
			open(no(yes(allocated), implemented), "no")...),
		after("asset out of service", "installed as before", item("A", func(a *Item) { a.Lifecycle = OutOfService }), open(no(nil, allocated, implemented), "no")...),
		after("mark of an asset", "not significant", item("A", func(a *Item) { a.Marks = []string{Wireless} }), open(no(nil, allocated, implemented), "no")...),
		after("asset added", "a new member concerned by the row", func(s *sketch) { s.asset("B", "Z", "P") }, open(no(yes(allocated), implemented), "yes")...),
		after("asset added that the row does not concern", "B has no component types; a member for the target only",
			func(s *sketch) { s.asset("B", "Z", "") }, open(no(nil, allocated), "yes")...),
		after("text of an asset", "nothing else about the asset is membership", item("A", func(a *Item) { a.Text = "other" }), open(no(yes(implemented), allocated), "no")...),
		after("threat changed", "threat to risk to target; lowers no level", item("H", func(h *Item) { h.Text = "other" }), open(no(nil, allocated, verifies), "yes")...),
		after("risk to an asset in the place", "a new input", func(s *sketch) { s.item(Risk, "K2"); s.link("K2", Threatens, "A") }, open(no(nil, allocated), "yes")...),
		after("mitigating countermeasure added", "is upstream of the risk", func(s *sketch) { s.measure("M", Planned); s.link("M", Mitigates, "K") }, open(no(nil, allocated), "yes")...),
		after("target decision confirmed after the change", "closed", func(s *sketch) {
			s.p.Items["K"].Text = "other"
			s.p.Items["Z"].TargetAt = s.at
		}, open(nil, "no")...),
		after("risk to another zone", "not an input", func(s *sketch) {
			s.zone("Y", Control, Vector{})
			s.item(Risk, "K2")
			s.link("K2", Threatens, "Y")
		}, open(nil, "no")...),
		after("compensating countermeasure added", "upstream of the allocation, not of its allocated to", func(s *sketch) {
			s.measure("M", Existing).Compensating = true
			s.link("M", Compensates, "ALL SR 6.1")
		}, no(yes("D realizes ALL SR 6.1", verifies), allocated, "M compensates ALL SR 6.1")...),
		after("satisfying countermeasure changed", "upstream of the allocation of the chain", func(s *sketch) {
			s.measure("M", Existing)
			s.link("M", Satisfies, "ALL SR 6.1").ConfirmedAt = 1
		}, no(yes("D realizes ALL SR 6.1", "Q refines ALL SR 6.1", verifies), allocated, "M satisfies ALL SR 6.1")...),
		after("design changed", "to the component requirement and the test", item("D", func(d *Item) { d.Text = "other" }),
			no(yes("Q refines ALL SR 6.1", verifies, "R executes T"), allocated, implemented, "D realizes ALL SR 6.1")...),
		after("only a link upstream changed", "P is upstream of Q through A as before, but no longer by implemented by",
			func(s *sketch) { s.unlink("Q", ImplementedBy, "P") }, no(yes(verifies), implemented, allocated)...),
		after("vulnerability changed", "vulnerability to risk to target", item("U", func(u *Item) { u.Text = "other" }), open(no(nil, allocated), "yes")...),
		after("countermeasure deployed elsewhere", "deployed at carries no meaning", func(s *sketch) { s.link("N", DeployedAt, "A") },
			open(no(nil, allocated, verifies, "N satisfies ALL SR 6.1"), "no")...),
		after("vulnerability found in an asset", "found in carries no meaning", func(s *sketch) { s.link("U", FoundIn, "A") }, open(no(nil, allocated, implemented), "no")...),
		after("component row of the requirement changed", "is significant", item("Q", func(q *Item) { q.ComponentRow = "CR 6.2" }), no(yes(verifies), implemented, "Q refines ALL SR 6.1")...),
		after("assessment changed", "not significant", item("ALL SR 6.1", func(a *Item) { a.Assessment, a.Reason = PartlyMet, "x" }), no(nil, allocated, "D realizes ALL SR 6.1", verifies)...),
	}
}

// plcRisk is plcChain with a risk K to Z that the threat H causes and in which
// the vulnerability U is exploited, and a planned countermeasure N. Q is
// implemented by P as well.
func plcRisk() *sketch {
	s := plcChain()
	s.item(Risk, "K")
	s.item(Threat, "H")
	s.item(Vulnerability, "U")
	s.link("K", Threatens, "Z")
	s.link("H", Causes, "K")
	s.link("U", ExploitedIn, "K")
	s.measure("N", Planned)
	s.link("N", Satisfies, "ALL SR 6.1")
	s.link("Q", ImplementedBy, "P")
	return s
}

// singleCases: everything upstream changes and all links but one are
// confirmed. Each of the links of rule 5.8 makes the chain suspect alone.
func singleCases() []Case {
	only := func(want string, keep ...string) Case {
		states := edit(history(plcRisk()), func(s *sketch) {
			for _, id := range []string{"Z", "P", "N", "D", "ALL SR 6.1", "T", "R"} {
				s.p.Items[id].Text = "other"
			}
			for id, l := range s.p.Links {
				if !slices.Contains(keep, id) {
					l.ConfirmedAt = s.at
				}
			}
			if len(keep) > 1 {
				s.evidence("E2", "R")
			}
		})
		return Case{"not confirmed: " + strings.Join(keep, ", "), "all other links hold", states, []Want{{AskChain, "ALL SR 6.1", want}}}
	}
	second := only(Complete, "E evidences R", "U exploited in K")
	second.Name, second.Working = "evidence not confirmed beside a second piece", "one valid piece whose link holds is enough"
	return []Case{
		only(SuspectState, "ALL SR 6.1 allocated to Z"),
		only(SuspectState, "D realizes ALL SR 6.1"),
		only(SuspectState, "N satisfies ALL SR 6.1"),
		only(SuspectState, "Q refines ALL SR 6.1"),
		only(SuspectState, "Q implemented by A"),
		only(SuspectState, "Q implemented by P"),
		only(SuspectState, "T verifies Q"),
		only(SuspectState, "R executes T"),
		only(SuspectState, "E evidences R"),
		only(Complete, "H causes K"),
		second,
	}
}

// suspectCompensations: M of b changes in the second state.
func suspectCompensations() []Case {
	const link, evidences = "M compensates ALL SR 6.2", "EVD M evidences M"
	comp := func(name, working, state string, confirmed ...string) Case {
		states := edit([]*Plant{provenBut(func(s *sketch, _ *Item) { s.compensate("M", "Z", "SR 6.2", today) })}, func(s *sketch) {
			s.p.Items["M"].Text = "other"
			for _, id := range confirmed {
				if l := s.p.Links[id]; l != nil {
					l.ConfirmedAt = s.at
				} else {
					s.evidence(id, "M")
				}
			}
		})
		level := fr6is1
		if state == Valid {
			level = fr6is4
		}
		out := levels(name, working, level, level, states...)
		out.Wants = append(out.Wants, Want{AskCompensation, "ALL SR 6.2", state})
		return out
	}
	return []Case{
		comp("compensating countermeasure changed", "the link and the evidence are suspect: a alone counts, claimed too", SuspectState),
		comp("its link confirmed", "the evidence is still suspect", SuspectState, link),
		comp("its evidence confirmed", "the link is still suspect", SuspectState, evidences),
		comp("both confirmed", "valid", Valid, link, evidences),
		comp("its link confirmed and new evidence", "one piece holds", Valid, link, "EVD 2"),
	}
}
