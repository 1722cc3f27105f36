package app

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
)

// Restore makes the ops that bring the content of the state back to that of an
// earlier state of the same record: titles, properties, links with what they
// were confirmed on, and what is retired. Items that did not exist then are
// retired, since nothing is ever deleted; baselines stay. Used for undo (the state before a
// commit) and for going back to a baseline. There may be nothing to do; then
// no ops are made.
func (m *Maker) Restore(then *model.Snapshot) {
	m.restore(restoring{m: m, then: then, diff: model.Compare(then, m.s), keepNames: true, back: map[model.ID]bool{}})
}

// restore makes the ops that take a difference back.
func (m *Maker) restore(r restoring) {
	// Links go before items and links come back, so that what may be there only
	// once is never there twice. Items come back before they are touched, and
	// are retired when nothing is left to be done to them.
	for i := range r.diff.Items {
		r.detach(&r.diff.Items[i])
	}
	for i := range r.diff.Items {
		if d := &r.diff.Items[i]; d.Old == nil && !d.New.Retired && !(r.keepNames && d.Key.Kind == model.KindBaseline) {
			r.add(model.Op{Kind: model.OpRetire, Item: d.New.ID, Reason: restored})
		}
	}
	r.each(func(d *model.ItemDiff) {
		if !d.New.Retired {
			r.unlink(d)
		}
	})
	// What others are linked to comes back before those who are still linked
	// to something else.
	for _, last := range []bool{false, true} {
		r.each(func(d *model.ItemDiff) {
			if d.New.Retired && last == slices.ContainsFunc(d.Links, gone) {
				r.back[d.New.ID] = true
				r.add(model.Op{Kind: model.OpSet, Item: d.New.ID, Revive: true})
			}
		})
	}
	r.each(func(d *model.ItemDiff) {
		if d.New.Retired {
			r.unlink(d)
		}
	})
	r.each(r.props)
	r.each(r.links)
	r.each(func(d *model.ItemDiff) {
		if d.Old.Retired {
			r.add(model.Op{Kind: model.OpRetire, Item: d.New.ID, Reason: restored})
		}
	})
	for _, id := range r.ends {
		r.add(model.Op{Kind: model.OpRetire, Item: id, Reason: restored})
	}
}

const restored = "restored"

type restoring struct {
	m    *Maker
	then *model.Snapshot
	diff model.Diff
	// keepNames leaves baselines alone: the name of a state outlives going back
	// to it.
	keepNames bool
	back      map[model.ID]bool // retired items that were brought back
	ends      []model.ID        // those of them that are brought back for a link only
}

func (r *restoring) add(op model.Op) { r.m.ops = append(r.m.ops, op) }

// each visits the items that existed then.
func (r *restoring) each(fn func(*model.ItemDiff)) {
	for i := range r.diff.Items {
		if d := &r.diff.Items[i]; d.Old != nil {
			fn(d)
		}
	}
}

// detach takes allocations off their place that would stand in the way of
// another: a place has at most one per row, retired ones included. One whose
// row differs is put back when all rows are right; one that did not exist then
// makes room for good.
func (r *restoring) detach(d *model.ItemDiff) {
	if d.Key.Kind != model.KindAllocation {
		return
	}
	if d.Old == nil {
		for i := range d.New.Links {
			if l := &d.New.Links[i]; l.Verb == model.AllocatedTo && r.taken(l.To, d.New.Props.Value("row")) {
				r.openEnd(d.New.ID)
				r.add(model.Op{Kind: model.OpUnlink, Link: l.ID, Item: d.New.ID})
			}
		}
		return
	}
	if d.Old.Props.Value("row").Equal(d.New.Props.Value("row")) {
		return
	}
	links := d.Links[:0:0]
	for _, l := range d.Links {
		if l.Verb != model.AllocatedTo {
			links = append(links, l)
		}
	}
	for i := range d.New.Links {
		if l := &d.New.Links[i]; l.Verb == model.AllocatedTo {
			links = append(links, model.LinkDiff{Verb: l.Verb, New: l})
		}
	}
	for i := range d.Old.Links {
		if l := &d.Old.Links[i]; l.Verb == model.AllocatedTo {
			links = append(links, model.LinkDiff{Verb: l.Verb, Old: l})
		}
	}
	d.Links = links
}

