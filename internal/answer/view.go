package answer

import (
	"sync"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// View is one state of a project, ready to be asked: the state with its day,
// the catalogues in force in it and what is known of evidence files. What has
// to be worked out is worked out when it is first asked for, and once. A View
// never changes and is safe for concurrent use.
type View struct {
	State    app.State
	Basis    capability.Basis
	Evidence trace.Context // its Date is that of State; its Files must be safe for concurrent use

	assessment func() *gap.Project

	mu    sync.Mutex
	idle  []*explainer
	found foundBefore
}

// foundBefore remembers the findings of a view.
type foundBefore struct {
	by   FindingOptions
	list []finding.Finding
	made bool
}

// NewView makes the view of a state. The day of ctx is set to that of the
// state. assessed may be nil; given, it must be the assessment of this very
// state by these catalogues and files, such as gap.Update made it, and spares
// the view to make its own. An assessment of another snapshot, day or pair of
// catalogues is left aside.
func NewView(st app.State, b capability.Basis, ctx trace.Context, assessed *gap.Project) *View {
	ctx.Date = st.Date
	v := &View{State: st, Basis: b, Evidence: ctx}
	if assessed != nil && assessed.Snapshot() == st.Snapshot && assessed.Date() == st.Date && sameBasis(assessed.Basis(), b) {
		v.assessment = func() *gap.Project { return assessed }
	} else {
		v.assessment = sync.OnceValue(func() *gap.Project { return gap.Assess(v.Input()) })
	}
	return v
}

func sameBasis(a, b capability.Basis) bool { return a.System == b.System && a.Component == b.Component }

// Snapshot gives the items and links of the state.
func (v *View) Snapshot() *model.Snapshot { return v.State.Snapshot }

// Input is what an assessment of the state is computed from, for gap.Update.
func (v *View) Input() gap.Input {
	return gap.Input{Basis: v.Basis, Snapshot: v.State.Snapshot, Context: v.Evidence}
}

// Assessment gives the levels of every live zone and conduit.
func (v *View) Assessment() *gap.Project { return v.assessment() }

// Plant begins a fresh memory of capability over the state. It remembers while
// it works, so it is for one goroutine, and worth keeping for a whole document.
func (v *View) Plant() *capability.Plant { return capability.NewPlant(v.Basis, v.State.Snapshot) }

// Prints begins a fresh memory of fingerprints over the state; for it holds
// what holds for Plant.
func (v *View) Prints() *trace.Prints { return trace.PrintsOf(v.Plant()) }

// Key gives the key of an item as text; empty for model.NoNode.
func (v *View) Key(n model.Node) string {
	if n == model.NoNode {
		return ""
	}
	return v.State.Snapshot.Key(n).String()
}

// Keys gives the keys of items; never nil.
func (v *View) Keys(nodes []model.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = v.Key(n)
	}
	return out
}

// Name gives key and title, as people know an item; empty for model.NoNode.
func (v *View) Name(n model.Node) string {
	if n == model.NoNode {
		return ""
	}
	it := v.State.Snapshot.Item(n)
	if it.Title == "" {
		return it.Key.String()
	}
	return it.Key.String() + " " + it.Title
}

// explainer is a view with the memories that analyses fill while they work. It
// is for one goroutine at a time; View.explain lends one out.
type explainer struct {
	*View
	plant  *capability.Plant
	prints *trace.Prints // over plant
	chains *trace.Chains // over prints
}

// idleMost is how many explainers a view keeps for the next question. More are
// made when more questions are asked at once, and dropped.
const idleMost = 4

// explain lends an explainer and how to give it back:
//
//	x, done := v.explain()
//	defer done()
func (v *View) explain() (x *explainer, done func()) {
	v.mu.Lock()
	if n := len(v.idle); n > 0 {
		x, v.idle = v.idle[n-1], v.idle[:n-1]
	}
	v.mu.Unlock()
	if x == nil {
		x = newExplainer(v)
	}
	return x, func() {
		v.mu.Lock()
		if len(v.idle) < idleMost {
			v.idle = append(v.idle, x)
		}
		v.mu.Unlock()
	}
}

func newExplainer(v *View) *explainer {
	plant := v.Plant()
	prints := trace.PrintsOf(plant)
	return &explainer{View: v, plant: plant, prints: prints, chains: trace.NewChains(prints, v.Evidence)}
}
