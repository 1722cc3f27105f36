package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/words"
)

// problemMedia is the media type of every refusal.
var problemMedia = (&api.Problem{}).ContentType("")

// inLanguage says which language a refusal is in, and of every document that
// another reader may get it in another one.
func inLanguage(h http.Header, l words.Language) {
	media := h.Get("Content-Type")
	if media == problemMedia {
		h.Set("Content-Language", string(cmp.Or(l, words.English)))
	}
	if (media == problemMedia || media == "application/json") && h.Get("Vary") == "" {
		h.Set("Vary", "Accept-Language")
	}
}

// kinds maps each kind of fault to HTTP. It is the only such place.
var kinds = map[fault.Kind]struct {
	status      int
	name, title string
}{
	fault.Internal:    {http.StatusInternalServerError, "internal", "Internal fault"},
	fault.Invalid:     {http.StatusUnprocessableEntity, "invalid", "Invalid input"},
	fault.NotFound:    {http.StatusNotFound, "not-found", "Not found"},
	fault.Conflict:    {http.StatusConflict, "conflict", "Conflict"},
	fault.Denied:      {http.StatusForbidden, "denied", "Not allowed"},
	fault.Unavailable: {http.StatusServiceUnavailable, "unavailable", "Not available now"},
}

// statusError is a failure that has a status of its own, finer than its kind.
type statusError struct {
	status int
	wait   int    // seconds until it is worth trying again, 0 if not known
	where  string // location in the request
	err    error
}

func (e *statusError) Error() string { return e.err.Error() }
func (e *statusError) Unwrap() error { return e.err }

// withStatus gives err a status of its own.
func withStatus(status int, err error) error { return &statusError{status: status, err: err} }

// notSignedIn is the refusal of a caller nobody knows.
func notSignedIn(message string) error {
	return withStatus(http.StatusUnauthorized, fault.New(fault.Denied, "sign in", "%s", message))
}

// tooMany refuses a caller for some seconds.
func tooMany(seconds int, format string, a ...any) error {
	return &statusError{
		status: http.StatusTooManyRequests, wait: max(seconds, 1),
		err: fault.New(fault.Unavailable, "limit requests", format, a...),
	}
}

// badField refuses one parameter of the request.
func badField(where, format string, a ...any) error {
	return &statusError{
		status: http.StatusUnprocessableEntity, where: where,
		err: fault.New(fault.Invalid, "read the request", format, a...),
	}
}

// at says where in the request err comes from.
func at(where string, err error) error {
	if err == nil {
		return nil
	}
	return &statusError{where: where, err: err}
}

// problemOf turns an error into the document a caller gets. What is Internal
// tells no cause.
func problemOf(ctx context.Context, err error) *api.Problem {
	var ready *api.Problem
	if errors.As(err, &ready) {
		return ready
	}
	l, kind := reads(ctx), fault.KindOf(err)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		kind = fault.Unavailable
	}
	k := kinds[kind]
	p := &api.Problem{Type: "urn:cordon:problem:" + k.name, Title: k.title, Status: k.status, Instance: instance(ctx)}
	var own *statusError
	if errors.As(err, &own) {
		p.Wait = own.wait
		if own.status != 0 {
			p.Status = own.status
		}
	}
	if errors.Is(err, account.ErrSignIn) {
		p.Status = http.StatusUnauthorized
	}
	if errors.Is(err, account.ErrStale) {
		p.Type, p.Title = "urn:cordon:problem:confirm-identity", "Confirm who you are"
	}
	switch p.Status {
	case http.StatusUnauthorized:
		p.Type, p.Title = "urn:cordon:problem:not-signed-in", "Not signed in"
	case http.StatusTooManyRequests:
		p.Type, p.Title = "urn:cordon:problem:too-many", "Too many requests"
	case http.StatusPreconditionFailed:
		p.Type, p.Title = "urn:cordon:problem:changed", "Changed meanwhile"
	}
	p.Title = l.Word(p.Title)
	p.Errors = faults(l, err, "")
	p.Detail = andMore(l, p.Errors[0].Message, len(p.Errors)-1)
	p.Head = headOf(err)
	return p
}

// andMore counts the faults behind the first.
func andMore(l words.Language, first string, more int) string {
	if more == 0 {
		return first
	}
	return l.Said(fault.Say("%s (and %d more)", first, more))
}

// headOf finds the head in a conflict.
func headOf(err error) uint64 {
	for _, f := range fault.All(unwrapStatus(err)) {
		if f.Kind == fault.Conflict && f.Head > 0 {
			return f.Head
		}
	}
	return 0
}

// mostErrors bounds the list of a problem; the detail counts all.
const mostErrors = 1000

// faults lists every single fault of err. where is the location that holds for
// those that name none.
func faults(l words.Language, err error, where string) []api.ProblemError {
	if own := (*statusError)(nil); errors.As(err, &own) && own.where != "" {
		where = own.where
	}
	var list []api.ProblemError
	for _, f := range fault.All(unwrapStatus(err)) {
		list = append(list, oneFault(l, f, where))
		if len(list) == mostErrors {
			break
		}
	}
	return list
}

