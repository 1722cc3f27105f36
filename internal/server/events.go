package server

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

type followInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Last    string `header:"Last-Event-ID" maxLength:"20" doc:"The id of the last event that was seen: the number of its commit. What came after it is sent first, so that nothing is lost by a break."`
	After   string `query:"after" maxLength:"20" doc:"The same for a first connection, which can set no header: the number of the commit up to which everything is known. Without both the stream begins with the head."`
}

const (
	// heartbeat keeps proxies from closing a quiet stream, and finds readers
	// that are gone.
	heartbeat = 15 * time.Second
	// mostMissed is how many commits a stream tells one by one to a reader who
	// was away; beyond, it says that he has to read anew.
	mostMissed = 2000
	// accessFor is how often a stream looks whether its reader still may read.
	accessFor = 5 * time.Second
)

// follow streams what changes: an event for each commit, in order and without
// holes, its id being the number of the commit.
func (s *Server) follow(ctx context.Context, in *followInput) (*huma.StreamResponse, error) {
	c := callOf(ctx)
	head, err := c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	from := head.Snapshot.Commit()
	known := in.Last
	if known == "" {
		known = in.After
	}
	if known != "" {
		if from, err = strconv.ParseUint(known, 10, 64); err != nil {
			return nil, badField("header.Last-Event-ID", "%q is no number of a commit", known)
		}
	}
	if from > head.Snapshot.Commit() { // it may be another node's
		if head, err = c.lease.Refresh(ctx); err != nil {
			return nil, err
		}
		from = min(from, head.Snapshot.Commit())
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		// Asked for before anything is sent: what happens from now on is told.
		watch := s.watch(c)
		req, w := humago.Unwrap(hc)
		h := w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
		out := &eventWriter{b: bufio.NewWriter(w), control: http.NewResponseController(w)}
		// Its id is what the reader knows, not the head: what lies between comes
		// next, and must come again if the line drops before.
		out.event("head", from, api.Head{Commit: head.Snapshot.Commit(), Date: head.Date}, true)
		if there := s.presenceOf(hc.Context(), c); len(there.People) > 0 && c.may(access.SeePresence) {
			out.event("presence", 0, there, true)
		}
		s.tell(hc.Context(), req, c, out, from, watch)
	}}, nil
}

// besides is what a stream waits for beside the record.
type besides struct {
	presence, comments <-chan struct{}
	said               uint64
}

func (s *Server) watch(c *call) besides {
	w := besides{presence: s.cfg.Host.PresenceChanged(c.entry.ID)}
	w.comments, w.said = s.cfg.Host.CommentsChanged(c.entry.ID)
	return w
}

// tell sends events until the reader goes, loses the right to read, or the
// server stops. What ends a stream is not an error to anybody: the reader comes
// back and says where he was.
func (s *Server) tell(ctx context.Context, req *http.Request, c *call, out *eventWriter, from uint64, watch besides) {
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	look := time.NewTicker(accessFor)
	defer look.Stop()
	for out.err == nil {
		select {
		case <-c.lease.Changed(from):
			var err error
			if from, err = s.tellCommits(ctx, c, out, from); err != nil {
				return
			}
		case <-watch.comments:
			watch.comments, watch.said = s.cfg.Host.CommentsChanged(c.entry.ID)
			if c.may(access.ReadComments) {
				out.event("comments", 0, api.CommentsChanged{Changes: watch.said}, true)
			}
		case <-watch.presence:
			watch.presence = s.cfg.Host.PresenceChanged(c.entry.ID)
			if c.may(access.SeePresence) {
				out.event("presence", 0, s.presenceOf(ctx, c), true)
			}
		case <-beat.C:
			out.comment("")
		case <-look.C:
			if !s.stillMay(ctx, req, c) {
				out.event("ended", 0, api.StreamEnd{Reason: "you may no longer follow this project, or your session has ended"}, true)
				return
			}
		case <-s.ending.Done():
			out.event("ended", 0, api.StreamEnd{Reason: "the server stops; connect again"}, true)
			return
		case <-ctx.Done():
			return
		}
	}
}

// tellCommits sends the commits after from and gives the number of the last.
func (s *Server) tellCommits(ctx context.Context, c *call, out *eventWriter, from uint64) (uint64, error) {
	head, err := c.lease.Head(ctx)
	if err != nil {
		return from, err
	}
	to := head.Snapshot.Commit()
	if to-from > mostMissed {
		out.event("reload", to, api.Head{Commit: to, Date: head.Date}, true)
		return to, nil
	}
	names := c.may(access.ReadHistory)
	err = c.lease.History(ctx, from+1, to, func(commit *model.Commit) error {
		summary := answer.Changes(commit, nil, head.Snapshot)
		if !names {
			summary.Author = ""
		}
		out.event("commit", commit.Number, summary, commit.Number == to)
		return out.err
	})
	return to, err
}

// eventWriter writes server-sent events (HTML, section 9.2.6). After the first
// failure it does nothing.
type eventWriter struct {
	b       *bufio.Writer
	control *http.ResponseController
	err     error
}

// event writes one event; id 0 is none. With flush it goes out at once.
func (o *eventWriter) event(name string, id uint64, data any, flush bool) {
	if o.err != nil {
		return
	}
	if id > 0 {
		_, _ = fmt.Fprintf(o.b, "id: %d\n", id)
	}
	_, o.err = fmt.Fprintf(o.b, "event: %s\ndata: %s\n\n", name, mustJSON(data))
	if flush {
		o.flush()
	}
}

func (o *eventWriter) comment(text string) {
	if o.err == nil {
		_, o.err = fmt.Fprintf(o.b, ": %s\n\n", text)
		o.flush()
	}
}

func (o *eventWriter) flush() {
	if o.err != nil {
		return
	}
	_ = o.control.SetWriteDeadline(time.Now().Add(writeTime)) // where there is none, none is needed
	if o.err = o.b.Flush(); o.err == nil {
		o.err = o.control.Flush()
	}
}
