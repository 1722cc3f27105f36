package api

// ItemPage is one page of items.
type ItemPage struct {
	State State  `json:"state" doc:"The state that all pages of one question are read at."`
	Items []Item `json:"items" doc:"The items, in order of kind, then of creation."`
	Next  string `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// BulkEnd is the last line of a bulk answer that is whole.
type BulkEnd struct {
	End BulkCount `json:"end" doc:"What the answer held."`
}

// BulkCount says what a bulk answer held.
type BulkCount struct {
	Items  int    `json:"items" doc:"Lines before this one."`
	Commit uint64 `json:"commit" doc:"Number of the commit whose state was read."`
}
