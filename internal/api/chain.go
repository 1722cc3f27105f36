package api

// ChainPage is one page of the rows asked of places, each with its chain.
type ChainPage struct {
	State    State    `json:"state" doc:"The state that all pages of one question are read at."`
	Standard Standard `json:"standard" doc:"Catalogues of the rows."`
	Of       int      `json:"of" doc:"How many rows there are in the places, FRs and rows asked about, before item, filter and q choose among them."`
	Chains   []Chain  `json:"chains" doc:"The rows of this page: zones, then conduits in order of keys, in each the rows in order of the catalogue. Rows up to the target and those allocated above it."`
	Next     string   `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// Chain is one row of IEC 62443-3-3 on one place with its way to the evidence.
type Chain struct {
	Place      string        `json:"place" doc:"Key of the zone or conduit."`
	Row        string        `json:"row" doc:"Code of the row, such as SR 1.1 RE(1)."`
	FR         string        `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"Its foundational requirement."`
	Level      int           `json:"level" doc:"The lowest SL that asks for the row, 1 to 4."`
	Title      string        `json:"title" doc:"Title of the row."`
	Asked      bool          `json:"asked" doc:"Whether the target in force asks for it; otherwise it was allocated by hand."`
	Allocation string        `json:"allocation,omitempty" doc:"Key of its allocation; missing if nobody recorded it on the place."`
	Retired    bool          `json:"retired,omitempty" doc:"Whether that allocation is retired though the target asks for it; left out if not."`
	Assessment string        `json:"assessment,omitempty" doc:"The assessment as recorded, if there is an allocation."`
	Counts     string        `json:"counts" enum:"does not count,not applicable,met,compensated" doc:"How the row counts for SL-A verified."`
	State      string        `json:"state" enum:"not allocated,no design,component requirement missing,no test,not run,last run failed,no evidence,evidence not valid,suspect,complete" doc:"The chain state, or not allocated."`
	Missing    []string      `json:"missing" doc:"Layers in which a step is missing, in the order of the chain: allocation, component requirement, design, test case, test run, evidence."`
	Suspects   int           `json:"suspects" doc:"How many links of the chain are suspect."`
	Lines      int           `json:"lines" doc:"How many lines the chain takes in a table in which each step has a line of its own and stands beside those under it. A list of steps takes the sum of their lines, and a step at least one: a run those of its evidence, a test those of its runs, a branch the more of its designs and its tests, the chain those of its branches and of its own evidence."`
	Item       string        `json:"item,omitempty" doc:"With detail: key of what the broken step stands at, if anything."`
	Text       string        `json:"text,omitempty" doc:"With detail: how the row stands, in words for people."`
	Suspect    *LinkName     `json:"suspect,omitempty" doc:"With detail: the link of the allocation to its place, if it is suspect."`
	Branches   []ChainBranch `json:"branches,omitempty" doc:"With detail: what stands on the allocation. First what is done for it as a whole, then each countermeasure, then each component requirement; missing without any."`
	Evidence   []ChainStep   `json:"evidence,omitempty" doc:"With detail: evidence of the allocation itself; missing without any."`
}

// ChainBranch is one way from an allocation to its tests.
type ChainBranch struct {
	Requirement *ChainStep  `json:"requirement,omitempty" doc:"The component requirement, or the one that is missing; missing where the branch stands on the allocation itself."`
	Design      []ChainStep `json:"design,omitempty" doc:"What carries it out: design artifacts, a countermeasure, or the assets and products that answer for the component requirement; missing without any."`
	Tests       []ChainTest `json:"tests,omitempty" doc:"The tests that verify it; missing without any."`
}

// ChainTest is a test with its runs.
type ChainTest struct {
	ChainStep
	Runs []ChainRun `json:"runs,omitempty" doc:"Its last concluded runs, which decide, and those that are not concluded; missing without any."`
}

// ChainRun is a run with its evidence.
type ChainRun struct {
	ChainStep
	Evidence []ChainStep `json:"evidence,omitempty" doc:"The evidence of the run; missing without any."`
}

// ChainStep is one step of a chain, or one that is missing.
type ChainStep struct {
	Key     string    `json:"key,omitempty" doc:"Key of the item; missing where the step is."`
	Kind    string    `json:"kind,omitempty" doc:"Its kind."`
	Title   string    `json:"title,omitempty" doc:"Its title."`
	State   string    `json:"state,omitempty" doc:"Of a run its result or not concluded, of evidence its validity here, of a countermeasure existing, planned or compensating, of a test its method."`
	Row     string    `json:"row,omitempty" doc:"Of a component requirement: the code of the component row."`
	Note    string    `json:"note,omitempty" doc:"Of a run its moment, of evidence its last day."`
	Missing bool      `json:"missing,omitempty" doc:"Whether the step should be here and is not; left out if not."`
	Assets  []string  `json:"assets,omitempty" doc:"Of a missing component requirement: keys of the assets that lack it; missing without any."`
	Suspect *LinkName `json:"suspect,omitempty" doc:"The link that joins it to the step before, if it is suspect."`
}
