package oracle

// Rows of 3-3 in the working of these cases.
//
//	FR1 L1: 1.6 and 1.13 are named by NDR rows only; L2: 1.13 RE(1) by NDR 1.13 RE(1), which is level 3; L3: 1.3 RE(1) by none
//	FR2 L1: 2.3 is named by no component row
//	FR3 L1: 3.1 3.2 3.3 3.5 3.6 are named for every type; L2: 3.2 RE(1) by none
//	FR4 L1: 4.1 4.3, L2: 4.1 RE(1) by none, 4.2; L3: 4.2 RE(1); L4: 4.1 RE(2) by none
//	FR5 L1: 5.1 (CR 5.1), 5.2 and 5.3 by NDR rows only, 5.4 by none; L2: 5.1 RE(1) by none, 5.2 RE(1); L3: 5.1 RE(2) by none
//	FR6 L1: 6.1, L2: 6.2, L3: 6.1 RE(1), all by CR rows
//	FR7 L1: 7.5 is named by none
//
// So a place with one embedded device that states everything has
// 0 0 1 1 0 4 0, with one network device 2 0 1 1 0 4 0.

func placeCase(name, working, want string, s *sketch) Case {
	return Case{name, working, history(s), []Want{{AskPlace, "Z", want}}}
}

func placeCases(c *Catalogue) []Case {
	// A zone Z with the embedded device A of the product P.
	plc := func(except ...string) *sketch {
		s := draw()
		s.zone("Z", Control, Vector{})
		s.product(c, "P", embedded, except)
		s.asset("A", "Z", "P")
		return s
	}
	// The same with a countermeasure M that satisfies SR 4.1 RE(1).
	measured := func(change func(m, all *Item)) *sketch {
		s := plc()
		all := s.allocate("Z", "SR 4.1 RE(1)")
		m := s.measure("M", Existing)
		s.link("M", Satisfies, all.ID)
		change(m, all)
		return s
	}
	integrity := func(except ...string) *sketch {
		s := plc(except...)
		s.measure("M", Existing)
		for _, code := range []string{"SR 3.2 RE(1)", "SR 3.2 RE(2)", "SR 3.3 RE(1)"} {
			s.link("M", Satisfies, s.allocate("Z", code).ID)
		}
		return s
	}
	empty := draw()
	empty.zone("Z", Control, Vector{4, 4, 4, 4, 4, 4, 4})
	lifecycle := func(state string) *sketch {
		s := plc()
		s.p.Items["A"].Lifecycle = state
		return s
	}
	second := plc()
	second.product(c, "P2", host, []string{"CR 6.2"})
	second.asset("B", "Z", "P2")
	typeless := plc()
	typeless.asset("B", "Z", "")
	inner := plc()
	inner.zone("Outer", Control, Vector{})
	inner.link("Z", Within, "Outer")
	outer := placeCase("assets of an inner zone are not those of the outer", "nothing is directly in Outer", "0 0 1 1 0 4 0", inner)
	outer.Wants = append(outer.Wants, Want{AskPlace, "Outer", none0})
	return []Case{
		placeCase("zone without assets", "no row concerns an asset, and nothing satisfies", none0, empty),
		placeCase("one embedded device", "see the table: FR3 stops at 3.2 RE(1), FR4 at 4.1 RE(1), FR6 is whole", "0 0 1 1 0 4 0", plc()),
		placeCase("embedded device without its malware row", "SR 3.2 is covered through EDR 3.2 only: FR3 0", "0 0 0 1 0 4 0", plc("EDR 3.2")),
		placeCase("rows named through sr_also", "M satisfies 3.2 RE(1), 3.2 RE(2), 3.3 RE(1), which an embedded device leaves open. The rest of level 2 to 4 is covered, "+
			"3.8 RE(1) RE(2) RE(3) by CR 3.8: FR3 4", "0 0 4 1 0 4 0", integrity()),
		placeCase("rows named through sr_also, not met", "without CR 3.8 neither 3.8 (level 2) nor its enhancements are covered: FR3 1", "0 0 1 1 0 4 0", integrity("CR 3.8")),
		placeCase("out of service is installed", "as in service", "0 0 1 1 0 4 0", lifecycle(OutOfService)),
		placeCase("no lifecycle recorded is in service", "as in service", "0 0 1 1 0 4 0", lifecycle("")),
		placeCase("planned is not installed", "no asset concerned", none0, lifecycle(Planned)),
		placeCase("spare is not installed", "no asset concerned", none0, lifecycle(Spare)),
		placeCase("decommissioned is not installed", "no asset concerned", none0, lifecycle(Decommissioned)),
		placeCase("every concerned asset must count", "the host B lacks CR 6.2: SR 6.2 (FR6 level 2) is not covered. The rest is as for the PLC: "+
			"HDR rows name the same level 1 rows of FR3, and HDR 3.2 RE(1) names 3.2 RE(2), not RE(1)", "0 0 1 1 0 1 0", second),
		placeCase("an asset without component types is concerned by nothing", "B does not hold Z down", "0 0 1 1 0 4 0", typeless),
		placeCase("a countermeasure satisfies a row without component rows",
			"4.1 RE(1) by M, 4.2 and 4.2 RE(1) by A; 4.1 RE(2) by nothing: FR4 3", "0 0 1 3 0 4 0", measured(func(_, _ *Item) {})),
		placeCase("of a retired allocation too", "retired or not: FR4 3", "0 0 1 3 0 4 0", measured(func(_, all *Item) { all.Retired = true })),
		placeCase("a planned countermeasure covers nothing", "FR4 1", "0 0 1 1 0 4 0", measured(func(m, _ *Item) { m.Status = Planned })),
		placeCase("a compensating countermeasure covers nothing", "FR4 1", "0 0 1 1 0 4 0", measured(func(m, _ *Item) { m.Compensating = true })),
		placeCase("a retired countermeasure does not exist", "FR4 1", "0 0 1 1 0 4 0", measured(func(m, _ *Item) { m.Retired = true })),
		outer,
	}
}

