package impact

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// Change says what kind of change a seed undergoes.
type Change uint8

// The kinds of change.
const (
	// Any is a change of texts or technical properties, statements and firmware
	// among them; component types and links stay.
	Any Change = iota
	// Firmware is a new firmware or software version of an asset.
	Firmware
	// Moved is a change of place: of an asset to another place, of a zone to
	// another outer zone, of a conduit to other zones.
	Moved
	// Lifecycle is an asset put into or taken out of service.
	Lifecycle
	// Types is a change of the component types of an asset or a product.
	Types
	// Retired is an item that is retired, added or brought back.
	Retired
	changeCount
)

var changeWords = [changeCount]string{"any", "firmware", "moved", "lifecycle", "types", "retired"}

// Changes lists every kind of change.
func Changes() []Change { return []Change{Any, Firmware, Moved, Lifecycle, Types, Retired} }

// String gives the kind's word.
func (c Change) String() string {
	if c >= changeCount {
		return "unknown"
	}
	return changeWords[c]
}

// ParseChange finds a kind by its word, without regard to case.
func ParseChange(s string) (Change, error) {
	for c, w := range changeWords {
		if strings.EqualFold(strings.TrimSpace(s), w) {
			return Change(c), nil
		}
	}
	return 0, fmt.Errorf("there is no kind of change %q; the kinds are %s", s, strings.Join(changeWords[:], ", "))
}

// Seed is where a change begins: an item, or a row of the standard.
type Seed struct {
	Node   model.Node // NoNode for a row
	Row    int        // number of the row of 62443-3-3 in the basis; -1 for an item
	Change Change
}

// Item makes a seed of an item.
func Item(n model.Node, c Change) Seed { return Seed{Node: n, Row: -1, Change: c} }

// Row makes a seed of a row of 62443-3-3, by its number in the basis.
func Row(i int) Seed { return Seed{Node: model.NoNode, Row: i} }

// aspects are what of a seed changes, as bits; a Change is a set of them.
type aspects uint16

const (
	content    aspects = 1 << iota // significant properties: the meaning flows on
	firmware                       // ranges of versions are judged anew
	statements                     // statements, overrides or their version scope
	membership                     // who is where, of assets that are installed
	enlisted                       // whether an asset is installed at all
	types                          // component types
	presence                       // whether the item exists
	instance                       // which product an asset is an instance of
	judged                         // what rests on it is judged anew
)

var aspectsOf = [changeCount]aspects{
	Any:       content | firmware | statements | judged,
	Firmware:  content | firmware | judged,
	Moved:     membership | judged,
	Lifecycle: enlisted | judged,
	Types:     content | membership | types | statements | judged,
	Retired:   content | firmware | statements | membership | presence | judged,
}
