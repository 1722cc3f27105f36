package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Factors is what a user has registered. It holds no secret.
type Factors struct {
	TOTP          time.Time // when the code generator was registered, zero for none
	Passkeys      []Passkey // the oldest first
	RecoveryLeft  int       // recovery codes not yet used
	RecoveryAdded time.Time
}

// Passkey is one registered passkey.
type Passkey struct {
	ID, Name    string
	Added, Used time.Time
	Locked      bool // it may have been copied, and is refused
}

// wrongProof tells a proof that does not hold from a failure of the server.
func wrongProof(err error) bool {
	k := fault.KindOf(err)
	return err != nil && (k == fault.Denied || k == fault.Invalid || k == fault.NotFound)
}

// Factors lists what a user has registered.
func (s *Service) Factors(ctx context.Context, user string) (f Factors, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		f, err = factorsOf(ctx, tx, user)
		return err
	})
	return f, err
}

func factorsOf(ctx context.Context, tx *sql.Tx, user string) (f Factors, err error) {
	var added int64
	err = tx.QueryRowContext(ctx, "SELECT coalesce(max(added), 0) FROM admin_totp WHERE user_id = $1", user).Scan(&added)
	if err != nil {
		return f, err
	}
	f.TOTP = at(added)
	var state string
	err = tx.QueryRowContext(ctx, "SELECT state, added FROM admin_recovery WHERE user_id = $1", user).Scan(&state, &added)
	switch {
	case err == nil:
		var codes factor.RecoveryCodes
		if err := json.Unmarshal([]byte(state), &codes); err != nil {
			return f, damaged("read factors", user)
		}
		f.RecoveryLeft, f.RecoveryAdded = codes.Left(), at(added)
	case !errors.Is(err, sql.ErrNoRows):
		return f, err
	}
	err = each(ctx, tx, "SELECT id, name, added, used, locked FROM admin_passkeys WHERE user_id = $1 ORDER BY added, id", []any{user}, func(row scanner) error {
		var p Passkey
		var added, used, locked int64
		err := row.Scan(&p.ID, &p.Name, &added, &used, &locked)
		p.Added, p.Used, p.Locked = at(added), at(used), locked != 0
		f.Passkeys = append(f.Passkeys, p)
		return err
	})
	return f, err
}

func damaged(op, user string) error {
	return &fault.Error{Kind: fault.Internal, Op: op, Subject: user, Message: "a stored factor of this user is damaged; an administrator can clear the factors"}
}

// second reports whether there is a second factor, of those that are not codes
// for an emergency; but leaves one passkey or "totp" out.
func (f Factors) second(but string) bool {
	if !f.TOTP.IsZero() && but != MethodTOTP {
		return true
	}
	for _, p := range f.Passkeys {
		if !p.Locked && p.ID != but {
			return true
		}
	}
	return false
}

// usable lists the kinds of factor a user can finish a sign-in with.
func (s *Service) usable(ctx context.Context, user string) (kinds []string, err error) {
	f, err := s.Factors(ctx, user)
	if err != nil {
		return nil, err
	}
	if s.passkeys != nil {
		for _, p := range f.Passkeys {
			if !p.Locked {
				kinds = append(kinds, MethodPasskey)
				break
			}
		}
	}
	if !f.TOTP.IsZero() {
		kinds = append(kinds, MethodTOTP)
	}
	// A user whose every passkey is locked must not get in with the password alone.
	if (len(kinds) > 0 || len(f.Passkeys) > 0) && f.RecoveryLeft > 0 || len(kinds) == 0 && len(f.Passkeys) > 0 {
		kinds = append(kinds, MethodRecovery)
	}
	return kinds, nil
}

// FinishTOTP finishes a sign-in with the code of a generator. Denied or Invalid
// for a wrong one, with *Throttled after too many.
func (s *Service) FinishTOTP(ctx context.Context, c Client, pending, code string) (Entry, error) {
	return s.second(ctx, c, pending, MethodTOTP, func(tx *sql.Tx, u User) ([]audit.Event, error) {
		var text string
		err := tx.QueryRowContext(ctx, "SELECT state FROM admin_totp WHERE user_id = $1", u.ID).Scan(&text)
		if err != nil {
			return nil, nothing(err, "sign in", u.Login, "no code generator is registered; use another factor")
		}
		state, err := s.openTOTP("sign in", u.Login, text, sealTOTP, u.ID)
		if err != nil {
			return nil, err
		}
		if state, err = state.Check(code, s.now()); err != nil {
			return nil, err
		}
		if text, err = s.sealTOTP(state, sealTOTP, u.ID); err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE admin_totp SET state = $1 WHERE user_id = $2", text, u.ID)
		}
		return nil, err
	})
}

