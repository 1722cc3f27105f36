package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/words"
)

// Asked is what every reading call takes: the project and the state it is asked
// about. The framework reads embedded structs only if their names are exported.
type Asked struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	At      string `query:"at" maxLength:"200" doc:"The state to look at: head (also when left out), a commit number, a day (2026-03-31: the last commit of that day or before), a moment (RFC 3339), or a baseline by key or title." example:"head"`
	Day     string `query:"day" maxLength:"10" doc:"The day that rules are judged by, as 2026-03-31, in place of the day of the state."`
	Match   string `header:"If-None-Match" maxLength:"400" doc:"The ETag of an earlier answer; if nothing has changed the answer is 304 without content."`
}

// read is an answer about one state.
type read[T any] struct {
	Status int    `status:""`
	ETag   string `header:"ETag" doc:"Changes when the answer changes."`
	Commit uint64 `header:"Cordon-Commit" doc:"Number of the commit whose state was read."`
	Cache  string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body   *T
}

// settle implements settled.
func (r *read[T]) settle() {
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
}

// state finds the state a call is asked about.
func (a *Asked) state(ctx context.Context) (app.State, error) {
	st, err := callOf(ctx).lease.At(ctx, a.At)
	if err != nil {
		return st, at("query.at", err)
	}
	if a.Day == "" {
		return st, nil
	}
	if _, err := time.Parse(time.DateOnly, a.Day); err != nil {
		return st, badField("query.day", "%q is no day; write it as 2026-03-31", a.Day)
	}
	st.Date = a.Day
	return st, nil
}

// analysed answers with a document made from an assessed state.
func analysed[T any](ctx context.Context, a *Asked, build func(*answer.View) (*T, error)) (*read[T], error) {
	return answered(ctx, a, func(st app.State) *answer.View { return callOf(ctx).lease.View(st) }, build)
}

// looked answers with a document that needs no assessment.
func looked[T any](ctx context.Context, a *Asked, build func(*answer.View) (*T, error)) (*read[T], error) {
	return answered(ctx, a, func(st app.State) *answer.View { return callOf(ctx).lease.Light(st) }, build)
}

func answered[T any](ctx context.Context, a *Asked, view func(app.State) *answer.View, build func(*answer.View) (*T, error)) (*read[T], error) {
	st, err := a.state(ctx)
	if err != nil {
		return nil, err
	}
	out := &read[T]{ETag: inTongue(stateTag(st), reads(ctx)), Commit: st.Snapshot.Commit(), Cache: private}
	if matches(a.Match, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	if out.Body, err = build(view(st)); err != nil {
		return nil, err
	}
	return out, nil
}

// private keeps answers out of shared caches and makes every other one ask
// again.
const private = "private, no-cache"

// stateTag is the ETag of what depends on nothing but a state: its commit and
// its day. Evidence files can change without a commit, so it is weak.
func stateTag(st app.State) string { return fmt.Sprintf(`W/"%d.%s"`, st.Snapshot.Commit(), st.Date) }

// inTongue is the ETag of what says words in a language. That of English stays
// as it was before there were others.
func inTongue(tag string, l words.Language) string {
	if l == words.German {
		return strings.TrimSuffix(tag, `"`) + `.` + string(l) + `"`
	}
	return tag
}

// revisionTag is the ETag of one item.
func revisionTag(revision uint64) string { return fmt.Sprintf(`"r%d"`, revision) }

// matches compares as If-None-Match does (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	if header == "" {
		return false
	}
	weak := func(s string) string { return strings.TrimPrefix(strings.TrimSpace(s), "W/") }
	for one := range strings.SplitSeq(header, ",") {
		if t := weak(one); t == "*" || t == weak(tag) {
			return true
		}
	}
	return false
}

// changedMeanwhile refuses a change of an item that is not as the caller saw it.
func changedMeanwhile(key string, head uint64, tag string) error {
	f := fault.New(fault.Conflict, "change an item", "%s has changed since you read it (it is %s now); read it again and repeat the change", key, tag)
	f.Subject, f.Head = key, head
	return &statusError{status: http.StatusPreconditionFailed, where: "header.If-Match", err: f}
}
