package oracle

import "slices"

// RowVerdict is one component row with whether it counts; Why says why not,
// and is empty when it does.
type RowVerdict struct {
	Row    ComponentRow
	Counts bool
	Why    string
}

// Capability is the SL-C of a product or an asset with its rows in catalogue
// order. Reason is set, and Rows empty, when no component type is recorded.
type Capability struct {
	Vector Vector
	Reason string
	Rows   []RowVerdict
}

// Why a component row does not count.
const (
	WhyNoTypes         = "no component type recorded"
	WhyNoStatement     = "no statement"
	WhyOutOfScope      = "firmware outside the version scope"
	WhyNoConfiguration = "configuration not recorded"
	WhyNoReason        = "no reason"
	WhyNotMet          = "not met"
)

// ProductCapability is rule 2 for a product. The version scope speaks of
// assets, so it does not bear on the product itself.
func (v View) ProductCapability(id string) Capability {
	s := v.now()
	it := s.item(id)
	if it == nil {
		return Capability{Reason: WhyNoTypes}
	}
	return s.capability(it.Types, func(row ComponentRow) (Statement, string) {
		st, stated := it.Statements[row.Code]
		if !stated {
			return st, WhyNoStatement
		}
		return st, ""
	})
}

// AssetCapability is rule 2 for an asset.
func (v View) AssetCapability(id string) Capability {
	s := v.now()
	it := s.item(id)
	if it == nil {
		return Capability{Reason: WhyNoTypes}
	}
	return s.capability(s.componentTypes(it), func(row ComponentRow) (Statement, string) {
		return s.statement(it, row)
	})
}

// capability judges every row for one of the types and takes the highest level
// per FR. Rule 2: no component type recorded is level 0 in every FR.
func (s state) capability(types []string, stated func(ComponentRow) (Statement, string)) Capability {
	if len(types) == 0 {
		return Capability{Reason: WhyNoTypes}
	}
	var out Capability
	var rows []counted
	for _, row := range s.cat.RowsFor(types) {
		st, why := stated(row)
		if why == "" {
			why = judge(st)
		}
		out.Rows = append(out.Rows, RowVerdict{row, why == "", why})
		rows = append(rows, counted{row.FR, row.Level, why == ""})
	}
	out.Vector = highest(rows)
	return out
}

// componentTypes is rule 2: the asset's own if it records any, else those of
// its product.
func (s state) componentTypes(asset *Item) []string {
	if len(asset.Types) > 0 {
		return asset.Types
	}
	if p := s.product(asset.ID); p != nil {
		return p.Types
	}
	return nil
}

// statement is rule 2, which statement speaks for an asset on a row: its own
// override if that carries a reason, whatever the version scope; else that of
// its product, if the row is one of a type the product has and the firmware of
// the asset lies in the version scope. Else there is none, and the second
// result says why.
func (s state) statement(asset *Item, row ComponentRow) (Statement, string) {
	if st, overridden := asset.Overrides[row.Code]; overridden && !blank(st.Reason) {
		return st, ""
	}
	p := s.product(asset.ID)
	if p == nil {
		return Statement{}, WhyNoStatement
	}
	st, stated := p.Statements[row.Code]
	if !stated || !overlap(row.Types, p.Types) {
		return Statement{}, WhyNoStatement
	}
	if !inRange(asset.Firmware, p.ScopeFrom, p.ScopeTo) {
		return Statement{}, WhyOutOfScope
	}
	return st, ""
}

// judge is rule 2, the answers: met counts; met when configured counts with
// its configuration; not relevant counts with a reason; not met does not. It
// returns why the statement does not count, or "".
func judge(st Statement) string {
	switch st.Answer {
	case Met:
		return ""
	case MetConfigured:
		if blank(st.Configuration) {
			return WhyNoConfiguration
		}
		return ""
	case NotRelevant:
		if blank(st.Reason) {
			return WhyNoReason
		}
		return ""
	case NotMet:
		return WhyNotMet
	}
	return WhyNoStatement
}

// counts reports whether an asset counts for a row, by rule 2.
func (s state) counts(asset *Item, row ComponentRow) bool {
	st, why := s.statement(asset, row)
	return why == "" && judge(st) == ""
}

// notRelevant reports whether a statement that counts calls the row not
// relevant for the asset (rules 2 and 5.2).
func (s state) notRelevant(asset *Item, row ComponentRow) bool {
	st, why := s.statement(asset, row)
	return why == "" && judge(st) == "" && st.Answer == NotRelevant
}

// StatementFinding is a statement or override that counts for nothing.
type StatementFinding struct {
	Subject string // product or asset
	Code    string
	Why     string
}

// Reasons of a StatementFinding.
const (
	FindingDelegated = "number is delegated and is no row"
	FindingType      = "row is of another component type"
)

// StatementFindings is the findings of rule 2: a statement on a delegated
// number, or on a row of a type that the product (for an override, the asset)
// does not have. In order of subject, then code.
func (v View) StatementFindings() []StatementFinding {
	s := v.now()
	var out []StatementFinding
	for _, id := range s.p.IDs("") {
		it := s.item(id)
		if it == nil {
			continue
		}
		switch it.Kind {
		case Product:
			out = append(out, s.misplaced(id, it.Statements, it.Types)...)
		case Asset:
			out = append(out, s.misplaced(id, it.Overrides, s.componentTypes(it))...)
		}
	}
	return out
}

func (s state) misplaced(id string, stated map[string]Statement, types []string) []StatementFinding {
	var out []StatementFinding
	for _, code := range sortedKeys(stated) {
		if slices.Contains(s.cat.Delegated, code) {
			out = append(out, StatementFinding{id, code, FindingDelegated})
			continue
		}
		row, known := s.cat.ComponentRow(code)
		if known && !overlap(row.Types, types) {
			out = append(out, StatementFinding{id, code, FindingType})
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
