package access

import (
	"fmt"
	"slices"
	"strings"
)

// Scope is what an API token may be used for. It only ever narrows what its
// user may do.
type Scope struct {
	// ReadOnly refuses every action that writes.
	ReadOnly bool
	// Projects are the ids of the projects the token is for; empty for all of
	// its user's. A token for certain projects may not act on the server.
	Projects []string
}

// Who is somebody who asks. The zero Who is anybody.
type Who struct {
	// SignedIn says that a session or a token proved who it is. Without it
	// nothing else counts.
	SignedIn bool
	// Admin says that the user is a server administrator.
	Admin bool
	// Grant is the user's role in Project, nil for none.
	Grant *Grant
	// Project is the id of the project asked about, empty if none is.
	Project string
	// Token is the scope of the token the question came with, nil for a session.
	Token *Scope
}

// Verdict is the answer of Decide. The zero Verdict is a refusal.
type Verdict struct {
	Allowed bool
	// Why says in a sentence what allowed or refused it, and who could change that.
	Why string
	// Products, if not nil, are the only items that may be seen and touched, by
	// key and in order; it is never empty when Allowed. Nil sets no such limit.
	Products []string
}

func deny(format string, a ...any) Verdict { return Verdict{Why: fmt.Sprintf(format, a...)} }

// Decide tells whether somebody may do an action. What the verdict's Products
// leave out, and for WriteModel what DecideOps refuses, is not allowed either.
func Decide(w Who, a Action) Verdict {
	d, ok := actionByName[a]
	if !ok {
		return deny("there is no action %q, and what is not named is not allowed", a)
	}
	if d.Area == Public {
		return Verdict{Allowed: true, Why: "it is open to anybody"}
	}
	if !w.SignedIn {
		return deny("sign in first, or send a token")
	}
	if v := w.outOfScope(d); v.Why != "" {
		return v
	}
	switch d.Area {
	case Account:
		return Verdict{Allowed: true, Why: "it is open to everybody who is signed in"}
	case Server:
		if !w.Admin {
			return deny("only a server administrator may %s", d.Words)
		}
		return Verdict{Allowed: true, Why: "you are a server administrator"}
	case Project:
		return w.inProject(d)
	}
	return deny("nobody may %s", d.Words)
}

// outOfScope refuses what the token is not for; the zero Verdict is no refusal.
func (w Who) outOfScope(d *ActionInfo) Verdict {
	t := w.Token
	switch {
	case t == nil:
		return Verdict{}
	case d.session:
		return deny("no token may do this; sign in to %s", d.Words)
	case t.ReadOnly && d.Writes:
		return deny("this token only reads; use another one to %s", d.Words)
	case len(t.Projects) == 0:
		return Verdict{}
	case d.Area == Server:
		return deny("this token is for certain projects only; use another one to %s", d.Words)
	case d.Area == Project && !slices.Contains(t.Projects, w.Project):
		return deny("this token is not for this project")
	}
	return Verdict{}
}

// inProject decides by the role, and for administrators by what they may do
// without one.
func (w Who) inProject(d *ActionInfo) Verdict {
	if w.Project == "" {
		return deny("no project is named")
	}
	var e extent
	var role Role
	if w.Grant != nil {
		role = w.Grant.Role
		e = d.roles[role]
	}
	switch {
	case w.Admin && d.admin:
		// At least as much as any role has of these actions.
		return Verdict{Allowed: true, Why: "you are a server administrator"}
	case w.Grant == nil:
		return deny("you have no role in this project; ask one of its owners or a server administrator")
	case e == nothing:
		return deny("as %s you may not %s; %s may", named(role), d.Words, holders(d))
	case e == ownProducts:
		products := w.Grant.products()
		if len(products) == 0 {
			return deny("no product has been given to you in this project; ask one of its owners")
		}
		return Verdict{Allowed: true, Products: products, Why: "you are a supplier of " + strings.Join(products, ", ")}
	}
	return Verdict{Allowed: true, Why: "you are " + named(role)}
}

// named gives a role with its article, for sentences.
func named(r Role) string {
	switch {
	case r.Words() == "":
		return fmt.Sprintf("%q, which is no role,", string(r))
	case strings.ContainsRune("aeiou", rune(r[0])):
		return "an " + string(r)
	}
	return "a " + string(r)
}

// holders lists the roles that may do the whole of an action.
func holders(d *ActionInfo) string {
	var names []string
	for _, r := range Roles() {
		if d.roles[r] == all {
			names = append(names, named(r))
		}
	}
	switch n := len(names); n {
	case 0:
		return "nobody"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
}
