// Package translate turns plants of the oracle, the naive second
// implementation of the rules, into snapshots and inputs of the product, so
// that tests can ask both the same questions. It is for tests only.
//
// A history becomes a lineage of snapshots, one for each state, with the
// fingerprints that the states are remembered by. What the oracle keeps as
// fields of an item and the product as links (the scope of evidence) becomes
// links; files of evidence become the input's file states.
package translate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant/oracle"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

const (
	systemEdition    = "62443-3-3:2013 "
	componentEdition = "62443-4-2:2019 "
)

// History is a history of oracle plants as snapshots.
type History struct {
	Basis  capability.Basis
	States []*model.Snapshot     // one for each plant
	Inputs []gap.Input           // what each state is assessed from
	Node   map[string]model.Node // by id of the oracle

	t    testing.TB
	last map[model.Kind]uint32
}

// Until gives the history up to state i.
func (x *History) Until(i int) *History {
	return &History{Basis: x.Basis, States: x.States[:i+1], Inputs: x.Inputs[:i+1], Node: x.Node, t: x.t}
}

func idOf(name string) model.ID {
	sum := sha256.Sum256([]byte(name))
	var id model.ID
	copy(id[:], sum[:])
	return id
}

func digestOf(name string) string {
	sum := sha256.Sum256([]byte("file of " + name))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ShippedBasis gives the catalogues that the product ships.
func ShippedBasis(t testing.TB) capability.Basis {
	t.Helper()
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return capability.BasisFor(lib, model.Empty())
}

// Plants translates a history of oracle plants.
func Plants(t testing.TB, basis capability.Basis, history []*oracle.Plant) *History {
	x := &History{t: t, Basis: basis, Node: map[string]model.Node{}, last: map[model.Kind]uint32{}}
	for i := range history {
		x.add(history, i)
	}
	return x
}

// add makes the state of plant i from the one before.
func (x *History) add(history []*oracle.Plant, i int) {
	base, before := model.Empty(), oracle.NewPlant("")
	if i > 0 {
		base, before = x.States[i-1], history[i-1]
	}
	now := history[i]
	b := model.NewBuilder(base, uint64(i+1), time.Unix(int64(i), 0), model.Options{Lenient: true})
	b.Apply(x.itemOps(base, before, now, i))
	b.Apply(x.linkOps(before, now, i))
	b.Apply(retireOps(now))
	for _, f := range b.Faults() {
		x.t.Fatalf("state %d: %v", i, f)
	}
	s := b.Snapshot()
	for _, id := range now.IDs("") {
		if _, known := x.Node[id]; !known {
			n, ok := s.ByID(idOf(id))
			if !ok {
				x.t.Fatalf("state %d: %s is not there", i, id)
			}
			x.Node[id] = n
		}
	}
	x.confirm(b, s, now, i)
	s = b.Snapshot()
	x.States = append(x.States, s)
	files := map[string]trace.FileState{}
	for _, id := range now.IDs(oracle.Evidence) {
		files[digestOf(id)] = map[string]trace.FileState{oracle.FilePresent: trace.FilePresent, oracle.FileChanged: trace.FileChanged}[now.Items[id].File]
	}
	x.Inputs = append(x.Inputs, gap.Input{Basis: x.Basis, Snapshot: s, Context: trace.Context{
		Date: now.Date, Files: func(d string) trace.FileState { return files[d] },
	}})
}

// confirm takes the fingerprints that this state is remembered by.
func (x *History) confirm(b *model.Builder, s *model.Snapshot, now *oracle.Plant, i int) {
	p := trace.NewPrints(x.Basis, s)
	type mark struct {
		from, to model.Node
		verb     model.Verb
		print    model.Fingerprint
	}
	var marks []mark
	for _, l := range now.Links {
		v, _ := model.ParseVerb(l.Verb)
		if l.ConfirmedAt == i && s.Schema().Verb(v).Suspect {
			marks = append(marks, mark{x.Node[l.From], x.Node[l.To], v, p.Link(x.Node[l.From], v, x.Node[l.To])})
		}
	}
	for _, m := range marks {
		b.Confirm(m.from, m.verb, m.to, m.print)
	}
	for _, id := range now.IDs("") {
		it := now.Items[id]
		if it.Target == nil || it.TargetAt != i || it.Retired {
			continue
		}
		b.Apply([]model.Op{{Kind: model.OpSet, Item: idOf(id), Props: model.Props{
			{Name: "target_inputs", Value: model.TextValue(model.Text, p.Decision(x.Node[id]).String())},
		}}})
	}
	for _, f := range b.Faults() {
		x.t.Fatalf("state %d, confirming: %v", i, f)
	}
}

func (x *History) itemOps(base *model.Snapshot, before, now *oracle.Plant, i int) []model.Op {
	var ops []model.Op
	for _, id := range now.IDs("") {
		it, old := now.Items[id], before.Items[id]
		props := x.props(it)
		if old == nil {
			kind, err := model.ParseKind(it.Kind)
			if err != nil {
				x.t.Fatal(err)
			}
			x.last[kind]++
			ops = append(ops, model.Op{Kind: model.OpCreate, Item: idOf(id), Key: model.Key{Kind: kind, Number: x.last[kind]}, Title: id, Props: props})
			continue
		}
		if old.Retired {
			ops = append(ops, model.Op{Kind: model.OpSet, Item: idOf(id), Revive: true})
		}
		n, _ := base.ByID(idOf(id))
		ops = append(ops, difference(idOf(id), base.Item(n).Props, props)...)
	}
	return ops
}

func difference(id model.ID, have, want model.Props) []model.Op {
	var ops []model.Op
	var set model.Props
	for _, p := range want {
		if !have.Value(p.Name).Equal(p.Value) {
			set = set.With(p.Name, p.Value)
		}
	}
	if len(set) > 0 {
		ops = append(ops, model.Op{Kind: model.OpSet, Item: id, Props: set})
	}
	for _, p := range have {
		if want.Value(p.Name).IsZero() && p.Name != "target_inputs" {
			ops = append(ops, model.Op{Kind: model.OpUnset, Item: id, Names: []string{p.Name}})
		}
	}
	return ops
}

// sentence is what a link says; the product allows each once.
type sentence struct{ from, verb, to string }

func (x *History) linkOps(before, now *oracle.Plant, i int) []model.Op {
	was, is := sentences(before), sentences(now)
	var ops []model.Op
	for _, k := range slices.SortedFunc(maps.Keys(was), compareSentences) {
		l := is[k]
		if l == nil || l.ID != was[k].ID {
			ops = append(ops, model.Op{Kind: model.OpUnlink, Item: idOf(k.from), Link: linkID(was[k], k)})
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(is), compareSentences) {
		l, old := is[k], was[k]
		props := approval(l)
		if old == nil || old.ID != l.ID {
			v, _ := model.ParseVerb(k.verb)
			ops = append(ops, model.Op{Kind: model.OpLink, Link: linkID(l, k), Verb: v, Item: idOf(k.from), To: idOf(k.to), Props: props})
			continue
		}
		for _, op := range difference(idOf(k.from), approval(old), props) {
			op.Link = linkID(l, k)
			ops = append(ops, op)
		}
	}
	return ops
}

func compareSentences(a, b sentence) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.verb, b.verb), cmp.Compare(a.to, b.to))
}

