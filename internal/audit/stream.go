package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/store"
)

// Names of what a stream keeps beside its events.
const (
	// keyName begins the name of the value with the secret half of a key; the
	// short id of the key follows, so that no node ever overwrites another's.
	keyName = "security-key-"
	// detailKey is the detail of the first event that holds the verifier key.
	detailKey = "key"
)

// Config is what a stream works with. All but ID is needed.
type Config struct {
	// Store holds the stream and nothing else. Closing the stream closes it.
	Store store.Store
	// ID names the stream in its log: up to 100 letters, digits, dots, hyphens
	// and underscores. Empty takes the name it has, or makes a new one.
	ID string
	// Clock gives the present time.
	Clock func() time.Time
	// Random is a cryptographic source, read only while opening.
	Random io.Reader
}

// Stream is the record of security events. It is safe for concurrent use, and
// several nodes may each have one over the same database. Open one, Close it.
type Stream struct {
	cfg    Config
	id     string
	signer string // secret
	gate   store.Gate
	group  group
}

var _ Recorder = (*Stream)(nil)

// Open opens the stream in a store and begins it if the store is empty: then it
// makes the stream's key and records the first event. Invalid if the store
// holds something else, a stream of another name, or a damaged one. On error
// the store stays open and is the caller's to close.
func Open(ctx context.Context, cfg Config) (*Stream, error) {
	const op = "open the security events"
	if cfg.Store == nil || cfg.Clock == nil || cfg.Random == nil {
		return nil, fault.New(fault.Invalid, op, "the configuration lacks a store, a clock or a random source")
	}
	head, _, err := cfg.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	if head == 0 {
		if err := begin(ctx, cfg); err != nil {
			return nil, err
		}
	}
	s := &Stream{cfg: cfg}
	if err := s.readFirst(ctx); err != nil {
		return nil, err
	}
	if cfg.ID != "" && cfg.ID != s.id {
		return nil, fault.New(fault.Invalid, op, "the store holds the security events of %s, not of %s", s.id, cfg.ID)
	}
	if err := s.catchUp(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// begin makes a key and records the first event. That event decides between
// nodes that begin at once: the key of the one that loses stays unused.
func begin(ctx context.Context, cfg Config) error {
	const op = "begin the security events"
	names, err := cfg.Store.ValueNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !strings.HasPrefix(name, keyName) {
			return fault.New(fault.Invalid, op, "the store is in use for something else; give the security events one of their own")
		}
	}
	id := cfg.ID
	if id == "" {
		var random [16]byte
		if _, err := io.ReadFull(cfg.Random, random[:]); err != nil {
			return fault.Wrap(fault.Internal, "name the security events", err)
		}
		id = "security-" + hex.EncodeToString(random[:])
	}
	origin, err := ledger.Origin(id)
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Op: op, Subject: id, Message: "this cannot be the id of a record", Err: err}
	}
	signer, verifier, err := ledger.GenerateKey(cfg.Random, origin)
	if err != nil {
		return fault.Wrap(fault.Internal, "make the key of the security events", err)
	}
	name, err := valueOf(verifier)
	if err != nil {
		return err
	}
	if err := cfg.Store.SetValue(ctx, name, []byte(signer)); err != nil {
		return err
	}
	first := Event{Kind: StreamBegun, Time: cfg.Clock(), Subject: id, Details: map[string]string{detailKey: verifier}}
	if err := first.Check(); err != nil {
		return err
	}
	err = cfg.Store.Append(ctx, 0, []store.Entry{{Commit: Encode(1, first)}})
	if err != nil && fault.KindOf(err) == fault.Conflict {
		return nil // another node was first
	}
	return err
}

// valueOf names the value that holds the secret half of a key.
func valueOf(verifier string) (string, error) {
	v, err := ledger.NewVerifier(verifier)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, "read the key of the security events", err)
	}
	return fmt.Sprintf("%s%08x", keyName, v.KeyHash()), nil
}

// readFirst learns from the first event what the stream is called and with
// which key it signs.
func (s *Stream) readFirst(ctx context.Context) error {
	const op = "open the security events"
	var first Event
	err := s.cfg.Store.Commits(ctx, 1, 1, func(n uint64, data []byte) (err error) {
		first, err = decodeAt(n, data)
		return err
	})
	if err != nil {
		return err
	}
	if err := checkFirst(first); err != nil {
		return err
	}
	s.id = first.Subject
	verifier := first.Details[detailKey]
	name, err := valueOf(verifier)
	if err != nil {
		return err
	}
	secret, err := s.cfg.Store.Value(ctx, name)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	s.signer = string(secret)
	if own, err := ledger.VerifierKey(s.signer); err != nil || own != verifier {
		return fault.New(fault.Invalid, op, "the key of the security events is missing or damaged; restore them from a backup")
	}
	return nil
}

// checkFirst refuses a first event that does not begin a stream.
func checkFirst(e Event) error {
	const op = "read the security events"
	if e.Kind != StreamBegun {
		return &fault.Error{Kind: fault.Invalid, Op: op, Subject: numbered(1), Message: fmt.Sprintf("security events begin with %q, not with %q", StreamBegun, e.Kind)}
	}
	origin, err := ledger.Origin(e.Subject)
	if err == nil {
		_, err = ledger.NewVerifier(e.Details[detailKey])
	}
	if err == nil && !strings.HasPrefix(e.Details[detailKey], origin+"+") {
		err = fmt.Errorf("its key is not named %s", origin)
	}
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Op: op, Subject: numbered(1), Message: "the beginning of the security events is damaged", Err: err}
	}
	return nil
}

// ID names the stream.
func (s *Stream) ID() string { return s.id }

// VerifierKey is the public key of the stream's checkpoints.
func (s *Stream) VerifierKey() (string, error) {
	key, err := ledger.VerifierKey(s.signer)
	return key, fault.Wrap(fault.Internal, "read the key of the security events", err)
}

// Close waits for the calls in progress, events that wait to be written
// included, and closes the store. Calls after it give Unavailable, and a second
// Close does nothing.
func (s *Stream) Close() error {
	if !s.gate.Close() {
		return nil
	}
	return s.cfg.Store.Close()
}
