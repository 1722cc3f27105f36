// Package script runs the stories in *.txtar: each is what a user types, and
// what cordon answers. The commands run in this test binary, with a clock that
// moves one minute per command and identities from a seed, so that output is
// the same everywhere.
package script

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cordon-ot/cordon/internal/cli"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

var update = flag.Bool("update", false, "rewrite expected files inside the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"cordon": cordon})
}

// firstDay is when the clock of every script starts.
var firstDay = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// cordon is the program with a fixed clock, seed and version.
func cordon() {
	n := tick(os.Getenv("SCRIPT_TICKS"))
	now := firstDay.Add(time.Duration(n) * time.Minute)
	if day := os.Getenv("SCRIPT_DAY"); day != "" {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			panic(err)
		}
		now = t.Add(8*time.Hour + time.Duration(n)*time.Minute)
	}
	width, _ := strconv.Atoi(os.Getenv("SCRIPT_TERMINAL"))
	seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("cordon script"), uint64(n)))
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Env{
		Getenv: os.Getenv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Now: func() time.Time { return now }, Random: rand.NewChaCha8(seed), Zone: time.LoadLocation,
		Stores: stores{}, Screen: cli.Terminal{Out: width > 0, Err: width > 0, Width: width}, Version: "test",
	}))
}

// tick counts the commands of one script in a file.
func tick(path string) int {
	data, _ := os.ReadFile(path)
	n, _ := strconv.Atoi(strings.TrimSpace(string(data)))
	n++
	if err := os.WriteFile(path, []byte(strconv.Itoa(n)), 0o666); err != nil {
		panic(err)
	}
	return n
}

type stores struct{}

func (stores) Open(path string, readOnly bool) (store.Store, error) {
	s, err := sqlite.Open(path, sqlite.Options{ReadOnly: readOnly})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (stores) Create(path string) (store.Store, error) {
	s, err := sqlite.Create(path)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (stores) Memory() store.Store { return memory.New() }

func TestScripts(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: ".", UpdateScripts: *update, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SCRIPT_TICKS", filepath.Join(e.WorkDir, ".ticks"))
			e.Setenv("CORDON_AUTHOR", "anna")
			e.Setenv("REPO", repo)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "flip": flip, "fill": fill, "patch": patch, "samedir": sameDir,
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "devfull":
				_, err := os.Stat("/dev/full")
				return err == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

// status N COMMAND... runs a command and wants its exit status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		if _, e := fmt.Sscanf(err.Error(), "exit status %d", &got); e != nil {
			ts.Fatalf("%v: %v", args, err)
		}
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit status of %v is %d, want %s", args[1:], got, args[0])
	}
}

// flip FILE OFFSET changes one bit of one byte; a negative offset counts from
// the end.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(path, data, 0o666))
}

// patch FILE OFFSET HEX overwrites bytes.
func patch(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_RDWR, 0)
	ts.Check(err)
	defer f.Close()
	at, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	var data []byte
	_, err = fmt.Sscanf(args[2], "%x", &data)
	ts.Check(err)
	_, err = f.WriteAt(data, at)
	ts.Check(err)
}

// fill FILE MEGABYTES LINE writes a header and the line until the file has the
// size.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	megabytes, err := strconv.Atoi(args[1])
	ts.Check(err)
	_, err = io.WriteString(f, "name;zone;vendor;model;firmware\n")
	ts.Check(err)
	block := strings.Repeat(args[2]+"\n", 1<<20/(len(args[2])+1)+1)
	for range megabytes {
		_, err = io.WriteString(f, block)
		ts.Check(err)
	}
}

// samedir A B wants two folders to hold the same files with the same bytes;
// hidden files and evidence apart.
func sameDir(ts *testscript.TestScript, neg bool, args []string) {
	read := func(dir string) map[string]string {
		files := map[string]string{}
		root := ts.MkAbs(dir)
		ts.Check(filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			rel, _ := filepath.Rel(root, path)
			if !strings.HasPrefix(filepath.Base(rel), ".") && filepath.Base(rel) != "verified" {
				files[rel] = string(data)
			}
			return err
		}))
		return files
	}
	a, b := read(args[0]), read(args[1])
	same := len(a) == len(b)
	diff := ""
	for name, data := range a {
		if b[name] != data {
			same, diff = false, name
		}
	}
	if same == neg {
		ts.Fatalf("folders %s and %s: same is %v, want %v (%s; %d and %d files)", args[0], args[1], same, !neg, diff, len(a), len(b))
	}
}
