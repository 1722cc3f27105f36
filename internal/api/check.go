package api

// Check is everything that somebody should look at.
type Check struct {
	State    State         `json:"state" doc:"What was judged."`
	Counts   FindingCounts `json:"counts" doc:"How many findings there are."`
	Rules    []Rule        `json:"rules" doc:"The rules that found something, in the order of their findings."`
	Findings []Finding     `json:"findings" doc:"The most severe first, then by rule, then by the keys of the subjects. Accepted ones are among them."`
}
