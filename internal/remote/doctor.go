package remote

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// askEvery is how often a job is asked how far it is.
const askEvery = 300 * time.Millisecond

// Doctor has the server replay the record and compare everything that is made
// from it; with repair it makes anew what differs. progress is told how far it
// is. If ctx ends the job is stopped.
func (p *Project) Doctor(ctx context.Context, repair bool, progress func(done, total uint64)) (api.DoctorReport, error) {
	var d api.DoctorReport
	var job api.Job
	jobs := projectPath(p.key, "jobs")
	if err := p.client.post(ctx, jobs, "", api.NewJob{Kind: "doctor", Params: api.JobParams{Repair: repair}}, &job); err != nil {
		return d, err
	}
	one := projectPath(p.key, "jobs", job.ID)
	for job.State == "queued" || job.State == "running" {
		progress(job.Progress.Done, job.Progress.Total)
		select {
		case <-ctx.Done():
			_ = p.client.call(context.WithoutCancel(ctx), request{method: http.MethodDelete, path: one}, nil) // it ends by itself otherwise
			return d, fault.New(fault.Unavailable, "check the project", "interrupted")
		case <-time.After(askEvery):
		}
		if err := p.client.get(ctx, one, nil, &job); err != nil {
			return d, err
		}
	}
	if job.State != "done" {
		f := fault.New(fault.Unavailable, "check the project", "the server did not finish the check (%s); try again", job.State)
		if job.Failure != nil {
			f.Kind, f.Message = kindNames[job.Failure.Kind], job.Failure.Message
		}
		return d, f
	}
	var result api.JobResult
	if err := p.client.get(ctx, one+"/result", nil, &result); err != nil {
		return d, err
	}
	if result.Doctor == nil {
		return d, p.client.strange(errors.New("the job has no report"))
	}
	return *result.Doctor, nil
}
