package script

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/cli"
)

// guides are the pages whose terminal blocks are what cordon really answers.
// In each, a block that begins with ```console holds commands after "$ " and
// their output; a comment that begins with "<!-- setup" holds commands that the
// reader does not see. After a change of the output: go test ./test/script
// -run Guide -update.
var guides = []string{
	"README.md",
	"docs/guide/first-hour.md",
	"docs/guide/levels.md",
	"docs/guide/command-line.md",
	"docs/formats/json.md",
	"docs/formats/json-analysis.md",
}

// spec: CLI-2, CLI-3
func TestGuidesShowWhatCordonAnswers(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range guides {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(repo, name)
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			g := &guide{t: t, repo: repo, now: firstDay}
			got := g.play(string(page))
			if got == string(page) {
				return
			}
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			line, want, is := firstDifference(string(page), got)
			t.Errorf("%s, line %d:\nthe page says  %s\ncordon answers %s\nrun with -update and read the difference", name, line, want, is)
		})
	}
}

func firstDifference(a, b string) (line int, x, y string) {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		if i >= len(bs) || as[i] != bs[i] {
			return i + 1, as[i], strings.Join(bs[min(i, len(bs)-1):min(i+1, len(bs))], "")
		}
	}
	return len(as), "", bs[min(len(as), len(bs)-1)]
}

// guide plays the commands of one page.
type guide struct {
	t    *testing.T
	repo string
	now  time.Time
	runs uint64
}

// play gives the page with the output that the commands have now.
func (g *guide) play(page string) string {
	var out []string
	in := "" // the block that is open
	for _, line := range strings.Split(page, "\n") {
		switch {
		case in == "" && line == "```console":
			in = "console"
		case in == "" && strings.HasPrefix(line, "<!-- setup"):
			in = "setup"
		case in == "console" && line == "```", in == "setup" && line == "-->":
			in = ""
		case in == "setup" && line != "":
			g.prepare(line)
		case in == "console" && strings.HasPrefix(line, "$ "):
			if out[len(out)-1] != "```console" {
				out = append(out, "")
			}
			out = append(out, line)
			out = append(out, g.command(strings.TrimPrefix(line, "$ "))...)
			continue
		case in == "console":
			continue // output of before
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// prepare runs a line of a setup comment: a command of cordon, "day DAY" for
// the clock, "copy PATH NAME" for a file of the repository, "file NAME TEXT" for
// a small one.
func (g *guide) prepare(line string) {
	words := words(line)
	switch words[0] {
	case "day":
		day, err := time.Parse(time.DateOnly, words[1])
		if err != nil {
			g.t.Fatal(err)
		}
		g.now = day.Add(8 * time.Hour)
	case "file":
		if err := os.WriteFile(words[1], []byte(words[2]+"\n"), 0o666); err != nil {
			g.t.Fatal(err)
		}
	case "copy":
		data, err := os.ReadFile(filepath.Join(g.repo, words[1]))
		if err == nil {
			err = os.WriteFile(words[2], data, 0o666)
		}
		if err != nil {
			g.t.Fatal(err)
		}
	default:
		if out, status := g.run(words[1:]); words[0] != "cordon" || status == 2 {
			g.t.Fatalf("setup %q: status %d\n%s", line, status, out)
		}
	}
}

var head = regexp.MustCompile(`^(.*) \| head -(\d+)$`)

// command runs a line that the reader sees and gives its output.
func (g *guide) command(line string) []string {
	most := 0
	if m := head.FindStringSubmatch(line); m != nil {
		line = m[1]
		most, _ = strconv.Atoi(m[2])
	}
	args := words(line)
	if args[0] != "cordon" {
		g.t.Fatalf("%q is no command of cordon", line)
	}
	text, _ := g.run(args[1:])
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if most > 0 && len(lines) > most {
		lines = lines[:most]
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// run answers as on a screen of 100 columns.
func (g *guide) run(args []string) (text string, status int) {
	g.runs++
	g.now = g.now.Add(time.Minute)
	seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("cordon guide"), g.runs))
	var out bytes.Buffer
	now := g.now
	status = cli.Run(context.Background(), append([]string{"--width=100"}, args...), cli.Env{
		Getenv: func(name string) string { return map[string]string{"CORDON_AUTHOR": "anna"}[name] },
		Stdin:  strings.NewReader(""), Stdout: &out, Stderr: &out,
		Now: func() time.Time { return now }, Random: rand.NewChaCha8(seed), Zone: time.LoadLocation,
		Stores: stores{}, Version: "test",
	})
	return out.String(), status
}

// words splits a command line at blanks outside quotes.
func words(line string) []string {
	var out []string
	quote, word, open := rune(0), "", false
	for _, r := range line + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, open = r, true
		case quote == 0 && r == ' ':
			if open {
				out = append(out, word)
			}
			word, open = "", false
		default:
			word, open = word+string(r), true
		}
	}
	return out
}

func TestWordsKeepsQuotedBlanks(t *testing.T) {
	got := fmt.Sprintf("%q", words(`cordon whatif "set AST-1 x=1" 'a "b" c'  d`))
	want := `["cordon" "whatif" "set AST-1 x=1" "a \"b\" c" "d"]`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
