package api

// State says what a document was made from.
type State struct {
	Label  string `json:"label" doc:"How the state was asked for: head, commit 12, a day, or the key of a baseline."`
	Commit uint64 `json:"commit" doc:"Number of the last commit of the state; 0 is the empty record."`
	Date   string `json:"date" doc:"The day by which rules are judged, YYYY-MM-DD in the project's time zone."`
}

// Standard names the catalogues that the rows of a document are of.
type Standard struct {
	System    string `json:"system" doc:"Part and edition of the system rows (IEC 62443-3-3), as part:edition."`
	Component string `json:"component" doc:"Part and edition of the component rows (IEC 62443-4-2), as part:edition."`
}
