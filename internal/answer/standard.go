package answer

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// StandardParts lists the parts and editions at hand.
func StandardParts(lib *standard.Library) api.StandardParts {
	d := api.StandardParts{Parts: []api.StandardPart{}}
	for _, cat := range lib.Catalogues() {
		n := cat.Totals()
		p := api.StandardPart{
			Part: cat.Part(), Edition: cat.Edition(), Title: cat.Title(), Requirements: n.Requirements, Enhancements: n.Enhancements,
			Corrigenda: cat.Corrigenda(),
		}
		if cat.HasLevels() {
			p.ByLevel = slices.Clone(n.ByLevel[1:])
		}
		for _, o := range lib.Overlays() {
			found, ok := lib.Catalogue(o.Part(), o.Edition())
			p.Overlay = p.Overlay || (ok && found == cat)
		}
		d.Parts = append(d.Parts, p)
	}
	return d
}

// FindCatalogue finds one edition of a part, the newest if none is named.
// NotFound says which there are.
func FindCatalogue(lib *standard.Library, part, edition string) (*standard.Catalogue, error) {
	cat, ok := lib.Latest(standard.CanonicalPart(part))
	if !ok {
		return nil, fault.New(fault.NotFound, "find the part", "there is no part %q; there are %s", part, strings.Join(lib.Parts(), ", "))
	}
	if edition == "" {
		return cat, nil
	}
	if cat, ok = lib.Catalogue(part, edition); !ok {
		canonical := standard.CanonicalPart(part)
		return nil, fault.New(fault.NotFound, "find the edition", "there is no edition %q of %s; there is %s", edition, canonical, strings.Join(lib.Editions(canonical), ", "))
	}
	return cat, nil
}

// RowFilter says which requirements of a part are wanted. The zero RowFilter
// wants all.
type RowFilter struct {
	Level *int     // rows that this level asks for: those of the level or less
	FR    string   // rows of this foundational requirement: 1 to 7, or IAC to RA
	Types []string // rows for any of these component types
	Group string   // requirements of this group
}

// StandardRows lists the requirements of a part that fit: rows where the part
// has levels, else all entries. A filter that the part has no use for is
// Invalid, a type or group that it does not have NotFound.
func StandardRows(cat *standard.Catalogue, f RowFilter) (api.StandardRows, error) {
	rows, err := f.rows(cat)
	if err != nil {
		return api.StandardRows{}, err
	}
	d := api.StandardRows{Part: cat.Part(), Edition: cat.Edition(), Title: cat.Title(), Count: len(rows), Rows: make([]api.Requirement, len(rows))}
	for i, r := range rows {
		d.Rows[i] = Requirement(r)
	}
	return d, nil
}

