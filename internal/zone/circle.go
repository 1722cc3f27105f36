package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// circles gives one finding per circle of zones: per set of zones that all lie
// within each other, a zone within itself included. Faulty data may give a
// zone several outer ones, so circles that share a zone are one set.
func circles(s *model.Snapshot) []finding.Finding {
	var out []finding.Finding
	c := circleSearch{s: s, order: map[model.Node]int{}, low: map[model.Node]int{}, open: map[model.Node]bool{}}
	c.found = func(zones []model.Node) {
		if len(zones) == 1 && s.Link(zones[0], model.Within, zones[0]) == nil {
			return
		}
		s.SortByKey(zones)
		out = append(out, finding.New(finding.ZoneCircle, zones, finding.Items("zones", zones...)))
	}
	for z := range s.OfKind(model.KindZone) {
		if c.order[z] == 0 {
			c.visit(z)
		}
	}
	return out
}

// circleSearch finds strongly connected components after Tarjan.
type circleSearch struct {
	s     *model.Snapshot
	order map[model.Node]int // when a zone was first met, from 1
	low   map[model.Node]int // the earliest open zone it leads to
	open  map[model.Node]bool
	stack []model.Node
	found func(zones []model.Node)
}

func (c *circleSearch) visit(z model.Node) {
	c.order[z] = len(c.order) + 1
	c.low[z] = c.order[z]
	c.open[z] = true
	c.stack = append(c.stack, z)
	for outer := range c.s.To(z, model.Within) {
		switch {
		case c.order[outer] == 0:
			c.visit(outer)
			c.low[z] = min(c.low[z], c.low[outer])
		case c.open[outer]:
			c.low[z] = min(c.low[z], c.order[outer])
		}
	}
	if c.low[z] != c.order[z] {
		return
	}
	for i := len(c.stack) - 1; ; i-- {
		c.open[c.stack[i]] = false
		if c.stack[i] == z {
			zones := append([]model.Node(nil), c.stack[i:]...)
			c.stack = c.stack[:i]
			c.found(zones)
			return
		}
	}
}
