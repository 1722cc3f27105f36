package oracle

import (
	"slices"
	"strings"
)

// Chain states of an allocation (rule 5) in the order in which they are asked.
const (
	NoDesign         = "no design"
	CompReqMissing   = "component requirement missing"
	NoTest           = "no test"
	NotRun           = "not run"
	LastRunFailed    = "last run failed"
	NoEvidence       = "no evidence"
	EvidenceNotValid = "evidence not valid"
	SuspectState     = "suspect" // also a state of a compensation
	Complete         = "complete"
)

// Chain is the state of the chain of an allocation. Causes is set for evidence
// not valid: the distinct faults of the pieces of the last runs without a valid
// one, sorted.
type Chain struct {
	State  string
	Causes []string
}

// chain gathers what rule 5 speaks of for one allocation.
type chain struct {
	v           View
	s           state
	all         *Item
	place       string
	satisfying  []*Item // existing, not compensating
	components  []*Item // component requirements that refine the allocation
	direct      []*Item // tests of the allocation or of a satisfying countermeasure
	tests       []*Item // those, and the tests of the component requirements
	testLinks   []*Link // the verifies links by which tests are in tests
	ownEvidence []*Link // evidences links to the allocation
}

// ChainState is rule 5: the first state that is true.
func (v View) ChainState(allocation string) Chain {
	c := v.gather(allocation)
	switch {
	case c.noDesign():
		return Chain{State: NoDesign}
	case c.componentRequirementMissing():
		return Chain{State: CompReqMissing}
	case c.noTest():
		return Chain{State: NoTest}
	case c.notRun():
		return Chain{State: NotRun}
	case c.lastRunFailed():
		return Chain{State: LastRunFailed}
	case c.noEvidence():
		return Chain{State: NoEvidence}
	}
	if notValid, causes := c.evidenceNotValid(); notValid {
		return Chain{EvidenceNotValid, causes}
	}
	if c.suspect() {
		return Chain{State: SuspectState}
	}
	return Chain{State: Complete}
}

func (v View) gather(allocation string) chain {
	s := v.now()
	c := chain{v: v, s: s, all: s.item(allocation), place: s.placeOf(allocation, AllocatedTo)}
	c.satisfying = s.satisfying(allocation)
	c.components = s.sources(allocation, Refines)
	c.testLinks = s.into(allocation, Verifies)
	for _, m := range c.satisfying {
		c.testLinks = append(c.testLinks, s.into(m.ID, Verifies)...)
	}
	c.direct = s.testsOf(c.testLinks)
	for _, r := range c.components {
		c.testLinks = append(c.testLinks, s.into(r.ID, Verifies)...)
	}
	c.tests = s.testsOf(c.testLinks)
	c.ownEvidence = s.into(allocation, Evidences)
	return c
}

func (s state) testsOf(verifies []*Link) []*Item {
	var out []*Item
	for _, id := range ends(verifies, func(l *Link) string { return l.From }) {
		out = append(out, s.item(id))
	}
	return out
}

// noDesign is 5.1: nothing realizes it and no existing countermeasure
// satisfies it.
func (c chain) noDesign() bool {
	return len(c.s.sources(c.all.ID, Realizes)) == 0 && len(c.satisfying) == 0
}

// componentRequirementMissing is 5.2: no countermeasure satisfies it, and for
// some concerned asset some component row that names the row (but for those
// stated not relevant) is named by no refining component requirement that the
// asset or its product implements.
func (c chain) componentRequirementMissing() bool {
	if len(c.satisfying) > 0 {
		return false
	}
	for _, a := range c.s.concerned(c.place, c.all.Row) {
		for _, row := range c.s.cat.RowsNaming(c.s.componentTypes(a), c.all.Row) {
			if !c.s.notRelevant(a, row) && !c.implemented(a, row) {
				return true
			}
		}
	}
	return false
}

func (c chain) implemented(a *Item, row ComponentRow) bool {
	by := []string{a.ID}
	if p := c.s.product(a.ID); p != nil {
		by = append(by, p.ID)
	}
	for _, r := range c.components {
		for _, impl := range c.s.targets(r.ID, ImplementedBy) {
			if r.ComponentRow == row.Code && slices.Contains(by, impl.ID) {
				return true
			}
		}
	}
	return false
}

