package job

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// cleanEvery is how often the folder is looked through.
const cleanEvery = time.Hour

// tend looks after the rows until the runner stops. It has a context of its
// own: what a stop finds half done is still written.
func (r *Runner) tend() {
	ctx := context.Background()
	ticker := time.NewTicker(r.cfg.Beat)
	defer ticker.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-ticker.C:
		case <-r.wake:
		}
		r.tick(ctx)
	}
}

// tick does once what there is to do. What fails is logged and tried again by
// the next tick, so that a database that was gone needs no help.
func (r *Runner) tick(ctx context.Context) {
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"store how jobs ended", r.storeEnds}, {"beat", r.beat}, {"take jobs", r.take}, {"look after other nodes", r.reap},
	} {
		if err := step.do(ctx); err != nil {
			r.cfg.Log.WarnContext(ctx, "background jobs wait for the database", "step", step.name, "error", err)
			return
		}
	}
	if now := r.cfg.Clock(); now.Sub(r.cleaned) >= cleanEvery || now.Before(r.cleaned) {
		r.clean(ctx)
	}
}

// beat writes the progress of the jobs that run here, and learns which of them
// were cancelled or are no longer ours.
func (r *Runner) beat(ctx context.Context) error {
	r.mu.Lock()
	var due []*Task
	for _, t := range r.running {
		due = append(due, t)
	}
	r.mu.Unlock()
	now := r.cfg.Clock()
	for _, t := range due {
		at := t.progress()
		if at == t.stored && now.Sub(t.beaten) < r.cfg.Lease/6 && !now.Before(t.beaten) {
			if cancelled, err := r.cancelAsked(ctx, t.ID); err != nil {
				return err
			} else if cancelled {
				t.cancel(errCancelled)
			}
			continue
		}
		cancelled, ours, err := r.writeBeat(ctx, t.ID, at)
		switch {
		case err != nil:
			return err
		case !ours && r.runsHere(t.ID):
			t.cancel(errLost)
		case cancelled:
			t.cancel(errCancelled)
		}
		t.stored, t.beaten = at, now
	}
	return nil
}

// runsHere tells a job that ended meanwhile from one that was taken away.
func (r *Runner) runsHere(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running[id] != nil && r.unstored[id] == nil
}

// take starts jobs of the queue as long as there is room.
func (r *Runner) take(ctx context.Context) error {
	for {
		r.mu.Lock()
		room := len(r.running) < r.cfg.Workers && !r.stopped
		r.mu.Unlock()
		if !room {
			return nil
		}
		j, ok, err := r.claim(ctx)
		if err != nil || !ok {
			return err
		}
		r.begin(ctx, j)
	}
}

func (r *Runner) begin(ctx context.Context, j Job) {
	t := &Task{Job: j, r: r, beaten: r.cfg.Clock()}
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	r.mu.Lock()
	r.running[j.ID] = t
	if r.stopped {
		t.cancel(errStopped)
	}
	r.mu.Unlock()
	r.works.Go(func() { r.work(t) })
}

// reap ends the jobs of nodes that have been silent for a lease. Silence is
// measured here, from the first time a beat was seen.
func (r *Runner) reap(ctx context.Context) error {
	others, err := r.others(ctx)
	if err != nil {
		return err
	}
	now := r.cfg.Clock()
	still := map[string]sighting{}
	for id, o := range others {
		s, known := r.seen[id]
		if !known || s.run != o.run || s.beat != o.beat || now.Before(s.since) {
			o.since = now
			still[id] = o
			continue
		}
		if now.Sub(s.since) < r.cfg.Lease {
			still[id] = s
			continue
		}
		if err := r.interrupt(ctx, id, s); err != nil {
			return err
		}
		r.cfg.Log.WarnContext(ctx, "job interrupted: its node is silent", "job_id", id)
	}
	r.seen = still
	return nil
}

var idPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

// clean removes files whose time is over, and folders that no job needs.
func (r *Runner) clean(ctx context.Context) {
	r.cleaned = r.cfg.Clock()
	if err := errors.Join(r.removeOld(ctx), r.removeOrphans(ctx)); err != nil {
		r.cfg.Log.WarnContext(ctx, "files of jobs not cleaned", "error", err)
	}
}

func (r *Runner) removeOld(ctx context.Context) error {
	old, err := r.outdated(ctx)
	if err != nil {
		return err
	}
	for _, j := range old {
		_, err := os.Stat(r.folder(j.ID))
		if here := err == nil; !here && j.Node != r.cfg.Node {
			continue // that node removes it
		}
		if err := os.RemoveAll(r.folder(j.ID)); err != nil {
			return r.folderFault(err)
		}
		if err := r.writeRemoved(ctx, j.ID); err != nil {
			return err
		}
	}
	return nil
}

// removeOrphans removes folders of jobs that have ended without a file, and of
// jobs that are in no table, as after a restore.
func (r *Runner) removeOrphans(ctx context.Context) error {
	entries, err := os.ReadDir(r.cfg.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return r.folderFault(err)
	}
	for _, e := range entries {
		if !idPattern.MatchString(e.Name()) {
			continue
		}
		j, err := r.Job(ctx, e.Name())
		switch {
		case err == nil && (!j.State.Ended() || j.File != nil):
			continue
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return err
		}
		r.mu.Lock()
		_, ours := r.unstored[e.Name()]
		r.mu.Unlock()
		if ours {
			continue
		}
		if err := os.RemoveAll(r.folder(e.Name())); err != nil {
			return r.folderFault(err)
		}
	}
	return nil
}
