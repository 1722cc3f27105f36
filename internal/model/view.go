package model

import (
	"iter"

	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// View is an item together with the snapshot it stands in. The typed views
// embed it; they are cheap values to be made and thrown away.
type View struct {
	*Item
	Node Node
	s    *Snapshot
}

// View gives the untyped view of a node.
func (s *Snapshot) View(n Node) View { return View{Item: s.Item(n), Node: n, s: s} }

// Snapshot gives the state the view stands in.
func (v View) Snapshot() *Snapshot { return v.s }

func (v View) text(name string) string { return v.Props.Value(name).Text() }
func (v View) flag(name string) bool   { return v.Props.Value(name).Bool() }

// Description says what the item is, in the words of the plant.
func (v View) Description() string { return v.text("description") }

// Owner says who looks after the item.
func (v View) Owner() string { return v.text("owner") }

// System is the system under consideration.
type System struct{ View }

// SystemView gives the system of the state; ok is false if there is none.
func (s *Snapshot) SystemView() (sys System, ok bool) {
	if s.system == NoNode {
		return System{}, false
	}
	return System{s.View(s.system)}, true
}

// Editions lists the editions of the standard in force, as part:edition.
func (v System) Editions() []string { return v.Props.Value("editions").List() }

// TimeZone names the zone of the project's day; empty means UTC.
func (v System) TimeZone() string { return v.text("time_zone") }

// Place is a zone or a conduit.
type Place struct{ View }

// PlaceView gives the view of a zone or conduit.
func (s *Snapshot) PlaceView(n Node) Place { return Place{s.View(n)} }

// IsZone reports whether the place is a zone, not a conduit.
func (v Place) IsZone() bool { return v.Key.Kind == KindZone }

// Target is the approved SL-T, and whether there is one. Without one it is
// zero in every FR (rules, section 1).
func (v Place) Target() (sl.Vector, bool) {
	t := v.Props.Value("approved_target")
	return t.Vector(), !t.IsZero()
}

// Proposed is the SL-T as edited, and whether there is one.
func (v Place) Proposed() (sl.Vector, bool) {
	t := v.Props.Value("target")
	return t.Vector(), !t.IsZero()
}

// Open reports whether an edit of SL-T waits for approval.
func (v Place) Open() bool {
	p, has := v.Proposed()
	t, approved := v.Target()
	return has && (!approved || p != t)
}

// Rationale says why the target was chosen.
func (v Place) Rationale() string { return v.text("target_rationale") }

// ApprovedBy says who approved SL-T.
func (v Place) ApprovedBy() string { return v.text("target_approved_by") }

// ApprovedOn is the day on which SL-T was approved, YYYY-MM-DD; empty if not
// known.
func (v Place) ApprovedOn() string { return v.text("target_approved_on") }

// TargetInputs is the fingerprint of what SL-T was decided on, zero if none.
func (v Place) TargetInputs() Fingerprint {
	f, _ := ParseFingerprint(v.text("target_inputs"))
	return f
}

// Type is the zone's type, one of the Zone words.
func (v Place) Type() string { return v.text("type") }

// Safety reports whether the whole zone is treated as safety related.
func (v Place) Safety() bool { return v.flag("safety") }

// Purdue is the level of the Purdue model.
func (v Place) Purdue() string { return v.text("purdue") }

// BelowReason says why a conduit's SL-T may be below that of its zones.
func (v Place) BelowReason() string { return v.text("target_below_reason") }

// Acceptance gives reason and name with which a finding for rule was accepted;
// ok is false if it was not, or if reason or name is blank.
func (v Place) Acceptance(rule string) (reason, by string, ok bool) {
	for _, r := range v.Props.Value("acceptances").Records() {
		if r.Cell("rule") == rule && r.Cell("reason") != "" && r.Cell("by") != "" {
			return r.Cell("reason"), r.Cell("by"), true
		}
	}
	return "", "", false
}

// Assets yields the live assets directly in the place.
func (v Place) Assets() iter.Seq[Node] { return v.s.FromOf(v.Node, In) }

// Conduits yields the live conduits that connect this zone.
func (v Place) Conduits() iter.Seq[Node] { return v.s.FromOf(v.Node, Connects) }

// Zones yields the live zones this conduit connects.
func (v Place) Zones() iter.Seq[Node] { return v.s.To(v.Node, Connects) }

// Asset is a device, host, application or network element.
type Asset struct{ View }

// AssetView gives the view of an asset.
func (s *Snapshot) AssetView(n Node) Asset { return Asset{s.View(n)} }

// Product is the node of the asset's product, NoNode if it has none.
func (v Asset) Product() Node { return v.s.One(v.Node, InstanceOf) }

// Place is the zone or conduit the asset is in, NoNode if none.
func (v Asset) Place() Node { return v.s.One(v.Node, In) }

// OwnTypes lists the component types the asset itself records.
func (v Asset) OwnTypes() []string { return v.Props.Value("component_types").List() }

// Types lists the asset's component types: its own if it records any, else its
// product's (rules, section 2).
func (v Asset) Types() []string {
	if own := v.OwnTypes(); len(own) > 0 {
		return own
	}
	if p := v.Product(); p != NoNode {
		return v.s.ProductView(p).Types()
	}
	return nil
}

// Firmware is the version installed, empty if not known.
func (v Asset) Firmware() string { return v.text("firmware") }

// Function says what the asset does.
func (v Asset) Function() string { return v.text("function") }

// Installed reports whether the asset stands in the plant: lifecycle in
// service, which holds where none is recorded, or out of service (rules,
// section 3).
func (v Asset) Installed() bool {
	switch v.text("lifecycle") {
	case "", LifecycleInService, LifecycleOutOfService:
		return true
	}
	return false
}

// Lifecycle is the recorded state of its life, empty if none.
func (v Asset) Lifecycle() string { return v.text("lifecycle") }

// Business reports the mark of a business asset.
func (v Asset) Business() bool { return v.flag("business") }

// SafetyRelated reports the mark of a safety related asset.
func (v Asset) SafetyRelated() bool { return v.flag("safety_related") }

// Temporary reports the mark of a temporarily connected asset.
func (v Asset) Temporary() bool { return v.flag("temporary") }

// Wireless reports the mark of an asset that communicates by radio.
func (v Asset) Wireless() bool { return v.flag("wireless") }

// ExternallyConnected reports the mark of an asset connected to the outside.
func (v Asset) ExternallyConnected() bool { return v.flag("externally_connected") }

// Legacy reports the mark of an asset without support.
func (v Asset) Legacy() bool { return v.flag("legacy") }

// Undocumented reports the mark of an asset found in the plant but not in its
// documents.
func (v Asset) Undocumented() bool { return v.flag("undocumented") }

// Overrides lists the asset's own statements.
func (v Asset) Overrides() []Statement { return statements(v.Props.Value("overrides")) }

// Product is what a supplier sells.
type Product struct{ View }

// ProductView gives the view of a product.
func (s *Snapshot) ProductView(n Node) Product { return Product{s.View(n)} }

// Types lists the product's component types.
func (v Product) Types() []string { return v.Props.Value("component_types").List() }

// Statements lists the supplier's statements.
func (v Product) Statements() []Statement { return statements(v.Props.Value("statements")) }

// VersionScope gives the first and last version the statements hold for; an
// empty end is open.
func (v Product) VersionScope() (from, to string) {
	return v.text("version_from"), v.text("version_to")
}

// Vendor is who makes the product.
func (v Product) Vendor() string { return v.text("vendor") }

// ModelName is the model or order number.
func (v Product) ModelName() string { return v.text("model") }

// Statement is what is stated about one component row.
type Statement struct {
	Row           string // part:edition code
	Answer        string // one of the Answer words
	Configuration string
	Reason        string
	Measure       string
}

func statements(v Value) []Statement {
	out := make([]Statement, len(v.Records()))
	for i, r := range v.Records() {
		for _, c := range r {
			switch c.Column {
			case "row":
				out[i].Row = c.Text
			case "answer":
				out[i].Answer = c.Text
			case "configuration":
				out[i].Configuration = c.Text
			case "reason":
				out[i].Reason = c.Text
			case "measure":
				out[i].Measure = c.Text
			}
		}
	}
	return out
}

// Allocation is one row of 62443-3-3 on one place.
type Allocation struct{ View }

// AllocationView gives the view of an allocation.
func (s *Snapshot) AllocationView(n Node) Allocation { return Allocation{s.View(n)} }

// Row refers to the row of the standard; ok is false if none is recorded.
func (v Allocation) Row() (ref standard.Ref, ok bool) { return refOf(v.text("row")) }

func refOf(s string) (standard.Ref, bool) {
	if s == "" {
		return standard.Ref{}, false
	}
	r, err := standard.ParseRef(s)
	return r, err == nil
}

// RowText is the row as written, part:edition code; empty if none.
func (v Allocation) RowText() string { return v.text("row") }

// Assessment is one of the Assessed words; not assessed where none is recorded.
func (v Allocation) Assessment() string {
	if a := v.text("assessment"); a != "" {
		return a
	}
	return AssessedNot
}

// Reason says why the row is assessed so.
func (v Allocation) Reason() string { return v.text("reason") }

// ApprovedBy says who approved that the row is not applicable.
func (v Allocation) ApprovedBy() string { return v.text("approved_by") }

// Place is the zone or conduit the row is allocated to, NoNode if none.
func (v Allocation) Place() Node { return v.s.One(v.Node, AllocatedTo) }

// Countermeasure is a measure of people, process or technology.
type Countermeasure struct{ View }

// CountermeasureView gives the view of a countermeasure.
func (s *Snapshot) CountermeasureView(n Node) Countermeasure { return Countermeasure{s.View(n)} }

// Existing reports whether the measure stands; blank status means it does.
func (v Countermeasure) Existing() bool { return v.text("status") != StatusPlanned }

// Compensating reports the mark of a compensating measure.
func (v Countermeasure) Compensating() bool { return v.flag("compensating") }

// Layers lists people, process, technology as recorded.
func (v Countermeasure) Layers() []string { return v.Props.Value("layers").List() }

// Approval is what a compensates link carries (rules, section 9).
type Approval struct {
	Justification string
	By            string
	Until         string // the last day on which it counts, YYYY-MM-DD
}

// Approval reads the approval beside a compensates link.
func (l *Link) Approval() Approval {
	return Approval{
		Justification: l.Props.Value("justification").Text(),
		By:            l.Props.Value("approved_by").Text(),
		Until:         l.Props.Value("until").Text(),
	}
}

// ComponentRequirement is a row of 62443-4-2 asked of components here.
type ComponentRequirement struct{ View }

// ComponentRequirementView gives the view of a component requirement.
func (s *Snapshot) ComponentRequirementView(n Node) ComponentRequirement {
	return ComponentRequirement{s.View(n)}
}

// RowText names the component row, part:edition code; empty if none.
func (v ComponentRequirement) RowText() string { return v.text("row") }

// Test is a test case.
type Test struct{ View }

// TestView gives the view of a test case.
func (s *Snapshot) TestView(n Node) Test { return Test{s.View(n)} }

// Method is test, inspection, analysis or demonstration; empty if none.
func (v Test) Method() string { return v.text("method") }

// Run is one execution of a test case.
type Run struct{ View }

// RunView gives the view of a test run.
func (s *Snapshot) RunView(n Node) Run { return Run{s.View(n)} }

// At is when the run was concluded, RFC 3339 in UTC; empty if not known.
func (v Run) At() string { return v.text("at") }

// Concluded reports whether the run has a result.
func (v Run) Concluded() bool { return v.text("result") != "" }

// Passed reports whether the run passed; blocked is not passed.
func (v Run) Passed() bool { return v.text("result") == ResultPassed }

// Result is passed, failed or blocked; empty while the run goes on.
func (v Run) Result() string { return v.text("result") }

// Evidence is a piece of evidence.
type Evidence struct{ View }

// EvidenceView gives the view of a piece of evidence.
func (s *Snapshot) EvidenceView(n Node) Evidence { return Evidence{s.View(n)} }

// Digest is the recorded digest of the file, empty if none.
func (v Evidence) Digest() string { return v.text("digest") }

// FileName is the name of the file as collected.
func (v Evidence) FileName() string { return v.text("file_name") }

// CollectedAt is when it was collected, RFC 3339 in UTC; empty if not known.
func (v Evidence) CollectedAt() string { return v.text("collected_at") }

// ValidUntil is the last day on which it counts; empty for without end.
func (v Evidence) ValidUntil() string { return v.text("valid_until") }

// FirmwareRange gives the first and last firmware it holds for; an empty end
// is open.
func (v Evidence) FirmwareRange() (from, to string) {
	return v.text("firmware_from"), v.text("firmware_to")
}

// Channel is one data flow.
type Channel struct{ View }

// ChannelView gives the view of a channel.
func (s *Snapshot) ChannelView(n Node) Channel { return Channel{s.View(n)} }

// Protocol is what is spoken, for example Modbus.
func (v Channel) Protocol() string { return v.text("protocol") }

// Port is the port or address of the service.
func (v Channel) Port() string { return v.text("port") }

// Baseline names a commit.
type Baseline struct{ View }

// BaselineView gives the view of a baseline.
func (s *Snapshot) BaselineView(n Node) Baseline { return Baseline{s.View(n)} }

// At is the number of the commit it names.
func (v Baseline) At() uint64 { return uint64(max(0, v.Props.Value("commit").Int())) }
