package api

// Trace follows the chain from a row of the standard to its evidence, for one
// item or row.
type Trace struct {
	State    State        `json:"state" doc:"What the document was made from."`
	Standard Standard     `json:"standard" doc:"Catalogues of the rows."`
	Item     TraceStep    `json:"item" doc:"The item or row asked about."`
	Up       []*TraceStep `json:"up,omitempty" doc:"What it stands on, towards the standard, in order of the verbs of the chain; missing where not asked for or nothing."`
	Down     []*TraceStep `json:"down,omitempty" doc:"What stands on it, towards the evidence, with the steps that are missing; missing where not asked for or nothing."`
}

// TraceStep is one step of the chain, or one that is missing.
type TraceStep struct {
	Link     string       `json:"link,omitempty" doc:"How it is joined to the step above, read from there; for people."`
	Key      string       `json:"key,omitempty" doc:"Key of the item; missing for rows and for what is not there."`
	Row      string       `json:"row,omitempty" doc:"Code of the row of the standard that it is, or is about."`
	Kind     string       `json:"kind,omitempty" doc:"Kind of item, or row for a row of the standard. Of a missing step, the kind of item that should be here."`
	Title    string       `json:"title,omitempty" doc:"Title of the item or row."`
	State    string       `json:"state,omitempty" doc:"Of an allocation its chain state, of a run its result, of evidence its validity."`
	Text     string       `json:"text,omitempty" doc:"The state in words, for people."`
	Suspect  bool         `json:"suspect,omitempty" doc:"Whether the link to the step above is suspect; left out if not."`
	On       string       `json:"on,omitempty" doc:"Of a component requirement that is missing: key of the asset it is missing for; row names what is asked of it."`
	Missing  string       `json:"missing,omitempty" doc:"The step that should be here and is not, in words; such a step has no key."`
	Repeated bool         `json:"repeated,omitempty" doc:"Whether the item was shown before, with what hangs on it; left out if not."`
	Children []*TraceStep `json:"children,omitempty" doc:"The steps under it, in order of the verbs of the chain, then of keys; missing without any."`
}

// TraceZone is every row asked of one zone or conduit with its chain.
type TraceZone struct {
	State    State        `json:"state" doc:"What the document was made from."`
	Standard Standard     `json:"standard" doc:"Catalogues of the rows."`
	Place    string       `json:"place" doc:"Key of the zone or conduit."`
	Title    string       `json:"title" doc:"Its title."`
	Target   Vector       `json:"target" doc:"SL-T in force; zeros without one."`
	Achieved Vector       `json:"achieved" doc:"SL-A verified."`
	Rows     []RowWhy     `json:"rows" doc:"Rows up to the target and those allocated above it, in order of the catalogue."`
	ByState  []ChainCount `json:"by_state" doc:"The same rows counted by chain state, the most broken first."`
}

// ChainCount counts the rows of a place in one chain state.
type ChainCount struct {
	State string `json:"state" enum:"not allocated,no design,component requirement missing,no test,not run,last run failed,no evidence,evidence not valid,suspect,complete" doc:"The chain state, or not allocated."`
	Rows  int    `json:"rows" doc:"Rows in this state."`
	ByFR  [7]int `json:"by_fr" doc:"The same for each FR, in the order IAC, UC, SI, DC, RDF, TRE, RA."`
}

// TraceCoverage says how much of the chain is complete, by kind of item. It
// looks at links only, not at results of runs or the validity of evidence.
type TraceCoverage struct {
	State   State           `json:"state" doc:"What the document was made from."`
	Layers  []CoverageLayer `json:"layers" doc:"One entry for each kind of the chain that has items, from the standard to the evidence."`
	Score   float64         `json:"score" doc:"The whole as one number, 0 to 1."`
	Formula string          `json:"formula" doc:"How the score is computed, in words."`
}

// CoverageLayer is the coverage of the items of one kind.
type CoverageLayer struct {
	Kind     string `json:"kind" doc:"The kind of item."`
	Items    int    `json:"items" doc:"Live items of the kind."`
	Complete int    `json:"complete" doc:"Those of them that are traced down to evidence."`
}