func (f *RowFilter) rows(cat *standard.Catalogue) ([]*standard.Requirement, error) {
	rows := cat.Requirements()
	if cat.HasLevels() {
		rows = cat.Rows()
	}
	var fr sl.FR
	if f.FR != "" {
		var err error
		if fr, err = sl.ParseFR(f.FR); err != nil {
			return nil, fault.New(fault.Invalid, "read --fr", "%s", err.Error())
		}
	}
	if f.Level != nil {
		if *f.Level < 0 || *f.Level > int(sl.MaxLevel) {
			return nil, fault.New(fault.Invalid, "read --sl", "--sl is %d; levels are 0 to 4", *f.Level)
		}
		if !cat.HasLevels() {
			return nil, fault.New(fault.Invalid, "read --sl", "%s does not sort its requirements by level; leave out --sl", cat.Part())
		}
	}
	if err := f.checkTypes(cat); err != nil {
		return nil, err
	}
	if f.Group != "" {
		if _, ok := cat.Group(f.Group); !ok {
			var codes []string
			for _, g := range cat.Groups() {
				codes = append(codes, g.Code)
			}
			return nil, fault.New(fault.NotFound, "find the group", "%s has no group %q; there are %s", cat.Part(), f.Group, strings.Join(codes, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r *standard.Requirement) bool {
		return (f.Level != nil && int(r.Level) > *f.Level) ||
			(fr != 0 && r.FR != fr) ||
			(f.Group != "" && r.Group != f.Group) ||
			(len(f.Types) > 0 && !slices.ContainsFunc(f.Types, r.AppliesTo))
	}), nil
}

func (f *RowFilter) checkTypes(cat *standard.Catalogue) error {
	var ids []string
	for _, t := range cat.ComponentTypes() {
		ids = append(ids, t.ID)
	}
	for _, t := range f.Types {
		switch {
		case len(ids) == 0:
			return fault.New(fault.Invalid, "read --type", "%s does not write for component types; leave out --type", cat.Part())
		case !slices.Contains(ids, t):
			return fault.New(fault.NotFound, "read --type", "%s knows no component type %q; there are %s", cat.Part(), t, strings.Join(ids, ", "))
		}
	}
	return nil
}

// Requirement gives a requirement in brief.
func Requirement(r *standard.Requirement) api.Requirement {
	return api.Requirement{
		Ref: r.Ref.String(), Part: r.Ref.Part, Edition: r.Ref.Edition, Code: r.Ref.Code, Title: r.Title,
		FR: r.FR.String(), Level: int(r.Level), Parent: r.Parent, Group: r.Group,
		ComponentTypes: r.ComponentTypes, SystemRows: r.SystemRows, EnglishOnly: r.EnglishOnly,
	}
}

// FindRequirement finds a requirement by its whole reference or by its code,
// in the part named, else in the newest edition of every part. NotFound says
// where to look; Invalid is a code that several parts have.
func FindRequirement(lib *standard.Library, text, part, edition string) (*standard.Requirement, error) {
	if ref, err := standard.ParseRef(text); err == nil && part == "" && edition == "" {
		return lib.Resolve(ref)
	}
	if part != "" {
		cat, err := FindCatalogue(lib, part, edition)
		if err != nil {
			return nil, err
		}
		return lib.Resolve(cat.Ref(text))
	}
	var found []*standard.Requirement
	for _, part := range lib.Parts() {
		if cat, ok := lib.Latest(part); ok {
			if r, ok := cat.Lookup(text); ok {
				found = append(found, r)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fault.New(fault.NotFound, "find the requirement", "no part has a requirement %q; list them with \"cordon standard list --part PART\"", text)
	}
	var refs []string
	for _, r := range found {
		refs = append(refs, r.Ref.String())
	}
	return nil, fault.New(fault.Invalid, "find the requirement", "%q stands for %s; say which with --part", text, strings.Join(refs, " and "))
}

// RequirementDetail gives everything about a requirement of the library.
func RequirementDetail(lib *standard.Library, r *standard.Requirement) api.RequirementDetail {
	d := api.RequirementDetail{
		Requirement: Requirement(r), Intent: r.Intent, Evidence: nonNil(r.Evidence), Layers: r.Layers, Clause: r.Clause,
		Roles: r.Roles, Replaces: r.Replaces, ReplacedBy: r.ReplacedBy, Delegated: r.Delegated, Constraint: r.Constraint,
		Confidence: r.Confidence, Attributes: r.Attributes,
		Enhancements: []api.RequirementRef{}, System: []api.RequirementRef{}, Component: []api.RequirementRef{},
	}
	if cat, ok := lib.Catalogue(r.Ref.Part, r.Ref.Edition); ok {
		d.Enhancements = requirementRefs(cat.Enhancements(r.Ref.Code))
		if g, ok := cat.Group(r.Group); ok {
			d.GroupTitle = g.Title
		}
	}
	d.Wording, _ = lib.Wording(r.Ref)
	for _, part := range lib.Parts() {
		other, ok := lib.Latest(part)
		if !ok || !other.HasLevels() || other.Part() == r.Ref.Part {
			continue
		}
		// Rows for components name the rows for systems they derive from.
		if len(other.ComponentTypes()) > 0 && r.IsRow() {
			d.Component = append(d.Component, requirementRefs(other.DerivedFrom(r.Ref.Code))...)
		}
		for _, code := range r.SystemRows {
			if row, ok := other.Lookup(code); ok {
				d.System = append(d.System, requirementRefs([]*standard.Requirement{row})...)
			}
		}
	}
	return d
}

func requirementRefs(list []*standard.Requirement) []api.RequirementRef {
	out := make([]api.RequirementRef, len(list))
	for i, r := range list {
		out[i] = api.RequirementRef{Ref: r.Ref.String(), Title: r.Title, Level: int(r.Level)}
	}
	return out
}
