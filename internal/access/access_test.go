package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

const here = "p-1"

// tokens are the scopes of the tests, nil for a session.
func tokens() []*Scope {
	return []*Scope{
		nil,
		{},
		{Projects: []string{here}},
		{Projects: []string{"p-0", here, "p-2"}},
		{Projects: []string{"p-2"}},
		{ReadOnly: true},
		{ReadOnly: true, Projects: []string{here}},
		{ReadOnly: true, Projects: []string{"p-0", here, "p-2"}},
		{ReadOnly: true, Projects: []string{"p-2"}},
	}
}

// narrower reports whether everything b is for, a is for too: nil, a session,
// is the widest.
func narrower(b, a *Scope) bool {
	if a == nil {
		return true
	}
	if b == nil || (a.ReadOnly && !b.ReadOnly) {
		return false
	}
	if len(a.Projects) == 0 {
		return true
	}
	if len(b.Projects) == 0 {
		return false
	}
	return !slices.ContainsFunc(b.Projects, func(p string) bool { return !slices.Contains(a.Projects, p) })
}

func grants() []*Grant {
	out := []*Grant{
		nil,
		{},
		{Role: "root"},
		{Role: "Owner"},
		{Role: Supplier},
		{Role: Supplier, Products: []string{}},
		{Role: Supplier, Products: []string{"ZON-1", "x", ""}},
		{Role: Supplier, Products: []string{"PRD-2", "PRD-1", "prd-2"}},
	}
	for _, r := range Roles() {
		out = append(out, &Grant{Role: r})
	}
	return out
}

// everybody calls fn for every combination of what can be known about an asker.
func everybody(fn func(w Who)) {
	for _, in := range []bool{false, true} {
		for _, admin := range []bool{false, true} {
			for _, project := range []string{"", here} {
				for _, g := range grants() {
					for _, token := range tokens() {
						fn(Who{SignedIn: in, Admin: admin, Grant: g, Project: project, Token: token})
					}
				}
			}
		}
	}
}

func show(w Who) string {
	s := fmt.Sprintf("signed in %v, admin %v, project %q", w.SignedIn, w.Admin, w.Project)
	if w.Grant != nil {
		s += fmt.Sprintf(", grant %+v", *w.Grant)
	}
	if w.Token != nil {
		s += fmt.Sprintf(", token %+v", *w.Token)
	}
	return s
}

// spec: ACCESS-1
func TestWhoIsNotSignedInMayDoWhatIsPublicAndNothingElse(t *testing.T) {
	everybody(func(w Who) {
		for _, d := range Actions() {
			v := Decide(w, d.Action)
			if !w.SignedIn && v.Allowed != (d.Area == Public) {
				t.Errorf("%s may %s: %v", show(w), d.Action, v)
			}
			if d.Area == Public && !v.Allowed {
				t.Errorf("%s may not %s, which is public", show(w), d.Action)
			}
		}
	})
}

// spec: ACCESS-1
func TestWhatIsNotNamedIsDeniedToEverybody(t *testing.T) {
	everybody(func(w Who) {
		for _, a := range []Action{"", "read", "READ MODEL", "read model ", "*", "sign in\n"} {
			if v := Decide(w, a); v.Allowed {
				t.Errorf("%s may %q: %v", show(w), a, v)
			}
		}
		if w.Grant == nil || w.Grant.Role.Words() != "" {
			return
		}
		none := w
		none.Grant = nil
		for _, d := range Actions() {
			if Decide(w, d.Action).Allowed && !Decide(none, d.Action).Allowed {
				t.Errorf("%s may %s by a role that does not exist", show(w), d.Action)
			}
		}
	})
	if v := (Verdict{}); v.Allowed {
		t.Error("the zero verdict allows")
	}
}

// spec: ACCESS-1
func TestEveryAnswerSaysWhy(t *testing.T) {
	everybody(func(w Who) {
		for _, d := range Actions() {
			v := Decide(w, d.Action)
			if v.Why == "" {
				t.Errorf("%s, %s: no reason with %v", show(w), d.Action, v)
			}
			if !v.Allowed && v.Products != nil {
				t.Errorf("%s, %s: a refusal with products %v", show(w), d.Action, v.Products)
			}
			if v.Allowed && v.Products != nil && len(v.Products) == 0 {
				t.Errorf("%s, %s: allowed for no product at all", show(w), d.Action)
			}
		}
	})
}