// unwrapStatus takes off what only carries a status.
func unwrapStatus(err error) error {
	for {
		own, ok := err.(*statusError) //nolint:errorlint // only what is outermost is taken off
		if !ok {
			return err
		}
		err = own.err
	}
}

const ourFault = "Cordon has a fault of its own here; the server's log says more under the id of this request"

const tooLong = "the request took too long, or its caller went away"

// cannotNow stands for a failure that says only what was being done.
const cannotNow = "this cannot be done at the moment; try again soon, and tell the administrator if it stays so"

// speaker is the fault that has something to say: one that only names what was
// being attempted leaves it to its cause.
func speaker(f *fault.Error) *fault.Error {
	for f.Message == f.Op {
		var cause *fault.Error
		if !errors.As(f.Err, &cause) {
			break
		}
		f = cause
	}
	return f
}

func oneFault(l words.Language, f *fault.Error, where string) api.ProblemError {
	if f.Kind == fault.Internal && (errors.Is(f, context.Canceled) || errors.Is(f, context.DeadlineExceeded)) {
		return api.ProblemError{Kind: fault.Unavailable.String(), Message: l.Sentence(tooLong)}
	}
	e := api.ProblemError{
		Kind: f.Kind.String(), Location: where, Subject: f.Subject,
		File: f.Place.File, Line: f.Place.Line, Row: f.Place.Row, Column: f.Place.Column, Field: f.Place.Field,
	}
	if strings.HasPrefix(e.Field, "/") { // a JSON pointer into the body
		e.Location, e.Field = "body"+e.Field, ""
	}
	switch s := speaker(f); {
	case f.Kind == fault.Internal:
		e.Message, e.Subject = l.Sentence(ourFault), ""
	case s.Kind == fault.Unavailable && s.Message == s.Op:
		e.Message = l.Sentence(cannotNow)
	default:
		e.Message = l.Message(s)
	}
	return e
}

func instance(ctx context.Context) string {
	if id := requestID(ctx); id != "" {
		return "urn:cordon:request:" + id
	}
	return ""
}

// useProblems makes the framework answer with our documents. It keeps the
// makers of errors in package variables, so this holds for the process.
func useProblems() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return frameworkProblem(context.Background(), status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		c := context.Background()
		if ctx != nil {
			c = ctx.Context()
		}
		return frameworkProblem(c, status, message, errs)
	}
}

// unreadable is what the framework says of a body that did not come whole. It
// takes it for a fault of the server.
const unreadable = "cannot read request body"

// frameworkProblem is a problem the framework found in a request: wrong types,
// missing members, a body that is too large.
func frameworkProblem(ctx context.Context, status int, message string, errs []error) *api.Problem {
	for _, e := range errs {
		var ready *api.Problem
		if errors.As(e, &ready) {
			return ready
		}
	}
	if status == http.StatusInternalServerError && message == unreadable {
		status, message, errs = http.StatusBadRequest, "the body of the request broke off, or is not framed as HTTP demands; send it again", nil
	}
	kind := fault.Invalid
	switch {
	case status >= http.StatusInternalServerError:
		kind = fault.Internal
	case status == http.StatusRequestTimeout:
		kind = fault.Unavailable
	}
	k, l := kinds[kind], reads(ctx)
	p := &api.Problem{
		Type: "urn:cordon:problem:" + k.name, Title: l.Word(k.title), Status: status, Instance: instance(ctx),
		Errors: []api.ProblemError{},
	}
	for _, e := range errs {
		var d *huma.ErrorDetail
		if errors.As(e, &d) {
			p.Errors = append(p.Errors, api.ProblemError{Kind: kind.String(), Message: l.Sentence(d.Message), Location: location(d.Location)})
		} else if kind != fault.Internal {
			p.Errors = append(p.Errors, faults(l, e, "")...)
		}
	}
	if kind == fault.Internal {
		message = ourFault
	}
	if len(p.Errors) == 0 {
		p.Errors = append(p.Errors, api.ProblemError{Kind: kind.String(), Message: l.Sentence(message)})
	}
	p.Detail = p.Errors[0].Message
	if where := p.Errors[0].Location; where != "" {
		p.Detail = where + ": " + p.Detail
	}
	p.Detail = andMore(l, p.Detail, len(p.Errors)-1)
	return p
}

// location writes the framework's place in a body, body.ops[3].title, as ours:
// body/ops/3/title.
func location(s string) string {
	rest, ok := strings.CutPrefix(s, "body")
	if !ok {
		return s
	}
	return "body" + strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(rest)
}

// writeProblem answers outside the framework.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r.Context(), err)
	body := mustJSON(p)
	h := w.Header()
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	setRetry(h, p)
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the caller is gone
}

func setRetry(h http.Header, p *api.Problem) {
	if p.Wait > 0 {
		h.Set("Retry-After", strconv.Itoa(p.Wait))
	}
}
