package transfer

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Write commits a change, in parts if it is too large for one commit; see
// app.CommitInParts, also for limit, 0 being its default, and for the error.
// once, if not nil, names the call of each part, from 1; the parts have to bear
// different names, for a name stands for one commit.
func Write(ctx context.Context, svc app.Service, c app.Change, once func(part int) string, limit int) ([]*model.Commit, error) {
	if once != nil {
		svc = &numbered{Service: svc, once: once}
	}
	return app.CommitInParts(ctx, svc, c, limit)
}

// numbered gives each commit its name.
type numbered struct {
	app.Service
	once func(part int) string
	part int
}

// Commit implements app.Service.
func (n *numbered) Commit(ctx context.Context, c app.Change) (*model.Commit, error) {
	n.part++
	c.Once = n.once(n.part)
	return n.Service.Commit(ctx, c)
}

// Doer knows which calls were carried out; see app.Project.Done.
type Doer interface {
	Done(ctx context.Context, once string) (*model.Commit, error)
}

// Done gives the commits of a change that Write carried out before under the
// same names; none if it did not. Conflict if another change was made under the
// name, or if only the first parts of this one were written. limit is that of
// Write.
func Done(ctx context.Context, d Doer, once func(part int) string, limit int) ([]*model.Commit, error) {
	if limit <= 0 {
		limit = app.PartOps
	}
	var done []*model.Commit
	parts := 1
	for i := 1; i <= parts; i++ {
		c, err := d.Done(ctx, once(i))
		if err != nil {
			return nil, err
		}
		if c == nil {
			break
		}
		// A first part is as large as parts may be; a smaller commit is the whole,
		// whatever its author's message says.
		if done = append(done, c); i == 1 && len(c.Ops) >= limit {
			parts = partsOf(c.Message)
		}
	}
	if len(done) == 0 || len(done) == parts {
		return done, nil
	}
	f := fault.New(fault.Conflict, "commit", "a call of this name was broken off after part %d of %d; what it wrote stays (the last is commit %d), so send the rest under another name",
		len(done), parts, done[len(done)-1].Number)
	f.Head = done[len(done)-1].Number
	return nil, f
}

// partsOf reads from the message of the first part how many there are.
func partsOf(message string) int {
	last := message[strings.LastIndexByte(message, '\n')+1:]
	var part, of int
	if n, err := fmt.Sscanf(last, "part %d of %d", &part, &of); n == 2 && err == nil && part == 1 && of > 1 && last == fmt.Sprintf("part 1 of %d", of) {
		return of
	}
	return 1
}
