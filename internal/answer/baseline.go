package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
)

// Baselines lists the named states that a state knows.
func Baselines(st app.State) api.Baselines {
	d := api.Baselines{State: State(st), Baselines: []api.Baseline{}}
	for n := range st.Snapshot.OfKind(model.KindBaseline) {
		b := st.Snapshot.BaselineView(n)
		d.Baselines = append(d.Baselines, api.Baseline{Key: b.Key.String(), Title: b.Title, Commit: b.At()})
	}
	return d
}
