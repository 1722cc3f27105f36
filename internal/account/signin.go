package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Entry is the answer to a sign-in that was right so far: a session, or a step
// that is still to come. Its secrets are given this once.
type Entry struct {
	User    User
	Session *Session // nil while Pending is not
	Secret  string   // of the session
	Device  string   // cookie by which this browser is known from now on, for Policy.DeviceTime
	Pending *Pending
}

// Pending is a sign-in that needs a second factor. The secret is bound to the
// client it was given to, good for Policy.PendingTime and a few attempts.
type Pending struct {
	Secret  string
	Expires time.Time
	Factors []string // "totp", "passkey", "recovery": what the user may use
}

// The ways to prove who one is, as Session.Method joins them with "+".
const (
	MethodPassword   = "password"
	MethodTOTP       = "totp"
	MethodRecovery   = "recovery"
	MethodPasskey    = "passkey"
	MethodProvider   = "provider"
	MethodInvitation = "invitation"
	// MethodProviderTwo is a provider that asked for a second factor itself.
	MethodProviderTwo = "provider, two factors"
)

// wrong is the one answer to every sign-in that fails, so that it tells nothing.
func wrong(op string) error {
	return denied(op, ErrSignIn, "the login name or the password is wrong")
}

// SignIn checks a password. Denied with ErrSignIn if name or password is wrong
// or the user disabled, which takes the same time each; Denied with *Throttled
// if too many attempts failed; Unavailable if too many sign in at once, or the
// sign-in cannot be recorded.
func (s *Service) SignIn(ctx context.Context, c Client, login, password string) (Entry, error) {
	const op = "sign in"
	name, err := NormalLogin(login)
	if err != nil {
		name = " " + digestOf(login) // nobody's, as no name has a space; counted like everybody's
	}
	try, err := s.attempt(ctx, op, c, tryPassword, name)
	if err != nil {
		return Entry{}, err
	}
	u, stored, err := s.byLogin(ctx, name)
	if err != nil {
		try.cancel(ctx)
		return Entry{}, err
	}
	right, stale, err := s.hasher.verify(ctx, stored, s.bounded(password), try.known)
	switch {
	case err != nil:
		try.cancel(ctx)
		return Entry{}, err
	case !right || u.Disabled:
		try.fail(ctx)
		s.failed(ctx, c, u, reason(u, stored, right))
		return Entry{}, wrong(op)
	}
	try.succeed(ctx)
	if stale {
		s.rehash(ctx, u, stored, password)
	}
	return s.enter(ctx, c, u, MethodPassword, false)
}

// attempt begins a try at a proof, or gives the fault of one that came too soon.
// It ends with succeed, fail or cancel.
func (s *Service) attempt(ctx context.Context, op string, c Client, purpose, login string) (*attempt, error) {
	try, refused := s.throttle.begin(purpose, login, network(c.Address), s.device(c.Device, login))
	if refused == nil {
		var err error
		if refused, err = try.agree(ctx); err != nil {
			return nil, err
		}
	}
	if refused != nil {
		return nil, s.refused(ctx, c, op, refused)
	}
	return try, nil
}

// bounded keeps a text that no password can be from being worked on.
func (s *Service) bounded(password string) string {
	if len(password) > 32*s.policy.MaxPassword {
		return ""
	}
	return password
}

func reason(u User, stored string, right bool) string {
	switch {
	case u.ID == "":
		return "unknown name"
	case right:
		return "disabled"
	case stored == "":
		return "no password"
	}
	return "wrong password"
}

// byLogin gives a user and the hash of their password; nobody is no error.
func (s *Service) byLogin(ctx context.Context, login string) (u User, stored string, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		u, err = scanUser(tx.QueryRowContext(ctx, "SELECT "+userColumns+", u.password FROM admin_users u WHERE u.login = $1", login), &stored)
		if errors.Is(err, sql.ErrNoRows) {
			u, stored, err = User{}, "", nil
		}
		return err
	})
	return u, stored, err
}

