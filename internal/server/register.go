package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/access"
)

// route declares one operation of the API beside its handler.
type route struct {
	method  string
	path    string // below /api/v1 unless it begins with two slashes, which stand for the root
	id      string // operationId: verb-noun
	action  access.Action
	tag     string         // the domain word it is filed under
	summary string         // one line
	text    string         // more, in CommonMark
	body    int64          // most bytes of the request's body; 0: smallBody
	heavy   bool           // it costs the server much, so that few of them run at once
	fresh   bool           // it needs a sign-in of the last minutes
	status  int            // of success, if not 200 or 204
	errors  []int          // statuses of refusal beside those every route may give
	media   string         // of the answer, if it is not JSON
	answers reflect.Type   // the document of an answer that the handler writes itself
	events  []reflect.Type // the documents of a stream's events
	accepts string         // media type of a body that is streamed
}

const (
	prefix    = "/api/v1"
	smallBody = 1 << 20
	largeBody = 16 << 20
)

// metaRoute is under what name an operation holds its route.
const metaRoute = "route"

// add registers a route. The error of a handler becomes a problem document.
func add[I, O any](s *Server, r route, handle func(context.Context, *I) (*O, error)) {
	op := s.operation(r)
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.refuse(ctx, err)
		}
		if o, ok := any(out).(settled); ok && out != nil {
			o.settle()
		}
		return out, nil
	})
}

// settled is an answer that chooses its status; unless it does, it is settled on
// 200.
type settled interface{ settle() }

// operation makes the framework's declaration of a route.
func (s *Server) operation(r route) huma.Operation {
	info, ok := access.Info(r.action)
	if !ok {
		panic(fmt.Sprintf("route %s %s has no known action: %q", r.method, r.path, r.action)) // a fault of this program, at its start
	}
	path := prefix + r.path
	if rest, root := strings.CutPrefix(r.path, "//"); root {
		path = "/" + rest
	}
	if r.body == 0 {
		r.body = smallBody
	}
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: path, Summary: r.summary, Description: r.text, Tags: []string{r.tag},
		DefaultStatus: r.status, MaxBodyBytes: r.body, BodyReadTimeout: time.Minute,
		RejectUnknownQueryParameters: true,
		Metadata:                     map[string]any{metaRoute: &r},
		Extensions:                   map[string]any{"x-action": string(r.action), "x-area": string(info.Area)},
	}
	op.Errors = append(op.Errors, r.errors...)
	if info.Area != access.Public {
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
		op.Security = []map[string][]string{{"session": {}}}
		if takesToken(r.action) {
			op.Security = append(op.Security, map[string][]string{"token": {}})
		}
	} else {
		op.Security = []map[string][]string{}
	}
	if info.Area == access.Project {
		op.Errors = append(op.Errors, http.StatusNotFound)
	}
	op.Errors = unique(append(op.Errors, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable))
	if r.media != "" {
		op.Responses = map[string]*huma.Response{fmt.Sprint(max(r.status, http.StatusOK)): {
			Description: "The content.", Content: map[string]*huma.MediaType{r.media: {}},
		}}
	}
	if r.events != nil {
		one := &huma.Schema{}
		for _, t := range r.events {
			one.OneOf = append(one.OneOf, s.api.OpenAPI().Components.Schemas.Schema(t, true, ""))
		}
		op.Responses[fmt.Sprint(http.StatusOK)].Content[r.media].Schema = one
	}
	if r.answers != nil {
		schema := s.api.OpenAPI().Components.Schemas.Schema(r.answers, true, "")
		op.Responses = map[string]*huma.Response{fmt.Sprint(max(r.status, http.StatusOK)): {
			Description: http.StatusText(max(r.status, http.StatusOK)), Content: map[string]*huma.MediaType{"application/json": {Schema: schema}},
		}}
	}
	if r.accepts != "" {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{r.accepts: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	}
	return op
}

// takesToken reports whether there is any token that may do an action.
func takesToken(a access.Action) bool {
	w := access.Who{SignedIn: true, Admin: true, Project: "any", Grant: &access.Grant{Role: access.Owner}, Token: &access.Scope{}}
	return access.Decide(w, a).Allowed
}

func unique(list []int) []int {
	seen := map[int]bool{}
	out := list[:0]
	for _, n := range list {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// refuse makes the problem document of an error and logs what the caller is
// not told.
func (s *Server) refuse(ctx context.Context, err error) error {
	p := problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.cfg.Log.ErrorContext(ctx, "request failed", "request", requestID(ctx), "status", p.Status, "error", err)
	}
	if p.Wait > 0 {
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {fmt.Sprint(p.Wait)}})
	}
	return p
}
