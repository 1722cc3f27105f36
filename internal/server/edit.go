package server

import (
	"context"
	"fmt"
	"strconv"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Single edits are commits of one step, for callers who think in items.

type newItemInput struct {
	Writing
	Body api.NewItem
}

// createItem makes one item.
func (s *Server) createItem(ctx context.Context, in *newItemInput) (*recorded, error) {
	b := &in.Body
	return s.write(ctx, change{
		message: b.Message, once: onceName(ctx, in.Once, "create item", b),
		list: []api.Op{{Op: "create", Kind: b.Kind, Key: b.Key, Title: b.Title, Properties: b.Properties}},
	})
}

type editItemInput struct {
	Writing
	Key   string `path:"key" maxLength:"60" doc:"Key of the item."`
	Match string `header:"If-Match" maxLength:"60" doc:"The ETag the item was read with. If it has changed since, the change is refused with 412."`
	Body  api.ItemEdit
}

// editItem writes title and properties of one item.
func (s *Server) editItem(ctx context.Context, in *editItemInput) (*recorded, error) {
	b := &in.Body
	if b.Title == "" && len(b.Unset) == 0 && len(b.Properties) == 0 {
		return nil, badField("body", "nothing is to be changed; give a title, properties, or names to unset")
	}
	return s.write(ctx, change{
		message: b.Message, once: onceName(ctx, in.Once, "edit item "+in.Key, b), allow: unchanged(in.Key, in.Match),
		list: []api.Op{{Op: "set", Key: in.Key, Title: b.Title, Properties: b.Properties, Unset: b.Unset}},
	})
}

type retireItemInput struct {
	Writing
	Key    string `path:"key" maxLength:"60" doc:"Key of the item."`
	Match  string `header:"If-Match" maxLength:"60" doc:"The ETag the item was read with."`
	Reason string `query:"reason" maxLength:"10000" doc:"Why it goes."`
}

// retireItem takes one item out of the model; its history stays.
func (s *Server) retireItem(ctx context.Context, in *retireItemInput) (*recorded, error) {
	return s.write(ctx, change{
		once: onceName(ctx, in.Once, "retire item "+in.Key, in.Reason), allow: unchanged(in.Key, in.Match),
		list: []api.Op{{Op: "retire", Key: in.Key, Reason: in.Reason}},
	})
}

// unchanged is the condition of If-Match, asked of the very state a change is
// applied to.
func unchanged(key, match string) func(*model.Snapshot) error {
	if match == "" || match == "*" {
		return nil
	}
	return func(s *model.Snapshot) error {
		k, err := model.ParseKey(key)
		if err != nil {
			return nil // refused elsewhere, in better words
		}
		n, ok := s.ByKey(k)
		if !ok {
			return nil
		}
		if tag := revisionTag(uint64(s.Item(n).Rev)); match != tag {
			return changedMeanwhile(key, s.Commit(), tag)
		}
		return nil
	}
}

type newLinkInput struct {
	Writing
	Body api.NewLink
}

// createLink makes one link.
func (s *Server) createLink(ctx context.Context, in *newLinkInput) (*recorded, error) {
	b := &in.Body
	return s.write(ctx, change{
		message: b.Message, once: onceName(ctx, in.Once, "create link", b),
		list: []api.Op{{Op: "link", From: b.From, Verb: b.Verb, To: b.To, Properties: b.Properties}},
	})
}

type endLinkInput struct {
	Writing
	From string `query:"from" required:"true" maxLength:"60" doc:"Key of the item the link begins at."`
	Verb string `query:"verb" required:"true" maxLength:"60" doc:"The verb."`
	To   string `query:"to" required:"true" maxLength:"60" doc:"Key of the item it leads to."`
}

// removeLink takes one link away.
func (s *Server) removeLink(ctx context.Context, in *endLinkInput) (*recorded, error) {
	return s.write(ctx, change{
		once: onceName(ctx, in.Once, "remove link", []string{in.From, in.Verb, in.To}),
		list: []api.Op{{Op: "unlink", From: in.From, Verb: in.Verb, To: in.To}},
	})
}

type confirmInput struct {
	Writing
	Body api.Confirmation
}

// confirmLinks says of suspect links that they still hold.
func (s *Server) confirmLinks(ctx context.Context, in *confirmInput) (*recorded, error) {
	b := &in.Body
	list := make([]api.Op, len(b.Links))
	for i, l := range b.Links {
		list[i] = api.Op{Op: "confirm", From: l.From, Verb: l.Verb, To: l.To, Reason: b.Reason}
	}
	return s.write(ctx, change{label: app.LabelConfirm, message: b.Message, once: onceName(ctx, in.Once, "confirm", b), list: list})
}

type suspectInput struct {
	Asked
	Place string `query:"place" maxLength:"300" doc:"Only links in the chains of this zone or conduit, by key or title."`
}

// suspectLinks lists the links that somebody has to look at again.
func (s *Server) suspectLinks(ctx context.Context, in *suspectInput) (*read[api.SuspectLinks], error) {
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.SuspectLinks, error) {
		names := []app.LinkName(nil)
		if in.Place == "" {
			names = answer.SuspectLinks(v, model.NoNode)
		} else {
			n, err := answer.FindPlace(v.State, in.Place)
			if err != nil {
				return nil, at("query.place", err)
			}
			if names, err = answer.SuspectLinksOf(v, n); err != nil {
				return nil, err
			}
		}
		return &api.SuspectLinks{State: answer.State(v.State), Links: answer.Links(names)}, nil
	})
}

