package finding

// The rules about gaps, compensation and defence in depth (rules, sections 7
// and 9; design 3.10). Packages gap and impact make these findings.
const (
	GapOpen              = "gap.open"
	CompensationNotValid = "compensation.not-valid"
	DefenceSingleMeasure = "defence.single-measure"
	DefenceSingleLayer   = "defence.single-layer"
)

var levelRules = []RuleInfo{
	{
		ID: GapOpen, Title: "A zone or conduit has not achieved its target", Severity: Warning, Clause: "62443-3-2 ZCR 5.11",
		Says: "{it} has SL-A {achieved} for SL-T {target}; the gap is {gap}",
		Why:  "The place is protected less than the risk assessment asks for.",
		Help: "See the rows that do not count, each with its first broken step: cordon gap --why.",
	},
	{
		ID: CompensationNotValid, Title: "A compensating countermeasure does not count", Severity: Warning, Clause: "62443-3-2 ZCR 5.12",
		Says: "{it} does not compensate {allocation}: {state}",
		Why:  "The row is not met and nothing stands in for it.",
		Help: "Complete what is named: the mark, approval with end date and justification, a place, passed tests, valid evidence, or a confirmation.",
	},
	{
		ID: DefenceSingleMeasure, Title: "A row is held by one countermeasure alone", Severity: Info, Clause: "62443-3-2 ZCR 5.8",
		Says: "{it} alone holds {allocations}",
		Why:  "If it fails, the level falls at once.",
		Help: "Add a second, independent layer where the consequence is high.",
	},
	{
		ID: DefenceSingleLayer, Title: "A threat path has one layer only", Severity: Info, Clause: "62443-3-2 ZCR 5.8",
		Says: "one layer alone stands between {threat} and {it}[: {countermeasures}]",
		Why:  "Defence in depth needs more than one thing to go wrong.",
		Help: "Add a layer of another kind: people, process or technology.",
	},
}
