package api

// Defence is the layers that stand in the way of somebody who gets in from
// outside and, if asked for, what falls if countermeasures go.
type Defence struct {
	State    State        `json:"state" doc:"What was judged."`
	Standard Standard     `json:"standard" doc:"The catalogues that rows are of."`
	Entries  []Entry      `json:"entries" doc:"Where somebody can get in, zones first, in order of keys; those that paths begin at."`
	Paths    []ThreatPath `json:"paths" doc:"Of each zone, FR and entry the weakest way, in order of zones and FRs; of these the one with the fewest layers first."`
	Alone    []HeldAlone  `json:"alone" doc:"Rows that one countermeasure holds alone, in order of places and rows."`
	Removed  []string     `json:"removed,omitempty" doc:"If asked for: keys of the countermeasures that are thought away."`
	Falls    []Fall       `json:"falls,omitempty" doc:"What falls without them: each component of SL-A, in order of places and FRs; missing without any."`
	Lost     []LostRow    `json:"lost,omitempty" doc:"Rows that would not count any more without them; missing without any."`
}

// Entry is a place where somebody can get in from outside.
type Entry struct {
	Place string `json:"place" doc:"Key of the zone or conduit."`
	Title string `json:"title" doc:"Its title."`
	Why   string `json:"why" doc:"What makes it an entry; for people."`
	Asset string `json:"asset,omitempty" doc:"Key of the asset that makes it one, if it is an asset."`
}

// ThreatPath is the weakest way from an entry to a zone, for one FR.
type ThreatPath struct {
	Zone   string     `json:"zone" doc:"Key of the zone it leads to."`
	FR     string     `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement."`
	Entry  string     `json:"entry" doc:"Key of the place it begins at."`
	Layers int        `json:"layers" doc:"How many of its places are layers."`
	Steps  []PathStep `json:"steps" doc:"Its places from the entry to the zone, both included."`
}

// PathStep is one place on a path.
type PathStep struct {
	Place    string   `json:"place" doc:"Key of the zone or conduit."`
	Layer    bool     `json:"layer" doc:"Whether it stands in the way: a row of the FR counts here as met or compensated."`
	Achieved int      `json:"achieved" doc:"Its SL-A verified in the FR of the path, 0 to 4."`
	Rows     []string `json:"rows" doc:"Codes of its rows of the FR that count as met or compensated."`
	Channels []string `json:"channels" doc:"Of a conduit: keys of the data flows that run in it, in order of keys."`
}

// HeldAlone is a row that one countermeasure holds alone.
type HeldAlone struct {
	Place          string   `json:"place" doc:"Key of the zone or conduit."`
	Row            string   `json:"row" doc:"Code of the row."`
	Level          int      `json:"level" doc:"The lowest SL that asks for the row, 1 to 4."`
	Countermeasure string   `json:"countermeasure" doc:"Key of the countermeasure."`
	Layers         []string `json:"layers" doc:"What it works through: people, process, technology."`
}

// Fall is one component of SL-A that falls.
type Fall struct {
	Place string   `json:"place" doc:"Key of the zone or conduit."`
	FR    string   `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement."`
	From  int      `json:"from" doc:"SL-A verified in this FR now, 0 to 4."`
	To    int      `json:"to" doc:"SL-A verified in this FR then, 0 to 4."`
	Rows  []string `json:"rows" doc:"Codes of the rows of the FR that counted and would not any more."`
}

// LostRow is a row that counted and does not any more.
type LostRow struct {
	Place string `json:"place" doc:"Key of the zone or conduit."`
	Row   string `json:"row" doc:"Code of the row."`
	Text  string `json:"text" doc:"What would keep it from counting, in words; for people."`
}