type targetInput struct {
	Writing
	Place string `path:"place" maxLength:"300" doc:"A zone or conduit by key or title."`
	Body  api.TargetApproval
}

// approveTarget puts an SL-T in force and adapts the allocations to it.
func (s *Server) approveTarget(ctx context.Context, in *targetInput) (*recorded, error) {
	b := &in.Body
	c := callOf(ctx)
	return s.write(ctx, change{
		label: app.LabelApproveTarget, message: b.Message, expected: b.Expected, once: onceName(ctx, in.Once, "approve target "+in.Place, b),
		made: func(m *app.Maker, st app.State) error {
			n, err := answer.FindPlace(st, in.Place)
			if err != nil {
				return at("path.place", err)
			}
			by := b.By
			if by == "" {
				by = c.caller.name
			}
			v, err := levelsOf(b.Target, st.Snapshot.PlaceView(n))
			if err != nil {
				return err
			}
			a := app.TargetApproval{Target: v, By: by, Rationale: b.Rationale, Day: st.Date}
			return m.ApproveTarget(c.lease.Basis(st.Snapshot), st.Snapshot.Key(n), a)
		},
	})
}

type confirmTargetInput struct {
	Writing
	Place string `path:"place" maxLength:"300" doc:"A zone or conduit by key or title."`
	Body  api.TargetConfirmation
}

// confirmTarget says that the SL-T in force is still right.
func (s *Server) confirmTarget(ctx context.Context, in *confirmTargetInput) (*recorded, error) {
	return s.write(ctx, change{
		label: app.LabelConfirmTarget, expected: in.Body.Expected, once: onceName(ctx, in.Once, "confirm target "+in.Place, in.Body),
		made: func(m *app.Maker, st app.State) error {
			n, err := answer.FindPlace(st, in.Place)
			if err != nil {
				return at("path.place", err)
			}
			if err := sameTarget(ctx, st, n, in.Body.Expected); err != nil {
				return err
			}
			return m.ConfirmTarget(st.Snapshot.Key(n), in.Body.Reason)
		},
	})
}

// sameTarget tells whether the target in force of a place is still the one that
// was looked at in an earlier commit: nobody confirms what he has not seen. That
// what it rests on is the same is looked at where the commit is made.
func sameTarget(ctx context.Context, st app.State, n model.Node, expected uint64) error {
	now := st.Snapshot
	if expected == 0 || expected >= now.Commit() {
		return nil
	}
	seen, err := callOf(ctx).lease.At(ctx, strconv.FormatUint(expected, 10))
	if err != nil {
		return at("body/expected", err)
	}
	if old, there := seen.Snapshot.ByID(now.ID(n)); there {
		was, approved := seen.Snapshot.PlaceView(old).Target()
		is, stands := now.PlaceView(n).Target()
		if approved == stands && was == is {
			return nil
		}
	}
	f := fault.New(fault.Conflict, "confirm a target", "the target in force is another one since commit %d; look at it and decide again", expected)
	f.Subject, f.Head, f.Place.Field = now.Key(n).String(), now.Commit(), "approved_target"
	return f
}

type baselinesInput struct{ Asked }

// baselines lists the named states.
func (s *Server) baselines(ctx context.Context, in *baselinesInput) (*read[api.Baselines], error) {
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.Baselines, error) {
		d := answer.Baselines(v.State)
		return &d, nil
	})
}

type newBaselineInput struct {
	Writing
	Body api.NewBaseline
}

// createBaseline gives a state a name.
func (s *Server) createBaseline(ctx context.Context, in *newBaselineInput) (*recorded, error) {
	b := &in.Body
	return s.write(ctx, change{
		label: app.LabelBaseline, message: b.Message, once: onceName(ctx, in.Once, "baseline", b),
		made: func(m *app.Maker, st app.State) error {
			named, err := callOf(ctx).lease.At(ctx, b.At)
			if err != nil {
				return at("body/at", err)
			}
			_, err = m.SetBaseline(b.Title, named.Snapshot.Commit())
			return err
		},
	})
}

type restoreInput struct {
	Writing
	Body api.Restore
}

// restore brings back everything as it was in an earlier state, as a new commit.
func (s *Server) restore(ctx context.Context, in *restoreInput) (*recorded, error) {
	b := &in.Body
	return s.write(ctx, change{
		label: app.LabelRestore, message: b.Message, expected: b.Expected, once: onceName(ctx, in.Once, "restore", b),
		made: func(m *app.Maker, _ app.State) error {
			then, err := callOf(ctx).lease.At(ctx, b.To)
			if err != nil {
				return at("body/to", err)
			}
			m.Restore(then.Snapshot)
			return nil
		},
	})
}

// levelsOf reads a target, or takes the proposed one.
func levelsOf(levels []int, p model.Place) (sl.Vector, error) {
	if levels == nil {
		v, ok := p.Proposed()
		if !ok {
			return v, badField("body/target", "no target is given, and none is proposed for %s; give seven levels", p.Key)
		}
		return v, nil
	}
	var v sl.Vector
	for i, n := range levels {
		if n < 0 || n > int(sl.MaxLevel) || i >= len(v) {
			return v, badField(fmt.Sprintf("body/target/%d", i), "%d is no level; levels are 0 to %d", n, sl.MaxLevel)
		}
		v[i] = sl.Level(n)
	}
	return v, nil
}
