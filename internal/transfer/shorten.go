package transfer

import (
	"encoding/json"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
)

// Shorten gives a report whose JSON has at most so many bytes, by leaving out
// the ends of its lists and texts that do not fit at all; Cut says whether it
// did. The report itself stays as it is.
func Shorten(r *api.ImportReport, most int) *api.ImportReport {
	for n := 1 << 16; ; n /= 2 {
		short, cut := shortened(r, n)
		short.Cut = cut
		if b, err := json.Marshal(short); n == 0 || err != nil || len(b) <= most {
			return short
		}
	}
}

// shortened leaves n entries of each list.
func shortened(r *api.ImportReport, n int) (*api.ImportReport, bool) {
	short, cut := *r, false
	short.Items, cut = begin(r.Items, n, cut)
	short.Given, cut = begin(r.Given, n, cut)
	short.Damaged, cut = begin(r.Damaged, n, cut)
	if len(r.Mapping) > n*64 {
		short.Mapping, cut = "", true
	}
	if r.Reading != nil && len(r.Reading.Columns) > n {
		short.Reading, cut = nil, true
	}
	if r.Inventory == nil {
		return &short, cut
	}
	plan := *r.Inventory
	plan.Added, cut = begin(plan.Added, n, cut)
	plan.Changed, cut = begin(plan.Changed, n, cut)
	plan.Created, cut = begin(plan.Created, n, cut)
	plan.Missing, cut = begin(plan.Missing, n, cut)
	plan.Problems, cut = begin(plan.Problems, n, cut)
	plan.Corrected, cut = begin(plan.Corrected, n, cut)
	plan.Omitted, cut = begin(plan.Omitted, n, cut)
	plan.Notes, cut = begin(plan.Notes, n, cut)
	plan.Proposals, cut = begin(plan.Proposals, n, cut)
	short.Inventory = &plan
	return &short, cut
}

func begin[T any](list []T, n int, cut bool) ([]T, bool) {
	if len(list) <= n {
		return list, cut
	}
	return list[:n:n], true
}

// LocateFiles gives the faults of committing what ReadFolder read their file
// and line; see text.Locate. A nil err gives nil.
func LocateFiles(err error) error {
	if err == nil {
		return nil
	}
	return text.Locate(fault.All(err))
}
