package server

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
)

// jobKind is what is known of a kind of job.
type jobKind struct {
	action access.Action                              // what somebody has to be allowed to start it, and to read what it left
	writes bool                                       // it changes the project
	params []string                                   // members of api.JobParams that have a meaning for it
	needs  func(*Server) bool                         // whether this server can do it; nil for always
	run    func(*jobRun) (res api.JobResult, e error) // does it
}

// kindsOfJob are the kinds there are.
var kindsOfJob = map[string]jobKind{
	"import-inventory": {action: access.Import, writes: true, params: importParams("mapping", "corrections", "sheet", "header_row"), run: (*jobRun).importInventory},
	"import-text":      {action: access.Import, writes: true, params: importParams("partial"), run: (*jobRun).importText},
	"import-ndjson":    {action: access.Import, writes: true, params: importParams(), run: (*jobRun).importLines},
	"export-text":      {action: access.Export, params: []string{"at"}, run: (*jobRun).exportText},
	"export-ndjson":    {action: access.Export, params: []string{"at"}, run: (*jobRun).exportLines},
	"export-log":       {action: access.ReadProofs, run: (*jobRun).exportLog},
	"doctor":           {action: access.ManageProject, params: []string{"repair"}, needs: func(s *Server) bool { return s.cfg.Examine != nil }, run: (*jobRun).doctor},
}

func importParams(more ...string) []string {
	return append([]string{"file", "upload", "name", "message", "dry_run"}, more...)
}

// refuseOthers refuses parameters that have no meaning for the kind.
func (k *jobKind) refuseOthers(p *api.JobParams) error {
	var given map[string]any
	if err := json.Unmarshal(mustJSON(p), &given); err != nil {
		return fault.Wrap(fault.Internal, "read the parameters of a job", err)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(k.params, name) {
			return badField("body/params/"+name, "%s has no meaning for this kind of job; leave it out", name)
		}
	}
	return nil
}

// jobKinds tells the runner how jobs are done.
func (s *Server) jobKinds() {
	if s.cfg.Jobs == nil {
		return
	}
	for name, k := range kindsOfJob {
		if k.needs != nil && !k.needs(s) {
			continue
		}
		s.cfg.Jobs.Register(name, func(ctx context.Context, t *job.Task) (any, error) { return s.runJob(ctx, t, k) })
	}
}

// jobRun is a job that runs.
type jobRun struct {
	s      *Server
	ctx    context.Context //nolint:containedctx // the job itself, as its function sees it
	task   *job.Task
	kind   jobKind
	call   *call // its owner in the project, as of now
	params api.JobParams
	files  blob.Store
}

// runJob does a job in the name of its owner, if he may have it done now.
func (s *Server) runJob(ctx context.Context, t *job.Task, k jobKind) (any, error) {
	r := &jobRun{s: s, ctx: ctx, task: t, kind: k}
	if err := json.Unmarshal(t.Params, &r.params); err != nil {
		return nil, fault.Wrap(fault.Internal, "read the parameters of a job", err)
	}
	var err error
	if r.call, err = s.jobCall(ctx, t, k); err != nil {
		return nil, err
	}
	if k.writes {
		if err := refuseRetired(r.call); err != nil {
			return nil, unwrapStatus(err)
		}
	}
	if r.call.lease, err = s.cfg.Host.Acquire(ctx, t.Project); err != nil {
		return nil, err
	}
	defer r.call.lease.Release()
	if r.files, err = r.call.lease.Files(); err != nil {
		return nil, err
	}
	res, err := k.run(r)
	if err != nil {
		return nil, unwrapStatus(err)
	}
	return res, nil
}

// jobCall is the owner of a job as a caller: his role may have changed since he
// asked for it.
func (s *Server) jobCall(ctx context.Context, t *job.Task, k jobKind) (*call, error) {
	u, err := s.cfg.Accounts.User(ctx, t.Owner)
	if err != nil {
		return nil, err
	}
	if u.Disabled {
		return nil, fault.New(fault.Denied, "do a job", "the user who asked for this may no longer sign in")
	}
	roles, err := s.cfg.Accounts.Memberships(ctx, t.Owner)
	if err != nil {
		return nil, err
	}
	c := &call{id: "job-" + t.ID, action: k.action}
	c.caller.user, c.caller.name = u.ID, u.Name
	if c.caller.name == "" {
		c.caller.name = u.Login
	}
	c.caller.who = access.Who{SignedIn: true, Admin: u.Admin, Project: t.Project}
	for i := range roles {
		if roles[i].Project == t.Project {
			c.caller.who.Grant = &roles[i].Grant
		}
	}
	if c.verdict = access.Decide(c.caller.who, k.action); !c.verdict.Allowed {
		return nil, fault.New(fault.Denied, "do a job", "who asked for this may no longer have it done: %s", c.verdict.Why)
	}
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e host.Entry) bool { return e.ID == t.Project })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "do a job", "the project of this job is gone")
	}
	c.entry = all[i]
	return c, nil
}
