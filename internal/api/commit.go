package api

// Commit is one change of the record, without its ops.
type Commit struct {
	Number  uint64 `json:"number" doc:"Its place in the log, from 1 without holes."`
	Time    string `json:"time" doc:"When it was made, UTC in RFC 3339 with milliseconds."`
	Author  string `json:"author" doc:"Who made it."`
	Label   string `json:"label" doc:"What was meant, in a word or two: edit, import, approve target, and so on."`
	Message string `json:"message" doc:"Why, in the author's words; may be empty."`
	Ops     int    `json:"ops" doc:"Steps it consists of."`
}

// CommitDetail is a commit with its ops.
type CommitDetail struct {
	Commit
	Change     string `json:"change,omitempty" doc:"Identity or key of the change request it belongs to, if any."`
	Request    string `json:"request,omitempty" doc:"Name of the call that made it, if it had one."`
	Operations []Op   `json:"operations" doc:"Its steps in order, in the form in which they can be written. Items are named by key, and by identity where no item has it in the states at hand. A link that cannot be named by its ends has link only."`
}

// CommitLines is a commit with what it did in words.
type CommitLines struct {
	*Commit
	Changes []string `json:"changes" doc:"One sentence for each step; for people."`
}

// Commits is a part of the log, the newest first.
type Commits struct {
	Commits []Commit `json:"commits" doc:"The commits, the newest first."`
	More    bool     `json:"more" doc:"Whether there are older ones that were cut off."`
}

// ChangeSummary says what a commit touched, for live updates.
type ChangeSummary struct {
	Commit uint64   `json:"commit" doc:"Number of the commit."`
	Time   string   `json:"time" doc:"When it was made, UTC in RFC 3339 with milliseconds."`
	Author string   `json:"author" doc:"Who made it."`
	Label  string   `json:"label" doc:"What was meant."`
	Kinds  []string `json:"kinds" doc:"Kinds of the items it changed, in order of the schema. The ends of a link that came, went or changed count both."`
	Items  []string `json:"items" doc:"Keys of those items, in order, up to 200."`
	More   int      `json:"more" doc:"How many further items there are."`
}

// AllocationCounts says what the approval of a target did to the allocations
// of a place.
type AllocationCounts struct {
	Created int `json:"created" doc:"Allocations made."`
	Revived int `json:"revived" doc:"Allocations brought back."`
	Retired int `json:"retired" doc:"Allocations retired; their history stays."`
	Live    int `json:"live" doc:"Allocations of the place that are live afterwards."`
}
