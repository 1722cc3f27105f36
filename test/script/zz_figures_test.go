package script

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFigures(t *testing.T) {
	for _, sample := range []string{"turbine-hall", "big"} {
		p := newTwoPlaces(t)
		if sample == "big" {
			p.moved("turbine-hall")
			var list strings.Builder
			list.WriteString("name;zone;vendor;model;firmware\n")
			for i := range 100_000 {
				fmt.Fprintf(&list, "sensor %d;Zone %d;Norvik;S%d;1.%d\n", i, i%200, i%7, i%5)
			}
			p.Chdir(p.here)
			p.site.must(os.WriteFile(filepath.Join(p.here, "list.csv"), []byte(list.String()), 0o666))
			t0 := time.Now()
			p.file.ok("import", "inventory", "list.csv")
			t.Logf("import of 100,000 rows, file: %v", time.Since(t0))
			t0 = time.Now()
			p.far.ok("import", "inventory", "list.csv")
			t.Logf("import of 100,000 rows, server: %v", time.Since(t0))
		} else {
			p.moved(sample)
		}
		os.RemoveAll(p.far.cache)
		timed := func(what string, m *machine, args ...string) {
			t0 := time.Now()
			m.ok(args...)
			t.Logf("%s: %s: %v", sample, what, time.Since(t0).Round(time.Millisecond))
		}
		p.Chdir(p.here)
		timed("gap on file", p.file, "gap")
		timed("gap on file", p.file, "gap")
		timed("gap server cold", p.far, "gap")
		timed("gap server warm", p.far, "gap")
		timed("gap server warm", p.far, "gap")
		timed("item show server warm", p.far, "item", "show", "ZON-1")
		timed("item set server", p.far, "item", "set", "ZON-1", "description=x")
		timed("gap server one behind", p.far, "gap")
		out, _ := filepath.Glob(p.far.cache + "/*/*")
		for _, f := range out {
			i, _ := os.Stat(f)
			t.Logf("kept: %d KB", i.Size()>>10)
		}
	}
}
