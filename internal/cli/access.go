package cli

import (
	"strings"

	document "github.com/cordon-ot/cordon/docs/api"
	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// AccessCmd prints who may do what on a server.
type AccessCmd struct {
	Operations bool `help:"And the operations of the API that need each action."`
}

// accessDoc is what access prints with --json.
type accessDoc struct {
	api.Roles
	Operations []operationDoc `json:"operations,omitempty"`
}

// operationDoc is one operation of the API and the action it needs.
type operationDoc struct {
	Operation string `json:"operation"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Action    string `json:"action"`
	Summary   string `json:"summary"`
}

// Run prints the table. It needs no project and no server.
func (c *AccessCmd) Run(ss *Session) error {
	d := accessDoc{Roles: answer.Roles()}
	if c.Operations {
		list, err := document.Operations()
		if err != nil {
			return fault.Wrap(fault.Internal, "list the operations", err)
		}
		for _, o := range list {
			d.Operations = append(d.Operations, operationDoc{o.ID, o.Method, o.Path, o.Action, o.Summary})
		}
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	heads := []Col{{Head: "ACTION"}}
	for _, name := range access.Columns() {
		heads = append(heads, Col{Head: strings.ToUpper(name)})
	}
	t := NewTable(append(heads, Col{Head: "TOKEN"})...)
	for i := range d.Actions {
		t.Add(accessRow(&d.Actions[i])...)
	}
	ss.Print(t)
	ss.Printf("\nA supplier has only the products given to it, and \"reviews\" are writing reviews and confirming what still holds.")
	ss.Printf("A token never does more than its user; what changes something needs one that is not read-only.")
	if c.Operations {
		printOperations(ss, &d)
	}
	return nil
}

// printOperations lists the operations of the API under the action each needs.
func printOperations(ss *Session, d *accessDoc) {
	for i := range d.Actions {
		t := NewTable(Col{Head: "METHOD"}, Col{Head: "PATH"}, Col{Head: "WHAT IT DOES", Flex: true})
		for _, o := range d.Operations {
			if o.Action == d.Actions[i].Action {
				t.Add(o.Method, o.Path, o.Summary)
			}
		}
		if t.Len() > 0 {
			ss.Heading(d.Actions[i].Action)
			ss.Print(t)
		}
	}
}

// accessRow is the row of an action: a dash where it is not allowed.
func accessRow(a *api.ActionInfo) []any {
	mark := func(word string) any {
		if word == string(access.No) {
			return "-"
		}
		return word
	}
	row := []any{a.Action}
	for _, name := range access.Columns() {
		row = append(row, mark(a.Who[name]))
	}
	token := access.No
	if a.Token {
		token = access.Yes
	}
	return append(row, mark(string(token)))
}