// FinishRecovery finishes a sign-in with one of the recovery codes, which is
// then used up.
func (s *Service) FinishRecovery(ctx context.Context, c Client, pending, code string) (Entry, error) {
	return s.second(ctx, c, pending, MethodRecovery, func(tx *sql.Tx, u User) ([]audit.Event, error) {
		var text string
		err := tx.QueryRowContext(ctx, "SELECT state FROM admin_recovery WHERE user_id = $1", u.ID).Scan(&text)
		if err != nil {
			return nil, nothing(err, "sign in", u.Login, "there are no recovery codes; use another factor")
		}
		var state factor.RecoveryCodes
		if err := json.Unmarshal([]byte(text), &state); err != nil {
			return nil, damaged("sign in", u.Login)
		}
		if state, err = state.Use(code); err != nil {
			return nil, err
		}
		return nil, store(ctx, tx, "UPDATE admin_recovery SET state = $1 WHERE user_id = $2", state, u.ID)
	})
}

func store(ctx context.Context, tx *sql.Tx, statement string, state any, args ...any) error {
	b, err := json.Marshal(state)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, statement, append([]any{string(b)}, args...)...)
	return err
}

// TOTPEnrolment is a code generator to be set up. Address holds its secret: it
// is shown to the user now and never again.
type TOTPEnrolment struct {
	Pending string    // secret for ConfirmTOTP, bound to the session
	Address string    // otpauth address, for package factor's QR codes
	Expires time.Time // of the enrolment
}

// BeginTOTP starts to register a code generator for the principal's user. Denied
// with ErrStale if the session was not confirmed lately; Conflict if there is one.
func (s *Service) BeginTOTP(ctx context.Context, p *Principal) (TOTPEnrolment, error) {
	const op = "register code generator"
	if err := s.needFresh(op, p); err != nil {
		return TOTPEnrolment{}, err
	}
	f, err := s.Factors(ctx, p.User.ID)
	if err != nil {
		return TOTPEnrolment{}, err
	}
	if !f.TOTP.IsZero() {
		return TOTPEnrolment{}, fault.New(fault.Conflict, op, "a code generator is registered already; remove it first")
	}
	state, err := factor.NewTOTP(s.random)
	if err != nil {
		return TOTPEnrolment{}, err
	}
	e := TOTPEnrolment{}
	if e.Address, err = state.URL(noColon(s.policy.Site), noColon(p.User.Login)); err != nil {
		return e, err
	}
	sealed, err := s.sealTOTP(state, sealEnrol, p.digest)
	if err != nil {
		return e, err
	}
	e.Pending, e.Expires, err = s.begin(ctx, pendingRow{purpose: stepTOTP, user: p.User.ID, bound: p.digest, state: sealed})
	return e, err
}

// sealTOTP gives a code generator as it is kept.
func (s *Service) sealTOTP(state factor.TOTP, purpose, whom string) (string, error) {
	if s.seals == nil {
		return "", fault.New(fault.Unavailable, "keep a code generator", "this program was given no key to seal it under; use the server")
	}
	b, err := json.Marshal(state)
	return s.seals.seal(string(b), purpose, whom), err
}

// openTOTP reads a code generator as it is kept.
func (s *Service) openTOTP(op, login, sealed, purpose, whom string) (state factor.TOTP, err error) {
	if s.seals == nil {
		return state, fault.New(fault.Unavailable, op, "this program was given no key to open code generators; use the server")
	}
	text, err := s.seals.open(sealed, purpose, whom)
	if err != nil || json.Unmarshal([]byte(text), &state) != nil {
		return state, damaged(op, login)
	}
	return state, nil
}

// noColon keeps a name out of the way of the address's own colon.
func noColon(name string) string {
	b := []rune(name)
	for i, r := range b {
		if r == ':' {
			b[i] = '-'
		}
	}
	return string(b)
}

// ConfirmTOTP takes the generator into use once it has given a right code. The
// first factor of a user brings recovery codes, shown this once. Other sessions
// stay; a wrong code may be tried again until the enrolment is over.
func (s *Service) ConfirmTOTP(ctx context.Context, p *Principal, c Client, pending, code string) (recovery []string, err error) {
	const op = "register code generator"
	var verdict error
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		verdict, recovery = nil, nil
		step, err := s.find(ctx, tx, op, stepTOTP, pending, p.digest)
		if err != nil {
			return nil, err
		}
		state, err := s.openTOTP(op, p.User.Login, step.state, sealEnrol, p.digest)
		if err != nil {
			return nil, err
		}
		if state, verdict = state.Check(code, s.now()); verdict != nil {
			_, err := tx.ExecContext(ctx, "UPDATE admin_pending SET tries = tries + 1 WHERE digest = $1", digestOf(pending))
			return nil, err
		}
		if err := end(ctx, tx, pending); err != nil {
			return nil, err
		}
		sealed, err := s.sealTOTP(state, sealTOTP, p.User.ID)
		if err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO admin_totp (state, user_id, added) VALUES ($1, $2, $3)", sealed, p.User.ID, millis(s.now())); err != nil {
			return nil, err
		}
		if recovery, err = s.firstCodes(ctx, tx, p.User.ID); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(p.User).event(audit.FactorAdded, "", "factor", MethodTOTP)}, nil
	})
	if err == nil {
		err = verdict
	}
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// firstCodes makes recovery codes for a user who has none.
func (s *Service) firstCodes(ctx context.Context, tx *sql.Tx, user string) ([]string, error) {
	var n int64
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_recovery WHERE user_id = $1", user).Scan(&n); err != nil || n > 0 {
		return nil, err
	}
	shown, kept, err := factor.NewRecoveryCodes(s.random)
	if err != nil {
		return nil, err
	}
	return shown, store(ctx, tx, "INSERT INTO admin_recovery (state, user_id, added) VALUES ($1, $2, $3)", kept, user, millis(s.now()))
}

