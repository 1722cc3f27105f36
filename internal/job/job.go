package job

import (
	"encoding/json"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// State is where a job stands.
type State string

// The states of a job. From Done on it has ended.
const (
	Queued      State = "queued"      // waits for a node
	Running     State = "running"     // a node works on it
	Done        State = "done"        // it did what was asked
	Failed      State = "failed"      // it ended with an error
	Cancelled   State = "cancelled"   // somebody stopped it
	Interrupted State = "interrupted" // its node stopped or was lost
)

// Ended reports whether a job in this state has come to its end.
func (s State) Ended() bool { return s != Queued && s != Running }

// Job is one piece of work as it stands.
type Job struct {
	ID      string          // 32 hexadecimal digits; later ones sort behind earlier ones
	Kind    string          // what it does, as it was registered
	Project string          // id of the project it is about, empty for the server
	Owner   string          // id of the user who asked for it
	Params  json.RawMessage // what was asked for, JSON
	State   State
	Node    string // name of the node that runs or ran it, empty while queued

	Progress Progress
	Created  time.Time // when it was asked for
	Started  time.Time // when a node took it, zero before
	Ended    time.Time // zero before

	Result  json.RawMessage // what it found, JSON; nil if nothing
	Failure *Failure        // why it is failed or interrupted, else nil
	File    *File           // the file it made, nil if none
}

// Progress says how far a running job is, or was when it ended.
type Progress struct {
	What  string // what is being done: "reading assets.csv"
	Done  uint64
	Total uint64 // 0 if not known
}

// Failure says why a job did not do what was asked.
type Failure struct {
	Kind      fault.Kind
	Message   string // a sentence for people
	Reference string // what to look for in the server's log, for an internal error
}

// File is the file a job made.
type File struct {
	Name    string // as a person would save it, without a folder
	Type    string // media type
	Size    int64  // in bytes
	Digest  string // sha256:HEX
	Until   time.Time
	Removed bool // it was kept until Until and is gone
}

// Query chooses jobs. Empty fields choose all.
type Query struct {
	Project string
	Owner   string
	Kind    string
	State   State
	Before  string // id of a job: only earlier ones, to go on where a page ended
	Limit   int    // at most so many; 0 for 100, at most 1000
}
