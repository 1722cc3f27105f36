package text

import (
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Load reads a folder and applies it to nothing, in memory: the whole model as
// the folder says it is, in a state with commit number 1 and no time. The
// error is that of Read or joins, in the same way, what the model refuses, with
// file and line. Links without a fingerprint on record get theirs from
// Options.Seal; without it they have none.
func Load(fsys fs.FS, name string, o Options) (*model.Snapshot, *Project, error) {
	p, err := Read(fsys, name, model.Empty(), o)
	if err != nil {
		return nil, nil, err
	}
	b := newBuilder(model.Empty(), o)
	if !b.Apply(p.Ops) {
		return nil, nil, Locate(b.Faults())
	}
	if o.Seal != nil {
		if err := o.Seal(b, p.Ops); err != nil {
			return nil, nil, err
		}
	}
	return b.Snapshot(), p, nil
}

func newBuilder(base *model.Snapshot, o Options) *model.Builder {
	return model.NewBuilder(base, base.Commit()+1, time.Time{}, model.Options{Lenient: o.Lenient, Row: o.Row})
}

// Locate gives faults that the model found in ops of Read their file and line,
// which until then stand together in the name of the file, and joins up to 100
// of them, saying how many more there are. It gives nil if there are none.
func Locate(faults []*fault.Error) error {
	located := make([]*fault.Error, len(faults))
	for i, f := range faults {
		g := *f
		if at := strings.LastIndex(g.Place.File, ": line "); at >= 0 && g.Place.Line == 0 {
			if line, err := strconv.Atoi(g.Place.File[at+len(": line "):]); err == nil {
				g.Place.File, g.Place.Line = g.Place.File[:at], line
			}
		}
		located[i] = &g
	}
	sortFaults(located)
	return capped(located, 0)
}
