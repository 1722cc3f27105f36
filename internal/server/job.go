package server

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/transfer"
	"github.com/cordon-ot/cordon/internal/upload"
)

// startJob puts work into the queue. It is decided now whether the caller may
// have it done, and once more when it begins.
func (s *Server) startJob(ctx context.Context, in *startJobInput) (*jobStarted, error) {
	c := callOf(ctx)
	k, ok := kindsOfJob[in.Body.Kind]
	if !ok || k.needs != nil && !k.needs(s) {
		return nil, badField("body/kind", "this server has no kind of job called %.60q", in.Body.Kind)
	}
	if v := access.Decide(c.caller.who, k.action); !v.Allowed {
		return nil, s.deniedJob(ctx, in.Body.Kind, v.Why)
	}
	if k.writes {
		if err := refuseRetired(c); err != nil {
			return nil, err
		}
	}
	p := in.Body.Params
	if err := s.jobParams(ctx, k, &p); err != nil {
		return nil, err
	}
	j, err := s.cfg.Jobs.Submit(ctx, in.Body.Kind, c.entry.ID, c.caller.user, mustJSON(p))
	if err != nil {
		return nil, at("body", err)
	}
	d := s.jobDoc(c, &j)
	return &jobStarted{Location: prefix + "/projects/" + c.entry.Key + "/jobs/" + j.ID, Body: &d}, nil
}

type startJobInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Body    api.NewJob
}

type jobStarted struct {
	Location string `header:"Location" doc:"Address of the job."`
	Body     *api.Job
}

// deniedJob refuses a kind of job and records that, as the gate does.
func (s *Server) deniedJob(ctx context.Context, kind, why string) error {
	c := callOf(ctx)
	f := fault.New(fault.Denied, "start a job", "%s", why)
	if !s.limits.note(c.caller.user) {
		return f
	}
	e := audit.Event{
		Kind: audit.AccessDenied, Project: c.entry.ID, Outcome: audit.Refused,
		Details: map[string]string{"action": string(kindsOfJob[kind].action), "operation": "start-job " + kind},
	}
	return errors.Join(f, s.record(ctx, e))
}

// jobParams checks the parameters of a job and finds the file that an upload
// became.
func (s *Server) jobParams(ctx context.Context, k jobKind, p *api.JobParams) error {
	if err := k.refuseOthers(p); err != nil {
		return err
	}
	if !k.writes || k.action != access.Import {
		return nil
	}
	if _, err := transfer.Corrections(p.Corrections); err != nil {
		return at("body/params/corrections", err)
	}
	c := callOf(ctx)
	switch {
	case (p.File == "") == (p.Upload == ""):
		return badField("body/params/file", "name the file to read, as the digest of a stored file or the id of a finished upload")
	case p.Upload != "":
		st, err := s.cfg.Uploads.Status(ctx, upload.Ref{ID: p.Upload, Owner: c.caller.user, Project: c.entry.ID})
		if err != nil {
			return at("body/params/upload", err)
		}
		if st.Finished == "" {
			return badField("body/params/upload", "this upload is not finished; finish it first")
		}
		if p.File = st.Finished; p.Name == "" {
			p.Name = st.Name
		}
	}
	files, err := c.lease.Files()
	if err != nil {
		return err
	}
	if _, err := files.Size(p.File); err != nil {
		return at("body/params/file", err)
	}
	return oneLine("body/params/name", p.Name)
}

type jobInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Job     string `path:"job" maxLength:"64" doc:"Id of the job."`
}

// jobOf finds a job of the project that the caller may know of: his own, and
// for who manages the project all. Others are not there.
func (s *Server) jobOf(ctx context.Context, c *call, id string) (job.Job, error) {
	j, err := s.cfg.Jobs.Job(ctx, id)
	if err == nil && (j.Project != c.entry.ID || j.Owner != c.caller.user && !c.may(access.ManageProject)) {
		_, err = s.cfg.Jobs.Job(ctx, "")
	}
	return j, at("path.job", err)
}

