package fault

// All gives the single faults of an error that may join many, in order; nil for
// nil. A wrapper around several faults speaks for each of them. What is no fault
// becomes one of kind Internal.
func All(err error) []*Error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, e := range many.Unwrap() {
			all = append(all, All(e)...)
		}
		return all
	}
	f, ok := err.(*Error) //nolint:errorlint // this very error is meant; what it wraps is looked at below
	if !ok {
		return []*Error{{Kind: KindOf(err), Err: err}}
	}
	if many, ok := f.Err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, e := range many.Unwrap() {
			g := *f
			g.Err = e
			all = append(all, &g)
		}
		if len(all) > 0 {
			return all
		}
	}
	return []*Error{f}
}
