package api

// TimelinePage is a page of the log as people read it: who did what to which
// kinds of things.
type TimelinePage struct {
	State    State            `json:"state" doc:"The state up to which the log was read."`
	Commits  []TimelineCommit `json:"commits" doc:"Those that fit the filter, the newest first."`
	LookedTo uint64           `json:"looked_to" doc:"Number of the oldest commit this page looked at; 0 if there was none to look at. A page may hold few commits or none although older ones fit."`
	Next     string           `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// TimelineCommit is a commit with a summary of what it touched.
type TimelineCommit struct {
	Commit
	Change string        `json:"change,omitempty" doc:"Key of the change request it belongs to, if any."`
	Kinds  []KindTouched `json:"kinds" doc:"How many items of each kind it touched, in order of the schema. A link counts for the item it goes out from."`
	Items  []string      `json:"items" doc:"Keys of the first of those items, in order of the steps; up to three."`
}

// KindTouched says how many items of a kind a commit touched.
type KindTouched struct {
	Kind    string `json:"kind" doc:"The kind."`
	Items   int    `json:"items" doc:"Items touched, each counted once."`
	Added   int    `json:"added" doc:"Those of them that were made."`
	Retired int    `json:"retired" doc:"Those of them that were retired."`
}