// job tells how a job stands.
func (s *Server) job(ctx context.Context, in *jobInput) (*live[api.Job], error) {
	c := callOf(ctx)
	j, err := s.jobOf(ctx, c, in.Job)
	if err != nil {
		return nil, err
	}
	return now(s.jobDoc(c, &j)), nil
}

// jobDoc gives a job as the caller may see it: of what he may not read, no more
// than that it is there.
func (s *Server) jobDoc(c *call, j *job.Job) api.Job {
	d := api.Job{JobSummary: jobSummary(j)}
	d.Project = c.entry.Key
	if k, ok := kindsOfJob[j.Kind]; !ok || !c.may(k.action) {
		return d
	}
	_ = json.Unmarshal(j.Params, &d.Params) // written by this package, and shown as empty otherwise
	d.Progress = progressDoc(c.reads, j)
	d.Result = j.Result != nil
	d.Failure = failureDoc(c.reads, j)
	if f := j.File; f != nil {
		d.File = &api.JobFile{Name: f.Name, Type: f.Type, Size: f.Size, Digest: f.Digest, Until: moment(f.Until), Removed: f.Removed}
	}
	return d
}

func jobSummary(j *job.Job) api.JobSummary {
	return api.JobSummary{
		ID: j.ID, Kind: j.Kind, Owner: j.Owner, State: string(j.State), Node: j.Node,
		Created: moment(j.Created), Started: moment(j.Started), Ended: moment(j.Ended),
	}
}

type jobsInput struct {
	Paging
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	State   string `query:"state" enum:"queued,running,done,failed,cancelled,interrupted" doc:"Only jobs in this state."`
}

// jobs lists the caller's jobs in the project; for who manages it, everybody's.
func (s *Server) jobs(ctx context.Context, in *jobsInput) (*live[api.Jobs], error) {
	c := callOf(ctx)
	q := job.Query{Project: c.entry.ID, Owner: c.caller.user, State: job.State(in.State)}
	if c.may(access.ManageProject) {
		q.Owner = ""
	}
	list, next, err := s.jobPage(ctx, q, &in.Paging)
	if err != nil {
		return nil, err
	}
	d := api.Jobs{Jobs: []api.Job{}, Next: next}
	for i := range list {
		d.Jobs = append(d.Jobs, s.jobDoc(c, &list[i]))
	}
	return now(d), nil
}

// mostJobs is how many jobs a page holds at most.
const mostJobs = 999

func (s *Server) jobPage(ctx context.Context, q job.Query, p *Paging) (list []job.Job, next string, err error) {
	cur, err := p.open(queryHash("jobs", q.Project, q.Owner, string(q.State)))
	if err != nil {
		return nil, "", err
	}
	limit := min(p.Limit, mostJobs)
	q.Before, q.Limit = cur.After, limit+1
	if list, err = s.cfg.Jobs.List(ctx, q); err != nil || len(list) <= limit {
		return list, "", err
	}
	cur.After = list[limit-1].ID
	return list[:limit], cur.next(), nil
}

// cancelJob stops a job. Who started it may, as long as he could start it, and
// who manages the project.
func (s *Server) cancelJob(ctx context.Context, in *jobInput) (*live[api.Job], error) {
	c := callOf(ctx)
	j, err := s.jobOf(ctx, c, in.Job)
	if err != nil {
		return nil, err
	}
	v := access.Decide(c.caller.who, access.ManageProject)
	if k, ok := kindsOfJob[j.Kind]; ok && !v.Allowed {
		v = access.Decide(c.caller.who, k.action)
	}
	if !v.Allowed {
		return nil, fault.New(fault.Denied, "cancel a job", "%s", v.Why)
	}
	if j, err = s.cfg.Jobs.Cancel(ctx, j.ID); err != nil {
		return nil, at("path.job", err)
	}
	return now(s.jobDoc(c, &j)), nil
}

