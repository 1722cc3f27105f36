package job

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var background = context.Background()

// node is a runner with a clock that a test sets.
type node struct {
	*Runner
	t   testing.TB
	log *bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

func (n *node) time() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

func (n *node) pass(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = n.now.Add(d)
}

// both runs a test over both databases.
func both(t *testing.T, test func(t *testing.T, open func() *admin.DB)) {
	for name, open := range map[string]func(t *testing.T) func() *admin.DB{
		"SQLite": func(t *testing.T) func() *admin.DB {
			path := filepath.Join(t.TempDir(), "admin.db")
			return opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, path) })
		},
		"PostgreSQL": func(t *testing.T) func() *admin.DB {
			url := pgtest.Shared(t).Database(t)
			return opener(t, func() (*admin.DB, error) { return admin.OpenPostgres(background, url) })
		},
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func opener(t *testing.T, open func() (*admin.DB, error)) func() *admin.DB {
	return func() *admin.DB {
		t.Helper()
		db, err := open()
		must(t, err)
		t.Cleanup(func() { db.Close() })
		return db
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seed makes the randomness of each node another.
var seed byte

// newNode makes a node that works only when its test ticks.
func newNode(t testing.TB, db *admin.DB, name, folder string) *node {
	t.Helper()
	n := &node{t: t, log: &bytes.Buffer{}, now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	seed++
	var err error
	n.Runner, err = New(Config{
		DB: db, Folder: folder, Node: name, Clock: n.time, Random: rand.NewChaCha8([32]byte{seed}),
		Log: slog.New(slog.NewTextHandler(&locked{w: n.log}, nil)), Beat: time.Hour,
	})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(background, 10*time.Second)
		defer cancel()
		if err := n.Stop(ctx); err != nil {
			t.Errorf("Stop: %v", err)
		}
	})
	return n
}

// locked makes a writer safe for several goroutines.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func (n *node) submit(kind, project, owner string) Job {
	n.t.Helper()
	j, err := n.Submit(background, kind, project, owner, nil)
	must(n.t, err)
	return j
}

func (n *node) job(id string) Job {
	n.t.Helper()
	j, err := n.Job(background, id)
	must(n.t, err)
	return j
}

// until ticks until a job is in a state.
func (n *node) until(id string, s State) Job {
	n.t.Helper()
	for range 1000 {
		n.tick(background)
		if j := n.job(id); j.State == s {
			return j
		}
		time.Sleep(2 * time.Millisecond)
	}
	j := n.job(id)
	n.t.Fatalf("job %s is %s (%+v), want %s", id, j.State, j.Failure, s)
	return j
}

func wantFault(t testing.TB, err error, kind fault.Kind, words string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Fatalf("got %v, want a fault of kind %s that says %q", err, kind, words)
	}
}

// gate is a job that waits until it is let go or cancelled.
type gate struct{ entered, leave chan struct{} }

func newGate() *gate { return &gate{make(chan struct{}, 10), make(chan struct{})} }

