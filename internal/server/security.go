package server

import (
	"bufio"
	"context"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/audit"
)

// SecurityStream is the record of security events as administrators read it.
type SecurityStream interface {
	// Head gives the number of the newest event.
	Head(ctx context.Context) (uint64, error)
	// Events calls fn with the events from..to in order.
	Events(ctx context.Context, from, to uint64, fn func(n uint64, e audit.Event) error) error
	// Export writes the whole stream as one file that verifies offline.
	Export(ctx context.Context, w io.Writer) error
}

type eventsInput struct {
	Limit   int      `query:"limit" minimum:"1" maximum:"5000" default:"100" doc:"The most entries of one page."`
	Cursor  string   `query:"cursor" maxLength:"400" doc:"The next of the page before."`
	Order   string   `query:"order" enum:"newest,oldest" default:"newest" doc:"What comes first."`
	Since   string   `query:"since" maxLength:"40" doc:"Only from this day (UTC) or moment (RFC 3339) on."`
	Until   string   `query:"until" maxLength:"40" doc:"Only before this moment, or up to the end of this day (UTC)."`
	Kinds   []string `query:"kind,explode" maxItems:"50" maxLength:"60" doc:"Only these kinds, such as sign-in failed. Repeatable."`
	Actor   string   `query:"actor" maxLength:"200" doc:"Only what this user did, by id or login name then."`
	Subject string   `query:"subject" maxLength:"300" doc:"Only what was done to this, by id or name."`
	Project string   `query:"project" maxLength:"100" doc:"Only what concerns this project, by key or id."`
	Outcome string   `query:"outcome" enum:"done,refused,failed" doc:"Only what ended so."`
}

// mostLooked bounds how many events are looked through for one page.
const mostLooked = 20_000

// securityEvents answers with a page of the stream.
func (s *Server) securityEvents(ctx context.Context, in *eventsInput) (*live[api.SecurityEvents], error) {
	head, err := s.cfg.Security.Head(ctx)
	if err != nil {
		return nil, err
	}
	first, last, err := s.eventRange(ctx, in, head)
	if err != nil {
		return nil, err
	}
	kinds := strings.Join(slices.Sorted(slices.Values(in.Kinds)), ",")
	p := Paging{Limit: in.Limit, Cursor: in.Cursor}
	cur, err := p.open(queryHash(in.Order, in.Since, in.Until, kinds, in.Actor, in.Subject, in.Project, in.Outcome))
	if err != nil {
		return nil, err
	}
	if cur.After != "" {
		n, err := strconv.ParseUint(cur.After, 10, 64)
		if err != nil || n == 0 {
			return nil, badField("query.cursor", "this is no cursor; take the next of the page before as it is")
		}
		if in.Order == "newest" {
			last = min(last, n-1)
		} else {
			first = max(first, n+1)
		}
	}
	project, err := s.projectWord(ctx, in.Project)
	if err != nil {
		return nil, err
	}
	wanted := func(e audit.Event) bool { return in.wants(e) && (project == "" || e.Project == project) }
	d := api.SecurityEvents{Events: []api.SecurityEvent{}, Newest: head}
	at, more, err := s.collect(ctx, in, first, last, wanted, &d)
	if err != nil {
		return nil, err
	}
	if more {
		cur.After = strconv.FormatUint(at, 10)
		d.Next = cur.next()
	}
	return now(d), nil
}

// projectWord gives the id of a project by its key; what is no key is an id.
func (s *Server) projectWord(ctx context.Context, word string) (string, error) {
	if word == "" {
		return "", nil
	}
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return "", err
	}
	for _, e := range all {
		if e.Key == word {
			return e.ID, nil
		}
	}
	return word, nil
}

// wants reports whether an event passes the filters.
func (in *eventsInput) wants(e audit.Event) bool {
	return (len(in.Kinds) == 0 || slices.Contains(in.Kinds, e.Kind)) &&
		(in.Actor == "" || e.Actor == in.Actor || e.ActorName == in.Actor) &&
		(in.Subject == "" || e.Subject == in.Subject) &&
		(in.Outcome == "" || e.Outcome == in.Outcome)
}

