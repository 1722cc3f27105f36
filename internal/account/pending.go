package account

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/audit"
)

// The purposes of a step, so that one begun for one purpose finishes no other.
const (
	stepSignIn   = "sign in"          // password was right, a factor is to come; bound to the client
	stepAssert   = "passkey"          // the challenge of a passkey within stepSignIn
	stepDiscover = "discover"         // sign-in by passkey alone; bound to the client
	stepTOTP     = "register totp"    // these three are bound to a session
	stepPasskey  = "register passkey" //
	stepConfirm  = "confirm"          //
)

// mostTries is how many wrong answers end a step.
const mostTries = 5

// pendingRow is a step that was begun.
type pendingRow struct {
	purpose, user, bound, method, state string
}

// bound is what a step is bound to before there is a session: the network and
// the browser it began in.
func (c Client) bound() string { return digestOf(network(c.Address) + "\x00" + c.agent()) }

// begin keeps a step, and gives the secret that finishes it.
func (s *Service) begin(ctx context.Context, r pendingRow) (secret string, expires time.Time, err error) {
	secret, digest, err := s.secret("begin "+r.purpose, "")
	if err != nil {
		return "", expires, err
	}
	expires = at(millis(s.now().Add(s.policy.PendingTime)))
	err = s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO admin_pending (digest, purpose, user_id, bound, method, state, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)",
			digest, r.purpose, r.user, r.bound, r.method, r.state, millis(expires))
		return err
	})
	return secret, expires, err
}

// find looks for a step that may still be finished. What is not bound to who
// asks does not exist for them.
func (s *Service) find(ctx context.Context, tx *sql.Tx, op, purpose, secret, bound string) (r pendingRow, err error) {
	err = tx.QueryRowContext(ctx, "SELECT purpose, user_id, bound, method, state FROM admin_pending WHERE digest = $1 AND purpose = $2 AND bound = $3 AND expires > $4 AND tries < $5",
		digestOf(secret), purpose, bound, millis(s.now()), mostTries).Scan(&r.purpose, &r.user, &r.bound, &r.method, &r.state)
	if errors.Is(err, sql.ErrNoRows) {
		return r, notPending(op)
	}
	return r, err
}

func (s *Service) lookUp(ctx context.Context, op, purpose, secret, bound string) (r pendingRow, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		r, err = s.find(ctx, tx, op, purpose, secret, bound)
		return err
	})
	return r, err
}

// use takes a step that serves one attempt, right or wrong: it is gone before
// the attempt is looked at, so that two at once cannot both have it.
func (s *Service) use(ctx context.Context, op, purpose, secret, bound string) (r pendingRow, err error) {
	err = s.db.Write(ctx, func(tx *sql.Tx) (err error) {
		if r, err = s.find(ctx, tx, op, purpose, secret, bound); err != nil {
			return err
		}
		return end(ctx, tx, secret)
	})
	return r, err
}

func end(ctx context.Context, tx *sql.Tx, secret string) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM admin_pending WHERE digest = $1", digestOf(secret))
	return err
}

// check is one way to check a second factor in a transaction. It writes the next
// state of the factor; a Denied or Invalid fault means that the proof does not hold.
type check func(tx *sql.Tx, u User) (events []audit.Event, err error)

// second finishes a sign-in with a second factor. Wrong answers are counted for
// the user from this network or browser, and for the step.
func (s *Service) second(ctx context.Context, c Client, secret, method string, fn check) (Entry, error) {
	const op = "sign in"
	step, err := s.lookUp(ctx, op, stepSignIn, secret, c.bound())
	if err != nil {
		return Entry{}, err
	}
	u, err := s.User(ctx, step.user)
	if err != nil {
		return Entry{}, err
	}
	if u.passwordSet, err = strconv.ParseInt(step.state, 10, 64); err != nil {
		return Entry{}, notPending(op)
	}
	try, err := s.attempt(ctx, op, c, trySecond, u.Login)
	if err != nil {
		return Entry{}, err
	}
	e, digest, err := s.newEntry(op, c, u, step.method+"+"+method)
	if err != nil {
		try.cancel(ctx)
		return Entry{}, err
	}
	var verdict error
	err = s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		verdict = nil
		if _, err := s.find(ctx, tx, op, stepSignIn, secret, c.bound()); err != nil {
			return nil, err
		}
		if err := e.stillWelcome(ctx, tx, op); err != nil {
			return nil, err
		}
		events, err := fn(tx, u)
		if wrongProof(err) {
			verdict = err
			_, err := tx.ExecContext(ctx, "UPDATE admin_pending SET tries = tries + 1 WHERE digest = $1", digestOf(secret))
			return events, err
		}
		if err != nil {
			return nil, err
		}
		if err := end(ctx, tx, secret); err != nil {
			return nil, err
		}
		more, err := s.insertSession(ctx, tx, c, e, digest)
		return append(events, more...), err
	})
	switch {
	case verdict != nil:
		try.fail(ctx)
		s.failed(ctx, c, u, "wrong "+method)
		return Entry{}, verdict
	case err != nil:
		try.cancel(ctx)
		return Entry{}, err
	}
	try.succeed(ctx)
	return e, nil
}
