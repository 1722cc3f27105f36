package server

import (
	"context"
	"net/http"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/words"
)

// call is what is known of one request when its handler runs.
type call struct {
	id      string // of the request
	address string // network address of the caller
	agent   string // what program it says it is
	reads   words.Language
	caller  caller
	action  access.Action
	verdict access.Verdict
	entry   host.Entry  // the project, if the route names one
	lease   *host.Lease // its use, until the request ends
}

// caller is who makes a request; the zero caller is anybody.
type caller struct {
	*account.Principal
	who  access.Who // in the project the request names
	user string     // id of the user, empty for nobody
	name string     // for people; commits are signed with it
}

type callKey struct{}

// callOf gives the call of a handler's context. Every handler runs behind the
// gate that puts it there.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	if c == nil {
		return &call{}
	}
	return c
}

// reads is the language that the caller of a request reads.
func reads(ctx context.Context) words.Language { return callOf(ctx).reads }

func requestID(ctx context.Context) string { return callOf(ctx).id }

// maxRequestID is the longest id of a request that is taken over from outside.
const maxRequestID = 64

// takenID gives the id that a caller or a proxy chose for a request, empty if
// it holds anything that could disturb a log.
func takenID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	if len(id) > maxRequestID {
		return ""
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return ""
		}
	}
	return id
}
