package postgres

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/store"
)

// Store is a store.Store in a database. Make one with DB.Create or DB.Open.
// Several stores, in one process or many, may hold one project.
type Store struct {
	db   *DB
	name string   // of the project, for messages
	id   [16]byte // of the project, the key of all its rows

	token chan struct{} // held by the one who writes: our own writers do not race each other
	edge  *frontier     // at the last head we wrote or read, nil if none; guarded by token
	gate  store.Gate
}

var _ store.Store = (*Store)(nil)

func newStore(db *DB, name string, id [16]byte) *Store {
	return &Store{db: db, name: name, id: id, token: make(chan struct{}, 1)}
}

// Name gives the project's name.
func (s *Store) Name() string { return s.name }

// Close implements store.Store. The database stays open.
func (s *Store) Close() error {
	s.gate.Close()
	return nil
}

func (s *Store) fail(ctx context.Context, op string, err error) error {
	return fail(ctx, s.name, op, err)
}

// enter lets a call in, or tells why it may not start.
func (s *Store) enter(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	if !s.gate.Enter() {
		return store.Closed(op)
	}
	return nil
}

// read runs fn, which may be run twice, as one call of the store.
func (s *Store) read(ctx context.Context, op string, fn func(context.Context) error) error {
	if err := s.enter(ctx, op); err != nil {
		return err
	}
	defer s.gate.Leave()
	return s.fail(ctx, op, s.db.again(ctx, fn))
}

// lock waits for our other writers.
func (s *Store) lock(ctx context.Context, op string) error {
	select {
	case s.token <- struct{}{}:
		return nil
	case <-ctx.Done():
		return store.Cancelled(op, ctx.Err())
	}
}

func (s *Store) unlock() { <-s.token }

// root decodes a stored root or tree hash.
func (s *Store) hash(op string, b []byte) (h tlog.Hash, err error) {
	if len(b) != tlog.HashSize {
		return h, s.damaged(op, "a tree hash has the wrong length")
	}
	return tlog.Hash(b), nil
}
