package oracle

// FR6 is used throughout: level 1 is SR 6.1, level 2 SR 6.2, level 3
// SR 6.1 RE(1), and level 4 adds none. So with a = 6.1, b = 6.2, c = 6.1 RE(1):
// a alone gives 1, a and b 2, all three 4; without a it is 0.

const (
	fr6is0 = none0
	fr6is1 = "0 0 0 0 0 1 0"
	fr6is2 = "0 0 0 0 0 2 0"
	fr6is4 = "0 0 0 0 0 4 0"
)

// levels asks SL-A verified and claimed of Z.
func levels(name, working, verified, claimed string, states ...*Plant) Case {
	return Case{name, working, states, []Want{{AskAchieved, "Z", verified}, {AskClaimed, "Z", claimed}}}
}

// proven is a zone Z with these FR6 rows proven.
func proven(codes ...string) *sketch {
	s := draw()
	s.zone("Z", Control, Vector{0, 0, 0, 0, 0, 2, 0})
	return s.prove("Z", codes...)
}

// provenBut is Z with SR 6.1 and SR 6.1 RE(1) proven and SR 6.2 as changed.
func provenBut(change func(s *sketch, all *Item)) *Plant {
	s := proven("SR 6.1", "SR 6.1 RE(1)")
	change(s, s.allocate("Z", "SR 6.2"))
	return s.p
}

func achievedCases() []Case {
	assessed := func(word string) *Plant {
		s := proven("SR 6.1", "SR 6.2", "SR 6.1 RE(1)")
		s.p.Items["ALL SR 6.2"].Assessment = word
		return s.p
	}
	notApplicable := func(reason, approver string) *Plant {
		return provenBut(func(_ *sketch, all *Item) {
			all.Assessment, all.Reason, all.Approver = NotApplicable, reason, approver
		})
	}
	retired := func(target Vector) *Plant {
		s := proven("SR 6.1", "SR 6.2", "SR 6.1 RE(1)")
		s.p.Items["ALL SR 6.2"].Retired = true
		s.p.Items["Z"].Target = &target
		return s.p
	}
	retarget := func(v *Vector) *Plant {
		s := proven("SR 6.1", "SR 6.2")
		s.p.Items["Z"].Target = v
		return s.p
	}
	gap := levels("gap", "target 2, verified 1 (6.2 is partly met): gap 1", fr6is1, fr6is1, assessed(PartlyMet))
	gap.Wants = append(gap.Wants, Want{AskGap, "Z", fr6is1}, Want{AskRow, "Z: SR 6.2", "no: partly met"})
	inner := proven("SR 6.1")
	inner.zone("Inner", Control, Vector{})
	inner.link("Inner", Within, "Z")
	own := levels("a place rests on its own allocations only", "Inner has none", fr6is1, fr6is1, inner.p)
	own.Wants = append(own.Wants, Want{AskAchieved, "Inner", none0}, Want{AskRow, "Inner: SR 6.1", "no: not allocated"})
	approved := levels("not applicable, approved", "b counts as not applicable", fr6is4, fr6is4, notApplicable("no events here", "H. Meier"))
	approved.Wants = append(approved.Wants, Want{AskRow, "Z: SR 6.2", NotApplicable})
	unapproved := levels("not applicable, nobody approved", "claimed only", fr6is1, fr6is4, notApplicable("no events here", " "))
	unapproved.Wants = append(unapproved.Wants, Want{AskRow, "Z: SR 6.2", "no: not applicable without approval"})
	reasonless := levels("not applicable without reason", "neither", fr6is1, fr6is1, notApplicable(" ", "H. Meier"))
	reasonless.Wants = append(reasonless.Wants, Want{AskRow, "Z: SR 6.2", "no: not applicable without reason"})
	return []Case{
		levels("all rows of an FR proven", "a b c: 4, since FR6 has no row of level 4; above the target 2", fr6is4, fr6is4, proven("SR 6.1", "SR 6.2", "SR 6.1 RE(1)").p),
		levels("first two levels proven", "a b: 2", fr6is2, fr6is2, proven("SR 6.1", "SR 6.2").p),
		levels("the lowest row missing", "b c without a: 0", fr6is0, fr6is0, proven("SR 6.2", "SR 6.1 RE(1)").p),
		levels("not assessed", "b: 1", fr6is1, fr6is1, assessed(NotAssessed)),
		levels("not met", "b: 1", fr6is1, fr6is1, assessed(NotMet)),
		levels("met without a chain", "b has no design: verified 1, claimed 4", fr6is1, fr6is4, provenBut(func(_ *sketch, all *Item) { all.Assessment = Met })),
		approved, unapproved, reasonless,
		levels("retired above the target", "target 1: b (level 2) still counts", fr6is4, fr6is4, retired(Vector{0, 0, 0, 0, 0, 1, 0})),
		levels("retired by hand within the target", "target 2: b (level 2) does not count", fr6is1, fr6is1, retired(Vector{0, 0, 0, 0, 0, 2, 0})),
		levels("retired in a place without a target", "zeros: b is above", fr6is4, fr6is4, withoutTarget(retired(Vector{}))),
		levels("a target of 4 does not change SL-A", "a b: 2", fr6is2, fr6is2, retarget(&Vector{4, 4, 4, 4, 4, 4, 4})),
		levels("nor does none", "a b: 2", fr6is2, fr6is2, retarget(nil)),
		levels("FR4 needs both rows of level 1", "4.1 alone: 0; 4.1 and 4.3: FR4 1", "0 0 0 1 0 0 0", "0 0 0 1 0 0 0", proven("SR 4.1", "SR 4.3").p),
		levels("FR4 with one of two", "4.3 missing: 0", none0, none0, proven("SR 4.1", "SR 4.1 RE(1)", "SR 4.2").p),
		gap, own,
	}
}

