package answer

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// Commit gives a commit without its ops.
func Commit(c *model.Commit) api.Commit {
	return api.Commit{
		Number: c.Number, Time: c.Time.UTC().Format(model.TimeLayout), Author: c.Author,
		Label: c.Label, Message: c.Message, Ops: len(c.Ops),
	}
}

// CommitDetail gives a commit with its ops, told by states that know what they
// speak of: items are looked up in each in turn, links in the first that has
// them. The state the commit was made on, followed by the one it made or any
// later one, tells everything; with fewer, what is not known stays an
// identity. A nil state is passed over.
func CommitDetail(c *model.Commit, states ...*model.Snapshot) api.CommitDetail {
	t := newTeller(states)
	d := api.CommitDetail{Commit: Commit(c), Request: c.Request, Operations: t.ops(c.Ops)}
	if !c.Change.IsZero() {
		d.Change = t.name(c.Change)
	}
	return d
}

// summaryItems is how many keys a ChangeSummary names.
const summaryItems = 200

// Changes says what a commit touched, told by the state after it: the items it
// changed and, of links that came, went or changed, both ends. The far end of a
// link that went is found in before, the state that the commit was made on; nil
// leaves it out.
func Changes(c *model.Commit, before, after *model.Snapshot) api.ChangeSummary {
	d := api.ChangeSummary{
		Commit: c.Number, Time: c.Time.UTC().Format(model.TimeLayout), Author: c.Author, Label: c.Label,
		Kinds: []string{}, Items: []string{},
	}
	touched := touchedBy(c, before, after)
	keys := make([]model.Key, 0, len(touched))
	var kinds [256]bool
	for k := range touched {
		keys = append(keys, k)
		kinds[k.Kind] = true
	}
	slices.SortFunc(keys, model.Key.Compare)
	for _, k := range model.Kinds() {
		if kinds[k] {
			d.Kinds = append(d.Kinds, k.String())
		}
	}
	for _, k := range keys[:min(len(keys), summaryItems)] {
		d.Items = append(d.Items, k.String())
	}
	d.More = max(0, len(keys)-summaryItems)
	return d
}

func touchedBy(c *model.Commit, before, after *model.Snapshot) map[model.Key]bool {
	touched := map[model.Key]bool{}
	add := func(id model.ID) (model.Node, bool) {
		n, ok := after.ByID(id)
		if ok {
			touched[after.Key(n)] = true
		}
		return n, ok
	}
	for i := range c.Ops {
		op := &c.Ops[i]
		n, known := add(op.Item)
		switch {
		case !op.To.IsZero():
			add(op.To)
		case op.Link.IsZero() || !known:
		default:
			// The link is named by its identity alone; its far end is where it was,
			// or is.
			for _, s := range []*model.Snapshot{before, after} {
				if s == nil || int(n) >= s.Len() {
					continue
				}
				if l := linkByID(s, n, op.Link); l != nil {
					touched[s.Key(l.To)] = true
					break
				}
			}
		}
	}
	return touched
}

// linkByID finds an outgoing link by its identity; nil if there is none.
func linkByID(s *model.Snapshot, from model.Node, id model.ID) *model.Link {
	links := s.Item(from).Links
	for i := range links {
		if links[i].ID == id {
			return &links[i]
		}
	}
	return nil
}
