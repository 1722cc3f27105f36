package oracle

// chainCase asks the chain state of SR 6.1 in Z, which holds the embedded
// device A of P; CR 6.1 is the component row that names it.
func chainCase(name, working, want string, s *sketch) Case {
	return Case{name, working, history(s), []Want{{AskChain, "ALL SR 6.1", want}}}
}

// plcZone is Z with A of P and SR 6.1 assessed met, nothing else.
func plcZone() *sketch {
	s := draw()
	s.zone("Z", Control, Vector{0, 0, 0, 0, 0, 1, 0})
	p := s.item(Product, "P")
	p.Types, p.Statements = embedded, map[string]Statement{"CR 6.1": {Answer: Met}}
	s.asset("A", "Z", "P")
	s.met("Z", "SR 6.1")
	return s
}

// plcChain is plcZone with a chain: design, component requirement of A, test,
// run, evidence.
func plcChain() *sketch {
	s := plcZone()
	s.item(Design, "D")
	s.link("D", Realizes, "ALL SR 6.1")
	s.refine("Q", "SR 6.1", "CR 6.1", "A")
	s.test("T", "Q")
	s.run("R", "T", "2026-05-01T10:00:00Z", Passed)
	s.evidence("E", "R")
	return s
}

func chainCases() []Case {
	designed := func(change func(s *sketch)) *sketch {
		s := plcZone()
		s.item(Design, "D")
		s.link("D", Realizes, "ALL SR 6.1")
		change(s)
		return s
	}
	chained := func(change func(s *sketch)) *sketch {
		s := plcChain()
		change(s)
		return s
	}
	satisfied := func(status string) *sketch {
		s := plcZone()
		s.measure("M", status)
		s.link("M", Satisfies, "ALL SR 6.1")
		return s
	}
	notRelevant := func(s *sketch) {
		s.p.Items["P"].Statements["CR 6.1"] = Statement{Answer: NotRelevant, Reason: "keeps no log"}
	}
	return []Case{
		chainCase("nothing realizes it", "no design", NoDesign, plcZone()),
		chainCase("a planned countermeasure is no design", "it does not exist yet", NoDesign, satisfied(Planned)),
		chainCase("an existing countermeasure needs no component requirement", "next is the test", NoTest, satisfied(Existing)),
		chainCase("no component requirement", "A has a row CR 6.1 for it", CompReqMissing, designed(func(*sketch) {})),
		chainCase("component requirement of another row", "CR 6.2 is not CR 6.1", CompReqMissing, designed(func(s *sketch) { s.refine("Q", "SR 6.1", "CR 6.2", "A") })),
		chainCase("implemented by the product", "Q is there, next is its test", NoTest, designed(func(s *sketch) { s.refine("Q", "SR 6.1", "CR 6.1", "P") })),
		chainCase("implemented by one asset of two", "B has none", CompReqMissing, chained(func(s *sketch) { s.asset("B", "Z", "P") })),
		chainCase("a planned asset asks for none", "B is not installed", Complete, chained(func(s *sketch) { s.asset("B", "Z", "P").Lifecycle = Planned })),
		chainCase("stated not relevant", "asks for none, so next is the test", NoTest, designed(notRelevant)),
		chainCase("stated not relevant, firmware out of scope", "the statement does not count", CompReqMissing, designed(func(s *sketch) {
			notRelevant(s)
			s.p.Items["P"].ScopeFrom = "2.0"
		})),
		chainCase("one of two component requirements without a test", "Q2 has none", NoTest, chained(func(s *sketch) { s.refine("Q2", "SR 6.1", "CR 6.1", "A") })),
		chainCase("a test of the allocation is enough", "T2 covers Q2 as well", Complete, chained(func(s *sketch) {
			s.refine("Q2", "SR 6.1", "CR 6.1", "A")
			s.link("T", Verifies, "ALL SR 6.1")
		})),
		chainCase("a test without a concluded run", "T2 was planned only", NotRun, chained(func(s *sketch) {
			s.test("T2", "Q")
			s.run("R2", "T2", "2026-05-01T10:00:00Z", "")
		})),
		chainCase("the worst test decides", "T2 failed", LastRunFailed, chained(func(s *sketch) {
			s.test("T2", "ALL SR 6.1")
			s.run("R2", "T2", "2026-04-01T10:00:00Z", Failed)
		})),
		chainCase("blocked is not passed, at the same moment", "R2 beside R", LastRunFailed, chained(func(s *sketch) { s.run("R2", "T", "2026-05-01T10:00:00Z", Blocked) })),
		chainCase("an earlier failure is past", "R is later", Complete, chained(func(s *sketch) { s.run("R2", "T", "2026-04-30T10:00:00Z", Failed) })),
		chainCase("evidence of an earlier run does not count", "R2 is last and has none", NoEvidence, chained(func(s *sketch) { s.run("R2", "T", "2026-05-02T10:00:00Z", Passed) })),
		chainCase("evidence on the allocation stands in", "for R2", Complete, chained(func(s *sketch) {
			s.run("R2", "T", "2026-05-02T10:00:00Z", Passed)
			s.evidence("E2", "ALL SR 6.1")
		})),
		chainCase("one valid piece is enough", "E2 expired, E did not", Complete, chained(func(s *sketch) { s.evidence("E2", "R").ValidUntil = "2026-01-01" })),
		chainCase("firmware of a concerned asset out of range", "no assets named: A, 1.5 > 1.4", EvidenceNotValid,
			chained(func(s *sketch) { s.p.Items["E"].FirmwareUpTo = "1.4" })),
		chainCase("whole chain", "complete", Complete, plcChain()),
	}
}

