package api

// Gaps is what places lack of their targets.
type Gaps struct {
	State       State            `json:"state" doc:"What was judged."`
	Standard    Standard         `json:"standard" doc:"The catalogues that rows are of."`
	Summary     GapSummary       `json:"summary" doc:"Counts over all places and FRs that were asked about."`
	Gaps        []Gap            `json:"gaps" doc:"One element for each place and FR with a gap, in order of places and FRs; if only the largest were asked for, those with the most rows first."`
	Compensated []CompensatedRow `json:"compensated" doc:"Rows up to the targets that a compensating countermeasure stands in for, or was meant to."`
}

// GapSummary counts rows up to the targets over the places asked about. Each
// row counts once: met, not applicable, compensated or lacking.
type GapSummary struct {
	Places        int            `json:"places" doc:"Places asked about."`
	WithGap       int            `json:"places_with_gap" doc:"Of these, places with a gap in any FR."`
	NoTarget      int            `json:"places_without_target" doc:"Of these, places without an approved target."`
	Rows          int            `json:"rows" doc:"Rows up to the targets in the FRs asked about."`
	Met           int            `json:"met" doc:"Of these, rows that are met with a complete chain."`
	NotApplicable int            `json:"not_applicable" doc:"Of these, rows that count as not applicable."`
	Compensated   int            `json:"compensated" doc:"Of these, rows that count as compensated."`
	Lacking       int            `json:"lacking" doc:"Of these, rows that do not count."`
	ByReason      map[string]int `json:"by_reason" doc:"The lacking rows by what they wait for: the assessment, the state of a broken chain, or the reason."`
}

// Gap is the gap of one place in one FR.
type Gap struct {
	Place    string   `json:"place" doc:"Key of the zone or conduit."`
	Title    string   `json:"title" doc:"Its title."`
	FR       string   `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement."`
	Target   int      `json:"target" doc:"SL-T in this FR, 1 to 4."`
	Achieved int      `json:"achieved" doc:"SL-A verified in this FR, 0 to 4."`
	Gap      int      `json:"gap" doc:"What achieved lacks of target, 1 to 4."`
	Rows     []RowWhy `json:"rows" doc:"Rows of all levels up to the target that do not count, in order of the catalogue."`
}

// CompensatedRow is one row up to the target that a compensating countermeasure
// stands in for, or was meant to.
type CompensatedRow struct {
	Place          string `json:"place" doc:"Key of the zone or conduit."`
	Row            string `json:"row" doc:"Code of the row."`
	Level          int    `json:"level" doc:"The lowest SL that asks for the row, 1 to 4."`
	Allocation     string `json:"allocation" doc:"Key of the allocation that is compensated."`
	Countermeasure string `json:"countermeasure" doc:"Key of the furthest compensating countermeasure."`
	State          string `json:"state" enum:"countermeasure not marked compensating,countermeasure planned,not approved,no end date,approval expired,no justification,deployed nowhere,own test failed,no evidence,evidence expired or out of scope,suspect,valid" doc:"The first thing that keeps it from compensating, or valid."`
	Until          string `json:"until,omitempty" doc:"Last day of its approval, YYYY-MM-DD, if one is recorded."`
	Counts         bool   `json:"counts" doc:"Whether the row counts as compensated."`
}
