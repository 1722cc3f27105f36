package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// LinkKind is what a link is for.
type LinkKind string

// The kinds of link.
const (
	LinkFirst      LinkKind = "first"      // makes the first administrator
	LinkInvitation LinkKind = "invitation" // makes a user, or gives one a role
	LinkReset      LinkKind = "reset"      // sets a new password
)

// Link is a secret that works once, as it is shown later: without the secret.
type Link struct {
	ID           string
	Kind         LinkKind
	Note         string // of who made it: for whom it is
	User         string // LinkReset: whose password
	Project      string // LinkInvitation: id of the project, empty for none
	Grant        access.Grant
	Admin        bool // LinkInvitation: as a server administrator
	ClearFactors bool // LinkReset: second factors go too
	Created      time.Time
	CreatedBy    string
	Expires      time.Time
	Used         time.Time // zero for not yet
	UsedBy       string
	Revoked      time.Time // zero if it was not
}

const linkColumns = "id, kind, note, user_id, project, role, products, admin, clear_factors, created, created_by, expires, used, used_by, revoked"

func scanLink(row scanner) (l Link, err error) {
	var products string
	var admin, clearing, created, expires, used, revoked int64
	if err := row.Scan(&l.ID, &l.Kind, &l.Note, &l.User, &l.Project, &l.Grant.Role, &products, &admin, &clearing, &created, &l.CreatedBy, &expires, &used, &l.UsedBy, &revoked); err != nil {
		return l, err
	}
	l.Admin, l.ClearFactors = admin != 0, clearing != 0
	l.Created, l.Expires, l.Used, l.Revoked = at(created), at(expires), at(used), at(revoked)
	l.Grant.Products, err = unlist(products)
	return l, err
}

func noLink(op string) error {
	return fault.New(fault.NotFound, op, "this link was used, has expired or was taken back; ask for a new one")
}

// newLink fills in what every link has.
func (s *Service) newLink(op string, by By, l Link, life time.Duration) (Link, string, string, error) {
	l.Created, l.CreatedBy = at(millis(s.now())), by.ID
	l.Expires = l.Created.Add(life)
	var err error
	if l.ID, err = s.id(op); err != nil {
		return l, "", "", err
	}
	secret, digest, err := s.secret(op, "")
	return l, secret, digest, err
}

func (l Link) insert(ctx context.Context, tx *sql.Tx, digest string) error {
	products, err := list(l.Grant.Products)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO admin_links (id, digest, kind, note, user_id, project, role, products, admin, clear_factors, created, created_by, expires)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, l.ID, digest, string(l.Kind), l.Note, l.User, l.Project,
		string(l.Grant.Role), products, bit(l.Admin), bit(l.ClearFactors), millis(l.Created), l.CreatedBy, millis(l.Expires))
	return err
}

// FirstLink makes the link for the first administrator, and takes back the one
// before. Denied while there is an enabled administrator.
func (s *Service) FirstLink(ctx context.Context) (secret string, l Link, err error) {
	const op = "make the first link"
	l, secret, digest, err := s.newLink(op, By{}, Link{Kind: LinkFirst, Admin: true}, s.policy.FirstLinkTime)
	if err != nil {
		return "", Link{}, err
	}
	err = s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := noAdmin(ctx, tx, op); err != nil {
			return nil, err
		}
		if err := revokeLinks(ctx, tx, LinkFirst, "", millis(s.now())); err != nil {
			return nil, err
		}
		return []audit.Event{By{}.event(audit.InvitationMade, l.ID, "link", string(l.Kind))}, l.insert(ctx, tx, digest)
	})
	if err != nil {
		return "", Link{}, err
	}
	return secret, l, nil
}

func noAdmin(ctx context.Context, tx *sql.Tx, op string) error {
	n, err := admins(ctx, tx, "")
	if err == nil && n > 0 {
		return denied(op, nil, "there is an administrator already; ask one for an invitation")
	}
	return err
}

