package app_test

import (
	"bufio"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// killChild names the project file in the environment of the process that is
// to be killed; killCount is how often that is done, 10 if unset.
const (
	killChild = "CORDON_KILL_CHILD"
	killCount = "CORDON_KILLS"
)

// TestMain turns a copy of the test program into the process that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(killChild); path != "" {
		fmt.Fprintln(os.Stderr, commitForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func openProject(t testing.TB, path string) (*app.Project, *sqlite.Store, error) {
	s, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		return nil, nil, err
	}
	cfg := config(t, s, nil)
	cfg.Random = crand.Reader
	p, err := app.Open(background, cfg)
	return p, s, err
}

// commitForEver commits at full speed from four goroutines and prints number
// and title of each commit after it was acknowledged.
func commitForEver(path string) error {
	p, _, err := openProject(&testing.T{}, path)
	if err != nil {
		return err
	}
	st, err := p.Head(background)
	if err != nil {
		return err
	}
	first := st.Snapshot.LastNumber(model.KindAsset)
	var out sync.Mutex
	failed := make(chan error)
	for w := range uint32(4) {
		go func() {
			for i := uint32(0); ; i++ {
				title := fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i)
				id := p.NewID()
				c, err := p.Commit(background, app.Change{Author: "child", Message: title, Ops: []model.Op{
					{Kind: model.OpCreate, Item: id, Key: model.Key{Kind: model.KindAsset, Number: first + 4*i + w + 1}, Title: title},
					{Kind: model.OpSet, Item: st.Snapshot.ID(0), TitleSet: true, Title: title},
				}})
				if err != nil {
					failed <- err
					return
				}
				out.Lock()
				fmt.Fprintln(os.Stdout, c.Number, title)
				out.Unlock()
			}
		}()
	}
	return <-failed
}

// spec: REC-2
func TestAKilledProcessLosesNoAcknowledgedCommit(t *testing.T) {
	kills := 10
	if n, err := strconv.Atoi(os.Getenv(killCount)); err == nil {
		kills = n
	} else if testing.Short() {
		kills = 2
	}
	path := filepath.Join(t.TempDir(), "p.cordon")
	s, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	create(t, s).Close()
	total, most := 0, 0
	for round := range kills {
		acknowledged := runAndKill(t, path)
		n := checkAfterKill(t, path, acknowledged)
		total += len(acknowledged)
		most = max(most, n)
		if t.Failed() {
			t.Fatalf("in round %d", round+1)
		}
		// A long log makes checking slow and shows nothing new.
		if n > 20_000 {
			path = filepath.Join(t.TempDir(), "p.cordon")
			if s, err = sqlite.Create(path); err != nil {
				t.Fatal(err)
			}
			create(t, s).Close()
		}
	}
	t.Logf("%d kills, %d acknowledged commits, none lost; longest log %d", kills, total, most)
}

// runAndKill runs the child for a random while and gives what it acknowledged.
func runAndKill(t *testing.T, path string) map[uint64]string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), killChild+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[uint64]string{}
	lines := bufio.NewScanner(out)
	var timer *time.Timer
	for lines.Scan() {
		if timer == nil { // it has begun to write
			timer = time.AfterFunc(time.Duration(rand.IntN(120_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		}
		number, title, ok := strings.Cut(lines.Text(), " ")
		n, err := strconv.ParseUint(number, 10, 64)
		if !ok || err != nil {
			break // the kill cut the line
		}
		acknowledged[n] = title
	}
	_ = cmd.Process.Kill() // in case its output ended before
	if err := cmd.Wait(); err == nil || len(acknowledged) == 0 {
		t.Fatalf("the child ended by itself after %d commits: %v", len(acknowledged), err)
	}
	return acknowledged
}

func checkAfterKill(t *testing.T, path string, acknowledged map[uint64]string) (commits int) {
	t.Helper()
	p, s, err := openProject(t, path)
	if err != nil {
		t.Fatalf("opening after the kill: %v", err)
	}
	defer p.Close()
	found := 0
	err = p.History(background, 1, 0, func(c *model.Commit) error {
		commits = int(c.Number)
		if title, ok := acknowledged[c.Number]; ok {
			found++
			if c.Message != title {
				t.Errorf("commit %d was acknowledged as %q and holds %q", c.Number, title, c.Message)
			}
		}
		return nil
	})
	if err != nil || found != len(acknowledged) {
		t.Errorf("%d of %d acknowledged commits are there, %v", found, len(acknowledged), err)
	}
	checkStored(t, p, s)
	return commits
}
