package check

import (
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
	"github.com/cordon-ot/cordon/internal/zone"
)

// Input is what a check looks at. Only Chains is needed.
type Input struct {
	Chains   *trace.Chains     // the state with its plant, day and files of evidence
	Library  *standard.Library // to tell which editions there are; nil leaves out those rules
	TimeZone *time.Location    // the project's time zone, by which moments fall on days; nil means UTC
	More     []finding.Finding // findings of gaps, compensations and defence, to be put in order with the rest
}

// ExpiringDays is how many days before its last day evidence is reported as
// expiring.
const ExpiringDays = 30

// Run gives all findings of a state, in the order of finding.Sort. Accepted
// ones are among them.
func Run(in Input) []finding.Finding {
	c := newChecker(in)
	c.out = append(c.out, zone.Findings(c.s)...)
	c.out = append(c.out, in.More...)
	c.editions()
	for _, kind := range []model.Kind{model.KindZone, model.KindConduit} {
		c.each(kind, c.target)
	}
	c.each(model.KindAsset, c.asset)
	c.each(model.KindProduct, c.product)
	c.each(model.KindAllocation, c.allocation)
	c.leftovers()
	c.each(model.KindComponentRequirement, c.componentRequirement)
	c.each(model.KindCountermeasure, c.countermeasure)
	c.each(model.KindTest, c.test)
	c.each(model.KindEvidence, c.evidence)
	c.suspects()
	finding.Sort(c.s, c.out)
	return c.out
}

// checker holds one check while it runs.
type checker struct {
	in      Input
	s       *model.Snapshot
	plant   *capability.Plant
	zone    *time.Location
	horizon string                      // last day on which evidence is expiring, empty without a day
	last    map[model.Node][]model.Node // last runs per test
	retired map[model.Node][]model.Node // allocations per retired place
	out     []finding.Finding
}

func newChecker(in Input) *checker {
	c := &checker{
		in: in, plant: in.Chains.Plant(), zone: in.TimeZone,
		last: map[model.Node][]model.Node{}, retired: map[model.Node][]model.Node{},
	}
	c.s = c.plant.S
	if c.zone == nil {
		c.zone = time.UTC
	}
	if day, err := time.Parse(time.DateOnly, in.Chains.Date); err == nil {
		c.horizon = day.AddDate(0, 0, ExpiringDays).Format(time.DateOnly)
	}
	return c
}

func (c *checker) each(k model.Kind, look func(model.Node)) {
	for n := range c.s.OfKind(k) {
		look(n)
	}
}

// add makes a finding about one item.
func (c *checker) add(rule string, about model.Node, facts ...finding.Fact) {
	c.out = append(c.out, finding.New(rule, []model.Node{about}, facts...))
}
