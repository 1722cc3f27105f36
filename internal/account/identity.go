package account

import (
	"context"
	"database/sql"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Identity is who somebody is for an OpenID provider, proved by package
// account/oidc. Issuer and Subject name them; Email and Name only describe.
type Identity struct {
	Issuer, Subject, Email, Name string
}

// Provider is what the settings say about the provider of an identity.
type Provider struct {
	AutoCreate    bool // people unknown here get an account, without any role
	SecondFactor  bool // the provider asks for one, so that ours is not asked for
	LoginFromName bool // AutoCreate names users after Identity.Name, else after Identity.Email
}

// Linked is an identity as it is linked to a user.
type Linked struct {
	Identity
	Added, Used time.Time
}

func (i Identity) check(op string) (Identity, error) {
	_, issuerErr := cleanLine("issuer", i.Issuer, 1000)
	_, subjectErr := cleanLine("subject", i.Subject, 1000)
	if i.Issuer == "" || i.Subject == "" || issuerErr != nil || subjectErr != nil {
		return i, fault.New(fault.Invalid, op, "the provider gave no usable name of this person")
	}
	// What only describes may be left out rather than refuse the person.
	var err error
	if i.Name, err = cleanLine("name", i.Name, longestName); err != nil {
		i.Name = ""
	}
	if i.Email, err = cleanEmail(i.Email); err != nil {
		i.Email = ""
	}
	return i, nil
}

// owner finds the user an identity is linked to. NotFound if there is none.
func (i Identity) owner(ctx context.Context, tx *sql.Tx, op string) (User, error) {
	u, err := scanUser(tx.QueryRowContext(ctx, "SELECT "+userColumns+` FROM admin_identities i JOIN admin_users u ON u.id = i.user_id
		WHERE i.issuer = $1 AND i.subject = $2`, i.Issuer, i.Subject))
	return u, nothing(err, op, i.Subject, "nobody here is linked to this identity; ask for an invitation, or sign in another way and link it")
}

func (s *Service) link(ctx context.Context, tx *sql.Tx, op string, i Identity, user string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO admin_identities (issuer, subject, user_id, email, name, added) VALUES ($1, $2, $3, $4, $5, $6)",
		i.Issuer, i.Subject, user, i.Email, i.Name, millis(s.now()))
	if admin.Taken(err) {
		return &fault.Error{Kind: fault.Conflict, Op: op, Message: "this identity is linked to a user already; sign in with it", Err: err}
	}
	return err
}

// SignInIdentity signs in the user an identity is linked to: by issuer and
// subject, never by an address of mail. NotFound if there is none and the
// provider's settings do not make one; Conflict if the login name a new user
// would have is taken.
func (s *Service) SignInIdentity(ctx context.Context, c Client, i Identity, p Provider) (Entry, error) {
	const op = "sign in"
	i, err := i.check(op)
	if err != nil {
		return Entry{}, err
	}
	var u User
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		u, err = i.owner(ctx, tx, op)
		return err
	})
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil && p.AutoCreate:
		if u, err = s.createFor(ctx, c, i, p); err != nil {
			return Entry{}, err
		}
	case err != nil:
		if fault.KindOf(err) == fault.NotFound {
			s.failed(ctx, c, User{}, "unknown identity")
		}
		return Entry{}, err
	}
	if u.Disabled {
		s.failed(ctx, c, u, "disabled")
		return Entry{}, denied(op, ErrSignIn, "this account is disabled; ask an administrator")
	}
	if err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE admin_identities SET used = $1, email = $2, name = $3 WHERE issuer = $4 AND subject = $5",
			millis(s.now()), i.Email, i.Name, i.Issuer, i.Subject)
		return err
	}); err != nil {
		return Entry{}, err
	}
	method := MethodProvider
	if p.SecondFactor {
		method = MethodProviderTwo
	}
	return s.enter(ctx, c, u, method, p.SecondFactor)
}

