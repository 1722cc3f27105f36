package answer

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// ChainOptions says which rows of which places are asked for. All that is given
// has to hold.
type ChainOptions struct {
	Places      []string // by key or title
	FRs         []sl.FR
	Rows        []string // by code
	Allocations []string // by key
	Items       []string // by key: rows in whose chain one of them stands
	// Fits chooses allocations; nil for all. A row without one does not fit.
	Fits func(model.Node) (bool, error)
	// Found and Words are the hits of a search: rows in whose chain one of
	// Found stands, or whose code or title has Words. Found nil: no search.
	Found  map[model.Node]bool
	Words  string
	Detail bool
	After  string // the last entry of the page before
	Limit  int
}

// Chains gives a page of the rows asked of places with their chains, and the
// entry to go on after; empty at the end. Errors are those of Find and of Fits,
// and Invalid for an entry that none is.
func Chains(v *View, o ChainOptions) (d api.ChainPage, next string, err error) {
	d = api.ChainPage{State: State(v.State), Standard: Standard(v.Basis), Chains: []api.Chain{}}
	pick, err := v.chainPicker(o)
	if err != nil {
		return d, "", err
	}
	x, done := v.explain()
	defer done()
	for _, p := range pick.places {
		for i, def := range v.Basis.Rows() {
			if !pick.candidate(p, i) {
				continue
			}
			d.Of++
			entry := chainEntry(v, p, def)
			if entry == pick.after {
				pick.after, d.Chains, next = "", d.Chains[:0], ""
				continue
			}
			if next != "" || pick.after != "" {
				continue
			}
			t, ok, err := pick.tree(x, p, i)
			switch {
			case err != nil:
				return d, "", err
			case !ok:
			case len(d.Chains) == o.Limit:
				next = d.Chains[len(d.Chains)-1].Place + " " + d.Chains[len(d.Chains)-1].Row
			default:
				d.Chains = append(d.Chains, x.chain(p, i, &t, o.Detail))
			}
		}
	}
	if pick.after != "" {
		return d, "", fault.New(fault.Invalid, "read chains", "this page begins after %s, which is not among the rows", pick.after)
	}
	return d, next, nil
}

func chainEntry(v *View, p *gap.Place, r *standard.Requirement) string {
	return v.Key(p.Node) + " " + r.Ref.Code
}

// chainPicker chooses rows.
type chainPicker struct {
	o      ChainOptions
	places []*gap.Place
	after  string
	rows   map[string]bool
	allocs map[model.Node]bool
	items  map[model.Node]bool
	v      *View
}

func (v *View) chainPicker(o ChainOptions) (*chainPicker, error) {
	k := &chainPicker{o: o, v: v, after: o.After, places: v.Assessment().Places}
	if len(o.Places) > 0 {
		k.places = nil
		for _, name := range o.Places {
			n, err := FindPlace(v.State, name)
			if err != nil {
				return nil, err
			}
			if p := v.Assessment().Place(n); p != nil && !slices.Contains(k.places, p) {
				k.places = append(k.places, p)
			}
		}
	}
	if len(o.Rows) > 0 {
		k.rows = map[string]bool{}
		for _, code := range o.Rows {
			r, ok := v.Basis.System.Lookup(code)
			if !ok {
				return nil, fault.New(fault.Invalid, "read chains", "%s has no row %q", Edition(v.Basis.System), code)
			}
			k.rows[r.Ref.Code] = true
		}
	}
	var err error
	if k.allocs, err = k.nodes(o.Allocations); err == nil {
		k.items, err = k.nodes(o.Items)
	}
	return k, err
}

// nodes finds items by key; nil for none asked for.
func (k *chainPicker) nodes(names []string) (map[model.Node]bool, error) {
	if len(names) == 0 {
		return nil, nil
	}
	out := map[model.Node]bool{}
	for _, name := range names {
		n, err := Find(k.v.State, name)
		if err != nil {
			return nil, err
		}
		out[n] = true
	}
	return out, nil
}

// candidate reports whether a row is among those asked about, before items,
// expression and search choose among them.
func (k *chainPicker) candidate(p *gap.Place, i int) bool {
	r, def := &p.Rows[i], k.v.Basis.Rows()[i]
	switch {
	case def.Level > p.Target.At(def.FR) && (r.Allocation == model.NoNode || r.Retired):
		return false
	case len(k.o.FRs) > 0 && !slices.Contains(k.o.FRs, def.FR):
		return false
	case k.rows != nil && !k.rows[def.Ref.Code]:
		return false
	}
	return k.allocs == nil || k.allocs[r.Allocation]
}

// tree gathers a chain and says whether it is asked for.
func (k *chainPicker) tree(x *explainer, p *gap.Place, i int) (t chainTree, ok bool, err error) {
	if k.o.Fits != nil {
		alloc := p.Rows[i].Allocation
		if alloc == model.NoNode {
			return t, false, nil
		}
		if ok, err := k.o.Fits(alloc); !ok || err != nil {
			return t, false, err
		}
	}
	t = x.tree(p, i)
	if k.items != nil && !t.holds(p, k.items) {
		return t, false, nil
	}
	if k.o.Found == nil {
		return t, true, nil
	}
	def := k.v.Basis.Rows()[i]
	return t, k.named(def) || t.holds(p, k.o.Found), nil
}