// failed records an attempt that was wrong. It is refused whether or not that
// succeeds. A name that nobody has is not recorded: people type passwords there.
func (s *Service) failed(ctx context.Context, c Client, u User, reason string) {
	e := By{Address: c.address()}.event(audit.SignInFailed, u.ID, "reason", reason, "login", u.Login)
	e.Outcome = audit.Refused
	_ = s.recorder.Record(context.WithoutCancel(ctx), audit.Clean(e)) // see above
}

// refused records attempts that came too soon, the first of a series and then a
// number each minute, so that a flood does not fill the log.
func (s *Service) refused(ctx context.Context, c Client, op string, r *refusal) error {
	if r.report > 0 {
		e := By{Address: c.address()}.event(audit.SignInThrottled, "", "attempts", fmt.Sprint(r.report))
		e.Outcome = audit.Refused
		_ = s.recorder.Record(context.WithoutCancel(ctx), audit.Clean(e)) // refused all the same
	}
	return r.fault(op)
}

// rehash brings a stored hash up to today's parameters. It can wait for another
// time if it fails.
func (s *Service) rehash(ctx context.Context, u User, stored, password string) {
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return
	}
	_ = s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE admin_users SET password = $1 WHERE id = $2 AND password = $3", phc, u.ID, stored)
		return err
	})
}

