package trace

import (
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
)

// State is the state of an allocation's chain: the first step that is broken
// (rules, section 5).
type State uint8

// The chain states in the order they are looked for; Complete is none broken.
const (
	NoDesign State = iota
	ComponentRequirementMissing
	NoTest
	NotRun
	LastRunFailed
	NoEvidence
	EvidenceNotValid
	Suspect
	Complete
)

var stateWords = [...]string{
	"no design", "component requirement missing", "no test", "not run", "last run failed",
	"no evidence", "evidence not valid", "suspect", "complete",
}

// String says the state in words for people.
func (s State) String() string { return stateWords[s] }

// States lists every chain state, the most broken first.
func States() []State {
	return []State{NoDesign, ComponentRequirementMissing, NoTest, NotRun, LastRunFailed, NoEvidence, EvidenceNotValid, Suspect, Complete}
}

// Chain is the state of one allocation's chain with what broke it.
type Chain struct {
	State State
	// Item is what the broken step stands at: the asset without a component
	// requirement, the test that was not run or whose run failed, the run
	// without evidence, the piece of evidence that is not valid, the from-end
	// of the suspect link. NoNode where a step is missing altogether.
	Item model.Node
	// Row is the component row that no component requirement names, by number;
	// -1 in every other state.
	Row int
	// Cause says why the evidence is not valid.
	Cause Validity
	// Verb and To complete the suspect link that begins at Item.
	Verb model.Verb
	To   model.Node
}

// Chains works out chain states in one snapshot.
type Chains struct {
	Context
	*Prints
}

// NewChains begins with nothing worked out. ctx says by which day and by which
// files evidence is judged.
func NewChains(p *Prints, ctx Context) *Chains { return &Chains{Context: ctx, Prints: p} }

// Plant gives the answers of capability that the chains rest on.
func (c *Chains) Plant() *capability.Plant { return c.plant }

// links are the parts of one allocation's chain.
type links struct {
	alloc      model.Node
	place      model.Node
	row        int // number of its row, -1 if not of the edition in force
	designs    []model.Node
	satisfying []model.Node
	crqs       []model.Node
	tests      []model.Node // of the allocation, the countermeasures and the component requirements
	direct     bool         // a test verifies the allocation or a satisfying countermeasure
	untested   model.Node   // a component requirement without test
	last       []lastRun    // last runs of all tests
	own        []model.Node // evidence of the allocation itself
	concerned  []model.Node
	valid      []evidenceLink
}

// lastRun is one last run of one test.
type lastRun struct{ run, test model.Node }

// evidenceLink is one evidences link of a valid piece.
type evidenceLink struct{ evidence, of model.Node }

// Of works out the chain of an allocation.
func (c *Chains) Of(alloc model.Node) Chain {
	k := c.gather(alloc)
	steps := [...]func(*links) (Chain, bool){
		c.noDesign, c.componentMissing, c.noTest, c.notRun, c.runFailed, c.noEvidence, c.notValid, c.suspect,
	}
	for _, step := range steps {
		if broken, is := step(k); is {
			return broken
		}
	}
	return whole(Complete)
}

func whole(s State) Chain { return Chain{State: s, Item: model.NoNode, Row: -1, To: model.NoNode} }

func at(s State, n model.Node) Chain { return Chain{State: s, Item: n, Row: -1, To: model.NoNode} }

func (c *Chains) gather(alloc model.Node) *links {
	v := c.s.AllocationView(alloc)
	k := &links{alloc: alloc, place: v.Place(), row: -1, untested: model.NoNode}
	if i, ok := c.plant.Row(v.RowText()); ok {
		k.row = i
	}
	for _, e := range c.s.In(alloc) {
		if !c.s.Live(e.Node) {
			continue
		}
		switch e.Verb {
		case model.Realizes:
			k.designs = append(k.designs, e.Node)
		case model.Refines:
			k.crqs = append(k.crqs, e.Node)
		case model.Verifies:
			k.direct = true
			k.tests = append(k.tests, e.Node)
		}
	}
	for m := range capability.Satisfying(c.s, alloc) {
		k.satisfying = append(k.satisfying, m)
		for t := range c.s.FromOf(m, model.Verifies) {
			k.direct = true
			k.tests = append(k.tests, t)
		}
	}
	for _, q := range k.crqs {
		tested := false
		for t := range c.s.FromOf(q, model.Verifies) {
			tested = true
			k.tests = append(k.tests, t)
		}
		if !tested && k.untested == model.NoNode {
			k.untested = q
		}
	}
	return k
}

func (c *Chains) noDesign(k *links) (Chain, bool) {
	return whole(NoDesign), len(k.designs) == 0 && len(k.satisfying) == 0
}

// componentMissing looks for an asset the row concerns and one of its
// component rows for which no component requirement stands.
func (c *Chains) componentMissing(k *links) (Chain, bool) {
	if k.place == model.NoNode || k.row < 0 {
		return Chain{}, false
	}
	for m, rows := range c.plant.Concerned(k.place, k.row) {
		k.concerned = append(k.concerned, m.Asset)
		for _, row := range rows {
			if len(k.satisfying) > 0 || m.Answers.Row(row) == capability.NotRelevant || c.required(k, m.Asset, row) {
				continue
			}
			return Chain{State: ComponentRequirementMissing, Item: m.Asset, Row: row, To: model.NoNode}, true
		}
	}
	return Chain{}, false
}

