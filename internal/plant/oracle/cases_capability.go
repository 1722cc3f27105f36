package oracle

// Rows of 4-2 that the working of these cases uses, by FR and level. "CR" rows
// are for all four component types.
//
//	FR1 L2: CR 1.2   FR1 L3: NDR 1.13 RE(1)   FR2 L2: HDR 2.13   FR2 L3: CR 2.7
//	FR3 L1: EDR 3.2, SAR 3.2, HDR 3.2, NDR 3.2   FR3 L4: CR 3.9 RE(1)
//	FR4 L2: CR 4.2
//	FR5 L1: CR 5.1, NDR 5.2, NDR 5.3   FR5 L2: NDR 5.2 RE(1)   FR5 L3: NDR 5.2 RE(2), RE(3)
//	FR6 L1: CR 6.1   FR6 L2: CR 6.2    FR6 L3: CR 6.1 RE(1)    FR6 L4: none

const (
	all4  = "4 4 4 4 4 4 4"
	none0 = "0 0 0 0 0 0 0"
)

var (
	embedded = []string{"embedded-device"}
	network  = []string{"network-device"}
	host     = []string{"host-device"}
	hostSoft = []string{"host-device", "software-application"}
)

// productCase asks the SL-C of one product P.
func productCase(name, working, want string, s *sketch) Case {
	return Case{name, working, history(s), []Want{{AskProduct, "P", want}}}
}

func productCases(c *Catalogue) []Case {
	full := func(types []string, except ...string) *sketch {
		s := draw()
		s.product(c, "P", types, except)
		return s
	}
	with := func(s *sketch, code string, st Statement) *sketch {
		s.p.Items["P"].Statements[code] = st
		return s
	}
	only := func(types []string, codes ...string) *sketch {
		s := draw()
		p := s.item(Product, "P")
		p.Types, p.Statements = types, map[string]Statement{}
		for _, code := range codes {
			with(s, code, Statement{Answer: Met})
		}
		return s
	}
	delegated := productCase("statement on a delegated number",
		"EDR 3.2 (FR3 level 1) is unstated; CR 3.2 is no row and counts for nothing: FR3 0, and a finding",
		"4 4 0 4 4 4 4", with(full(embedded, "EDR 3.2"), "CR 3.2", Statement{Answer: Met}))
	delegated.Wants = append(delegated.Wants, Want{AskStatements, "", "P CR 3.2"})
	foreign := productCase("statement on a row of another type",
		"every row of an embedded device is stated; NDR 3.2 is of a network device: nothing but a finding",
		all4, with(full(embedded), "NDR 3.2", Statement{Answer: NotMet}))
	foreign.Wants = append(foreign.Wants, Want{AskStatements, "", "P NDR 3.2"})
	return []Case{
		productCase("every row met", "all rows count, the last of each FR opens the levels above", all4, full(embedded)),
		productCase("no component type", "none recorded: 0 everywhere", none0, full(nil)),
		productCase("no statement", "no statement is not met, and each FR has a level 1 row (FR5: CR 5.1)", none0, only(embedded)),
		productCase("one row of level 2 unstated", "CR 1.2 is FR1 level 2: FR1 1", "1 4 4 4 4 4 4", full(embedded, "CR 1.2")),
		productCase("one row of level 4 not met", "CR 3.9 RE(1) is FR3 level 4: FR3 3", "4 4 3 4 4 4 4",
			with(full(embedded), "CR 3.9 RE(1)", Statement{Answer: NotMet})),
		productCase("not relevant without a reason", "CR 2.7 is FR2 level 3: FR2 2", "4 2 4 4 4 4 4",
			with(full(embedded), "CR 2.7", Statement{Answer: NotRelevant, Reason: "  "})),
		productCase("not relevant with a reason", "counts", all4,
			with(full(embedded), "CR 2.7", Statement{Answer: NotRelevant, Reason: "has no sessions"})),
		productCase("met when configured, configuration not recorded", "CR 6.2 is FR6 level 2: FR6 1", "4 4 4 4 4 1 4",
			with(full(embedded), "CR 6.2", Statement{Answer: MetConfigured, Reason: "see manual"})),
		productCase("met when configured, recorded", "counts", all4,
			with(full(embedded), "CR 6.2", Statement{Answer: MetConfigured, Configuration: "syslog on"})),
		productCase("one statement of level 1", "FR6 has one level 1 row, CR 6.1; level 2 needs CR 6.2", "0 0 0 0 0 1 0", only(embedded, "CR 6.1")),
		productCase("last row of an FR opens all levels above", "an embedded device has one FR5 row, CR 5.1: FR5 4; FR6 ends at level 3: 4",
			"0 0 0 0 4 4 0", only(embedded, "CR 5.1", "CR 6.1", "CR 6.2", "CR 6.1 RE(1)")),
		productCase("a hole below", "CR 6.1 (level 1) unstated, the two above stated: FR6 0", "4 4 4 4 4 0 4", full(embedded, "CR 6.1")),
		productCase("network device without deny by default", "NDR 5.2 RE(1) is FR5 level 2: FR5 1", "4 4 4 4 1 4 4", full(network, "NDR 5.2 RE(1)")),
		productCase("network device with CR 5.1 only in FR5", "NDR 5.2 and NDR 5.3 are level 1: FR5 0", none0, only(network, "CR 5.1")),
		productCase("two component types need the rows of both", "SAR 3.2 is FR3 level 1: FR3 0, though HDR 3.2 is met", "4 4 0 4 4 4 4", full(hostSoft, "SAR 3.2")),
		productCase("host device without its test interface row", "HDR 2.13 is FR2 level 2: FR2 1", "4 1 4 4 4 4 4", full(host, "HDR 2.13")),
		productCase("version scope does not bear on the product", "the scope speaks of assets", all4, scoped(full(embedded), "9.0", "")),
		delegated, foreign,
	}
}

