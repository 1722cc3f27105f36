package model

// PropDecl declares one property of a kind or a verb.
type PropDecl struct {
	Name        string   // the name in commits, files and the API, lower_snake
	Type        Type     // the type of its value
	Values      []string // the words of an Enum, in order
	Columns     []Column // the columns of a Table, in order
	Significant bool     // whether a change is seen by fingerprints (rules, section 6)
	Recorded    bool     // written by Cordon itself, not edited by hand
	Custom      bool     // added by the project
	Help        string   // what it means, in words for its users
}

// Column declares one column of a Table. All cells hold text of the given type.
type Column struct {
	Name     string
	Type     Type     // Text, Enum, Date or Row
	Values   []string // the words of an Enum
	Required bool
	Help     string
}

// KindDecl declares one kind of item.
type KindDecl struct {
	Prefix string // letters its keys begin with
	Name   string // singular, lower case
	Plural string
	Help   string
	Props  []PropDecl // own properties in the order of forms; the common ones follow
}

// Ends is one allowed combination of a link's two ends.
type Ends struct {
	From []Kind
	To   []Kind
}

// Flow says in which direction meaning flows along a verb (rules, section 6).
type Flow uint8

// The directions in which meaning can flow along a link.
const (
	NoFlow   Flow = iota // a change at one end says nothing about the other
	Forward              // from the link's from-end to its to-end
	Backward             // from the link's to-end to its from-end
)

// VerbDecl declares one verb of link: an English sentence from -> to.
type VerbDecl struct {
	Name    string // "allocated to"
	Inverse string // read from the other end: "has allocation"
	Ends    []Ends
	Single  bool // an item has at most one such link going out
	Acyclic bool // a circle is refused when it is made
	Flow    Flow
	Suspect bool // whether such a link is confirmed and can become suspect
	Trace   bool // whether it is a step of the chain for trace coverage, child -> parent
	Help    string
	Props   []PropDecl
}

// Schema is the declared schema together with the custom properties of one
// project. It is immutable.
type Schema struct {
	custom [kindCount][]PropDecl
}

// BaseSchema is the schema without custom properties.
func BaseSchema() *Schema { return &baseSchema }

var baseSchema Schema

// Kind gives the declaration of a kind; nil for NoKind.
func (s *Schema) Kind(k Kind) *KindDecl {
	if k == NoKind || k >= kindCount {
		return nil
	}
	return &kindDecls[k]
}

// Props lists the properties of a kind: its own, then the common ones, then
// those the project added.
func (s *Schema) Props(k Kind) []PropDecl {
	if k == NoKind || k >= kindCount {
		return nil
	}
	own := kindDecls[k].Props
	out := make([]PropDecl, 0, len(own)+len(commonProps)+len(s.custom[k]))
	out = append(out, own...)
	out = append(out, commonProps...)
	return append(out, s.custom[k]...)
}

// Prop finds a property of a kind by name; nil if it has none of that name.
func (s *Schema) Prop(k Kind, name string) *PropDecl {
	if k == NoKind || k >= kindCount {
		return nil
	}
	for _, list := range [3][]PropDecl{kindDecls[k].Props, commonProps, s.custom[k]} {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
	}
	return nil
}

// Verb gives the declaration of a verb; nil for NoVerb.
func (s *Schema) Verb(v Verb) *VerbDecl {
	if v == NoVerb || v >= verbCount {
		return nil
	}
	return &verbDecls[v]
}

// LinkProp finds a property of a verb's links by name; nil if there is none.
func (s *Schema) LinkProp(v Verb, name string) *PropDecl {
	d := s.Verb(v)
	if d == nil {
		return nil
	}
	for i := range d.Props {
		if d.Props[i].Name == name {
			return &d.Props[i]
		}
	}
	return nil
}

// Allows reports whether a verb may join an item of kind from to one of kind to.
func (s *Schema) Allows(v Verb, from, to Kind) bool {
	d := s.Verb(v)
	if d == nil {
		return false
	}
	for _, e := range d.Ends {
		if containsKind(e.From, from) && containsKind(e.To, to) {
			return true
		}
	}
	return false
}

func containsKind(list []Kind, k Kind) bool {
	for _, x := range list {
		if x == k {
			return true
		}
	}
	return false
}

// Significant reports whether changes of a property are seen by fingerprints.
// Custom properties count: they hold texts and technical data of the plant.
func (s *Schema) Significant(k Kind, name string) bool {
	d := s.Prop(k, name)
	return d != nil && (d.Significant || d.Custom)
}
