package remote

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// History implements app.Service: the commits come as the bytes of the record.
func (p *Project) History(ctx context.Context, from, to uint64, fn func(*model.Commit) error) error {
	q := url.Values{"from": {strconv.FormatUint(from, 10)}}
	if to > 0 {
		q.Set("to", strconv.FormatUint(to, 10))
	}
	return p.commits(ctx, q, fn)
}

// CommitsAbout calls fn with the commits that touch the item with this key, or
// that record this digest, oldest first. NotFound if there are none.
func (p *Project) CommitsAbout(ctx context.Context, subject string, fn func(*model.Commit) error) error {
	return p.commits(ctx, url.Values{"about": {subject}}, fn)
}

// commits reads commits, one a line, and the line that counts them.
func (p *Project) commits(ctx context.Context, q url.Values, fn func(*model.Commit) error) error {
	resp, err := p.client.do(ctx, request{path: projectPath(p.key, "commits") + "/raw", query: q})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	r := bufio.NewReaderSize(resp.Body, 1<<16)
	for seen := 0; ; seen++ {
		line, err := readLine(r)
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return p.client.unreachable(err)
		}
		if done, err := p.ending(line, seen); done || err != nil {
			return err
		}
		c, err := model.DecodeCommit(line)
		if err != nil {
			return p.client.strange(err)
		}
		if err := fn(c); err != nil {
			return err
		}
	}
}

// readLine reads a line of any length, without its end. A line that breaks off
// is an error.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadBytes('\n')
	if err != nil {
		return nil, err
	}
	return line[:len(line)-1], nil
}

// ending reads the last line of a stream: how many lines there were, or what
// went wrong.
func (p *Project) ending(line []byte, seen int) (done bool, err error) {
	if !bytes.HasPrefix(line, []byte(`{"end":`)) && !bytes.HasPrefix(line, []byte(`{"problem":`)) {
		return false, nil
	}
	var last struct {
		End *struct {
			Commits int `json:"commits"`
		} `json:"end"`
		Problem *api.Problem `json:"problem"`
	}
	if err := json.Unmarshal(line, &last); err != nil {
		return false, p.client.strange(err)
	}
	switch {
	case last.Problem != nil:
		return true, &refused{faults: p.client.faults(last.Problem), problem: last.Problem}
	case last.End == nil || last.End.Commits != seen:
		return true, p.client.strange(fmt.Errorf("%d commits came, which is not what the server counts", seen))
	}
	return true, nil
}

// ExportLog implements app.Service.
func (p *Project) ExportLog(ctx context.Context, w io.Writer) error {
	return p.client.copy(ctx, request{path: projectPath(p.key, "log")}, w)
}

// Prove implements app.Service.
func (p *Project) Prove(ctx context.Context, subject string, w io.Writer) error {
	err := p.client.copy(ctx, request{path: projectPath(p.key, "proofs", subject)}, w)
	if status(err) == http.StatusServiceUnavailable {
		return fault.Wrap(fault.Unavailable, "prove a history", err)
	}
	return err
}
