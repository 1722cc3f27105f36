package app

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
)

// onceFor is how long a call can be made again without being carried out
// again, by the times of the commits.
const onceFor = 48 * time.Hour

// onceMost is how many calls are remembered before those that are too old are
// forgotten.
const onceMost = 200_000

// onceIndex knows which calls were carried out. The record itself says so: the
// index is read from the log when the first such call comes, and follows it
// from then on. It belongs to the writer.
type onceIndex struct {
	ready bool
	names map[string]onceDone // by the first part of the name
}

type onceDone struct {
	name   string // the whole name
	commit uint64
}

// saw takes note of a commit.
func (o *onceIndex) saw(n uint64, commit []byte) {
	if !o.ready {
		return
	}
	if name := requestOf(commit); name != "" {
		call, _, _ := strings.Cut(name, ".")
		o.names[call] = onceDone{name, n}
	}
}

// requestOf reads the name of the call from the bytes of a commit, empty if it
// has none. Decoding all of it would be slow, an import may be large: quotes in
// texts are escaped, so the member can stand in only one place.
func requestOf(commit []byte) string {
	head, _, _ := bytes.Cut(commit, []byte(`,"ops":[`))
	_, rest, found := bytes.Cut(head, []byte(`,"request":"`))
	if !found {
		return ""
	}
	name, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(name)
}

// Done gives the commit of a call that was carried out before, by this process
// or another; nil if there is none. See Change.Once, also for the errors.
func (p *Project) Done(ctx context.Context, once string) (*model.Commit, error) {
	if err := p.usable(ctx, "look for a call"); err != nil {
		return nil, err
	}
	return p.submit(ctx, &request{lookup: true, change: Change{Once: once}})
}

// doneBefore gives the commit of a call that was carried out already, on the
// log or earlier in the batch that is being built; nil if it was not.
func (p *Project) doneBefore(ctx context.Context, c *Change, batch []store.Entry, head *model.Snapshot) (*model.Commit, error) {
	if c.Once == "" {
		return nil, nil
	}
	call, _, _ := strings.Cut(c.Once, ".")
	for _, e := range batch {
		name := requestOf(e.Commit)
		if done, _, _ := strings.Cut(name, "."); done != call {
			continue
		}
		if name != c.Once {
			return nil, otherCall(c, head.Commit())
		}
		return model.DecodeCommit(e.Commit)
	}
	if err := p.readCalls(ctx, p.head.Load()); err != nil {
		return nil, err
	}
	done, found := p.once.names[call]
	switch {
	case !found:
		return nil, nil
	case done.name != c.Once:
		return nil, otherCall(c, head.Commit())
	}
	var commit *model.Commit
	err := p.cfg.Store.Commits(ctx, done.commit, done.commit, func(n uint64, data []byte) (err error) {
		commit, err = decodeOne(n, data)
		return err
	})
	return commit, err
}

func otherCall(c *Change, head uint64) error {
	f := fault.New(fault.Conflict, "commit", "another change was made under this name already; give each change a name of its own")
	f.Place.Field, f.Head = "once", head
	return f
}

// readCalls makes the index, or makes it anew when it has grown large.
func (p *Project) readCalls(ctx context.Context, head *model.Snapshot) error {
	if p.once.ready && len(p.once.names) < onceMost {
		return nil
	}
	from, err := p.lastBefore(ctx, head, p.cfg.Clock().Add(-onceFor))
	if err != nil {
		return err
	}
	index := onceIndex{ready: true, names: map[string]onceDone{}}
	if head.Commit() > from {
		err = p.cfg.Store.Commits(ctx, from+1, head.Commit(), func(n uint64, data []byte) error {
			index.saw(n, data)
			return nil
		})
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, fmt.Sprintf("read the calls since commit %d", from), err)
	}
	p.once = index
	return nil
}
