package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

type bulkWriteInput struct {
	Incoming
	Writing
	Expected uint64 `query:"expected" maximum:"9007199254740991" doc:"The commit the author looked at; see the same member of a change. 0 or nothing: whatever the head is."`
	Label    string `query:"label" maxLength:"200" doc:"What is meant, in a word or two; import without it."`
	Message  string `query:"message" maxLength:"10000" doc:"Why, in the author's words."`
	Request  string `query:"change" maxLength:"100" doc:"Key or identity of the change request it belongs to, if any."`
}

// bulkWritten is the answer to a change that was sent line by line.
type bulkWritten struct {
	Commit uint64 `header:"Cordon-Commit" doc:"Number of the last commit that was made; the head if there was nothing to change."`
	Body   api.BulkCommitted
}

// mostBulk bounds the bytes of a change that is sent line by line.
const mostBulk = 16 << 30

// bulkWrite carries out steps that are sent one a line: all of them or none, as
// one commit if it can hold them.
func (s *Server) bulkWrite(ctx context.Context, in *bulkWriteInput) (*bulkWritten, error) {
	c := callOf(ctx)
	if err := refuseRetired(c); err != nil {
		return nil, err
	}
	st, err := c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	b := &bulk{s: s, c: c, in: in, key: func(k model.Kind) model.Key { return c.lease.NextKey(st.Snapshot, k) }}
	content := sha256.New()
	body := in.body(mostBulk)
	read := io.TeeReader(body, content)
	b.lines, err = transfer.ReadLines(ctx, read, st.Snapshot, transfer.LineOptions{NewID: c.lease.NewID, Key: b.key})
	err = body.sized(err)
	in.takeTime()
	if in.Once != "" {
		// A call that was carried out before may make no sense on what it led to.
		if _, broken := io.Copy(io.Discard, read); broken != nil {
			return nil, errors.Join(err, broken)
		}
		b.once = b.names(hex.EncodeToString(content.Sum(nil)))
		before, e := transfer.Done(ctx, c.lease, b.once, 0)
		if e != nil || len(before) > 0 {
			return b.again(ctx, before, e)
		}
	}
	if err != nil {
		return nil, err
	}
	return b.write(ctx, st)
}

// bulk is one change that was sent line by line.
type bulk struct {
	s     *Server
	c     *call
	in    *bulkWriteInput
	lines *transfer.Lines
	key   func(model.Kind) model.Key
	once  func(part int) string
}

// names gives the name of each part of a call, nil without an idempotency key.
func (b *bulk) names(content string) func(part int) string {
	asks := []string{content, b.in.Label, b.in.Message, b.in.Request, strconv.FormatUint(b.in.Expected, 10)}
	call := &call{caller: b.c.caller}
	ctx := context.WithValue(context.Background(), callKey{}, call)
	return func(part int) string {
		key := b.in.Once
		if part > 1 {
			key += "\x00" + strconv.Itoa(part) // no header holds such a key
		}
		return onceName(ctx, key, "bulk", asks)
	}
}

func (b *bulk) again(ctx context.Context, before []*model.Commit, err error) (*bulkWritten, error) {
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return nil, &statusError{status: http.StatusUnprocessableEntity, where: "header.Idempotency-Key", err: err}
	}
	if err != nil {
		return nil, err
	}
	out, err := b.answer(ctx, before)
	if out != nil {
		out.Body.Again = true
	}
	return out, err
}

// write commits what was read.
func (b *bulk) write(ctx context.Context, st app.State) (*bulkWritten, error) {
	ops := b.lines.Ops
	if len(ops) == 0 {
		return b.answer(ctx, nil)
	}
	request, err := requestOf(st.Snapshot, b.in.Request)
	if err != nil {
		return nil, at("query.change", err)
	}
	allow := func(at *model.Snapshot, ops []model.Op) error { return decideOps(b.c, at, ops) }
	if len(ops) > app.PartOps { // else a part would be written before a later one is refused
		if err := allow(st.Snapshot, ops); err != nil {
			return nil, answer.LocateLines(err)
		}
	}
	label := b.in.Label
	if label == "" {
		label = "import"
	}
	for range keyAttempts {
		// What has begun to be written is written to its end.
		var done []*model.Commit
		done, err = transfer.Write(context.WithoutCancel(ctx), b.c.lease, app.Change{
			Author: b.c.caller.name, Label: label, Message: b.in.Message, Request: request, Ops: ops, Expected: b.in.Expected, Allow: allow,
		}, b.once, 0)
		if len(done) > 0 {
			b.c.lease.Wrote(ctx)
		}
		if err == nil {
			return b.answer(ctx, done)
		}
		if len(done) > 0 || !b.lines.Taken(err) {
			break
		}
		b.lines.Rename(b.key)
	}
	return nil, answer.LocateLines(err)
}

func (b *bulk) answer(ctx context.Context, done []*model.Commit) (*bulkWritten, error) {
	head, err := b.c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	out := &bulkWritten{Commit: head.Snapshot.Commit(), Body: api.BulkCommitted{
		Steps: b.lines.Count, Commits: []api.Commit{}, Items: b.lines.Given(done), Head: head.Snapshot.Commit(),
	}}
	for _, c := range done {
		out.Body.Commits = append(out.Body.Commits, answer.Commit(c))
		out.Body.Ops += len(c.Ops)
		out.Commit = c.Number
	}
	return out, nil
}