// compensationCases: a and c are proven, b = SR 6.2 is compensated by M.
func compensationCases() []Case {
	comp := func(name, working, state string, change func(s *sketch, l *Link)) Case {
		p := provenBut(func(s *sketch, _ *Item) {
			s.zone("Y", Control, Vector{})
			change(s, s.compensate("M", "Y", "SR 6.2", "2026-12-31"))
		})
		level := fr6is1
		if state == Valid {
			level = fr6is4
		}
		out := levels(name, working, level, level, p)
		out.Wants = append(out.Wants, Want{AskCompensation, "ALL SR 6.2", state})
		return out
	}
	tested := func(result string, change func(s *sketch)) func(*sketch, *Link) {
		return func(s *sketch, _ *Link) {
			s.test("TM", "M")
			s.run("RM", "TM", "2026-05-01T10:00:00Z", result)
			change(s)
		}
	}
	shown := comp("compensated", "all there: b counts, a b c: 4, shown as compensated", Valid, func(*sketch, *Link) {})
	shown.Wants = append(shown.Wants, Want{AskRow, "Z: SR 6.2", Compensated}, Want{AskPlace, "Z", none0})
	return []Case{
		shown,
		comp("compensating is not marked", "first of the list", NotMarked, func(s *sketch, l *Link) { s.p.Items["M"].Compensating, l.Approver = false, "" }),
		comp("compensation only planned", "second, before the missing approval", StillPlanned, func(s *sketch, l *Link) { s.p.Items["M"].Status, l.Approver = Planned, "" }),
		comp("compensation not approved", "no name", NotApproved, func(_ *sketch, l *Link) { l.Approver, l.Until = " ", "" }),
		comp("compensation without end", "no end date", NoEndDate, func(_ *sketch, l *Link) { l.Until, l.Justification = "", "" }),
		comp("compensation expired", "yesterday", Expired, func(_ *sketch, l *Link) { l.Until = "2026-06-14" }),
		comp("compensation on its last day", "today still counts", Valid, func(_ *sketch, l *Link) { l.Until = today }),
		comp("compensation not justified", "why it is equivalent is not said", NoJustification, func(_ *sketch, l *Link) { l.Justification = "" }),
		comp("compensation deployed nowhere", "no place", NoPlace, func(s *sketch, _ *Link) { s.unlink("M", DeployedAt, "Y") }),
		comp("compensation whose test failed", "before its evidence is asked for", OwnTestFailed, tested(Failed, func(s *sketch) { s.unlink("EVD M", Evidences, "M") })),
		comp("compensation without evidence", "neither its own nor of a run", CompensationEvidence, tested(Passed, func(s *sketch) { s.unlink("EVD M", Evidences, "M") })),
		comp("compensation with evidence of a run", "of the last run of a test that verifies M", Valid, tested(Passed, func(s *sketch) {
			s.unlink("EVD M", Evidences, "M")
			s.evidence("EVD RM", "RM")
		})),
		comp("compensation with a test never run", "not run is not failed", Valid, func(s *sketch, _ *Link) { s.test("TM", "M") }),
		comp("compensation with expired evidence", "2026-06-14 < today", CompensationOutOfDate, func(s *sketch, _ *Link) { s.p.Items["EVD M"].ValidUntil = "2026-06-14" }),
		comp("compensation with evidence of its place of deployment", "Y is such a place", Valid, func(s *sketch, _ *Link) { s.p.Items["EVD M"].ScopePlaces = []string{"Y"} }),
		comp("compensation with evidence of an unrelated place", "X is neither", CompensationOutOfDate, func(s *sketch, _ *Link) {
			s.zone("X", Control, Vector{})
			s.p.Items["EVD M"].ScopePlaces = []string{"X"}
		}),
		comp("compensation with evidence of the place of an asset of deployment", "M is at A, A is in X", Valid, func(s *sketch, _ *Link) {
			s.zone("X", Control, Vector{})
			s.asset("A", "X", "")
			s.link("M", DeployedAt, "A")
			s.p.Items["EVD M"].ScopePlaces = []string{"X"}
		}),
		comp("the furthest of two compensations", "M expired, M2 is valid", Valid, func(s *sketch, l *Link) {
			l.Until = "2026-01-01"
			s.compensate("M2", "Y", "SR 6.2", today)
		}),
		comp("the furthest is the first", "M is valid, M2 expired", Valid, func(s *sketch, _ *Link) { s.compensate("M2", "Y", "SR 6.2", "2026-01-01") }),
		comp("neither of two is valid", "M is not approved, M2 has no justification, which is further", NoJustification, tested(Passed, func(s *sketch) {
			s.p.Links["M compensates ALL SR 6.2"].Approver = ""
			s.compensate("M2", "Y", "SR 6.2", today).Justification = ""
		})),
	}
}
