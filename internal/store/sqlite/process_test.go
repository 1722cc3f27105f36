package sqlite

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

var kills = flag.Int("kills", 25, "how many times TestKilledWritersLoseNothing kills its writer")

// childVariable, when set, makes this test binary one of the programs below;
// its value is the program's name and the project's path.
const childVariable = "CORDON_STORE_CHILD"

func TestMain(m *testing.M) {
	if task, path, ok := strings.Cut(os.Getenv(childVariable), " "); ok {
		if err := map[string]func(string) error{"flood": flood, "share": share}[task](path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child starts this test binary as the program task on the project at path.
func child(t *testing.T, task, path string) (*exec.Cmd, io.Reader, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childVariable+"="+task+" "+path)
	errs := &bytes.Buffer{}
	cmd.Stderr = errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out, errs
}

// entryNumber is commit n: its bytes and rows follow from n alone, so that the
// test can tell what any head must look like. Some are longer than a page.
func entryNumber(n uint64) store.Entry {
	rng := rand.New(rand.NewPCG(n, 17))
	size := 20 + rng.IntN(400)
	if n%50 == 0 {
		size = 30_000
	}
	e := store.Entry{Commit: bytes.Repeat(fmt.Appendf(nil, "commit %d ", n), 1+size/10)}
	node := uint32(0)
	for range rng.IntN(4) {
		node += 1 + uint32(rng.IntN(500))
		e.Rows = append(e.Rows, store.Row{Node: node, Body: fmt.Appendf(nil, "node %d after %d %s", node, n, e.Commit[:size/3])})
	}
	return e
}

// flood appends commits as fast as it can and prints the number of each last
// one after it was acknowledged. Every now and then it saves a snapshot.
func flood(path string) error {
	ctx := context.Background()
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	n, _, err := s.Head(ctx)
	if err != nil {
		return err
	}
	for {
		batch := make([]store.Entry, 1+n%maxBatch)
		for i := range batch {
			batch[i] = entryNumber(n + 1 + uint64(i))
		}
		if err := s.Append(ctx, n, batch); err != nil {
			return err
		}
		n += uint64(len(batch))
		if _, err := fmt.Fprintln(os.Stdout, n); err != nil {
			return err
		}
		if n%20 == 0 {
			go func(n uint64) {
				if err := s.SaveSnapshot(ctx, n, text(fmt.Sprint("state at ", n))); err != nil {
					fmt.Fprintf(os.Stderr, "SaveSnapshot(%d): %v\n", n, err)
				}
			}(n)
		}
	}
}

const maxBatch = 5

// TestKilledWritersLoseNothing kills a writing process at random moments, also
// while it starts, and opens the same file after each: no repair, every
// acknowledged commit, at most the one unacknowledged batch more, the tree and
// the rows as the commits say. A kill does not lose what the system had not yet
// put on the disk; TestAnyPrefixOfTheLogIsAWholeProject stands for that.
func TestKilledWritersLoseNothing(t *testing.T) {
	s := create(t)
	path := s.path
	s.Close()
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	want := &expectation{rows: map[uint32][]byte{}}
	early := 0
	for kill := range *kills {
		life := 60_000
		if kill%5 == 4 {
			life = 400_000 // long enough for the log to be copied meanwhile
		}
		acknowledged := killOne(t, path, want.n, time.Duration(rng.IntN(life))*time.Microsecond)
		if acknowledged == want.n {
			early++
		}
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatalf("kill %d: Open: %v", kill+1, err)
		}
		want.check(t, s, acknowledged)
		if err := s.Close(); err != nil {
			t.Fatalf("kill %d: Close: %v", kill+1, err)
		}
	}
	t.Logf("%d kills, %d of them before the first commit of the process; %d commits, all acknowledged ones are there", *kills, early, want.n)
	if *kills >= 10 && want.n < uint64(*kills) {
		t.Errorf("only %d commits in %d kills: the test did not kill a writing process", want.n, *kills)
	}
}

// killOne runs a flood, kills it after a while and gives the last number it
// acknowledged, head if none.
func killOne(t *testing.T, path string, head uint64, after time.Duration) uint64 {
	t.Helper()
	cmd, out, errs := child(t, "flood", path)
	time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // of no effect if it ended by itself, which errs tells
	last, lines := head, bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a number cut in two was not acknowledged to anybody
		}
		if last, err = strconv.ParseUint(strings.TrimSpace(line), 10, 64); err != nil {
			t.Fatalf("the writer printed %q", line)
		}
	}
	_ = cmd.Wait() // it was killed
	if errs.Len() > 0 {
		t.Fatalf("the writer said: %s", errs)
	}
	return last
}

// expectation is the state that the commits up to n imply.
type expectation struct {
	n      uint64
	hashes []tlog.Hash // stored hashes, computed here again
	rows   map[uint32][]byte
}

func (x *expectation) readHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, k := range indexes {
		out[i] = x.hashes[k]
	}
	return out, nil
}

