package search

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

func shipped(t testing.TB) *standard.Library {
	t.Helper()
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// writer makes states out of items.
type writer struct {
	ops    []model.Op
	number [64]uint32
	ids    uint64
}

func (w *writer) id() model.ID {
	w.ids++
	var r [10]byte
	for i := range r {
		r[i] = byte(w.ids * 0x9e3779b97f4a7c15 >> (i % 8 * 8))
	}
	return model.NewID(int64(w.ids), r)
}

func (w *writer) add(k model.Kind, title string, props ...model.Prop) model.ID {
	w.number[k]++
	id := w.id()
	w.ops = append(w.ops, model.Op{Kind: model.OpCreate, Item: id, Key: model.Key{Kind: k, Number: w.number[k]}, Title: title})
	var p model.Props
	for _, x := range props {
		p = p.With(x.Name, x.Value)
	}
	w.ops[len(w.ops)-1].Props = p
	return id
}

func (w *writer) link(from model.ID, v model.Verb, to model.ID, props ...model.Prop) {
	w.ops = append(w.ops, model.Op{Kind: model.OpLink, Link: w.id(), Verb: v, Item: from, To: to, Props: props})
}

func (w *writer) state(t testing.TB) *model.Snapshot {
	t.Helper()
	return commit(t, model.Empty(), w.ops...)
}

func commit(t testing.TB, s *model.Snapshot, ops ...model.Op) *model.Snapshot {
	t.Helper()
	b := model.NewBuilder(s, s.Commit()+1, time.Unix(int64(s.Commit()), 0).UTC(), model.Options{Lenient: true})
	if !b.Apply(ops) {
		t.Fatal(b.Faults()[0])
	}
	return b.Snapshot()
}

func prop(name, s string) model.Prop {
	return model.Prop{Name: name, Value: model.TextValue(model.Text, s)}
}

func enum(name, s string) model.Prop {
	return model.Prop{Name: name, Value: model.TextValue(model.Enum, s)}
}

func list(name string, s ...string) model.Prop {
	return model.Prop{Name: name, Value: model.ListValue(s)}
}

// freshPlant is a state of n items as it comes from the store: rows not
// decoded yet. Six in ten are assets, three allocations, one tests.
func freshPlant(t testing.TB, n int) *model.Snapshot {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	rows := shipped(t).Catalogues()[0].Rows()
	for _, c := range shipped(t).Catalogues() {
		if c.Part() == "62443-3-3" {
			rows = c.Rows()
		}
	}
	what := []string{"Pump controller", "Turbine PLC", "Operator panel", "Historian", "Network switch", "Remote terminal unit", "Safety controller", "Kühlwasserregler"}
	where := []string{"Hall north", "Hall south", "Cabinet", "Control room", "Substation", "Roof"}
	vendors := []string{"Siemens", "ABB", "Schneider", "Emerson", "Honeywell", "Yokogawa"}
	l := model.NewLoader(1, time.Unix(0, 0))
	var w writer
	var body []byte
	for i := range n {
		it := model.Item{ID: w.id(), Rev: 1, Commit: 1}
		switch {
		case i%10 < 6:
			w.number[model.KindAsset]++
			it.Key = model.Key{Kind: model.KindAsset, Number: w.number[model.KindAsset]}
			it.Title = fmt.Sprintf("%s %d", what[r.IntN(len(what))], i)
			it.Props = model.Props{
				list("addresses", fmt.Sprintf("10.%d.%d.%d", r.IntN(200), r.IntN(250), r.IntN(250))),
				enum("criticality", "high"),
				prop("description", fmt.Sprintf("Supplied by %s in %d for line %d.", vendors[r.IntN(len(vendors))], 1990+r.IntN(35), r.IntN(40))),
				prop("firmware", fmt.Sprintf("%d.%d.%d", r.IntN(9), r.IntN(20), r.IntN(20))),
				prop("function", "PLC"),
				prop("location", fmt.Sprintf("%s %d", where[r.IntN(len(where))], r.IntN(60))),
				list("mac", fmt.Sprintf("00:1b:%02x:%02x:%02x:%02x", r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256))),
				prop("serial", fmt.Sprintf("SN%08X", r.Uint32())),
			}
		case i%10 < 9:
			w.number[model.KindAllocation]++
			it.Key = model.Key{Kind: model.KindAllocation, Number: w.number[model.KindAllocation]}
			row := rows[r.IntN(len(rows))]
			it.Title = fmt.Sprintf("%s on zone %d", row.Ref.Code, i/100)
			it.Props = model.Props{enum("assessment", "partly met"), prop("reason", "Seen at the walk-down, not yet in the drawings."), {Name: "row", Value: model.TextValue(model.Row, row.Ref.String())}}
		default:
			w.number[model.KindTest]++
			it.Key = model.Key{Kind: model.KindTest, Number: w.number[model.KindTest]}
			it.Title = fmt.Sprintf("Sign-in with a wrong password %d", i)
			it.Props = model.Props{prop("expected", "The attempt is refused and noted."), enum("method", "test"), prop("procedure", fmt.Sprintf("Try station %d three times, then read its log.", r.IntN(400)))}
		}
		body = model.AppendRow(body[:0], &it)
		if err := l.Add(body); err != nil {
			t.Fatal(err)
		}
	}
	s, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
