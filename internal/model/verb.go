package model

import (
	"fmt"
	"strings"
)

// Verb is the meaning of a link, read from -> to as an English sentence.
type Verb uint8

// The verbs (design, section 2). Numbers are stored in rows and therefore
// frozen; new verbs go at the end.
const (
	NoVerb Verb = iota
	In
	Within
	Connects
	Via
	From
	To
	InstanceOf
	PerformedBy
	Causes
	Threatens
	ExploitedIn
	FoundIn
	Mitigates
	Satisfies
	Compensates
	DeployedAt
	AllocatedTo
	Realizes
	Refines
	ImplementedBy
	Verifies
	Executes
	Evidences
	RaisedBy
	Affects
	Changes
	For
	HoldsFor
	Covers
	verbCount
)

// Verbs lists every verb in declared order.
func Verbs() []Verb {
	all := make([]Verb, 0, verbCount-1)
	for v := NoVerb + 1; v < verbCount; v++ {
		all = append(all, v)
	}
	return all
}

// String gives the verb's words, for example "allocated to".
func (v Verb) String() string {
	if v == NoVerb || v >= verbCount {
		return "no verb"
	}
	return verbDecls[v].Name
}

// ParseVerb finds a verb by its words, with - or _ for blanks allowed and
// without regard to case.
func ParseVerb(s string) (Verb, error) {
	want := strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(strings.TrimSpace(s)))
	for v := NoVerb + 1; v < verbCount; v++ {
		if verbDecls[v].Name == want {
			return v, nil
		}
	}
	names := make([]string, 0, verbCount)
	for v := NoVerb + 1; v < verbCount; v++ {
		names = append(names, verbDecls[v].Name)
	}
	return NoVerb, fmt.Errorf("there is no verb %q; the verbs are %s", s, strings.Join(names, ", "))
}

var (
	places    = []Kind{KindZone, KindConduit}
	anywhere  = []Kind{KindZone, KindConduit, KindAsset}
	anyKind   = Kinds()
	partOfTTM = []Kind{KindTest, KindRun, KindEvidence, KindComponentRequirement, KindDesign, KindAllocation, KindRequirement}
)