// noTest is 5.3: no test of the allocation itself or of a satisfying
// countermeasure, and either no component requirement or one without a test.
func (c chain) noTest() bool {
	if len(c.direct) > 0 {
		return false
	}
	if len(c.components) == 0 {
		return true
	}
	for _, r := range c.components {
		if len(c.s.sources(r.ID, Verifies)) == 0 {
			return true
		}
	}
	return false
}

// notRun is 5.4: some test of all these has no concluded run.
func (c chain) notRun() bool {
	for _, t := range c.tests {
		if len(c.s.lastRuns(t.ID)) == 0 {
			return true
		}
	}
	return false
}

// lastRunFailed is 5.5: for some test a run of the latest moment did not pass.
func (c chain) lastRunFailed() bool {
	for _, t := range c.tests {
		if c.s.anyNotPassed(t.ID) {
			return true
		}
	}
	return false
}

func (s state) anyNotPassed(test string) bool {
	for _, r := range s.lastRuns(test) {
		if r.Result != Passed {
			return true
		}
	}
	return false
}

// pieces returns, for each last run of each test, the evidences links that
// speak for it: its own and those of the allocation, which stand in for it.
func (c chain) pieces() [][]*Link {
	var out [][]*Link
	for _, t := range c.tests {
		for _, r := range c.s.lastRuns(t.ID) {
			out = append(out, append(c.s.into(r.ID, Evidences), c.ownEvidence...))
		}
	}
	return out
}

// noEvidence is 5.6: some last run has none, and neither has the allocation.
func (c chain) noEvidence() bool {
	for _, links := range c.pieces() {
		if len(links) == 0 {
			return true
		}
	}
	return false
}

// evidenceNotValid is 5.7: some last run has no valid piece, counting those of
// the allocation.
func (c chain) evidenceNotValid() (bool, []string) {
	var causes []string
	notValid := false
	for _, links := range c.pieces() {
		if len(c.valid(links)) > 0 {
			continue
		}
		notValid = true
		for _, l := range links {
			causes = append(causes, c.fault(l))
		}
	}
	return notValid, asSet(causes)
}

func (c chain) fault(l *Link) string {
	return c.s.evidenceFault(c.s.item(l.From), c.place, c.all.Row, []string{c.place})
}

func (c chain) valid(links []*Link) []*Link {
	var out []*Link
	for _, l := range links {
		if c.fault(l) == "" {
			out = append(out, l)
		}
	}
	return out
}

// suspect is 5.8: one of the links of the chain is suspect; of evidences, only
// when for some last run the link of every valid piece is.
func (c chain) suspect() bool {
	links := c.s.out(c.all.ID, AllocatedTo)
	links = append(links, c.s.into(c.all.ID, Realizes)...)
	links = append(links, c.s.into(c.all.ID, Satisfies)...) // planned ones too
	for _, r := range c.s.into(c.all.ID, Refines) {
		links = append(links, r)
		links = append(links, c.s.out(r.From, ImplementedBy)...)
	}
	links = append(links, c.testLinks...)
	for _, t := range c.tests {
		for _, r := range c.s.lastRuns(t.ID) {
			links = append(links, c.s.links(func(l *Link) bool {
				return l.Verb == Executes && l.From == r.ID && l.To == t.ID
			})...)
		}
	}
	if c.v.anySuspect(links) {
		return true
	}
	for _, pieces := range c.pieces() {
		if c.v.allSuspect(c.valid(pieces)) {
			return true
		}
	}
	return false
}

// allSuspect reports whether every one of the links is suspect.
func (v View) allSuspect(links []*Link) bool {
	for _, l := range links {
		if !v.Suspect(l.ID) {
			return false
		}
	}
	return true
}

// String is the state, with the causes in brackets.
func (c Chain) String() string {
	if len(c.Causes) == 0 {
		return c.State
	}
	return c.State + " (" + strings.Join(c.Causes, ", ") + ")"
}
