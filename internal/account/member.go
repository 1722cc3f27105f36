package account

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Member is one user's role in one project.
type Member struct {
	Project     string // id
	User        string // id
	Login, Name string // of the user
	Disabled    bool   // the user is
	Grant       access.Grant
	Granted     time.Time
	GrantedBy   string // user id, empty for the server itself
}

const memberColumns = `SELECT m.project, m.user_id, u.login, u.name, u.disabled, m.role, m.products, m.granted, m.granted_by
	FROM admin_members m JOIN admin_users u ON u.id = m.user_id `

func (s *Service) members(ctx context.Context, tail string, arg string) (all []Member, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, memberColumns+tail, []any{arg}, func(row scanner) error {
			var m Member
			var disabled, granted int64
			var products string
			if err := row.Scan(&m.Project, &m.User, &m.Login, &m.Name, &disabled, &m.Grant.Role, &products, &granted, &m.GrantedBy); err != nil {
				return err
			}
			m.Disabled, m.Granted = disabled != 0, at(granted)
			var err error
			m.Grant.Products, err = unlist(products)
			all = append(all, m)
			return err
		})
	})
	return all, err
}

// Members lists who has a role in a project, by login name.
func (s *Service) Members(ctx context.Context, project string) ([]Member, error) {
	return s.members(ctx, "WHERE m.project = $1 ORDER BY u.login", project)
}

// Memberships lists the projects a user has a role in, by the id of the project.
func (s *Service) Memberships(ctx context.Context, user string) ([]Member, error) {
	return s.members(ctx, "WHERE m.user_id = $1 ORDER BY m.project", user)
}

func grantsOf(ctx context.Context, tx *sql.Tx, user string) (map[string]access.Grant, error) {
	grants := map[string]access.Grant{}
	err := each(ctx, tx, "SELECT project, role, products FROM admin_members WHERE user_id = $1", []any{user}, func(row scanner) error {
		var project, products string
		var g access.Grant
		if err := row.Scan(&project, &g.Role, &products); err != nil {
			return err
		}
		var err error
		g.Products, err = unlist(products)
		grants[project] = g
		return err
	})
	return grants, err
}

// Grant gives a user a role in a project, or changes it. Invalid for a grant
// that access.Grant.Check refuses, or that takes the role from the last owner;
// NotFound for an unknown project or user.
func (s *Service) Grant(ctx context.Context, by By, project, user string, g access.Grant) error {
	const op = "give role"
	if err := g.Check(); err != nil {
		return err
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) { return s.grant(ctx, tx, op, by, project, user, g) })
}

func (s *Service) grant(ctx context.Context, tx *sql.Tx, op string, by By, project, user string, g access.Grant) ([]audit.Event, error) {
	u, err := readUser(ctx, tx, op, user)
	if err != nil {
		return nil, err
	}
	var there int64
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_projects WHERE id = $1", project).Scan(&there); err != nil {
		return nil, err
	}
	if there == 0 {
		return nil, &fault.Error{Kind: fault.NotFound, Op: op, Subject: project, Message: "there is no such project"}
	}
	grants, err := grantsOf(ctx, tx, user)
	if err != nil {
		return nil, err
	}
	before, had := grants[project]
	if had && before.Role == g.Role && slices.Equal(before.Products, g.Products) {
		return nil, nil
	}
	if had && before.Role == access.Owner && g.Role != access.Owner {
		if err := anotherOwner(ctx, tx, op, project, user); err != nil {
			return nil, err
		}
	}
	products, err := list(g.Products)
	if err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO admin_members (project, user_id, role, products, granted, granted_by) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (project, user_id) DO UPDATE SET role = excluded.role, products = excluded.products, granted = excluded.granted, granted_by = excluded.granted_by`,
		project, user, string(g.Role), products, millis(s.now()), by.ID)
	kind, details := audit.RoleGranted, []string{"login", u.Login, "role", string(g.Role)}
	if had {
		kind, details = audit.RoleChanged, append(details, "role_before", string(before.Role))
	}
	if len(g.Products) > 0 {
		details = append(details, "products", products)
	}
	e := by.event(kind, user, details...)
	e.Project = project
	return []audit.Event{e}, err
}

// Revoke takes a user's role in a project away. The last owner can only be
// removed by an administrator who names a successor, who then becomes owner;
// else successor is empty. Invalid if that is not so; NotFound if the user has
// no role there.
func (s *Service) Revoke(ctx context.Context, by By, project, user, successor string) error {
	const op = "take role"
	if successor != "" && !by.Admin {
		return denied(op, nil, "only a server administrator may name a successor; make somebody else an owner first")
	}
	if successor != "" && successor == user {
		return fault.New(fault.Invalid, op, "nobody succeeds themselves; name another user")
	}
	return s.change(ctx, op, func(tx *sql.Tx) (events []audit.Event, err error) {
		grants, err := grantsOf(ctx, tx, user)
		if err != nil {
			return nil, err
		}
		before, had := grants[project]
		if !had {
			return nil, &fault.Error{Kind: fault.NotFound, Op: op, Subject: user, Message: "this user has no role in the project"}
		}
		if successor != "" {
			next, err := readUser(ctx, tx, op, successor)
			if err != nil {
				return nil, err
			}
			if next.Disabled {
				return nil, &fault.Error{Kind: fault.Invalid, Op: op, Subject: successor, Message: "the successor is disabled; name another user"}
			}
			if events, err = s.grant(ctx, tx, op, by, project, successor, access.Grant{Role: access.Owner}); err != nil {
				return nil, err
			}
		}
		if before.Role == access.Owner {
			if err := anotherOwner(ctx, tx, op, project, user); err != nil {
				return nil, err
			}
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM admin_members WHERE project = $1 AND user_id = $2", project, user)
		e := by.event(audit.RoleRevoked, user, "role_before", string(before.Role))
		e.Project = project
		return append(events, e), err
	})
}

// anotherOwner refuses when nobody but this user is an enabled owner.
func anotherOwner(ctx context.Context, tx *sql.Tx, op, project, user string) error {
	var n int64
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM admin_members m JOIN admin_users u ON u.id = m.user_id
		WHERE m.project = $1 AND m.role = $2 AND m.user_id <> $3 AND u.disabled = 0`, project, string(access.Owner), user).Scan(&n)
	if err == nil && n == 0 {
		return &fault.Error{Kind: fault.Invalid, Op: op, Subject: user, Message: "this is the last owner of the project; make somebody else an owner first"}
	}
	return err
}
