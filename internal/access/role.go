package access

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// Role is what somebody is in a project. The value is its name and is frozen.
type Role string

// The roles. The zero Role is none and may do nothing.
const (
	// Owner answers for the project and may do everything in it.
	Owner Role = "owner"
	// Engineer works on the project: everything but managing members and the project.
	Engineer Role = "engineer"
	// Supplier sees and states its own products, and nothing else.
	Supplier Role = "supplier"
	// Reviewer reads everything, writes reviews and confirms what still holds.
	Reviewer Role = "reviewer"
	// Auditor reads everything, history and proofs included, and writes nothing.
	Auditor Role = "auditor"
	// Viewer reads the model and its analyses, without history and proofs.
	Viewer Role = "viewer"
)

var roles = []struct {
	role  Role
	words string
}{
	{Owner, "answers for the project and may do everything in it"},
	{Engineer, "works on the project: everything but managing members and the project itself"},
	{Supplier, "sees and states the products given to it, and nothing else"},
	{Reviewer, "reads everything, writes reviews, and confirms links and targets that still hold"},
	{Auditor, "reads everything, history and proofs included, and writes nothing"},
	{Viewer, "reads the model and its analyses, without history, proofs and the files of evidence"},
}

// Roles lists every role in the order of the table.
func Roles() []Role {
	out := make([]Role, len(roles))
	for i := range roles {
		out[i] = roles[i].role
	}
	return out
}

// Words says what a role is, for people; empty for an unknown role. It
// completes "an engineer …".
func (r Role) Words() string {
	for i := range roles {
		if roles[i].role == r {
			return roles[i].words
		}
	}
	return ""
}

// ParseRole finds a role by its name, without regard to case. Invalid if there
// is none, with what may have been meant.
func ParseRole(s string) (Role, error) {
	names := make([]string, len(roles))
	for i := range roles {
		names[i] = string(roles[i].role)
		if strings.EqualFold(strings.TrimSpace(s), names[i]) {
			return roles[i].role, nil
		}
	}
	hint := fault.Say("the roles are %s", strings.Join(names, ", "))
	if alike := near.Words(s, names, 1); len(alike) > 0 {
		hint = fault.Say("did you mean %q?", alike[0])
	}
	return "", fault.New(fault.Invalid, "read a role", "there is no role %q; %s", s, hint)
}

// Grant is what one user may be in one project.
type Grant struct {
	Role Role
	// Products are the keys of the products a supplier may see and write, such
	// as "PRD-3". Empty for every other role.
	Products []string
}

// Check refuses a grant that cannot be given: an unknown role, products for
// anybody but a supplier, a supplier without products, and what is no key of a
// product. Invalid. It does not look whether the products exist.
func (g Grant) Check() error {
	const op = "check a role"
	if r, err := ParseRole(string(g.Role)); err != nil {
		return err
	} else if r != g.Role {
		return fault.New(fault.Invalid, op, "the role is written %q, not %q", r, g.Role)
	}
	if g.Role != Supplier {
		if len(g.Products) > 0 {
			return fault.New(fault.Invalid, op, "products go with the role supplier only; %s sees all or none", g.Role)
		}
		return nil
	}
	if len(g.Products) == 0 {
		return fault.New(fault.Invalid, op, "a supplier needs the products it answers for, such as PRD-3")
	}
	for _, p := range g.Products {
		if k, err := model.ParseKey(p); err != nil || k.Kind != model.KindProduct || k.String() != p {
			return fault.New(fault.Invalid, op, "%q is no key of a product; such a key looks like PRD-3", p)
		}
	}
	return nil
}

// products gives the keys of the grant that can name a product, in order and
// once each; never nil.
func (g Grant) products() []string {
	out := make([]string, 0, len(g.Products))
	for _, p := range g.Products {
		if k, err := model.ParseKey(p); err == nil && k.Kind == model.KindProduct {
			out = append(out, k.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
