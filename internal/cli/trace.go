package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

// TraceCmd follows the chain from a row of the standard to its evidence.
type TraceCmd struct {
	What     []string `arg:"" optional:"" name:"key|row" help:"An item by key or title, or a row such as SR 1.1 RE(1)."`
	Up       bool     `help:"Only what it stands on: towards the standard."`
	Down     bool     `help:"Only what stands on it: towards the evidence."`
	Zone     string   `placeholder:"PLACE" help:"Every row of a zone or conduit with the state of its chain."`
	Coverage bool     `help:"How much of the chain is complete, by kind, as a score."`
}

// traceDoc is the document of cordon trace for an item or a row.
type traceDoc struct {
	State    stateJSON    `json:"state"`
	Standard standardDoc  `json:"standard"`
	Item     traceNode    `json:"item"`
	Up       []*traceNode `json:"up,omitempty"`
	Down     []*traceNode `json:"down,omitempty"`
}

// traceNode is one step of the chain, or one that is missing.
type traceNode struct {
	Link     string       `json:"link,omitempty"`    // how it is joined to the node above, read from there
	Key      string       `json:"key,omitempty"`     // absent for rows and for what is missing
	Row      string       `json:"row,omitempty"`     // the row of the standard it is, or is about
	Kind     string       `json:"kind,omitempty"`    // kind of item; row for a row of the standard
	Title    string       `json:"title,omitempty"`   //
	State    string       `json:"state,omitempty"`   // chain state, result of a run, validity of evidence
	Text     string       `json:"text,omitempty"`    // the state in words
	Suspect  bool         `json:"suspect,omitempty"` // the link to the node above is suspect
	Missing  string       `json:"missing,omitempty"` // a step that is not there, in words
	Repeated bool         `json:"repeated,omitempty"`
	Children []*traceNode `json:"children,omitempty"`
}

