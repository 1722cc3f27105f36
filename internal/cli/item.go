package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// ItemCmd groups the commands on items.
type ItemCmd struct {
	List    ItemListCmd    `cmd:"" help:"List items."`
	Show    ItemShowCmd    `cmd:"" help:"Show one item with its properties and links."`
	Add     ItemAddCmd     `cmd:"" help:"Add an item."`
	Set     ItemSetCmd     `cmd:"" help:"Change properties of an item."`
	Retire  ItemRetireCmd  `cmd:"" help:"Take an item out of the model; its history stays."`
	Revive  ItemReviveCmd  `cmd:"" help:"Bring a retired item back."`
	History ItemHistoryCmd `cmd:"" help:"List the commits that touched an item."`
}

func stateOf(st app.State) api.State { return answer.State(st) }

// ItemListCmd lists items.
type ItemListCmd struct {
	Kind    string   `arg:"" optional:"" help:"Kind of item: zone, asset, test run and so on; all without it."`
	Where   []string `placeholder:"NAME=VALUE" sep:"none" help:"Only items with this property (or link: in=ZON-1). Without a value: those that lack it. Repeatable."`
	Columns []string `placeholder:"NAME" help:"Properties (or links: in) to show as columns, separated by commas."`
	Retired bool     `help:"List retired items too."`
}

// listColumns are the properties shown where none are asked for.
var listColumns = map[model.Kind][]string{
	model.KindZone:                 {"type", "target", "approved_target"},
	model.KindConduit:              {"target", "approved_target"},
	model.KindChannel:              {"protocol", "port", "direction"},
	model.KindAsset:                {"function", "firmware", "lifecycle"},
	model.KindProduct:              {"vendor", "model"},
	model.KindAllocation:           {"row", "assessment"},
	model.KindComponentRequirement: {"row"},
	model.KindCountermeasure:       {"status", "compensating"},
	model.KindTest:                 {"method"},
	model.KindRun:                  {"at", "result"},
	model.KindEvidence:             {"file_name", "valid_until"},
	model.KindBaseline:             {"commit"},
	model.KindTask:                 {"status", "due"},
	model.KindDefect:               {"severity", "status"},
}

// Run lists the items.
func (c *ItemListCmd) Run(ctx context.Context, ss *Session) error {
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	s := st.Snapshot
	var kinds []model.Kind
	if c.Kind != "" {
		k, err := parseKind(c.Kind)
		if err != nil {
			return err
		}
		kinds = []model.Kind{k}
	}
	match, err := ss.matcher(st, kinds, c.Where)
	if err != nil {
		return err
	}
	var found []model.Node
	for _, k := range kindsOr(kinds) {
		for n := range s.AllOfKind(k) {
			if (c.Retired || s.Live(n)) && match(s.Item(n)) {
				found = append(found, n)
			}
		}
	}
	columns, err := c.columns(s, kinds)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return c.json(ss, st, found)
	}
	if len(found) == 0 {
		ss.Printf("%s", c.nothing(s, kinds))
		return nil
	}
	if len(columns) == 0 && len(kinds) == 1 {
		columns = listColumns[kinds[0]]
	}
	ss.Print(itemTable(s, found, len(kinds) != 1, columns))
	return nil
}

// columns gives the names of --columns, those of links as their verbs are
// written.
func (c *ItemListCmd) columns(s *model.Snapshot, kinds []model.Kind) ([]string, error) {
	var names []string
	for _, name := range c.Columns {
		name = strings.TrimSpace(name)
		if !anyProp(s, kinds, name) {
			v, err := model.ParseVerb(name)
			if err != nil {
				return nil, unknownProp(s, kinds, name)
			}
			name = v.String()
		}
		names = append(names, name)
	}
	return names, nil
}

// cell gives what an item says under a column: a property, else the ends of
// its links of that verb.
func cell(s *model.Snapshot, it *model.Item, column string) string {
	if v := it.Props.Value(column); !v.IsZero() {
		return v.String()
	}
	var ends []string
	for _, l := range it.Links {
		if l.Verb.String() == column {
			ends = append(ends, s.Key(l.To).String())
		}
	}
	return strings.Join(ends, "; ")
}

// json prints the items, named as people name them.
func (c *ItemListCmd) json(ss *Session, st app.State, found []model.Node) error {
	v, err := ss.viewOf(st)
	if err != nil {
		return err
	}
	d := answer.Items(v, found)
	for i := range d.Items {
		d.Items[i] = answer.WithoutIDs(d.Items[i])
	}
	return ss.JSON(d)
}

