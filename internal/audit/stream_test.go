package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func randomOf(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// unclosed is a store that several streams of a test share.
type unclosed struct{ store.Store }

func (unclosed) Close() error { return nil }

func openOn(t testing.TB, s store.Store, clock func() time.Time, seed byte) *Stream {
	t.Helper()
	st, err := Open(context.Background(), Config{Store: s, Clock: clock, Random: randomOf(seed)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// places gives, for every kind of store, a function that opens the same record
// once more, as another node does.
func places() map[string]func(t *testing.T) func() store.Store {
	return map[string]func(t *testing.T) func() store.Store{
		"memory": func(*testing.T) func() store.Store {
			s := memory.New()
			return func() store.Store { return unclosed{s} }
		},
		"SQLite": func(t *testing.T) func() store.Store {
			path := filepath.Join(t.TempDir(), "security.cordon")
			s, err := sqlite.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			s.Close()
			return func() store.Store {
				s, err := sqlite.Open(path, sqlite.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
		},
		"PostgreSQL": func(t *testing.T) func() store.Store {
			url := pgtest.Shared(t).Database(t)
			first := true
			return func() store.Store {
				db, err := postgres.Connect(context.Background(), url)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				open := db.Open
				if first {
					open = db.Create
				}
				first = false
				s, err := open(context.Background(), "security")
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
		},
	}
}

func export(t testing.TB, s *Stream) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := s.Export(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spec: AUDIT-1, AUDIT-4, AUDIT-5, AUDIT-6
func TestSeveralNodesRecordIntoOneVerifiableStream(t *testing.T) {
	for name, place := range places() {
		t.Run(name, func(t *testing.T) {
			const nodes, writers, each = 3, 4, 20
			again := place(t)
			stores := make([]store.Store, nodes)
			for i := range stores {
				stores[i] = again()
			}
			streams := make([]*Stream, nodes)
			var wg sync.WaitGroup
			for i := range nodes {
				wg.Go(func() {
					// The clocks of the nodes do not agree.
					clock := func() time.Time { return time.Now().Add(time.Duration(i) * time.Hour) }
					st, err := Open(context.Background(), Config{Store: stores[i], Clock: clock, Random: randomOf(byte(i))})
					if err != nil {
						t.Error(err)
						return
					}
					streams[i] = st
				})
			}
			wg.Wait()
			if t.Failed() {
				t.FailNow()
			}
			var told sync.Map
			for i, st := range streams {
				for w := range writers {
					wg.Go(func() {
						for k := range each {
							what := fmt.Sprintf("%d-%d-%d", i, w, k)
							if err := st.Record(context.Background(), Event{Kind: SignedIn, Subject: what}); err != nil {
								t.Errorf("%s: %v", what, err)
								return
							}
							told.Store(what, true)
						}
					})
				}
			}
			wg.Wait()
			checkAll(t, streams, &told, nodes*writers*each)
		})
	}
}

// checkAll looks for every acknowledged event, once and in its writer's order,
// on every node, and verifies what each exports.
func checkAll(t *testing.T, streams []*Stream, told *sync.Map, want int) {
	t.Helper()
	var first []byte
	for i, st := range streams {
		seen, last := map[string]bool{}, map[string]int{}
		var at time.Time
		err := st.Events(context.Background(), 2, 0, func(n uint64, e Event) error {
			if _, ok := told.Load(e.Subject); !ok || seen[e.Subject] {
				t.Errorf("node %d: event %d, %s, was recorded twice or never asked for", i, n, e.Subject)
			}
			seen[e.Subject] = true
			if e.Time.Before(at) {
				t.Errorf("node %d: event %d is dated before event %d", i, n, n-1)
			}
			at = e.Time
			var k int
			at := strings.LastIndex(e.Subject, "-")
			if _, err := fmt.Sscan(e.Subject[at+1:], &k); err != nil || k != last[e.Subject[:at]] {
				t.Errorf("node %d: %s came out of order", i, e.Subject)
			}
			last[e.Subject[:at]]++
			return nil
		})
		if err != nil || len(seen) != want {
			t.Errorf("node %d: %d events of %d, %v", i, len(seen), want, err)
		}
		key, err := st.VerifierKey()
		if err != nil {
			t.Fatal(err)
		}
		data := export(t, st)
		rep, err := VerifyLog(bytes.NewReader(data), VerifyOptions{Options: ledger.Options{Key: key}})
		if err != nil || rep.Result.Size != uint64(want)+1 || rep.ID != st.ID() {
			t.Errorf("node %d: the export gave %+v, %v", i, rep, err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Errorf("node %d exports another log than node 0", i)
		}
	}
}

// small gives a stream of a few events with known bytes.
func small(t testing.TB) *Stream {
	t.Helper()
	at := noon()
	st, err := Open(context.Background(), Config{
		Store: memory.New(), ID: "security-example", Random: bytes.NewReader(exampleSeed()),
		Clock: func() time.Time { at = at.Add(1500 * time.Millisecond); return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []Event{
		{Kind: LinkUsed, Actor: "u-1", ActorName: "Anna Weiß", Address: "192.0.2.7"},
		{Kind: SignInFailed, Outcome: Refused, Address: "198.51.100.9", Details: map[string]string{"name": `an"na`, "why": "password"}},
		{Kind: RoleGranted, Actor: "u-1", ActorName: "Anna Weiß", Subject: "u-2", Project: "hall-3", Address: "192.0.2.7", Details: map[string]string{"role": "engineer"}},
	} {
		if err := st.Record(context.Background(), e); err != nil {
			t.Fatal(err)
		}
	}
	return st
}

func exampleSeed() []byte {
	seed := make([]byte, 32)
	for i := range seed {
		seed[i] = byte(i)
	}
	return seed
}

// spec: AUDIT-7
func TestEveryFlippedBitOfAnExportIsFound(t *testing.T) {
	data := export(t, small(t))
	if _, err := VerifyLog(bytes.NewReader(data), VerifyOptions{}); err != nil {
		t.Fatal(err)
	}
	for i := range data {
		for bit := range 8 {
			changed := bytes.Clone(data)
			changed[i] ^= 1 << bit
			if rep, err := VerifyLog(bytes.NewReader(changed), VerifyOptions{}); err == nil {
				t.Errorf("byte %d (%q), bit %d: verified as %+v", i, data[i], bit, rep)
			}
		}
	}
	for n := range data {
		if _, err := VerifyLog(bytes.NewReader(data[:n]), VerifyOptions{}); err == nil {
			t.Errorf("the first %d of %d bytes verify", n, len(data))
		}
	}
}

// signedLog writes a log of any leaves that is signed as it should be.
func signedLog(t *testing.T, signer string, leaves ...[]byte) []byte {
	t.Helper()
	s, err := ledger.NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	m := memory.New()
	for i, l := range leaves {
		if err := m.Append(context.Background(), uint64(i), []store.Entry{{Commit: l}}); err != nil {
			t.Fatal(err)
		}
	}
	size, root, err := m.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := ledger.SignCheckpoint(ledger.Checkpoint{Origin: s.Name(), Size: size, Root: root}, s)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ledger.VerifierKey(signer)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := ledger.NewWriter(&out, ledger.Header{Origin: s.Name(), Key: key})
	for i, l := range leaves {
		err = errors.Join(err, w.Commit(uint64(i)+1, l))
	}
	if err = errors.Join(err, w.Close(signed)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spec: AUDIT-6
func TestASignedLogOfAnythingElseIsNoStream(t *testing.T) {
	signer, key, err := ledger.GenerateKey(randomOf(1), "cordon/s")
	if err != nil {
		t.Fatal(err)
	}
	_, foreign, err := ledger.GenerateKey(randomOf(2), "cordon/s")
	if err != nil {
		t.Fatal(err)
	}
	begun := func(key string) Event {
		return Event{Kind: StreamBegun, Time: noon(), Subject: "s", Details: map[string]string{"key": key}}
	}
	first := Encode(1, begun(key))
	in := Event{Kind: SignedIn, Time: noon()}
	early := Event{Kind: SignedIn, Time: noon().Add(-time.Second)}
	if _, err := VerifyLog(bytes.NewReader(signedLog(t, signer, first, Encode(2, in))), VerifyOptions{}); err != nil {
		t.Fatalf("a good log: %v", err)
	}
	for name, leaves := range map[string][][]byte{
		"no events":                 {},
		"no first event":            {Encode(1, in)},
		"a project's commit":        {[]byte(`{"v":1,"n":1,"time":"2026-03-01T12:00:00.000Z","author":"Anna","ops":[]}`)},
		"an item of another key":    {Encode(1, begun(foreign))},
		"a name that is not its":    {Encode(1, Event{Kind: StreamBegun, Time: noon(), Subject: "other", Details: map[string]string{"key": key}})},
		"begun twice":               {first, Encode(2, begun(key))},
		"a wrong number":            {first, Encode(3, in)},
		"a time that goes back":     {first, Encode(2, early)},
		"a kind of nobody":          {first, Encode(2, Event{Kind: "coffee made", Time: noon()})},
		"text that is no event":     {first, []byte("hello")},
		"an event in other spacing": {first, append(Encode(2, in), ' ')},
	} {
		_, err := VerifyLog(bytes.NewReader(signedLog(t, signer, leaves...)), VerifyOptions{})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	if !IsLog(bytes.NewReader(signedLog(t, signer, first))) {
		t.Error("a stream is not recognised")
	}
	if IsLog(bytes.NewReader(signedLog(t, signer, Encode(1, in)))) || IsLog(strings.NewReader("")) {
		t.Error("something else is taken for a stream")
	}
}

// spec: AUDIT-5
func TestTheTimeOfAnEventNeverGoesBack(t *testing.T) {
	at := noon()
	clock := func() time.Time { return at }
	st := openOn(t, memory.New(), clock, 1)
	for _, step := range []struct {
		clock, event, want time.Duration
	}{
		{time.Second, 0, time.Second},
		{-time.Hour, 0, time.Second},                        // the clock is set back
		{2 * time.Second, time.Hour, 2 * time.Second},       // an event of the future
		{5 * time.Second, 3 * time.Second, 3 * time.Second}, // one that is told a little later
	} {
		at = noon().Add(step.clock)
		e := Event{Kind: SignedIn}
		if step.event != 0 {
			e.Time = noon().Add(step.event)
		}
		if err := st.Record(context.Background(), e); err != nil {
			t.Fatal(err)
		}
		head, err := st.Head(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		err = st.Events(context.Background(), head, head, func(n uint64, e Event) error {
			if want := noon().Add(step.want).Truncate(time.Millisecond); !e.Time.Equal(want) {
				t.Errorf("clock %v, event %v: event %d is dated %v, want %v", step.clock, step.event, n, e.Time, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// slow counts appends and holds the next one until it is let go.
type slow struct {
	store.Store
	appends atomic.Int64
	begun   chan struct{}
	release chan struct{}
	err     atomic.Pointer[fault.Error]
}

func (s *slow) Append(ctx context.Context, n uint64, e []store.Entry) error {
	s.appends.Add(1)
	if s.begun != nil && n > 0 {
		s.begun <- struct{}{}
		<-s.release
	}
	if err := s.err.Load(); err != nil {
		return err
	}
	return s.Store.Append(ctx, n, e)
}

// spec: AUDIT-1
func TestEventsThatWaitTogetherShareATransactionAndOneMayBeTakenBack(t *testing.T) {
	s := &slow{Store: memory.New(), begun: make(chan struct{}), release: make(chan struct{})}
	st := openOn(t, s, noon, 1)
	before := s.appends.Load()
	results := make(chan error, 12)
	record := func(ctx context.Context, what string) {
		go func() { results <- st.Record(ctx, Event{Kind: SignedIn, Subject: what}) }()
	}
	record(context.Background(), "first")
	<-s.begun
	for range 10 {
		record(context.Background(), "together")
	}
	gone, leave := context.WithCancel(context.Background())
	record(gone, "taken back")
	for waiting := 0; waiting < 11; {
		st.group.mu.Lock()
		waiting = len(st.group.waiting)
		st.group.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	leave()
	if err := <-results; fault.KindOf(err) != fault.Unavailable {
		t.Errorf("the one whose caller went away gave %v, want Unavailable", err)
	}
	s.release <- struct{}{}
	<-s.begun
	s.release <- struct{}{}
	for range 11 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if got := s.appends.Load() - before; got != 2 {
		t.Errorf("11 events took %d transactions, want 2", got)
	}
	err := st.Events(context.Background(), 1, 0, func(n uint64, e Event) error {
		if e.Subject == "taken back" {
			t.Errorf("event %d was recorded although its caller was told it was not", n)
		}
		return nil
	})
	if head, _ := st.Head(context.Background()); err != nil || head != 12 {
		t.Errorf("the head is %d (%v), want 12", head, err)
	}
}

// spec: AUDIT-1
func TestWhatCannotBeKeptIsNotAcknowledgedAndTheStreamRecovers(t *testing.T) {
	s := &slow{Store: memory.New()}
	st := openOn(t, s, noon, 1)
	s.err.Store(fault.New(fault.Unavailable, "append", "the disk is full"))
	if err := st.Record(context.Background(), Event{Kind: SignedIn}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a full disk gave %v", err)
	}
	s.err.Store(nil)
	if err := st.Record(context.Background(), Event{Kind: SignedOut}); err != nil {
		t.Fatal(err)
	}
	if head, err := st.Head(context.Background()); err != nil || head != 2 {
		t.Errorf("the head is %d, %v; want 2", head, err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if err := st.Record(context.Background(), Event{Kind: SignedIn}); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("after Close: %v, want Unavailable", err)
	}
	if err := st.Close(); err != nil {
		t.Errorf("a second Close gave %v", err)
	}
}

// spec: AUDIT-4
func TestAStreamKeepsItsNameAndKeyWhenItIsOpenedAgain(t *testing.T) {
	again := places()["SQLite"](t)
	st := openOn(t, again(), noon, 1)
	id := st.ID()
	key, _ := st.VerifierKey()
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	st = openOn(t, again(), noon, 2)
	if now, _ := st.VerifierKey(); now != key || st.ID() != id {
		t.Errorf("opened again it is %s with %s, was %s with %s", st.ID(), now, id, key)
	}
	s := again()
	defer s.Close()
	if _, err := Open(context.Background(), Config{Store: s, ID: "other", Clock: noon, Random: randomOf(1)}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("opened under another name: %v, want Invalid", err)
	}
}

func TestAStoreOfSomethingElseIsNotTaken(t *testing.T) {
	ctx := context.Background()
	for name, fill := range map[string]func(s store.Store) error{
		"a project without commits": func(s store.Store) error { return s.SetValue(ctx, "project", []byte("p")) },
		"a project": func(s store.Store) error {
			return s.Append(ctx, 0, []store.Entry{{Commit: []byte(`{"v":1,"n":1,"time":"2026-03-01T12:00:00.000Z","author":"Anna","ops":[]}`)}})
		},
		"a stream without its key": func(s store.Store) error {
			_, key, err := ledger.GenerateKey(randomOf(1), "cordon/s")
			first := Event{Kind: StreamBegun, Time: noon(), Subject: "s", Details: map[string]string{"key": key}}
			return errors.Join(err, s.Append(ctx, 0, []store.Entry{{Commit: Encode(1, first)}}))
		},
	} {
		s := memory.New()
		if err := fill(s); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, Config{Store: s, Clock: noon, Random: randomOf(1)}); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	if _, err := Open(ctx, Config{Store: memory.New()}); fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("without clock and random: %v", err)
	}
	if _, err := Open(ctx, Config{Store: memory.New(), ID: "a b", Clock: noon, Random: randomOf(1)}); fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("a name with a blank: %v", err)
	}
}

// spec: AUDIT-1
func TestAStreamThatWasInterruptedWhileItBeganBeginsAgain(t *testing.T) {
	s := &slow{Store: memory.New()}
	s.err.Store(fault.New(fault.Unavailable, "append", "the disk is full"))
	if _, err := Open(context.Background(), Config{Store: s, Clock: noon, Random: randomOf(1)}); fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("a full disk gave %v", err)
	}
	s.err.Store(nil)
	st := openOn(t, s, noon, 2)
	if _, err := VerifyLog(bytes.NewReader(export(t, st)), VerifyOptions{}); err != nil {
		t.Error(err)
	}
}
