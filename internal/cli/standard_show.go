package cli

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// StandardShowCmd shows one requirement.
type StandardShowCmd struct {
	Code    []string `arg:"" help:"Code, such as SR 1.1 RE 1, or a whole reference: 62443-3-3:2013 SR 1.1."`
	Part    string   `placeholder:"PART" help:"Part, where several have the code."`
	Edition string   `placeholder:"YEAR" help:"Edition; the newest without it."`
}

// refJSON names a requirement that another one leads to.
type refJSON struct {
	Ref   string `json:"ref"`
	Title string `json:"title"`
	Level int    `json:"level"`
}

// requirementDetail is everything about one requirement.
type requirementDetail struct {
	requirementJSON
	GroupTitle   string            `json:"group_title,omitempty"`
	Intent       string            `json:"intent"`
	Evidence     []string          `json:"evidence"`
	Layers       []string          `json:"layers,omitempty"`
	Clause       string            `json:"clause,omitempty"`
	Roles        []string          `json:"roles,omitempty"`
	Replaces     string            `json:"replaces,omitempty"`
	ReplacedBy   []string          `json:"replaced_by,omitempty"`
	Delegated    string            `json:"delegated,omitempty"`
	Constraint   bool              `json:"constraint,omitempty"`
	Confidence   string            `json:"confidence,omitempty"`
	Attributes   map[string]string `json:"attributes,omitempty"`
	Enhancements []refJSON         `json:"enhancements"`
	System       []refJSON         `json:"derives_from"`
	Component    []refJSON         `json:"component_rows"`
	Wording      string            `json:"wording,omitempty"`
}

// Run shows the requirement. It needs no project.
func (c *StandardShowCmd) Run(ss *Session) error {
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	r, err := c.find(lib)
	if err != nil {
		return err
	}
	cat, _ := lib.Catalogue(r.Ref.Part, r.Ref.Edition)
	d := detailOf(lib, cat, r)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.showRequirement(d)
	return nil
}

// find finds the requirement in the part named, else in the newest edition of
// every part.
func (c *StandardShowCmd) find(lib *standard.Library) (*standard.Requirement, error) {
	text := strings.Join(c.Code, " ")
	if ref, err := standard.ParseRef(text); err == nil && c.Part == "" && c.Edition == "" {
		return lib.Resolve(ref)
	}
	if c.Part != "" {
		cat, err := findCatalogue(lib, c.Part, c.Edition)
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

func detailOf(lib *standard.Library, cat *standard.Catalogue, r *standard.Requirement) requirementDetail {
	d := requirementDetail{
		requirementJSON: requirementOf(r), Intent: r.Intent, Evidence: nonNil(r.Evidence), Layers: r.Layers, Clause: r.Clause,
		Roles: r.Roles, Replaces: r.Replaces, ReplacedBy: r.ReplacedBy, Delegated: r.Delegated, Constraint: r.Constraint,
		Confidence: r.Confidence, Attributes: r.Attributes,
		Enhancements: refsOf(cat.Enhancements(r.Ref.Code)), System: []refJSON{}, Component: []refJSON{},
	}
	if g, ok := cat.Group(r.Group); ok {
		d.GroupTitle = g.Title
	}
	d.Wording, _ = lib.Wording(r.Ref)
	for _, part := range lib.Parts() {
		other, ok := lib.Latest(part)
		if !ok || !other.HasLevels() || other.Part() == cat.Part() {
			continue
		}
		// Rows for components name the rows for systems they derive from.
		if len(other.ComponentTypes()) > 0 && r.IsRow() {
			d.Component = append(d.Component, refsOf(other.DerivedFrom(r.Ref.Code))...)
		}
		for _, code := range r.SystemRows {
			if row, ok := other.Lookup(code); ok {
				d.System = append(d.System, refsOf([]*standard.Requirement{row})...)
			}
		}
	}
	return d
}

func refsOf(list []*standard.Requirement) []refJSON {
	out := []refJSON{}
	for _, r := range list {
		out = append(out, refJSON{r.Ref.String(), r.Title, int(r.Level)})
	}
	return out
}

func (ss *Session) showRequirement(d requirementDetail) {
	ss.Heading(d.Ref + "  " + d.Title)
	line := func(name, value string) {
		if value != "" {
			ss.Printf("  %-15s %s", name, value)
		}
	}
	if d.Level > 0 {
		line("level", "SL "+string(rune('0'+d.Level))+" and above")
	}
	if d.GroupTitle != "" {
		line("group", d.Group+", "+d.GroupTitle)
	}
	line("parent", d.Parent)
	line("for", strings.Join(d.ComponentTypes, ", "))
	line("layers", strings.Join(d.Layers, ", "))
	line("replaces", d.Replaces)
	line("replaced by", strings.Join(d.ReplacedBy, ", "))
	line("delegated", d.Delegated)
	if d.Constraint {
		line("constraint", "holds for everything")
	}
	line("roles", strings.Join(d.Roles, ", "))
	if d.Intent != "" {
		ss.Heading("What it is for (our words)")
		ss.Wrap("  ", d.Intent)
	}
	if d.Wording != "" {
		ss.Heading("Wording (your overlay)")
		ss.Wrap("  ", d.Wording)
	}
	if len(d.Evidence) > 0 {
		ss.Heading("What convinces an assessor")
		for _, e := range d.Evidence {
			ss.Wrap("  - ", e)
		}
	}
	ss.showRefs("Enhancements", d.Enhancements)
	ss.showRefs("Derives from", d.System)
	ss.showRefs("Component rows that derive from it", d.Component)
}

func (ss *Session) showRefs(title string, refs []refJSON) {
	if len(refs) == 0 {
		return
	}
	ss.Heading(title)
	t := NewTable(Col{Head: "REFERENCE"}, Col{Head: "SL", Right: true}, Col{Head: "TITLE", Flex: true})
	for _, r := range refs {
		t.Add(r.Ref, r.Level, r.Title)
	}
	ss.Print(t)
}
