package standard

import "github.com/cordon-ot/cordon/internal/sl"

// Requirement is one entry of a catalogue: a requirement, an enhancement, a
// constraint or a delegated number. It holds facts and our own words, never
// the wording of the standard. It is shared and must not be written to.
type Requirement struct {
	Ref   Ref
	Title string
	FR    sl.FR    // 0 if the part does not sort its requirements by FR
	Level sl.Level // lowest level that asks for the row; 0 if the part has no levels
	// Parent is the code of the base requirement of an enhancement, else "".
	Parent string
	// Group is the code of the group in Catalogue.Groups: an FR abbreviation,
	// a practice, an area, a ZCR group, a programme element.
	Group    string
	Intent   string   // what it is for, in our words; "" if the file has none
	Evidence []string // what typically convinces an assessor
	Layers   []string // people, process, technology
	// ComponentTypes are the ids of the component types the row is written
	// for; empty in parts without component types. An enhancement has those
	// of its base, as it has its FR and Replaces.
	ComponentTypes []string
	// SystemRows are the codes of the rows of 62443-3-3 the row derives from,
	// the closest first. An enhancement has its own, not those of its base.
	SystemRows []string
	Replaces   string // code of the delegated number this row stands in for, else ""
	// Delegated is the status of a number that carries no requirement of its
	// own, DelegatedTypeSpecific or DelegatedNone, and "" for everything else.
	// Such an entry is not a row.
	Delegated  string
	ReplacedBy []string // codes that stand in for a type-specific number
	Constraint bool     // holds for everything, has no level and is not a row
	Confidence string   // mark of the file: two-sources, single-source, memory, or "" if the file has none
	Clause     string   // clause number in the standard, "" if not known
	Roles      []string // ids of the roles that have to meet it
	// Attributes is whatever else the part gives, by the key of the file:
	// topic, obligation, kind, workflow_step and so on. A list is joined by "; ".
	Attributes map[string]string
	// EnglishOnly names the texts that a library in another language has in
	// English only: title, intent, evidence, or an attribute. Empty in English.
	EnglishOnly []string
}

// The values of Requirement.Delegated.
const (
	// DelegatedTypeSpecific: the requirement is stated per component type.
	DelegatedTypeSpecific = "type-specific"
	// DelegatedNone: nothing is asked of a single component.
	DelegatedNone = "no-component-requirement"
)

// IsEnhancement reports whether r belongs to a base requirement.
func (r *Requirement) IsEnhancement() bool { return r.Parent != "" }

// IsRow reports whether r has a level and so can be asked for by a target.
func (r *Requirement) IsRow() bool { return r.Level > 0 && r.Delegated == "" && !r.Constraint }

// AppliesTo reports whether r is written for the component type.
func (r *Requirement) AppliesTo(componentType string) bool {
	for _, t := range r.ComponentTypes {
		if t == componentType {
			return true
		}
	}
	return false
}

// Group is a heading that requirements of a catalogue stand under.
type Group struct {
	Code   string // what Requirement.Group holds
	Title  string
	Intent string
	Number int    // number of an FR, else 0
	Clause string // clause number in the standard, "" if not known
	Parent string // code of the heading above, see Catalogue.Headings
	// Attributes is whatever else the part gives, as in Requirement.
	Attributes map[string]string
}

// ComponentType is a kind of component that a part writes requirements for.
type ComponentType struct {
	ID     string // "embedded-device"
	Prefix string // of the codes written for this type alone, "EDR"
	Note   string // what belongs to it, in our words
}

// MaturityLevel is a step of the scale on which a part rates a process. It is
// no security level.
type MaturityLevel struct {
	Level    string // "ML2"
	Name     string
	Meaning  string // in our words, "" if the file has none
	Evidence string
}

// Totals counts what a catalogue holds. Constraints and delegated numbers are
// not counted.
type Totals struct {
	Requirements int // bases
	Enhancements int
	// ByLevel counts the rows that ask for the level or less; index 0 is 0.
	ByLevel [sl.MaxLevel + 1]int
	// ByType is ByLevel per component type.
	ByType map[string][sl.MaxLevel + 1]int
	// ByGroup counts requirements and enhancements per group.
	ByGroup map[string]int
}
