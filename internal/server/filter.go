package server

import (
	"errors"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/filter"
	"github.com/cordon-ot/cordon/internal/model"
)

// compileFilter reads an expression and gives what tells which items of a state
// fit. It is for one goroutine.
func compileFilter(st app.State, kinds []model.Kind, source string) (func(model.Node) (bool, error), error) {
	kind := model.NoKind
	if len(kinds) == 1 {
		kind = kinds[0]
	}
	f, faults := filter.Compile(st.Snapshot.Schema(), kind, source)
	if len(faults) > 0 {
		errs := make([]error, len(faults))
		for i, f := range faults {
			errs[i] = f
		}
		return nil, errors.Join(errs...)
	}
	m, err := f.On(filter.Env{Snapshot: st.Snapshot, Today: st.Date})
	if err != nil {
		return nil, err
	}
	return m.Match, nil
}
