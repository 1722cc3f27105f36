package server

import (
	"bufio"
	"slices"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

// state finds the state that an export is of.
func (r *jobRun) state() (app.State, error) { return r.call.lease.At(r.ctx, r.params.At) }

func (r *jobRun) exportText() (res api.JobResult, err error) {
	st, err := r.state()
	if err != nil {
		return res, err
	}
	key := r.call.entry.Key
	out, err := r.task.Create(key+".tar.gz", "application/gzip")
	if err != nil {
		return res, err
	}
	packed, err := transfer.Pack(r.ctx, out, key, st.Snapshot, transfer.HeaderOf(r.call.lease.ID()), r.files,
		func(n int) { r.task.Report("writing files", uint64(n), 0) })
	if err != nil {
		return res, err
	}
	rep := &api.ExportReport{Commit: st.Snapshot.Commit(), Items: st.Snapshot.Len(), Files: packed.Files, Missing: []string{}, Lacking: len(packed.Missing)}
	rep.Missing = append(rep.Missing, packed.Missing[:min(len(packed.Missing), 1000)]...)
	return api.JobResult{Export: rep}, nil
}

func (r *jobRun) exportLines() (res api.JobResult, err error) {
	st, err := r.state()
	if err != nil {
		return res, err
	}
	out, err := r.task.Create(r.call.entry.Key+".ndjson", ndjson)
	if err != nil {
		return res, err
	}
	w := bufio.NewWriterSize(out, 64<<10)
	all := st.Snapshot.Len()
	pick := &picker{s: st.Snapshot, kinds: model.Kinds(), live: true, retired: true}
	slices.Sort(pick.kinds)
	count, line := 0, []byte(nil)
	for n, err := range pick.all(r.ctx, model.NoNode) {
		if err != nil {
			return res, err
		}
		line = append(answer.AppendItem(line[:0], st.Snapshot, n, nil), '\n')
		if _, err := w.Write(line); err != nil {
			return res, err
		}
		if count++; count%lookEvery == 0 {
			r.task.Report("writing items", uint64(count), uint64(all))
		}
	}
	end := append(mustJSON(api.BulkEnd{End: api.BulkCount{Items: count, Commit: st.Snapshot.Commit()}}), '\n')
	if _, err := w.Write(end); err != nil {
		return res, err
	}
	return api.JobResult{Export: &api.ExportReport{Commit: st.Snapshot.Commit(), Items: count, Missing: []string{}}}, w.Flush()
}

func (r *jobRun) exportLog() (res api.JobResult, err error) {
	e := audit.Event{
		Kind: audit.LogExported, Subject: r.call.entry.Key, Project: r.call.entry.ID, Actor: r.call.caller.user, ActorName: r.call.caller.name,
	}
	if err := r.s.cfg.Audit.Record(r.ctx, e); err != nil {
		return res, err
	}
	st, err := r.call.lease.Head(r.ctx)
	if err != nil {
		return res, err
	}
	key, err := r.call.lease.VerifierKey()
	if err != nil {
		return res, err
	}
	out, err := r.task.Create(r.call.entry.Key+".log", "application/octet-stream")
	if err != nil {
		return res, err
	}
	r.task.Report("writing the log", 0, st.Snapshot.Commit())
	w := bufio.NewWriterSize(out, 64<<10)
	if err := r.call.lease.ExportLog(r.ctx, w); err != nil {
		return res, err
	}
	return api.JobResult{Export: &api.ExportReport{Commit: st.Snapshot.Commit(), Missing: []string{}, Verifier: key}}, w.Flush()
}

func (r *jobRun) doctor() (res api.JobResult, err error) {
	word := "no"
	if r.params.Repair {
		word = "yes"
	}
	e := audit.Event{
		Kind: audit.DoctorRun, Subject: r.call.entry.Key, Project: r.call.entry.ID, Actor: r.call.caller.user, ActorName: r.call.caller.name,
		Details: map[string]string{"repair": word},
	}
	if err := r.s.cfg.Audit.Record(r.ctx, e); err != nil {
		return res, err
	}
	rep, err := r.s.cfg.Examine(r.ctx, r.task.Project, r.params.Repair, r.task.Report)
	if err != nil {
		return res, err
	}
	d := &api.DoctorReport{
		Commits: rep.Commits, Items: rep.Items, Found: rep.Found, Rebuilt: rep.Rebuilt, Differences: texts(rep.Differences),
		Evidence: api.EvidenceCheck{Changed: []string{}, Missing: []string{}},
	}
	return api.JobResult{Doctor: d}, r.checkFiles(&d.Evidence)
}

// checkFiles reads every file that evidence of the newest state records.
func (r *jobRun) checkFiles(d *api.EvidenceCheck) error {
	st, err := r.call.lease.Head(r.ctx)
	if err != nil {
		return err
	}
	recorded := recordedFiles(st.Snapshot)
	digests := make([]string, 0, len(recorded))
	for digest := range recorded {
		digests = append(digests, digest)
	}
	slices.Sort(digests)
	const most = 100
	for i, digest := range digests {
		r.task.Report("reading files of evidence", uint64(i), uint64(len(digests)))
		if err := r.ctx.Err(); err != nil {
			return err
		}
		into := &d.Missing
		switch r.files.Check(digest) {
		case app.FilePresent:
			d.Present++
			continue
		case app.FileChanged:
			into = &d.Changed
		}
		if d.Wrong++; len(*into) < most {
			*into = append(*into, digest)
		}
	}
	r.call.lease.FilesChanged()
	return nil
}
