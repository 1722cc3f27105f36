package serve

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
)

// Progress is told how far long work is; total is 0 where that is not known.
type Progress func(what string, done, total uint64)

// source is an open server as a backup sees it. Records are opened anew and for
// reading, so that those who work on them notice nothing.
type source struct{ n *Node }

// Dump implements backup.Source.
func (s source) Dump(ctx context.Context, w io.Writer) error {
	carried, err := s.n.carried()
	if err != nil {
		return err
	}
	return s.n.Admin.DumpWith(ctx, w, carried)
}

// Records implements backup.Source.
func (s source) Records(ctx context.Context) ([]backup.Record, error) { return s.n.recordList(ctx) }

// Open implements backup.Source.
func (s source) Open(ctx context.Context, r backup.Record) (store.Store, error) {
	return s.n.readRecord(ctx, r.Name)
}

// Files implements backup.Source.
func (s source) Files(_ context.Context, project string) (backup.Files, error) {
	return s.n.files.of(project)
}

// mostAbsent bounds the list of files that a report names one by one.
const mostAbsent = 1000

// Backup writes a backup of a server's data, which may be in use, to a new file
// and reads it again to prove that it is whole. It makes and upgrades nothing in
// the data, and records there that a backup was made. Conflict if the file is
// there; Invalid if the data are of an older Cordon or a record is damaged.
func Backup(ctx context.Context, p *settings.Place, env Env, path string, progress Progress) (rep api.BackupReport, err error) {
	err = within(ctx, p, env, reading, func(n *Node) error {
		o := n.backupOptions(&rep, progress)
		sum, err := backup.WriteFile(ctx, path, source{n}, o, &backup.ReadOptions{Progress: checking(progress), Admin: scratch(filepath.Dir(path), &rep)})
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return fault.Wrap(fault.Unavailable, "look at the backup", err)
		}
		fillReport(&rep, &sum)
		rep.File, rep.Bytes = path, info.Size()
		return nil
	})
	if err != nil {
		return rep, err
	}
	err = within(ctx, p, env, beside, func(n *Node) error { return n.Security.Record(ctx, n.backupMade(&rep, audit.Event{})) })
	if err != nil {
		return rep, &fault.Error{
			Kind: fault.KindOf(err), Op: "record the backup", Subject: path,
			Message: "the backup was made and stands the check, but the record of security events could not take that down", Err: err,
		}
	}
	return rep, nil
}

func (n *Node) backupOptions(rep *api.BackupReport, progress Progress) backup.Options {
	rep.Absent = []api.BackupAbsent{}
	return backup.Options{
		Now: n.env.Now, Program: n.env.Version, Progress: progress,
		Absent: func(digest, state string, projects []string) {
			if len(rep.Absent) < mostAbsent {
				rep.Absent = append(rep.Absent, api.BackupAbsent{Digest: digest, State: state, Projects: projects})
			}
		},
	}
}

// checking tells progress that what is being read is being checked.
func checking(progress Progress) Progress {
	if progress == nil {
		return nil
	}
	return func(what string, done, total uint64) { progress("checking "+what, done, total) }
}

// scratch gives a function that loads an administrative dump into a database of
// its own below dir, to show that it can be loaded, and takes that away. rep is
// told of the key in it.
func scratch(dir string, rep *api.BackupReport) func(context.Context, io.Reader) error {
	return func(ctx context.Context, dump io.Reader) (err error) {
		place, err := os.MkdirTemp(dir, ".cordon-check-*")
		if err != nil {
			return fault.Wrap(fault.Unavailable, "make room for the check", err)
		}
		defer func() {
			err = errors.Join(err, fault.Wrap(fault.Unavailable, "tidy up after the check", os.RemoveAll(place)))
		}()
		db, err := admin.OpenSQLite(ctx, filepath.Join(place, "admin.db"))
		if err != nil {
			return err
		}
		_, err = loadDump(ctx, db, dump, rep)
		return errors.Join(err, db.Close())
	}
}