func withoutTarget(p *Plant) *Plant {
	p.Items["Z"].Target = nil
	return p
}

// evidenceCases change the evidence of b; the chain of a and c is complete.
func evidenceCases() []Case {
	with := func(change func(e *Item)) *Plant {
		s := proven("SR 6.1", "SR 6.2", "SR 6.1 RE(1)")
		s.zone("Y", Control, Vector{})
		s.asset("A", "Y", "")
		s.asset("B", "Y", "").Firmware = ""
		change(s.p.Items["EVD SR 6.2"])
		return s.p
	}
	valid := func(name, working string, change func(e *Item)) Case {
		return levels(name, working, fr6is4, fr6is4, with(change))
	}
	not := func(name, working string, change func(e *Item)) Case {
		out := levels(name, working, fr6is1, fr6is4, with(change))
		out.Wants = append(out.Wants, Want{AskChain, "ALL SR 6.2", EvidenceNotValid})
		return out
	}
	retired := with(func(e *Item) { e.ScopeAssets = []string{"A"} })
	retired.Items["A"].Retired = true
	gone := levels("evidence names a retired asset", "it no longer exists: out of scope", fr6is1, fr6is4, retired)
	return []Case{
		valid("evidence on its last day", "valid through the day", func(e *Item) { e.ValidUntil = today }),
		not("evidence expired the day before", "2026-06-14 < today", func(e *Item) { e.ValidUntil = "2026-06-14" }),
		valid("evidence names the place", "Z is among Y and Z", func(e *Item) { e.ScopePlaces = []string{"Y", "Z"} }),
		not("evidence names another place", "Z is not among Y", func(e *Item) { e.ScopePlaces = []string{"Y"} }),
		valid("firmware of a named asset in range", "1.0 <= 1.5 <= 1.5, wherever the asset is",
			func(e *Item) { e.ScopeAssets, e.FirmwareFrom, e.FirmwareUpTo = []string{"A"}, "1.0", "1.5" }),
		not("firmware of a named asset out of range", "1.5 > 1.4", func(e *Item) { e.ScopeAssets, e.FirmwareUpTo = []string{"A"}, "1.4" }),
		not("unknown firmware is outside a range", "B has none", func(e *Item) { e.ScopeAssets, e.FirmwareFrom = []string{"A", "B"}, "1.0" }),
		valid("unknown firmware without a range", "no range to be outside of", func(e *Item) { e.ScopeAssets = []string{"B"} }),
		not("file missing", "must be present", func(e *Item) { e.File = FileMissing }),
		not("file changed", "must have the recorded digest", func(e *Item) { e.File = FileChanged }),
		gone,
	}
}
