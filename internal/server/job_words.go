package server

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/words"
)

// A job is stored in English, whoever asked for it; each reader gets it in the
// language that is read.

func progressDoc(l words.Language, j *job.Job) api.JobProgress {
	return api.JobProgress{What: l.Sentence(j.Progress.What), Done: j.Progress.Done, Total: j.Progress.Total}
}

func failureDoc(l words.Language, j *job.Job) *api.JobFailure {
	f := j.Failure
	if f == nil {
		return nil
	}
	return &api.JobFailure{Kind: f.Kind.String(), Message: l.Sentence(f.Message), Reference: f.Reference}
}

// inWords says what a job found in a language.
func inWords(l words.Language, d *api.JobResult) {
	if d.Doctor != nil {
		sentences(l, d.Doctor.Differences)
	}
	if d.Import == nil || d.Import.Inventory == nil {
		return
	}
	plan := d.Import.Inventory
	for i := range plan.Problems {
		plan.Problems[i].Message = l.Sentence(plan.Problems[i].Message)
	}
	sentences(l, plan.Notes)
	sentences(l, plan.Proposals)
}

func sentences(l words.Language, list []string) {
	for i := range list {
		list[i] = l.Sentence(list[i])
	}
}
