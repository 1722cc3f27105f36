// Package account answers who somebody is and what they may be in which project:
// users, passwords, second factors, identities of other providers, sessions, API
// tokens, links that are used once, and memberships.
//
// Who may call what is decided by package access before a method here is called;
// account keeps what must hold whoever calls. It knows no HTTP: cookies, headers
// and status codes are the server's. It sends no mail: links are given back to
// whoever asked for them.
//
// Invariants:
//
//   - Secrets that people or programs carry (session, API token, link, pending
//     step) have 256 random bits, are given out once and kept as SHA-256 only.
//     Passwords are kept as argon2id with their own salt and parameters. What the
//     server must read again is sealed under a key that is not in the database.
//   - A wrong password costs the same time whether or not the user exists.
//   - Nobody can keep somebody else out by failing: delays count for a user and
//     the network the failures come from, and a browser that signed in before
//     has a count of its own.
//   - There is always an enabled administrator once there has been one, and an
//     owner in each project that has one.
//   - Every change is in the security log before it holds. What cannot be
//     recorded is not done; a sign-in that fails is refused all the same.
//   - What ends (a session, a token, a role, a user) ends at once in this process
//     and within Policy.Cache on other nodes; on one that the database does not
//     answer, within Policy.Away.
//   - Users are never deleted, only disabled, so that names in records stay true.
package account

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Config is what a Service works with.
type Config struct {
	DB       *admin.DB
	Recorder audit.Recorder
	Now      func() time.Time
	Random   io.Reader // cryptographic; calls are one at a time
	Policy   Policy
	Passkeys *factor.Passkeys // nil: no passkeys on this server
	// Key opens what is sealed in the database. Without one, as in a command that
	// signs nobody in, code generators can only be removed and no browser is known.
	Key *Key
}

// Service is the accounts of one server. Its methods may be called concurrently.
type Service struct {
	db       *admin.DB
	recorder audit.Recorder
	now      func() time.Time
	random   io.Reader
	policy   Policy
	passkeys *factor.Passkeys
	hasher   *hasher
	throttle *throttle
	cache    cache
	key      [32]byte // signs device cookies
	seals    *Key     // nil: see Config.Key
}

// By is who makes a change, as it is recorded. Admin says that it is a server
// administrator who acts as such. The zero By is the server itself.
type By struct {
	ID, Name, Address string
	Admin             bool
}

// Client is where a request comes from.
type Client struct {
	Address netip.Addr
	Agent   string // the browser's name of itself, cut to 300 bytes
	Device  string // the device cookie of an earlier Entry, empty for none
}

// The reasons that a caller may want to tell apart, in the chain of a Denied fault.
var (
	// ErrSignIn means that the session or token does not hold (any more).
	ErrSignIn = errors.New("not signed in")
	// ErrStale means that the session must be confirmed, see Service.Fresh.
	ErrStale = errors.New("not confirmed lately")
)

// New makes the service. With a key, the database becomes one that is sealed under
// it, unless it is already; Invalid with ErrWrongKey if it is under another.
func New(ctx context.Context, c Config) (*Service, error) {
	if err := c.Policy.Check(); err != nil {
		return nil, err
	}
	s := &Service{
		db: c.DB, recorder: c.Recorder, now: c.Now, random: &lockedReader{r: c.Random}, policy: c.Policy, passkeys: c.Passkeys, seals: c.Key,
		throttle: newThrottle(c.Policy, c.Now),
	}
	s.throttle.shared = &shared{db: c.DB, now: c.Now, set: c.Policy.Attempts, sign: s.sign, most: mostShared}
	s.cache.init(c.Policy.Cache, c.Policy.Away)
	var err error
	if s.hasher, err = newHasher(c.Policy.Hash, s.random); err != nil {
		return nil, err
	}
	fresh, err := s.bytes("read the server's key")
	if err != nil {
		return nil, err
	}
	if s.key = fresh; c.Key == nil {
		return s, nil
	}
	older, err := s.useKey(ctx, fresh)
	if err != nil {
		return nil, err
	}
	if older { // what lay in clear is to be in no free corner of the file either
		err = s.db.Scrub(ctx)
	}
	return s, err
}

type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// bytes draws 256 random bits.
func (s *Service) bytes(op string) (b [32]byte, err error) {
	_, err = io.ReadFull(s.random, b[:])
	return b, fault.Wrap(fault.Unavailable, op, err)
}

