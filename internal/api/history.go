package api

// CommitPage is a page of the log.
type CommitPage struct {
	State   State          `json:"state" doc:"The state up to which the log was read."`
	Commits []CommitDetail `json:"commits" doc:"The newest first."`
	Next    string         `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// CommitChange is one commit with what it changed.
type CommitChange struct {
	CommitDetail
	Items []ItemChange `json:"items" doc:"What differs between the states before and after it, in order of keys."`
}

// ItemHistory is the history of one item.
type ItemHistory struct {
	State   State          `json:"state" doc:"The state up to which the log was read."`
	Key     string         `json:"key" doc:"Key of the item."`
	Commits []CommitDetail `json:"commits" doc:"The commits that touched it, the newest first, each with the steps that concern it."`
	More    bool           `json:"more" doc:"Whether there are older ones that were cut off."`
}

// Undo says why a commit is taken back.
type Undo struct {
	Message string `json:"message,omitempty" maxLength:"100000" doc:"Why."`
}

// Checkpoint is the signed size and root of a record.
type Checkpoint struct {
	Project    string `json:"project" doc:"Id of the project."`
	Key        string `json:"key" doc:"The public key that checkpoints are verified with."`
	Checkpoint string `json:"checkpoint" doc:"The signed note: origin, size, root, signature."`
}
