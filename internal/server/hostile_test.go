package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

var (
	hostileTime    = flag.Duration("hostile.time", 20*time.Second, "how long to send hostile requests; CORDON_HOSTILE in the environment comes before it")
	hostileSeed    = flag.Uint64("hostile.seed", 1, "what the hostile requests are drawn from")
	hostileWorkers = flag.Int("hostile.workers", 12, "connections that send hostile requests at once")
)

// siege is a server under attack, and what is seen of it.
type siege struct {
	*fixture
	web     *http.Server
	address string
	learned *learned
	ops     []*apiOp

	mu       sync.Mutex
	owner    *person
	token    string
	statuses map[string]int
	faults   map[string]int // by what is wrong, how often
	examples []string
	logged   logWatch
	sent     atomic.Int64
}

// logWatch keeps what no log should hold.
type logWatch struct {
	mu   sync.Mutex
	bad  []string
	seen int
}

// Write implements io.Writer for the log of the HTTP server and of handlers.
func (l *logWatch) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen++
	// Unavailable (503) is an answer; everything else of this level is a fault.
	bad := bytes.Contains(p, []byte("level=ERROR")) && !bytes.Contains(p, []byte("status=503")) || bytes.Contains(p, []byte("panic"))
	if bad && len(l.bad) < 50 {
		l.bad = append(l.bad, string(p[:min(len(p), 3000)]))
	}
	return len(p), nil
}

// besiege starts a server with a project and an owner who may do everything.
func besiege(t *testing.T) *siege {
	s := &siege{learned: &learned{names: map[string][]string{}}, statuses: map[string]int{}, faults: map[string]int{}}
	log := slog.New(slog.NewTextHandler(&s.logged, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s.fixture = newFixture(t, func(b *setup) {
		b.Log, b.idle = log, 4*time.Second
		b.Limits = Limits{PublicRate: 1e6, PublicBurst: 1e6, CallerRate: 1e6, CallerBurst: 1e6}
		b.events = func(dir string) store.Store {
			st, err := sqlite.Create(filepath.Join(dir, "security.cordon"))
			if err != nil {
				t.Fatal(err)
			}
			return st
		}
	})
	s.project("hall")
	s.project("other")
	s.ops = operationsOf(t, s.fixture)
	s.newOwner()
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	s.address = listen.Addr().String()
	s.web = &http.Server{
		Handler: s.fixture, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(slog.NewTextHandler(&s.logged, nil), slog.LevelInfo),
	}
	go func() { _ = s.web.Serve(listen) }()
	return s
}

// newOwner makes somebody who may do everything, with a session and a token.
func (s *siege) newOwner() {
	s.Helper()
	u, err := s.accounts.CreateUser(s.Context(), account.By{}, account.NewUser{Login: "hostile-" + rand.Text(), Admin: true, Password: fixturePassword})
	s.must(err)
	p := s.anybody()
	p.id, p.login = u.ID, u.Login
	s.mu.Lock()
	s.owner = p
	s.mu.Unlock()
	s.again()
}

// again signs the owner in, gives back rights, and brings the project back:
// some attack may have taken one of them away. It reports whether it could.
func (s *siege) again() bool {
	p := s.owner
	ok := true
	for _, key := range []string{"hall", "other"} {
		id := s.idOf(key)
		ok = ok && s.accounts.Grant(s.Context(), account.By{}, id, p.id, access.Grant{Role: access.Owner}) == nil
		ok = ok && s.host.Change(s.Context(), id, "Turbine hall", false) == nil
	}
	if p.do("GET", "/account", nil).status == http.StatusOK && s.token != "" {
		return ok
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p.jar = map[string]*http.Cookie{}
	ok = ok && p.do("POST", "/sign-in", api.SignIn{Login: p.login, Password: fixturePassword}).status == http.StatusOK
	r := p.do("POST", "/account/tokens", api.NewToken{Name: "x", Expires: s.clock.Now().AddDate(0, 0, 7).Format(time.DateOnly)})
	var made api.TokenMade
	_ = json.Unmarshal(r.body, &made)
	s.token = made.Secret
	return ok && r.status == http.StatusCreated
}

// keep looks after owner and clock until ctx ends.
func (s *siege) keep(ctx context.Context) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.clock.pass(200 * time.Millisecond)
		if n%3 == 0 && !s.again() {
			s.newOwner()
		}
	}
}

// dress gives an attack the credentials of its persona.
func (s *siege) dress(q *attack) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch q.persona {
	case "owner":
		var list []string
		for _, name := range slices.Sorted(maps.Keys(s.owner.jar)) {
			list = append(list, name+"="+s.owner.jar[name].Value)
		}
		q.header = append(q.header, [2]string{"Cookie", strings.Join(list, "; ")}, [2]string{"Sec-Fetch-Site", "same-origin"})
	case "token":
		q.header = append(q.header, [2]string{"Authorization", "Bearer " + s.token})
	case "stranger":
		q.header = append(q.header, [2]string{"Authorization", "Bearer cdn_" + strings.Repeat("q", 43)})
	}
}

