package gap

import (
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Defence in depth (design, section 3.10).
//
// An entry is a place where somebody can get in from outside the control
// system: a zone of type external, business, wireless or temporary, and a zone
// or conduit that directly holds an installed asset marked externally
// connected, wireless or temporary. Access points that a place records are not
// entries: nearly every place has some, doors among them.
//
// A threat path leads from an entry to a zone. Its steps go from a zone to a
// conduit that connects it and on to every zone that conduit connects, and
// between a zone and the zones directly within it, both ways. Channels do not
// narrow this: what is not drawn can still happen.
//
// A place on the path, the zone at its end included, is a layer for an FR if at
// least one row of that FR counts there verified, as met or as compensated: not
// applicable holds nobody back. An entry that lies outside by its type, external
// or business, is no layer, for who attacks stands there already, and it has no
// path to itself. Every other entry is ours: who comes in by radio, by a laptop
// or by a remote connection meets the rows of that place first.
//
// Of the many paths from one entry the one with the fewest layers is shown; of
// these the shortest; of these the one whose places come first by key.

// Entry says why a place is an entry.
type Entry uint8

// The reasons; the first that holds is shown.
const (
	NoEntry      Entry = iota
	EntryOutside       // a zone of type external or business
	EntryOpen          // a zone of type wireless or temporary
	EntryExternallyConnected
	EntryWireless
	EntryTemporary
)

var entryWords = [...]string{
	"no entry", "its type", "its type", "holds an externally connected asset", "holds a wireless asset", "holds a temporarily connected asset",
}

// String says the reason in words for people.
func (e Entry) String() string { return entryWords[e] }

// ThreatPath is the weakest way from one entry to a zone, for one FR.
type ThreatPath struct {
	Entry  model.Node // zone or conduit where it begins
	Why    Entry
	Asset  model.Node // the marked asset that makes it an entry; NoNode for its type
	Steps  []PathStep // the places from the entry to the zone, both included
	Layers int        // how many of them are layers
}

// PathStep is one place of a path.
type PathStep struct {
	Place    model.Node
	Layer    bool         // it stands in the way
	Achieved sl.Level     // its SL-A verified in the FR
	Rows     []int        // its rows of the FR that count as met or compensated, by number
	Channels []model.Node // of a conduit: the data flows that run in it, in order of keys
}

// ZoneDefence is what stands in the way to one zone.
type ZoneDefence struct {
	Zone  model.Node
	Paths [sl.NumFR][]ThreatPath // per FR: one path for each entry, fewest layers first, then in order of the entries' keys
}

// Held is what holds one row that counts as met or compensated.
type Held struct {
	Place           model.Node
	Row             int
	Countermeasures []model.Node // that satisfy or validly compensate it, in order of keys
	Assets          []model.Node // that implement component requirements of its allocation, in order of keys
	Layers          []string     // people, process, technology: those of the countermeasures, else of the row
}

// Alone reports whether one countermeasure holds the row alone.
func (h *Held) Alone() bool { return len(h.Countermeasures) == 1 && len(h.Assets) == 0 }

// Weak is a path with at most one layer to a zone whose approved target asks
// for something in the FR.
type Weak struct {
	Zone model.Node
	FR   sl.FR
	Path ThreatPath
}

// Fall is one component of SL-A that falls.
type Fall struct {
	Place model.Node
	FR    sl.FR
	From  sl.Level
	To    sl.Level
	Rows  []int // rows of the FR that counted and do not any more, by number
}

// Defence is the defence in depth of one assessed state. It is immutable.
type Defence struct {
	p        *Project
	index    map[model.Node]int32 // place -> place in p.Places
	next     [][]int32            // places next to each, ascending, hence in order of keys
	entry    []Entry
	asset    []model.Node      // what makes an entry one
	channels [][]model.Node    // that run in each place, in order of keys
	layers   [sl.NumFR][][]int // per FR and place: the rows that stand in the way
}
