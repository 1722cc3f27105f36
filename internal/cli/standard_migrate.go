package cli

import (
	"context"
	"fmt"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// StandardMigrateCmd compares two editions.
type StandardMigrateCmd struct {
	Part string `required:"" placeholder:"PART" help:"Part, such as 62443-4-2."`
	From string `required:"" placeholder:"YEAR" help:"The edition in use."`
	To   string `required:"" placeholder:"YEAR" help:"The edition to move to; add one with --editions FILE."`
}

// changeJSON is one requirement in both editions.
type changeJSON struct {
	Old      string `json:"old"`
	New      string `json:"new"`
	Title    string `json:"title"`
	OldLevel int    `json:"old_level"`
	NewLevel int    `json:"new_level"`
	Reason   string `json:"reason,omitempty"`
}

// useJSON is an item of the project that names a row the new edition changes.
type useJSON struct {
	Item   string `json:"item"`
	Title  string `json:"title"`
	Row    string `json:"row"`
	As     string `json:"as"`     // allocation, component requirement, statement
	Change string `json:"change"` // removed, level changed, renumbered, other
	New    string `json:"new,omitempty"`
}

type migrationJSON struct {
	Part         string       `json:"part"`
	From         string       `json:"from"`
	To           string       `json:"to"`
	Added        []refJSON    `json:"added"`
	Removed      []refJSON    `json:"removed"`
	LevelChanged []changeJSON `json:"level_changed"`
	Renumbered   []changeJSON `json:"renumbered"`
	Retitled     []changeJSON `json:"retitled"`
	TypesChanged []changeJSON `json:"types_changed"`
	OtherChanged []changeJSON `json:"other_changed"`
	Unchanged    int          `json:"unchanged"`
	Uses         *[]useJSON   `json:"uses,omitempty"` // only with a project
}

// Run compares the editions; with --project it says which items are concerned.
func (c *StandardMigrateCmd) Run(ctx context.Context, ss *Session) error {
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	older, err := findCatalogue(lib, c.Part, c.From)
	if err != nil {
		return err
	}
	newer, err := findCatalogue(lib, c.Part, c.To)
	if err != nil {
		return err
	}
	m := standard.Migrate(older, newer)
	doc := migrationJSON{
		Part: older.Part(), From: older.Edition(), To: newer.Edition(),
		Added: refsOf(m.Added), Removed: refsOf(m.Removed),
		LevelChanged: changesOf(m.LevelChanged), Renumbered: changesOf(m.Renumbered), Retitled: changesOf(m.Retitled),
		TypesChanged: changesOf(m.TypesChanged), OtherChanged: changesOf(m.OtherChanged), Unchanged: m.Unchanged,
	}
	if ss.flags.Project != "" {
		st, err := ss.State(ctx)
		if err != nil {
			return err
		}
		uses := usesOf(st.Snapshot, m)
		doc.Uses = &uses
	}
	if ss.WantJSON() {
		return ss.JSON(doc)
	}
	ss.showMigration(doc)
	return nil
}

func changesOf(list []standard.Change) []changeJSON {
	out := []changeJSON{}
	for _, c := range list {
		out = append(out, changeJSON{c.Old.Ref.Code, c.New.Ref.Code, c.New.Title, int(c.Old.Level), int(c.New.Level), c.Reason})
	}
	return out
}

// usesOf lists what in a project names a row that the new edition changes, in
// order of keys.
func usesOf(s *model.Snapshot, m standard.Migration) []useJSON {
	type fate struct{ change, new string }
	fates := map[string]fate{}
	for _, l := range []struct {
		change string
		list   []standard.Change
	}{{"other", m.OtherChanged}, {"types changed", m.TypesChanged}, {"level changed", m.LevelChanged}, {"renumbered", m.Renumbered}} {
		for _, c := range l.list {
			fates[c.Old.Ref.String()] = fate{l.change, c.New.Ref.String()}
		}
	}
	for _, r := range m.Removed {
		fates[r.Ref.String()] = fate{"removed", ""}
	}
	uses := []useJSON{}
	add := func(n model.Node, row, as string) {
		if f, ok := fates[row]; ok {
			uses = append(uses, useJSON{s.Key(n).String(), s.Item(n).Title, row, as, f.change, f.new})
		}
	}
	for n := range s.OfKind(model.KindAsset) {
		for _, st := range s.AssetView(n).Overrides() {
			add(n, st.Row, "statement")
		}
	}
	for n := range s.OfKind(model.KindProduct) {
		for _, st := range s.ProductView(n).Statements() {
			add(n, st.Row, "statement")
		}
	}
	for n := range s.OfKind(model.KindAllocation) {
		add(n, s.AllocationView(n).RowText(), "allocation")
	}
	for n := range s.OfKind(model.KindComponentRequirement) {
		add(n, s.ComponentRequirementView(n).RowText(), "component requirement")
	}
	return uses
}

func (ss *Session) showMigration(d migrationJSON) {
	ss.Heading(fmt.Sprintf("%s: from %s to %s", d.Part, d.From, d.To))
	ss.Printf("%d added, %d removed, %d with another level, %d renumbered, %d retitled, %d for other types, %d otherwise changed, %d unchanged",
		len(d.Added), len(d.Removed), len(d.LevelChanged), len(d.Renumbered), len(d.Retitled), len(d.TypesChanged), len(d.OtherChanged), d.Unchanged)
	ss.showRefs("Added", d.Added)
	ss.showRefs("Removed", d.Removed)
	for _, l := range []struct {
		title string
		list  []changeJSON
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
