package check

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// target looks at the SL-T of a zone or conduit (rules, sections 1 and 6).
func (c *checker) target(n model.Node) {
	v := c.s.PlaceView(n)
	target, approved := v.Target()
	if !approved {
		c.add(finding.TargetNone, n, finding.Text("target", target.String()))
	}
	if v.Open() {
		proposed, _ := v.Proposed()
		f := finding.New(finding.TargetWaiting, []model.Node{n}, finding.Text("proposed", proposed.String()))
		if approved {
			f.Facts = append(f.Facts, finding.Text("target", target.String()))
		}
		c.out = append(c.out, f)
	}
	if c.in.Chains.Open(n) {
		c.add(finding.TargetOpen, n)
	}
}

// editions looks at the editions the system pins.
func (c *checker) editions() {
	sys, ok := c.s.SystemView()
	if !ok || c.in.Library == nil {
		return
	}
	pinned := map[string][]string{}
	var parts []string
	for _, e := range sys.Editions() {
		part, edition, _ := strings.Cut(e, ":")
		part = standard.CanonicalPart(part)
		if _, known := c.in.Library.Catalogue(part, edition); !known {
			c.unknownEdition(sys.Node, e, part)
			continue
		}
		if pinned[part] == nil {
			parts = append(parts, part)
		}
		pinned[part] = append(pinned[part], edition)
	}
	for _, part := range parts {
		if list := pinned[part]; len(list) > 1 {
			c.add(finding.EditionTwice, sys.Node, finding.Text("part", part), finding.Text("editions", strings.Join(list, ", ")))
		}
	}
}

func (c *checker) unknownEdition(sys model.Node, edition, part string) {
	f := finding.New(finding.EditionUnknown, []model.Node{sys}, finding.Text("edition", edition))
	if latest, ok := c.in.Library.Latest(part); ok {
		f.Facts = append(f.Facts, finding.Text("used", editionOf(latest)))
	}
	c.out = append(c.out, f)
}

func editionOf(c *standard.Catalogue) string { return c.Part() + ":" + c.Edition() }
