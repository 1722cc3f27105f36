package api

// Baselines lists the named states.
type Baselines struct {
	State     State      `json:"state" doc:"What the document was made from."`
	Baselines []Baseline `json:"baselines" doc:"The baselines, in order of keys."`
}

// Baseline is a name for a state.
type Baseline struct {
	Key    string `json:"key" doc:"Key of the baseline."`
	Title  string `json:"title" doc:"The name."`
	Commit uint64 `json:"commit" doc:"Number of the commit it names; 0 if it names none."`
}