// storm attacks for a while with many connections.
func (s *siege) storm(d time.Duration, round uint64) {
	ctx, stop := context.WithTimeout(s.Context(), d)
	defer stop()
	var all sync.WaitGroup
	all.Go(func() { s.keep(ctx) })
	for i := range *hostileWorkers {
		all.Go(func() {
			a := &attacker{Rand: mathrand.New(mathrand.NewPCG(*hostileSeed+round, uint64(i))), ops: s.ops, learned: s.learned}
			w := &wire{address: s.address}
			defer w.drop()
			for ctx.Err() == nil {
				q := a.attack()
				s.dress(q)
				got, err := w.send(q)
				if err != nil {
					s.fault(q, got, "no connection: "+err.Error())
					return
				}
				s.sent.Add(1)
				s.judge(q, got)
			}
		})
	}
	all.Wait()
}

// judge looks at one answer.
func (s *siege) judge(q *attack, got heard) {
	status := fmt.Sprint(got.status)
	ours := got.header.Get("X-Request-Id") != ""
	switch {
	case got.nothing && got.late && !q.mayStall:
		s.fault(q, got, "no answer")
	case got.nothing:
		status = "none"
	case !ours:
		status += " of net/http"
		// It answers OPTIONS * itself, and what is no HTTP.
		if !slices.Contains([]int{400, 417, 431, 501, 505}, got.status) && q.target != "*" {
			s.fault(q, got, "an answer that did not pass the server: "+status)
		}
	case got.status >= http.StatusInternalServerError && got.status != http.StatusServiceUnavailable:
		s.fault(q, got, "status "+status+" of "+q.op)
	case got.status >= http.StatusMultipleChoices && got.status != http.StatusNotModified && q.method != http.MethodHead:
		s.wantProblem(q, got)
	}
	if got.status < http.StatusMultipleChoices && ours {
		s.learned.learn(got.header.Get("Location"), q.op, got.body)
	}
	s.mu.Lock()
	s.statuses[status]++
	s.mu.Unlock()
}

func (s *siege) wantProblem(q *attack, got heard) {
	if !strings.HasPrefix(q.target, "/api/") || got.status == http.StatusSeeOther || got.cut {
		return
	}
	var p api.Problem
	err := json.Unmarshal(got.body, &p)
	if err != nil || p.Status != got.status || len(p.Errors) == 0 || p.Type == "" || got.header.Get("Content-Type") != "application/problem+json" {
		s.fault(q, got, fmt.Sprintf("a refusal (%d) that is no problem document", got.status))
	}
}

func (s *siege) fault(q *attack, got heard, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults[what]++; s.faults[what] > 3 {
		return
	}
	s.examples = append(s.examples, fmt.Sprintf("%s\n  %s as %s, spoilt %v, %s %s\n  %.300s %.400s\n  headers %.600q\n  body (%d bytes, %d times) %.300q\n  answer %d %.600s",
		what, q.op, q.persona, q.spoilt, q.framing, q.version, q.method, q.target, fmt.Sprint(q.header), len(q.body), q.repeat, q.body, got.status, got.body))
}

