package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Ceremony is one use of a passkey that was begun: Options goes to the browser,
// Pending comes back with the browser's answer, once.
type Ceremony struct {
	Pending string
	Options json.RawMessage
	Expires time.Time
}

func (s *Service) havePasskeys(op string) error {
	if s.passkeys == nil {
		return fault.New(fault.NotFound, op, "this server is not set up for passkeys; its address must be a host name")
	}
	return nil
}

// holder is a user as a ceremony sees one. Locked passkeys are shown only where
// they must be excluded.
func (s *Service) holder(ctx context.Context, tx *sql.Tx, op string, u User, locked bool) (factor.User, error) {
	id, err := model.ParseID(u.ID)
	if err != nil {
		return factor.User{}, fault.Wrap(fault.Internal, op, err)
	}
	h := factor.User{Handle: id[:], Name: u.Login, DisplayName: u.Name}
	err = each(ctx, tx, "SELECT id, state FROM admin_passkeys WHERE user_id = $1 AND locked <= $2 ORDER BY added, id", []any{u.ID, bit(locked)}, func(row scanner) error {
		var k factor.Passkey
		var state string
		err := row.Scan(&k.ID, &state)
		k.State = json.RawMessage(state)
		h.Passkeys = append(h.Passkeys, k)
		return err
	})
	return h, err
}

func (s *Service) readHolder(ctx context.Context, op, user string, locked bool) (u User, h factor.User, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		if u, err = readUser(ctx, tx, op, user); err != nil {
			return err
		}
		h, err = s.holder(ctx, tx, op, u, locked)
		return err
	})
	return u, h, err
}

// used stores the next state of a passkey, or locks one that may be a copy.
func (s *Service) used(ctx context.Context, tx *sql.Tx, c Client, u User, k factor.Passkey, failure error) ([]audit.Event, error) {
	if failure == nil {
		_, err := tx.ExecContext(ctx, "UPDATE admin_passkeys SET state = $1, used = $2 WHERE id = $3", string(k.State), millis(s.now()), k.ID)
		return nil, err
	}
	var f *fault.Error
	if !errors.Is(failure, factor.ErrCloned) || !errors.As(failure, &f) {
		return nil, failure
	}
	if _, err := tx.ExecContext(ctx, "UPDATE admin_passkeys SET locked = 1 WHERE id = $1 AND user_id = $2", f.Subject, u.ID); err != nil {
		return nil, err
	}
	return []audit.Event{c.by(u).event(audit.FactorRemoved, u.ID, "factor", f.Subject, "reason", "may have been copied")}, failure
}

// BeginPasskey asks for a passkey as the second step of a sign-in.
func (s *Service) BeginPasskey(ctx context.Context, c Client, pending string) (Ceremony, error) {
	const op = "sign in"
	if err := s.havePasskeys(op); err != nil {
		return Ceremony{}, err
	}
	step, err := s.lookUp(ctx, op, stepSignIn, pending, c.bound())
	if err != nil {
		return Ceremony{}, err
	}
	return s.ask(ctx, op, step.user, stepAssert, digestOf(pending))
}

// ask begins an assertion by a user who is known.
func (s *Service) ask(ctx context.Context, op, user, purpose, bound string) (Ceremony, error) {
	_, h, err := s.readHolder(ctx, op, user, false)
	if err != nil {
		return Ceremony{}, err
	}
	options, session, err := s.passkeys.BeginAssertion(h)
	if err != nil {
		return Ceremony{}, err
	}
	return s.ceremony(ctx, options, pendingRow{purpose: purpose, user: user, bound: bound, state: string(session)})
}

func (s *Service) ceremony(ctx context.Context, options json.RawMessage, r pendingRow) (y Ceremony, err error) {
	y.Options = options
	y.Pending, y.Expires, err = s.begin(ctx, r)
	return y, err
}

// FinishPasskey finishes a sign-in with the browser's answer to BeginPasskey.
// pending is that of the sign-in, ceremony that of BeginPasskey.
func (s *Service) FinishPasskey(ctx context.Context, c Client, pending, ceremony string, answer json.RawMessage) (Entry, error) {
	const op = "sign in"
	if err := s.havePasskeys(op); err != nil {
		return Entry{}, err
	}
	step, err := s.use(ctx, op, stepAssert, ceremony, digestOf(pending))
	if err != nil {
		return Entry{}, err
	}
	return s.second(ctx, c, pending, MethodPasskey, func(tx *sql.Tx, u User) ([]audit.Event, error) {
		h, err := s.holder(ctx, tx, op, u, false)
		if err != nil {
			return nil, err
		}
		k, err := s.passkeys.FinishAssertion(h, json.RawMessage(step.state), answer)
		return s.used(ctx, tx, c, u, k, err)
	})
}

// BeginDiscovery starts a sign-in by passkey alone, without a login name. A
// passkey that verified its holder is two factors by itself. Denied with
// *Throttled if this network has begun too many.
func (s *Service) BeginDiscovery(ctx context.Context, c Client) (Ceremony, error) {
	const op = "sign in"
	if err := s.havePasskeys(op); err != nil {
		return Ceremony{}, err
	}
	if refused := s.throttle.challenge(network(c.Address)); refused != nil {
		return Ceremony{}, s.refused(ctx, c, op, refused)
	}
	options, session, err := s.passkeys.BeginDiscovery()
	if err != nil {
		return Ceremony{}, err
	}
	return s.ceremony(ctx, options, pendingRow{purpose: stepDiscover, bound: c.bound(), state: string(session)})
}