// nothing says that no item was found and what to do next.
func (c *ItemListCmd) nothing(s *model.Snapshot, kinds []model.Kind) string {
	if len(c.Where) > 0 {
		return "Nothing matches; leave out a --where to see more."
	}
	if len(kinds) == 1 {
		d := s.Schema().Kind(kinds[0])
		return fmt.Sprintf("There are no %s yet; add one with: cordon item add %q --title TITLE", d.Plural, d.Name)
	}
	return "There are no items yet; add one with: cordon item add zone --title TITLE"
}

func itemTable(s *model.Snapshot, nodes []model.Node, withKind bool, columns []string) *Table {
	cols := []Col{{Head: "KEY"}}
	if withKind {
		cols = append(cols, Col{Head: "KIND"})
	}
	cols = append(cols, Col{Head: "TITLE", Flex: true})
	for _, name := range columns {
		cols = append(cols, Col{Head: strings.ToUpper(strings.ReplaceAll(name, "_", " ")), Flex: true})
	}
	t := NewTable(cols...)
	for _, n := range nodes {
		it := s.Item(n)
		row := []any{it.Key.String()}
		if withKind {
			row = append(row, it.Kind().String())
		}
		title := it.Title
		if it.Retired {
			title += " (retired)"
		}
		row = append(row, title)
		for _, name := range columns {
			row = append(row, cell(s, it, name))
		}
		t.Add(row...)
	}
	return t
}

// matcher makes the condition of --where flags.
func (ss *Session) matcher(st app.State, kinds []model.Kind, where []string) (func(*model.Item) bool, error) {
	var all []func(*model.Item) bool
	for _, w := range where {
		name, value, ok := strings.Cut(w, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, fault.New(fault.Invalid, "read --where", "--where is %q; write NAME=VALUE", w)
		}
		if name == "title" {
			all = append(all, func(it *model.Item) bool {
				return strings.Contains(strings.ToLower(it.Title), strings.ToLower(value))
			})
			continue
		}
		if anyProp(st.Snapshot, kinds, name) {
			all = append(all, func(it *model.Item) bool {
				return strings.EqualFold(it.Props.Value(name).String(), strings.TrimSpace(value))
			})
			continue
		}
		v, err := model.ParseVerb(name)
		if err != nil {
			return nil, unknownProp(st.Snapshot, kinds, name)
		}
		if value == "" {
			all = append(all, func(it *model.Item) bool { return !hasVerb(it, v) })
			continue
		}
		to, err := ss.Item(st, value)
		if err != nil {
			return nil, err
		}
		all = append(all, func(it *model.Item) bool { return it.Link(v, to) != nil })
	}
	return func(it *model.Item) bool {
		for _, m := range all {
			if !m(it) {
				return false
			}
		}
		return true
	}, nil
}

func hasVerb(it *model.Item, v model.Verb) bool {
	for _, l := range it.Links {
		if l.Verb == v {
			return true
		}
	}
	return false
}

func anyProp(s *model.Snapshot, kinds []model.Kind, name string) bool {
	for _, k := range kindsOr(kinds) {
		if s.Schema().Prop(k, name) != nil {
			return true
		}
	}
	return false
}

// unknownProp says that no kind has a property, and which is like it.
func unknownProp(s *model.Snapshot, kinds []model.Kind, name string) error {
	var names []string
	for _, k := range kindsOr(kinds) {
		for _, d := range s.Schema().Props(k) {
			names = append(names, d.Name)
		}
	}
	what := "items have"
	if len(kinds) == 1 {
		what = kinds[0].Indefinite() + " has"
	}
	hint := "it can have " + strings.Join(names, ", ")
	if alike := near.Words(name, names, 3); len(alike) > 0 {
		hint = "did you mean " + strings.Join(alike, " or ") + "?"
	} else if len(kinds) != 1 {
		hint = "name the kind of item to see which there are"
	}
	return fault.New(fault.Invalid, "find a property", "no property %q: %s none of this name; %s", name, what, hint)
}

// parseKind finds a kind or says which are like what was written.
func parseKind(name string) (model.Kind, error) {
	k, err := model.ParseKind(name)
	if err == nil {
		return k, nil
	}
	var words []string
	for _, k := range model.Kinds() {
		words = append(words, k.String())
	}
	hint := "kinds are " + strings.Join(words, ", ")
	if alike := near.Words(name, words, 3); len(alike) > 0 {
		hint = "did you mean " + strings.Join(alike, " or ") + "?"
	}
	return model.NoKind, fault.New(fault.Invalid, "find a kind", "there is no kind of item %q; %s", name, hint)
}