// rest waits until projects are closed and everything has calmed down, and
// gives the memory in use.
func (s *siege) rest() (heap uint64, goroutines int) {
	deadline := time.Now().Add(30 * time.Second)
	for s.host.Open() > 0 && time.Now().Before(deadline) {
		s.clock.pass(5 * time.Second)
		time.Sleep(200 * time.Millisecond)
	}
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
		time.Sleep(50 * time.Millisecond)
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}

func hostileFor(t *testing.T) time.Duration {
	d := *hostileTime
	if v := os.Getenv("CORDON_HOSTILE"); v != "" {
		var err error
		if d, err = time.ParseDuration(v); err != nil {
			t.Fatalf("CORDON_HOSTILE: %v", err)
		}
	} else if testing.Short() {
		d = min(d, 3*time.Second)
	}
	return d
}

// mostGrowth is how much memory may be in use more after the storm than after
// its first quarter. What is more in the record is on disk by then.
const mostGrowth = 6 << 20

// spec: SRV-18, SRV-20, SRV-21
func TestHostileRequestsAreRefusedAndLeaveNothingBehind(t *testing.T) {
	d, s := hostileFor(t), besiege(t)
	_, calm := s.rest()
	began := time.Now()
	s.storm(d/4, 0)
	warm, _ := s.rest()
	s.storm(d-d/4, 1<<32)
	took := time.Since(began)
	heap, _ := s.rest()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	s.must(s.web.Close())
	_ = s.web.Shutdown(ctx)
	left := runtime.NumGoroutine()
	for until := time.Now().Add(20 * time.Second); left > calm+5 && time.Now().Before(until); left = runtime.NumGoroutine() {
		time.Sleep(100 * time.Millisecond)
	}
	t.Logf("%d requests in %v, %.0f a second; answers %v", s.sent.Load(), took.Round(time.Second), float64(s.sent.Load())/took.Seconds(), s.statuses)
	t.Logf("memory %.1f MB after the first quarter, %.1f MB at the end; goroutines %d before, %d after", mb(warm), mb(heap), calm, left)
	for what, n := range s.faults {
		t.Errorf("%d times: %s", n, what)
	}
	for _, e := range s.examples {
		t.Errorf("%s", e)
	}
	for _, line := range s.logged.bad {
		t.Errorf("in the log: %s", line)
	}
	if heap > warm+mostGrowth {
		t.Errorf("memory grew from %.1f MB to %.1f MB", mb(warm), mb(heap))
	}
	if left > calm+5 {
		var b bytes.Buffer
		buf := make([]byte, 1<<20)
		b.Write(buf[:runtime.Stack(buf, true)])
		t.Errorf("%d goroutines were left, %d before:\n%.20000s", left, calm, b.String())
	}
	s.sound("hall")
	s.sound("other")
}

func mb(n uint64) float64 { return float64(n) / (1 << 20) }

// sound wants the record of a project whole: its log verifies, and a full
// examination finds nothing.
func (s *siege) sound(key string) {
	s.Helper()
	id := s.idOf(key)
	l, err := s.host.Acquire(s.Context(), id)
	s.must(err)
	defer l.Release()
	var log bytes.Buffer
	s.must(l.ExportLog(s.Context(), &log))
	rep, err := app.VerifyLogSemantics(&log, app.VerifyOptions{})
	if err != nil {
		s.Errorf("the log of %s does not verify: %v", key, err)
	}
	st, err := folder(s.dir).Open(s.Context(), id)
	s.must(err)
	defer func() { s.must(st.Close()) }()
	found, err := app.Doctor(s.Context(), app.Config{Store: st}, false)
	if err != nil || found.Found > 0 || found.Commits != rep.Result.Size {
		s.Errorf("the record of %s, %d commits, is not sound: %v %+v", key, rep.Result.Size, err, found.Differences)
	}
	s.Logf("%s: %d commits verified, nothing found", key, found.Commits)
}
