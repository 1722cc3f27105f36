package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Writing is what every call takes that makes a commit.
type Writing struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Once    string `header:"Idempotency-Key" maxLength:"200" doc:"A name the caller chooses for this very change. If the answer is lost, the call can be made again with the same name within two days and is carried out once, on whatever node."`
}

type commitInput struct {
	Writing
	Body api.Change
}

// recorded is the answer to a call that made a commit.
type recorded struct {
	Commit uint64 `header:"Cordon-Commit" doc:"Number of the commit that was made; the head if there was nothing to change."`
	Body   api.Committed
}

// change is a commit in the making.
type change struct {
	label, message string
	expected       uint64
	request        string
	once           string
	list           []api.Op                               // what was sent, for the places of faults
	ops            []model.Op                             // in place of list: made by the server itself
	allow          func(*model.Snapshot) error            // a condition of the caller's on the state it is applied to
	made           func(m *app.Maker, st app.State) error // in place of list and ops: made on the newest state
}

// commit makes a commit of a list of steps.
func (s *Server) commit(ctx context.Context, in *commitInput) (*recorded, error) {
	b := &in.Body
	return s.write(ctx, change{
		label: b.Label, message: b.Message, expected: b.Expected, request: b.Request, list: b.Ops,
		once: onceName(ctx, in.Once, "commit", b),
	})
}

// onceName names a call for the record: which call it is, and a hash of what it
// asks for. What the caller chose is hashed with who he is, so that nobody can
// meet the call of another.
func onceName(ctx context.Context, key, operation string, body any) string {
	if key == "" {
		return ""
	}
	hash := func(n int, parts ...string) string {
		h := sha256.New()
		for _, p := range parts {
			h.Write([]byte(strconv.Itoa(len(p))))
			h.Write([]byte(p))
		}
		return hex.EncodeToString(h.Sum(nil))[:n]
	}
	return hash(32, callOf(ctx).caller.user, key) + "." + hash(20, operation, string(mustJSON(body)))
}

// keyAttempts bounds how often a change is made again because another node gave
// its new keys to somebody else.
const keyAttempts = 20

// write carries a change out.
func (s *Server) write(ctx context.Context, ch change) (*recorded, error) {
	c := callOf(ctx)
	if err := refuseRetired(c); err != nil {
		return nil, err
	}
	if ch.label == "" {
		ch.label = "edit"
	}
	if ch.once != "" {
		if done, err := c.lease.Done(ctx, ch.once); err != nil || done != nil {
			return s.doneAgain(ctx, c, &ch, done, err)
		}
	}
	var err error
	for range keyAttempts {
		var done *model.Commit
		var mine map[string]bool
		if done, mine, err = s.attempt(ctx, c, &ch); err == nil {
			c.lease.Wrote(ctx)
			return s.committed(ctx, c, &ch, done, false)
		}
		if !takenKeys(ctx, c, err, mine) {
			break
		}
	}
	return nil, err
}

// acts are labels under which a list of steps may write what an ordinary edit
// may not, such as the target in force: the caller has made the whole of the
// act, as the command line does, and the record says that it was one.
var acts = map[string]bool{
	app.LabelApproveTarget: true, app.LabelConfirmTarget: true, app.LabelRestore: true, "import text": true, "create project": true,
}

// takenKeys reports whether a change was refused where keys that were given to
// it were given to others meanwhile. If it was refused for another reason too,
// that shows when it is made again.
func takenKeys(ctx context.Context, c *call, err error, mine map[string]bool) bool {
	if len(mine) == 0 || slices.ContainsFunc(fault.All(err), func(f *fault.Error) bool {
		return f.Kind != fault.Conflict && f.Kind != fault.Invalid // perhaps it was written after all
	}) {
		return false
	}
	head, err := c.lease.Head(ctx)
	if err != nil {
		return false
	}
	for key := range mine {
		if k, err := model.ParseKey(key); err == nil {
			if _, taken := head.Snapshot.ByKey(k); taken {
				return true
			}
		}
	}
	return false
}

func (s *Server) doneAgain(ctx context.Context, c *call, ch *change, done *model.Commit, err error) (*recorded, error) {
	if fault.KindOf(err) == fault.Conflict && err != nil {
		return nil, &statusError{status: http.StatusUnprocessableEntity, where: "header.Idempotency-Key", err: err}
	}
	if err != nil {
		return nil, err
	}
	return s.committed(ctx, c, ch, done, true)
}

