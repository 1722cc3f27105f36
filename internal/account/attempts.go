package account

import (
	"context"
	"database/sql"
	"encoding/hex"
	"sync/atomic"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
)

const (
	mostShared = 100_000 // rows of failures that are kept
	sweepEvery = 1_000   // failures of this node
)

// shared is what the nodes of one server know of failures together. The memory
// of each node (throttle) is asked first, so that a flood that is refused costs
// the database nothing.
type shared struct {
	db   *admin.DB
	now  func() time.Time
	set  Attempts
	sign func([]byte) []byte // keyed: a row must not tell a name, nor a password typed in its place
	most int                 // rows that are kept
	n    atomic.Int64        // written by this node
}

// tries is one row. Of a network, failures is 0 and until is when its bucket is
// full again.
type tries struct {
	failures    int
	until, last time.Time
}

func (s *shared) id(k key) string { return hex.EncodeToString(s.sign(k[:])[:keySize]) }

// read gives what is known under an id, nothing for what is forgotten.
func (s *shared) read(ctx context.Context, tx *sql.Tx, id string, now time.Time) (r tries, err error) {
	var until, last int64
	err = each(ctx, tx, "SELECT failures, ends, last FROM admin_attempts WHERE id = $1", []any{id}, func(row scanner) error {
		return row.Scan(&r.failures, &until, &last)
	})
	r.until, r.last = at(until), at(last)
	if now.Sub(r.last) > s.set.Forget {
		return tries{}, err
	}
	return r, err
}

func (s *shared) writeBoth(ctx context.Context, tx *sql.Tx, a *attempt, st state) error {
	if err := s.write(ctx, tx, s.id(a.key), st.own); err != nil || a.network == "" {
		return err
	}
	return s.write(ctx, tx, s.id(keyOf("network", a.network)), st.net)
}

func (s *shared) write(ctx context.Context, tx *sql.Tx, id string, r tries) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO admin_attempts (id, failures, ends, last) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET failures = excluded.failures, ends = excluded.ends, last = excluded.last`,
		id, r.failures, millis(r.until), millis(r.last))
	return err
}

// state is what the nodes know of the one who tries.
type state struct{ own, net tries }

// wait is how long an attempt has to wait, for the user's sake and the network's.
func (s *shared) wait(st state, now time.Time) (own, net time.Duration) {
	if st.own.until.After(now) {
		own = st.own.until.Sub(now)
	}
	spent := time.Duration(s.set.NetworkBurst-1) * s.set.NetworkEvery
	if st.net.until.After(now.Add(spent)) {
		net = st.net.until.Sub(now) - spent
	}
	return own, net
}

// setBack reports rows of a time that is yet to come.
func (s *shared) setBack(st state, now time.Time) bool {
	latest := now.Add(s.set.Longest)
	return st.own.last.After(latest) || st.net.last.After(latest)
}

// look reads the state an attempt begins in, and takes the attempt as failed at
// once where there were so many failures that each further try has its delay:
// two nodes asked at the same moment must not both look at a password.
func (s *shared) look(ctx context.Context, a *attempt) (st state, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		st, err = s.both(ctx, tx, a)
		return err
	})
	now := s.now()
	own, net := s.wait(st, now)
	late := own > 0 || net > 0
	if err != nil || !s.setBack(st, now) && (late || st.own.failures < s.set.Free) {
		return st, err
	}
	return s.charge(ctx, a, true)
}

func (s *shared) both(ctx context.Context, tx *sql.Tx, a *attempt) (st state, err error) {
	now := s.now()
	if st.own, err = s.read(ctx, tx, s.id(a.key), now); err != nil || a.network == "" {
		return st, err
	}
	st.net, err = s.read(ctx, tx, s.id(keyOf("network", a.network)), now)
	return st, err
}

// charge writes an attempt down as failed. Before it is looked at (first), one
// that has to wait is not: the state given back says so.
func (s *shared) charge(ctx context.Context, a *attempt, first bool) (st state, err error) {
	err = s.db.Write(ctx, func(tx *sql.Tx) (err error) {
		a.charged = false
		if st, err = s.both(ctx, tx, a); err != nil {
			return err
		}
		now := s.now()
		if s.setBack(st, now) { // the times are of no use; the number of failures is
			st.own.until, st.own.last, st.net.until, st.net.last = now, now, now, now
		}
		if own, net := s.wait(st, now); first && (own > 0 || net > 0) {
			return nil
		}
		a.charged = true
		next := state{own: tries{st.own.failures + 1, now.Add(s.set.delay(st.own.failures + 1)), now}, net: tries{0, now, now}}
		if st.net.until.After(now) {
			next.net.until = st.net.until
		}
		next.net.until = next.net.until.Add(s.set.NetworkEvery)
		return s.writeBoth(ctx, tx, a, next)
	})
	if err == nil && s.n.Add(1)%sweepEvery == 0 {
		err = s.db.Write(ctx, func(tx *sql.Tx) error { return s.sweep(ctx, tx) })
	}
	return st, err
}

// refund takes an attempt back that was charged; forget says that it was right,
// so that those before it do not count any more.
func (s *shared) refund(ctx context.Context, a *attempt, forget bool) error {
	return s.db.Write(ctx, func(tx *sql.Tx) error {
		id := s.id(a.key)
		_, err := tx.ExecContext(ctx, "DELETE FROM admin_attempts WHERE id = $1 AND (failures <= 1 OR $2 = 1)", id, bit(forget))
		if err != nil || !a.charged {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE admin_attempts SET failures = failures - 1, ends = $1 WHERE id = $2", millis(a.found.own.until), id); err != nil || a.network == "" {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE admin_attempts SET ends = ends - $1 WHERE id = $2", s.set.NetworkEvery.Milliseconds(), s.id(keyOf("network", a.network)))
		return err
	})
}

// sweep deletes what is forgotten, and if there is too much all the same, what
// delays nobody first and then the oldest.
func (s *shared) sweep(ctx context.Context, tx *sql.Tx) error {
	now := s.now()
	if _, err := tx.ExecContext(ctx, "DELETE FROM admin_attempts WHERE last <= $1 OR failures = 0 AND ends <= $2", millis(now.Add(-s.set.Forget)), millis(now)); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_attempts").Scan(&n); err != nil || n <= s.most {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM admin_attempts WHERE id IN
		(SELECT id FROM admin_attempts ORDER BY CASE WHEN ends > $1 THEN 1 ELSE 0 END, last LIMIT $2)`, millis(now), n-s.most*7/8)
	return err
}
