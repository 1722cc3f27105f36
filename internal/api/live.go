package api

// Head is the newest state, the data of the events head and reload.
type Head struct {
	Commit uint64 `json:"commit" doc:"Number of the newest commit; 0 for an empty record."`
	Date   string `json:"date" doc:"Today in the project's time zone, as 2026-03-31."`
}

// StreamEnd is the data of the event ended, the last of a stream that the
// server ends.
type StreamEnd struct {
	Reason string `json:"reason" doc:"Why, for people."`
}

// Presence says who looks at what in a project just now.
type Presence struct {
	People []Present `json:"people" doc:"In order of name."`
}

// Present is one person who has the project open.
type Present struct {
	User  string `json:"user" doc:"Id of the user."`
	Name  string `json:"name" doc:"Name for people."`
	Where string `json:"where" doc:"What is looked at: a key such as ZON-1, or a page such as diagram; empty if it was not said."`
	Since string `json:"since" doc:"Since when, UTC."`
}

// Look says what the caller looks at.
type Look struct {
	Where string `json:"where" maxLength:"200" doc:"A key such as ZON-1, or the name of a page; empty for none."`
}
