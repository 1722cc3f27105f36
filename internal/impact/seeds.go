package impact

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
)

// seeds lists the seeds as the first items, in order of keys, and gives the
// numbers of the rows among them.
func (w *Walker) seeds(list []Seed) (rows []int) {
	what := map[model.Node]aspects{}
	var nodes []model.Node
	for _, x := range list {
		switch {
		case x.Node == model.NoNode:
			if x.Row >= 0 && x.Row < len(w.b.Rows()) {
				rows = append(rows, x.Row)
			}
		case int(x.Node) < w.s.Len():
			if _, twice := what[x.Node]; !twice {
				nodes = append(nodes, x.Node)
			}
			what[x.Node] |= w.aspects(x)
		}
	}
	w.plant(nodes, what)
	slices.Sort(rows)
	rows = slices.Compact(rows)
	w.askedBy(rows)
	return rows
}

// aspects says what of a seed changes, given its kind.
func (w *Walker) aspects(x Seed) aspects {
	if x.Change >= changeCount {
		return aspectsOf[Any]
	}
	a := aspectsOf[x.Change]
	switch w.s.Kind(x.Node) {
	case model.KindAsset:
		return a
	case model.KindProduct:
		if x.Change == Moved || x.Change == Lifecycle {
			return aspectsOf[Any]
		}
		if x.Change == Firmware {
			return aspectsOf[Any]
		}
		return a
	case model.KindConduit:
		if x.Change == Moved {
			return membership | judged
		}
		return content | judged | a&(membership|presence)
	case model.KindZone:
		return content | judged | a&presence
	case model.KindAllocation:
		// Retirement of an allocation is not significant (rules, section 6).
		if x.Change == Retired {
			return judged
		}
	}
	return content | judged
}

// plant makes nodes the seeds.
func (w *Walker) plant(nodes []model.Node, what map[model.Node]aspects) {
	if w.full {
		w.ranks.sort(nodes)
	}
	for _, n := range nodes {
		w.fresh(n, listed)
		w.pos[n] = uint32(len(w.items))
		w.items = append(w.items, Reached{Node: n, From: model.NoNode, Row: -1, Phase: Changed, Reason: IsChanged, parent: none})
		w.what = append(w.what, what[n])
	}
}

// askedBy reaches the allocations of rows.
func (w *Walker) askedBy(rows []int) {
	if len(rows) == 0 {
		return
	}
	w.indexRows()
	for _, row := range rows {
		for _, alloc := range w.byRow[row] {
			if w.fresh(alloc, listed) {
				w.next = append(w.next, Reached{
					Node: alloc, From: model.NoNode, Row: int32(row), Reason: RowAsked, Via: model.NoVerb, parent: none,
				})
			}
		}
	}
}

// indexRows finds the allocations of every row, once for each state.
func (w *Walker) indexRows() {
	if w.rowsOf == w.s {
		return
	}
	w.rowsOf, w.byRow = w.s, make([][]model.Node, len(w.b.Rows()))
	for alloc := range w.s.AllOfKind(model.KindAllocation) {
		if row, ok := w.b.Row(w.s.AllocationView(alloc).RowText()); ok {
			w.byRow[row] = append(w.byRow[row], alloc)
		}
	}
}

// seedsBetween finds what changed between two states, and what kind of change
// it is.
func (w *Walker) seedsBetween() {
	what := map[model.Node]aspects{}
	var nodes []model.Node
	for _, d := range model.Compare(w.old, w.s).Items {
		n, _ := w.s.ByKey(d.Key)
		nodes = append(nodes, n)
		what[n] = w.aspectsBetween(n, &d)
	}
	w.plant(nodes, what)
	for i, a := range w.what {
		if a != 0 {
			w.flowOverLinks(uint32(i))
		}
	}
}

// aspectsBetween says what of an item differs between the states.
func (w *Walker) aspectsBetween(n model.Node, d *model.ItemDiff) aspects {
	if d.Old == nil {
		return w.aspects(Item(n, Retired)) | linkAspects(d)
	}
	if !w.old.Live(n) && !w.s.Live(n) && d.Key.Kind != model.KindAllocation {
		return 0 // it exists in neither
	}
	var a aspects
	for i := range d.Props {
		a |= w.propAspects(d.Key.Kind, n, d.Props[i].Name)
	}
	a |= linkAspects(d)
	if d.Key.Kind == model.KindAsset && !w.sameTypes(n) {
		a |= content | membership | types
	}
	return a
}

func (w *Walker) sameTypes(asset model.Node) bool {
	return sameSet(w.old.AssetView(asset).Types(), w.s.AssetView(asset).Types())
}

func sameSet(x, y []string) bool {
	x, y = slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))
	return slices.Equal(slices.Compact(x), slices.Compact(y))
}

// propAspects says what a property means.
func (w *Walker) propAspects(k model.Kind, n model.Node, name string) aspects {
	switch name {
	case "title", "owner", "due", "colour":
		return 0
	case "retired":
		return w.aspects(Item(n, Retired))
	}
	a := judged
	if w.s.Schema().Significant(k, name) || w.old.Schema().Significant(k, name) {
		a |= content
	}
	switch {
	case k == model.KindAsset && name == "firmware":
		a |= firmware
	case k == model.KindAsset && name == "lifecycle" && w.old.AssetView(n).Installed() != w.s.AssetView(n).Installed():
		a |= enlisted
	case k == model.KindAsset && name == "overrides":
		a |= statements
	case k == model.KindProduct && name == "component_types":
		a |= statements
		if !sameSet(w.old.ProductView(n).Types(), w.s.ProductView(n).Types()) {
			a |= membership | types
		}
	case k == model.KindProduct && (name == "statements" || name == "version_from" || name == "version_to"):
		a |= statements
	}
	return a
}

// linkAspects says what outgoing links that came, went or changed mean for
// their item.
func linkAspects(d *model.ItemDiff) aspects {
	var a aspects
	for i := range d.Links {
		l := &d.Links[i]
		a |= judged
		if l.Old != nil && l.New != nil {
			continue // confirmed, or a property of the link
		}
		switch {
		case l.Verb == model.In, l.Verb == model.Connects:
			a |= membership
		case l.Verb == model.InstanceOf:
			a |= content | statements | firmware | instance
		case l.Verb == model.Threatens, flowsBack.has(l.Verb):
			a |= content
		}
	}
	return a
}

// flowOverLinks reaches what a link of a seed that came or went leads meaning
// to: the far end looks different though the seed itself may not.
func (w *Walker) flowOverLinks(i uint32) {
	n := w.items[i].Node
	over := func(s, other *model.Snapshot) {
		for _, e := range s.Out(n) {
			if int(n) < other.Len() && slices.Contains(other.Out(n), e) {
				continue
			}
			if flowsOn.has(e.Verb) {
				w.reach(e.Node, i, e.Verb, true, flowReason[e.Verb])
			}
			if e.Verb == model.Realizes && s.Kind(e.Node) == model.KindAllocation {
				w.lookingAtDesigns(i, e.Node)
			}
		}
	}
	over(w.s, w.old)
	if w.inOld(i) {
		over(w.old, w.s)
	}
}
