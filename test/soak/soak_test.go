package soak

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// killings kills one node after another, every few seconds, until end.
func killings(rng *rand.Rand, end time.Time, total time.Duration, nodes ...*node) (kills int) {
	every := min(max(total/6, time.Second), 4*time.Second)
	for {
		pause := every*3/4 + time.Duration(rng.Int64N(int64(every/2)))
		if time.Now().Add(pause + 500*time.Millisecond).After(end) {
			time.Sleep(time.Until(end))
			return kills
		}
		time.Sleep(pause)
		n := nodes[kills%len(nodes)]
		n.kill()
		kills++
		time.Sleep(time.Duration(50+rng.IntN(250)) * time.Millisecond)
		n.start()
	}
}

// spec: SRV-4, SRV-30, SRV-35, SRV-40, SRV-51
func TestANodeThatIsKilledAgainAndAgainLosesNothing(t *testing.T) {
	d := length(t)
	n := newNode(t, t.TempDir(), "alone")
	team := found(t, n, "", 4)
	l := begin(t, team, n)
	began := time.Now()
	kills := killings(rand.New(rand.NewPCG(1, 2)), began.Add(d), d, n)
	took := time.Since(began)
	l.finish()
	l.report(took, kills, 0)
	log := exported(t, team.root, n)
	id := l.inspect(log)
	if status := n.stop(); status != 0 {
		t.Errorf("the server ended with status %d after an interrupt, want 0", status)
	}
	s, err := sqlite.Open(filepath.Join(n.dir, "projects", id+".cordon"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	examine(t, s, log)
}

// spec: SRV-30, SRV-35, SRV-40, SRV-50, SRV-51
func TestTwoNodesOverOnePostgreSQLConvergeThoughBothAndTheDatabaseAreKilled(t *testing.T) {
	d := length(t)
	pg := pgtest.Shared(t)
	url, key := pg.Database(t), filepath.Join(t.TempDir(), "secret.key")
	a := newNode(t, t.TempDir(), "one", "--database", url, "--key-file", key)
	team := found(t, a, "", 4)
	b := newNode(t, t.TempDir(), "two", "--database", url, "--key-file", key)
	l := begin(t, team, a, b)
	began := time.Now()
	rng := rand.New(rand.NewPCG(3, 4))
	kills := killings(rng, began.Add(d/2), d, a, b)
	pg.Kill()
	time.Sleep(300 * time.Millisecond)
	if err := pg.Start(); err != nil {
		t.Fatal(err)
	}
	kills += killings(rng, began.Add(d), d, b, a)
	took := time.Since(began)
	l.finish()
	l.report(took, kills, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	logs := [][]byte{}
	for _, n := range []*node{a, b} {
		if err := n.waitReady(ctx); err != nil {
			t.Fatal(err)
		}
		logs = append(logs, exported(t, team.root, n))
	}
	if !bytes.Equal(logs[0], logs[1]) {
		t.Errorf("the two nodes export logs of %d and %d bytes that differ", len(logs[0]), len(logs[1]))
	}
	id := l.inspect(logs[0])
	for _, n := range []*node{a, b} {
		if status := n.stop(); status != 0 {
			t.Errorf("a node ended with status %d after an interrupt, want 0", status)
		}
	}
	db, err := postgres.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := db.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	examine(t, s, logs[0])
}

// exported gives the log of the project as a node exports it, and checks that
// the node shows the same state.
func exported(t testing.TB, c *caller, n *node) []byte {
	t.Helper()
	a, err := c.call(t.Context(), n.url, http.MethodGet, "/projects/"+project+"/log", nil)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("export the log: %d, %v\n%.500s", a.status, err, a.body)
	}
	rep, err := app.VerifyLogSemantics(bytes.NewReader(a.body), app.VerifyOptions{})
	if err != nil {
		t.Fatalf("the log of %s does not verify: %v", n.url, err)
	}
	items, err := c.call(t.Context(), n.url, http.MethodGet, "/projects/"+project+"/items?limit=1", nil)
	if err != nil || items.header.Get("Cordon-Commit") != fmt.Sprint(rep.Result.Size) {
		t.Errorf("%s shows commit %s (%v), its log has %d", n.url, items.header.Get("Cordon-Commit"), err, rep.Result.Size)
	}
	return a.body
}

// inspect checks that the log holds every acknowledged change once, under the
// number that was acknowledged, each writer's in order, and nothing else. It
// gives the id of the project.
func (l *load) inspect(log []byte) (id string) {
	l.t.Helper()
	at := map[string]uint64{}
	last := map[int]int{}
	res, err := ledger.VerifyLog(bytes.NewReader(log), ledger.Options{}, func(n uint64, data []byte) error {
		c, err := model.DecodeCommit(data)
		if err != nil {
			return err
		}
		var w, i int
		for _, op := range c.Ops {
			if _, err := fmt.Sscanf(op.Title, "writer %d change %d", &w, &i); err != nil {
				continue
			}
			if before, twice := at[op.Title]; twice {
				l.t.Errorf("%q is in commit %d and in %d", op.Title, before, n)
			}
			if before, ok := last[w]; ok && i != before+1 || !ok && i != 0 {
				l.t.Errorf("commit %d holds %q after change %d of that writer", n, op.Title, before)
			}
			at[op.Title], last[w] = n, i
		}
		return nil
	})
	if err != nil {
		l.t.Fatalf("the log does not verify: %v", err)
	}
	missing := 0
	for title, n := range l.acked {
		if at[title] != n {
			missing++
			l.t.Errorf("%q was acknowledged as commit %d and is in commit %d", title, n, at[title])
		}
	}
	if len(at) != len(l.acked) || missing > 0 || len(at) == 0 {
		l.t.Errorf("%d changes are in the log, %d were acknowledged", len(at), len(l.acked))
	}
	for _, f := range l.followers {
		if f.last != res.Size {
			l.t.Errorf("a follower has seen up to commit %d of %d", f.last, res.Size)
		}
	}
	return projectOf(l.t, res.Origin)
}

// projectOf takes the id of the project from the origin of its log.
func projectOf(t testing.TB, origin string) string {
	t.Helper()
	prefix, err := ledger.Origin("x")
	if err != nil {
		t.Fatal(err)
	}
	return origin[len(prefix)-1:]
}

// examine lets the doctor look at a record whose server has ended, and compares
// what is stored with the exported log. It closes the store.
func examine(t testing.TB, s store.Store, log []byte) {
	t.Helper()
	defer s.Close()
	rep, err := app.Doctor(t.Context(), app.Config{Store: s}, false)
	if err != nil || rep.Found != 0 {
		t.Errorf("the doctor found %d differences: %v, %v", rep.Found, rep.Differences, err)
	}
	head, root, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	res, err := ledger.VerifyLog(bytes.NewReader(log), ledger.Options{}, nil)
	if err != nil || res.Size != head || res.Root != root {
		t.Errorf("the log ends at %d with root %v (%v), the database at %d with %v", res.Size, res.Root, err, head, root)
	}
}
