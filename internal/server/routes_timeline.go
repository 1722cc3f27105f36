package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// timelineRoutes declares the log as people read it.
func (s *Server) timelineRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/timeline", id: "read-timeline", action: access.ReadHistory, tag: "commit",
		summary: "The log for people, the newest commit first: what each touched, filtered by person, item, kind, words and days",
	}, s.timeline)
}

// timelineReach is how many commits one page looks at, at most, in search of
// those that fit.
const timelineReach = 5000

// timelineBlock is how many commits are read at once on the way back.
const timelineBlock = 500

type timelineInput struct {
	Asked
	Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"The most commits of one page."`
	Cursor string   `query:"cursor" maxLength:"400" doc:"The next of the page before. It names the commit that page was read at, and the new page is read at the same, whatever at says."`
	Author string   `query:"author" maxLength:"200" doc:"A part of the author's name."`
	Text   string   `query:"text" maxLength:"200" doc:"A part of label or message, or the number of a commit."`
	Item   string   `query:"item" maxLength:"300" doc:"Only commits that touch this item, by key or title."`
	Kind   []string `query:"kind,explode" maxItems:"30" maxLength:"60" doc:"Only commits that touch an item of one of these kinds. Repeatable."`
	Since  string   `query:"since" maxLength:"10" doc:"The first day, as 2026-03-31."`
	Until  string   `query:"until" maxLength:"10" doc:"The last day."`
}

// timeline answers with a page of the log, each commit with what it touched.
func (s *Server) timeline(ctx context.Context, in *timelineInput) (*read[api.TimelinePage], error) {
	filter := answer.TimelineFilter{Author: strings.TrimSpace(in.Author), Text: strings.TrimSpace(in.Text)}
	for _, name := range in.Kind {
		kind, err := model.ParseKind(name)
		if err != nil {
			return nil, badField("query.kind", "%s", err)
		}
		filter.Kinds = append(filter.Kinds, kind)
	}
	paging := Paging{Cursor: in.Cursor}
	cur, err := paging.open(queryHash(append([]string{"timeline", filter.Author, filter.Text, in.Item, in.Since, in.Until}, in.Kind...)...))
	if err != nil {
		return nil, err
	}
	cur.state(&in.Asked)
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.TimelinePage, error) {
		from, to, err := s.span(ctx, in, v.Snapshot().Commit())
		if err != nil {
			return nil, err
		}
		if cur.After != "" {
			last, err := strconv.ParseUint(cur.After, 10, 64)
			if err != nil || last < 2 {
				return nil, badField("query.cursor", "this is no cursor; take the next of the page before as it is")
			}
			to = min(to, last-1)
		}
		d := &api.TimelinePage{State: answer.State(v.State), Commits: []api.TimelineCommit{}}
		if err := s.lookBack(ctx, in, v, &filter, d, from, to); err != nil {
			return nil, err
		}
		if d.LookedTo > from {
			d.Next = cur.after(v.State, strconv.FormatUint(d.LookedTo, 10))
		}
		return d, nil
	})
}

// span turns days into numbers of commits.
func (s *Server) span(ctx context.Context, in *timelineInput, head uint64) (from, to uint64, err error) {
	from, to = 1, head
	if in.Since != "" {
		day, err := time.Parse(time.DateOnly, in.Since)
		if err != nil {
			return 0, 0, badField("query.since", "%q is no day; write it as 2026-03-31", in.Since)
		}
		before, err := s.lastOn(ctx, day.AddDate(0, 0, -1))
		if err != nil {
			return 0, 0, err
		}
		from = before + 1
	}
	if in.Until != "" {
		day, err := time.Parse(time.DateOnly, in.Until)
		if err != nil {
			return 0, 0, badField("query.until", "%q is no day; write it as 2026-03-31", in.Until)
		}
		last, err := s.lastOn(ctx, day)
		if err != nil {
			return 0, 0, err
		}
		to = min(to, last)
	}
	return from, to, nil
}

// lastOn gives the number of the last commit of a day or before, 0 if there is
// none.
func (s *Server) lastOn(ctx context.Context, day time.Time) (uint64, error) {
	st, err := callOf(ctx).lease.At(ctx, day.Format(time.DateOnly))
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return 0, nil // the record does not go back that far
	}
	if err != nil {
		return 0, err
	}
	return st.Snapshot.Commit(), nil
}

var errEnough = errors.New("enough")

// lookBack fills a page with the commits of from..to that fit, the newest
// first, and says how far it came.
func (s *Server) lookBack(ctx context.Context, in *timelineInput, v *answer.View, f *answer.TimelineFilter, d *api.TimelinePage, from, to uint64) error {
	l := callOf(ctx).lease
	take := func(c *model.Commit) error {
		d.LookedTo = c.Number
		if t, fits := answer.Timeline(c, v.Snapshot(), f); fits {
			if d.Commits = append(d.Commits, t); len(d.Commits) == in.Limit {
				return errEnough
			}
		}
		return nil
	}
	if in.Item != "" {
		n, err := answer.Find(v.State, in.Item)
		if err != nil {
			return at("query.item", err)
		}
		var about []*model.Commit
		err = l.CommitsAbout(ctx, v.Snapshot().Key(n).String(), func(c *model.Commit) error {
			if c.Number >= from && c.Number <= to {
				about = append(about, c)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return takeAll(about, take, func() { d.LookedTo = from })
	}
	for looked := 0; to >= from && to > 0 && looked < timelineReach; {
		first := from
		if to >= from+timelineBlock {
			first = to - timelineBlock + 1
		}
		var block []*model.Commit
		err := l.History(ctx, first, to, func(c *model.Commit) error {
			block = append(block, c)
			return nil
		})
		if err != nil {
			return err
		}
		looked += len(block)
		enough := true
		if err := takeAll(block, take, func() { enough = false }); err != nil || enough {
			return err
		}
		to = first - 1
	}
	return nil
}

// takeAll hands commits over from the last to the first; all is called if take
// wanted all of them.
func takeAll(commits []*model.Commit, take func(*model.Commit) error, all func()) error {
	for _, c := range slices.Backward(commits) {
		if err := take(c); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	all()
	return nil
}
