package api

// SearchResult is one page of what was found.
type SearchResult struct {
	State State       `json:"state" doc:"The state that was searched."`
	Hits  []SearchHit `json:"hits" doc:"The hits, the best first: key, title, then other properties; within each in order of keys."`
	Next  string      `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// SearchHit is one item that was found.
type SearchHit struct {
	Key     string        `json:"key" doc:"Key of the item."`
	Kind    string        `json:"kind" doc:"Its kind."`
	Title   string        `json:"title" doc:"Its title."`
	Retired bool          `json:"retired" doc:"Whether it was taken out of the model."`
	Rank    string        `json:"rank" doc:"How good the hit is; for people."`
	Matches []SearchMatch `json:"matches" doc:"Where the words were found, in order of fields."`
}

// SearchMatch is one text in which words were found.
type SearchMatch struct {
	Property string   `json:"property" doc:"key, title, or the name of the property."`
	Verb     string   `json:"verb,omitempty" doc:"Verb of the link whose property it is; missing for the item's own."`
	To       string   `json:"to,omitempty" doc:"Key of the item that link leads to."`
	Row      int      `json:"row,omitempty" doc:"In a list or table the number of the entry, from 1."`
	Column   string   `json:"column,omitempty" doc:"In a table the column."`
	Snippet  string   `json:"snippet" doc:"The text, or a part of it around the first place."`
	Before   bool     `json:"before" doc:"There is text before the snippet."`
	After    bool     `json:"after" doc:"There is text after the snippet."`
	Spans    [][2]int `json:"spans" doc:"What matched in the snippet: from one character to before another, counted from 0 in Unicode code points."`
}