// revokeLinks takes back the links of a kind for a user that were not used.
func revokeLinks(ctx context.Context, tx *sql.Tx, kind LinkKind, user string, now int64) error {
	_, err := tx.ExecContext(ctx, "UPDATE admin_links SET revoked = $1 WHERE kind = $2 AND user_id = $3 AND used = 0 AND revoked = 0", now, string(kind), user)
	return err
}

// Invitation says what an invitation gives.
type Invitation struct {
	Note    string       // for whom it is, for the list
	Project string       // id; empty: no role, only an account
	Grant   access.Grant // in Project
	Admin   bool         // server administrator
}

// Invite makes an invitation and gives its secret, this once. An administrator
// may invite for anything, anybody else only for a project they own. Denied for
// the latter; Invalid for a grant that access.Grant.Check refuses; NotFound for
// an unknown project.
func (s *Service) Invite(ctx context.Context, by By, i Invitation) (secret string, l Link, err error) {
	const op = "invite"
	note, err := cleanLine("note", i.Note, longestName)
	if err != nil {
		return "", Link{}, err
	}
	if i.Project != "" {
		if err := i.Grant.Check(); err != nil {
			return "", Link{}, err
		}
	} else {
		i.Grant = access.Grant{}
	}
	l = Link{Kind: LinkInvitation, Note: note, Project: i.Project, Grant: i.Grant, Admin: i.Admin}
	l, secret, digest, err := s.newLink(op, by, l, s.policy.InvitationTime)
	if err != nil {
		return "", Link{}, err
	}
	err = s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		if err := mayInvite(ctx, tx, op, l); err != nil {
			return nil, err
		}
		if l.Project != "" {
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_projects WHERE id = $1", l.Project).Scan(&n); err != nil {
				return nil, err
			}
			if n == 0 {
				return nil, &fault.Error{Kind: fault.NotFound, Op: op, Subject: l.Project, Message: "there is no such project"}
			}
		}
		return []audit.Event{l.event(by, audit.InvitationMade)}, l.insert(ctx, tx, digest)
	})
	if err != nil {
		return "", Link{}, err
	}
	return secret, l, nil
}

func (l Link) event(by By, kind string) audit.Event {
	e := by.event(kind, l.ID, "link", string(l.Kind))
	e.Project = l.Project
	if l.Grant.Role != "" {
		e.Details["role"] = string(l.Grant.Role)
	}
	if l.Admin {
		e.Details["admin"] = "yes"
	}
	return e
}

// mayInvite looks whether who made an invitation may (still) give what it gives.
func mayInvite(ctx context.Context, tx *sql.Tx, op string, l Link) error {
	refused := denied(op, nil, "whoever made this invitation may not give what it gives; an administrator can")
	u, err := readUser(ctx, tx, op, l.CreatedBy)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return refused
	case err != nil:
		return err
	case u.Disabled:
		return refused
	case u.Admin:
		return nil
	case l.Admin || l.Project == "":
		return refused
	}
	grants, err := grantsOf(ctx, tx, u.ID)
	if err == nil && grants[l.Project].Role != access.Owner {
		return refused
	}
	return err
}

// Invitations lists those of a project, or all if project is empty, the newest
// first, also those that were used or have expired.
func (s *Service) Invitations(ctx context.Context, project string) (all []Link, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, "SELECT "+linkColumns+" FROM admin_links WHERE kind = $1 AND (project = $2 OR $2 = '') ORDER BY created DESC, id DESC",
			[]any{string(LinkInvitation), project}, func(row scanner) error {
				l, err := scanLink(row)
				all = append(all, l)
				return err
			})
	})
	return all, err
}

// RevokeInvitation takes an invitation back by its id; a project that is not
// empty must be its own. NotFound if there is none that still works.
func (s *Service) RevokeInvitation(ctx context.Context, by By, project, id string) error {
	const op = "revoke invitation"
	return s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		r, err := tx.ExecContext(ctx, `UPDATE admin_links SET revoked = $1 WHERE id = $2 AND kind = $3 AND (project = $4 OR $4 = '')
			AND used = 0 AND revoked = 0`, millis(s.now()), id, string(LinkInvitation), project)
		if err := affected(r, err, op, id, "there is no such invitation, or it was used or taken back"); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.InvitationRevoked, id)}, nil
	})
}

