package oracle

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Row is one requirement or enhancement of 62443-3-3.
type Row struct {
	Code  string // as printed, "SR 1.1 RE(1)"
	FR    int    // 1 to 7
	Level int    // 1 to 4, the lowest level at which the row applies
}

// ComponentRow is one requirement or enhancement of 62443-4-2.
type ComponentRow struct {
	Code  string
	FR    int
	Level int
	Types []string // component types it is written for
	SR    []string // codes of the 3-3 rows it derives from: sr, then sr_also
}

// Catalogue is the part of the standard that the rules read.
type Catalogue struct {
	Rows          []Row
	ComponentRows []ComponentRow
	// Delegated holds the CR numbers that are no rows themselves, such as
	// CR 3.2: the requirement is stated per device type, or not at all.
	Delegated []string
}

// Row returns the 3-3 row with this code, and whether there is one.
func (c *Catalogue) Row(code string) (Row, bool) {
	for _, r := range c.Rows {
		if r.Code == code {
			return r, true
		}
	}
	return Row{}, false
}

// ComponentRow returns the 4-2 row with this code, and whether there is one.
func (c *Catalogue) ComponentRow(code string) (ComponentRow, bool) {
	for _, r := range c.ComponentRows {
		if r.Code == code {
			return r, true
		}
	}
	return ComponentRow{}, false
}

// RowsFor returns the component rows written for one of these component types,
// in catalogue order.
func (c *Catalogue) RowsFor(types []string) []ComponentRow {
	var rows []ComponentRow
	for _, r := range c.ComponentRows {
		if overlap(r.Types, types) {
			rows = append(rows, r)
		}
	}
	return rows
}

// RowsNaming returns the component rows for one of these component types that
// name the 3-3 row as the one they derive from or as a further one (rule 3).
func (c *Catalogue) RowsNaming(types []string, code string) []ComponentRow {
	var rows []ComponentRow
	for _, r := range c.RowsFor(types) {
		if slices.Contains(r.SR, code) {
			rows = append(rows, r)
		}
	}
	return rows
}

// overlap reports whether the two lists share a word.
func overlap(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

// yamlRow is an entry of either fact table.
type yamlRow struct {
	ID           string    `yaml:"id"`
	FR           int       `yaml:"fr"`
	SL           int       `yaml:"sl"`
	AppliesTo    []string  `yaml:"applies_to"`
	SR           string    `yaml:"sr"`
	SRAlso       []string  `yaml:"sr_also"`
	Enhancements []yamlRow `yaml:"enhancements"`
}

// yamlPart is one fact table, reduced to what the rules need.
type yamlPart struct {
	Requirements []yamlRow `yaml:"requirements"`
	Delegated    []yamlRow `yaml:"delegated"`
}

// ReadCatalogue reads the fact tables of 62443-3-3 and 62443-4-2 as they are
// shipped. An enhancement inherits the FR and the component types of the
// requirement it is nested under. Unreadable YAML is the only error.
func ReadCatalogue(system, component []byte) (*Catalogue, error) {
	var sys, comp yamlPart
	if err := yaml.Unmarshal(system, &sys); err != nil {
		return nil, fmt.Errorf("reading the 62443-3-3 table: %w", err)
	}
	if err := yaml.Unmarshal(component, &comp); err != nil {
		return nil, fmt.Errorf("reading the 62443-4-2 table: %w", err)
	}
	c := &Catalogue{}
	for _, req := range sys.Requirements {
		c.Rows = append(c.Rows, Row{req.ID, req.FR, req.SL})
		for _, e := range req.Enhancements {
			c.Rows = append(c.Rows, Row{e.ID, req.FR, e.SL})
		}
	}
	for _, req := range comp.Requirements {
		c.ComponentRows = append(c.ComponentRows, componentRow(req, req))
		for _, e := range req.Enhancements {
			c.ComponentRows = append(c.ComponentRows, componentRow(e, req))
		}
	}
	for _, d := range comp.Delegated {
		c.Delegated = append(c.Delegated, d.ID)
	}
	return c, nil
}

func componentRow(r, parent yamlRow) ComponentRow {
	out := ComponentRow{Code: r.ID, FR: parent.FR, Level: r.SL, Types: parent.AppliesTo}
	if r.SR != "" {
		out.SR = append(out.SR, r.SR)
	}
	out.SR = append(out.SR, r.SRAlso...)
	return out
}