// enter lets a user in whose first proof was right: with a session, or with a
// second step unless the first proof was enough.
func (s *Service) enter(ctx context.Context, c Client, u User, method string, enough bool) (Entry, error) {
	const op = "sign in"
	if !enough {
		factors, err := s.usable(ctx, u.ID)
		if err != nil {
			return Entry{}, err
		}
		if len(factors) > 0 {
			secret, expires, err := s.begin(ctx, pendingRow{purpose: stepSignIn, user: u.ID, bound: c.bound(), method: method, state: strconv.FormatInt(u.passwordSet, 10)})
			return Entry{User: u, Pending: &Pending{Secret: secret, Expires: expires, Factors: factors}}, err
		}
	}
	e, digest, err := s.newEntry(op, c, u, method)
	if err != nil {
		return Entry{}, err
	}
	err = s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := e.stillWelcome(ctx, tx, op); err != nil {
			return nil, err
		}
		return s.insertSession(ctx, tx, c, e, digest)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// newEntry makes a session that is not yet written.
func (s *Service) newEntry(op string, c Client, u User, method string) (e Entry, digest string, err error) {
	now := at(millis(s.now()))
	e = Entry{User: u}
	e.Session = &Session{
		Created: now, Seen: now, Authenticated: now, Expires: now.Add(s.policy.SessionLongest),
		Method: method, Address: c.address(), Agent: c.agent(),
	}
	e.User.SignedIn = now
	if e.Session.ID, err = s.id(op); err != nil {
		return e, "", err
	}
	if e.Secret, digest, err = s.secret(op, ""); err != nil {
		return e, "", err
	}
	e.Device, err = s.newDevice(c.Device, u.Login)
	return e, digest, err
}

// stillWelcome looks again within the transaction: the user may have been
// disabled, or the password changed, since the proof was checked.
func (e Entry) stillWelcome(ctx context.Context, tx *sql.Tx, op string) error {
	u, err := readUser(ctx, tx, op, e.User.ID)
	if err == nil && (u.Disabled || u.passwordSet != e.User.passwordSet) {
		return wrong(op)
	}
	return err
}

func (s *Service) insertSession(ctx context.Context, tx *sql.Tx, c Client, e Entry, digest string) ([]audit.Event, error) {
	v := e.Session
	now := millis(v.Created)
	if _, err := tx.ExecContext(ctx, `INSERT INTO admin_sessions (digest, id, user_id, created, seen, authenticated, method, address, agent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, digest, v.ID, e.User.ID, now, now, now, v.Method, v.Address, v.Agent); err != nil {
		return nil, err
	}
	_, err := tx.ExecContext(ctx, "UPDATE admin_users SET signed_in = $1 WHERE id = $2", now, e.User.ID)
	return []audit.Event{c.by(e.User).event(audit.SignedIn, "", "method", v.Method, "session", v.ID)}, err
}

// ChangePassword sets a new password, with the old one as the proof of who asks,
// and ends all other sessions. Who has no password yet needs a session that was
// confirmed lately. Invalid for a password that breaks a rule; Denied with
// ErrSignIn or *Throttled for a wrong old one.
func (s *Service) ChangePassword(ctx context.Context, p *Principal, c Client, old, password string) error {
	const op = "change password"
	if p.Session == nil {
		return denied(op, ErrStale, "a token cannot change a password; sign in")
	}
	if p.User.HasPassword {
		if err := s.prove(ctx, op, p, c, old); err != nil {
			return err
		}
	} else if err := s.needFresh(op, p); err != nil {
		return err
	}
	if err := s.policy.CheckPassword(password, p.User.Login, p.User.Name, p.User.Email); err != nil {
		return err
	}
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := s.setPassword(ctx, tx, p.User.ID, phc, p.digest); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(p.User).event(audit.PasswordChanged, "")}, nil
	})
}

// setPassword writes a hash and ends the user's sessions but one.
func (s *Service) setPassword(ctx context.Context, tx *sql.Tx, user, phc, but string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE admin_users SET password = $1, password_set = $2 WHERE id = $3", phc, millis(s.now()), user); err != nil {
		return err
	}
	return endSessions(ctx, tx, user, but)
}

// prove checks the password of a principal, bounded like a sign-in.
func (s *Service) prove(ctx context.Context, op string, p *Principal, c Client, password string) error {
	try, err := s.attempt(ctx, op, c, tryPassword, p.User.Login)
	if err != nil {
		return err
	}
	u, stored, err := s.byLogin(ctx, p.User.Login)
	if err == nil && u.ID != p.User.ID {
		stored = "" // renamed meanwhile
	}
	var right bool
	if err == nil {
		right, _, err = s.hasher.verify(ctx, stored, s.bounded(password), true)
	}
	switch {
	case err != nil:
		try.cancel(ctx)
		return err
	case !right:
		try.fail(ctx)
		s.failed(ctx, c, p.User, "wrong password")
		return denied(op, ErrSignIn, "the password is wrong")
	}
	try.succeed(ctx)
	return nil
}

// Confirm takes the password once more, so that the session is fresh again.
// Denied with ErrSignIn or *Throttled if it is wrong.
func (s *Service) Confirm(ctx context.Context, p *Principal, c Client, password string) error {
	const op = "confirm session"
	if p.Session == nil {
		return denied(op, ErrStale, "a token cannot be confirmed; sign in")
	}
	if err := s.prove(ctx, op, p, c, password); err != nil {
		return err
	}
	return s.confirmed(ctx, op, p, c, MethodPassword)
}

// confirmed makes a session fresh.
func (s *Service) confirmed(ctx context.Context, op string, p *Principal, c Client, method string) error {
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		r, err := tx.ExecContext(ctx, "UPDATE admin_sessions SET authenticated = $1 WHERE digest = $2", millis(s.now()), p.digest)
		if err := affected(r, err, op, p.Session.ID, "the session has ended; sign in again"); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(p.User).event(audit.SignedIn, "", "method", method, "session", p.Session.ID, "again", "yes")}, nil
	})
}

// SetPassword sets a user's password for them, for a server's own command line:
// it asks for no proof. Sessions end.
func (s *Service) SetPassword(ctx context.Context, by By, user, password string) error {
	const op = "set password"
	u, err := s.User(ctx, user)
	if err != nil {
		return err
	}
	if err := s.policy.CheckPassword(password, u.Login, u.Name, u.Email); err != nil {
		return err
	}
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := s.setPassword(ctx, tx, user, phc, ""); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.PasswordChanged, user)}, nil
	})
}

var errNotPending = errors.New("step unknown or over")

func notPending(op string) error {
	return &fault.Error{Kind: fault.Denied, Op: op, Message: "this step is over or not known here; start again", Err: errors.Join(ErrSignIn, errNotPending)}
}
