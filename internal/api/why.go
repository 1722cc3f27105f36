package api

// FRWhy says why one component of a place's vectors is what it is. Its levels
// are those of one FR, 0 to 4.
type FRWhy struct {
	FR          string     `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement."`
	Target      int        `json:"target" doc:"SL-T in this FR, 0 to 4."`
	Achieved    int        `json:"achieved" doc:"SL-A verified in this FR, 0 to 4."`
	Claimed     int        `json:"claimed" doc:"SL-A claimed in this FR, 0 to 4."`
	Capability  int        `json:"capability" doc:"SL-C in this FR, 0 to 4."`
	Gap         int        `json:"gap" doc:"What achieved lacks of target, 0 to 4."`
	Rows        []RowWhy   `json:"rows" doc:"Rows of level achieved + 1 that do not count: what holds achieved down. In order of the catalogue; empty at level 4."`
	ClaimedRows []RowWhy   `json:"claimed_rows" doc:"Rows of level claimed + 1 that are not even claimed, in order of the catalogue."`
	NotCovered  []CoverWhy `json:"not_covered" doc:"Rows of level capability + 1 that are not covered, in order of the catalogue."`
}

// RowWhy says of one row of IEC 62443-3-3 on one place why it does not count
// and, for one that does, how.
type RowWhy struct {
	Row          string        `json:"row" doc:"Code of the row, such as SR 1.1 RE(1); its edition is that of standard.system."`
	Level        int           `json:"level" doc:"The lowest SL that asks for the row, 1 to 4."`
	Title        string        `json:"title" doc:"Title of the row."`
	Allocation   string        `json:"allocation,omitempty" doc:"Key of its allocation to the place, if there is one."`
	Counts       string        `json:"counts" enum:"does not count,not applicable,met,compensated" doc:"How the row counts for SL-A verified."`
	Reason       string        `json:"reason,omitempty" doc:"The first thing that keeps it from counting, missing for a row that counts: not allocated; allocation retired; not applicable without reason; not applicable without approval; not applicable, but suspect; assessment; chain."`
	Assessment   string        `json:"assessment,omitempty" doc:"The assessment as recorded, if there is an allocation."`
	Chain        string        `json:"chain,omitempty" enum:"no design,component requirement missing,no test,not run,last run failed,no evidence,evidence not valid,suspect,complete" doc:"The first broken step of its chain, or complete; missing without an allocation."`
	Item         string        `json:"item,omitempty" doc:"Key of what the broken step stands at, if anything."`
	Compensation *Compensation `json:"compensation,omitempty" doc:"The furthest compensating countermeasure of the row, if any."`
	Text         string        `json:"text" doc:"The same in words, for people."`
}

// Compensation is the furthest compensating countermeasure of a row.
type Compensation struct {
	Countermeasure string `json:"countermeasure" doc:"Key of the countermeasure."`
	State          string `json:"state" enum:"countermeasure not marked compensating,countermeasure planned,not approved,no end date,approval expired,no justification,deployed nowhere,own test failed,no evidence,evidence expired or out of scope,suspect,valid" doc:"The first thing that keeps it from compensating, or valid."`
	Until          string `json:"until,omitempty" doc:"Last day of its approval, YYYY-MM-DD, if one is recorded."`
}

// CoverWhy says why a row is not covered: which assets it concerns do not
// count, and for which component rows.
type CoverWhy struct {
	Row    string      `json:"row" doc:"Code of the row of IEC 62443-3-3."`
	Level  int         `json:"level" doc:"The lowest SL that asks for the row, 1 to 4."`
	Title  string      `json:"title" doc:"Title of the row."`
	Assets []AssetLack `json:"assets" doc:"Assets that do not count, those of one product together; empty if the row concerns no asset of the place."`
	Text   string      `json:"text" doc:"The same in words, for people."`
}

// AssetLack is one component row that assets of one product do not count for.
type AssetLack struct {
	Assets       []string `json:"assets" doc:"Keys of the assets."`
	Product      string   `json:"product,omitempty" doc:"Key of their product, if they have one."`
	ComponentRow string   `json:"component_row" doc:"Code of the component row (IEC 62443-4-2); its edition is that of standard.component."`
	Answer       string   `json:"answer" doc:"What is stated of the component row and why that does not count; for people."`
}

// ComponentFRWhy says why one component of the SL-C of an asset or a product is
// what it is.
type ComponentFRWhy struct {
	FR         string          `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement."`
	Capability int             `json:"capability" doc:"SL-C in this FR, 0 to 4."`
	Rows       []ComponentLack `json:"rows" doc:"Component rows of level capability + 1 that do not count, in order of the catalogue; empty at level 4."`
}

// ComponentLack is one component row that does not count.
type ComponentLack struct {
	Row    string `json:"row" doc:"Code of the component row (IEC 62443-4-2)."`
	Level  int    `json:"level" doc:"The lowest SL that asks for the row, 1 to 4."`
	Title  string `json:"title" doc:"Title of the component row."`
	Answer string `json:"answer" doc:"What is stated of it and why that does not count; for people."`
}
