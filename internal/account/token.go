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

// Token is an API token as its owner sees it later: without its secret.
type Token struct {
	ID      string
	Name    string
	Scope   access.Scope
	Created time.Time
	Expires time.Time
	Used    time.Time // to the minute, zero for never
	Revoked time.Time // zero if it was not
}

func (t *Token) covers(project string) bool {
	return len(t.Scope.Projects) == 0 || slices.Contains(t.Scope.Projects, project)
}

const tokenColumns = "t.id, t.name, t.read_only, t.projects, t.created, t.expires, t.used, t.revoked"

// tokenRow is where the columns of a token are scanned into.
type tokenRow struct {
	Token
	projects                                  string
	readOnly, created, expires, used, revoked int64
}

func (r *tokenRow) into() []any {
	return []any{&r.ID, &r.Name, &r.readOnly, &r.projects, &r.created, &r.expires, &r.used, &r.revoked}
}

func (r *tokenRow) token() (*Token, error) {
	var err error
	r.Scope.ReadOnly = r.readOnly != 0
	r.Created, r.Expires, r.Used, r.Revoked = at(r.created), at(r.expires), at(r.used), at(r.revoked)
	r.Scope.Projects, err = unlist(r.projects)
	return &r.Token, err
}

// mostTokens is how many tokens one user may have at a time.
const mostTokens = 100

// CreateToken makes a token for the principal's user, and gives its secret, this
// once. Invalid if it has no name, or does not expire within Policy.TokenLongest;
// Denied with ErrStale if the session was not confirmed lately, so that a token
// cannot make tokens.
func (s *Service) CreateToken(ctx context.Context, p *Principal, address, name string, scope access.Scope, expires time.Time) (t Token, secret string, err error) {
	const op = "create token"
	if err := s.needFresh(op, p); err != nil {
		return Token{}, "", err
	}
	if p.Restricted {
		return Token{}, "", denied(op, nil, "this server demands a second factor; register one first")
	}
	now := s.now()
	name, err = cleanLine("name", name, longestName)
	switch {
	case err != nil:
		return Token{}, "", err
	case name == "":
		return Token{}, "", &fault.Error{Kind: fault.Invalid, Op: op, Place: fault.Place{Field: "name"}, Message: "name the token after what it is for"}
	case !expires.After(now) || expires.After(now.Add(s.policy.TokenLongest)):
		return Token{}, "", &fault.Error{Kind: fault.Invalid, Op: op, Place: fault.Place{Field: "expires"}, Message: "a token needs a day on which it expires, within a year from now"}
	}
	scope.Projects = slices.Compact(slices.Sorted(slices.Values(scope.Projects)))
	projects, err := list(scope.Projects)
	if err != nil {
		return Token{}, "", err
	}
	secret, digest, err := s.secret(op, tokenPrefix)
	if err != nil {
		return Token{}, "", err
	}
	t = Token{Name: name, Scope: scope, Created: at(millis(now)), Expires: at(millis(expires))}
	if t.ID, err = s.id(op); err != nil {
		return Token{}, "", err
	}
	err = s.commit(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_tokens WHERE user_id = $1 AND revoked = 0 AND expires > $2", p.User.ID, millis(now)).Scan(&n); err != nil {
			return nil, err
		}
		if n >= mostTokens {
			return nil, fault.New(fault.Invalid, op, "a user has at most %d tokens; revoke one that is not used", mostTokens)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO admin_tokens (id, digest, user_id, name, read_only, projects, created, expires)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, t.ID, digest, p.User.ID, t.Name, bit(scope.ReadOnly), projects, millis(now), millis(expires))
		return []audit.Event{p.By(address).event(audit.TokenMade, t.ID, "name", t.Name, "expires", t.Expires.Format(time.RFC3339))}, err
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, secret, nil
}

// Tokens lists the tokens of a user, also those that ended, the newest first.
func (s *Service) Tokens(ctx context.Context, user string) (all []Token, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		all = nil
		return each(ctx, tx, "SELECT "+tokenColumns+" FROM admin_tokens t WHERE t.user_id = $1 ORDER BY t.created DESC, t.id DESC", []any{user}, func(row scanner) error {
			var r tokenRow
			if err := row.Scan(r.into()...); err != nil {
				return err
			}
			t, err := r.token()
			all = append(all, *t)
			return err
		})
	})
	return all, err
}

// RevokeToken ends a token of a user at once; NotFound if the user has none with
// this id that holds.
func (s *Service) RevokeToken(ctx context.Context, by By, user, id string) error {
	const op = "revoke token"
	return s.change(ctx, op, func(tx *sql.Tx) ([]audit.Event, error) {
		r, err := tx.ExecContext(ctx, "UPDATE admin_tokens SET revoked = $1 WHERE id = $2 AND user_id = $3 AND revoked = 0", millis(s.now()), id, user)
		if err := affected(r, err, op, id, "there is no such token, or it was revoked already"); err != nil {
			return nil, err
		}
		return []audit.Event{by.event(audit.TokenRevoked, id, "user", user)}, nil
	})
}

func (s *Service) loadToken(ctx context.Context, tx *sql.Tx, digest string) (p *Principal, used, ends time.Time, err error) {
	var r tokenRow
	u, err := scanUser(tx.QueryRowContext(ctx, "SELECT "+userColumns+", "+tokenColumns+
		" FROM admin_tokens t JOIN admin_users u ON u.id = t.user_id WHERE t.digest = $1 AND t.revoked = 0", digest), r.into()...)
	if err != nil {
		return nil, used, ends, err
	}
	t, err := r.token()
	return &Principal{User: u, Token: t}, t.Used, t.Expires, err
}
