package ledger

import "fmt"

// Fault says which part of a log, bundle, checkpoint or key is not as it
// should be. Errors of this package that speak about content are *Fault;
// errors of a reader, writer or hash reader passed in are wrapped as they are.
type Fault struct {
	// Where names the part in words: "header", "commit 17", "hash of commit 17",
	// "after commit 17", "commits 1 to 40", "checkpoint", "trailer", "subject",
	// "proof of commit 17", "key", "given key", "given checkpoint".
	Where string

	// Reason is a sentence without its first capital: what is wrong and, where
	// it helps, what to do.
	Reason string

	// Offset is where the part begins, in bytes from the start of the file,
	// or -1 when the fault is not about a file.
	Offset int64
}

// Error gives the place and the reason.
func (f *Fault) Error() string {
	return f.Where + ": " + f.Reason
}

// faultf makes a fault that has no place in a file.
func faultf(where, format string, args ...any) *Fault {
	return &Fault{Where: where, Reason: fmt.Sprintf(format, args...), Offset: -1}
}
