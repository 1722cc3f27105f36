package serve

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Check examines everything a server keeps: the administrative database, the
// record of security events, each project's log with its tree and the tables
// made from it, and every file of evidence by its bytes. With repair it makes
// tables anew that differ from their log, and records that it ran; nothing else
// is ever changed. A server may be running meanwhile.
//
// What is wrong is in the result; an error means that the examination could not
// be made.
func Check(ctx context.Context, p *settings.Place, env Env, repair bool, progress Progress) (rep api.ServerCheck, err error) {
	u := reading
	if repair {
		u = beside
	}
	err = within(ctx, p, env, u, func(n *Node) error {
		rep, err = n.check(ctx, repair, audit.Event{}, progress)
		return err
	})
	return rep, err
}

// check examines an open server's data. by is who asked for it.
func (n *Node) check(ctx context.Context, repair bool, by audit.Event, progress Progress) (rep api.ServerCheck, err error) {
	if progress == nil {
		progress = func(string, uint64, uint64) {}
	}
	rep = api.ServerCheck{Data: n.dataFolder(), Admin: []string{}, Projects: []api.ProjectCheck{}, Leftovers: []api.Leftover{}}
	progress("administrative database", 0, 0)
	damage, err := n.Admin.Check(ctx)
	if err != nil {
		return rep, err
	}
	rep.Admin = append(rep.Admin, damage...)
	rep.Found += len(damage)
	if rep.Security, err = n.checkSecurity(ctx, progress); err != nil {
		return rep, err
	}
	if rep.Security.Wrong != "" {
		rep.Found++
	}
	if len(damage) == 0 {
		if err := n.checkProjects(ctx, repair, progress, &rep); err != nil {
			return rep, err
		}
	}
	if !repair {
		return rep, nil
	}
	by.Kind, by.Subject, by.Time = audit.DoctorRun, "server", n.env.Now()
	by.Details = map[string]string{"found": strconv.Itoa(rep.Found), "repaired": strconv.Itoa(rep.Repaired), "projects": strconv.Itoa(len(rep.Projects))}
	return rep, n.Security.Record(ctx, by)
}

func (n *Node) checkProjects(ctx context.Context, repair bool, progress Progress, rep *api.ServerCheck) error {
	list, err := n.listed(ctx)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := ctx.Err(); err != nil {
			return store.Cancelled("examine the server", err)
		}
		c := n.checkProject(ctx, e, repair, progress)
		switch {
		case c.Wrong != "":
			rep.Found++
		case c.Rebuilt:
			rep.Repaired++
		case c.Found > 0:
			rep.Found++
		}
		rep.Found += len(c.Damaged)
		rep.Projects = append(rep.Projects, c)
	}
	rep.Leftovers, err = n.leftovers(ctx, list)
	rep.Found += len(rep.Leftovers)
	return err
}

// listed gives the projects of the administrative database in order of keys.
func (n *Node) listed(ctx context.Context) (list []host.Entry, err error) {
	if n.Host != nil {
		return n.Host.Projects(ctx)
	}
	if err := n.openHost(commandSettings(settings.Place{})); err != nil {
		return nil, err
	}
	return n.Host.Projects(ctx)
}

// checkSecurity reads the stream as somebody would who has only an export.
func (n *Node) checkSecurity(ctx context.Context, progress Progress) (c api.SecurityCheck, err error) {
	progress("security events", 0, 0)
	key, err := n.Security.VerifierKey()
	if err != nil {
		return c, err
	}
	r, w := io.Pipe()
	exported := make(chan error, 1)
	go func() {
		b := bufio.NewWriter(w)
		err := n.Security.Export(ctx, b)
		if err == nil {
			err = b.Flush()
		}
		exported <- err
		w.CloseWithError(err)
	}()
	rep, err := audit.VerifyLog(r, audit.VerifyOptions{Options: ledger.Options{Key: key}})
	r.CloseWithError(io.ErrClosedPipe)
	failed := <-exported
	var unfit *ledger.Fault
	switch {
	case errors.As(failed, &unfit): // its events do not give the tree that is stored with them
		c.Wrong = unfit.Error() + "; restore a backup"
	case failed != nil && !errors.Is(failed, io.ErrClosedPipe):
		return c, failed
	case err != nil:
		c.Wrong = err.Error() + "; restore a backup"
	default:
		c.Events, c.Root = rep.Result.Size, base64.StdEncoding.EncodeToString(rep.Result.Root[:])
	}
	return c, nil
}

