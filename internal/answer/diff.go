package answer

import (
	"encoding/json"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
)

// Compare says what differs from state a to a later state b of the same
// record. Invalid if b is the earlier one.
func Compare(a, b *View) (api.Diff, error) {
	if a.Snapshot().Commit() > b.Snapshot().Commit() {
		return api.Diff{}, fault.New(fault.Invalid, "compare states", "%s is later than %s; name the earlier state first", a.State.Label, b.State.Label)
	}
	d := api.Diff{
		From: State(a.State), To: State(b.State),
		Items: ItemChanges(model.Compare(a.Snapshot(), b.Snapshot())), Places: []api.PlaceChange{},
	}
	for _, p := range impact.WhatIf(a.Assessment(), b.Assessment()).Places {
		was, is := vectorsThere(p.Before), vectorsThere(p.After)
		if was != nil && is != nil && *was == *is {
			continue // only rows or links differ
		}
		it := b.Snapshot().Item(p.Node)
		d.Places = append(d.Places, api.PlaceChange{Key: it.Key.String(), Title: it.Title, Old: was, New: is})
	}
	return d, nil
}

// ItemChanges says what differs in every item of a comparison; never nil.
func ItemChanges(d model.Diff) []api.ItemChange {
	out := make([]api.ItemChange, 0, len(d.Items))
	for i := range d.Items {
		out = append(out, ItemChange(&d.Items[i]))
	}
	return out
}

// ItemChange says what differs in one item. The title of a new item is not
// listed among its properties.
func ItemChange(i *model.ItemDiff) api.ItemChange {
	d := api.ItemChange{Key: i.Key.String(), Title: i.New.Title, Change: "changed", Properties: []api.ValueChange{}, Links: []api.LinkChange{}}
	switch {
	case i.Old == nil:
		d.Change = "added"
	case i.New.Retired && !i.Old.Retired:
		d.Change = "retired"
	case !i.New.Retired && i.Old.Retired:
		d.Change = "revived"
	}
	for _, p := range i.Props {
		if p.Name != "retired" && (i.Old != nil || p.Name != "title") {
			d.Properties = append(d.Properties, valueChange(p))
		}
	}
	for _, l := range i.Links {
		d.Links = append(d.Links, linkChange(l))
	}
	return d
}

func linkChange(l model.LinkDiff) api.LinkChange {
	d := api.LinkChange{Verb: l.Verb.String(), To: l.To.String(), Change: "changed"}
	switch {
	case l.Old == nil:
		d.Change = "added"
	case l.New == nil:
		d.Change = "removed"
	case l.Confirmed && len(l.Props) == 0:
		d.Change = "confirmed"
	}
	for _, p := range l.Props {
		d.Properties = append(d.Properties, valueChange(p))
	}
	return d
}

func valueChange(p model.PropDiff) api.ValueChange {
	return api.ValueChange{Name: p.Name, Old: valueJSON(p.Old), New: valueJSON(p.New)}
}

// valueJSON gives a value in JSON, null for none.
func valueJSON(v model.Value) json.RawMessage { return model.AppendValueJSON(nil, v) }