func scoped(s *sketch, from, to string) *sketch {
	s.p.Items["P"].ScopeFrom, s.p.Items["P"].ScopeTo = from, to
	return s
}

// assetCase asks the SL-C of one asset A of an embedded product P that states
// every row of its type met.
func assetCase(c *Catalogue, name, working, want string, change func(a, p *Item)) Case {
	s := draw()
	p := s.product(c, "P", embedded, nil)
	a := s.asset("A", "", "P")
	a.Overrides = map[string]Statement{}
	change(a, p)
	return Case{name, working, history(s), []Want{{AskAsset, "A", want}}}
}

func firmware(version, from, to string) func(a, p *Item) {
	return func(a, p *Item) { a.Firmware, p.ScopeFrom, p.ScopeTo = version, from, to }
}

func override(code string, st Statement) func(a, p *Item) {
	return func(a, _ *Item) { a.Overrides[code] = st }
}

func assetCases(c *Catalogue) []Case {
	asset := func(name, working, want string, change func(a, p *Item)) Case {
		return assetCase(c, name, working, want, change)
	}
	overrideOfType := asset("override on a row of a type the asset does not have",
		"NDR 5.2 is no row of an embedded device: nothing but a finding", all4,
		override("NDR 5.2", Statement{Answer: NotMet, Reason: "no filter"}))
	overrideOfType.Wants = append(overrideOfType.Wants, Want{AskStatements, "", "A NDR 5.2"})
	return []Case{
		asset("types and statements of the product", "all met", all4, func(_, _ *Item) {}),
		asset("own types in place of those of the product",
			"a network device: CR rows are stated, NDR rows are not; level 1 NDR rows are in FR1 (1.6), FR2 (2.4), FR3 (3.2), FR5 (5.2)",
			"0 0 0 4 0 4 4", func(a, _ *Item) { a.Types = network }),
		asset("statement on a row of a type only the asset has",
			"the product is embedded, so its statement on NDR 5.2 and 5.3 counts for nothing even for an asset that is a network device",
			"0 0 0 4 0 4 4", func(a, p *Item) {
				a.Types = network
				for _, row := range c.RowsFor(network) {
					p.Statements[row.Code] = Statement{Answer: Met}
				}
			}),
		asset("asset without types of a product without types", "none recorded: 0", none0, func(_, p *Item) { p.Types = nil }),
		asset("firmware inside the scope", "2.0 <= 2.5 <= 2.9", all4, firmware("2.5", "2.0", "2.9")),
		asset("firmware after the scope, compared as numbers", "2.10 > 2.9", none0, firmware("2.10", "2.0", "2.9")),
		asset("both ends are included, a leading v dropped", "v2.9.0 = 2.9", all4, firmware("v2.9.0", "2.0", "2.9")),
		asset("lower end included", "2 = 2.0.0", all4, firmware("2", "2.0.0", "2.9")),
		asset("letter after the number", "2.9a > 2.9", none0, firmware("2.9a", "2.0", "2.9")),
		asset("letters without regard to case", "2.9A = 2.9a", all4, firmware("2.9A", "2.9a", "2.9a")),
		asset("letter before the next number", "2.9a < 2.10", all4, firmware("2.9a", "", "2.10")),
		asset("open upper end", "3.10 >= 3.9", all4, firmware("3.10", "3.9", "")),
		asset("unknown firmware is outside", "no statement counts", none0, firmware(" ", "1.0", "")),
		asset("unknown firmware without a scope", "no scope, nothing to be outside of", all4, firmware("", "", "")),
		asset("override not met", "CR 4.2 is FR4 level 2: FR4 1", "4 4 4 1 4 4 4", override("CR 4.2", Statement{Answer: NotMet, Reason: "switched off here"})),
		asset("override without a reason", "it is not one; the product's statement stands", all4, override("CR 4.2", Statement{Answer: NotMet})),
		asset("override not relevant", "its reason is that of the not relevant; CR 4.2 not met by the product", all4, func(a, p *Item) {
			p.Statements["CR 4.2"] = Statement{Answer: NotMet}
			a.Overrides["CR 4.2"] = Statement{Answer: NotRelevant, Reason: "stores nothing"}
		}),
		asset("override met when configured, configuration not recorded",
			"the override stands and does not count, though the product says met: CR 4.2, FR4 1", "4 4 4 1 4 4 4",
			override("CR 4.2", Statement{Answer: MetConfigured, Reason: "set on site"})),
		asset("override is not gated by the scope", "firmware outside: only the override of CR 6.1 (FR6 level 1) counts", "0 0 0 0 0 1 0",
			func(a, p *Item) {
				p.ScopeFrom = "2.0"
				a.Overrides["CR 6.1"] = Statement{Answer: Met, Reason: "tested on site"}
			}),
		asset("override of a row the product does not state", "CR 1.2 counts through the override", all4, func(a, p *Item) {
			delete(p.Statements, "CR 1.2")
			a.Overrides["CR 1.2"] = Statement{Answer: Met, Reason: "tested on site"}
		}),
		overrideOfType,
	}
}