// eventRange finds the numbers between two times. Times of the stream never go
// back, so that it is searched by halves.
func (s *Server) eventRange(ctx context.Context, in *eventsInput, head uint64) (first, last uint64, err error) {
	first, last = 1, head
	if in.Since != "" {
		t, err := eventTime("query.since", in.Since, 0)
		if err != nil {
			return 0, 0, err
		}
		if first, err = s.firstEventAt(ctx, t, head); err != nil {
			return 0, 0, err
		}
	}
	if in.Until != "" {
		t, err := eventTime("query.until", in.Until, 1)
		if err != nil {
			return 0, 0, err
		}
		n, err := s.firstEventAt(ctx, t, head)
		if err != nil {
			return 0, 0, err
		}
		last = n - 1
	}
	return first, last, nil
}

// eventTime reads a moment, or a day and days more.
func eventTime(where, text string, more int) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, badField(where, "%q is no day and no moment; write 2026-03-31 or 2026-03-31T08:00:00Z", text)
	}
	return day.AddDate(0, 0, more), nil
}

// firstEventAt gives the number of the first event at t or later, head+1 if
// there is none.
func (s *Server) firstEventAt(ctx context.Context, t time.Time, head uint64) (uint64, error) {
	low, high := uint64(1), head+1
	for low < high {
		mid := low + (high-low)/2
		var when time.Time
		err := s.cfg.Security.Events(ctx, mid, mid, func(_ uint64, e audit.Event) error { when = e.Time; return nil })
		if err != nil {
			return 0, err
		}
		if when.Before(t) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, nil
}

// collect fills a page. It gives the number it came to, and whether there is
// more behind it.
func (s *Server) collect(ctx context.Context, in *eventsInput, first, last uint64, wanted func(audit.Event) bool, d *api.SecurityEvents) (at uint64, more bool, err error) {
	const chunk = 500
	for first <= last && last > 0 {
		from, to := first, min(last, first+chunk-1)
		if in.Order == "newest" {
			from, to = max(first, last-min(last, chunk)+1), last
		}
		var page []api.SecurityEvent
		err := s.cfg.Security.Events(ctx, from, to, func(n uint64, e audit.Event) error {
			one := api.SecurityEvent{Number: n}
			if wanted(e) {
				one = securityDoc(n, e)
			}
			page = append(page, one)
			return nil
		})
		if err != nil {
			return 0, false, err
		}
		if in.Order == "newest" {
			slices.Reverse(page)
			last = from - 1
		} else {
			first = to + 1
		}
		for i, one := range page {
			at = one.Number
			d.Looked++
			if one.Kind != "" {
				d.Events = append(d.Events, one)
			}
			if len(d.Events) == in.Limit || d.Looked == mostLooked {
				return at, i < len(page)-1 || first <= last && last > 0, nil
			}
		}
	}
	return at, false, nil
}

func securityDoc(n uint64, e audit.Event) api.SecurityEvent {
	d := api.SecurityEvent{
		Number: n, Time: moment(e.Time), Kind: e.Kind, Outcome: e.Outcome, Actor: e.Actor, ActorName: e.ActorName,
		Subject: e.Subject, Project: e.Project, Address: e.Address, Details: map[string]string{},
	}
	maps.Copy(d.Details, e.Details)
	return d
}

// securityLog sends the whole stream as one file. That somebody took it is the
// last event in it.
func (s *Server) securityLog(ctx context.Context, _ *none) (*huma.StreamResponse, error) {
	if err := s.record(ctx, audit.Event{Kind: audit.LogExported, Subject: "security events"}); err != nil {
		return nil, err
	}
	head := http.Header{
		"Content-Disposition": {`attachment; filename="security-events.log"`}, "Cache-Control": {"no-store"},
	}
	return s.stream(ctx, "application/octet-stream", head, func(w *bufio.Writer) error { return s.cfg.Security.Export(ctx, w) }), nil
}
