package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// PartOps is how many ops CommitInParts puts into one commit: what a few
// hundred megabytes of commit hold.
const PartOps = 500_000

// CommitInParts commits a change that may be too large for one commit: up to
// limit ops (0: PartOps) as Commit does, more as several commits in a row, the
// message of each saying which part it is. It is for imports.
//
// The whole change is tried in memory first, so that a wrong op stops it before
// anything is written. The ops must be in an order in which each part holds by
// itself. Links made in one part and touched by the next are confirmed at the
// end, and targets decided anew: for the reader all of it was one change.
//
// A change that is named (Once) can be made again with the same ops and goes on
// where it was broken off: each part has a name of its own, made from that of
// the change, which may therefore be no longer than 53.
//
// If a part cannot be written the ones before it stay: the error says how many,
// and they are returned with it.
func CommitInParts(ctx context.Context, svc Service, c Change, limit int) ([]*model.Commit, error) {
	if limit <= 0 {
		limit = PartOps
	}
	if len(c.Ops) <= limit {
		commit, err := svc.Commit(ctx, c)
		if err != nil {
			return nil, err
		}
		return []*model.Commit{commit}, nil
	}
	head, err := svc.Head(ctx)
	if err != nil {
		return nil, err
	}
	begun, err := begunBefore(ctx, svc, c)
	if err != nil {
		return nil, err
	}
	if !begun {
		if _, err := svc.Plan(ctx, head, c.Ops); err != nil {
			return nil, err
		}
	}
	var done []*model.Commit
	parts := slices.Collect(slices.Chunk(c.Ops, limit))
	for i, ops := range parts {
		part := c
		part.Ops, part.Message, part.Once = ops, partMessage(c.Message, i+1, len(parts)), partOnce(c.Once, i+1)
		if i > 0 {
			part.Expected = 0 // the record has moved on by our own doing
		}
		commit, err := svc.Commit(ctx, part)
		if err != nil {
			return done, fault.Wrap(fault.Unavailable, fmt.Sprintf("commit part %d of %d (those before it are in the record)", i+1, len(parts)), err)
		}
		done = append(done, commit)
	}
	return settle(ctx, svc, c, done)
}

// begunBefore reports whether the first part of a named change is in the record
// already: then it was tried in memory when it was first made.
func begunBefore(ctx context.Context, svc Service, c Change) (bool, error) {
	p, ok := svc.(interface {
		Done(ctx context.Context, once string) (*model.Commit, error)
	})
	if !ok || c.Once == "" {
		return false, nil
	}
	done, err := p.Done(ctx, partOnce(c.Once, 1))
	return done != nil, err
}

// partOnce names the call of one part: under one name only the first would be
// carried out. The hash of what is asked for stays behind the dot.
func partOnce(once string, i int) string {
	if once == "" {
		return ""
	}
	call, body, _ := strings.Cut(once, ".")
	call += "-part-" + strconv.Itoa(i)
	if body == "" {
		return call
	}
	return call + "." + body
}

func partMessage(message string, i, n int) string {
	part := fmt.Sprintf("part %d of %d", i, n)
	if message == "" {
		return part
	}
	return message + "\n" + part
}

// settle confirms what a later part of the same change has made suspect.
func settle(ctx context.Context, svc Service, c Change, done []*model.Commit) ([]*model.Commit, error) {
	head, err := svc.Head(ctx)
	if err != nil {
		return done, err
	}
	s := head.Snapshot
	prints := trace.NewPrints(capability.BasisFor(svc.Library(), s), s)
	var ops []model.Op
	for i := range c.Ops {
		op := &c.Ops[i]
		if !confirms(*op) || !op.Fingerprint.IsZero() {
			continue
		}
		from, l := linkOf(s, op)
		if l != nil && prints.Suspect(from, l.Verb, l.To) {
			ops = append(ops, model.Op{Kind: model.OpSet, Link: l.ID, Item: op.Item, Confirm: true, Reason: "made in the same change"})
		}
	}
	for _, id := range decidedPlaces(c.Ops) {
		if n, ok := s.ByID(id); ok && s.Live(n) && prints.Open(n) {
			target, _ := s.PlaceView(n).Target()
			ops = append(ops, model.Op{Kind: model.OpSet, Item: id, Reason: "decided in the same change", Props: model.Props{{Name: "approved_target", Value: model.VectorValue(target)}}})
		}
	}
	if len(ops) == 0 {
		return done, nil
	}
	last := c
	last.Ops, last.Message, last.Expected = ops, partMessage(c.Message, len(done)+1, len(done)+1), 0
	last.Once = partOnce(c.Once, len(done)+1)
	commit, err := svc.Commit(ctx, last)
	if err != nil {
		return done, fault.Wrap(fault.Unavailable, "confirm what the parts made", err)
	}
	return append(done, commit), nil
}
