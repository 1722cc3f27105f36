package account

import (
	"context"
	"database/sql"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// User is somebody with an account.
type User struct {
	ID           string // UUIDv7
	Login        string // in the form of NormalLogin
	Name         string // to show
	Email        string // empty if none; it identifies nobody
	Admin        bool   // server administrator
	Disabled     bool
	HasPassword  bool
	SecondFactor bool // a code generator or a passkey is registered
	Created      time.Time
	CreatedBy    string    // user id, empty for the first administrator
	SignedIn     time.Time // the last time, zero for never
	passwordSet  int64     // a proof by password counts while this stays
}

// NewUser is what it takes to make a user.
type NewUser struct {
	Login, Name, Email string // Name may be empty: the login name then
	Password           string // by Policy.CheckPassword; empty makes a user who signs in through a provider or a reset link
	Admin              bool
}

// UserChange says what to change; nil leaves a field as it is.
type UserChange struct {
	Login, Name, Email *string
	Admin, Disabled    *bool
}

const userColumns = `u.id, u.login, u.name, u.email, u.admin, u.disabled, CASE WHEN u.password = '' THEN 0 ELSE 1 END, u.created, u.created_by, u.signed_in, u.password_set,
	(SELECT count(*) FROM admin_totp t WHERE t.user_id = u.id) + (SELECT count(*) FROM admin_passkeys k WHERE k.user_id = u.id AND k.locked = 0)`

type scanner interface{ Scan(into ...any) error }

func scanUser(row scanner, more ...any) (u User, err error) {
	var admin, disabled, password, created, signedIn, factors int64
	into := append([]any{&u.ID, &u.Login, &u.Name, &u.Email, &admin, &disabled, &password, &created, &u.CreatedBy, &signedIn, &u.passwordSet, &factors}, more...)
	err = row.Scan(into...)
	u.Admin, u.Disabled, u.HasPassword, u.SecondFactor = admin != 0, disabled != 0, password != 0, factors > 0
	u.Created, u.SignedIn = at(created), at(signedIn)
	return u, err
}

const noUser = "there is no such user"

func readUser(ctx context.Context, tx *sql.Tx, op, id string) (User, error) {
	u, err := scanUser(tx.QueryRowContext(ctx, "SELECT "+userColumns+" FROM admin_users u WHERE u.id = $1", id))
	return u, nothing(err, op, id, noUser)
}

// User gives one user; NotFound if there is none with this id.
func (s *Service) User(ctx context.Context, id string) (u User, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		u, err = readUser(ctx, tx, "read user", id)
		return err
	})
	return u, err
}

// Users lists all users, by login name.
func (s *Service) Users(ctx context.Context) (all []User, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, "SELECT "+userColumns+" FROM admin_users u ORDER BY u.login, u.id", nil, func(row scanner) error {
			u, err := scanUser(row)
			all = append(all, u)
			return err
		})
	})
	return all, err
}

// each calls fn for every row.
func each(ctx context.Context, tx *sql.Tx, query string, args []any, fn func(scanner) error) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// CreateUser makes a user. Invalid for a name or password that breaks a rule;
// Conflict if the login name is taken.
func (s *Service) CreateUser(ctx context.Context, by By, n NewUser) (u User, err error) {
	const op = "create user"
	made, err := s.prepare(ctx, op, n)
	if err != nil {
		return User{}, err
	}
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		var events []audit.Event
		u, events, err = made.insert(ctx, tx, by)
		return events, err
	})
	return u, err
}

// prepared is a new user after everything that takes time or may be wrong.
type prepared struct {
	User
	op, password string
}

func (s *Service) prepare(ctx context.Context, op string, n NewUser) (p prepared, err error) {
	p.op, p.Created, p.Admin = op, s.now(), n.Admin
	if p.Login, err = NormalLogin(n.Login); err != nil {
		return p, err
	}
	if p.Name, err = cleanLine("name", n.Name, longestName); err != nil {
		return p, err
	}
	if p.Name == "" {
		p.Name = p.Login
	}
	if p.Email, err = cleanEmail(n.Email); err != nil {
		return p, err
	}
	if n.Password != "" {
		if err := s.policy.CheckPassword(n.Password, p.Login, p.Name, p.Email); err != nil {
			return p, err
		}
		if p.password, err = s.hasher.hash(ctx, n.Password); err != nil {
			return p, err
		}
		p.HasPassword = true
	}
	p.ID, err = s.id(op)
	return p, err
}

