package api

// WhatIf is what a change would make different. Nothing is written.
type WhatIf struct {
	State    State          `json:"state" doc:"The state that the ops were applied to."`
	Standard Standard       `json:"standard" doc:"Catalogues of the rows."`
	Ops      int            `json:"ops" doc:"Steps that the change has in the record."`
	Added    []string       `json:"added" doc:"Keys of new items, in order of creation."`
	Places   []WhatIfPlace  `json:"places" doc:"Zones and conduits in which something differs, in order of keys."`
	Findings WhatIfFindings `json:"findings" doc:"Findings that come and go."`
}

// WhatIfPlace is a zone or conduit in which something differs.
type WhatIfPlace struct {
	Key      string         `json:"key" doc:"Key of the zone or conduit."`
	Title    string         `json:"title" doc:"Its title after the change."`
	Before   *Standing      `json:"before" doc:"Its numbers before; null if it was not there."`
	After    *Standing      `json:"after" doc:"Its numbers after; null if it is gone."`
	Rows     []WhatIfRow    `json:"rows" doc:"Rows that stand otherwise, in order of the catalogue."`
	Suspects WhatIfSuspects `json:"suspects" doc:"Links in its chains that become suspect, and that no longer are."`
}

// WhatIfRow is a row that stands otherwise.
type WhatIfRow struct {
	Row    string `json:"row" doc:"Code of the row."`
	Before string `json:"before" doc:"How it stands before; for people."`
	After  string `json:"after" doc:"How it stands after; for people."`
	Counts string `json:"counts" enum:"lost,gained,same" doc:"Whether it stops or begins to count for SL-A verified."`
}

// WhatIfSuspects are links that become suspect, and that no longer are.
type WhatIfSuspects struct {
	Came []LinkName `json:"came" doc:"Links that become suspect."`
	Went []LinkName `json:"went" doc:"Links that no longer are."`
}

// WhatIfFindings are findings that come, and that go.
type WhatIfFindings struct {
	Came []Finding `json:"came" doc:"Findings that come, in the order of check."`
	Went []Finding `json:"went" doc:"Findings that go, in the order of check."`
}