// boundaryCases: a zone Z with the embedded device A, and a conduit C that
// connects it and holds the firewall B. Countermeasures satisfy SR 5.4 and
// SR 5.1 RE(1), which no component row names.
func boundaryCases(c *Catalogue) []Case {
	fenced := func(change func(s *sketch), except ...string) *sketch {
		s := draw()
		s.zone("Z", Control, Vector{})
		s.conduit("C", Vector{}, "Z")
		s.product(c, "P", embedded, nil)
		s.product(c, "FW", network, except)
		s.asset("A", "Z", "P")
		s.asset("B", "C", "FW")
		s.measure("M", Existing)
		for _, code := range []string{"SR 5.4", "SR 5.1 RE(1)"} {
			s.link("M", Satisfies, s.allocate("Z", code).ID)
		}
		change(s)
		return s
	}
	same := func(*sketch) {}
	conduit := placeCase("FR5 of a zone counts the conduits at its boundary",
		"5.1 by A and B, 5.2 5.3 5.2 RE(1) by B, 5.4 and 5.1 RE(1) by M; 5.1 RE(2) by nothing: FR5 2; other FRs see A only", "0 0 1 1 2 4 0", fenced(same))
	conduit.Wants = append(conduit.Wants, Want{AskPlace, "C", "2 0 1 1 0 4 0"})
	ownLevel := placeCase("component row of a higher level",
		"B lacks NDR 1.13 RE(1), level 3, but it names SR 1.13 RE(1), level 2: C has FR1 1 though B has 2; Z does not see B in FR1",
		"0 0 1 1 2 4 0", fenced(same, "NDR 1.13 RE(1)"))
	ownLevel.Wants = append(ownLevel.Wants, Want{AskPlace, "C", "1 0 1 1 0 4 0"}, Want{AskAsset, "B", "2 4 4 4 4 4 4"})
	return []Case{
		conduit,
		placeCase("firewall without deny by default", "NDR 5.2 RE(1) names 5.2 RE(1), level 2: FR5 1", "0 0 1 1 1 4 0", fenced(same, "NDR 5.2 RE(1)")),
		placeCase("spare firewall", "5.2 concerns no asset: FR5 0", "0 0 1 1 0 4 0", fenced(func(s *sketch) { s.p.Items["B"].Lifecycle = Spare })),
		placeCase("conduit that does not connect the zone", "B is not seen: FR5 0", "0 0 1 1 0 4 0", fenced(func(s *sketch) { s.unlink("C", Connects, "Z") })),
		placeCase("firewall without CR 5.1", "5.1 concerns A and B, B does not count: FR5 0", "0 0 1 1 0 4 0", fenced(same, "CR 5.1")),
		ownLevel,
	}
}
