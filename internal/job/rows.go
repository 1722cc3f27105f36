package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

const columns = `id, kind, project, owner, params, state, node, progress_what, progress_done, progress_total, created, started, ended,
	result, error_kind, error_message, error_reference, file_name, file_type, file_size, file_digest, file_until, file_removed`

// query reads jobs, those that run here with their progress of this moment.
func (r *Runner) query(ctx context.Context, where, order string, args ...any) ([]Job, error) {
	var list []Job
	err := r.cfg.DB.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+columns+" FROM admin_jobs WHERE "+where+" "+order, args...) //nolint:gosec // texts of this package
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			j, err := scan(rows)
			if err != nil {
				return err
			}
			list = append(list, j)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "read jobs", err)
	}
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range list {
		j := &list[i]
		if t := r.running[j.ID]; t != nil && j.State == Running {
			j.Progress = t.progress()
		}
		if j.File != nil && !now.Before(j.File.Until) {
			j.File.Removed = true
		}
	}
	return list, nil
}

func scan(rows *sql.Rows) (Job, error) {
	var j Job
	var f File
	var params, result, kind, message, reference string
	var done, total, created, started, ended, until, removed int64
	err := rows.Scan(&j.ID, &j.Kind, &j.Project, &j.Owner, &params, &j.State, &j.Node, &j.Progress.What, &done, &total, &created, &started, &ended,
		&result, &kind, &message, &reference, &f.Name, &f.Type, &f.Size, &f.Digest, &until, &removed)
	if err != nil {
		return j, err
	}
	j.Params = json.RawMessage(params)
	j.Progress.Done, j.Progress.Total = uint64(done), uint64(total)
	j.Created, j.Started, j.Ended = moment(created), moment(started), moment(ended)
	if result != "" {
		j.Result = json.RawMessage(result)
	}
	if message != "" {
		j.Failure = &Failure{Kind: kindNamed(kind), Message: message, Reference: reference}
	}
	if f.Name != "" {
		f.Until, f.Removed = moment(until), removed != 0
		j.File = &f
	}
	return j, nil
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func kindNamed(name string) fault.Kind {
	for _, k := range []fault.Kind{fault.Invalid, fault.NotFound, fault.Conflict, fault.Denied, fault.Unavailable} {
		if k.String() == name {
			return k
		}
	}
	return fault.Internal
}

func (r *Runner) insert(ctx context.Context, j *Job) error {
	return r.cfg.DB.Write(ctx, func(tx *sql.Tx) error {
		var n int
		err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_jobs WHERE owner = $1 AND state IN ('queued', 'running')", j.Owner).Scan(&n)
		if err != nil {
			return err
		}
		if n >= r.cfg.PerOwner {
			return fault.New(fault.Unavailable, "start a job", "%d of your jobs wait or run already; wait until one has ended, or cancel one", n)
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO admin_jobs (id, kind, project, owner, params, state, created) VALUES ($1, $2, $3, $4, $5, 'queued', $6)",
			j.ID, j.Kind, j.Project, j.Owner, string(j.Params), millis(j.Created))
		return err
	})
}

// claim takes the oldest job of the queue that this node knows how to do.
func (r *Runner) claim(ctx context.Context) (j Job, ok bool, err error) {
	if len(r.kinds) == 0 {
		return j, false, nil
	}
	var args []any
	var marks []string
	for _, k := range slices.Sorted(maps.Keys(r.kinds)) {
		args = append(args, k)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	where := "state = 'queued' AND kind IN (" + strings.Join(marks, ", ") + ")"
	list, err := r.query(ctx, where, "ORDER BY id LIMIT 10", args...)
	if err != nil {
		return j, false, err
	}
	for _, j := range list {
		j.State, j.Node, j.Started = Running, r.cfg.Node, r.now()
		n, err := r.update(ctx, "UPDATE admin_jobs SET state = 'running', node = $1, run = $2, started = $3, beat = beat + 1 WHERE id = $4 AND state = 'queued'",
			j.Node, r.run, millis(j.Started), j.ID)
		if err != nil {
			return j, false, err
		}
		if n == 1 {
			return j, true, nil
		}
	}
	return j, false, nil
}

// update runs one statement and gives how many rows it changed.
func (r *Runner) update(ctx context.Context, statement string, args ...any) (n int64, err error) {
	err = r.cfg.DB.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	return n, err
}

// writeBeat stores progress. ours is false if the job is no longer running on
// this node, as far as the row says.
func (r *Runner) writeBeat(ctx context.Context, id string, at Progress) (cancelled, ours bool, err error) {
	err = r.cfg.DB.Write(ctx, func(tx *sql.Tx) error {
		cancelled, ours = false, false
		res, err := tx.ExecContext(ctx, `UPDATE admin_jobs SET beat = beat + 1, progress_what = $1, progress_done = $2, progress_total = $3
			WHERE id = $4 AND run = $5 AND state = 'running'`, storable(at.What), clamp(at.Done), clamp(at.Total), id, r.run)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if ours = n == 1; err != nil || !ours {
			return err
		}
		return tx.QueryRowContext(ctx, "SELECT cancel FROM admin_jobs WHERE id = $1", id).Scan(&cancelled)
	})
	return cancelled, ours, err
}

// storable makes a text that both databases take.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(clip(s), "\uFFFD"), "\x00", "\uFFFD")
}

func clamp(n uint64) int64 { return int64(min(n, 1<<63-1)) }

func (r *Runner) cancelAsked(ctx context.Context, id string) (cancelled bool, err error) {
	err = r.cfg.DB.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "SELECT cancel FROM admin_jobs WHERE id = $1", id).Scan(&cancelled)
	})
	return cancelled, err
}

