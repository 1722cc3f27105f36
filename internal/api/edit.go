package api

import "encoding/json"

// NewItem is an item to make.
type NewItem struct {
	Kind       string          `json:"kind" maxLength:"60" doc:"Its kind, as the schema names it."`
	Key        string          `json:"key,omitempty" maxLength:"60" doc:"The key it is to have; the next free one of its kind without it."`
	Title      string          `json:"title" minLength:"1" maxLength:"1000" doc:"Its title, one line."`
	Properties json.RawMessage `json:"properties,omitempty" doc:"Properties, an object from name to value as the schema declares."`
	Message    string          `json:"message,omitempty" maxLength:"100000" doc:"Why."`
}

// ItemEdit is a change of one item.
type ItemEdit struct {
	Title      string          `json:"title,omitempty" maxLength:"1000" doc:"The new title; as it was without it."`
	Properties json.RawMessage `json:"properties,omitempty" doc:"Properties to write; others stay."`
	Unset      []string        `json:"unset,omitempty" maxLength:"100" maxItems:"200" doc:"Names of properties to take away."`
	Message    string          `json:"message,omitempty" maxLength:"100000" doc:"Why."`
}

// NewLink is a link to make.
type NewLink struct {
	From       string          `json:"from" maxLength:"60" doc:"Key of the item it begins at."`
	Verb       string          `json:"verb" maxLength:"60" doc:"The verb."`
	To         string          `json:"to" maxLength:"60" doc:"Key of the item it leads to."`
	Properties json.RawMessage `json:"properties,omitempty" doc:"Properties of the link."`
	Message    string          `json:"message,omitempty" maxLength:"100000" doc:"Why."`
}

// Confirmation says of links that they still hold.
type Confirmation struct {
	Links   []LinkName `json:"links" minItems:"1" maxItems:"100000" doc:"The links."`
	Reason  string     `json:"reason" minLength:"1" maxLength:"10000" doc:"Why they still hold; it is recorded with each."`
	Message string     `json:"message,omitempty" maxLength:"100000" doc:"A message for the commit."`
}

// SuspectLinks lists links whose far end looks different now than when they
// were confirmed.
type SuspectLinks struct {
	State State      `json:"state" doc:"The state that was read."`
	Links []LinkName `json:"links" doc:"The links, in order of where they begin."`
}

// TargetApproval is a decision about the SL-T of a place (62443-3-2 ZCR 5).
type TargetApproval struct {
	Target    []int  `json:"target,omitempty" minItems:"7" maxItems:"7" doc:"Seven levels from 0 to 4 in the order IAC, UC, SI, DC, RDF, TRE, RA; the proposed target without it."`
	By        string `json:"by,omitempty" maxLength:"300" doc:"Who approves; the caller without it."`
	Rationale string `json:"rationale,omitempty" maxLength:"100000" doc:"Why this target; the one on record without it."`
	Message   string `json:"message,omitempty" maxLength:"100000" doc:"A message for the commit."`
	Expected  uint64 `json:"expected,omitempty" maximum:"9007199254740991" doc:"The commit the decision was made on; 0 for whatever the head is."`
}

// TargetConfirmation says that a target is still right.
type TargetConfirmation struct {
	Reason   string `json:"reason" minLength:"1" maxLength:"10000" doc:"Why, in your words."`
	Expected uint64 `json:"expected,omitempty" maximum:"9007199254740991" doc:"The commit that was looked at; 0 for whatever the head is. If the target or what it rests on has changed since, the answer is a conflict."`
}

// NewBaseline names a state.
type NewBaseline struct {
	Title   string `json:"title" minLength:"1" maxLength:"300" doc:"The name."`
	At      string `json:"at,omitempty" maxLength:"200" doc:"The state that is named; the newest without it."`
	Message string `json:"message,omitempty" maxLength:"100000" doc:"Why."`
}

// Restore brings an earlier state back.
type Restore struct {
	To       string `json:"to" minLength:"1" maxLength:"200" doc:"The state to go back to: a commit, a day or a baseline."`
	Message  string `json:"message,omitempty" maxLength:"100000" doc:"Why."`
	Expected uint64 `json:"expected,omitempty" maximum:"9007199254740991" doc:"The commit the decision was made on; 0 for whatever the head is."`
}
