package server

import (
	"context"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/job"
)

// spec: OPS-1
func TestAnAdministratorBacksTheServerUpAndGetsNoProjectByIt(t *testing.T) {
	f := newFixture(t)
	f.Server.cfg.Jobs.Register("backup", func(context.Context, *job.Task) (any, error) {
		return api.BackupReport{File: "cordon.backup", Bytes: 7, Records: []api.BackupRecord{}, Absent: []api.BackupAbsent{}, Empty: []string{}}, nil
	})
	f.project("hall")
	root, olga := f.administrator("root"), f.member("hall", "olga", access.Owner)
	olga.do("POST", "/server/jobs", api.NewServerJob{Kind: "backup"}).problem(403)
	root.do("POST", "/server/jobs", api.NewServerJob{Kind: "backup", Repair: true}).problem(422)
	root.do("POST", "/server/jobs", api.NewServerJob{Kind: "import-text"}).problem(422)
	r := root.do("POST", "/server/jobs", api.NewServerJob{Kind: "backup"}).want(202)
	at := r.header.Get("Location")[len(prefix):]
	var d api.ServerJob
	for began := time.Now(); d.State != "done"; {
		if d = decode[api.ServerJob](root.do("GET", at, nil).want(200)); time.Since(began) > 30*time.Second {
			t.Fatalf("the job stands at %+v", d)
		}
	}
	if d.Backup == nil || d.Backup.Bytes != 7 || d.Check != nil || d.Failure != nil {
		t.Fatalf("got %+v", d)
	}
	root.do("GET", "/projects/hall/jobs/"+d.ID+"/file", nil).problem(403)
	olga.do("GET", "/projects/hall/jobs/"+d.ID+"/file", nil).problem(404)
}
