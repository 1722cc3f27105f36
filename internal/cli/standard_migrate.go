package cli

import (
	"context"
	"fmt"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// StandardMigrateCmd compares two editions.
type StandardMigrateCmd struct {
	Part string `required:"" placeholder:"PART" help:"Part, such as 62443-4-2."`
	From string `required:"" placeholder:"YEAR" help:"The edition in use."`
	To   string `required:"" placeholder:"YEAR" help:"The edition to move to; add one with --editions FILE."`
}

// Run compares the editions; with --project it says which items are concerned.
func (c *StandardMigrateCmd) Run(ctx context.Context, ss *Session) error {
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	older, err := answer.FindCatalogue(lib, c.Part, c.From)
	if err != nil {
		return err
	}
	newer, err := answer.FindCatalogue(lib, c.Part, c.To)
	if err != nil {
		return err
	}
	var project *model.Snapshot
	if ss.flags.Project != "" {
		st, err := ss.State(ctx)
		if err != nil {
			return err
		}
		project = st.Snapshot
	}
	doc := answer.Migration(older, newer, project)
	if ss.WantJSON() {
		return ss.JSON(doc)
	}
	ss.showMigration(&doc)
	return nil
}

func (ss *Session) showMigration(d *api.Migration) {
	ss.Heading(fmt.Sprintf("%s: from %s to %s", d.Part, d.From, d.To))
	ss.Printf("%d added, %d removed, %d with another level, %d renumbered, %d retitled, %d for other types, %d otherwise changed, %d unchanged",
		len(d.Added), len(d.Removed), len(d.LevelChanged), len(d.Renumbered), len(d.Retitled), len(d.TypesChanged), len(d.OtherChanged), d.Unchanged)
	ss.showRefs("Added", d.Added)
	ss.showRefs("Removed", d.Removed)
	for _, l := range []struct {
		title string
		list  []api.MigrationChange
	}{{"Level changed", d.LevelChanged}, {"Renumbered", d.Renumbered}, {"Retitled", d.Retitled}, {"For other component types", d.TypesChanged}, {"Otherwise changed", d.OtherChanged}} {
		if len(l.list) == 0 {
			continue
		}
		ss.Heading(l.title)
		t := NewTable(Col{Head: "OLD"}, Col{Head: "NEW"}, Col{Head: "SL"}, Col{Head: "TITLE", Flex: true}, Col{Head: "WHY", Flex: true})
		for _, c := range l.list {
			level := fmt.Sprint(c.NewLevel)
			if c.OldLevel != c.NewLevel {
				level = fmt.Sprintf("%d → %d", c.OldLevel, c.NewLevel)
			}
			t.Add(c.Old, c.New, level, c.Title, c.Reason)
		}
		ss.Print(t)
	}
	if d.Uses == nil {
		return
	}
	ss.Heading("In this project")
	if len(*d.Uses) == 0 {
		ss.Printf("No item names a row that changes.")
		return
	}
	t := NewTable(Col{Head: "ITEM"}, Col{Head: "TITLE", Flex: true}, Col{Head: "AS"}, Col{Head: "ROW"}, Col{Head: "CHANGE"}, Col{Head: "NEW"})
	for _, u := range *d.Uses {
		t.Add(u.Item, u.Title, u.As, u.Row, u.Change, u.New)
	}
	ss.Print(t)
}
