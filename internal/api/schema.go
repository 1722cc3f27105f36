package api

// Schema declares what a project can hold: kinds of item with their
// properties, and verbs of link. It includes what the project added itself.
type Schema struct {
	Kinds []SchemaKind `json:"kinds" doc:"The kinds of item, in the order of every listing."`
	Verbs []SchemaVerb `json:"verbs" doc:"The verbs of link, in declared order."`
	Types []SchemaType `json:"types" doc:"The types of value, with their form in JSON."`
}

// SchemaKind declares one kind of item.
type SchemaKind struct {
	Kind       string           `json:"kind" doc:"Its name, lower case, singular."`
	Plural     string           `json:"plural" doc:"Its plural."`
	Prefix     string           `json:"prefix" doc:"The three letters that its keys begin with."`
	Help       string           `json:"help" doc:"What it is; for people."`
	Properties []SchemaProperty `json:"properties" doc:"Its properties in the order of forms: its own, those of every kind, those of the project."`
}

// SchemaProperty declares one property of a kind or a verb.
type SchemaProperty struct {
	Name        string         `json:"name" doc:"Its name."`
	Type        string         `json:"type" enum:"text,word,yes/no,number,date,moment,standard row,digest,vector,list,table" doc:"Type of its value; types gives the form in JSON."`
	Choices     []string       `json:"choices,omitempty" doc:"The words of a value of type word, in order; missing without any."`
	Columns     []SchemaColumn `json:"columns,omitempty" doc:"The columns of a table, in order; missing without any."`
	Unit        string         `json:"unit,omitempty" enum:"security level 0 to 4 for each FR" doc:"What its numbers count, where that is not plain from the name."`
	Significant bool           `json:"significant" doc:"Whether a change of it makes links suspect that rest on the item."`
	Recorded    bool           `json:"recorded" doc:"Whether it is written by an act of its own, such as the approval of a target, and not edited."`
	Custom      bool           `json:"custom" doc:"Whether the project added it."`
	Help        string         `json:"help" doc:"What it means; for people."`
}

// SchemaColumn declares one column of a table. Every cell is a text of the
// form of its type.
type SchemaColumn struct {
	Name     string   `json:"name" doc:"Its name."`
	Type     string   `json:"type" enum:"text,word,date,standard row" doc:"Type of its cells."`
	Choices  []string `json:"choices,omitempty" doc:"The words of a column of type word, in order; missing without any."`
	Required bool     `json:"required" doc:"Whether every record needs it."`
	Help     string   `json:"help" doc:"What it means; for people."`
}

// SchemaVerb declares one verb: a link reads from, verb, to as a sentence.
type SchemaVerb struct {
	Verb       string           `json:"verb" doc:"Its words."`
	Inverse    string           `json:"inverse" doc:"Its words as read from the other end."`
	Help       string           `json:"help" doc:"What such a link says; for people."`
	Ends       []SchemaEnds     `json:"ends" doc:"What it may join; any of them."`
	Single     bool             `json:"single" doc:"Whether an item has at most one such link."`
	Acyclic    bool             `json:"acyclic" doc:"Whether a circle of such links is refused."`
	Flow       string           `json:"flow" enum:"none,forward,backward" doc:"Where meaning flows: forward, a change of from reaches to; backward, a change of to reaches from; none."`
	Suspect    bool             `json:"suspect" doc:"Whether such a link is confirmed and can become suspect."`
	Trace      bool             `json:"trace" doc:"Whether it counts for trace coverage, from being the child."`
	Properties []SchemaProperty `json:"properties" doc:"Properties of such links, in the order of forms."`
}

// SchemaEnds is one allowed combination of the ends of a link.
type SchemaEnds struct {
	From []string `json:"from" doc:"Kinds it may begin at."`
	To   []string `json:"to" doc:"Kinds it may lead to."`
}

// SchemaType explains one type of value.
type SchemaType struct {
	Type string `json:"type" enum:"text,word,yes/no,number,date,moment,standard row,digest,vector,list,table" doc:"Name of the type."`
	JSON string `json:"json" enum:"string,boolean,integer,array of 7 integers,array of strings,array of objects of strings" doc:"Its form in JSON."`
	Help string `json:"help" doc:"What values look like; for people."`
}

// Verbs lists the verbs, as the command line prints them.
type Verbs struct {
	Verbs []Verb `json:"verbs" doc:"The verbs, in declared order."`
}

// Verb is a verb in brief.
type Verb struct {
	Verb    string       `json:"verb" doc:"Its words."`
	Inverse string       `json:"inverse" doc:"Its words as read from the other end."`
	Help    string       `json:"help" doc:"What such a link says; for people."`
	Suspect bool         `json:"suspect" doc:"Whether such a link is confirmed and can become suspect."`
	Ends    []SchemaEnds `json:"ends" doc:"What it may join; any of them."`
}
