package cli

import (
	"context"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

// standardDoc names the parts and editions that the rows of a document are of.
type standardDoc struct {
	System    string `json:"system"`    // part:edition of the rows
	Component string `json:"component"` // part:edition of the component rows
}

func standardOf(b capability.Basis) standardDoc {
	return standardDoc{edition(b.System), edition(b.Component)}
}

func edition(c *standard.Catalogue) string { return c.Part() + ":" + c.Edition() }

// explainer puts the results of an assessment into the words of an engineer.
type explainer struct {
	st    app.State
	s     *model.Snapshot
	p     *gap.Project
	plant *capability.Plant
}

// assessed works out every level of a state.
func (ss *Session) assessed(ctx context.Context) (*explainer, error) {
	st, err := ss.State(ctx)
	if err != nil {
		return nil, err
	}
	return ss.assess(st)
}

func (ss *Session) assess(st app.State) (*explainer, error) {
	in, err := ss.gapInput(st)
	if err != nil {
		return nil, err
	}
	return newExplainer(st, gap.Assess(in)), nil
}

func newExplainer(st app.State, p *gap.Project) *explainer {
	s := st.Snapshot
	return &explainer{st: st, s: s, p: p, plant: capability.NewPlant(p.Basis(), s)}
}

func (ss *Session) gapInput(st app.State) (gap.Input, error) {
	b, err := ss.Basis(st)
	if err != nil {
		return gap.Input{}, err
	}
	return gap.Input{Basis: b, Snapshot: st.Snapshot, Context: ss.evidenceContext(st)}, nil
}

func (ss *Session) evidenceContext(st app.State) trace.Context {
	return trace.Context{Date: st.Date, Files: ss.FileState}
}

func (x *explainer) key(n model.Node) string {
	if n == model.NoNode {
		return ""
	}
	return x.s.Key(n).String()
}

// name gives key and title, as people know an item.
func (x *explainer) name(n model.Node) string {
	if n == model.NoNode {
		return ""
	}
	it := x.s.Item(n)
	if it.Title == "" {
		return it.Key.String()
	}
	return it.Key.String() + " " + it.Title
}

func (x *explainer) keys(nodes []model.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = x.key(n)
	}
	return out
}

// frs reads the foundational requirements a flag asks for; none means all.
func frs(list []string) ([]sl.FR, error) {
	if len(list) == 0 {
		all := sl.FRs()
		return all[:], nil
	}
	var out []sl.FR
	for _, s := range list {
		f, err := sl.ParseFR(s)
		if err != nil {
			return nil, fault.New(fault.Invalid, "read --fr", "--fr: %s", err)
		}
		out = append(out, f)
	}
	return out, nil
}

// frFooter explains the vectors of a table once.
func (ss *Session) frFooter() {
	ss.Printf("")
	ss.Printf("A vector is {IAC,UC,SI,DC,RDF,TRE,RA}, each 0 to 4: who you are (IAC), what you may do (UC),")
	ss.Printf("integrity (SI), confidentiality (DC), data flow across the boundary (RDF), response to events")
	ss.Printf("(TRE), availability (RA).")
}

// next says what to try next, as the last line of a command.
func (ss *Session) next(commands ...string) {
	ss.Printf("")
	ss.Printf("%s", ss.Paint(Faint, "Next: "+strings.Join(commands, "   ")))
}

// stateLine says which state was judged on which day.
func (ss *Session) stateLine(d stateJSON) {
	at := ""
	if d.Label != "" && d.Label != "head" && !strings.HasPrefix(d.Label, "commit ") {
		at = " (" + d.Label + ")"
	}
	ss.Printf("State of commit %d%s, judged on %s.", d.Commit, at, d.Date)
}