// attempt makes the ops of a change and commits them. mine are the keys it gave
// to new items; the commit is nil if there was nothing to do.
func (s *Server) attempt(ctx context.Context, c *call, ch *change) (done *model.Commit, mine map[string]bool, err error) {
	st, err := c.lease.Head(ctx)
	if err != nil {
		return nil, nil, err
	}
	ops, list := ch.ops, ch.list
	switch {
	case ch.made != nil:
		m := app.NewMaker(st.Snapshot, c.lease.NewID)
		if err := ch.made(m, st); err != nil {
			return nil, nil, err
		}
		if ops = m.Ops(); len(ops) == 0 {
			return nil, nil, nil
		}
		mine = createdKeys(ops)
	case list != nil:
		list, mine = s.giveKeys(c, st.Snapshot, list)
		if ops, err = answer.Ops(st.Snapshot, list, answer.OpOptions{NewID: c.lease.NewID}); err != nil {
			return nil, nil, s.conflicting(ctx, c, ch, list, err)
		}
	}
	request, err := requestOf(st.Snapshot, ch.request)
	if err != nil {
		return nil, nil, err
	}
	done, err = c.lease.Commit(ctx, app.Change{
		Author: c.caller.name, Label: ch.label, Message: ch.message, Request: request, Ops: ops, Expected: ch.expected, Once: ch.once,
		Allow: func(at *model.Snapshot, ops []model.Op) error {
			if list != nil && !acts[ch.label] {
				if err := answer.NotRecorded(at, ops); err != nil {
					return err
				}
			}
			if ch.allow != nil {
				if err := ch.allow(at); err != nil {
					return err
				}
			}
			return decideOps(c, at, ops)
		},
	})
	return done, mine, answer.Locate(list, err)
}

// decideOps refuses what the caller may not do to this state.
func decideOps(c *call, s *model.Snapshot, ops []model.Op) error {
	denied := access.DecideOps(c.caller.who, s, ops)
	errs := make([]error, len(denied))
	for i, f := range denied {
		errs[i] = f
	}
	return errors.Join(errs...)
}

func createdKeys(ops []model.Op) map[string]bool {
	keys := map[string]bool{}
	for i := range ops {
		if ops[i].Kind == model.OpCreate {
			keys[ops[i].Key.String()] = true
		}
	}
	return keys
}

// giveKeys names the items of a list that ask only for a kind.
func (s *Server) giveKeys(c *call, at *model.Snapshot, list []api.Op) (named []api.Op, mine map[string]bool) {
	named = slices.Clone(list)
	for i := range named {
		op := &named[i]
		if op.Op != "create" || op.Key != "" {
			continue
		}
		kind, err := model.ParseKind(op.Kind)
		if err != nil {
			continue // it is refused where all faults are gathered
		}
		op.Key = c.lease.NextKey(at, kind).String()
		if mine == nil {
			mine = map[string]bool{}
		}
		mine[op.Key] = true
	}
	return named, mine
}

// conflicting tells whether a list that makes no sense on the newest state did
// so on the one its author looked at: then others were faster, and it is a
// conflict.
func (s *Server) conflicting(ctx context.Context, c *call, ch *change, list []api.Op, err error) error {
	if ch.expected == 0 {
		return err
	}
	seen, e := c.lease.At(ctx, strconv.FormatUint(ch.expected, 10))
	if e != nil {
		return err
	}
	if _, e := answer.Ops(seen.Snapshot, list, answer.OpOptions{NewID: c.lease.NewID}); e != nil {
		return err
	}
	head, e := c.lease.Head(ctx)
	if e != nil {
		return err
	}
	var errs []error
	for _, f := range fault.All(err) {
		g := *f
		g.Kind, g.Head = fault.Conflict, head.Snapshot.Commit()
		errs = append(errs, &g)
	}
	return errors.Join(errs...)
}

// requestOf finds the change request a commit belongs to, by key or identity.
func requestOf(s *model.Snapshot, name string) (model.ID, error) {
	if name = strings.TrimSpace(name); name == "" {
		return model.ID{}, nil
	}
	var n model.Node
	ok := false
	if k, err := model.ParseKey(name); err == nil {
		n, ok = s.ByKey(k)
	} else if id, err := model.ParseID(name); err == nil {
		n, ok = s.ByID(id)
	}
	if !ok || s.Kind(n) != model.KindChange || !s.Live(n) {
		return model.ID{}, badField("body/change", "there is no change request %q", name)
	}
	return s.ID(n), nil
}

// committed says what a commit made.
func (s *Server) committed(ctx context.Context, c *call, ch *change, done *model.Commit, again bool) (*recorded, error) {
	st, err := c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	out := &recorded{Commit: st.Snapshot.Commit(), Body: api.Committed{Items: []api.Given{}, Again: again, Head: st.Snapshot.Commit()}}
	if done == nil {
		return out, nil
	}
	doc := answer.Commit(done)
	out.Commit, out.Body.Commit = done.Number, &doc
	var refs []string
	for i := range ch.list {
		if ch.list[i].Op == "create" {
			refs = append(refs, ch.list[i].Ref)
		}
	}
	for i := range done.Ops {
		op := &done.Ops[i]
		if op.Kind != model.OpCreate {
			continue
		}
		g := api.Given{Key: op.Key.String(), ID: op.Item.String()}
		if n := len(out.Body.Items); n < len(refs) {
			g.Ref = refs[n]
		}
		out.Body.Items = append(out.Body.Items, g)
	}
	return out, nil
}
