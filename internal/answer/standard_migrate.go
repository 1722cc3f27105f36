package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Migration says what edition newer changes against older. Without a project
// (s is nil) it does not say which items are concerned.
func Migration(older, newer *standard.Catalogue, s *model.Snapshot) api.Migration {
	m := standard.Migrate(older, newer)
	d := api.Migration{
		Part: older.Part(), From: older.Edition(), To: newer.Edition(),
		Added: requirementRefs(m.Added), Removed: requirementRefs(m.Removed),
		LevelChanged: migrationChanges(m.LevelChanged), Renumbered: migrationChanges(m.Renumbered), Retitled: migrationChanges(m.Retitled),
		TypesChanged: migrationChanges(m.TypesChanged), OtherChanged: migrationChanges(m.OtherChanged), Unchanged: m.Unchanged,
	}
	if s != nil {
		uses := migrationUses(s, m)
		d.Uses = &uses
	}
	return d
}

func migrationChanges(list []standard.Change) []api.MigrationChange {
	out := make([]api.MigrationChange, len(list))
	for i, c := range list {
		out[i] = api.MigrationChange{
			Old: c.Old.Ref.Code, New: c.New.Ref.Code, Title: c.New.Title,
			OldLevel: int(c.Old.Level), NewLevel: int(c.New.Level), Reason: c.Reason,
		}
	}
	return out
}

// migrationUses lists what in a project names a row that the new edition
// changes, in order of keys.
func migrationUses(s *model.Snapshot, m standard.Migration) []api.MigrationUse {
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
	uses := []api.MigrationUse{}
	add := func(n model.Node, row, as string) {
		if f, ok := fates[row]; ok {
			uses = append(uses, api.MigrationUse{Item: s.Key(n).String(), Title: s.Item(n).Title, Row: row, As: as, Change: f.change, New: f.new})
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
