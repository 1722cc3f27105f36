package capability

import (
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Plant answers questions of capability about one snapshot, remembering what
// it has worked out.
type Plant struct {
	Basis
	S *model.Snapshot

	products map[model.Node]*Answers
	assets   map[model.Node]*Answers
	members  map[model.Node][]Member
	byTypes  map[uint64][][]int
	none     []Answer // the answers where nothing is stated
}

// NewPlant begins with nothing worked out.
func NewPlant(b Basis, s *model.Snapshot) *Plant {
	return &Plant{
		Basis: b, S: s,
		products: map[model.Node]*Answers{},
		assets:   map[model.Node]*Answers{},
		members:  map[model.Node][]Member{},
		none:     make([]Answer, len(b.index.comp)),
		byTypes:  map[uint64][][]int{},
	}
}

// Product gives the answers for a product, without regard to any version.
func (p *Plant) Product(n model.Node) *Answers {
	if a := p.products[n]; a != nil {
		return a
	}
	v := p.S.ProductView(n)
	a := &Answers{Types: p.Component.TypeMask(v.Types()), answers: p.none}
	if st := v.Statements(); len(st) > 0 {
		a.answers = make([]Answer, len(p.none))
		for i := range st {
			// A statement on a delegated number or on a row of a type the
			// product does not have counts for nothing; of two for one row the
			// first stands.
			if j, ok := p.ComponentRow(st[i].Row); ok && p.applies(j, a.Types) && a.answers[j] == NoStatement {
				a.answers[j] = answerOf(&st[i])
			}
		}
	}
	p.products[n] = a
	return a
}

// Asset gives the answers for an asset: its overrides with a reason, else its
// product's statements if the firmware lies in their version scope.
func (p *Plant) Asset(n model.Node) *Answers {
	if a := p.assets[n]; a != nil {
		return a
	}
	v := p.S.AssetView(n)
	a := &Answers{answers: p.none}
	if prod := v.Product(); prod != model.NoNode {
		pa := p.Product(prod)
		a.Types, a.answers = pa.Types, p.scoped(v, prod, pa)
	}
	if own := v.OwnTypes(); len(own) > 0 {
		a.Types = p.Component.TypeMask(own)
	}
	a.answers = p.override(v, a)
	p.assets[n] = a
	return a
}

// scoped gives the product's answers as they hold for the asset's firmware.
func (p *Plant) scoped(v model.Asset, prod model.Node, pa *Answers) []Answer {
	from, to := p.S.ProductView(prod).VersionScope()
	fw := v.Firmware()
	if InRange(fw, from, to) {
		return pa.answers
	}
	why := OutsideScope
	if fw == "" {
		why = UnknownFirmware
	}
	out := make([]Answer, len(pa.answers))
	for i, a := range pa.answers {
		if a != NoStatement {
			out[i] = why
		}
	}
	return out
}

func (p *Plant) override(v model.Asset, a *Answers) []Answer {
	answers, own := a.answers, false
	over := v.Overrides()
	seen := map[int]bool{}
	for i := range over {
		j, ok := p.ComponentRow(over[i].Row)
		if !ok || !p.applies(j, a.Types) || over[i].Reason == "" || seen[j] {
			continue // without a reason the product's statement stands
		}
		if !own {
			answers, own = append([]Answer(nil), answers...), true
		}
		answers[j] = answerOf(&over[i])
		seen[j] = true
	}
	return answers
}

// Capability gives SL-C for answers (rules, section 2). Without component
// types it is 0 in every FR.
func (p *Plant) Capability(a *Answers) sl.Vector {
	var v sl.Vector
	if a.Types == 0 {
		return v
	}
	for fr := range v {
		v[fr] = HighestLevel(p.index.comp, p.index.compByFR[fr+1], func(i int) bool {
			return !p.applies(i, a.Types) || a.answers[i].Counts()
		})
	}
	return v
}

// AppliesTo lists the numbers of the component rows of one FR that are written
// for one of the component types of a.
func (p *Plant) AppliesTo(fr sl.FR, a *Answers) []int {
	var out []int
	for _, i := range p.index.compByFR[fr] {
		if p.applies(i, a.Types) {
			out = append(out, i)
		}
	}
	return out
}

// constraint reports whether a reference names a constraint that holds for all
// components, of the edition in force.
func (p *Plant) constraint(row string) bool {
	ref, err := standard.ParseRef(row)
	if err != nil || ref.Part != p.Component.Part() || ref.Edition != p.Component.Edition() {
		return false
	}
	r, ok := p.Component.Lookup(ref.Code)
	return ok && r.Constraint
}

// Strays lists the statements of a product, or the overrides of an asset, that
// count for nothing because there is no such row for its types.
func (p *Plant) Strays(n model.Node) []Stray {
	var out []Stray
	check := func(st []model.Statement, types uint64, override bool) {
		for i := range st {
			j, ok := p.ComponentRow(st[i].Row)
			switch {
			case !ok && p.constraint(st[i].Row): // CCSC have no part in SL-C
			case !ok:
				out = append(out, Stray{n, st[i].Row, override, "it is no component row of the edition in force: a number without rows of its own, or of another part or edition"})
			case !p.applies(j, types):
				out = append(out, Stray{n, st[i].Row, override, "it is written for component types this item does not have"})
			}
		}
	}
	switch p.S.Kind(n) {
	case model.KindProduct:
		check(p.S.ProductView(n).Statements(), p.Product(n).Types, false)
	case model.KindAsset:
		check(p.S.AssetView(n).Overrides(), p.Asset(n).Types, true)
	}
	return out
}