// atLeast reports whether a allows everything that b allows.
func atLeast(a, b Verdict) bool {
	if !b.Allowed {
		return true
	}
	if !a.Allowed {
		return false
	}
	if a.Products == nil {
		return true
	}
	return b.Products != nil && !slices.ContainsFunc(b.Products, func(p string) bool { return !slices.Contains(a.Products, p) })
}

// spec: ACCESS-4
func TestANarrowerTokenNeverAllowsMore(t *testing.T) {
	pairs := 0
	everybody(func(w Who) {
		for _, token := range tokens() {
			if !narrower(token, w.Token) {
				continue
			}
			n := w
			n.Token = token
			for _, d := range Actions() {
				pairs++
				if wide, narrow := Decide(w, d.Action), Decide(n, d.Action); !atLeast(wide, narrow) {
					t.Errorf("%s may %s (%v), but with a wider scope may not (%v)", show(n), d.Action, narrow, wide)
				}
			}
		}
	})
	t.Logf("%d pairs of scopes compared", pairs)
}

// spec: ACCESS-4
func TestATokenDoesWhatItIsForAndNothingElse(t *testing.T) {
	everybody(func(w Who) {
		if w.Token == nil || !w.SignedIn {
			return
		}
		session := w
		session.Token = nil
		for _, d := range Actions() {
			got := Decide(w, d.Action).Allowed
			limited := len(w.Token.Projects) > 0
			want := Decide(session, d.Action).Allowed
			if d.Area != Public {
				want = want && d.Action != UseAccount && (!d.Writes || !w.Token.ReadOnly)
			}
			if limited && d.Area == Server {
				want = false
			}
			if limited && d.Area == Project {
				want = want && slices.Contains(w.Token.Projects, w.Project)
			}
			if got != want {
				t.Errorf("%s, %s: got %v, want %v", show(w), d.Action, got, want)
			}
		}
	})
}

// spec: ACCESS-2
func TestAnAdministratorWithoutARoleSeesNoContent(t *testing.T) {
	may := []Action{ReadMembers, ManageMembers, RetireProject}
	for _, d := range Actions() {
		w := Who{SignedIn: true, Admin: true, Project: here}
		v := Decide(w, d.Action)
		if want := d.Area != Project || slices.Contains(may, d.Action); v.Allowed != want {
			t.Errorf("%s: got %v, want allowed %v", d.Action, v, want)
		}
	}
	everybody(func(w Who) {
		if !w.Admin {
			return
		}
		plain := w
		plain.Admin = false
		for _, d := range Actions() {
			admin, other := Decide(w, d.Action), Decide(plain, d.Action)
			if !atLeast(admin, other) {
				t.Errorf("%s loses %s by being an administrator", show(w), d.Action)
			}
			if d.Area == Project && admin.Allowed && !other.Allowed && !slices.Contains(may, d.Action) {
				t.Errorf("%s may %s only by being an administrator", show(w), d.Action)
			}
		}
	})
}

// spec: ACCESS-2
func TestOnlyAdministratorsTouchTheServer(t *testing.T) {
	everybody(func(w Who) {
		for _, d := range Actions() {
			if d.Area == Server && !w.Admin && Decide(w, d.Action).Allowed {
				t.Errorf("%s may %s", show(w), d.Action)
			}
		}
	})
}

// spec: ACCESS-3
func TestASupplierIsHeldToItsProducts(t *testing.T) {
	want := []string{"PRD-1", "PRD-2"}
	for _, d := range Actions() {
		if d.Area != Project {
			continue
		}
		w := Who{SignedIn: true, Project: here, Grant: &Grant{Role: Supplier, Products: []string{"PRD-2", "PRD-1", "PRD-2"}}}
		v := Decide(w, d.Action)
		switch d.Action {
		case ReadModel, WriteModel, WriteEvidence:
			if !v.Allowed || !slices.Equal(v.Products, want) {
				t.Errorf("%s: %v, want it for %v", d.Action, v, want)
			}
		default:
			if v.Allowed {
				t.Errorf("%s: %v, want a refusal", d.Action, v)
			}
		}
		w.Grant = &Grant{Role: Supplier}
		if v := Decide(w, d.Action); v.Allowed {
			t.Errorf("without a product, %s: %v", d.Action, v)
		}
	}
	everybody(func(w Who) {
		if w.Grant == nil || w.Grant.Role == Supplier {
			return
		}
		for _, d := range Actions() {
			if v := Decide(w, d.Action); v.Products != nil {
				t.Errorf("%s, %s: limited to %v", show(w), d.Action, v.Products)
			}
		}
	})
}