// Run shows the chain.
func (c *TraceCmd) Run(ctx context.Context, ss *Session) error {
	if c.Coverage {
		return c.coverage(ctx, ss)
	}
	x, err := ss.assessed(ctx)
	if err != nil {
		return err
	}
	what := strings.Join(c.What, " ")
	switch {
	case c.Zone != "" && what != "":
		return fault.New(fault.Invalid, "trace", "give an item or --zone, not both")
	case c.Zone != "":
		return c.zone(ss, x, c.Zone)
	case what == "":
		return fault.New(fault.Invalid, "trace", "say what to follow: a key such as ALL-12, a row such as \"SR 1.1\", --zone ZON-1 for all rows of a place, or --coverage")
	}
	t := newTracer(x, ss.evidenceContext(x.st))
	d := traceDoc{State: stateOf(x.st), Standard: standardOf(x.p.Basis())}
	up, down := c.Up || !c.Down, c.Down || !c.Up
	if row, ok := findRow(x, what); ok {
		d.Item = *t.standardRow(row)
		if down {
			d.Down = t.allocationsOf(row)
		}
	} else {
		n, err := ss.Item(x.st, what)
		if err != nil {
			return err
		}
		if k := x.s.Kind(n); k == model.KindZone || k == model.KindConduit {
			return c.zone(ss, x, what)
		}
		d.Item = *t.item(n)
		if up {
			d.Up = t.up(n)
		}
		t.seen = map[model.Node]bool{n: true}
		if down {
			d.Down = t.down(n)
		}
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printTrace(&d, up, down)
	return nil
}

// findRow finds a row or component row of the editions in force by its code.
func findRow(x *explainer, what string) (*standard.Requirement, bool) {
	b := x.p.Basis()
	for _, c := range []*standard.Catalogue{b.System, b.Component} {
		code := what
		if ref, err := standard.ParseRef(what); err == nil {
			if ref.Part != c.Part() || ref.Edition != c.Edition() {
				continue
			}
			code = ref.Code
		}
		if r, ok := c.Lookup(code); ok {
			return r, true
		}
	}
	return nil, false
}

// tracer builds the trees. It shows every item once; a second time it is only
// named.
type tracer struct {
	*explainer
	chains *trace.Chains
	seen   map[model.Node]bool
}

func newTracer(x *explainer, ctx trace.Context) *tracer {
	prints := trace.NewPrints(x.p.Basis(), x.s)
	return &tracer{explainer: x, chains: trace.NewChains(prints, ctx), seen: map[model.Node]bool{}}
}

func (t *tracer) standardRow(r *standard.Requirement) *traceNode {
	return &traceNode{Row: r.Ref.Code, Kind: "row", Title: r.Title, Text: fmt.Sprintf("%s, level %d", r.FR, r.Level)}
}

// item describes an item without what hangs on it.
func (t *tracer) item(n model.Node) *traceNode {
	it := t.s.Item(n)
	d := &traceNode{Key: it.Key.String(), Kind: it.Key.Kind.String(), Title: it.Title}
	switch it.Key.Kind {
	case model.KindAllocation:
		t.describeAllocation(n, d)
	case model.KindComponentRequirement:
		d.Row = codeOf(t.s.ComponentRequirementView(n).RowText())
	case model.KindRun:
		v := t.s.RunView(n)
		d.State = v.Result()
		if !v.Concluded() {
			d.State = "not concluded"
		}
		d.Text = strings.TrimSpace(d.State + " " + v.At())
	case model.KindEvidence:
		d.Text = t.evidenceWords(n)
	case model.KindCountermeasure:
		d.Text = countermeasureWords(t.s.CountermeasureView(n))
	case model.KindTest:
		d.Text = t.s.TestView(n).Method()
	}
	if it.Retired {
		d.Text = strings.TrimPrefix(d.Text+", retired", ", ")
	}
	return d
}

// codeOf gives the code of a reference as written.
func codeOf(ref string) string {
	if r, err := standard.ParseRef(ref); err == nil {
		return r.Code
	}
	return ref
}

func countermeasureWords(v model.Countermeasure) string {
	text := "existing"
	if !v.Existing() {
		text = "planned"
	}
	if v.Compensating() {
		text += ", compensating"
	}
	return text
}

func (t *tracer) evidenceWords(n model.Node) string {
	v := t.s.EvidenceView(n)
	text := v.FileName()
	if until := v.ValidUntil(); until != "" {
		text += ", valid until " + until
	}
	return strings.TrimPrefix(text, ", ")
}

// describeAllocation says how the row stands on its place.
func (t *tracer) describeAllocation(n model.Node, d *traceNode) {
	v := t.s.AllocationView(n)
	d.Row = codeOf(v.RowText())
	r := t.rowOf(n)
	if r == nil {
		d.Text = "it stands on no place, or names no row in force"
		return
	}
	d.State = r.Chain.State.String()
	d.Text = fmt.Sprintf("%s; assessed %s; chain: %s", r.Counts, r.Assessment, t.chainText(r.Chain))
	if r.Compensation.State != gap.NotCompensated {
		d.Text += fmt.Sprintf("; compensation by %s: %s", t.key(r.Compensation.Countermeasure), compensationText(r.Compensation))
	}
}

// rowOf gives the result of an allocation's row on its place; nil if there is
// none.
func (t *tracer) rowOf(n model.Node) *gap.Row {
	v := t.s.AllocationView(n)
	i, known := t.p.Basis().Row(v.RowText())
	p := t.p.Place(v.Place())
	if !known || p == nil || p.Rows[i].Allocation != n {
		return nil
	}
	return &p.Rows[i]
}

// allocationsOf traces every allocation of a row, or every component
// requirement that names a component row.
func (t *tracer) allocationsOf(r *standard.Requirement) []*traceNode {
	var out []*traceNode
	system := r.Ref.Part == t.p.Basis().System.Part()
	kind := model.KindComponentRequirement
	if system {
		kind = model.KindAllocation
	}
	for n := range t.s.OfKind(kind) {
		link, text := "named by", ""
		if system {
			v := t.s.AllocationView(n)
			text = v.RowText()
			link = "asked of " + t.name(v.Place()) + " by"
		} else {
			text = t.s.ComponentRequirementView(n).RowText()
		}
		if text == r.Ref.String() {
			d := t.branch(n, link, t.down)
			if system {
				// The row heads the page; the allocations under it need not repeat it.
				d.Title, d.Row = "", ""
				v := t.s.AllocationView(n)
				d.Suspect = v.Place() != model.NoNode && t.chains.Suspect(n, model.AllocatedTo, v.Place())
			}
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		out = append(out, missing("no place has been asked for it: no target reaches its level"))
		if !system {
			out[0].Missing = "no component requirement names it"
		}
	}
	return out
}

func missing(words string) *traceNode { return &traceNode{Missing: words} }

// branch describes an item with everything under it, once.
func (t *tracer) branch(n model.Node, link string, under func(model.Node) []*traceNode) *traceNode {
	d := t.item(n)
	d.Link = link
	if t.seen[n] {
		d.Repeated = true
		return d
	}
	t.seen[n] = true
	d.Children = under(n)
	return d
}
