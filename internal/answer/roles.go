package answer

import (
	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// Roles tells who may do what. It is worked out by asking the function that
// decides, so it cannot say anything else.
func Roles() api.Roles {
	d := api.Roles{Roles: []api.RoleInfo{}, Actions: []api.ActionInfo{}}
	for _, r := range access.Roles() {
		d.Roles = append(d.Roles, api.RoleInfo{Role: string(r), Words: r.Words()})
	}
	columns := access.Columns()
	for _, row := range access.Table() {
		a := api.ActionInfo{
			Action: string(row.Action), Area: string(row.Area), Words: row.Words, Writes: row.Writes, Token: row.Token == access.Yes,
			Who: make(map[string]string, len(columns)),
		}
		for i, name := range columns {
			a.Who[name] = string(row.Cells[i])
		}
		d.Actions = append(d.Actions, a)
	}
	return d
}
