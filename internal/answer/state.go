package answer

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// State says what a document is made from.
func State(st app.State) api.State {
	return api.State{Label: st.Label, Commit: st.Snapshot.Commit(), Date: st.Date}
}

// Standard names the catalogues of a basis.
func Standard(b capability.Basis) api.Standard {
	return api.Standard{System: Edition(b.System), Component: Edition(b.Component)}
}

// Edition names a catalogue as part:edition.
func Edition(c *standard.Catalogue) string { return c.Part() + ":" + c.Edition() }

// Vector gives a vector as documents hold it.
func Vector(v sl.Vector) api.Vector {
	var out api.Vector
	for i, l := range v {
		out[i] = int(l)
	}
	return out
}

// shortList joins the first of a list and says how many more there are.
func shortList(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), len(list)-most)
}

// nonNil makes an empty list [] in a document and not null.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
