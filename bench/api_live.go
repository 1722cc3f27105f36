package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
)

// liveWorkload measures P10: the wall time from when one client begins to send a
// change until another, told of it by the event stream, has read the levels
// after it.
//
// spec: SRV-43
func (b *bench) liveWorkload() error {
	if !b.wants("P10") {
		return nil
	}
	b.say("P10: live updates")
	s, err := b.openSite("live")
	if err != nil {
		return err
	}
	defer func() { _ = s.close() }()
	var assets api.ItemPage
	if err := s.call("GET", "/projects/hall/items?kind=asset&limit=50", nil, &assets); err != nil {
		return err
	}
	stop, events, err := s.events()
	if err != nil {
		return err
	}
	defer stop()
	const changes = 300
	var took []time.Duration
	for i := range changes {
		props := fmt.Sprintf(`{"firmware":"7.%d"}`, i)
		change := api.Change{Message: "bench", Ops: []api.Op{{Op: "set", Key: assets.Items[i%len(assets.Items)].Key, Properties: json.RawMessage(props)}}}
		start := time.Now()
		sent := make(chan error, 1)
		go func() { sent <- s.call("POST", "/projects/hall/commits", change, nil) }()
		select {
		case n, ok := <-events:
			if !ok {
				return fmt.Errorf("the event stream ended after %d changes", i)
			}
			if err := s.call("GET", fmt.Sprintf("/projects/hall/levels?at=%d", n), nil, nil); err != nil {
				return err
			}
		case <-time.After(10 * time.Second):
			return fmt.Errorf("no event for change %d in 10 s; its sender got %w", i, <-sent)
		}
		took = append(took, time.Since(start))
		if err := <-sent; err != nil {
			return err
		}
	}
	b.limit("P10", fmt.Sprint(changes), "a change until its levels are on another's screen, p50", percentile(took, 50), 100*time.Millisecond)
	b.limit("P10", fmt.Sprint(changes), "the same, p95", percentile(took, 95), 100*time.Millisecond)
	return nil
}

// events follows the project hall and gives the number of each commit.
func (s *site) events() (stop func(), commits <-chan uint64, err error) {
	r, err := s.request("GET", "/projects/hall/events", nil)
	if err != nil {
		return nil, nil, err
	}
	res, err := s.front.Client().Do(r)
	if err != nil {
		return nil, nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("the event stream was answered with %s", res.Status)
	}
	out := make(chan uint64, 16)
	go func() {
		defer close(out)
		name := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			if field == "event" {
				name = value
			}
			var c api.ChangeSummary
			if field == "data" && name == "commit" && json.Unmarshal([]byte(value), &c) == nil {
				out <- c.Commit
			}
		}
	}()
	return func() { _ = res.Body.Close() }, out, nil
}