func (r *Runner) writeCancel(ctx context.Context, id string) error {
	return r.cfg.DB.Write(ctx, func(tx *sql.Tx) error {
		var state State
		err := tx.QueryRowContext(ctx, "SELECT state FROM admin_jobs WHERE id = $1", id).Scan(&state)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return noJob(id)
		case err != nil:
			return err
		case state == Cancelled:
			return nil
		case state.Ended():
			return &fault.Error{Kind: fault.Conflict, Op: "cancel a job", Subject: id, Message: fmt.Sprintf("this job has ended already; it is %s", state)}
		case state == Queued:
			_, err = tx.ExecContext(ctx, "UPDATE admin_jobs SET state = 'cancelled', cancel = 1, ended = $1 WHERE id = $2", millis(r.now()), id)
		default:
			_, err = tx.ExecContext(ctx, "UPDATE admin_jobs SET cancel = 1 WHERE id = $1", id)
		}
		return err
	})
}

// storeEnds writes how jobs ended. What cannot be written stays for the next
// time.
func (r *Runner) storeEnds(ctx context.Context) error {
	r.ending.Lock() // else the second to write an end would take it for another's
	defer r.ending.Unlock()
	r.mu.Lock()
	ends := slices.Collect(maps.Values(r.unstored))
	r.mu.Unlock()
	var errs []error
	for _, e := range ends {
		ours, err := r.writeEnd(ctx, &e.job)
		if err == nil && !ours {
			// Another node took this one for lost; the file is nobody's.
			err = r.folderFault(os.RemoveAll(r.folder(e.job.ID)))
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		r.mu.Lock()
		delete(r.unstored, e.job.ID)
		r.mu.Unlock()
	}
	return errors.Join(errs...)
}

// writeEnd writes how a job ended; ours is false if the row says that it ended
// otherwise.
func (r *Runner) writeEnd(ctx context.Context, j *Job) (ours bool, err error) {
	var failure Failure
	var file File
	kind := ""
	if j.Failure != nil {
		failure, kind = *j.Failure, j.Failure.Kind.String()
	}
	if j.File != nil {
		file = *j.File
	}
	err = r.cfg.DB.Write(ctx, func(tx *sql.Tx) error {
		ours = false
		_, err := tx.ExecContext(ctx, `UPDATE admin_jobs SET state = $1, ended = $2, progress_what = $3, progress_done = $4, progress_total = $5,
			result = $6, error_kind = $7, error_message = $8, error_reference = $9,
			file_name = $10, file_type = $11, file_size = $12, file_digest = $13, file_until = $14
			WHERE id = $15 AND run = $16 AND state = 'running'`,
			string(j.State), millis(j.Ended), storable(j.Progress.What), clamp(j.Progress.Done), clamp(j.Progress.Total),
			string(j.Result), kind, storable(failure.Message), failure.Reference,
			file.Name, file.Type, file.Size, file.Digest, millis(file.Until), j.ID, r.run)
		if err != nil {
			return err
		}
		// An earlier try may have been written though its answer was lost.
		var state State
		var ended int64
		err = tx.QueryRowContext(ctx, "SELECT state, ended FROM admin_jobs WHERE id = $1 AND run = $2", j.ID, r.run).Scan(&state, &ended)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		ours = state == j.State && ended == millis(j.Ended)
		return err
	})
	return ours, err
}

// endEarlierLives ends what this node ran before it was started anew.
func (r *Runner) endEarlierLives(ctx context.Context) error {
	_, err := r.update(ctx, `UPDATE admin_jobs SET state = 'interrupted', ended = $1, error_kind = $2, error_message = $3
		WHERE state = 'running' AND node = $4 AND run <> $5`,
		millis(r.now()), fault.Unavailable.String(), "the server was started anew while this job ran; start it again", r.cfg.Node, r.run)
	return err
}

// others gives the running jobs of other nodes with their beats.
func (r *Runner) others(ctx context.Context) (map[string]sighting, error) {
	found := map[string]sighting{}
	err := r.cfg.DB.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, run, beat FROM admin_jobs WHERE state = 'running' AND run <> $1", r.run)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var s sighting
			if err := rows.Scan(&id, &s.run, &s.beat); err != nil {
				return err
			}
			found[id] = s
		}
		return rows.Err()
	})
	return found, err
}

// interrupt ends another node's job unless it has beaten since.
func (r *Runner) interrupt(ctx context.Context, id string, s sighting) error {
	_, err := r.update(ctx, `UPDATE admin_jobs SET state = 'interrupted', ended = $1, error_kind = $2, error_message = $3
		WHERE id = $4 AND run = $5 AND beat = $6 AND state = 'running'`,
		millis(r.now()), fault.Unavailable.String(), "the server node that ran this job does not answer; start the job again", id, s.run, s.beat)
	return err
}

// outdated gives jobs whose file's time is over and that do not say so yet.
func (r *Runner) outdated(ctx context.Context) ([]Job, error) {
	return r.query(ctx, "file_removed = 0 AND file_name <> '' AND file_until <= $1", "ORDER BY id", millis(r.now()))
}

func (r *Runner) writeRemoved(ctx context.Context, id string) error {
	_, err := r.update(ctx, "UPDATE admin_jobs SET file_removed = 1 WHERE id = $1", id)
	return err
}
