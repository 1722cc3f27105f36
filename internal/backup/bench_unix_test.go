//go:build unix

package backup_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// BenchmarkAMillionItems measures a backup, its verification and a restore of
// one project with a million items and as many links, brought in as an import
// does it.
func BenchmarkAMillionItems(b *testing.B) {
	const items = 1_000_000
	s := newServer(b)
	st, err := sqlite.Create(s.projectPath("big"))
	must(b, err)
	p, err := app.Create(background, s.config(st, "big"), app.Genesis{ProjectID: "big", Author: "anna", Title: "Big"})
	must(b, err)
	zone := p.NewID()
	ops := []model.Op{{Kind: model.OpCreate, Item: zone, Key: model.Key{Kind: model.KindZone, Number: 1}, Title: "Control"}}
	for i := range items {
		id := p.NewID()
		ops = append(ops, model.Op{
			Kind: model.OpCreate, Item: id, Key: model.Key{Kind: model.KindAsset, Number: uint32(i + 1)}, Title: fmt.Sprintf("Controller %d", i),
			Props: model.Props{{Name: "firmware", Value: model.TextValue(model.Text, fmt.Sprintf("2.%d", i%50))}},
		}, model.Op{Kind: model.OpLink, Link: p.NewID(), Verb: model.In, Item: id, To: zone})
	}
	_, err = app.CommitInParts(background, p, app.Change{Author: "anna", Label: "import", Ops: ops}, 0)
	must(b, err)
	must(b, p.Close())
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "big.backup")
		step := func(name string, fn func()) {
			before := cpuSeconds()
			fn()
			b.ReportMetric(cpuSeconds()-before, name)
		}
		step("backup-cpu-s", func() {
			sum, err := backup.WriteFile(background, path, s, s.options(), nil)
			must(b, err)
			info, err := os.Stat(path)
			must(b, err)
			b.ReportMetric(float64(info.Size())/(1<<20), "backup-MiB")
			b.ReportMetric(float64(sum.Records[0].Bytes)/(1<<20), "log-MiB")
		})
		read := func(fn func(f *os.File) error) {
			f, err := os.Open(path)
			must(b, err)
			must(b, fn(f))
			must(b, f.Close())
		}
		step("verify-cpu-s", func() {
			read(func(f *os.File) error {
				_, err := backup.Verify(background, f, backup.ReadOptions{})
				return err
			})
		})
		step("restore-cpu-s", func() {
			read(func(f *os.File) error {
				_, err := backup.Restore(background, f, backup.NewFolder(filepath.Join(b.TempDir(), "new"), databases()), backup.ReadOptions{})
				return err
			})
		})
		must(b, os.Remove(path))
	}
}

// cpuSeconds is what this process has used so far. Other work on the machine
// does not show in it, as it would in wall time.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
