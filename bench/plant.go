package main

import (
	"fmt"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// plantMaker writes the plant of P6: zones that each have every row of
// 62443-3-3 allocated, assets of a few products, and chains down to evidence.
type plantMaker struct {
	basis  capability.Basis
	ops    []model.Op
	number map[model.Kind]uint32
	ids    uint64
}

func newPlantMaker(basis capability.Basis) *plantMaker {
	return &plantMaker{basis: basis, number: map[model.Kind]uint32{}}
}

// products makes a product of each type.
func (m *plantMaker) products(types []string) []model.ID {
	ids := make([]model.ID, len(types))
	for i, t := range types {
		ids[i] = m.product(t)
	}
	return ids
}

func (m *plantMaker) id() model.ID {
	m.ids++
	var r [10]byte
	x := m.ids * 0x9e3779b97f4a7c15
	for i := range r {
		r[i] = byte(x >> (8 * (i % 8)))
	}
	return model.NewID(int64(m.ids), r)
}

func (m *plantMaker) add(k model.Kind, props model.Props) model.ID {
	m.number[k]++
	id := m.id()
	m.ops = append(m.ops, model.Op{
		Kind: model.OpCreate, Item: id, Key: model.Key{Kind: k, Number: m.number[k]},
		Title: fmt.Sprintf("%s %d", k, m.number[k]), Props: props,
	})
	return id
}

func (m *plantMaker) link(from model.ID, v model.Verb, to model.ID) {
	m.ops = append(m.ops, model.Op{Kind: model.OpLink, Link: m.id(), Verb: v, Item: from, To: to})
}

func text(s string) model.Value { return model.TextValue(model.Text, s) }

// product states every row of its type met.
func (m *plantMaker) product(componentType string) model.ID {
	mask := m.basis.Component.TypeMask([]string{componentType})
	var st []model.Record
	for i, r := range m.basis.ComponentRows() {
		if m.basis.Component.RowMask(i)&mask != 0 {
			st = append(st, model.Record{{Column: "row", Text: r.Ref.String()}, {Column: "answer", Text: model.AnswerMet}})
		}
	}
	return m.add(model.KindProduct, model.Props{
		{Name: "component_types", Value: model.ListValue([]string{componentType})},
		{Name: "statements", Value: model.TableValue(st)},
		{Name: "version_from", Value: text("1.0")},
	})
}

// zone writes one zone with 40 assets and 100 allocations with their chains.
func (m *plantMaker) zone(products []model.ID, types []string) {
	v := sl.Uniform(4)
	z := m.add(model.KindZone, model.Props{{Name: "approved_target", Value: model.VectorValue(v)}, {Name: "description", Value: text("A cell of the line.")}})
	for i := range 40 {
		a := m.add(model.KindAsset, model.Props{{Name: "firmware", Value: text(fmt.Sprintf("2.%d", i))}})
		m.link(a, model.In, z)
		m.link(a, model.InstanceOf, products[i%len(products)])
	}
	designs := make([]model.ID, 10)
	for i := range designs {
		designs[i] = m.add(model.KindDesign, model.Props{{Name: "description", Value: text("How it is done.")}})
	}
	mask := m.basis.Component.TypeMask(types)
	crqs := map[int]model.ID{}
	for i, row := range m.basis.Rows() {
		all := m.add(model.KindAllocation, model.Props{
			{Name: "assessment", Value: model.TextValue(model.Enum, model.AssessedMet)},
			{Name: "row", Value: model.TextValue(model.Row, row.Ref.String())},
		})
		m.link(all, model.AllocatedTo, z)
		m.link(designs[i%len(designs)], model.Realizes, all)
		verified := all
		for _, c := range m.basis.Derived(i) {
			if m.basis.Component.RowMask(c)&mask == 0 {
				continue
			}
			crq, known := crqs[c]
			if !known {
				crq = m.add(model.KindComponentRequirement, model.Props{{Name: "row", Value: model.TextValue(model.Row, m.basis.ComponentRows()[c].Ref.String())}})
				crqs[c] = crq
				for _, p := range products {
					m.link(crq, model.ImplementedBy, p)
				}
				m.prove(crq)
			}
			m.link(crq, model.Refines, all)
			verified = crq
		}
		if verified == all {
			m.prove(all)
		}
	}
}

// prove adds a passed test with evidence.
func (m *plantMaker) prove(n model.ID) {
	t := m.add(model.KindTest, model.Props{{Name: "method", Value: model.TextValue(model.Enum, "test")}})
	m.link(t, model.Verifies, n)
	r := m.add(model.KindRun, model.Props{{Name: "at", Value: model.TextValue(model.Moment, "2026-03-01T08:00:00Z")}, {Name: "result", Value: model.TextValue(model.Enum, model.ResultPassed)}})
	m.link(r, model.Executes, t)
	e := m.add(model.KindEvidence, model.Props{{Name: "digest", Value: model.TextValue(model.Digest, "sha256:"+fmt.Sprintf("%064d", 1))}})
	m.link(e, model.Evidences, r)
}

// plant makes the state of P6 with every link confirmed.
func plant(basis capability.Basis, zones int) (*model.Snapshot, error) {
	m := newPlantMaker(basis)
	types := []string{"embedded-device", "host-device"}
	products := m.products(types)
	for i := range zones {
		if i%20 == 0 { // each line has products of its own
			products = m.products(types)
		}
		m.zone(products, types)
	}
	b := model.NewBuilder(model.Empty(), 1, time.Unix(0, 0), model.Options{})
	if !b.Apply(m.ops) {
		return nil, b.Faults()[0]
	}
	s := b.Snapshot()
	p := trace.NewPrints(basis, s)
	for n := range model.Node(s.Len()) {
		for _, l := range s.Item(n).Links {
			if s.Schema().Verb(l.Verb).Suspect {
				b.Confirm(n, l.Verb, l.To, p.Link(n, l.Verb, l.To))
			}
		}
	}
	return b.Snapshot(), nil
}