// secret draws a secret to give out, and its digest to keep.
func (s *Service) secret(op, prefix string) (given, digest string, err error) {
	b, err := s.bytes(op)
	if err != nil {
		return "", "", err
	}
	given = prefix + base64.RawURLEncoding.EncodeToString(b[:])
	return given, digestOf(given), nil
}

func digestOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// id draws a new identifier.
func (s *Service) id(op string) (string, error) {
	b, err := s.bytes(op)
	return model.NewID(s.now().UnixMilli(), [10]byte(b[:10])).String(), err
}

// commit runs fn in one transaction and records what it says happened before
// the transaction counts. An event whose change did not come about after all is
// followed by one with the outcome failed.
func (s *Service) commit(ctx context.Context, op string, fn func(tx *sql.Tx) ([]audit.Event, error)) error {
	return s.commitBegun(ctx, op, fn, nil)
}

// commitBegun is commit that calls began, if it is not nil, as soon as there is
// a transaction.
func (s *Service) commitBegun(ctx context.Context, op string, fn func(tx *sql.Tx) ([]audit.Event, error), began func()) error {
	var recorded []audit.Event
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		if began != nil {
			began()
		}
		events, err := fn(tx)
		if err != nil {
			return err
		}
		for _, e := range events {
			e = audit.Clean(e)
			if slices.ContainsFunc(recorded, func(r audit.Event) bool { return reflect.DeepEqual(r, e) }) {
				continue // the database made us run again
			}
			if err := s.recorder.Record(ctx, e); err != nil {
				return &fault.Error{Kind: fault.Unavailable, Op: op, Message: "the security log cannot be written, so nothing was changed; check the disk of the server and try again", Err: err}
			}
			recorded = append(recorded, e)
		}
		return nil
	})
	if err == nil {
		return nil
	}
	for _, e := range recorded {
		e.Outcome = audit.Failed
		_ = s.recorder.Record(context.WithoutCancel(ctx), e) // the caller learns of the failure anyway
	}
	return err
}

// change is commit for what may change an answer that is cached.
func (s *Service) change(ctx context.Context, op string, fn func(tx *sql.Tx) ([]audit.Event, error)) error {
	begun := false
	err := s.commitBegun(ctx, op, fn, func() { begun = true })
	if begun {
		s.cache.clear() // also after an error: the transaction may have counted
	}
	return err
}

// event is what by did.
func (by By) event(kind, subject string, details ...string) audit.Event {
	e := audit.Event{Actor: by.ID, ActorName: by.Name, Address: by.Address, Kind: kind, Subject: subject}
	for i := 0; i+1 < len(details); i += 2 {
		if e.Details == nil {
			e.Details = map[string]string{}
		}
		e.Details[details[i]] = details[i+1]
	}
	return e
}

func (c Client) address() string {
	if !c.Address.IsValid() {
		return ""
	}
	return c.Address.String()
}

func (c Client) agent() string {
	const most = 300
	a := audit.Clean(audit.Event{Subject: c.Agent}).Subject // one line of UTF-8, 300 bytes
	return a[:min(len(a), most)]
}

// by is a client on behalf of a user.
func (c Client) by(u User) By {
	return By{ID: u.ID, Name: u.Login, Address: c.address(), Admin: u.Admin && !u.Disabled}
}

func millis(t time.Time) int64 { return t.UnixMilli() }

// at is the time of a column, the zero time for 0.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func list(words []string) (string, error) {
	if len(words) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(words)
	return string(b), err
}

func unlist(text string) (words []string, err error) {
	err = json.Unmarshal([]byte(text), &words)
	if len(words) == 0 {
		words = nil
	}
	return words, err
}

func denied(op string, reason error, format string, a ...any) error {
	f := fault.New(fault.Denied, op, format, a...)
	f.Err = reason
	return f
}

// nothing turns a row that is not there into NotFound.
func nothing(err error, op, subject, message string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &fault.Error{Kind: fault.NotFound, Op: op, Subject: subject, Message: message}
	}
	return err
}

// affected is nothing for a statement that changed no row.
func affected(r sql.Result, err error, op, subject, message string) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		err = sql.ErrNoRows
	}
	return nothing(err, op, subject, message)
}
