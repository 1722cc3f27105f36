package app

import (
	"errors"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Undo makes the ops that take one change back: before and after are the states
// around it, and the state of the maker is one after them, on which others may
// have gone on. What they did stays. Where they changed the same property, link
// or item, the error joins one Conflict for each, with the place, and no ops
// are made.
func (m *Maker) Undo(before, after *model.Snapshot) error {
	diff := model.Compare(before, after)
	if err := m.movedOn(diff, model.Compare(after, m.s)); err != nil {
		return err
	}
	m.restore(restoring{m: m, then: before, diff: diff, back: map[model.ID]bool{}})
	return nil
}

// movedOn finds what was changed by a change and again since.
func (m *Maker) movedOn(change, since model.Diff) error {
	later := map[model.Key]*model.ItemDiff{}
	for i := range since.Items {
		later[since.Items[i].Key] = &since.Items[i]
	}
	var errs []error
	for i := range change.Items {
		d := &change.Items[i]
		next := later[d.Key]
		if next == nil {
			continue
		}
		if d.Old == nil {
			errs = append(errs, m.conflict(d.Key, "", "it was changed since it was created; change it by hand"))
			continue
		}
		for _, p := range d.Props {
			if changedProp(next, p.Name) {
				errs = append(errs, m.conflict(d.Key, p.Name, "%s was changed again since; change it by hand", p.Name))
			}
		}
		for _, l := range d.Links {
			if changedLink(next, &l) {
				errs = append(errs, m.conflict(d.Key, l.Verb.String(), "the link %s %s was changed again since; change it by hand", l.Verb, l.To))
			}
		}
	}
	return errors.Join(errs...)
}

func changedProp(d *model.ItemDiff, name string) bool {
	for _, p := range d.Props {
		if p.Name == name {
			return true
		}
	}
	return false
}

func changedLink(d *model.ItemDiff, l *model.LinkDiff) bool {
	for _, next := range d.Links {
		if next.Verb == l.Verb && next.To == l.To {
			return true
		}
	}
	return false
}

func (m *Maker) conflict(key model.Key, field, format string, a ...any) error {
	f := fault.New(fault.Conflict, "undo a change", format, a...)
	f.Subject, f.Head, f.Place.Field = key.String(), m.s.Commit(), field
	return f
}
