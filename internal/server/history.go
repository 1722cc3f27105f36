package server

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

type commitsInput struct {
	Asked
	Paging
	Ops bool `query:"operations" doc:"With the steps of each commit."`
}

// commits answers with a page of the log, the newest first.
func (s *Server) commits(ctx context.Context, in *commitsInput) (*read[api.CommitPage], error) {
	cur, err := in.open(queryHash("commits"))
	if err != nil {
		return nil, err
	}
	cur.state(&in.Asked)
	last := uint64(0)
	if cur.After != "" {
		if last, err = strconv.ParseUint(cur.After, 10, 64); err != nil || last < 2 {
			return nil, badField("query.cursor", "this is no cursor; take the next of the page before as it is")
		}
	}
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.CommitPage, error) {
		to := v.Snapshot().Commit()
		if last > 0 {
			to = min(to, last-1)
		}
		from := uint64(1)
		if to > uint64(in.Limit) {
			from = to - uint64(in.Limit) + 1
		}
		d := api.CommitPage{State: answer.State(v.State), Commits: []api.CommitDetail{}}
		if to == 0 {
			return &d, nil
		}
		err := callOf(ctx).lease.History(ctx, from, to, func(c *model.Commit) error {
			d.Commits = append(d.Commits, commitDoc(c, in.Ops, v.Snapshot()))
			return nil
		})
		slices.Reverse(d.Commits)
		if from > 1 {
			d.Next = cur.after(v.State, strconv.FormatUint(from, 10))
		}
		return &d, err
	})
}

func commitDoc(c *model.Commit, ops bool, s *model.Snapshot) api.CommitDetail {
	if !ops {
		return api.CommitDetail{Commit: answer.Commit(c), Request: c.Request, Operations: []api.Op{}}
	}
	return answer.CommitDetail(c, s)
}

type oneCommitInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Number  uint64 `path:"number" minimum:"1" maximum:"9007199254740991" doc:"Number of the commit."`
}

// oneCommit answers with one commit, its steps, and what it changed.
func (s *Server) oneCommit(ctx context.Context, in *oneCommitInput) (*read[api.CommitChange], error) {
	before, c, after, err := s.around1(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	d := api.CommitChange{CommitDetail: answer.CommitDetail(c, before.Snapshot, after.Snapshot), Items: []api.ItemChange{}}
	diff := model.Compare(before.Snapshot, after.Snapshot)
	for i := range diff.Items {
		d.Items = append(d.Items, answer.ItemChange(&diff.Items[i]))
	}
	return &read[api.CommitChange]{ETag: `"` + strconv.FormatUint(in.Number, 10) + `"`, Commit: in.Number, Cache: private, Body: &d}, nil
}

// around1 gives a commit with the states before and after it.
func (s *Server) around1(ctx context.Context, number uint64) (before app.State, c *model.Commit, after app.State, err error) {
	l := callOf(ctx).lease
	if after, err = l.At(ctx, strconv.FormatUint(number, 10)); err != nil {
		return before, nil, after, at("path.number", err)
	}
	before = app.State{Snapshot: model.Empty(), Date: after.Date}
	if number > 1 {
		if before, err = l.At(ctx, strconv.FormatUint(number-1, 10)); err != nil {
			return before, nil, after, err
		}
	}
	err = l.History(ctx, number, number, func(found *model.Commit) error {
		c = found
		return nil
	})
	return before, c, after, err
}

type undoInput struct {
	Writing
	Number uint64 `path:"number" minimum:"1" maximum:"9007199254740991" doc:"Number of the commit."`
	Body   api.Undo
}

// undo takes one commit back by a new one. What others have done since stays.
func (s *Server) undo(ctx context.Context, in *undoInput) (*recorded, error) {
	return s.write(ctx, change{
		label: "undo", message: in.Body.Message, once: onceName(ctx, in.Once, "undo "+strconv.FormatUint(in.Number, 10), in.Body),
		made: func(m *app.Maker, _ app.State) error {
			before, _, after, err := s.around1(ctx, in.Number)
			if err != nil {
				return err
			}
			return m.Undo(before.Snapshot, after.Snapshot)
		},
	})
}

type historyInput struct {
	Asked
	Key   string `path:"key" maxLength:"300" doc:"Key of the item, or its title."`
	Limit int    `query:"limit" minimum:"1" maximum:"10000" default:"1000" doc:"The most commits, the newest."`
}

// itemHistory answers with the commits that touched an item, the newest first,
// and how its properties went.
func (s *Server) itemHistory(ctx context.Context, in *historyInput) (*read[api.ItemHistory], error) {
	l := callOf(ctx).lease
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.ItemHistory, error) {
		n, err := answer.Find(v.State, in.Key)
		if err != nil {
			return nil, at("path.key", err)
		}
		key := v.Snapshot().Key(n).String()
		d := &api.ItemHistory{State: answer.State(v.State), Key: key, Commits: []api.CommitDetail{}}
		err = l.CommitsAbout(ctx, key, func(c *model.Commit) error {
			if c.Number <= v.Snapshot().Commit() {
				d.Commits = append(d.Commits, answer.CommitDetail(about(c, v.Snapshot(), n), v.Snapshot()))
			}
			return nil
		})
		slices.Reverse(d.Commits)
		if len(d.Commits) > in.Limit {
			d.Commits, d.More = d.Commits[:in.Limit], true
		}
		return d, err
	})
}