func linkID(l *oracle.Link, k sentence) model.ID {
	return idOf("link " + l.ID + k.from + k.verb + k.to)
}

// sentences lists the links of a plant with the scope of its evidence, which
// the product keeps as links.
func sentences(p *oracle.Plant) map[sentence]*oracle.Link {
	out := map[sentence]*oracle.Link{}
	for _, l := range p.Links {
		out[sentence{l.From, l.Verb, l.To}] = l
	}
	for _, id := range p.IDs(oracle.Evidence) {
		it := p.Items[id]
		for _, to := range append(slices.Clone(it.ScopePlaces), it.ScopeAssets...) {
			if p.Items[to] != nil {
				out[sentence{id, "holds for", to}] = &oracle.Link{ID: "scope"}
			}
		}
	}
	return out
}

func approval(l *oracle.Link) model.Props {
	var p model.Props
	for name, text := range map[string]string{"justification": l.Justification, "approved_by": l.Approver, "until": l.Until} {
		d := model.BaseSchema().LinkProp(model.Compensates, name)
		v, err := d.Parse(text)
		if err == nil {
			p = p.With(name, v)
		}
	}
	return p
}

func retireOps(now *oracle.Plant) []model.Op {
	var ops []model.Op
	for _, id := range now.IDs("") {
		if now.Items[id].Retired {
			ops = append(ops, model.Op{Kind: model.OpRetire, Item: idOf(id)})
		}
	}
	return ops
}

