package job

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Func does the work of a kind of job. It ends soon after ctx does. The result
// is encoded as JSON, nil for none; one beside an error is kept too. An error
// that is a fault of another kind than Internal is shown to people, any other
// only logged. A panic counts as an internal error.
type Func func(ctx context.Context, t *Task) (result any, err error)

// Config says how a Runner works. The first six are needed.
type Config struct {
	DB     *admin.DB
	Folder string           // for the files of jobs
	Node   string           // name of this node; no two that run at once may share one
	Clock  func() time.Time // the present time
	Random io.Reader        // for ids of jobs and references
	Log    *slog.Logger

	Workers  int           // jobs that run at once on this node; 0 for 2
	PerOwner int           // jobs of one owner that may wait or run; 0 for 20
	Keep     time.Duration // how long a file stays; 0 for 7 days
	MaxFile  int64         // longest file in bytes; 0 for 256 GiB
	Beat     time.Duration // how often rows are looked at and progress is stored; 0 for a second
	Lease    time.Duration // silence after which another node's job counts as interrupted; 0 for a minute
}

// Bounds of what is stored with a job.
const (
	maxParams  = 256 << 10
	maxResult  = 64 << 10
	maxMessage = 8 << 10
)

// Runner runs jobs. Make one with New, Register the kinds, Start it and Stop it
// in the end. Its methods may be called concurrently.
type Runner struct {
	cfg   Config
	run   string // this life of the node
	kinds map[string]Func
	wake  chan struct{}
	stop  chan struct{}
	once  sync.Once
	tends sync.WaitGroup // the goroutine of tend
	works sync.WaitGroup // one for each job

	ending sync.Mutex // held while ends are written

	mu       sync.Mutex
	running  map[string]*Task
	unstored map[string]*ending // ends that could not be written yet
	stopped  bool
	lastID   uint64 // milliseconds and a count of 16 bits

	// Of the goroutine that tends alone.
	seen    map[string]sighting
	cleaned time.Time
}

// sighting is when another node's job was first seen with a beat.
type sighting struct {
	run   string
	beat  int64
	since time.Time
}

// New makes a runner that does nothing yet. Invalid if the configuration lacks
// something.
func New(cfg Config) (*Runner, error) {
	const op = "prepare background jobs"
	if cfg.DB == nil || cfg.Folder == "" || cfg.Node == "" || cfg.Clock == nil || cfg.Random == nil || cfg.Log == nil {
		return nil, fault.New(fault.Invalid, op, "the configuration lacks the database, the folder, the node's name, the clock, the random source or the log")
	}
	whenZero(&cfg.Workers, 2)
	whenZero(&cfg.PerOwner, 20)
	whenZero(&cfg.Keep, 7*24*time.Hour)
	whenZero(&cfg.MaxFile, 256<<30)
	whenZero(&cfg.Beat, time.Second)
	whenZero(&cfg.Lease, time.Minute)
	r := &Runner{
		cfg: cfg, kinds: map[string]Func{}, wake: make(chan struct{}, 1), stop: make(chan struct{}),
		running: map[string]*Task{}, unstored: map[string]*ending{}, seen: map[string]sighting{},
	}
	var err error
	r.run, err = r.random(16)
	return r, err
}

func whenZero[T int | int64 | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}

// Register says how jobs of a kind are done. Call it before Start; a kind
// registered twice is the later one.
func (r *Runner) Register(kind string, fn Func) { r.kinds[kind] = fn }

// Start ends what an earlier life of this node left running, as interrupted,
// and begins to work.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.endEarlierLives(ctx); err != nil {
		return err
	}
	r.clean(ctx)
	r.tends.Go(r.tend)
	return nil
}

// Stop takes no more jobs, cancels those that run, which end as interrupted,
// and waits for them until ctx ends: Unavailable if some still run then.
func (r *Runner) Stop(ctx context.Context) error {
	r.once.Do(func() { close(r.stop) })
	r.mu.Lock()
	r.stopped = true
	for _, t := range r.running {
		t.cancel(errStopped)
	}
	r.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		r.tends.Wait()
		r.works.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return r.storeEnds(ctx)
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "stop background jobs", "some jobs have not ended yet; they will be shown as interrupted")
	}
}

// Submit puts a job into the queue, durably, and gives it. Invalid for a kind
// that nobody registered and for parameters that are no JSON or over 64 KiB,
// Unavailable if the owner has too many jobs that wait or run.
func (r *Runner) Submit(ctx context.Context, kind, project, owner string, params json.RawMessage) (Job, error) {
	const op = "start a job"
	if r.kinds[kind] == nil {
		return Job{}, fault.New(fault.Invalid, op, "there is no kind of job called %.60q", kind)
	}
	if len(params) == 0 {
		params = json.RawMessage("{}")
	}
	if len(params) > maxParams || !json.Valid(params) || !utf8.Valid(params) {
		return Job{}, fault.New(fault.Invalid, op, "the parameters of a job are a JSON document of at most %d bytes", maxParams)
	}
	id, err := r.newID()
	if err != nil {
		return Job{}, err
	}
	j := Job{ID: id, Kind: kind, Project: project, Owner: owner, Params: params, State: Queued, Created: r.now()}
	if err := r.insert(ctx, &j); err != nil {
		return Job{}, err
	}
	r.nudge()
	return j, nil
}

