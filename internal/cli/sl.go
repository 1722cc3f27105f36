package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

// SLCmd shows the security levels of places, assets and products.
type SLCmd struct {
	Items []string `arg:"" optional:"" name:"item" help:"Zones, conduits, assets or products, by key or title; all zones and conduits without."`
	Why   bool     `help:"Explain each number down to the rows and the first broken step."`
	FR    []string `name:"fr" placeholder:"FR" help:"With --why: only these, such as IAC or RDF. Repeatable."`
	Drift bool     `help:"How the levels changed over the commits."`
	Limit int      `default:"200" placeholder:"N" help:"With --drift: look at the last N commits."`
}

// Run shows the table, or explains it.
func (c *SLCmd) Run(ctx context.Context, ss *Session) error {
	list, err := frs(c.FR)
	if err != nil {
		return err
	}
	if c.Drift {
		return c.drift(ctx, ss)
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	d, err := answer.Levels(v, answer.LevelOptions{Items: c.Items, Why: c.Why, FRs: list})
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	switch {
	case len(d.Places)+len(d.Assets)+len(d.Products) == 0:
		ss.Printf("There are no zones or conduits yet. Make one with: cordon item add zone --title TITLE")
	case c.Why:
		ss.stateLine(d.State)
		ss.printed = true
		for i := range d.Places {
			ss.explainPlace(&d.Places[i], len(c.FR) > 0)
		}
		ss.printComponents(&d)
		ss.next("cordon trace ROW", "cordon item show KEY", "cordon gap --why")
	default:
		ss.printPlaces(&d)
		ss.printComponents(&d)
		ss.slFooter(&d)
	}
	return nil
}

// placeNotes says in words what stands beside the vectors of a place.
func placeNotes(d *api.PlaceLevels) string {
	var list []string
	kind := d.Kind
	if d.Type != "" {
		kind = d.Type + " " + kind
	}
	list = append(list, kind)
	switch {
	case !d.Decision.Approved && d.Decision.Proposed == nil:
		list = append(list, "no target")
	case !d.Decision.Approved:
		list = append(list, fmt.Sprintf("target %s waits for approval", d.Decision.Proposed))
	case d.Decision.Proposed != nil:
		list = append(list, fmt.Sprintf("new target %s waits for approval", d.Decision.Proposed))
	}
	if d.Decision.Open {
		list = append(list, "target decision open")
	}
	if d.Suspects > 0 {
		list = append(list, count(d.Suspects, "suspect link", "suspect links"))
	}
	return strings.Join(list, ", ")
}