// required reports whether a component requirement of the allocation names the
// row and is implemented by the asset or its product.
func (c *Chains) required(k *links, asset model.Node, row int) bool {
	product := c.s.AssetView(asset).Product()
	for _, q := range k.crqs {
		i, ok := c.plant.ComponentRow(c.s.ComponentRequirementView(q).RowText())
		if !ok || i != row {
			continue
		}
		for by := range c.s.To(q, model.ImplementedBy) {
			if by == asset || by == product {
				return true
			}
		}
	}
	return false
}

func (c *Chains) noTest(k *links) (Chain, bool) {
	return at(NoTest, k.untested), !k.direct && (len(k.crqs) == 0 || k.untested != model.NoNode)
}

func (c *Chains) notRun(k *links) (Chain, bool) {
	for _, t := range k.tests {
		last := LastRuns(c.s, t)
		if len(last) == 0 {
			return at(NotRun, t), true
		}
		for _, r := range last {
			k.last = append(k.last, lastRun{r, t})
		}
	}
	return Chain{}, false
}

func (c *Chains) runFailed(k *links) (Chain, bool) {
	for _, r := range k.last {
		if !c.s.RunView(r.run).Passed() {
			return at(LastRunFailed, r.run), true
		}
	}
	return Chain{}, false
}

func (c *Chains) noEvidence(k *links) (Chain, bool) {
	k.own = EvidenceOf(c.s, k.alloc)
	if len(k.own) > 0 {
		return Chain{}, false
	}
	for _, r := range k.last {
		if len(EvidenceOf(c.s, r.run)) == 0 {
			return at(NoEvidence, r.run), true
		}
	}
	return Chain{}, false
}

func (c *Chains) notValid(k *links) (Chain, bool) {
	allowed := []model.Node{k.place}
	judge := func(of model.Node, pieces []model.Node, bad *Chain) (found bool) {
		for _, e := range pieces {
			switch v := c.Validity(c.s, e, allowed, k.concerned); {
			case v == Valid:
				found = true
				k.valid = append(k.valid, evidenceLink{e, of})
			case bad.Item == model.NoNode:
				bad.Item, bad.Cause = e, v
			}
		}
		return found
	}
	own := whole(EvidenceNotValid)
	ownValid := judge(k.alloc, k.own, &own)
	for _, r := range k.last {
		bad := whole(EvidenceNotValid)
		if judge(r.run, EvidenceOf(c.s, r.run), &bad) || ownValid {
			continue
		}
		if bad.Item == model.NoNode {
			bad = own
		}
		return bad, true
	}
	return Chain{}, false
}

// suspect looks for a suspect link in the order of the chain.
func (c *Chains) suspect(k *links) (Chain, bool) {
	var found Chain
	is := func(from model.Node, v model.Verb, to model.Node) bool {
		if !c.Suspect(from, v, to) {
			return false
		}
		found = Chain{State: Suspect, Item: from, Row: -1, Verb: v, To: to}
		return true
	}
	if k.place != model.NoNode && is(k.alloc, model.AllocatedTo, k.place) {
		return found, true
	}
	for _, d := range k.designs {
		if is(d, model.Realizes, k.alloc) {
			return found, true
		}
	}
	for m := range c.s.FromOf(k.alloc, model.Satisfies) { // planned ones too
		if is(m, model.Satisfies, k.alloc) {
			return found, true
		}
	}
	for _, q := range k.crqs {
		if is(q, model.Refines, k.alloc) {
			return found, true
		}
		for by := range c.s.To(q, model.ImplementedBy) {
			if is(q, model.ImplementedBy, by) {
				return found, true
			}
		}
	}
	return found, c.suspectTest(k, is)
}

func (c *Chains) suspectTest(k *links, is func(model.Node, model.Verb, model.Node) bool) bool {
	verified := append([]model.Node{k.alloc}, k.satisfying...)
	for _, n := range append(verified, k.crqs...) {
		for t := range c.s.FromOf(n, model.Verifies) {
			if is(t, model.Verifies, n) {
				return true
			}
		}
	}
	for _, r := range k.last {
		if is(r.run, model.Executes, r.test) {
			return true
		}
	}
	return c.suspectEvidence(k, is)
}

// suspectEvidence: a last run is in doubt when every valid piece it has is,
// those of the allocation counted among them.
func (c *Chains) suspectEvidence(k *links, is func(model.Node, model.Verb, model.Node) bool) bool {
	for _, r := range k.last {
		sound, some := false, false
		for _, l := range k.valid {
			if l.of != r.run && l.of != k.alloc {
				continue
			}
			some = true
			if !is(l.evidence, model.Evidences, l.of) {
				sound = true
				break
			}
		}
		if some && !sound {
			return true
		}
	}
	return false
}