// props gives an oracle item's fields as properties.
func (x *History) props(it *oracle.Item) model.Props {
	kind, _ := model.ParseKind(it.Kind)
	var p model.Props
	text := func(name, s string) {
		if strings.TrimSpace(s) == "" {
			return
		}
		v, err := model.BaseSchema().Prop(kind, name).Parse(s)
		if err != nil {
			x.t.Fatalf("%s: %s: %v", it.ID, name, err)
		}
		p = p.With(name, v)
	}
	flag := func(name string, b bool) {
		if b {
			p = p.With(name, model.BoolValue(true))
		}
	}
	list := func(name string, l []string) {
		if len(l) > 0 {
			p = p.With(name, model.ListValue(l))
		}
	}
	text("description", it.Text)
	text("owner", it.Note)
	if it.Target != nil {
		var v sl.Vector
		for i, l := range it.Target {
			v[i] = sl.Level(l)
		}
		p = p.With("approved_target", model.VectorValue(v))
	}
	switch it.Kind {
	case oracle.Zone:
		text("type", it.Type)
		flag("safety", it.SafetyMark)
	case oracle.Conduit:
		text("target_below_reason", it.TargetReason)
	case oracle.Asset:
		list("component_types", it.Types)
		text("firmware", it.Firmware)
		text("lifecycle", it.Lifecycle)
		p = p.With("overrides", x.statements(it.Overrides))
		for _, m := range it.Marks {
			flag(map[string]string{
				oracle.Business: "business", oracle.Safety: "safety_related", oracle.Temporary: "temporary",
				oracle.Wireless: "wireless", oracle.External: "externally_connected",
			}[m], true)
		}
	case oracle.Product:
		list("component_types", it.Types)
		text("version_from", it.ScopeFrom)
		text("version_to", it.ScopeTo)
		p = p.With("statements", x.statements(it.Statements))
	case oracle.Allocation:
		text("row", systemEdition+it.Row)
		text("assessment", it.Assessment)
		text("reason", it.Reason)
		text("approved_by", it.Approver)
	case oracle.CompReq:
		if it.ComponentRow != "" {
			text("row", componentEdition+it.ComponentRow)
		}
	case oracle.Test:
		text("method", it.Method)
	case oracle.Run:
		text("at", it.Moment)
		text("result", it.Result)
	case oracle.Evidence:
		p = p.With("digest", model.TextValue(model.Digest, digestOf(it.ID)))
		text("collected_at", it.CollectedAt)
		text("valid_until", it.ValidUntil)
		text("firmware_from", it.FirmwareFrom)
		text("firmware_to", it.FirmwareUpTo)
	case oracle.Countermeasure:
		text("status", it.Status)
		flag("compensating", it.Compensating)
	}
	return p
}

func (x *History) statements(m map[string]oracle.Statement) model.Value {
	var records []model.Record
	for _, code := range slices.Sorted(maps.Keys(m)) {
		st := m[code]
		r := model.Record{{Column: "row", Text: componentEdition + code}, {Column: "answer", Text: st.Answer}}
		if strings.TrimSpace(st.Configuration) != "" {
			r = append(r, model.Cell{Column: "configuration", Text: st.Configuration})
		}
		if strings.TrimSpace(st.Reason) != "" {
			r = append(r, model.Cell{Column: "reason", Text: st.Reason})
		}
		records = append(records, r)
	}
	if len(records) == 0 {
		return model.Value{}
	}
	return model.TableValue(records)
}