// FinishDiscovery finishes BeginDiscovery with the browser's answer.
func (s *Service) FinishDiscovery(ctx context.Context, c Client, ceremony string, answer json.RawMessage) (Entry, error) {
	const op = "sign in"
	if err := s.havePasskeys(op); err != nil {
		return Entry{}, err
	}
	step, err := s.use(ctx, op, stepDiscover, ceremony, c.bound())
	if err != nil {
		return Entry{}, err
	}
	var u User
	_, k, failure := s.passkeys.FinishDiscovery(json.RawMessage(step.state), answer, func(handle []byte, _ string) (h factor.User, err error) {
		if len(handle) != len(model.ID{}) {
			return h, fault.New(fault.NotFound, op, "%s", noUser)
		}
		u, h, err = s.readHolder(ctx, op, model.ID(handle).String(), false)
		return h, err
	})
	if failure != nil {
		s.failed(ctx, c, u, "wrong passkey")
		if errors.Is(failure, factor.ErrCloned) {
			failure = s.lock(ctx, op, c, u, failure)
		}
		return Entry{}, failure
	}
	e, digest, err := s.newEntry(op, c, u, MethodPasskey)
	if err != nil {
		return Entry{}, err
	}
	err = s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := e.stillWelcome(ctx, tx, op); err != nil {
			return nil, err
		}
		if _, err := s.used(ctx, tx, c, u, k, nil); err != nil {
			return nil, err
		}
		return s.insertSession(ctx, tx, c, e, digest)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// lock locks a passkey outside a sign-in's own transaction, and gives failure back.
func (s *Service) lock(ctx context.Context, op string, c Client, u User, failure error) error {
	err := s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		events, err := s.used(ctx, tx, c, u, factor.Passkey{}, failure)
		if wrongProof(err) {
			err = nil
		}
		return events, err
	})
	if err != nil {
		return err
	}
	return failure
}

// BeginConfirmPasskey asks for a passkey to confirm a session with.
func (s *Service) BeginConfirmPasskey(ctx context.Context, p *Principal) (Ceremony, error) {
	const op = "confirm session"
	if err := s.havePasskeys(op); err != nil {
		return Ceremony{}, err
	}
	if p.Session == nil {
		return Ceremony{}, denied(op, ErrStale, "a token cannot be confirmed; sign in")
	}
	return s.ask(ctx, op, p.User.ID, stepConfirm, p.digest)
}

// FinishConfirmPasskey makes the session fresh by the answer to BeginConfirmPasskey.
func (s *Service) FinishConfirmPasskey(ctx context.Context, p *Principal, c Client, ceremony string, answer json.RawMessage) error {
	const op = "confirm session"
	if err := s.havePasskeys(op); err != nil {
		return err
	}
	step, err := s.use(ctx, op, stepConfirm, ceremony, p.digest)
	if err != nil {
		return err
	}
	var verdict error
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		h, err := s.holder(ctx, tx, op, p.User, false)
		if err != nil {
			return nil, err
		}
		k, err := s.passkeys.FinishAssertion(h, json.RawMessage(step.state), answer)
		events, err := s.used(ctx, tx, c, p.User, k, err)
		if verdict = err; wrongProof(err) {
			err = nil
		}
		return events, err
	})
	switch {
	case verdict != nil:
		s.failed(ctx, c, p.User, "wrong passkey")
		return verdict
	case err != nil:
		return err
	}
	return s.confirmed(ctx, op, p, c, MethodPasskey)
}

// BeginNewPasskey starts to register a passkey for the principal's user. Denied
// with ErrStale if the session was not confirmed lately.
func (s *Service) BeginNewPasskey(ctx context.Context, p *Principal) (Ceremony, error) {
	const op = "register passkey"
	if err := errors.Join(s.havePasskeys(op), s.needFresh(op, p)); err != nil {
		return Ceremony{}, err
	}
	_, h, err := s.readHolder(ctx, op, p.User.ID, true)
	if err != nil {
		return Ceremony{}, err
	}
	options, session, err := s.passkeys.BeginRegistration(h)
	if err != nil {
		return Ceremony{}, err
	}
	return s.ceremony(ctx, options, pendingRow{purpose: stepPasskey, user: p.User.ID, bound: p.digest, state: string(session)})
}

// FinishNewPasskey registers the passkey under a name that the user gives it.
// The first factor of a user brings recovery codes, shown this once.
func (s *Service) FinishNewPasskey(ctx context.Context, p *Principal, c Client, ceremony, name string, answer json.RawMessage) (recovery []string, err error) {
	const op = "register passkey"
	if err := s.havePasskeys(op); err != nil {
		return nil, err
	}
	if name, err = cleanLine("name", name, longestName); err != nil {
		return nil, err
	}
	step, err := s.use(ctx, op, stepPasskey, ceremony, p.digest)
	if err != nil {
		return nil, err
	}
	_, h, err := s.readHolder(ctx, op, p.User.ID, true)
	if err != nil {
		return nil, err
	}
	k, err := s.passkeys.FinishRegistration(h, json.RawMessage(step.state), answer)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		_, err := tx.ExecContext(ctx, "INSERT INTO admin_passkeys (id, user_id, name, state, added) VALUES ($1, $2, $3, $4, $5)",
			k.ID, p.User.ID, name, string(k.State), millis(s.now()))
		if admin.Taken(err) {
			return nil, &fault.Error{Kind: fault.Conflict, Op: op, Message: "this passkey is registered already; take another one", Err: err}
		}
		if err != nil {
			return nil, err
		}
		if recovery, err = s.firstCodes(ctx, tx, p.User.ID); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(p.User).event(audit.FactorAdded, "", "factor", MethodPasskey)}, nil
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}
