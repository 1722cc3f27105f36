package oracle

import (
	"maps"
	"slices"
	"strings"
)

// Kinds of item, in the words of the model.
const (
	Zone           = "zone"
	Conduit        = "conduit"
	Channel        = "channel"
	Asset          = "asset"
	Product        = "product"
	Threat         = "threat"
	Vulnerability  = "vulnerability"
	Risk           = "risk"
	Allocation     = "allocation"
	Requirement    = "requirement"
	Countermeasure = "countermeasure"
	Design         = "design artifact"
	CompReq        = "component requirement"
	Test           = "test case"
	Run            = "test run"
	Evidence       = "evidence"
)

// Verbs of a link, read as a sentence from -> to.
const (
	In            = "in"             // asset -> zone|conduit, at most one per asset
	Within        = "within"         // zone -> outer zone
	Connects      = "connects"       // conduit -> zone
	Via           = "via"            // channel -> conduit
	From          = "from"           // channel -> asset|zone
	To            = "to"             // channel -> asset|zone
	InstanceOf    = "instance of"    // asset -> product, at most one per asset
	Causes        = "causes"         // threat -> risk
	Threatens     = "threatens"      // risk -> zone|conduit|asset
	ExploitedIn   = "exploited in"   // vulnerability -> risk
	FoundIn       = "found in"       // vulnerability -> asset|product
	Mitigates     = "mitigates"      // countermeasure -> risk
	Satisfies     = "satisfies"      // countermeasure -> allocation
	Compensates   = "compensates"    // countermeasure -> allocation
	DeployedAt    = "deployed at"    // countermeasure -> zone|conduit|asset
	AllocatedTo   = "allocated to"   // allocation -> zone|conduit, exactly one
	Realizes      = "realizes"       // design artifact -> allocation|requirement
	Refines       = "refines"        // component requirement -> allocation
	ImplementedBy = "implemented by" // component requirement -> asset|product
	Verifies      = "verifies"       // test case -> allocation|component requirement|countermeasure|requirement
	Executes      = "executes"       // test run -> test case
	Evidences     = "evidences"      // evidence -> test run|allocation|countermeasure
)

// Words of the properties that rules read: answers of a statement (rule 2),
// assessments (4), states of a countermeasure, lifecycle of an asset (3), results
// of a run and state of a file (5).
const (
	Met            = "met" // also an assessment of an allocation
	MetConfigured  = "met when configured"
	NotRelevant    = "not relevant"
	NotMet         = "not met" // also an assessment
	NotAssessed    = "not assessed"
	PartlyMet      = "partly met"
	NotApplicable  = "not applicable"
	Compensated    = "compensated"
	Planned        = "planned"  // of a countermeasure, also a lifecycle state
	Existing       = "existing" // of a countermeasure
	InService      = "in service"
	OutOfService   = "out of service"
	Spare          = "spare"
	Decommissioned = "decommissioned"
	Passed         = "passed"
	Failed         = "failed"
	Blocked        = "blocked"
	FilePresent    = "present" // the file of an evidence is there with the recorded digest
	FileMissing    = "missing"
	FileChanged    = "changed"
)

// Marks of an asset and, with the same words, types of a zone (rule 8).
const (
	Business  = "business"
	Safety    = "safety"
	Temporary = "temporary"
	Wireless  = "wireless"
	External  = "external"
	Control   = "control" // a zone type only
	DMZ       = "dmz"     // a zone type only
)

// Vector is one level per FR in the order IAC UC SI DC RDF TRE RA; index fr-1.
type Vector [7]int

// Statement is what a product's supplier, or an asset's override, says about
// one component row.
type Statement struct {
	Answer        string // Met, MetConfigured, NotRelevant, NotMet
	Configuration string // for MetConfigured
	Reason        string // for NotRelevant; for an override always
}

// Acceptance is the recorded acceptance of a finding of a zone.
type Acceptance struct {
	Reason string
	Name   string
}

// Item is one item of any kind. Only the fields of its kind are read. Text and
// Note are on every kind: Text is a significant property, Note one that is not
// (a title, say). S marks the other significant fields for rule 6.
type Item struct {
	ID      string
	Kind    string
	Text    string // S
	Note    string
	Retired bool

	// Zone, conduit.
	Type         string                // S, zone only
	SafetyMark   bool                  // S, zone only
	Target       *Vector               // approved SL-T; nil: none approved
	TargetAt     int                   // state at the end of which the target was approved or last confirmed
	TargetReason string                // conduit: why its SL-T may be below that of its zones
	Acceptances  map[string]Acceptance // zone: by rule id, "ZCR 3.4"

	Types []string // S: component types of an asset (its own) or a product

	// Asset.
	Firmware  string               // S
	Overrides map[string]Statement // S: by code of the component row
	Lifecycle string               // blank holds as in service
	Marks     []string

	// Product.
	ScopeFrom, ScopeTo string               // S: version scope, both ends included
	Statements         map[string]Statement // S: by code

	// Allocation.
	Row        string // S: code of the 3-3 row
	Assessment string // NotAssessed (also when blank), NotMet, PartlyMet, Met, NotApplicable
	Reason     string // why; needed for NotApplicable
	Approver   string // who approved that the row is not applicable

	ComponentRow string // S: component requirement, code of the 4-2 row

	Method string // S: test case

	// Test run.
	Moment string // S: RFC 3339
	Result string // S: Passed, Failed, Blocked; blank: not concluded

	// Evidence.
	File                       string // FilePresent, FileMissing, FileChanged
	CollectedAt                string // RFC 3339 or a day
	ValidUntil                 string // day; blank: no end
	ScopePlaces                []string
	ScopeAssets                []string
	FirmwareFrom, FirmwareUpTo string

	// Countermeasure.
	Status       string // S: Planned or Existing
	Compensating bool   // S
}

// Link is one link. ConfirmedAt is the index of the state at the end of the
// commit that made or last confirmed it. The last three belong to compensates.
type Link struct {
	ID, Verb, From, To string
	ConfirmedAt        int
	Justification      string
	Approver           string
	Until              string // day
}

// Plant is one state of a project on one day.
type Plant struct {
	Date  string // YYYY-MM-DD
	Items map[string]*Item
	Links map[string]*Link
}

// NewPlant returns an empty plant on this day.
func NewPlant(date string) *Plant {
	return &Plant{Date: date, Items: map[string]*Item{}, Links: map[string]*Link{}}
}

// Clone returns a deep copy.
func (p *Plant) Clone() *Plant {
	out := NewPlant(p.Date)
	for id, it := range p.Items {
		out.Items[id] = it.clone()
	}
	for id, l := range p.Links {
		c := *l
		out.Links[id] = &c
	}
	return out
}

func (it *Item) clone() *Item {
	c := *it
	if it.Target != nil {
		v := *it.Target
		c.Target = &v
	}
	c.Acceptances = maps.Clone(it.Acceptances)
	c.Overrides = maps.Clone(it.Overrides)
	c.Statements = maps.Clone(it.Statements)
	c.Types = slices.Clone(it.Types)
	c.Marks = slices.Clone(it.Marks)
	c.ScopePlaces = slices.Clone(it.ScopePlaces)
	c.ScopeAssets = slices.Clone(it.ScopeAssets)
	return &c
}

// IDs returns the ids of all items of a kind, retired ones too, sorted; of all
// kinds when kind is empty.
func (p *Plant) IDs(kind string) []string {
	var ids []string
	for id, it := range p.Items {
		if kind == "" || it.Kind == kind {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// blank reports whether a text is missing: empty or only white space.
func blank(s string) bool { return strings.TrimSpace(s) == "" }
