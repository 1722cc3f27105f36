package server

import (
	"bufio"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/model"
)

type rawInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	From    uint64 `query:"from" minimum:"1" maximum:"9007199254740991" default:"1" doc:"Number of the first commit."`
	To      uint64 `query:"to" maximum:"9007199254740991" doc:"Number of the last commit; the newest without it."`
	About   string `query:"about" maxLength:"100" doc:"Only commits that touch the item with this key, or record this digest (sha256:HEX)."`
}

// rawEnd is the last line of the commits as they are recorded.
type rawEnd struct {
	End rawCount `json:"end"`
}

type rawCount struct {
	Commits int `json:"commits"`
}

// rawCommits streams commits as the record holds them, one a line, the oldest
// first. The form is canonical, so that what is written is what was read.
func (s *Server) rawCommits(ctx context.Context, in *rawInput) (*huma.StreamResponse, error) {
	l := callOf(ctx).lease
	if in.To == 0 {
		head, err := l.Head(ctx)
		if err != nil {
			return nil, err
		}
		in.To = head.Snapshot.Commit()
	}
	if in.From > in.To && in.To > 0 {
		in.From = in.To + 1
	}
	if err := s.hasCommit(ctx, in.To); err != nil {
		return nil, at("query.to", err)
	}
	return s.lines(ctx, http.Header{}, func(w *bufio.Writer) error {
		count := 0
		write := func(n uint64, data []byte) error {
			if n < in.From || n > in.To {
				return nil
			}
			count++
			if _, err := w.Write(data); err != nil {
				return err
			}
			return w.WriteByte('\n')
		}
		var err error
		switch {
		case in.About != "":
			err = l.CommitsAbout(ctx, in.About, func(c *model.Commit) error { return write(c.Number, model.EncodeCommit(c)) })
		case in.To >= in.From:
			err = l.Raw(ctx, in.From, in.To, write)
		}
		if err != nil {
			return err
		}
		_, err = w.Write(append(mustJSON(rawEnd{rawCount{count}}), '\n'))
		return err
	}), nil
}

// hasCommit refuses a commit beyond the head before the answer begins.
func (s *Server) hasCommit(ctx context.Context, n uint64) error {
	l := callOf(ctx).lease
	head, err := l.Head(ctx)
	if err != nil || n <= head.Snapshot.Commit() {
		return err
	}
	// On a shared database another node may have written it.
	if head, err = l.Refresh(ctx); err != nil || n <= head.Snapshot.Commit() {
		return err
	}
	return l.History(ctx, n, n, func(*model.Commit) error { return nil })
}
