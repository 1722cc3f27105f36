package server

import (
	"context"
	"encoding/json"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/words"
)

// Jobs about the whole server are registered by whoever made the runner. A
// backup holds the content of every project, which an administrator has no part
// in by his office: its file stays on the server and is not handed out here.

type operateInput struct{ Body api.NewServerJob }

// operate starts a backup, or an examination of the server's data.
func (s *Server) operate(ctx context.Context, in *operateInput) (*created[api.ServerJob], error) {
	if in.Body.Repair && in.Body.Kind != "server-doctor" {
		return nil, badField("body/repair", "only server-doctor repairs; leave it out")
	}
	params := json.RawMessage(nil)
	if in.Body.Repair {
		params = mustJSON(map[string]bool{"repair": true})
	}
	j, err := s.cfg.Jobs.Submit(ctx, in.Body.Kind, "", callOf(ctx).caller.user, params)
	if err != nil {
		return nil, err
	}
	d := serverJobDoc(reads(ctx), &j)
	return &created[api.ServerJob]{Location: prefix + "/server/jobs/" + j.ID, Body: &d}, nil
}

// serverJob tells how such a job stands, and what it found.
func (s *Server) serverJob(ctx context.Context, in *anyJobInput) (*live[api.ServerJob], error) {
	j, err := s.cfg.Jobs.Job(ctx, in.Job)
	if err == nil && j.Project != "" {
		f := fault.New(fault.NotFound, "find the job", "this job is about a project; those who may read it find it there")
		f.Subject, err = in.Job, f
	}
	if err != nil {
		return nil, at("path.job", err)
	}
	return now(serverJobDoc(reads(ctx), &j)), nil
}

func serverJobDoc(l words.Language, j *job.Job) api.ServerJob {
	d := api.ServerJob{
		JobSummary: jobSummary(j), Progress: progressDoc(l, j), Failure: failureDoc(l, j),
	}
	if j.Result == nil {
		return d
	}
	// What cannot be read was written by another version; the job stands all the same.
	switch j.Kind {
	case "backup":
		if json.Unmarshal(j.Result, &d.Backup) != nil {
			d.Backup = nil
		}
	case "server-doctor":
		if json.Unmarshal(j.Result, &d.Check) != nil {
			d.Check = nil
		}
	}
	return d
}
