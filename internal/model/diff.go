package model

import (
	"slices"
)

// Diff is what differs between two states of one project, in order of keys.
type Diff struct {
	Items []ItemDiff
}

// ItemDiff is what differs in one item and its outgoing links. Old is nil for
// an item that was created in between.
type ItemDiff struct {
	Key   Key
	Old   *Item
	New   *Item
	Props []PropDiff // in order of name; "title" and "retired" stand among them
	Links []LinkDiff // in order of verb and end
}

// PropDiff is one property that differs; a zero Value is "not set".
type PropDiff struct {
	Name string
	Old  Value
	New  Value
}

// LinkDiff is one outgoing link that came, went or changed.
type LinkDiff struct {
	Verb      Verb
	To        Key
	Old       *Link // nil if it came
	New       *Link // nil if it went
	Confirmed bool  // it was confirmed in between
	Props     []PropDiff
}

// Compare gives what differs from state a to a later state c of the same
// record. Pages that both share are skipped, so the cost follows the change.
func Compare(a, c *Snapshot) Diff {
	var d Diff
	for _, n := range Changed(a, c) {
		var old *Item
		if int(n) < a.size {
			old = a.Item(n)
		}
		if id := compareItem(c, old, c.Item(n)); old == nil || len(id.Props)+len(id.Links) > 0 {
			d.Items = append(d.Items, id)
		}
	}
	slices.SortFunc(d.Items, func(x, y ItemDiff) int { return x.Key.Compare(y.Key) })
	return d
}

func compareItem(s *Snapshot, old, now *Item) ItemDiff {
	d := ItemDiff{Key: now.Key, Old: old, New: now}
	empty := &Item{}
	if old == nil {
		old = empty
	}
	if old.Title != now.Title {
		d.Props = append(d.Props, PropDiff{Name: "title", Old: titleValue(old.Title), New: titleValue(now.Title)})
	}
	if old.Retired != now.Retired {
		d.Props = append(d.Props, PropDiff{Name: "retired", Old: BoolValue(old.Retired), New: BoolValue(now.Retired)})
	}
	d.Props = append(d.Props, compareProps(old.Props, now.Props)...)
	d.Links = compareLinks(s, old.Links, now.Links)
	return d
}

func titleValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return TextValue(Text, s)
}

func compareProps(a, c Props) []PropDiff {
	var out []PropDiff
	i, j := 0, 0
	for i < len(a) || j < len(c) {
		switch {
		case j == len(c) || (i < len(a) && a[i].Name < c[j].Name):
			out = append(out, PropDiff{Name: a[i].Name, Old: a[i].Value})
			i++
		case i == len(a) || c[j].Name < a[i].Name:
			out = append(out, PropDiff{Name: c[j].Name, New: c[j].Value})
			j++
		default:
			if !a[i].Value.Equal(c[j].Value) {
				out = append(out, PropDiff{Name: a[i].Name, Old: a[i].Value, New: c[j].Value})
			}
			i++
			j++
		}
	}
	return out
}

func compareLinks(s *Snapshot, a, c []Link) []LinkDiff {
	var out []LinkDiff
	i, j := 0, 0
	for i < len(a) || j < len(c) {
		order := 0
		switch {
		case i == len(a):
			order = 1
		case j == len(c):
			order = -1
		default:
			order = compareEdges(Edge{Verb: a[i].Verb, Node: a[i].To}, Edge{Verb: c[j].Verb, Node: c[j].To})
		}
		switch {
		case order < 0:
			out = append(out, LinkDiff{Verb: a[i].Verb, To: s.Key(a[i].To), Old: &a[i]})
			i++
		case order > 0:
			out = append(out, LinkDiff{Verb: c[j].Verb, To: s.Key(c[j].To), New: &c[j]})
			j++
		default:
			d := LinkDiff{Verb: c[j].Verb, To: s.Key(c[j].To), Old: &a[i], New: &c[j]}
			d.Confirmed = a[i].At != c[j].At || a[i].Confirmed != c[j].Confirmed
			d.Props = compareProps(a[i].Props, c[j].Props)
			if d.Confirmed || len(d.Props) > 0 || a[i].ID != c[j].ID {
				out = append(out, d)
			}
			i++
			j++
		}
	}
	return out
}

// Changed lists the nodes whose items or outgoing links differ between two
// states of one lineage, in ascending order. New nodes count as changed.
func Changed(a, c *Snapshot) []Node {
	var out []Node
	for pi := range c.body {
		if pi < len(a.body) && a.body[pi] == c.body[pi] && a.graph[pi] == c.graph[pi] {
			continue
		}
		for i := range pageSize {
			n := Node(pi<<pageBits + i)
			if int(n) >= c.size {
				break
			}
			if int(n) >= a.size || differ(a.Item(n), c.Item(n)) {
				out = append(out, n)
			}
		}
	}
	return out
}

// differ reports whether two states of one item may differ. Items are decoded
// when first looked at, so two pages may hold the same item twice.
func differ(old, now *Item) bool {
	return old != now && (old.Commit != now.Commit || old.Rev != now.Rev)
}
