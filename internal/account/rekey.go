package account

import (
	"context"
	"database/sql"

	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Rekey seals what is in the database under another key than the service was
// made with. Without one, what is sealed there cannot be opened any more: the
// code generators of all users are removed, who then sign in without, and every
// browser is a new one. It gives how many code generators were sealed anew, or
// removed. No node may run meanwhile.
func (s *Service) Rekey(ctx context.Context, next *Key) (n int, err error) {
	const op = "change the server's key"
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		n = 0
		sealed := map[string]string{}
		err := each(ctx, tx, "SELECT user_id, state FROM admin_totp", nil, func(row scanner) error {
			var user, state string
			err := row.Scan(&user, &state)
			sealed[user] = state
			return err
		})
		if err != nil {
			return nil, err
		}
		for user, state := range sealed {
			if err := s.reseal(ctx, tx, op, next, user, state); err != nil {
				return nil, err
			}
			n++
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_pending WHERE purpose = $1", stepTOTP); err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_keys WHERE name IN ('device', $1)", checkName); err != nil {
			return nil, err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO admin_keys (name, value) VALUES ($1, $2)", checkName, next.seal(sealCheck, sealCheck, ""))
		what := "sealed anew"
		if s.seals == nil {
			what = "removed, the old key is lost"
		}
		return []audit.Event{By{}.event(audit.SettingsChanged, "server key", "code_generators", what)}, err
	})
	if err == nil {
		s.seals = next
		err = s.db.Scrub(ctx)
	}
	return n, err
}

func (s *Service) reseal(ctx context.Context, tx *sql.Tx, op string, next *Key, user, state string) error {
	if s.seals == nil {
		_, err := tx.ExecContext(ctx, "DELETE FROM admin_totp WHERE user_id = $1", user)
		return err
	}
	text, err := s.seals.open(state, sealTOTP, user)
	if err != nil {
		return &fault.Error{Kind: fault.Internal, Op: op, Subject: user, Message: "the code generator of this user is damaged; an administrator can clear the user's factors, and then this can be done again"}
	}
	_, err = tx.ExecContext(ctx, "UPDATE admin_totp SET state = $1 WHERE user_id = $2", next.seal(text, sealTOTP, user), user)
	return err
}