// checkProject examines one project. Why that cannot be done to the end is a
// finding, so that the others are examined too.
func (n *Node) checkProject(ctx context.Context, e host.Entry, repair bool, progress Progress) api.ProjectCheck {
	c := api.ProjectCheck{ID: e.ID, Key: e.Key, Differences: []string{}, Damaged: []api.DamagedFile{}}
	err := func() error {
		rep, err := n.examine(ctx, e.ID, repair, func(_ string, done, total uint64) { progress("project "+e.Key, done, total) })
		if err != nil {
			return err
		}
		c.Commits, c.Items, c.Found, c.Rebuilt = rep.Commits, rep.Items, rep.Found, rep.Rebuilt
		c.Differences = append(c.Differences, rep.Differences...)
		return n.checkFiles(ctx, e, rep.Snapshot, progress, &c)
	}()
	if err != nil {
		c.Wrong = err.Error()
	}
	return c
}

// examine checks the record of one project; see app.Doctor.
func (n *Node) examine(ctx context.Context, project string, repair bool, progress func(what string, done, total uint64)) (rep app.DoctorReport, err error) {
	open := n.readRecord
	if repair {
		open = n.stores.Open
	}
	st, err := open(ctx, project)
	if err != nil {
		return rep, err
	}
	rep, err = app.Doctor(ctx, app.Config{Store: st, Progress: progress}, repair)
	return rep, errors.Join(err, st.Close())
}

// checkFiles reads every file that evidence of a state records.
func (n *Node) checkFiles(ctx context.Context, e host.Entry, s *model.Snapshot, progress Progress, c *api.ProjectCheck) error {
	files, err := n.files.of(e.ID)
	if err != nil {
		return err
	}
	recorded := map[string][]string{}
	for node := range s.OfKind(model.KindEvidence) {
		if digest := s.EvidenceView(node).Digest(); digest != "" && s.Live(node) {
			recorded[digest] = append(recorded[digest], s.Key(node).String())
		}
	}
	digests := slices.Sorted(maps.Keys(recorded))
	for i, digest := range digests {
		progress("evidence of "+e.Key, uint64(i), uint64(len(digests)))
		if err := ctx.Err(); err != nil {
			return store.Cancelled("read the files of evidence", err)
		}
		if state := fileState(files, digest); state != "" {
			c.Damaged = append(c.Damaged, api.DamagedFile{Digest: digest, State: state, Items: recorded[digest]})
		} else {
			c.Present++
		}
	}
	return nil
}

// fileState reads a file and says what became of it, nothing if it is as it was.
func fileState(files blob.Store, digest string) string {
	switch files.Check(digest) {
	case trace.FilePresent:
		return ""
	case trace.FileChanged:
		return "changed"
	}
	return "missing"
}

// checkJob is an examination in the background of the server.
func (n *Node) checkJob(ctx context.Context, t *job.Task) (any, error) {
	by, err := n.jobOwner(ctx, t)
	if err != nil {
		return nil, err
	}
	var params struct {
		Repair bool `json:"repair"`
	}
	if err := json.Unmarshal(t.Params, &params); err != nil {
		return nil, fault.Wrap(fault.Invalid, "read the parameters of a job", err)
	}
	rep, err := n.check(ctx, params.Repair, by, t.Report)
	if err != nil {
		return nil, err
	}
	// The result of a job is bounded; the count in Found stays that of all.
	const most = 20
	rep.Leftovers = rep.Leftovers[:min(len(rep.Leftovers), most)]
	for i := range rep.Projects {
		c := &rep.Projects[i]
		c.Differences, c.Damaged = c.Differences[:min(len(c.Differences), most)], c.Damaged[:min(len(c.Damaged), most)]
	}
	return &rep, nil
}
