package gap

import (
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Input is what an assessment is computed from.
type Input struct {
	Basis    capability.Basis
	Snapshot *model.Snapshot
	trace.Context
}

// Count says how a row counts for SL-A verified.
type Count uint8

// The ways a row counts; the first that holds is shown (rules, section 4).
const (
	NotCounted Count = iota
	CountsNotApplicable
	CountsMet
	CountsCompensated
)

var countWords = [...]string{"does not count", "not applicable", "met", "compensated"}

// String says the count in words for people.
func (c Count) String() string { return countWords[c] }

// Reason is the first thing that keeps a row from counting (rules, section 4,
// "why").
type Reason uint8

// The reasons in the order they are looked for.
const (
	NoReason           Reason = iota // the row counts
	NotAllocated                     // there is no allocation
	Retired                          // its allocation was retired though the target asks for it
	NotApplNoReason                  // not applicable without a reason
	NotApplNotApproved               // not applicable without an approver
	NotApplSuspect                   // not applicable, but the place has changed since
	Assessment                       // the assessment is not "met"
	ChainBroken                      // met, but the chain is not complete
)

var reasonWords = [...]string{
	"", "not allocated", "allocation retired", "not applicable without reason", "not applicable without approval",
	"not applicable, but suspect", "assessment", "chain",
}

// String says the reason in words for people.
func (r Reason) String() string { return reasonWords[r] }

// Row is the state of one row of 62443-3-3 on one place.
type Row struct {
	Allocation   model.Node // NoNode where there is none
	Retired      bool
	Assessment   string // as recorded; empty where there is no allocation
	Counts       Count
	Claimed      bool // it counts for SL-A claimed
	Why          Reason
	Covered      bool        // it counts for SL-C
	Chain        trace.Chain // meaningless where there is no allocation
	Compensation Compensation
}

// Place is the result for one zone or conduit. It is immutable.
type Place struct {
	Node       model.Node
	Approved   bool      // there is an approved target
	Target     sl.Vector // SL-T, zeros without approval
	Capability sl.Vector // SL-C
	Achieved   sl.Vector // SL-A verified
	Claimed    sl.Vector // SL-A claimed
	Gap        sl.Vector // what Achieved lacks of Target
	Open       bool      // what the target was decided on has changed
	Rows       []Row     // by row number of the basis
	Suspects   []Suspect // suspect links in the chains of its allocations, in order of the rows
}

// Suspect is one suspect link.
type Suspect struct {
	From model.Node
	Verb model.Verb
	To   model.Node
}

// Project is the result for every live zone and conduit of one state.
type Project struct {
	in     Input
	Places []*Place // in order of keys, zones first
	byNode map[model.Node]*Place
}

// Snapshot gives the state that was assessed.
func (p *Project) Snapshot() *model.Snapshot { return p.in.Snapshot }

// Basis gives the catalogues it was assessed by.
func (p *Project) Basis() capability.Basis { return p.in.Basis }

// Date gives the day it was assessed for.
func (p *Project) Date() string { return p.in.Date }

// Place gives the result of a zone or conduit; nil if it is none or retired.
func (p *Project) Place(n model.Node) *Place { return p.byNode[n] }

// engine computes places of one state.
type engine struct {
	in     Input
	s      *model.Snapshot
	plant  *capability.Plant
	chains *trace.Chains
}

func newEngine(in Input) *engine {
	plant := capability.NewPlant(in.Basis, in.Snapshot)
	prints := trace.PrintsOf(plant)
	return &engine{in: in, s: in.Snapshot, plant: plant, chains: trace.NewChains(prints, in.Context)}
}

// Assess computes the whole project.
func Assess(in Input) *Project {
	e := newEngine(in)
	return collect(in, e.place)
}

// collect lists the live places in order of keys with the result each has.
func collect(in Input, result func(model.Node) *Place) *Project {
	p := &Project{in: in, byNode: map[model.Node]*Place{}}
	for _, kind := range []model.Kind{model.KindZone, model.KindConduit} {
		for n := range in.Snapshot.OfKind(kind) {
			r := result(n)
			p.Places = append(p.Places, r)
			p.byNode[n] = r
		}
	}
	return p
}

// place computes one zone or conduit.
func (e *engine) place(n model.Node) *Place {
	v := e.s.PlaceView(n)
	p := &Place{Node: n, Rows: make([]Row, len(e.in.Basis.Rows())), Open: e.chains.Open(n)}
	p.Target, p.Approved = v.Target()
	alloc := e.plant.Allocations(n)
	covered := e.plant.Covered(n)
	for i := range p.Rows {
		p.Rows[i] = e.row(p, i, alloc[i])
		p.Rows[i].Covered = covered[i]
		p.Suspects = e.appendSuspects(p.Suspects, p.Rows[i].Allocation)
	}
	p.Suspects = distinct(p.Suspects)
	p.Capability = e.vector(func(i int) bool { return p.Rows[i].Covered })
	p.Achieved = e.vector(func(i int) bool { return p.Rows[i].Counts != NotCounted })
	p.Claimed = e.vector(func(i int) bool { return p.Rows[i].Claimed })
	p.Gap = sl.Shortfall(p.Target, p.Achieved)
	return p
}

// vector gives per FR the highest level up to which ok holds for every row.
func (e *engine) vector(ok func(i int) bool) sl.Vector {
	var v sl.Vector
	for fr := range v {
		v[fr] = capability.HighestLevel(e.in.Basis.Rows(), e.in.Basis.RowsOf(sl.FR(fr+1)), ok)
	}
	return v
}

// row judges one row (rules, section 4).
func (e *engine) row(p *Place, i int, alloc model.Node) Row {
	r := Row{Allocation: alloc, Compensation: Compensation{Countermeasure: model.NoNode}}
	if alloc == model.NoNode {
		r.Why = NotAllocated
		return r
	}
	v := e.s.AllocationView(alloc)
	def := e.in.Basis.Rows()[i]
	r.Retired = v.Retired
	r.Assessment = v.Assessment()
	r.Chain = e.chains.Of(alloc)
	r.Compensation = e.compensation(alloc, p.Node, i)
	if r.Retired && def.Level <= p.Target.At(def.FR) {
		r.Why = Retired
		return r
	}
	r.Why = e.reason(v, &r, p.Node)
	switch {
	case r.Why == NoReason && r.Assessment == model.AssessedNotAppl:
		r.Counts = CountsNotApplicable
	case r.Why == NoReason:
		r.Counts = CountsMet
	case r.Compensation.State == CompensationValid:
		r.Counts, r.Why = CountsCompensated, NoReason
	}
	r.Claimed = r.Assessment == model.AssessedMet || r.Compensation.State == CompensationValid ||
		(r.Assessment == model.AssessedNotAppl && v.Reason() != "")
	return r
}

// reason gives the first thing that keeps an allocation from counting as not
// applicable or met.
func (e *engine) reason(v model.Allocation, r *Row, place model.Node) Reason {
	switch r.Assessment {
	case model.AssessedMet:
		if r.Chain.State != trace.Complete {
			return ChainBroken
		}
		return NoReason
	case model.AssessedNotAppl:
		switch {
		case v.Reason() == "":
			return NotApplNoReason
		case v.ApprovedBy() == "":
			return NotApplNotApproved
		case e.chains.Prints.Suspect(v.Node, model.AllocatedTo, place):
			return NotApplSuspect
		}
		return NoReason
	}
	return Assessment
}

// concerned lists the assets a row concerns.
func (e *engine) concerned(place model.Node, row int) []model.Node {
	var out []model.Node
	for m := range e.plant.Concerned(place, row) {
		out = append(out, m.Asset)
	}
	return out
}

// Holding lists the rows that hold SL-A of one FR down: those of the level
// above it that do not count, by row number. Empty at level 4.
func (p *Project) Holding(place *Place, fr sl.FR) []int {
	var out []int
	for _, i := range p.in.Basis.RowsOf(fr) {
		if p.in.Basis.Rows()[i].Level == place.Achieved.At(fr)+1 && place.Rows[i].Counts == NotCounted {
			out = append(out, i)
		}
	}
	return out
}

// Lacking lists the rows of the gap in one FR: all rows up to the target that
// do not count, by row number.
func (p *Project) Lacking(place *Place, fr sl.FR) []int {
	var out []int
	for _, i := range p.in.Basis.RowsOf(fr) {
		if p.in.Basis.Rows()[i].Level <= place.Target.At(fr) && place.Rows[i].Counts == NotCounted {
			out = append(out, i)
		}
	}
	return out
}
