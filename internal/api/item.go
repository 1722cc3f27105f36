package api

import "encoding/json"

// Item is one item with its outgoing links.
type Item struct {
	ID         string          `json:"id,omitempty" doc:"Its identity, a UUID that never changes; the command line leaves it out."`
	Key        string          `json:"key" doc:"Its short name, given once and never again, such as ZON-12."`
	Kind       string          `json:"kind" doc:"Its kind, as the schema names it."`
	Title      string          `json:"title" doc:"Its title."`
	Retired    bool            `json:"retired" doc:"Whether it was taken out of the model."`
	Revision   uint32          `json:"revision" doc:"Rises by one with each commit that changes the item or its outgoing links, from 1."`
	Commit     uint64          `json:"commit" doc:"Number of the commit that last changed it."`
	Properties json.RawMessage `json:"properties" doc:"The properties that are set, an object from name to a value in JSON of the type that the schema declares."`
	Links      []Link          `json:"links" doc:"Outgoing links, in order of verb, then of creation of what they lead to."`
}

// Link is one outgoing link of an item.
type Link struct {
	ID         string          `json:"id,omitempty" doc:"Its identity, a UUID; the command line leaves it out."`
	Verb       string          `json:"verb" doc:"The verb."`
	To         string          `json:"to" doc:"Key of the item it leads to."`
	Title      string          `json:"title" doc:"Title of that item."`
	Commit     uint64          `json:"commit" doc:"Number of the commit that made the link or last confirmed it; 0 for verbs that cannot be suspect."`
	Suspect    *bool           `json:"suspect,omitempty" doc:"Whether what the link was confirmed on looks different now; missing only where the caller did not ask for suspicion."`
	Properties json.RawMessage `json:"properties,omitempty" doc:"Properties of the link, as those of an item; missing without any."`
}

// LinkName names a link by its ends.
type LinkName struct {
	From string `json:"from" maxLength:"100" doc:"Key of the item it begins at."`
	Verb string `json:"verb" maxLength:"60" doc:"The verb."`
	To   string `json:"to" maxLength:"100" doc:"Key of the item it leads to."`
}

// InLink is one link that leads to an item.
type InLink struct {
	From    string `json:"from" doc:"Key of the item it begins at."`
	Verb    string `json:"verb" doc:"The verb, as read from there."`
	Title   string `json:"title" doc:"Title of that item."`
	Suspect bool   `json:"suspect" doc:"Whether the link is suspect."`
}

// Items is a list of items.
type Items struct {
	State State  `json:"state" doc:"What the document was made from."`
	Items []Item `json:"items" doc:"The items, in order of kind, then of number."`
}

// ItemDetail is one item with everything that is joined to it.
type ItemDetail struct {
	State State `json:"state" doc:"What the document was made from."`
	Item
	LinkedFrom []InLink `json:"linked_from" doc:"Links of live items that lead here, in order of verb, then of creation of what they come from."`
	FileState  string   `json:"file_state,omitempty" enum:"present,changed,missing" doc:"Of a piece of evidence with a digest: whether its file is there and as it was recorded."`
}
