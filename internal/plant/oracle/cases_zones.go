package oracle

import "strings"

// zoneCase asks all zone findings, which the working names one by one.
func zoneCase(name, working string, s *sketch, findings ...string) Case {
	return Case{name, working, history(s), []Want{{AskZones, "", strings.Join(findings, "\n")}}}
}

// holding is a zone Z of a type that holds one asset for each list of marks.
func holding(zoneType string, marks ...[]string) *sketch {
	s := draw()
	s.zone("Z", zoneType, Vector{})
	for i, m := range marks {
		s.asset(string(rune('A'+i)), "Z", "").Marks = m
	}
	return s
}

func zoneCases() []Case {
	with := func(s *sketch, change func(s *sketch)) *sketch {
		change(s)
		return s
	}
	mark := func(words ...string) []string { return words }
	accept := func(rule, reason, who string) func(s *sketch) {
		return func(s *sketch) { s.p.Items["Z"].Acceptances = map[string]Acceptance{rule: {reason, who}} }
	}
	// Zones Y and Z joined by the conduit C; a channel H from asset A in Y to Z.
	channel := func(change func(s *sketch)) *sketch {
		s := draw()
		s.zone("Y", Control, Vector{})
		s.zone("Z", Control, Vector{})
		s.conduit("C", Vector{}, "Y", "Z")
		s.asset("A", "Y", "")
		s.item(Channel, "H")
		s.link("H", From, "A")
		s.link("H", To, "Z")
		s.link("H", Via, "C")
		change(s)
		return s
	}
	outside := RuleChannel + ": H"
	return append([]Case{
		zoneCase("business and control in one zone", "A business, B not", holding(DMZ, mark(Business), mark()), RuleBusiness+": Z"),
		zoneCase("business asset in a control zone", "the zone counts as holding control", holding(Control, mark(Business)), RuleBusiness+": Z"),
		zoneCase("business asset in a safety zone", "counts as holding control, and as holding safety beside A", holding(Safety, mark(Business)), RuleBusiness+": Z", RuleSafety+": Z"),
		zoneCase("plain asset in a business zone", "the zone counts as holding business", holding(Business, mark()), RuleBusiness+": Z"),
		zoneCase("control and safety", "apart", holding(Control, mark(Safety), mark()), RuleSafety+": Z"),
		zoneCase("control and safety with the safety mark", "may mix", with(holding(Control, mark(Safety), mark()), func(s *sketch) { s.p.Items["Z"].SafetyMark = true })),
		zoneCase("a spare does not mix", "B is not installed", with(holding(Control, mark(Wireless), mark()), func(s *sketch) { s.p.Items["B"].Lifecycle = Spare })),
		zoneCase("all wireless", "nothing without the mark", holding(Wireless, mark(Wireless))),
		zoneCase("acceptance with reason and name", "stays visible", with(holding(Control, mark(Wireless), mark()), accept(RuleWireless, "one sensor", "H. Meier")), RuleWireless+": Z (accepted)"),
		zoneCase("acceptance without a name", "is none", with(holding(Control, mark(Temporary), mark()), accept(RuleTemporary, "laptop", " ")), RuleTemporary+": Z"),
		zoneCase("ZCR 3.3 cannot be accepted", "only 3.4 to 3.6", with(holding(Control, mark(Safety), mark()), accept(RuleSafety, "old plant", "H. Meier")), RuleSafety+": Z"),
		zoneCase("externally connected apart", "A is, B is not", holding(Control, mark(External), mark()), RuleExternal+": Z"),
		zoneCase("channel through its conduit", "C connects Y and Z", channel(func(*sketch) {})),
		zoneCase("channel through none", "two places", channel(func(s *sketch) { s.unlink("H", Via, "C") }), outside),
		zoneCase("channel through a conduit that misses one", "Z", channel(func(s *sketch) { s.unlink("C", Connects, "Z") }), outside),
		zoneCase("channel end in the conduit", "is connected", channel(func(s *sketch) {
			s.unlink("A", In, "Y")
			s.link("A", In, "C")
		})),
		zoneCase("channel within one place", "needs no conduit", channel(func(s *sketch) {
			s.unlink("H", Via, "C")
			s.unlink("H", To, "Z")
			s.link("H", To, "Y")
		})),
		zoneCase("outer and inner zone are two places", "no conduit", channel(func(s *sketch) {
			s.unlink("H", Via, "C")
			s.link("Y", Within, "Z")
		}), outside),
		zoneCase("installed asset without a place", "B is a spare", with(draw(), func(s *sketch) {
			s.asset("A", "", "")
			s.asset("B", "", "").Lifecycle = Spare
		}), RuleNoPlace+": A"),
	}, placeFindingCases()...)
}

func placeFindingCases() []Case {
	conduit := func(c Vector, reason string) *sketch {
		s := draw()
		s.zone("Y", Control, Vector{1, 3, 0, 0, 0, 0, 0})
		s.zone("Z", Control, Vector{2, 1, 0, 0, 0, 0, 0})
		s.conduit("C", c, "Y", "Z").TargetReason = reason
		return s
	}
	circle := draw()
	for _, pair := range [][2]string{{"A", "B"}, {"B", "C"}, {"C", "A"}, {"D", "A"}, {"E", "E"}} {
		circle.zone(pair[0], Control, Vector{})
		circle.link(pair[0], Within, pair[1])
	}
	untargeted := draw()
	untargeted.zone("Z", Control, Vector{}).Target = nil
	untargeted.conduit("C", Vector{}, "Z").Target = nil
	below := RuleConduitTarget + ": C"
	return []Case{
		zoneCase("conduit at the highest of its zones", "per FR: max(1,2), max(3,1)", conduit(Vector{2, 3, 0, 0, 0, 0, 0}, "")),
		zoneCase("conduit below in one FR", "2 < 3", conduit(Vector{4, 2, 4, 4, 4, 4, 4}, ""), below),
		zoneCase("conduit below with a reason", "a written reason stands beside it", conduit(Vector{}, "radio only")),
		zoneCase("conduit below with a blank reason", "blank is missing", conduit(Vector{}, " "), below),
		zoneCase("circles of zones", "A B C in one, E in itself, D hangs on and is in none", circle, RuleCircle+": A B C", RuleCircle+": E"),
		zoneCase("no approved SL-T", "zone and conduit; zeros are not below zeros", untargeted, RuleNoTarget+": C", RuleNoTarget+": Z"),
	}
}
