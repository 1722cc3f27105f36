package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// StandardCmd groups the commands on the standard.
type StandardCmd struct {
	List    StandardListCmd    `cmd:"" help:"List the parts, or the requirements of one."`
	Show    StandardShowCmd    `cmd:"" help:"Show one requirement: what it is for, what convinces, what derives from it."`
	Migrate StandardMigrateCmd `cmd:"" help:"Show what one edition changes against another."`
}

// StandardListCmd lists parts or requirements.
type StandardListCmd struct {
	Part    string   `placeholder:"PART" help:"Part, such as 62443-3-3 or 3-3; without it the parts are listed."`
	Edition string   `placeholder:"YEAR" help:"Edition; the newest without it."`
	SL      *int     `name:"sl" placeholder:"N" help:"Only rows that level N asks for: those of level N or less."`
	FR      string   `name:"fr" placeholder:"FR" help:"Only rows of this foundational requirement: 1 to 7, or IAC to RA."`
	Type    []string `placeholder:"TYPE" help:"Only rows for this component type, such as software-application. Repeatable."`
	Group   string   `placeholder:"CODE" help:"Only requirements of this group, such as a practice or an element."`
}

// requirementJSON is one requirement in a list.
type requirementJSON struct {
	Ref            string   `json:"ref"`
	Part           string   `json:"part"`
	Edition        string   `json:"edition"`
	Code           string   `json:"code"`
	Title          string   `json:"title"`
	FR             string   `json:"fr,omitempty"`
	Level          sl.Level `json:"level"`
	Parent         string   `json:"parent,omitempty"`
	Group          string   `json:"group,omitempty"`
	ComponentTypes []string `json:"component_types,omitempty"`
	SystemRows     []string `json:"system_rows,omitempty"`
}

func requirementOf(r *standard.Requirement) requirementJSON {
	return requirementJSON{
		Ref: r.Ref.String(), Part: r.Ref.Part, Edition: r.Ref.Edition, Code: r.Ref.Code, Title: r.Title,
		FR: r.FR.String(), Level: r.Level, Parent: r.Parent, Group: r.Group,
		ComponentTypes: r.ComponentTypes, SystemRows: r.SystemRows,
	}
}

// Run lists parts or requirements. It needs no project.
func (c *StandardListCmd) Run(ss *Session) error {
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	if c.Part == "" {
		if c.SL != nil || c.FR != "" || len(c.Type) > 0 || c.Edition != "" || c.Group != "" {
			return fault.New(fault.Invalid, "list the standard", "say of which part with --part; there are %s", strings.Join(lib.Parts(), ", "))
		}
		return listParts(ss, lib)
	}
	cat, err := findCatalogue(lib, c.Part, c.Edition)
	if err != nil {
		return err
	}
	rows, err := c.filter(cat)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		list := make([]requirementJSON, len(rows))
		for i, r := range rows {
			list[i] = requirementOf(r)
		}
		return ss.JSON(struct {
			Part    string            `json:"part"`
			Edition string            `json:"edition"`
			Title   string            `json:"title"`
			Count   int               `json:"count"`
			Rows    []requirementJSON `json:"rows"`
		}{cat.Part(), cat.Edition(), cat.Title(), len(list), list})
	}
	if len(rows) == 0 {
		ss.Printf("No requirement of %s:%s fits; leave out a filter to see more.", cat.Part(), cat.Edition())
		return nil
	}
	ss.Print(requirementTable(cat, rows))
	ss.Printf("%s of %s:%s.", count(len(rows), "requirement", "requirements"), cat.Part(), cat.Edition())
	return nil
}

