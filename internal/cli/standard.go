package cli

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
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
	cat, err := answer.FindCatalogue(lib, c.Part, c.Edition)
	if err != nil {
		return err
	}
	d, err := answer.StandardRows(cat, answer.RowFilter{Level: c.SL, FR: c.FR, Types: c.Type, Group: c.Group})
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	if d.Count == 0 {
		ss.Printf("No requirement of %s:%s fits; leave out a filter to see more.", d.Part, d.Edition)
		return nil
	}
	ss.Print(requirementTable(cat, d.Rows))
	ss.Printf("%s of %s:%s.", count(d.Count, "requirement", "requirements"), d.Part, d.Edition)
	return nil
}

func requirementTable(cat *standard.Catalogue, rows []api.Requirement) *Table {
	if !cat.HasLevels() {
		t := NewTable(Col{Head: "CODE"}, Col{Head: "GROUP"}, Col{Head: "TITLE", Flex: true})
		for _, r := range rows {
			t.Add(r.Code, r.Group, r.Title)
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
		t.Add(r.Code, r.FR, r.Level, r.Title, types)
	}
	return t
}

func listParts(ss *Session, lib *standard.Library) error {
	d := answer.StandardParts(lib)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	t := NewTable(Col{Head: "PART"}, Col{Head: "EDITION"}, Col{Head: "BASES", Right: true}, Col{Head: "RE", Right: true}, Col{Head: "ROWS AT SL 1/2/3/4"}, Col{Head: "TITLE", Flex: true})
	for _, p := range d.Parts {
		levels := "-"
		if p.ByLevel != nil {
			levels = strings.ReplaceAll(strings.Trim(fmt.Sprint(p.ByLevel), "[]"), " ", "/")
		}
		t.Add(p.Part, p.Edition, p.Requirements, p.Enhancements, levels, p.Title)
	}
	ss.Print(t)
	ss.Printf("List the requirements of one with: cordon standard list --part 3-3")
	return nil
}