func (g *gate) run(ctx context.Context, t *Task) (any, error) {
	t.Report("waiting", 1, 3)
	g.entered <- struct{}{}
	select {
	case <-g.leave:
		return map[string]int{"items": 3}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// spec: OPS-20
func TestAJobRunsInTheBackgroundAndItsResultStays(t *testing.T) {
	both(t, func(t *testing.T, open func() *admin.DB) {
		n := newNode(t, open(), "a", t.TempDir())
		n.Register("export text", func(_ context.Context, task *Task) (any, error) {
			task.Report("writing", 2, 2)
			out, err := task.Create("../../etc/plant\n1.zip", "application/zip")
			if err != nil {
				return nil, err
			}
			if _, err := io.WriteString(out, "content"); err != nil {
				return nil, err
			}
			err = out.Reread(func(r io.Reader) error {
				b, err := io.ReadAll(r)
				if string(b) != "content" {
					return fmt.Errorf("read %q back", b)
				}
				return err
			})
			return map[string]any{"items": 12, "params": task.Params}, err
		})
		j, err := n.Submit(background, "export text", "plant", "anna", json.RawMessage(`{"at":"head"}`))
		must(t, err)
		if j.State != Queued || !idPattern.MatchString(j.ID) {
			t.Fatalf("a new job is %s with id %q", j.State, j.ID)
		}
		j = n.until(j.ID, Done)
		if got, want := string(j.Result), `{"items":12,"params":{"at":"head"}}`; got != want {
			t.Errorf("result is %s, want %s", got, want)
		}
		if j.Progress != (Progress{"writing", 2, 2}) || j.Ended.IsZero() || j.Started.IsZero() || j.Node != "a" {
			t.Errorf("the row says %+v", j)
		}
		if j.File == nil || j.File.Name != "-..-etc-plant-1.zip" || j.File.Size != 7 || j.File.Type != "application/zip" ||
			j.File.Digest != "sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73" {
			t.Errorf("the file is %+v", j.File)
		}
		f, _, err := n.Open(background, j.ID)
		must(t, err)
		defer f.Close()
		if b, err := io.ReadAll(f); err != nil || string(b) != "content" {
			t.Errorf("the file holds %q, %v", b, err)
		}
		if info, err := f.Stat(); err != nil || info.Mode() != 0o600 {
			t.Errorf("the file has mode %v, %v; want 0600", info.Mode(), err)
		}
		// A new life of the node knows it still.
		again := newNode(t, open(), "a", n.cfg.Folder)
		must(t, again.Start(background))
		if j := again.job(j.ID); j.State != Done || j.File == nil || j.File.Removed {
			t.Errorf("after a restart the job is %s with file %+v", j.State, j.File)
		}
	})
}

// spec: OPS-21
func TestProgressIsReadWhileAJobRuns(t *testing.T) {
	both(t, func(t *testing.T, open func() *admin.DB) {
		a, b := newNode(t, open(), "a", t.TempDir()), newNode(t, open(), "b", t.TempDir())
		g := newGate()
		a.Register("wait", g.run)
		b.Register("wait", g.run)
		j := a.submit("wait", "", "anna")
		a.tick(background)
		<-g.entered
		want := Progress{"waiting", 1, 3}
		if got := a.job(j.ID); got.State != Running || got.Progress != want {
			t.Errorf("on its node the job is %s at %+v, want running at %+v", got.State, got.Progress, want)
		}
		a.tick(background)
		if got := b.job(j.ID); got.State != Running || got.Progress != want {
			t.Errorf("on another node the job is %s at %+v, want running at %+v", got.State, got.Progress, want)
		}
		close(g.leave)
		a.until(j.ID, Done)
	})
}

// spec: OPS-22
func TestAJobIsCancelledWhileItWaitsAndWhileItRuns(t *testing.T) {
	both(t, func(t *testing.T, open func() *admin.DB) {
		a, b := newNode(t, open(), "a", t.TempDir()), newNode(t, open(), "b", t.TempDir())
		g := newGate()
		a.Register("wait", g.run)
		waiting := a.submit("wait", "", "anna")
		j, err := b.Cancel(background, waiting.ID)
		if err != nil || j.State != Cancelled || j.Ended.IsZero() {
			t.Fatalf("a waiting job is %s after Cancel, %v", j.State, err)
		}
		near, far := a.submit("wait", "", "anna"), a.submit("wait", "", "anna")
		a.tick(background)
		<-g.entered
		<-g.entered
		_, err = a.Cancel(background, near.ID)
		must(t, err)
		a.until(near.ID, Cancelled)
		_, err = b.Cancel(background, far.ID) // on the other node
		must(t, err)
		a.until(far.ID, Cancelled)
		if _, err := a.Cancel(background, far.ID); err != nil {
			t.Errorf("cancelling twice: %v", err)
		}
		if j := a.job(waiting.ID); j.State != Cancelled || !j.Started.IsZero() {
			t.Errorf("the job cancelled while waiting is %s and started at %v", j.State, j.Started)
		}
		close(g.leave)
		done := a.submit("wait", "", "anna")
		a.until(done.ID, Done)
		_, err = a.Cancel(background, done.ID)
		wantFault(t, err, fault.Conflict, "has ended already")
		_, err = a.Cancel(background, "none")
		wantFault(t, err, fault.NotFound, "no such job")
	})
}

// spec: OPS-23
func TestAJobOfALostNodeIsInterruptedAfterItsLeaseAndNotBefore(t *testing.T) {
	both(t, func(t *testing.T, open func() *admin.DB) {
		a, b := newNode(t, open(), "a", t.TempDir()), newNode(t, open(), "b", t.TempDir())
		b.now = b.now.Add(-48 * time.Hour) // its clock is wrong, which must not matter
		g := newGate()
		a.Register("wait", g.run)
		j := a.submit("wait", "", "anna")
		a.tick(background)
		<-g.entered
		b.tick(background)
		for range 4 { // as long as it beats it is alive, however long it takes
			a.pass(40 * time.Second)
			a.tick(background)
			b.pass(40 * time.Second)
			b.tick(background)
			if got := b.job(j.ID).State; got != Running {
				t.Fatalf("a job that beats is %s", got)
			}
		}
		b.pass(50 * time.Second)
		b.tick(background)
		if got := b.job(j.ID).State; got != Running {
			t.Fatalf("after 50 s of silence the job is %s, want running", got)
		}
		b.pass(11 * time.Second)
		b.tick(background)
		got := b.job(j.ID)
		if got.State != Interrupted || got.Failure == nil || !strings.Contains(got.Failure.Message, "does not answer") {
			t.Fatalf("after 61 s of silence the job is %s (%+v), want interrupted", got.State, got.Failure)
		}
		// The node was only slow. It stops the job and leaves the row alone.
		a.pass(20 * time.Second)
		a.tick(background)
		for range 500 {
			a.mu.Lock()
			a.Runner.mu.Lock()
			left := len(a.running)
			a.Runner.mu.Unlock()
			a.mu.Unlock()
			if left == 0 {
				break
			}
			time.Sleep(2 * time.Millisecond)
		}
		if len(g.leave) > 0 || a.job(j.ID).State != Interrupted {
			t.Errorf("the job is %s", a.job(j.ID).State)
		}
	})
}

// spec: OPS-23
func TestARestartInterruptsWhatTheNodeLeftRunningAndKeepsTheQueue(t *testing.T) {
	both(t, func(t *testing.T, open func() *admin.DB) {
		folder := t.TempDir()
		g := newGate()
		first := newNode(t, open(), "a", folder)
		first.cfg.Workers = 1
		first.Register("wait", func(ctx context.Context, task *Task) (any, error) {
			if _, err := task.Create("half", "text/plain"); err != nil {
				return nil, err
			}
			return g.run(ctx, task)
		})
		running, queued := first.submit("wait", "", "anna"), first.submit("wait", "", "anna")
		first.tick(background)
		<-g.entered
		// The process is gone; here a second life begins beside it.
		second := newNode(t, open(), "a", folder)
		second.Register("wait", func(context.Context, *Task) (any, error) { return "done", nil })
		must(t, second.Start(background))
		if j := second.job(running.ID); j.State != Interrupted || !strings.Contains(j.Failure.Message, "started anew") {
			t.Errorf("the running job is %s (%+v), want interrupted", j.State, j.Failure)
		}
		if _, err := os.Stat(filepath.Join(folder, running.ID)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("half a file stayed: %v", err)
		}
		second.nudge()
		for second.job(queued.ID).State != Done {
			time.Sleep(2 * time.Millisecond)
		}
		close(g.leave)
	})
}

// spec: OPS-24
func TestEachJobRunsOnceOnTwoNodes(t *testing.T) {
	both(t, func(t *testing.T, open func() *admin.DB) {
		folder := t.TempDir()
		var mu sync.Mutex
		ran := map[string]int{}
		var nodes []*node
		for _, name := range []string{"a", "b"} {
			n := newNode(t, open(), name, folder)
			n.cfg.PerOwner, n.cfg.Beat = 1000, 5*time.Millisecond
			n.Register("count", func(_ context.Context, task *Task) (any, error) {
				mu.Lock()
				defer mu.Unlock()
				ran[task.ID]++
				return nil, nil
			})
			must(t, n.Start(background))
			nodes = append(nodes, n)
		}
		var ids []string
		for i := range 40 {
			ids = append(ids, nodes[i%2].submit("count", "", "anna").ID)
		}
		deadline := time.Now().Add(30 * time.Second)
		for _, id := range ids {
			for nodes[0].job(id).State != Done {
				if time.Now().After(deadline) {
					t.Fatalf("job %s is %s", id, nodes[0].job(id).State)
				}
				time.Sleep(2 * time.Millisecond)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for _, id := range ids {
			if ran[id] != 1 {
				t.Errorf("job %s ran %d times", id, ran[id])
			}
		}
	})
}

// spec: OPS-25
func TestAPanicFailsTheJobWithAReferenceAndNothingElse(t *testing.T) {
	n := newNode(t, opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })(), "a", t.TempDir())
	n.Register("panic", func(context.Context, *Task) (any, error) { panic("secret of the plant") })
	n.Register("bad", func(context.Context, *Task) (any, error) { return nil, errors.New("secret of the disk") })
	n.Register("fault", func(context.Context, *Task) (any, error) {
		return map[string]int{"row": 7}, fault.New(fault.Invalid, "import", "row 7 is wrong")
	})
	n.Register("huge", func(context.Context, *Task) (any, error) { return strings.Repeat("x", maxResult), nil })
	for kind, want := range map[string]fault.Kind{"panic": fault.Internal, "bad": fault.Internal, "fault": fault.Invalid, "huge": fault.Internal} {
		j := n.until(n.submit(kind, "", "anna").ID, Failed)
		if j.Failure == nil || j.Failure.Kind != want {
			t.Fatalf("%s: failure is %+v, want kind %s", kind, j.Failure, want)
		}
		if strings.Contains(j.Failure.Message, "secret") {
			t.Errorf("%s: people are told %q", kind, j.Failure.Message)
		}
		logged := strings.Contains(n.log.String(), j.Failure.Reference)
		if want == fault.Internal && (j.Failure.Reference == "" || !logged) {
			t.Errorf("%s: reference %q is not in the log", kind, j.Failure.Reference)
		}
		if kind == "fault" && (j.Failure.Message != "row 7 is wrong" || string(j.Result) != `{"row":7}`) {
			t.Errorf("the message is %q and the result %s", j.Failure.Message, j.Result)
		}
	}
	if !strings.Contains(n.log.String(), "runner_test.go") {
		t.Error("the log does not say where it panicked")
	}
}

// spec: OPS-26
func TestTheFileOfAJobGoesAfterItsTimeAndTheRowSaysSo(t *testing.T) {
	n := newNode(t, opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })(), "a", t.TempDir())
	n.Register("file", func(_ context.Context, task *Task) (any, error) {
		out, err := task.Create("a.txt", "text/plain")
		if err == nil {
			_, err = io.WriteString(out, "x")
		}
		return map[string]int{"n": 1}, err
	})
	j := n.until(n.submit("file", "", "anna").ID, Done)
	n.pass(7*24*time.Hour - time.Second)
	n.tick(background)
	if f, _, err := n.Open(background, j.ID); err != nil {
		t.Fatalf("a second before its end the file is gone: %v", err)
	} else {
		f.Close()
	}
	n.pass(2 * time.Hour)
	_, got, err := n.Open(background, j.ID)
	wantFault(t, err, fault.NotFound, "was kept until 2026-03-08 08:00:00 and is gone")
	if got.File == nil || !got.File.Removed {
		t.Errorf("the row says %+v", got.File)
	}
	n.tick(background)
	if _, err := os.Stat(n.folder(j.ID)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if got := n.job(j.ID); string(got.Result) != `{"n":1}` || !got.File.Removed || got.State != Done {
		t.Errorf("the row says %+v", got)
	}
}

// spec: OPS-26
func TestTheFileOfAJobIsBounded(t *testing.T) {
	n := newNode(t, opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })(), "a", t.TempDir())
	n.cfg.MaxFile = 100
	n.Register("file", func(_ context.Context, task *Task) (any, error) {
		out, err := task.Create("a.txt", "text/plain")
		for err == nil {
			_, err = io.WriteString(out, "0123456789")
		}
		return nil, err
	})
	j := n.until(n.submit("file", "", "anna").ID, Failed)
	if j.Failure.Kind != fault.Unavailable || !strings.Contains(j.Failure.Message, "longer than the 100 bytes") || j.File != nil {
		t.Errorf("the row says %+v, file %+v", j.Failure, j.File)
	}
	if _, err := os.Stat(n.folder(j.ID)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was written is still there: %v", err)
	}
}