// findCatalogue finds one edition of a part, the newest if none is named.
func findCatalogue(lib *standard.Library, part, edition string) (*standard.Catalogue, error) {
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

// filter gives the requirements that fit: rows where the part has levels, else
// all entries.
func (c *StandardListCmd) filter(cat *standard.Catalogue) ([]*standard.Requirement, error) {
	rows := cat.Requirements()
	if cat.HasLevels() {
		rows = cat.Rows()
	}
	var fr sl.FR
	if c.FR != "" {
		var err error
		if fr, err = sl.ParseFR(c.FR); err != nil {
			return nil, fault.New(fault.Invalid, "read --fr", "%s", err.Error())
		}
	}
	if c.SL != nil {
		if *c.SL < 0 || *c.SL > int(sl.MaxLevel) {
			return nil, fault.New(fault.Invalid, "read --sl", "--sl is %d; levels are 0 to 4", *c.SL)
		}
		if !cat.HasLevels() {
			return nil, fault.New(fault.Invalid, "read --sl", "%s does not sort its requirements by level; leave out --sl", cat.Part())
		}
	}
	if err := c.checkTypes(cat); err != nil {
		return nil, err
	}
	if c.Group != "" {
		if _, ok := cat.Group(c.Group); !ok {
			var codes []string
			for _, g := range cat.Groups() {
				codes = append(codes, g.Code)
			}
			return nil, fault.New(fault.NotFound, "find the group", "%s has no group %q; there are %s", cat.Part(), c.Group, strings.Join(codes, ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r *standard.Requirement) bool {
		return (c.SL != nil && int(r.Level) > *c.SL) ||
			(fr != 0 && r.FR != fr) ||
			(c.Group != "" && r.Group != c.Group) ||
			(len(c.Type) > 0 && !slices.ContainsFunc(c.Type, r.AppliesTo))
	}), nil
}

func (c *StandardListCmd) checkTypes(cat *standard.Catalogue) error {
	var ids []string
	for _, t := range cat.ComponentTypes() {
		ids = append(ids, t.ID)
	}
	for _, t := range c.Type {
		switch {
		case len(ids) == 0:
			return fault.New(fault.Invalid, "read --type", "%s does not write for component types; leave out --type", cat.Part())
		case !slices.Contains(ids, t):
			return fault.New(fault.NotFound, "read --type", "%s knows no component type %q; there are %s", cat.Part(), t, strings.Join(ids, ", "))
		}
	}
	return nil
}

func requirementTable(cat *standard.Catalogue, rows []*standard.Requirement) *Table {
	if !cat.HasLevels() {
		t := NewTable(Col{Head: "CODE"}, Col{Head: "GROUP"}, Col{Head: "TITLE", Flex: true})
		for _, r := range rows {
			t.Add(r.Ref.Code, r.Group, r.Title)
		}
		return t
	}
	t := NewTable(Col{Head: "CODE"}, Col{Head: "FR"}, Col{Head: "SL", Right: true}, Col{Head: "TITLE", Flex: true}, Col{Head: "FOR", Flex: true})
	if len(cat.ComponentTypes()) == 0 {
		t = NewTable(Col{Head: "CODE"}, Col{Head: "FR"}, Col{Head: "SL", Right: true}, Col{Head: "TITLE", Flex: true})
	}
	for _, r := range rows {
		types := strings.Join(r.ComponentTypes, ", ")
		if len(r.ComponentTypes) == len(cat.ComponentTypes()) {
			types = "all types"
		}
		t.Add(r.Ref.Code, r.FR.String(), int(r.Level), r.Title, types)
	}
	return t
}

func listParts(ss *Session, lib *standard.Library) error {
	type part struct {
		Part         string   `json:"part"`
		Edition      string   `json:"edition"`
		Title        string   `json:"title"`
		Requirements int      `json:"requirements"`
		Enhancements int      `json:"enhancements"`
		ByLevel      []int    `json:"by_level,omitempty"`
		Corrigenda   []string `json:"corrigenda,omitempty"`
		Overlay      bool     `json:"overlay"`
	}
	list := []part{}
	t := NewTable(Col{Head: "PART"}, Col{Head: "EDITION"}, Col{Head: "BASES", Right: true}, Col{Head: "RE", Right: true}, Col{Head: "ROWS AT SL 1/2/3/4"}, Col{Head: "TITLE", Flex: true})
	for _, cat := range lib.Catalogues() {
		n := cat.Totals()
		p := part{cat.Part(), cat.Edition(), cat.Title(), n.Requirements, n.Enhancements, nil, cat.Corrigenda(), false}
		levels := "-"
		if cat.HasLevels() {
			p.ByLevel = n.ByLevel[1:]
			levels = strings.ReplaceAll(strings.Trim(fmt.Sprint(p.ByLevel), "[]"), " ", "/")
		}
		for _, o := range lib.Overlays() {
			found, ok := lib.Catalogue(o.Part(), o.Edition())
			p.Overlay = p.Overlay || (ok && found == cat)
		}
		list = append(list, p)
		t.Add(p.Part, p.Edition, p.Requirements, p.Enhancements, levels, p.Title)
	}
	if ss.WantJSON() {
		return ss.JSON(map[string]any{"parts": list})
	}
	ss.Print(t)
	ss.Printf("List the requirements of one with: cordon standard list --part 3-3")
	return nil
}