// left finds a job whose result the caller may read now, whatever he could when
// it was started.
func (s *Server) left(ctx context.Context, c *call, id string) (job.Job, error) {
	j, err := s.jobOf(ctx, c, id)
	if err != nil {
		return j, err
	}
	v := access.Verdict{Why: "this kind of job is not known to this server"}
	if k, ok := kindsOfJob[j.Kind]; ok {
		v = access.Decide(c.caller.who, k.action)
	}
	if !v.Allowed {
		return j, fault.New(fault.Denied, "read what a job left", "%s", v.Why)
	}
	return j, nil
}

// jobResult gives what a job found.
func (s *Server) jobResult(ctx context.Context, in *jobInput) (*live[api.JobResult], error) {
	j, err := s.left(ctx, callOf(ctx), in.Job)
	if err != nil {
		return nil, err
	}
	if j.Result == nil {
		f := fault.New(fault.NotFound, "read what a job left", "this job has left no result; it is %s", j.State)
		return nil, at("path.job", f)
	}
	var d api.JobResult
	if err := json.Unmarshal(j.Result, &d); err != nil {
		return nil, fault.Wrap(fault.Internal, "read what a job left", err)
	}
	inWords(reads(ctx), &d)
	return now(d), nil
}

// jobFile sends the file that a job made, or parts of it.
func (s *Server) jobFile(ctx context.Context, in *jobInput) (*huma.StreamResponse, error) {
	j, err := s.left(ctx, callOf(ctx), in.Job)
	if err != nil {
		return nil, err
	}
	f, j, err := s.cfg.Jobs.Open(ctx, j.ID)
	if err != nil {
		return nil, at("path.job", err)
	}
	return download(sizedFile{f, j.File.Size}, saved{name: j.File.Name, etag: j.File.Digest, media: j.File.Type}), nil
}

// sizedFile is the file of a job as download takes it.
type sizedFile struct {
	*os.File
	size int64
}

// Size implements blob.File.
func (f sizedFile) Size() int64 { return f.size }

var _ blob.File = sizedFile{}

type allJobsInput struct {
	Paging
	State string `query:"state" enum:"queued,running,done,failed,cancelled,interrupted" doc:"Only jobs in this state."`
}

// allJobs lists everybody's jobs for administrators, without what they are
// about.
func (s *Server) allJobs(ctx context.Context, in *allJobsInput) (*live[api.JobSummaries], error) {
	return s.summaries(ctx, job.Query{State: job.State(in.State)}, &in.Paging)
}

// ownJobs lists the caller's jobs in all projects.
func (s *Server) ownJobs(ctx context.Context, in *allJobsInput) (*live[api.JobSummaries], error) {
	return s.summaries(ctx, job.Query{Owner: callOf(ctx).caller.user, State: job.State(in.State)}, &in.Paging)
}

func (s *Server) summaries(ctx context.Context, q job.Query, p *Paging) (*live[api.JobSummaries], error) {
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]string, len(all))
	for _, e := range callOf(ctx).visible(all) {
		keys[e.ID] = e.Key
	}
	list, next, err := s.jobPage(ctx, q, p)
	if err != nil {
		return nil, err
	}
	d := api.JobSummaries{Jobs: []api.JobSummary{}, Next: next}
	for i := range list {
		one := jobSummary(&list[i])
		one.Project = keys[list[i].Project]
		d.Jobs = append(d.Jobs, one)
	}
	return now(d), nil
}

type anyJobInput struct {
	Job string `path:"job" maxLength:"64" doc:"Id of the job."`
}

// stopJob stops anybody's job, for administrators.
func (s *Server) stopJob(ctx context.Context, in *anyJobInput) (*live[api.JobSummary], error) {
	j, err := s.cfg.Jobs.Cancel(ctx, in.Job)
	if err != nil {
		return nil, at("path.job", err)
	}
	return now(jobSummary(&j)), nil
}
