package cli

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

// StandardShowCmd shows one requirement.
type StandardShowCmd struct {
	Code    []string `arg:"" help:"Code, such as SR 1.1 RE 1, or a whole reference: 62443-3-3:2013 SR 1.1."`
	Part    string   `placeholder:"PART" help:"Part, where several have the code."`
	Edition string   `placeholder:"YEAR" help:"Edition; the newest without it."`
}

// Run shows the requirement. It needs no project.
func (c *StandardShowCmd) Run(ss *Session) error {
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	r, err := answer.FindRequirement(lib, strings.Join(c.Code, " "), c.Part, c.Edition)
	if err != nil {
		return err
	}
	d := answer.RequirementDetail(lib, r)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.showRequirement(&d)
	return nil
}

func (ss *Session) showRequirement(d *api.RequirementDetail) {
	ss.Heading(d.Ref + "  " + d.Title)
	line := func(name, value string) {
		if value != "" {
			ss.Printf("  %-15s %s", name, value)
		}
	}
	if d.Level > 0 {
		line("level", "SL "+levelText(d.Level)+" and above")
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

func (ss *Session) showRefs(title string, refs []api.RequirementRef) {
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