// spec: ACCESS-5
func TestTheRolesDoWhatTheirWordsSay(t *testing.T) {
	may := func(r Role, a Action) bool {
		return Decide(Who{SignedIn: true, Project: here, Grant: &Grant{Role: r}}, a).Allowed
	}
	for _, d := range Actions() {
		if d.Area != Project {
			continue
		}
		if !may(Owner, d.Action) {
			t.Errorf("an owner may not %s", d.Action)
		}
		if want := !slices.Contains([]Action{ManageMembers, ManageProject, RetireProject}, d.Action); may(Engineer, d.Action) != want {
			t.Errorf("engineer, %s: want %v", d.Action, want)
		}
		if may(Auditor, d.Action) == d.Writes {
			t.Errorf("auditor, %s: an auditor reads everything and writes nothing", d.Action)
		}
		if want := !d.Writes || d.Action == WriteModel || d.Action == WriteComments; may(Reviewer, d.Action) != want {
			t.Errorf("reviewer, %s: want %v", d.Action, want)
		}
		if may(Viewer, d.Action) && d.Writes {
			t.Errorf("a viewer may %s", d.Action)
		}
	}
	for _, a := range []Action{ReadHistory, ReadProofs, OpenEvidence, Export, SeePresence, ReadMembers} {
		if may(Viewer, a) {
			t.Errorf("a viewer may %s", a)
		}
	}
	for _, a := range []Action{ReadModel, ReadEvidence, Analyse, Search, FollowChanges} {
		if !may(Viewer, a) {
			t.Errorf("a viewer may not %s", a)
		}
	}
}

func TestActionsAreNamedOnceAndDescribed(t *testing.T) {
	seen := map[Action]bool{}
	for _, d := range Actions() {
		if seen[d.Action] || d.Action == "" || d.Words == "" {
			t.Errorf("%q: named twice or without words", d.Action)
		}
		seen[d.Action] = true
		if got, ok := Info(d.Action); !ok || got.Words != d.Words {
			t.Errorf("Info(%q) gives %v, %v", d.Action, got, ok)
		}
		if (d.Area == Project) != (len(d.roles) > 0) {
			t.Errorf("%q: of area %s with %d roles", d.Action, d.Area, len(d.roles))
		}
		for r := range d.roles {
			if r.Words() == "" {
				t.Errorf("%q is given to %q, which is no role", d.Action, r)
			}
		}
	}
	if _, ok := Info("fly"); ok {
		t.Error("there is an action fly")
	}
}

func TestARoleIsReadAsItIsSpoken(t *testing.T) {
	for _, r := range Roles() {
		for _, s := range []string{string(r), strings.ToUpper(string(r)), " " + string(r) + " "} {
			if got, err := ParseRole(s); err != nil || got != r {
				t.Errorf("ParseRole(%q) = %q, %v", s, got, err)
			}
		}
	}
	for in, want := range map[string]string{"enginee": `did you mean "engineer"?`, "god": "the roles are owner, engineer, supplier, reviewer, auditor, viewer", "": "the roles are"} {
		_, err := ParseRole(in)
		if fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseRole(%q): %v, want %q", in, err, want)
		}
	}
}

func TestAGrantThatCannotBeGivenIsRefused(t *testing.T) {
	for _, c := range []struct {
		g  Grant
		ok bool
	}{
		{Grant{Role: Owner}, true},
		{Grant{Role: Supplier, Products: []string{"PRD-1", "PRD-12"}}, true},
		{Grant{}, false},
		{Grant{Role: "root"}, false},
		{Grant{Role: "Owner"}, false},
		{Grant{Role: " owner"}, false},
		{Grant{Role: Viewer, Products: []string{"PRD-1"}}, false},
		{Grant{Role: Supplier}, false},
		{Grant{Role: Supplier, Products: []string{"ZON-1"}}, false},
		{Grant{Role: Supplier, Products: []string{"prd-1"}}, false},
		{Grant{Role: Supplier, Products: []string{"PRD-1", ""}}, false},
	} {
		if err := c.g.Check(); (err == nil) != c.ok || (err != nil && fault.KindOf(err) != fault.Invalid) {
			t.Errorf("%+v: %v, want accepted %v", c.g, err, c.ok)
		}
	}
}
