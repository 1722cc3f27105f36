package account

import (
	"context"
	"database/sql"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/audit"
)

// ownOrphans makes the first administrator owner of the projects that the
// server's own command line made and that nobody has a role in, such as a
// sample: without that nobody could open them. It is recorded like any other
// role.
func (s *Service) ownOrphans(ctx context.Context, tx *sql.Tx, op string, c Client, u User) (events []audit.Event, err error) {
	var orphans []string
	err = each(ctx, tx, `SELECT id FROM admin_projects p WHERE created_by = '' AND NOT EXISTS (SELECT 1 FROM admin_members m WHERE m.project = p.id) ORDER BY key`,
		nil, func(row scanner) error {
			var id string
			err := row.Scan(&id)
			orphans = append(orphans, id)
			return err
		})
	if err != nil {
		return nil, err
	}
	for _, id := range orphans {
		granted, err := s.grant(ctx, tx, op, By{Address: c.address()}, id, u.ID, access.Grant{Role: access.Owner})
		if err != nil {
			return nil, err
		}
		events = append(events, granted...)
	}
	return events, nil
}
