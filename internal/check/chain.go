package check

import (
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// allocation looks at what an allocation is of and where.
func (c *checker) allocation(n model.Node) {
	v := c.s.AllocationView(n)
	text := v.RowText()
	if v.Place() == model.NoNode && !c.leftOver(n) {
		f := finding.New(finding.AllocationNoPlace, []model.Node{n})
		if text != "" {
			f.Facts = append(f.Facts, finding.Text("row", text))
		}
		c.out = append(c.out, f)
	}
	if text == "" {
		c.add(finding.AllocationNoRow, n)
	} else if _, known := c.plant.Row(text); !known {
		c.add(finding.AllocationRowUnknown, n, finding.Text("row", text), finding.Text("edition", editionOf(c.plant.System)))
	}
}

// leftOver notes an allocation whose place was retired without it.
func (c *checker) leftOver(n model.Node) bool {
	for _, e := range c.s.Out(n) {
		if e.Verb == model.AllocatedTo {
			c.retired[e.Node] = append(c.retired[e.Node], n)
			return true
		}
	}
	return false
}

// leftovers reports the noted ones, once per place: a zone may have a hundred.
func (c *checker) leftovers() {
	for place, list := range c.retired {
		c.s.SortByKey(list)
		c.out = append(c.out, finding.New(finding.AllocationPlaceRetired, append([]model.Node{place}, list...),
			finding.Items("place", place), finding.Items("allocations", list...)))
	}
}

func (c *checker) componentRequirement(n model.Node) {
	text := c.s.ComponentRequirementView(n).RowText()
	if _, known := c.plant.ComponentRow(text); known {
		return
	}
	f := finding.New(finding.ComponentRowUnknown, []model.Node{n}, finding.Text("edition", editionOf(c.plant.Component)))
	if text != "" {
		f.Facts = append(f.Facts, finding.Text("row", text))
	}
	c.out = append(c.out, f)
}

// countermeasure names the rows that wait for a planned one.
func (c *checker) countermeasure(n model.Node) {
	if c.s.CountermeasureView(n).Existing() {
		return
	}
	var waiting []model.Node
	for a := range c.s.To(n, model.Satisfies) {
		satisfied := false
		for range capability.Satisfying(c.s, a) {
			satisfied = true
			break
		}
		if !satisfied {
			waiting = append(waiting, a)
		}
	}
	if len(waiting) == 0 {
		return
	}
	c.s.SortByKey(waiting)
	c.out = append(c.out, finding.New(finding.CountermeasurePlanned, append([]model.Node{n}, waiting...), finding.Items("allocations", waiting...)))
}

func (c *checker) test(n model.Node) {
	if c.s.TestView(n).Method() == "" {
		c.add(finding.TestNoMethod, n)
	}
}

// suspects names every suspect link between items that are not retired. Links
// of a run that a later one replaced no longer matter (rules, section 6).
func (c *checker) suspects() {
	for n := range model.Node(c.s.Len()) {
		if !c.s.Live(n) {
			continue
		}
		for _, e := range c.s.Out(n) {
			if !c.s.Schema().Verb(e.Verb).Suspect || !c.s.Live(e.Node) || c.replaced(n, e) || !c.in.Chains.Suspect(n, e.Verb, e.Node) {
				continue
			}
			c.out = append(c.out, finding.New(finding.LinkSuspect, []model.Node{n, e.Node},
				finding.Items("from", n), finding.Text("verb", e.Verb.String()), finding.Items("to", e.Node)))
		}
	}
}

func (c *checker) replaced(from model.Node, e model.Edge) bool {
	switch {
	case e.Verb == model.Executes:
		return !c.isLast(from)
	case e.Verb == model.Evidences && c.s.Kind(e.Node) == model.KindRun:
		return !c.isLast(e.Node)
	}
	return false
}
