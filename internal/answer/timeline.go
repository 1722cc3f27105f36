package answer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// timelineItems is how many keys a commit of the timeline names.
const timelineItems = 3

// TimelineFilter narrows a timeline. What is empty lets everything through.
type TimelineFilter struct {
	Author string       // a part of the author's name, in any case
	Text   string       // a part of label or message, in any case, or the number
	Kinds  []model.Kind // touches an item of one of them
}

// Timeline sums up a commit, told by a state that is not older; false if the
// filter keeps it out.
func Timeline(c *model.Commit, s *model.Snapshot, f *TimelineFilter) (api.TimelineCommit, bool) {
	if !f.said(c) {
		return api.TimelineCommit{}, false
	}
	d := api.TimelineCommit{Commit: Commit(c), Kinds: []api.KindTouched{}, Items: []string{}}
	if !c.Change.IsZero() {
		d.Change = newTeller([]*model.Snapshot{s}).name(c.Change)
	}
	var counts [256]api.KindTouched
	seen := map[model.ID]bool{}
	for i := range c.Ops {
		op := &c.Ops[i]
		n, ok := s.ByID(op.Item)
		if !ok {
			continue
		}
		key := s.Key(n)
		k := &counts[key.Kind]
		if !seen[op.Item] {
			seen[op.Item] = true
			k.Items++
			if len(d.Items) < timelineItems {
				d.Items = append(d.Items, key.String())
			}
		}
		switch op.Kind {
		case model.OpCreate:
			k.Added++
		case model.OpRetire:
			k.Retired++
		}
	}
	fits := len(f.Kinds) == 0
	for _, kind := range model.Kinds() {
		if k := counts[kind]; k.Items > 0 {
			k.Kind = kind.String()
			d.Kinds = append(d.Kinds, k)
			fits = fits || slices.Contains(f.Kinds, kind)
		}
	}
	return d, fits
}

// said reports whether author and words fit.
func (f *TimelineFilter) said(c *model.Commit) bool {
	holds := func(text, part string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(part)) }
	if f.Author != "" && !holds(c.Author, f.Author) {
		return false
	}
	return f.Text == "" || holds(c.Message, f.Text) || holds(c.Label, f.Text) || strconv.FormatUint(c.Number, 10) == f.Text
}
