package job

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Names in the folder of a job.
const (
	resultName = "result"
	partName   = "result.part"
)

var (
	errCancelled = errors.New("the job was cancelled")
	errStopped   = errors.New("the server is being stopped")
	errLost      = errors.New("another node has taken this one for lost")
)

// Task is a running job as its function sees it.
type Task struct {
	Job
	r      *Runner
	ctx    context.Context // as long as the job
	cancel context.CancelCauseFunc
	output *Output

	mu     sync.Mutex
	at     Progress
	stored Progress  // what the row says
	beaten time.Time // when the row was written last; of the tending goroutine
}

// Report says how far the job is. It is cheap and may be called often.
func (t *Task) Report(what string, done, total uint64) {
	t.mu.Lock()
	t.at = Progress{what, done, total}
	t.mu.Unlock()
}

func (t *Task) progress() Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.at
}

// Folder gives a folder for passing files that is this job's own and goes when
// it ends.
func (t *Task) Folder() (string, error) {
	dir := t.r.folder(t.ID)
	return dir, t.r.folderFault(os.MkdirAll(dir, 0o700))
}

// Output is the file a job makes. It is for one goroutine.
type Output struct {
	t    *Task
	f    *os.File
	hash hash.Hash
	size int64
	file File
}

// Create begins the file of a job, of which there is one at most. name is what
// a person would save it as; what could be a path in it is replaced.
func (t *Task) Create(name, mediaType string) (*Output, error) {
	const op = "make the file of a job"
	if t.output != nil {
		return nil, fault.New(fault.Internal, op, "a job makes one file")
	}
	dir, err := t.Folder()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, partName), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, t.r.folderFault(err)
	}
	t.output = &Output{t: t, f: f, hash: sha256.New(), file: File{Name: plainName(name), Type: mediaType}}
	return t.output, nil
}

// plainName makes a name that is no path and holds no control characters.
func plainName(name string) string {
	name = strings.Map(func(c rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, c) || !unicode.IsPrint(c) {
			return '-'
		}
		return c
	}, strings.TrimLeft(name, ". "))
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	if name == "" {
		return resultName
	}
	return name
}

// Write adds to the file. Unavailable if the disk takes no more, or the file
// would be longer than allowed; and when the job is to end.
func (o *Output) Write(p []byte) (int, error) {
	if err := context.Cause(o.t.ctx); err != nil {
		return 0, &fault.Error{Kind: fault.Unavailable, Op: "write the file of a job", Message: "the job is to end", Err: err}
	}
	if o.size+int64(len(p)) > o.t.r.cfg.MaxFile {
		return 0, fault.New(fault.Unavailable, "write the file of a job", "it would be longer than the %d bytes that a job may leave", o.t.r.cfg.MaxFile)
	}
	n, err := o.f.Write(p)
	o.hash.Write(p[:n])
	o.size += int64(n)
	return n, o.t.r.folderFault(err)
}

// Reread reads what was written so far, from its start, to check it.
func (o *Output) Reread(fn func(io.Reader) error) error {
	return fn(io.NewSectionReader(o.f, 0, o.size))
}

// keep gives the file its name, durably.
func (o *Output) keep(until time.Time) (*File, error) {
	dir := filepath.Dir(o.f.Name())
	if err := errors.Join(o.f.Sync(), o.f.Close(), os.Rename(o.f.Name(), filepath.Join(dir, resultName))); err != nil {
		return nil, o.t.r.folderFault(err)
	}
	d, err := os.Open(dir)
	if err == nil {
		// Some systems cannot sync a folder; there the name is durable with the file.
		_ = d.Sync()
		err = d.Close()
	}
	o.file.Size, o.file.Digest, o.file.Until = o.size, "sha256:"+hex.EncodeToString(o.hash.Sum(nil)), until
	return &o.file, o.t.r.folderFault(err)
}

// work runs the function of a job and writes how it ended.
func (r *Runner) work(t *Task) {
	result, err := r.call(t)
	e := r.ended(t, result, err)
	keep := false
	if e != nil {
		keep = e.job.State == Done && e.job.File != nil
		r.mu.Lock()
		r.unstored[t.ID] = e
		r.mu.Unlock()
	}
	if !keep {
		r.discard(t)
	}
	r.mu.Lock()
	delete(r.running, t.ID)
	r.mu.Unlock()
	t.cancel(nil)
	_ = r.storeEnds(context.WithoutCancel(t.ctx)) // what fails now is written by a later tick
	r.nudge()
}

// discard takes away what a job wrote.
func (r *Runner) discard(t *Task) {
	if t.output != nil {
		t.output.f.Close()
	}
	if err := os.RemoveAll(r.folder(t.ID)); err != nil {
		r.cfg.Log.WarnContext(t.ctx, "folder of a job not removed", "job_id", t.ID, "error", err)
	}
}

// call runs the function and turns a panic into an error.
func (r *Runner) call(t *Task) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, &panicked{p, debug.Stack()}
		}
	}()
	return r.kinds[t.Kind](t.ctx, t)
}

// panicked is the error of a function that panicked.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

// ending is how a job ended, as it is to be written.
type ending struct{ job Job }

// ended says how a job ended; nil if that is no longer this node's to say.
func (r *Runner) ended(t *Task, result any, err error) *ending {
	cause := context.Cause(t.ctx)
	if errors.Is(cause, errLost) {
		r.cfg.Log.WarnContext(t.ctx, "job stopped: another node took this one for lost", "job_id", t.ID, "kind", t.Kind)
		return nil
	}
	j := t.Job
	j.Progress, j.Ended = t.progress(), r.now()
	if result != nil {
		b, encodeErr := json.Marshal(result)
		switch {
		case encodeErr != nil:
			err = errors.Join(err, encodeErr)
		case len(b) > maxResult:
			err = errors.Join(err, fmt.Errorf("the result has %d bytes, more than the %d that are kept", len(b), maxResult))
		default:
			j.Result = b
		}
	}
	if err == nil && t.output != nil {
		j.File, err = t.output.keep(j.Ended.Add(r.cfg.Keep))
	}
	switch {
	case err == nil:
		j.State = Done
	case errors.Is(cause, errCancelled):
		j.State = Cancelled
	case errors.Is(cause, errStopped):
		j.State = Interrupted
		j.Failure = interrupted("the server was stopped while this job ran; start it again")
	default:
		j.State = Failed
		j.Failure = r.failure(t, err)
	}
	if j.State != Done {
		j.File = nil
	}
	return &ending{j}
}

func interrupted(message string) *Failure {
	return &Failure{Kind: fault.Unavailable, Message: message}
}

// failure says what people are told of an error. An internal one is logged
// under a reference, and they are told that.
func (r *Runner) failure(t *Task, err error) *Failure {
	kind := fault.KindOf(err)
	var f *fault.Error
	if errors.As(err, &f) && kind != fault.Internal {
		return &Failure{Kind: kind, Message: clip(err.Error())}
	}
	reference, randomErr := r.random(6)
	if randomErr != nil {
		reference = t.ID
	}
	r.cfg.Log.ErrorContext(t.ctx, "job failed", "reference", reference, "job_id", t.ID, "kind", t.Kind, "error", err)
	return &Failure{Kind: fault.Internal, Message: fault.Say("an internal error ended this job; the server's log says more under the reference %s", reference).String(), Reference: reference}
}

// clip bounds a message, on a whole character.
func clip(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	return strings.ToValidUTF8(s[:maxMessage], "") + " … (more was left out)"
}
