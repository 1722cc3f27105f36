package remote

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// maxProblem bounds a refusal.
const maxProblem = 16 << 20

// refusal turns an answer that is none into faults.
func (c *Client) refusal(resp *http.Response) error {
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxProblem))
	p := &api.Problem{}
	if err != nil || media != "application/problem+json" || json.Unmarshal(body, p) != nil || len(p.Errors) == 0 {
		p = &api.Problem{Status: resp.StatusCode, Detail: resp.Status}
		p.Wait, _ = strconv.Atoi(resp.Header.Get("Retry-After"))
		kind := fault.Unavailable
		message := "something between here and " + c.base.String() + " answers in the server's place (" + resp.Status + "); check the address, and ask who runs the server"
		if resp.StatusCode == http.StatusNotFound {
			message = "there is no such call at " + c.base.String() + "; check that it is the address of a Cordon server, and that it is not older than this program (" + c.version + ")"
		}
		return &refused{faults: &fault.Error{Kind: kind, Op: "ask the server", Message: message}, problem: p}
	}
	return &refused{faults: c.faults(p), problem: p}
}

// refused is a refusal of the server's. Those who ask for a *fault.Error or for
// the single faults do not see it; its problem is for who decides by the status.
type refused struct {
	faults  error
	problem *api.Problem
}

func (r *refused) Error() string { return r.faults.Error() }

// Unwrap gives the faults, as errors.Join would.
func (r *refused) Unwrap() []error {
	if many, ok := r.faults.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{r.faults}
}

// As gives the problem.
func (r *refused) As(target any) bool {
	if p, ok := target.(**api.Problem); ok {
		*p = r.problem
		return true
	}
	return false
}

// status gives the status of a refusal, 0 for anything else.
func status(err error) int {
	var p *api.Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

var kindNames = map[string]fault.Kind{
	fault.Invalid.String(): fault.Invalid, fault.NotFound.String(): fault.NotFound, fault.Conflict.String(): fault.Conflict,
	fault.Denied.String(): fault.Denied, fault.Unavailable.String(): fault.Unavailable,
}

// faults turns a problem into what it was made from.
func (c *Client) faults(p *api.Problem) error {
	var all []error
	for i := range p.Errors {
		e := &p.Errors[i]
		f := &fault.Error{
			Kind: kindNames[e.Kind], Op: "ask the server", Subject: e.Subject, Message: e.Message,
			Place: fault.Place{File: e.File, Line: e.Line, Row: e.Row, Column: e.Column, Field: e.Field},
		}
		if f.Place == (fault.Place{}) {
			f.Place.Field = fieldOf(e.Location)
		}
		switch {
		case f.Kind == fault.Conflict:
			f.Head = p.Head
		case f.Kind == fault.Internal && p.Instance != "":
			f.Message += " (" + strings.TrimPrefix(p.Instance, "urn:cordon:request:") + ")"
		}
		if p.Status == http.StatusUnauthorized {
			f.Message = c.whoAreYou(f.Message)
		}
		all = append(all, f)
	}
	return errors.Join(all...)
}

// fieldOf gives the member of a body that a location names. What stands in the
// path or the query of a call was written by this program, not by the user.
func fieldOf(location string) string {
	field, ok := strings.CutPrefix(location, "body/")
	if !ok || strings.HasPrefix(field, "ops/") {
		return ""
	}
	return field
}

// whoAreYou says how to sign in.
func (c *Client) whoAreYou(message string) string {
	if c.token == "" {
		return "the server wants to know who asks; sign in with \"cordon login " + c.base.String() + "\", or give a token with CORDON_TOKEN or --token-file"
	}
	return message + "; the server does not take this token: make a new one on the page of your account and give it to \"cordon login " + c.base.String() + "\""
}