// spec: OPS-27
func TestJobsAtOnceAreBoundedOnANodeAndForAnOwner(t *testing.T) {
	n := newNode(t, opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })(), "a", t.TempDir())
	n.cfg.PerOwner = 4
	g := newGate()
	n.Register("wait", g.run)
	for range 4 {
		n.submit("wait", "p", "anna")
	}
	_, err := n.Submit(background, "wait", "p", "anna", nil)
	wantFault(t, err, fault.Unavailable, "4 of your jobs")
	n.submit("wait", "q", "bert")
	n.tick(background)
	<-g.entered
	<-g.entered
	n.tick(background)
	list, err := n.List(background, Query{State: Running})
	must(t, err)
	if len(list) != 2 {
		t.Errorf("%d jobs run at once, want 2", len(list))
	}
	list, err = n.List(background, Query{Owner: "anna", Project: "p", Limit: 3})
	must(t, err)
	if len(list) != 3 || list[0].ID < list[1].ID {
		t.Errorf("the list has %d jobs, want the newest 3", len(list))
	}
	list, err = n.List(background, Query{Owner: "anna", Before: list[2].ID})
	must(t, err)
	if len(list) != 1 {
		t.Errorf("the next page has %d jobs, want 1", len(list))
	}
	close(g.leave)
}