// Job gives a job by id; NotFound if there is none.
func (r *Runner) Job(ctx context.Context, id string) (Job, error) {
	list, err := r.query(ctx, "id = $1", "", id)
	if err != nil {
		return Job{}, err
	}
	if len(list) == 0 {
		return Job{}, noJob(id)
	}
	return list[0], nil
}

func noJob(id string) error {
	return &fault.Error{Kind: fault.NotFound, Op: "find a job", Subject: fmt.Sprintf("%.40q", id), Message: "there is no such job"}
}

// List gives jobs, the newest first.
func (r *Runner) List(ctx context.Context, q Query) ([]Job, error) {
	if q.Limit <= 0 {
		q.Limit = 100
	}
	var where []string
	var args []any
	for _, c := range []struct{ column, op, value string }{
		{"project", "=", q.Project}, {"owner", "=", q.Owner}, {"kind", "=", q.Kind}, {"state", "=", string(q.State)}, {"id", "<", q.Before},
	} {
		if c.value != "" {
			args = append(args, c.value)
			where = append(where, fmt.Sprintf("%s %s $%d", c.column, c.op, len(args)))
		}
	}
	if len(where) == 0 {
		where = []string{"1 = 1"}
	}
	return r.query(ctx, strings.Join(where, " AND "), fmt.Sprintf("ORDER BY id DESC LIMIT %d", min(q.Limit, 1000)), args...)
}

// Cancel stops a job and gives it as it stands then: one that waits has ended,
// one that runs ends when its function does. Cancelling twice is no error;
// Conflict if the job has ended in another way.
func (r *Runner) Cancel(ctx context.Context, id string) (Job, error) {
	if err := r.writeCancel(ctx, id); err != nil {
		return Job{}, err
	}
	r.mu.Lock()
	if t := r.running[id]; t != nil {
		t.cancel(errCancelled)
	}
	r.mu.Unlock()
	return r.Job(ctx, id)
}

// Open gives the file that a job made. NotFound if there is none or its time is
// over, Unavailable if it lies on another node. The caller closes it.
func (r *Runner) Open(ctx context.Context, id string) (*os.File, Job, error) {
	const op = "open the file of a job"
	j, err := r.Job(ctx, id)
	if err != nil {
		return nil, Job{}, err
	}
	about := func(k fault.Kind, format string, a ...any) error {
		f := fault.New(k, op, format, a...)
		f.Subject = id
		return f
	}
	switch {
	case j.File == nil:
		return nil, j, about(fault.NotFound, "this job has made no file; it is %s", j.State)
	case j.File.Removed:
		return nil, j, about(fault.NotFound, "the file of this job was kept until %s and is gone; start the job again", j.File.Until.UTC().Format(time.DateTime))
	}
	f, err := os.Open(filepath.Join(r.folder(id), resultName))
	switch {
	case err == nil:
		return f, j, nil
	case errors.Is(err, os.ErrNotExist) && j.Node != r.cfg.Node:
		return nil, j, about(fault.Unavailable, "the file lies on the node %s; ask that one, or give all nodes one folder for jobs", j.Node)
	case errors.Is(err, os.ErrNotExist):
		return nil, j, about(fault.NotFound, "the file of this job is no longer in the server's folder; start the job again")
	}
	return nil, j, r.folderFault(err)
}

func (r *Runner) folderFault(err error) error {
	if err == nil {
		return nil
	}
	return &fault.Error{
		Kind: fault.Unavailable, Op: "keep the file of a job", Subject: r.cfg.Folder,
		Message: "the folder of jobs cannot be used; check its permissions and the space on its disk", Err: err,
	}
}

// folder gives the folder of a job, whose id was made by newID.
func (r *Runner) folder(id string) string { return filepath.Join(r.cfg.Folder, id) }

// now is the time to the millisecond, as it is stored.
func (r *Runner) now() time.Time { return time.UnixMilli(r.cfg.Clock().UnixMilli()).UTC() }

// newID makes an id that sorts by time, and within a millisecond, or while the
// clock is set back, by the order in which this node made it.
func (r *Runner) newID() (string, error) {
	tail, err := r.random(8)
	now := uint64(r.now().UnixMilli())
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lastID = max(r.lastID+1, now<<16)
	return fmt.Sprintf("%016x", r.lastID) + tail, err
}

func (r *Runner) random(n int) (string, error) {
	b := make([]byte, n)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := io.ReadFull(r.cfg.Random, b); err != nil {
		return "", fault.Wrap(fault.Internal, "name a job", err)
	}
	return hex.EncodeToString(b), nil
}

// nudge makes the tending goroutine look now.
func (r *Runner) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}