// advance replays commits up to n.
func (x *expectation) advance(t *testing.T, n uint64) {
	for x.n < n {
		e := entryNumber(x.n + 1)
		h, err := tlog.StoredHashes(int64(x.n), e.Commit, tlog.HashReaderFunc(x.readHashes))
		if err != nil {
			t.Fatal(err)
		}
		x.hashes = append(x.hashes, h...)
		for _, r := range e.Rows {
			x.rows[r.Node] = r.Body
		}
		x.n++
	}
}

// check compares s, which must hold the acknowledged commits and at most one
// batch more, with what its commits imply.
func (x *expectation) check(t *testing.T, s *Store, acknowledged uint64) {
	t.Helper()
	ctx := context.Background()
	n, root, err := s.Head(ctx)
	if err != nil || n < acknowledged || n > acknowledged+maxBatch {
		t.Fatalf("Head = %d, %v, want %d or at most %d more", n, err, acknowledged, maxBatch)
	}
	x.advance(t, n)
	if want, _ := tlog.TreeHash(int64(n), tlog.HashReaderFunc(x.readHashes)); root != want {
		t.Fatalf("root at %d = %v, want %v", n, root, want)
	}
	err = s.Commits(ctx, 1, 0, func(k uint64, c []byte) error {
		if tlog.RecordHash(c) != x.hashes[tlog.StoredHashIndex(0, int64(k)-1)] {
			return fmt.Errorf("commit %d holds other bytes: %.40q", k, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[uint32][]byte{}
	if _, err := s.Rows(ctx, func(r store.Row) error { rows[r.Node] = bytes.Clone(r.Body); return nil }); err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(rows, x.rows, bytes.Equal) {
		t.Fatalf("%d rows at head %d are not those the commits imply (%d rows)", len(rows), n, len(x.rows))
	}
	at, _, r, err := s.LoadSnapshot(ctx)
	if fault.KindOf(err) == fault.NotFound {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != fmt.Sprint("state at ", at) {
		t.Fatalf("snapshot at %d = %q, %v", at, b, err)
	}
}

// TestAnyPrefixOfTheLogIsAWholeProject stands for a machine that loses power:
// the log on the disk may end anywhere after the last sync, even with bytes
// that were never written. Opening what is left gives an earlier head, whole.
func TestAnyPrefixOfTheLogIsAWholeProject(t *testing.T) {
	s, ctx := create(t), context.Background()
	ends := []int{} // length of the log after each commit
	for n := range uint64(40) {
		if err := s.Append(ctx, n, []store.Entry{entryNumber(n + 1)}); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, len(read(t, s.path+"-wal")))
	}
	file, log := read(t, s.path), read(t, s.path+"-wal")
	rng := rand.New(rand.NewPCG(5, 6))
	path := filepath.Join(t.TempDir(), "p.cordon")
	for range 60 {
		cut := rng.IntN(len(log) + 1)
		torn := bytes.Clone(log[:cut])
		for range rng.IntN(5000) {
			torn = append(torn, byte(rng.Uint32()))
		}
		write(t, path, file)
		write(t, path+"-wal", torn)
		os.Remove(path + "-shm")
		want := uint64(0)
		for _, end := range ends {
			if end <= cut {
				want++
			}
		}
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatalf("Open with %d of %d bytes of log: %v", cut, len(log), err)
		}
		if n, _, err := s.Head(ctx); n != want || err != nil {
			t.Fatalf("Head with %d of %d bytes of log = %d, %v, want %d", cut, len(log), n, err, want)
		}
		(&expectation{rows: map[uint32][]byte{}}).check(t, s, want)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// sharedCommits is how many commits each of the two processes adds.
const sharedCommits = 150

// share appends its commits beside another process, retrying on Conflict.
func share(path string) error {
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	return appendShared(s, "child")
}

func appendShared(s *Store, who string) error {
	ctx := context.Background()
	for i := range sharedCommits {
		for {
			head, _, err := s.Head(ctx)
			if err != nil {
				return err
			}
			err = s.Append(ctx, head, []store.Entry{{Commit: fmt.Appendf(nil, "%s %d", who, i)}})
			if err == nil {
				break
			}
			if fault.KindOf(err) != fault.Conflict {
				return err
			}
		}
	}
	return nil
}

func TestTwoProcessesShareOneFile(t *testing.T) {
	s := create(t)
	cmd, _, errs := child(t, "share", s.path)
	if err := appendShared(s, "parent"); err != nil {
		t.Errorf("parent: %v", err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("child: %v %s", err, errs)
	}
	next := map[string]int{}
	err := s.Commits(context.Background(), 1, 0, func(_ uint64, c []byte) error {
		var who string
		var i int
		if _, err := fmt.Sscanf(string(c), "%s %d", &who, &i); err != nil || i != next[who] {
			return fmt.Errorf("commit %q where number %d was due", c, next[who])
		}
		next[who]++
		return nil
	})
	if err != nil || next["parent"] != sharedCommits || next["child"] != sharedCommits {
		t.Fatalf("commits = %v, %v, want %d of each", next, err, sharedCommits)
	}
	want, err := tlog.TreeHash(2*sharedCommits, s)
	if n, root, _ := s.Head(context.Background()); err != nil || n != 2*sharedCommits || root != want {
		t.Fatalf("Head = %d %v, want %d %v", n, root, 2*sharedCommits, want)
	}
}
