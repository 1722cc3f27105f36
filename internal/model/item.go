package model

// Item is one item of the model in one state. It is immutable: the slices it
// carries must not be changed.
type Item struct {
	ID      ID
	Key     Key
	Title   string
	Rev     uint32 // rises by one with each commit that changes the item or its outgoing links
	Commit  uint64 // number of the commit that last changed it
	Retired bool
	Props   Props
	Links   []Link // outgoing links, in order of verb, then of the node they lead to
}

// Kind gives the item's kind.
func (it *Item) Kind() Kind { return it.Key.Kind }

// Link finds the outgoing link with this verb and end; nil if there is none.
func (it *Item) Link(v Verb, to Node) *Link {
	for i := range it.Links {
		if it.Links[i].Verb == v && it.Links[i].To == to {
			return &it.Links[i]
		}
	}
	return nil
}

// Link is one outgoing link of an item.
type Link struct {
	ID        ID
	Verb      Verb
	To        Node
	Confirmed Fingerprint // what the upstream end looked like when the link was made or last confirmed; zero if its verb cannot be suspect
	At        uint64      // number of the commit that made or last confirmed it
	Props     Props
}

// Node is an item's dense number in its project, from 0 in order of creation.
// It is never used again for another item.
type Node uint32

// NoNode stands for no item.
const NoNode = ^Node(0)

// Edge is one end of a link as seen from the other: the verb and the far node.
type Edge struct {
	Node Node
	Verb Verb
}
