package host

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Paper is something people arrange around a project and that is no part of its
// record: the layout of a diagram, a view of a grid.
type Paper struct {
	Name     string
	Body     json.RawMessage // any JSON
	Revision uint64          // from 1, rises with each change
	Changed  time.Time
	By       string // id of the user who changed it last
}

const (
	// LongestPaper is how many bytes a paper may have.
	LongestPaper = 1 << 20
	// NoPaper is what a writer saw who found none: KeepPaper then writes no
	// other.
	NoPaper = ^uint64(0)
	// mostPapers is how many papers of a kind a project may have.
	mostPapers = 500
)

// Papers lists the papers of a kind in order of name, without their bodies.
func (l *Lease) Papers(ctx context.Context, kind string) ([]Paper, error) {
	var list []Paper
	err := l.host.cfg.Admin.Read(ctx, func(tx *sql.Tx) error {
		list = []Paper{}
		rows, err := tx.QueryContext(ctx, "SELECT name, revision, changed, changed_by FROM admin_papers WHERE project = $1 AND kind = $2 ORDER BY name", l.room.id, kind)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p Paper
			var changed int64
			if err := rows.Scan(&p.Name, &p.Revision, &changed, &p.By); err != nil {
				return err
			}
			p.Changed = time.UnixMilli(changed).UTC()
			list = append(list, p)
		}
		return rows.Err()
	})
	return list, err
}

// Paper gives one paper. NotFound if there is none of this name.
func (l *Lease) Paper(ctx context.Context, kind, name string) (Paper, error) {
	p := Paper{Name: name}
	err := l.host.cfg.Admin.Read(ctx, func(tx *sql.Tx) error {
		var body string
		var changed int64
		err := tx.QueryRowContext(ctx, "SELECT body, revision, changed, changed_by FROM admin_papers WHERE project = $1 AND kind = $2 AND name = $3", l.room.id, kind, name).
			Scan(&body, &p.Revision, &changed, &p.By)
		p.Body, p.Changed = json.RawMessage(body), time.UnixMilli(changed).UTC()
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		f := fault.New(fault.NotFound, "read a "+kind, "there is no %s %q", fault.Word(kind), name)
		f.Subject = name
		return p, f
	}
	return p, err
}

// KeepPaper writes a paper and gives it with its revision. seen is the revision
// the writer saw: 0 writes whatever there is, NoPaper only a new one. Conflict, with the revision there
// is as Head, if it is another by now.
func (l *Lease) KeepPaper(ctx context.Context, kind string, p Paper, seen uint64) (Paper, error) {
	now := l.host.cfg.Clock()
	p.Changed = now.UTC().Truncate(time.Millisecond)
	err := l.host.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		var there uint64
		err := tx.QueryRowContext(ctx, "SELECT revision FROM admin_papers WHERE project = $1 AND kind = $2 AND name = $3", l.room.id, kind, p.Name).Scan(&there)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if seen != 0 && seen != there && (seen != NoPaper || there != 0) {
			f := fault.New(fault.Conflict, "keep a "+kind, "%s was changed by somebody else meanwhile; look at it and change it again", p.Name)
			f.Subject, f.Head = p.Name, there
			return f
		}
		p.Revision = there + 1
		if there > 0 {
			_, err = tx.ExecContext(ctx, "UPDATE admin_papers SET body = $1, revision = $2, changed = $3, changed_by = $4 WHERE project = $5 AND kind = $6 AND name = $7",
				string(p.Body), p.Revision, now.UnixMilli(), p.By, l.room.id, kind, p.Name)
			return err
		}
		var count int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_papers WHERE project = $1 AND kind = $2", l.room.id, kind).Scan(&count); err != nil {
			return err
		}
		if count >= mostPapers {
			return fault.New(fault.Invalid, "keep a "+kind, "there are %d already; remove one you no longer need", count)
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO admin_papers (project, kind, name, body, revision, changed, changed_by) VALUES ($1, $2, $3, $4, 1, $5, $6)",
			l.room.id, kind, p.Name, string(p.Body), now.UnixMilli(), p.By)
		return err
	})
	return p, err
}

// DropPaper removes a paper. NotFound if there is none of this name.
func (l *Lease) DropPaper(ctx context.Context, kind, name string) error {
	return l.host.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, "DELETE FROM admin_papers WHERE project = $1 AND kind = $2 AND name = $3", l.room.id, kind, name)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			f := fault.New(fault.NotFound, "remove a "+kind, "there is no %s %q", fault.Word(kind), name)
			f.Subject = name
			return errors.Join(err, f)
		}
		return nil
	})
}
