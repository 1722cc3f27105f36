package api

import "encoding/json"

// Diff is what differs between two states of one project.
type Diff struct {
	From   State         `json:"from" doc:"The earlier state."`
	To     State         `json:"to" doc:"The later state."`
	Items  []ItemChange  `json:"items" doc:"Items that differ, in order of keys."`
	Places []PlaceChange `json:"places" doc:"Zones and conduits whose vectors differ, in order of keys."`
}

// ItemChange is what differs in one item.
type ItemChange struct {
	Key        string        `json:"key" doc:"Key of the item."`
	Title      string        `json:"title" doc:"Its title in the later state."`
	Change     string        `json:"change" enum:"added,changed,retired,revived" doc:"What happened to it."`
	Properties []ValueChange `json:"properties" doc:"Properties that differ, in order of name; title stands among them."`
	Links      []LinkChange  `json:"links" doc:"Outgoing links that differ, in order of verb and end."`
}

// ValueChange is one value that differs.
type ValueChange struct {
	Name string          `json:"name" doc:"Name of the property."`
	Old  json.RawMessage `json:"old" doc:"The earlier value, in JSON of its type; null if it was not set."`
	New  json.RawMessage `json:"new" doc:"The later value, in JSON of its type; null if it is not set."`
}

// LinkChange is one link that came, went, changed or was confirmed.
type LinkChange struct {
	Verb       string        `json:"verb" doc:"The verb."`
	To         string        `json:"to" doc:"Key of the item it leads to."`
	Change     string        `json:"change" enum:"added,removed,changed,confirmed" doc:"What happened to it."`
	Properties []ValueChange `json:"properties,omitempty" doc:"Properties of the link that differ, in order of name; missing without any."`
}

// PlaceChange is a place whose vectors differ.
type PlaceChange struct {
	Key   string   `json:"key" doc:"Key of the zone or conduit."`
	Title string   `json:"title" doc:"Its title in the later state."`
	Old   *Vectors `json:"old" doc:"Its numbers in the earlier state; null if it was not there."`
	New   *Vectors `json:"new" doc:"Its numbers in the later state; null if it is gone."`
}
