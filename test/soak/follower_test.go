package soak

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
)

// follower reads an event stream, and after every break goes on at the next
// node from the last event it has seen.
type follower struct {
	load   *load
	caller *caller
	at     int
	cancel context.CancelFunc
	done   chan struct{}
	until  chan uint64 // gets the number of the last commit to be seen

	last           uint64 // the last commit seen, the first being 0
	goal           uint64
	events, breaks int
}

func (f *follower) begin() {
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(context.Background())
	f.done, f.until = make(chan struct{}), make(chan uint64, 1)
	go func() {
		defer close(f.done)
		for ctx.Err() == nil {
			err := f.follow(ctx)
			if f.reached() || ctx.Err() != nil {
				return
			}
			f.breaks++
			if err != nil {
				f.load.t.Errorf("follower %d: %v", f.at, err)
				return
			}
			f.at++
			time.Sleep(40 * time.Millisecond)
		}
	}()
}

// finish waits until the follower has seen a commit that it was told of.
func (f *follower) finish(last uint64) {
	select {
	case <-f.done:
	case <-time.After(30 * time.Second):
		f.load.t.Errorf("a follower has seen commit %d after 30 s, want %d", f.last, last)
	}
	f.cancel()
	<-f.done
}

func (f *follower) reached() bool {
	select {
	case f.goal = <-f.until:
	default:
	}
	return f.goal > 0 && f.last >= f.goal
}

// follow reads one connection to its end. An error is something that must not
// be; a break is not.
func (f *follower) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	base := f.load.nodes[f.at%len(f.load.nodes)].url
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/api/v1/projects/"+project+"/events", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Last-Event-ID", strconv.FormatUint(f.last, 10))
	f.caller.sign(r)
	client := &http.Client{Transport: f.caller.client.Transport} // without a limit of time
	res, err := client.Do(r)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests {
		return nil
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the stream was answered with %s", res.Status)
	}
	stop := f.watch(cancel)
	defer stop()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	var name, id, data string
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "event":
			name = value
		case "id":
			id = value
		case "data":
			data = value
		case "":
			if err := f.take(name, id, data); err != nil {
				return err
			}
			name, id, data = "", "", ""
			if f.reached() {
				return nil
			}
		}
	}
	return nil
}

// watch ends a quiet connection once the goal is reached.
func (f *follower) watch(cancel context.CancelFunc) (stop func()) {
	end := make(chan struct{})
	go func() {
		select {
		case goal := <-f.until:
			f.until <- goal
			// What was acknowledged is told within moments; if not, the next
			// connection goes on from there.
			select {
			case <-time.After(300 * time.Millisecond):
			case <-end:
			}
			cancel()
		case <-end:
		}
	}()
	return func() { close(end) }
}

func (f *follower) take(name, id, data string) error {
	switch name {
	case "commit":
	case "reload":
		return fmt.Errorf("told to read anew at commit %s after %d", id, f.last)
	default: // head, presence, ended
		return nil
	}
	var c api.ChangeSummary
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		return fmt.Errorf("event %s: %w in %s", id, err, data)
	}
	if n := strconv.FormatUint(c.Commit, 10); n != id || c.Commit != f.last+1 {
		return fmt.Errorf("got commit %d under the id %s after %d", c.Commit, id, f.last)
	}
	f.last = c.Commit
	f.events++
	return nil
}