// verbDecls is the declared table of verbs: the link rules of design section 2,
// the flows and the verbs that can be suspect of rules section 6.
var verbDecls = [verbCount]VerbDecl{
	In: {
		Name: "in", Inverse: "holds", Single: true,
		Ends: []Ends{{[]Kind{KindAsset}, places}},
		Help: "The asset belongs to this zone or conduit, and to no other (62443-3-2 ZCR 3.1).",
	},
	Within: {
		Name: "within", Inverse: "surrounds", Single: true, Acyclic: true, Flow: Backward,
		Ends: []Ends{{[]Kind{KindZone}, []Kind{KindZone}}},
		Help: "The zone lies inside another zone.",
	},
	Connects: {
		Name: "connects", Inverse: "is connected by",
		Ends: []Ends{{[]Kind{KindConduit}, []Kind{KindZone}}},
		Help: "The conduit joins this zone to the others it connects.",
	},
	Via: {
		Name: "via", Inverse: "carries",
		Ends: []Ends{{[]Kind{KindChannel}, []Kind{KindConduit}}},
		Help: "The data flow runs inside this conduit.",
	},
	From: {
		Name: "from", Inverse: "is source of", Single: true,
		Ends: []Ends{{[]Kind{KindChannel}, []Kind{KindAsset, KindZone}}},
		Help: "The data flow begins here.",
	},
	To: {
		Name: "to", Inverse: "is destination of", Single: true,
		Ends: []Ends{{[]Kind{KindChannel}, []Kind{KindAsset, KindZone}}},
		Help: "The data flow ends here.",
	},
	InstanceOf: {
		Name: "instance of", Inverse: "has instance", Single: true, Flow: Backward,
		Ends: []Ends{{[]Kind{KindAsset}, []Kind{KindProduct}}},
		Help: "The asset is one piece of this product; the product's statements hold for it.",
	},
	PerformedBy: {
		Name: "performed by", Inverse: "performs",
		Ends: []Ends{{[]Kind{KindSafetyFunction}, []Kind{KindAsset}}},
		Help: "The safety function relies on this asset.",
	},
	Causes: {
		Name: "causes", Inverse: "is caused by", Flow: Forward,
		Ends: []Ends{{[]Kind{KindThreat}, []Kind{KindRisk}}},
		Help: "The threat leads to this risk.",
	},
	Threatens: {
		Name: "threatens", Inverse: "is threatened by",
		Ends: []Ends{{[]Kind{KindRisk}, anywhere}},
		Help: "The risk bears on this zone, conduit or asset, and on the target decision of the place.",
	},
	ExploitedIn: {
		Name: "exploited in", Inverse: "exploits", Flow: Forward,
		Ends: []Ends{{[]Kind{KindVulnerability}, []Kind{KindRisk}}},
		Help: "The scenario of the risk uses this vulnerability.",
	},
	FoundIn: {
		Name: "found in", Inverse: "has vulnerability",
		Ends: []Ends{{[]Kind{KindVulnerability}, []Kind{KindAsset, KindProduct}}},
		Help: "The asset or product has this vulnerability.",
	},
	Mitigates: {
		Name: "mitigates", Inverse: "is mitigated by", Flow: Forward,
		Ends: []Ends{{[]Kind{KindCountermeasure}, []Kind{KindRisk}}},
		Help: "The countermeasure lowers this risk.",
	},
	Satisfies: {
		Name: "satisfies", Inverse: "is satisfied by", Flow: Forward, Suspect: true, Trace: true,
		Ends: []Ends{{[]Kind{KindCountermeasure}, []Kind{KindAllocation}}},
		Help: "The countermeasure meets this row here by itself, at system level.",
	},
	Compensates: {
		Name: "compensates", Inverse: "is compensated by", Flow: Forward, Suspect: true,
		Ends:  []Ends{{[]Kind{KindCountermeasure}, []Kind{KindAllocation}}},
		Props: compensatesProps,
		Help:  "The countermeasure gives protection equivalent to this row, which is not met itself (rules, section 9).",
	},
	DeployedAt: {
		Name: "deployed at", Inverse: "has deployed",
		Ends: []Ends{{[]Kind{KindCountermeasure}, anywhere}},
		Help: "Where the countermeasure stands.",
	},
	AllocatedTo: {
		Name: "allocated to", Inverse: "has allocation", Single: true, Flow: Backward, Suspect: true,
		Ends: []Ends{{[]Kind{KindAllocation}, places}},
		Help: "The row is asked of this zone or conduit.",
	},
	Realizes: {
		Name: "realizes", Inverse: "is realized by", Flow: Backward, Suspect: true, Trace: true,
		Ends: []Ends{{[]Kind{KindDesign}, []Kind{KindAllocation, KindRequirement}}},
		Help: "The design artifact says how this is done.",
	},
	Refines: {
		Name: "refines", Inverse: "is refined by", Flow: Backward, Suspect: true, Trace: true,
		Ends: []Ends{{[]Kind{KindComponentRequirement}, []Kind{KindAllocation}}},
		Help: "The component requirement breaks this row down to a component.",
	},
	ImplementedBy: {
		Name: "implemented by", Inverse: "implements", Flow: Backward, Suspect: true,
		Ends: []Ends{{[]Kind{KindComponentRequirement}, []Kind{KindAsset, KindProduct}}},
		Help: "This asset, or every asset of this product, answers for the component requirement.",
	},
	Verifies: {
		Name: "verifies", Inverse: "is verified by", Flow: Backward, Suspect: true, Trace: true,
		Ends: []Ends{{[]Kind{KindTest}, []Kind{KindAllocation, KindComponentRequirement, KindCountermeasure, KindRequirement}}},
		Help: "The test case shows that this holds.",
	},
	Executes: {
		Name: "executes", Inverse: "is executed by", Single: true, Flow: Backward, Suspect: true, Trace: true,
		Ends: []Ends{{[]Kind{KindRun}, []Kind{KindTest}}},
		Help: "The run carried out this test case.",
	},
	Evidences: {
		Name: "evidences", Inverse: "is evidenced by", Flow: Backward, Suspect: true, Trace: true,
		Ends: []Ends{{[]Kind{KindEvidence}, []Kind{KindRun, KindAllocation, KindCountermeasure, KindProgramme}}},
		Help: "The piece of evidence proves this.",
	},
	RaisedBy: {
		Name: "raised by", Inverse: "raised",
		Ends: []Ends{{[]Kind{KindDefect}, []Kind{KindRun}}},
		Help: "The run brought this defect to light.",
	},
	Affects: {
		Name: "affects", Inverse: "is affected by",
		Ends: []Ends{{[]Kind{KindDefect}, anyKind}, {[]Kind{KindAdvisory}, []Kind{KindProduct}}},
		Help: "The defect or advisory concerns this item.",
	},
	Changes: {
		Name: "changes", Inverse: "is changed by",
		Ends: []Ends{{[]Kind{KindChange}, anyKind}},
		Help: "The change request touches this item.",
	},
	For: {
		Name: "for", Inverse: "has task",
		Ends: []Ends{{[]Kind{KindTask}, anyKind}},
		Help: "The task is about this item.",
	},
	HoldsFor: {
		Name: "holds for", Inverse: "is in scope of",
		Ends: []Ends{{[]Kind{KindEvidence}, anywhere}},
		Help: "The scope of the evidence: the places and assets it was taken for. Without any it holds everywhere.",
	},
	Covers: {
		Name: "covers", Inverse: "is covered by", Trace: true,
		Ends: []Ends{{partOfTTM, partOfTTM}},
		Help: "A trace relation of a foreign tool that says no more than \"child of\". It counts for trace coverage and carries no meaning for levels or suspicion.",
	},
}

var compensatesProps = []PropDecl{
	{Name: "justification", Type: Text, Help: "Why the protection is equivalent to what the row asks."},
	{Name: "approved_by", Type: Text, Help: "Who approved it."},
	{Name: "approved_on", Type: Date, Help: "The day of the approval."},
	{Name: "until", Type: Date, Help: "The last day on which it counts."},
}