// Link tells what a link is for, without using it. NotFound if it does not work
// (any more).
func (s *Service) Link(ctx context.Context, secret string) (l Link, err error) {
	const op = "look at link"
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		l, err = s.openLink(ctx, tx, op, secret)
		return err
	})
	return l, err
}

func (s *Service) openLink(ctx context.Context, tx *sql.Tx, op, secret string) (Link, error) {
	l, err := scanLink(tx.QueryRowContext(ctx, "SELECT "+linkColumns+" FROM admin_links WHERE digest = $1 AND used = 0 AND revoked = 0 AND expires > $2",
		digestOf(secret), millis(s.now())))
	if errors.Is(err, sql.ErrNoRows) {
		return l, noLink(op)
	}
	return l, err
}

func (s *Service) useLink(ctx context.Context, tx *sql.Tx, op string, l Link, user string) error {
	r, err := tx.ExecContext(ctx, "UPDATE admin_links SET used = $1, used_by = $2 WHERE id = $3 AND used = 0 AND revoked = 0", millis(s.now()), user, l.ID)
	if err := affected(r, err, op, "", ""); fault.KindOf(err) == fault.NotFound && err != nil {
		return noLink(op)
	}
	return err
}

// Accept uses a link for the first administrator or an invitation to make a
// user, who is signed in then. NotFound if the link does not work (any more),
// else as CreateUser.
func (s *Service) Accept(ctx context.Context, c Client, secret string, n NewUser) (Entry, error) {
	if n.Password == "" {
		return Entry{}, &fault.Error{Kind: fault.Invalid, Op: "use link", Place: fault.Place{Field: "password"}, Message: "choose a password"}
	}
	return s.accept(ctx, c, secret, n, MethodInvitation, nil)
}

// accept makes the user of a link; more, if not nil, belongs to the same transaction.
func (s *Service) accept(ctx context.Context, c Client, secret string, n NewUser, method string, more func(tx *sql.Tx, u User) error) (Entry, error) {
	const op = "use link"
	l, err := s.Link(ctx, secret) // before any work is put into the password
	if err != nil {
		return Entry{}, err
	}
	if l.Kind == LinkReset {
		return Entry{}, noLink(op)
	}
	n.Admin = l.Admin
	made, err := s.prepare(ctx, op, n)
	if err != nil {
		return Entry{}, err
	}
	e, digest, err := s.newEntry(op, c, made.User, method)
	if err != nil {
		return Entry{}, err
	}
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		l, err := s.openLink(ctx, tx, op, secret)
		if err != nil {
			return nil, err
		}
		u, events, err := made.insert(ctx, tx, By{ID: l.CreatedBy, Address: c.address()})
		if err != nil {
			return nil, err
		}
		events[0] = c.by(u).event(audit.UserMade, "", "login", u.Login)
		if more != nil {
			if err := more(tx, u); err != nil {
				return nil, err
			}
		}
		given, err := s.give(ctx, tx, op, c, l, u)
		if err != nil {
			return nil, err
		}
		u.SignedIn, e.User = e.User.SignedIn, u
		entered, err := s.insertSession(ctx, tx, c, e, digest)
		return append(append(events, given...), entered...), err
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// give uses a link up for a user.
func (s *Service) give(ctx context.Context, tx *sql.Tx, op string, c Client, l Link, u User) (events []audit.Event, err error) {
	if l.Kind == LinkFirst {
		// The user who was just made is one already.
		if n, err := admins(ctx, tx, u.ID); err != nil || n > 0 {
			return nil, errors.Join(err, noLink(op))
		}
	} else if err := mayInvite(ctx, tx, op, l); err != nil {
		return nil, err
	}
	if err := s.useLink(ctx, tx, op, l, u.ID); err != nil {
		return nil, err
	}
	kind := audit.InvitationUsed
	if l.Kind == LinkFirst {
		kind = audit.LinkUsed
	}
	events = append(events, l.event(c.by(u), kind))
	if l.Kind == LinkFirst {
		owned, err := s.ownOrphans(ctx, tx, op, c, u)
		return append(events, owned...), err
	}
	if l.Project == "" {
		return events, nil
	}
	granted, err := s.grant(ctx, tx, op, By{ID: l.CreatedBy, Address: c.address()}, l.Project, u.ID, l.Grant)
	return append(events, granted...), err
}

// AcceptAs uses an invitation for a user who is signed in: they get its role, or
// become an administrator. Conflict, and the link stays, if they have a role in
// that project already; NotFound if the link does not work (any more).
func (s *Service) AcceptAs(ctx context.Context, p *Principal, c Client, secret string) error {
	const op = "use link"
	if p.Session == nil {
		return denied(op, nil, "a token cannot accept an invitation; sign in")
	}
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		l, err := s.openLink(ctx, tx, op, secret)
		if err != nil {
			return nil, err
		}
		if l.Kind != LinkInvitation {
			return nil, noLink(op)
		}
		u, err := readUser(ctx, tx, op, p.User.ID)
		if err != nil {
			return nil, err
		}
		grants, err := grantsOf(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		if g, ok := grants[l.Project]; ok {
			return nil, fault.New(fault.Conflict, op, "you have the role %s in this project already; ask its owner to change it", g.Role)
		}
		events, err := s.give(ctx, tx, op, c, l, u)
		if err == nil && l.Admin && !u.Admin {
			_, err = tx.ExecContext(ctx, "UPDATE admin_users SET admin = 1 WHERE id = $1", u.ID)
			events = append(events, c.by(u).event(audit.UserChanged, u.ID, "admin", "yes"))
		}
		return events, err
	})
}