// spec: OPS-28
func TestStoppingTheServerInterruptsItsJobs(t *testing.T) {
	n := newNode(t, opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })(), "a", t.TempDir())
	g := newGate()
	n.Register("wait", g.run)
	must(t, n.Start(background))
	j := n.submit("wait", "", "anna")
	<-g.entered
	must(t, n.Stop(background))
	if got := n.job(j.ID); got.State != Interrupted || !strings.Contains(got.Failure.Message, "was stopped") {
		t.Errorf("the job is %s (%+v), want interrupted", got.State, got.Failure)
	}
}

// spec: OPS-28
func TestAnEndThatCouldNotBeWrittenIsWrittenLater(t *testing.T) {
	db := opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })()
	n := newNode(t, db, "a", t.TempDir())
	g := newGate()
	n.Register("wait", g.run)
	j := n.submit("wait", "", "anna")
	n.tick(background)
	<-g.entered
	gone := opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "gone.db")) })()
	must(t, gone.Close())
	n.cfg.DB = gone
	close(g.leave)
	for range 1000 {
		n.Runner.mu.Lock()
		ended := len(n.running) == 0
		n.Runner.mu.Unlock()
		if ended {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	n.works.Wait()
	n.tick(background)
	n.cfg.DB = db
	if got := n.job(j.ID).State; got != Running {
		t.Fatalf("the row says %s without a database", got)
	}
	n.tick(background)
	if got := n.job(j.ID); got.State != Done || string(got.Result) != `{"items":3}` {
		t.Errorf("the row says %s with %s, want done", got.State, got.Result)
	}
}

func TestWhatIsNoJobIsRefused(t *testing.T) {
	n := newNode(t, opener(t, func() (*admin.DB, error) { return admin.OpenSQLite(background, filepath.Join(t.TempDir(), "admin.db")) })(), "a", t.TempDir())
	n.Register("x", func(context.Context, *Task) (any, error) { return nil, nil })
	_, err := n.Submit(background, "y", "", "anna", nil)
	wantFault(t, err, fault.Invalid, "no kind of job")
	for _, params := range []string{"{", "\xff", `"` + strings.Repeat("x", maxParams) + `"`} {
		_, err := n.Submit(background, "x", "", "anna", json.RawMessage(params))
		wantFault(t, err, fault.Invalid, "JSON document")
	}
	_, err = n.Job(background, "../../etc/passwd")
	wantFault(t, err, fault.NotFound, "no such job")
	_, err = New(Config{})
	wantFault(t, err, fault.Invalid, "lacks")
}
