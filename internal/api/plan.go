package api

// Plan is a list of steps to think through.
type Plan struct {
	Ops []Op `json:"ops" minItems:"1" maxItems:"100000" doc:"The steps, in order."`
}

// Change is a list of steps to commit as one.
type Change struct {
	Ops      []Op   `json:"ops" minItems:"1" maxItems:"500000" doc:"The steps, in order. All of them are carried out, or none."`
	Label    string `json:"label,omitempty" maxLength:"200" doc:"What is meant, in a word or two; edit without."`
	Message  string `json:"message,omitempty" maxLength:"100000" doc:"Why, in the author's words."`
	Expected uint64 `json:"expected,omitempty" maximum:"9007199254740991" doc:"The commit the author looked at. If others have committed since, the change is carried out all the same unless it touches what they changed; then it is refused as a conflict. 0 or nothing: whatever the head is."`
	Request  string `json:"change,omitempty" maxLength:"100" doc:"Key or identity of the change request it belongs to, if any."`
}

// Committed says what was recorded.
type Committed struct {
	Commit *Commit `json:"commit" doc:"The commit as it was recorded; null if there was nothing to change."`
	Items  []Given `json:"items" doc:"The items that were created, in order of the steps."`
	Again  bool    `json:"again" doc:"The same call was carried out before, and this is what came of it then."`
	Head   uint64  `json:"head" doc:"Number of the newest commit that is known."`
}

// Given is the name an item got.
type Given struct {
	Ref string `json:"ref,omitempty" doc:"The ref the step gave it, if any."`
	Key string `json:"key" doc:"Its key."`
	ID  string `json:"id" doc:"Its identity."`
}