// insert writes the user; made by itself if by is nobody.
func (p prepared) insert(ctx context.Context, tx *sql.Tx, by By) (User, []audit.Event, error) {
	p.CreatedBy = by.ID
	if p.password != "" {
		p.passwordSet = millis(p.Created)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO admin_users (id, login, name, email, admin, password, password_set, created, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, p.ID, p.Login, p.Name, p.Email, bit(p.Admin), p.password, p.passwordSet, millis(p.Created), by.ID)
	if err != nil {
		return User{}, nil, takenLogin(err, p.op, p.Login)
	}
	p.Created = at(millis(p.Created))
	event := by.event(audit.UserMade, p.ID, "login", p.Login)
	if p.Admin {
		event.Details["admin"] = "yes"
	}
	return p.User, []audit.Event{event}, nil
}

func takenLogin(err error, op, login string) error {
	if admin.Taken(err) {
		return &fault.Error{Kind: fault.Conflict, Op: op, Subject: login, Place: fault.Place{Field: "login"}, Message: "another user has this login name; choose another one", Err: err}
	}
	return err
}

// ChangeUser changes what c names. A user who is disabled is signed out at once,
// and their tokens rest. NotFound if there is none with this id; Conflict if the
// login name is taken; Invalid if there would be no enabled administrator left.
func (s *Service) ChangeUser(ctx context.Context, by By, id string, c UserChange) (u User, err error) {
	const op = "change user"
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		before, err := readUser(ctx, tx, op, id)
		if err != nil {
			return nil, err
		}
		if u, err = c.apply(before); err != nil {
			return nil, err
		}
		if before.Admin && !before.Disabled && (!u.Admin || u.Disabled) {
			if err := anotherAdmin(ctx, tx, op, id); err != nil {
				return nil, err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE admin_users SET login = $1, name = $2, email = $3, admin = $4, disabled = $5 WHERE id = $6",
			u.Login, u.Name, u.Email, bit(u.Admin), bit(u.Disabled), id); err != nil {
			return nil, takenLogin(err, op, u.Login)
		}
		if u.Disabled && !before.Disabled {
			if err := endSessions(ctx, tx, id, ""); err != nil {
				return nil, err
			}
		}
		return changes(by, before, u), nil
	})
	return u, err
}

func (c UserChange) apply(u User) (User, error) {
	var err error
	if c.Login != nil {
		if u.Login, err = NormalLogin(*c.Login); err != nil {
			return u, err
		}
	}
	if c.Name != nil {
		if u.Name, err = cleanLine("name", *c.Name, longestName); err != nil {
			return u, err
		}
		if u.Name == "" {
			u.Name = u.Login
		}
	}
	if c.Email != nil {
		if u.Email, err = cleanEmail(*c.Email); err != nil {
			return u, err
		}
	}
	if c.Admin != nil {
		u.Admin = *c.Admin
	}
	if c.Disabled != nil {
		u.Disabled = *c.Disabled
	}
	return u, nil
}

// changes are the events for a user who was before and is now u. The name and
// the address are personal and stay out of the log, only that they changed.
func changes(by By, before, u User) (events []audit.Event) {
	var details []string
	add := func(differs bool, name, value string) {
		if differs {
			details = append(details, name, value)
		}
	}
	add(before.Login != u.Login, "login", u.Login)
	add(before.Login != u.Login, "login_before", before.Login)
	add(before.Name != u.Name, "name", "changed")
	add(before.Email != u.Email, "email", "changed")
	add(!before.Admin && u.Admin, "admin", "yes")
	add(before.Admin && !u.Admin, "admin", "no")
	add(before.Disabled && !u.Disabled, "disabled", "no")
	if len(details) > 0 {
		events = append(events, by.event(audit.UserChanged, u.ID, details...))
	}
	if u.Disabled && !before.Disabled {
		events = append(events, by.event(audit.UserDisabled, u.ID, "login", u.Login))
	}
	return events
}

// anotherAdmin refuses when nobody but this user is an enabled administrator.
func anotherAdmin(ctx context.Context, tx *sql.Tx, op, id string) error {
	n, err := admins(ctx, tx, id)
	if err == nil && n == 0 {
		return &fault.Error{Kind: fault.Invalid, Op: op, Subject: id, Message: "this is the last enabled administrator; make somebody else one first"}
	}
	return err
}

// admins counts the enabled administrators, but for one.
func admins(ctx context.Context, tx *sql.Tx, but string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_users WHERE admin = 1 AND disabled = 0 AND id <> $1", but).Scan(&n)
	return n, err
}