func fillReport(rep *api.BackupReport, sum *backup.Summary) {
	rep.Made, rep.Program = sum.Made.UTC().Format(time.RFC3339), sum.Program
	rep.Files = api.BackupFiles{Kept: sum.Files.Kept, Bytes: sum.Files.Bytes, Missing: sum.Files.Missing, Changed: sum.Files.Changed}
	rep.Records, rep.Empty = []api.BackupRecord{}, []string{}
	if rep.Absent == nil {
		rep.Absent = []api.BackupAbsent{}
	}
	for _, r := range sum.Records {
		rep.Records = append(rep.Records, api.BackupRecord{ID: r.Name, Kind: string(r.Kind), Commits: r.Commits, Root: base64.StdEncoding.EncodeToString(r.Root)})
	}
	for _, s := range sum.Skipped {
		rep.Empty = append(rep.Empty, s.Name)
	}
}

// backupMade completes the event of a backup.
func (n *Node) backupMade(rep *api.BackupReport, e audit.Event) audit.Event {
	e.Kind, e.Subject, e.Time = audit.BackupMade, filepath.Base(rep.File), n.env.Now()
	e.Details = map[string]string{
		"bytes": strconv.FormatInt(rep.Bytes, 10), "records": strconv.Itoa(len(rep.Records)),
		"files": strconv.Itoa(rep.Files.Kept), "files_missing": strconv.Itoa(rep.Files.Missing), "files_changed": strconv.Itoa(rep.Files.Changed),
	}
	return audit.Clean(e)
}

// The kinds of job that are about the whole server. Administrators alone start
// them, and read what they leave.
const (
	JobBackup = "backup"        // leaves the backup as its file and an api.BackupReport
	JobCheck  = "server-doctor" // leaves an api.ServerCheck
)

// registerJobs tells the runner how these are done. Call it before it starts.
func (n *Node) registerJobs() {
	n.Jobs.Register(JobBackup, n.backupJob)
	n.Jobs.Register(JobCheck, n.checkJob)
}

// jobOwner gives the administrator who asked for a job, if he still is one.
func (n *Node) jobOwner(ctx context.Context, t *job.Task) (audit.Event, error) {
	u, err := n.Accounts.User(ctx, t.Owner)
	if err != nil {
		return audit.Event{}, err
	}
	if u.Disabled || !u.Admin {
		return audit.Event{}, fault.New(fault.Denied, "do a job", "who asked for this is no server administrator any more")
	}
	return audit.Event{Actor: u.ID, ActorName: u.Login}, nil
}

func (n *Node) backupJob(ctx context.Context, t *job.Task) (any, error) {
	by, err := n.jobOwner(ctx, t)
	if err != nil {
		return nil, err
	}
	var rep api.BackupReport
	o := n.backupOptions(&rep, t.Report)
	if o.Folder, err = t.Folder(); err != nil {
		return nil, err
	}
	name := "cordon-" + n.env.Now().UTC().Format("2006-01-02-1504") + ".backup"
	out, err := t.Create(name, "application/x-tar")
	if err != nil {
		return nil, err
	}
	sum, err := backup.Write(ctx, out, source{n}, o)
	if err != nil {
		return nil, err
	}
	size := new(length)
	err = out.Reread(func(r io.Reader) error {
		_, err := backup.Verify(ctx, io.TeeReader(r, size), backup.ReadOptions{Progress: checking(t.Report), Admin: scratch(o.Folder, &rep)})
		return err
	})
	if err != nil {
		return nil, err
	}
	fillReport(&rep, &sum)
	rep.File, rep.Bytes = name, int64(*size)
	// The result of a job is bounded; the file itself holds the whole list.
	rep.Absent = rep.Absent[:min(len(rep.Absent), 100)]
	return &rep, n.Security.Record(ctx, n.backupMade(&rep, by))
}

// length counts what is written.
type length int64

// Write implements io.Writer.
func (l *length) Write(p []byte) (int, error) {
	*l += length(len(p))
	return len(p), nil
}
