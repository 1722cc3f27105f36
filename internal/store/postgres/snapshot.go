package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// A snapshot is one row in cordon.snapshot and its content in parts of
// partSize in cordon.snapshot_part.
const (
	partSize        = 1 << 20
	maxSnapshotSize = 1 << 40
)

const (
	selectRoot = `SELECT root FROM cordon.commits WHERE project = $1 AND n = $2`
	// A kept snapshot of a later commit stands, unless it belongs to another history.
	keptNewer = `SELECT EXISTS (SELECT 1 FROM cordon.snapshot AS s JOIN cordon.commits AS c
		ON c.project = s.project AND c.n = s.n AND c.root = s.root WHERE s.project = $1 AND s.n > $2)`
	insertPart   = `INSERT INTO cordon.snapshot_part (project, id, part, body) VALUES ($1, $2, $3, $4)`
	keepSnapshot = `INSERT INTO cordon.snapshot AS s (project, id, n, size, root, sums, crc) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (project) DO UPDATE SET id = excluded.id, n = excluded.n, size = excluded.size,
			root = excluded.root, sums = excluded.sums, crc = excluded.crc
		WHERE s.n <= excluded.n OR NOT EXISTS (
			SELECT 1 FROM cordon.commits AS c WHERE c.project = s.project AND c.n = s.n AND c.root = s.root)`
	dropParts      = `DELETE FROM cordon.snapshot_part WHERE project = $1 AND id <> $2`
	selectSnapshot = `SELECT id, n, size, root, sums, crc FROM cordon.snapshot WHERE project = $1`
	measureParts   = `SELECT count(*), coalesce(sum(octet_length(body)), 0)::bigint FROM cordon.snapshot_part WHERE project = $1 AND id = $2`
	selectPart     = `SELECT body FROM cordon.snapshot_part WHERE project = $1 AND id = $2 AND part = $3`
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// header is what a saved snapshot says about itself.
type header struct {
	id   [16]byte // of this snapshot, ties the parts to it
	n    int64
	size int64
	root []byte
	sums []byte // CRC-32C of each part, 4 bytes little-endian
}

// crc is the checksum over everything else in the header and the project's id.
func (h *header) crc(project [16]byte) int64 {
	b := append([]byte{}, project[:]...)
	b = append(b, h.id[:]...)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.n))
	b = binary.LittleEndian.AppendUint64(b, uint64(h.size))
	b = append(append(b, h.root...), h.sums...)
	return int64(crc32.Checksum(b, castagnoli))
}

func (h *header) parts() int64 { return (h.size + partSize - 1) / partSize }

// rootAt gives the root hash of the tree over commits 1..n, nil if there is no
// commit n.
func (s *Store) rootAt(ctx context.Context, q querier, n int64) (root []byte, err error) {
	if n == 0 {
		h, err := tlog.TreeHash(0, nil)
		return h[:], err
	}
	err = q.QueryRow(ctx, selectRoot, s.id, n).Scan(&root)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return root, err
}

// SaveSnapshot implements store.Store. It is one transaction on a connection of
// its own: whole or absent, and beside everything else.
func (s *Store) SaveSnapshot(ctx context.Context, n uint64, w io.WriterTo) error {
	const op = "save snapshot"
	if err := s.enter(ctx, op); err != nil {
		return err
	}
	defer s.gate.Leave()
	h := &header{id: newID(), n: int64(n)}
	var newer bool
	err := s.db.again(ctx, func(ctx context.Context) (err error) {
		if h.root, err = s.rootAt(ctx, s.db.pool, h.n); err != nil {
			return err
		}
		if h.root == nil {
			head, _, err := s.head(ctx, op, s.db.pool)
			if err != nil {
				return err
			}
			return store.SnapshotAhead(n, head)
		}
		return s.db.pool.QueryRow(ctx, keptNewer, s.id, h.n).Scan(&newer)
	})
	if err != nil || newer {
		return s.fail(ctx, op, err)
	}
	c, err := s.db.dial(ctx)
	if err != nil {
		return s.fail(ctx, op, err)
	}
	defer hangUp(c)
	if _, err := c.Exec(ctx, "BEGIN"); err != nil {
		return s.fail(ctx, op, err)
	}
	p := &partWriter{store: s, ctx: ctx, c: c, header: h}
	if _, err := w.WriteTo(p); err != nil && p.err == nil {
		return err
	}
	p.flush()
	if p.err != nil {
		return s.fail(ctx, op, p.err)
	}
	return s.fail(ctx, op, s.keep(ctx, c, h))
}

// keep makes the parts written through c the saved snapshot, unless a newer
// one came meanwhile.
func (s *Store) keep(ctx context.Context, c *pgx.Conn, h *header) error {
	tag, err := c.Exec(ctx, keepSnapshot, s.id, h.id, h.n, h.size, h.root, filled(h.sums), h.crc(s.id))
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	if _, err := c.Exec(ctx, dropParts, s.id, h.id); err != nil {
		return err
	}
	_, err = c.Exec(ctx, "COMMIT")
	return err
}

// partWriter writes content in parts and fills in the header's size and sums.
type partWriter struct {
	store  *Store
	ctx    context.Context
	c      *pgx.Conn
	header *header
	part   []byte
	err    error // of the database; the source sees it too
}