// named reports whether the code of a row, or its title in some language, has
// the words that are searched for.
func (k *chainPicker) named(def *standard.Requirement) bool {
	words := strings.ToLower(strings.TrimSpace(k.o.Words))
	return slices.ContainsFunc(standard.Languages(), func(language string) bool {
		r, ok := k.v.Basis.System.In(language).Lookup(def.Ref.Code)
		return ok && strings.Contains(strings.ToLower(r.Ref.Code+" "+r.Title), words)
	})
}

// holds reports whether one of some items stands in the chain: its place, its
// allocation, a step, or an asset that the row concerns.
func (t *chainTree) holds(p *gap.Place, items map[model.Node]bool) bool {
	found := items[p.Node] || t.alloc != model.NoNode && items[t.alloc]
	t.each(func(_ int, n chainNode) { found = found || n.node != model.NoNode && items[n.node] })
	return found || slices.ContainsFunc(t.concerned, func(a model.Node) bool { return items[a] })
}

// chain describes a row and its chain.
func (x *explainer) chain(p *gap.Place, i int, t *chainTree, detail bool) api.Chain {
	def, r := x.Basis.Rows()[i], &p.Rows[i]
	d := api.Chain{
		Place: x.Key(p.Node), Row: def.Ref.Code, FR: def.FR.String(), Level: int(def.Level), Title: def.Title,
		Asked: def.Level <= p.Target.At(def.FR), Allocation: x.Key(r.Allocation), Retired: r.Retired,
		Assessment: r.Assessment, Counts: r.Counts.String(), State: notAllocated, Missing: []string{}, Lines: t.lines(),
	}
	var lacks [layers]bool
	if r.Allocation == model.NoNode {
		lacks[layerAllocation] = true
	} else {
		d.State = r.Chain.State.String()
		if x.prints.Suspect(r.Allocation, model.AllocatedTo, p.Node) {
			d.Suspects++
			d.Suspect = &api.LinkName{From: d.Allocation, Verb: model.AllocatedTo.String(), To: d.Place}
		}
	}
	t.each(func(layer int, n chainNode) {
		if n.link.From == model.NoNode {
			// Who lacks a component requirement is no step of its own.
			lacks[layer] = lacks[layer] || n.node == model.NoNode
		} else if x.prints.Suspect(n.link.From, n.link.Verb, n.link.To) {
			d.Suspects++
		}
	})
	for layer, words := range layerWords {
		if lacks[layer] {
			d.Missing = append(d.Missing, words)
		}
	}
	if !detail {
		d.Suspect = nil
		return d
	}
	d.Text = x.rowText(r)
	if r.Allocation != model.NoNode {
		d.Item = x.Key(r.Chain.Item)
	}
	describe := chainWriter{x, t, []model.Node{p.Node}}
	for k := range t.branches {
		d.Branches = append(d.Branches, describe.branch(&t.branches[k]))
	}
	d.Evidence = describe.steps(t.evidence)
	return d
}

// chainWriter describes the steps of one chain.
type chainWriter struct {
	*explainer
	t      *chainTree
	places []model.Node
}

func (w *chainWriter) branch(b *chainBranch) api.ChainBranch {
	d := api.ChainBranch{Design: w.steps(b.design)}
	if b.requirement != nil {
		q := w.step(*b.requirement)
		if q.Missing {
			q.Row = w.componentRow(b.row)
			q.Assets = w.Keys(b.assets)
		}
		d.Requirement = &q
	}
	for i := range b.tests {
		t := api.ChainTest{ChainStep: w.step(b.tests[i].chainNode)}
		for j := range b.tests[i].runs {
			r := &b.tests[i].runs[j]
			t.Runs = append(t.Runs, api.ChainRun{ChainStep: w.step(r.chainNode), Evidence: w.steps(r.evidence)})
		}
		d.Tests = append(d.Tests, t)
	}
	return d
}

func (w *chainWriter) steps(nodes []chainNode) []api.ChainStep {
	var out []api.ChainStep
	for _, n := range nodes {
		out = append(out, w.step(n))
	}
	return out
}

func (w *chainWriter) step(n chainNode) api.ChainStep {
	if n.node == model.NoNode {
		return api.ChainStep{Missing: true}
	}
	s := w.Snapshot()
	it := s.Item(n.node)
	d := api.ChainStep{Key: it.Key.String(), Kind: it.Key.Kind.String(), Title: it.Title}
	if l := n.link; l.From != model.NoNode && w.prints.Suspect(l.From, l.Verb, l.To) {
		d.Suspect = &api.LinkName{From: w.Key(l.From), Verb: l.Verb.String(), To: w.Key(l.To)}
	}
	switch it.Key.Kind {
	case model.KindComponentRequirement:
		d.Row = codeOf(s.ComponentRequirementView(n.node).RowText())
	case model.KindCountermeasure:
		d.State = measureState(s.CountermeasureView(n.node))
	case model.KindTest:
		d.State = s.TestView(n.node).Method()
	case model.KindRun:
		v := s.RunView(n.node)
		d.State, d.Note = v.Result(), v.At()
		if !v.Concluded() {
			d.State = "not concluded"
		}
	case model.KindEvidence:
		d.State = w.chains.Validity(s, n.node, w.places, w.t.concerned).String()
		d.Note = s.EvidenceView(n.node).ValidUntil()
	}
	return d
}

func measureState(v model.Countermeasure) string {
	switch {
	case !v.Existing():
		return model.StatusPlanned
	case v.Compensating():
		return "compensating"
	}
	return model.StatusExisting
}
