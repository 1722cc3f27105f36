package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// What is more goes as a stream, one step a line.
const (
	mostOps   = 20_000
	mostBytes = 8 << 20
)

// Commit implements app.Service. The change is tried on the state it was made
// on first, so that what is wrong with it is said as for a project file; then it
// is sent under a name of its own, so that a call whose answer was lost is made
// again and carried out once.
//
// The server signs with the name of the account; another author is Invalid.
func (p *Project) Commit(ctx context.Context, c app.Change) (*model.Commit, error) {
	if err := p.signed(ctx, &c); err != nil {
		return nil, err
	}
	base, err := p.thoughtUpOn(ctx, c.Expected)
	if err != nil {
		return nil, err
	}
	if _, err := p.Try(base, &c); err != nil {
		return nil, err
	}
	ch := api.Change{Label: c.Label, Message: c.Message, Expected: c.Expected, Ops: wire(base.Snapshot, c.Ops)}
	if !c.Request.IsZero() {
		ch.Request = c.Request.String()
	}
	once := c.Once
	if once == "" {
		if once, err = p.callName(); err != nil {
			return nil, err
		}
	}
	p.mu.Lock()
	p.stale = true
	p.mu.Unlock()
	n, err := p.send(ctx, once, ch)
	if err != nil {
		return nil, err
	}
	done, err := p.one(ctx, n)
	if err != nil {
		return nil, err
	}
	// What it led to is known here if nobody was in between.
	if base.Snapshot.Commit()+1 == n {
		if s, err := model.Replay(base.Snapshot, done); err == nil {
			p.hold(s)
			p.keepNext(base.Snapshot, s)
		}
	}
	return done, nil
}

var errNoCommit = fault.New(fault.Internal, "commit", "the answer names no commit")

// signed sees that the change is signed as the server will sign it.
func (p *Project) signed(ctx context.Context, c *app.Change) error {
	name, err := p.Author(ctx)
	if err != nil {
		return err
	}
	if c.Author != "" && c.Author != name {
		f := fault.New(fault.Invalid, "commit", "the server signs commits with the name of the account, which is %q; leave out the author %q", name, c.Author)
		f.Place.Field = "author"
		return f
	}
	c.Author = name
	return nil
}

// thoughtUpOn gives the state a change was made on.
func (p *Project) thoughtUpOn(ctx context.Context, expected uint64) (app.State, error) {
	if expected == 0 {
		return p.Refresh(ctx)
	}
	s, err := p.state(ctx, expected)
	return app.State{Snapshot: s}, err
}

// one reads one commit.
func (p *Project) one(ctx context.Context, n uint64) (found *model.Commit, err error) {
	err = p.History(ctx, n, n, func(c *model.Commit) error {
		found = c
		return nil
	})
	if err == nil && found == nil {
		err = p.client.strange(errNoCommit)
	}
	if err != nil {
		f := fault.New(fault.Unavailable, "read the commit that was made", "the change is in the record as commit %d, but it could not be read back", n)
		f.Err = err
		return nil, f
	}
	return found, nil
}

// wire writes ops as they are sent.
func wire(s *model.Snapshot, ops []model.Op) []api.Op {
	list := answer.WireOps(s, ops)
	for i := range list {
		if list[i].Op == "set" {
			list[i].Reason = "" // said of a part of an import; only a confirmation keeps its reason
		}
		if op := &ops[i]; op.Kind == model.OpLink && !op.Fingerprint.IsZero() {
			list[i].Fingerprint = op.Fingerprint.String()
		}
	}
	return list
}

// send sends a change, as a document or as a stream, and gives the number of
// its commit.
func (p *Project) send(ctx context.Context, once string, ch api.Change) (uint64, error) {
	var body []byte
	if len(ch.Ops) <= mostOps {
		var err error
		if body, err = json.Marshal(ch); err != nil {
			return 0, fault.Wrap(fault.Internal, "write a change", err)
		}
	}
	if body == nil || len(body) > mostBytes {
		return p.stream(ctx, once, ch)
	}
	var done api.Committed
	r := request{method: http.MethodPost, path: projectPath(p.key, "commits"), once: once, media: "application/json", body: body}
	if err := p.client.call(ctx, r, &done); err != nil {
		return 0, err
	}
	if done.Commit == nil {
		return 0, p.client.strange(errNoCommit)
	}
	return done.Commit.Number, nil
}

// stream sends a change one step a line.
func (p *Project) stream(ctx context.Context, once string, ch api.Change) (uint64, error) {
	r, err := p.bulk(once, ch)
	if err != nil {
		return 0, err
	}
	var done api.BulkCommitted
	if err := p.client.call(ctx, r, &done); err != nil {
		return 0, err
	}
	if len(done.Commits) != 1 {
		return 0, p.client.strange(errNoCommit)
	}
	return done.Commits[0].Number, nil
}

// bulk is a change as a stream of steps.
func (p *Project) bulk(once string, ch api.Change) (request, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for i := range ch.Ops {
		if err := e.Encode(&ch.Ops[i]); err != nil {
			return request{}, fault.Wrap(fault.Internal, "write a step", err)
		}
	}
	q := url.Values{}
	for name, v := range map[string]string{"label": ch.Label, "message": ch.Message, "change": ch.Request} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if ch.Expected > 0 {
		q.Set("expected", strconv.FormatUint(ch.Expected, 10))
	}
	return request{
		method: http.MethodPost, path: projectPath(p.key, "bulk"), query: q, once: once,
		media: "application/x-ndjson", body: b.Bytes(),
	}, nil
}
