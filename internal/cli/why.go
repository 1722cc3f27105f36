package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// View gives the state that --at names, ready to be asked.
func (ss *Session) View(ctx context.Context) (*answer.View, error) {
	st, err := ss.State(ctx)
	if err != nil {
		return nil, err
	}
	return ss.viewOf(st)
}

// viewOf makes a state of the opened project ready to be asked.
func (ss *Session) viewOf(st app.State) (*answer.View, error) {
	b, err := ss.Basis(st)
	if err != nil {
		return nil, err
	}
	return answer.NewView(st, b, trace.Context{Date: st.Date, Files: ss.FileState}, nil), nil
}

// frs reads the foundational requirements that --fr asks for; none means all.
func frs(list []string) ([]sl.FR, error) {
	out, err := answer.ParseFRs(list)
	if err != nil {
		return nil, fault.New(fault.Invalid, "read --fr", "--fr: %s", err)
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
func (ss *Session) stateLine(d api.State) {
	at := ""
	if d.Label != "" && d.Label != "head" && !strings.HasPrefix(d.Label, "commit ") {
		at = " (" + d.Label + ")"
	}
	ss.Printf("State of commit %d%s, judged on %s.", d.Commit, at, d.Date)
}

// frSentence heads the explanation of one FR.
func frSentence(w *api.FRWhy) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is %d", w.FR, w.Achieved)
	switch {
	case w.Gap > 0:
		fmt.Fprintf(&b, ", the target is %d", w.Target)
	case w.Target > 0:
		fmt.Fprintf(&b, ", which meets the target of %d", w.Target)
	default:
		b.WriteString("; the target asks for nothing")
	}
	if w.Claimed != w.Achieved {
		fmt.Fprintf(&b, "; claimed is %d", w.Claimed)
	}
	return b.String()
}