// about leaves of a commit the ops that concern one item; its count of ops
// stays that of the whole.
func about(c *model.Commit, s *model.Snapshot, n model.Node) *model.Commit {
	id := s.ID(n)
	short := *c
	short.Ops = slices.DeleteFunc(slices.Clone(c.Ops), func(op model.Op) bool { return op.Item != id && op.To != id })
	return &short
}

// RecordInput names the project whose record is meant.
type RecordInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
}

// exportLog streams the whole record as one file that verifies offline.
func (s *Server) exportLog(ctx context.Context, _ *RecordInput) (*huma.StreamResponse, error) {
	c := callOf(ctx)
	if err := s.record(ctx, audit.Event{Kind: audit.LogExported, Subject: c.entry.Key, Project: c.entry.ID}); err != nil {
		return nil, err
	}
	head := attachment(c.entry.Key + ".log")
	return s.stream(ctx, "application/octet-stream", head, func(w *bufio.Writer) error { return c.lease.ExportLog(ctx, w) }), nil
}

func attachment(name string) http.Header {
	return http.Header{"Content-Disposition": {`attachment; filename="` + name + `"`}}
}

type proofInput struct {
	RecordInput
	Subject string `path:"subject" maxLength:"100" doc:"Key of an item, or a digest as sha256:HEX."`
}

// exportProof streams every commit about a subject, each proved against one
// checkpoint.
func (s *Server) exportProof(ctx context.Context, in *proofInput) (*huma.StreamResponse, error) {
	c := callOf(ctx)
	// The proof is made before the answer begins, so that its faults can be told.
	made := &limitedBuffer{most: mostProof}
	if err := c.lease.Prove(ctx, in.Subject, made); err != nil {
		return nil, at("path.subject", err)
	}
	return s.stream(ctx, "application/octet-stream", attachment(c.entry.Key+".proof"), func(w *bufio.Writer) error {
		_, err := w.Write(made.b)
		return err
	}), nil
}

// mostProof bounds a proof that is held in memory.
const mostProof = 256 << 20

type limitedBuffer struct {
	b    []byte
	most int
}

func (l *limitedBuffer) Write(p []byte) (int, error) {
	if len(l.b)+len(p) > l.most {
		return 0, fault.New(fault.Invalid, "prove a history", "this subject has too much history for one proof; export the log instead")
	}
	l.b = append(l.b, p...)
	return len(p), nil
}

var _ io.Writer = (*limitedBuffer)(nil)

// checkpoint answers with the signed size and root of the record.
func (s *Server) checkpoint(ctx context.Context, _ *RecordInput) (*live[api.Checkpoint], error) {
	l := callOf(ctx).lease
	key, err := l.VerifierKey()
	if err != nil {
		return nil, err
	}
	signed, err := l.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	return now(api.Checkpoint{Project: l.ID(), Key: key, Checkpoint: string(signed)}), nil
}