func (p *partWriter) Write(b []byte) (n int, err error) {
	for len(b) > 0 && p.err == nil {
		if p.part == nil {
			p.part = make([]byte, 0, partSize)
		}
		k := min(len(b), partSize-len(p.part))
		p.part, b, n = append(p.part, b[:k]...), b[k:], n+k
		if len(p.part) == partSize {
			p.flush()
		}
	}
	return n, p.err
}

func (p *partWriter) flush() {
	if len(p.part) == 0 || p.err != nil {
		return
	}
	h := p.header
	_, p.err = p.c.Exec(p.ctx, insertPart, p.store.id, h.id, h.size/partSize, p.part)
	h.sums = binary.LittleEndian.AppendUint32(h.sums, crc32.Checksum(p.part, castagnoli))
	h.size += int64(len(p.part))
	p.part = p.part[:0]
}

// LoadSnapshot implements store.Store. The reader has a connection and a
// transaction of its own, which keep the parts it sees while newer snapshots
// are saved; close it soon.
func (s *Store) LoadSnapshot(ctx context.Context) (uint64, int64, store.SnapshotReader, error) {
	const op = "load snapshot"
	if err := s.enter(ctx, op); err != nil {
		return 0, 0, nil, err
	}
	defer s.gate.Leave()
	c, _, err := s.view(ctx, op)
	if err != nil {
		return 0, 0, nil, s.fail(ctx, op, err)
	}
	h, err := s.snapshotHeader(ctx, c)
	if err != nil {
		hangUp(c)
		return 0, 0, nil, s.fail(ctx, op, err)
	}
	return uint64(h.n), h.size, &snapshotReader{store: s, c: c, header: h, held: -1}, nil
}

// snapshotHeader reads the header and checks all but the content.
func (s *Store) snapshotHeader(ctx context.Context, c *pgx.Conn) (*header, error) {
	h := &header{}
	var crc, count, size int64
	err := c.QueryRow(ctx, selectSnapshot, s.id).Scan(&h.id, &h.n, &h.size, &h.root, &h.sums, &crc)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, s.noSnapshot("there is none")
	}
	if err != nil {
		return nil, err
	}
	if crc != h.crc(s.id) || h.size < 0 || h.size > maxSnapshotSize || h.n < 0 || int64(len(h.sums)) != 4*h.parts() {
		return nil, s.noSnapshot("its header is damaged")
	}
	root, err := s.rootAt(ctx, c, h.n)
	if err != nil {
		return nil, err
	}
	if string(root) != string(h.root) {
		return nil, s.noSnapshot("it belongs to another history")
	}
	if err := c.QueryRow(ctx, measureParts, s.id, h.id).Scan(&count, &size); err != nil {
		return nil, err
	}
	if count != h.parts() || size != h.size {
		return nil, s.noSnapshot("a part of it is missing")
	}
	return h, nil
}

// noSnapshot is the NotFound of a saved snapshot that cannot be used.
func (s *Store) noSnapshot(why string) error {
	return complain(fault.NotFound, "load snapshot", s.name,
		"there is no saved snapshot that can be used; it will be made again", errors.New(why))
}

// snapshotReader is the store.SnapshotReader of a saved snapshot.
type snapshotReader struct {
	store  *Store
	header *header

	mu sync.Mutex // the connection answers one at a time
	c  *pgx.Conn

	at   int64  // next byte of Read
	part []byte // the part Read is in
	held int64  // its number
}

var _ store.SnapshotReader = (*snapshotReader)(nil)

// fetch reads and verifies part i.
func (r *snapshotReader) fetch(i int64) (body []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r.mu.Lock()
	err = r.c.QueryRow(ctx, selectPart, r.store.id, r.header.id, i).Scan(&body)
	r.mu.Unlock()
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, r.store.noSnapshot("a part of it is missing")
	case err != nil:
		return nil, r.store.fail(ctx, "load snapshot", err)
	}
	if int64(len(body)) != min(partSize, r.header.size-i*partSize) ||
		crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(r.header.sums[4*i:]) {
		return nil, r.store.noSnapshot(fmt.Sprintf("its content is damaged after byte %d", i*partSize))
	}
	return body, nil
}

// ReadAt implements io.ReaderAt; whole parts (multiples of 1 MiB) are the cheapest to ask for.
func (r *snapshotReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fault.New(fault.Invalid, "read snapshot", "the offset %d is negative", off)
	}
	for n < len(p) {
		if off >= r.header.size {
			return n, io.EOF
		}
		body, err := r.fetch(off / partSize)
		if err != nil {
			return n, err
		}
		k := copy(p[n:], body[off%partSize:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

// Read implements io.Reader.
func (r *snapshotReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if r.at >= r.header.size {
		return 0, io.EOF
	}
	if i := r.at / partSize; r.held != i {
		body, err := r.fetch(i)
		if err != nil {
			return 0, err
		}
		r.part, r.held = body, i
	}
	n := copy(p, r.part[r.at%partSize:])
	r.at += int64(n)
	return n, nil
}

// Close implements io.Closer.
func (r *snapshotReader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	hangUp(r.c)
	return nil
}