// NewRecoveryCodes gives the principal's user new recovery codes, shown this
// once, in place of the old ones. Denied with ErrStale if the session was not
// confirmed lately; Invalid without another factor, which they stand in for.
func (s *Service) NewRecoveryCodes(ctx context.Context, p *Principal, c Client) (shown []string, err error) {
	const op = "make recovery codes"
	if err := s.needFresh(op, p); err != nil {
		return nil, err
	}
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		f, err := factorsOf(ctx, tx, p.User.ID)
		if err != nil {
			return nil, err
		}
		if f.TOTP.IsZero() && len(f.Passkeys) == 0 {
			return nil, fault.New(fault.Invalid, op, "register a code generator or a passkey first; recovery codes stand in for it")
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_recovery WHERE user_id = $1", p.User.ID); err != nil {
			return nil, err
		}
		if shown, err = s.firstCodes(ctx, tx, p.User.ID); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(p.User).event(audit.FactorAdded, "", "factor", MethodRecovery)}, nil
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}

// RemoveTOTP removes the code generator of the principal's user, and ends all
// other sessions. Denied with ErrStale if the session was not confirmed lately;
// Invalid if it is the last factor and the policy demands one.
func (s *Service) RemoveTOTP(ctx context.Context, p *Principal, c Client) error {
	return s.removeFactor(ctx, p, c, MethodTOTP, "code generator", func(tx *sql.Tx) (sql.Result, error) {
		return tx.ExecContext(ctx, "DELETE FROM admin_totp WHERE user_id = $1", p.User.ID)
	})
}

// RemovePasskey removes a passkey of the principal's user by its id, as
// RemoveTOTP does.
func (s *Service) RemovePasskey(ctx context.Context, p *Principal, c Client, id string) error {
	return s.removeFactor(ctx, p, c, id, "passkey", func(tx *sql.Tx) (sql.Result, error) {
		return tx.ExecContext(ctx, "DELETE FROM admin_passkeys WHERE user_id = $1 AND id = $2", p.User.ID, id)
	})
}

func (s *Service) removeFactor(ctx context.Context, p *Principal, c Client, id, words string, remove func(*sql.Tx) (sql.Result, error)) error {
	op := "remove " + words
	if err := s.needFresh(op, p); err != nil {
		return err
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		f, err := factorsOf(ctx, tx, p.User.ID)
		if err != nil {
			return nil, err
		}
		left := f.second(id)
		if s.policy.RequireSecondFactor && !left {
			return nil, &fault.Error{Kind: fault.Invalid, Op: op, Message: "this server demands a second factor and this is the last one; register another first"}
		}
		r, err := remove(tx)
		if err := affected(r, err, op, id, fmt.Sprintf("no such %s is registered", words)); err != nil {
			return nil, err
		}
		if !left {
			if _, err := tx.ExecContext(ctx, "DELETE FROM admin_recovery WHERE user_id = $1", p.User.ID); err != nil {
				return nil, err
			}
		}
		if err := endSessions(ctx, tx, p.User.ID, p.digest); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(p.User).event(audit.FactorRemoved, "", "factor", id)}, nil
	})
}

// ClearFactors removes all second factors of a user who has lost them, and ends
// their sessions. For administrators.
func (s *Service) ClearFactors(ctx context.Context, by By, user string) error {
	const op = "clear factors"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if _, err := readUser(ctx, tx, op, user); err != nil {
			return nil, err
		}
		if err := clearFactors(ctx, tx, user); err != nil {
			return nil, err
		}
		if err := endSessions(ctx, tx, user, ""); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.FactorRemoved, user, "factor", "all")}, nil
	})
}

func clearFactors(ctx context.Context, tx *sql.Tx, user string) error {
	for _, statement := range []string{
		"DELETE FROM admin_totp WHERE user_id = $1", "DELETE FROM admin_recovery WHERE user_id = $1", "DELETE FROM admin_passkeys WHERE user_id = $1",
	} {
		if _, err := tx.ExecContext(ctx, statement, user); err != nil {
			return err
		}
	}
	return nil
}
