package api

// Drift is how the levels of places changed over the commits.
type Drift struct {
	State  State        `json:"state" doc:"The state that the list ends with."`
	From   uint64       `json:"from" doc:"Number of the first commit looked at."`
	Places []DriftPlace `json:"places" doc:"Zones, then conduits, in order of keys; places that were retired meanwhile are among them."`
}

// DriftPlace is how one place went.
type DriftPlace struct {
	Key    string       `json:"key" doc:"Key of the zone or conduit."`
	Title  string       `json:"title" doc:"Its title in the last state."`
	Points []DriftPoint `json:"points" doc:"The states in which the numbers of the place are not those of the state before, the oldest first; the first state looked at is one if the place was there."`
}

// DriftPoint is one state in which the numbers of a place are not those of the
// state before. A place that is not there has zeros.
type DriftPoint struct {
	Commit    uint64   `json:"commit" doc:"Number of the last commit of the state."`
	Date      string   `json:"date" doc:"The day the state was judged by, YYYY-MM-DD: that of the commit, or the day asked for if only time passed."`
	Label     string   `json:"label,omitempty" doc:"What the commit was meant as, such as edit; missing if there was no commit and only time passed."`
	Author    string   `json:"author,omitempty" doc:"Author of the commit."`
	Message   string   `json:"message,omitempty" doc:"Why the commit was made, in the author's words."`
	Baselines []string `json:"baselines,omitempty" doc:"Keys of the baselines that name the commit; missing without any."`
	Standing
}