// taken reports whether a place had an allocation of a row then.
func (r *restoring) taken(place model.Node, row model.Value) bool {
	if int(place) >= r.then.Len() {
		return false
	}
	for _, e := range r.then.In(place) {
		if e.Verb == model.AllocatedTo && r.then.Item(e.Node).Props.Value("row").Equal(row) {
			return true
		}
	}
	return false
}

// gone reports whether a link of now was not there then.
func gone(l model.LinkDiff) bool {
	return l.New != nil && (l.Old == nil || l.Old.ID != l.New.ID)
}

func (r *restoring) unlink(d *model.ItemDiff) {
	for _, l := range d.Links {
		if gone(l) {
			r.add(model.Op{Kind: model.OpUnlink, Link: l.New.ID, Item: d.New.ID})
		}
	}
}

func (r *restoring) props(d *model.ItemDiff) {
	set := model.Op{Kind: model.OpSet, Item: d.New.ID}
	unset := model.Op{Kind: model.OpUnset, Item: d.New.ID}
	for _, p := range d.Props {
		switch {
		case p.Name == "title":
			set.Title, set.TitleSet = d.Old.Title, true
		case p.Name == "retired":
		case p.Old.IsZero():
			unset.Names = append(unset.Names, p.Name)
		default:
			set.Props = set.Props.With(p.Name, p.Old)
		}
	}
	if !set.Props.Value("approved_target").IsZero() {
		// To restore is not to decide: what the target was decided on comes
		// back with it, also if that was nothing.
		inputs := d.Old.Props.Value("target_inputs")
		if inputs.IsZero() {
			inputs = model.TextValue(model.Text, model.Fingerprint{}.String())
			if !slices.Contains(unset.Names, "target_inputs") {
				unset.Names = append(unset.Names, "target_inputs")
			}
		}
		set.Props = set.Props.With("target_inputs", inputs)
	}
	if set.TitleSet || len(set.Props) > 0 {
		r.add(set)
	}
	if len(unset.Names) > 0 {
		r.add(unset)
	}
}

// links brings links back as they were, with what they were confirmed on: to
// restore is not to confirm.
func (r *restoring) links(d *model.ItemDiff) {
	for _, l := range d.Links {
		switch {
		case l.Old == nil:
		case l.New == nil || l.New.ID != l.Old.ID:
			r.openEnd(r.then.ID(l.Old.To))
			r.add(model.Op{
				Kind: model.OpLink, Link: l.Old.ID, Verb: l.Verb, Item: d.New.ID, To: r.then.ID(l.Old.To),
				Props: l.Old.Props, Fingerprint: l.Old.Confirmed,
			})
		default:
			r.link(d, &l)
		}
	}
}

// openEnd brings back, for a while, an item that is retired and stays so, so
// that its links can be changed.
func (r *restoring) openEnd(id model.ID) {
	n, ok := r.m.s.ByID(id)
	if !ok || r.m.s.Live(n) || r.back[id] {
		return
	}
	r.back[id] = true
	r.ends = append(r.ends, id)
	r.add(model.Op{Kind: model.OpSet, Item: id, Revive: true})
}

func (r *restoring) link(d *model.ItemDiff, l *model.LinkDiff) {
	set := model.Op{Kind: model.OpSet, Link: l.New.ID, Item: d.New.ID}
	unset := model.Op{Kind: model.OpUnset, Link: l.New.ID, Item: d.New.ID}
	if l.Old.Confirmed != l.New.Confirmed {
		set.Confirm, set.Fingerprint = true, l.Old.Confirmed
	}
	for _, p := range l.Props {
		if p.Old.IsZero() {
			unset.Names = append(unset.Names, p.Name)
		} else {
			set.Props = set.Props.With(p.Name, p.Old)
		}
	}
	if set.Confirm || len(set.Props) > 0 {
		r.add(set)
	}
	if len(unset.Names) > 0 {
		r.add(unset)
	}
}