// createFor makes a user for an identity nobody has.
func (s *Service) createFor(ctx context.Context, c Client, i Identity, p Provider) (u User, err error) {
	const op = "sign in"
	n := NewUser{Login: i.Email, Name: i.Name, Email: i.Email}
	if p.LoginFromName || n.Login == "" {
		n.Login = i.Name
	}
	made, err := s.prepare(ctx, op, n)
	if err != nil {
		return u, fault.New(fault.Invalid, op, "the provider gave no usable login name; ask for an invitation")
	}
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		var events []audit.Event
		if u, events, err = made.insert(ctx, tx, By{Address: c.address()}); err != nil {
			return nil, err
		}
		events[0].Details["issuer"] = i.Issuer
		return events, s.link(ctx, tx, op, i, u.ID)
	})
	return u, err
}

// LinkIdentity links an identity to the principal's user. Denied with ErrStale if
// the session was not confirmed lately; Conflict if it is linked already.
func (s *Service) LinkIdentity(ctx context.Context, p *Principal, c Client, i Identity) error {
	const op = "link identity"
	if err := s.needFresh(op, p); err != nil {
		return err
	}
	i, err := i.check(op)
	if err != nil {
		return err
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		return []audit.Event{c.by(p.User).event(audit.UserChanged, p.User.ID, "identity", "linked", "issuer", i.Issuer)}, s.link(ctx, tx, op, i, p.User.ID)
	})
}

// Identities lists what is linked to a user, the oldest first.
func (s *Service) Identities(ctx context.Context, user string) (all []Linked, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, "SELECT issuer, subject, email, name, added, used FROM admin_identities WHERE user_id = $1 ORDER BY added, issuer, subject", []any{user}, func(row scanner) error {
			var l Linked
			var added, used int64
			err := row.Scan(&l.Issuer, &l.Subject, &l.Email, &l.Name, &added, &used)
			l.Added, l.Used = at(added), at(used)
			all = append(all, l)
			return err
		})
	})
	return all, err
}

// UnlinkIdentity takes an identity from the principal's user, and ends all other
// sessions. Denied with ErrStale if the session was not confirmed lately;
// Invalid if the user would have no way left to sign in; NotFound if it is not linked.
func (s *Service) UnlinkIdentity(ctx context.Context, p *Principal, c Client, issuer, subject string) error {
	const op = "unlink identity"
	if err := s.needFresh(op, p); err != nil {
		return err
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		u, err := readUser(ctx, tx, op, p.User.ID)
		if err != nil {
			return nil, err
		}
		r, err := tx.ExecContext(ctx, "DELETE FROM admin_identities WHERE issuer = $1 AND subject = $2 AND user_id = $3", issuer, subject, u.ID)
		if err := affected(r, err, op, subject, "this identity is not linked to you"); err != nil {
			return nil, err
		}
		var left int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_identities WHERE user_id = $1", u.ID).Scan(&left); err != nil {
			return nil, err
		}
		if left == 0 && !u.HasPassword {
			return nil, fault.New(fault.Invalid, op, "this is the only way you have to sign in; set a password first")
		}
		if err := endSessions(ctx, tx, u.ID, p.digest); err != nil {
			return nil, err
		}
		return []audit.Event{c.by(u).event(audit.UserChanged, u.ID, "identity", "unlinked", "issuer", issuer)}, nil
	})
}

// AcceptIdentity is Accept for somebody who proved an identity instead of
// choosing a password; n.Password is ignored.
func (s *Service) AcceptIdentity(ctx context.Context, c Client, secret string, n NewUser, i Identity) (Entry, error) {
	const op = "use link"
	i, err := i.check(op)
	if err != nil {
		return Entry{}, err
	}
	n.Password = ""
	return s.accept(ctx, c, secret, n, MethodProvider, func(tx *sql.Tx, u User) error { return s.link(ctx, tx, op, i, u.ID) })
}

// ConfirmIdentity makes the session fresh by an identity that was proved again.
// Denied with ErrSignIn if it is not one of the principal's user.
func (s *Service) ConfirmIdentity(ctx context.Context, p *Principal, c Client, i Identity) error {
	const op = "confirm session"
	if p.Session == nil {
		return denied(op, ErrStale, "a token cannot be confirmed; sign in")
	}
	var u User
	err := s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		u, err = i.owner(ctx, tx, op)
		return err
	})
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if err != nil || u.ID != p.User.ID {
		return denied(op, ErrSignIn, "this identity is not linked to you")
	}
	return s.confirmed(ctx, op, p, c, MethodProvider)
}
