package access

// Cell is how much of an action somebody may do, as one word of the table.
type Cell string

// The words of the table.
const (
	No          Cell = "no"
	Yes         Cell = "yes"
	OwnProducts Cell = "own products" // see Verdict.Products
	Reviews     Cell = "reviews"      // reviews, and confirming links and targets; see DecideOps
)

// Row is one row of the table: an action and how much of it each kind of asker
// may do. The columns are Columns.
type Row struct {
	ActionInfo
	Cells []Cell
	Token Cell // Yes, or No if it needs a session
}

// Columns names the columns of the table: somebody not signed in, somebody
// signed in without a role, a server administrator without a role, and then
// every role.
func Columns() []string {
	out := []string{"anybody", "signed in", "administrator"}
	for _, r := range Roles() {
		out = append(out, string(r))
	}
	return out
}

// askers gives somebody for each column.
func askers() []Who {
	const project = "p"
	out := []Who{{}, {SignedIn: true, Project: project}, {SignedIn: true, Admin: true, Project: project}}
	for _, r := range Roles() {
		g := Grant{Role: r}
		if r == Supplier {
			g.Products = []string{"PRD-1"}
		}
		out = append(out, Who{SignedIn: true, Project: project, Grant: &g})
	}
	return out
}

// Table gives who may do what, one row for each action, in the order of
// Actions. It is worked out by asking Decide, so it cannot say anything else.
func Table() []Row {
	who := askers()
	rows := make([]Row, 0, len(actions))
	for _, d := range actions {
		row := Row{ActionInfo: d, Cells: make([]Cell, len(who)), Token: Yes}
		for i, w := range who {
			row.Cells[i] = cell(w, d)
		}
		if d.session {
			row.Token = No
		}
		rows = append(rows, row)
	}
	return rows
}

func cell(w Who, d ActionInfo) Cell {
	v := Decide(w, d.Action)
	switch {
	case !v.Allowed:
		return No
	case v.Products != nil:
		return OwnProducts
	case w.Grant != nil && d.roles[w.Grant.Role] == reviews:
		return Reviews
	}
	return Yes
}