// ResetLink makes a link by which a user sets a new password, takes back the one
// before, and ends the user's sessions. clearFactors also removes their second
// factors when it is used. NotFound if there is no such user.
func (s *Service) ResetLink(ctx context.Context, by By, user string, clearFactors bool) (secret string, l Link, err error) {
	const op = "make reset link"
	l, secret, digest, err := s.newLink(op, by, Link{Kind: LinkReset, User: user, ClearFactors: clearFactors}, s.policy.ResetTime)
	if err != nil {
		return "", Link{}, err
	}
	err = s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		u, err := readUser(ctx, tx, op, user)
		if err != nil {
			return nil, err
		}
		if err := revokeLinks(ctx, tx, LinkReset, user, millis(s.now())); err != nil {
			return nil, err
		}
		if err := endSessions(ctx, tx, user, ""); err != nil {
			return nil, err
		}
		e := by.event(audit.UserChanged, user, "login", u.Login, "reset_link", l.ID)
		if clearFactors {
			e.Details["clear_factors"] = "yes"
		}
		return []audit.Event{e}, l.insert(ctx, tx, digest)
	})
	if err != nil {
		return "", Link{}, err
	}
	return secret, l, nil
}

// Reset uses a reset link to set a new password, which ends the user's sessions.
// It does not sign in: the next sign-in asks for the second factor. NotFound if
// the link does not work (any more); Invalid for a password that breaks a rule.
func (s *Service) Reset(ctx context.Context, c Client, secret, password string) error {
	const op = "use link"
	l, err := s.Link(ctx, secret)
	if err != nil {
		return err
	}
	if l.Kind != LinkReset {
		return noLink(op)
	}
	u, err := s.User(ctx, l.User)
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
		if _, err := s.openLink(ctx, tx, op, secret); err != nil {
			return nil, err
		}
		if err := s.useLink(ctx, tx, op, l, u.ID); err != nil {
			return nil, err
		}
		if err := s.setPassword(ctx, tx, u.ID, phc, ""); err != nil {
			return nil, err
		}
		by := c.by(u)
		events := []audit.Event{by.event(audit.LinkUsed, l.ID, "link", string(l.Kind)), by.event(audit.PasswordChanged, "")}
		if l.ClearFactors {
			events = append(events, by.event(audit.FactorRemoved, "", "factor", "all"))
			return events, clearFactors(ctx, tx, u.ID)
		}
		return events, nil
	})
}
