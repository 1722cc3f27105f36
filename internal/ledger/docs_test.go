package ledger

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

var update = flag.Bool("update", false, "rewrite the worked examples in docs/formats")

const (
	logPage   = "../../docs/formats/log.md"
	proofPage = "../../docs/formats/proof.md"
)

// exampleCommits are the commits of the worked examples. A ledger reads no
// JSON; these are lines a person can tell apart.
var exampleCommits = [][]byte{
	[]byte(`{"n":1,"message":"create the turbine hall"}`),
	[]byte(`{"n":2,"message":"add controller TC-1"}`),
	[]byte(`{"n":3,"message":"raise the target of zone Z-2"}`),
}

// example is everything the pages quote.
type example struct {
	signer, key string
	log, proof  []byte
}

func makeExample(t *testing.T) example {
	t.Helper()
	seed := make([]byte, 32)
	for i := range seed {
		seed[i] = byte(i)
	}
	signer, key, err := GenerateKey(bytes.NewReader(seed), "cordon/example")
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(signer)
	if err != nil {
		t.Fatal(err)
	}
	return example{
		signer: signer, key: key,
		log:   writeLog(t, s, key, exampleCommits),
		proof: writeBundle(t, bundleOf(t, s, key, "item TC-1", exampleCommits, 2)),
	}
}

// quoted is the content of the fenced block after the marker comment name.
func quoted(t *testing.T, page []byte, name string) (from, to int) {
	t.Helper()
	m := regexp.MustCompile("(?s)<!-- " + name + " -->\n```[a-z]*\n(.*?)```\n").FindSubmatchIndex(page)
	if m == nil {
		t.Fatalf("the page has no block %q", name)
	}
	return m[2], m[3]
}

// checkPage compares blocks of a page, or rewrites them with -update.
func checkPage(t *testing.T, path string, blocks map[string]string) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range blocks {
		from, to := quoted(t, page, name)
		got := string(page[from:to])
		if *update {
			page = append(append(bytes.Clone(page[:from]), want...), page[to:]...)
		} else if got != want {
			t.Errorf("%s: block %q is\n%s\nwant\n%s", path, name, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(path, page, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// anatomy lists the parts of a file by offset: name and length of each.
func anatomy(parts ...any) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%6s %6s  %s\n", "offset", "bytes", "part")
	at := 0
	for i := 0; i < len(parts); i += 2 {
		fmt.Fprintf(&b, "%6d %6d  %s\n", at, parts[i+1], parts[i])
		at += parts[i+1].(int)
	}
	fmt.Fprintf(&b, "%6d         end of file\n", at)
	return b.String()
}

// take measures the line at *at and moves past it.
func take(data []byte, at *int) int {
	n := bytes.IndexByte(data[*at:], '\n') + 1
	*at += n
	return n
}

func logAnatomy(log []byte) string {
	at := 0
	parts := []any{"format line", take(log, &at), "origin line", take(log, &at), "key line", take(log, &at)}
	for i, c := range exampleCommits {
		parts = append(parts, fmt.Sprintf("commit line of commit %d", i+1), take(log, &at),
			fmt.Sprintf("bytes of commit %d", i+1), len(c), "line end", 1)
		at += len(c) + 1
	}
	parts = append(parts, "checkpoint line", take(log, &at))
	for _, name := range []string{"checkpoint: origin", "checkpoint: size", "checkpoint: root", "checkpoint: empty line", "checkpoint: signature line", "end line"} {
		parts = append(parts, name, take(log, &at))
	}
	return anatomy(parts...)
}

func proofAnatomy(proof []byte) string {
	at := 0
	var parts []any
	for _, name := range []string{
		"format line", "origin line", "key line", "subject line", "commit line of commit 2", "bytes of commit 2 and line end",
		"proof line", "leaf hash of commit 1", "leaf hash of commit 3", "checkpoint line",
		"checkpoint: origin", "checkpoint: size", "checkpoint: root", "checkpoint: empty line", "checkpoint: signature line", "end line",
	} {
		parts = append(parts, name, take(proof, &at))
	}
	return anatomy(parts...)
}

func exampleHashes() string {
	h1, h2, h3 := tlog.RecordHash(exampleCommits[0]), tlog.RecordHash(exampleCommits[1]), tlog.RecordHash(exampleCommits[2])
	n12 := tlog.NodeHash(h1, h2)
	var b strings.Builder
	for _, l := range []struct {
		name string
		h    tlog.Hash
	}{{"leaf 1 ", h1}, {"leaf 2 ", h2}, {"leaf 3 ", h3}, {"node 12", n12}, {"root   ", tlog.NodeHash(n12, h3)}} {
		fmt.Fprintf(&b, "%s %x\n        %s\n", l.name, l.h[:], l.h)
	}
	return b.String()
}

func TestLogPageQuotesALogThatVerifies(t *testing.T) {
	e := makeExample(t)
	checkPage(t, logPage, map[string]string{
		"example keys":    e.signer + "\n" + e.key + "\n",
		"example log":     string(e.log),
		"example anatomy": logAnatomy(e.log),
		"example hashes":  exampleHashes(),
	})
	page, err := os.ReadFile(logPage)
	if err != nil {
		t.Fatal(err)
	}
	from, to := quoted(t, page, "example log")
	n := 0
	res, err := VerifyLog(bytes.NewReader(page[from:to]), Options{Key: e.key}, func(_ uint64, c []byte) error {
		if !json.Valid(c) || bytes.ContainsRune(c, '\n') {
			t.Errorf("example commit %s is not one line of JSON", c)
		}
		n++
		return nil
	})
	if err != nil || n != 3 || res.Root != naiveRoot(exampleCommits) {
		t.Errorf("the log on the page: %d commits, %+v, %v", n, res, err)
	}
}

func TestProofPageQuotesAProofThatVerifies(t *testing.T) {
	e := makeExample(t)
	checkPage(t, proofPage, map[string]string{
		"example proof":   string(e.proof),
		"example anatomy": proofAnatomy(e.proof),
	})
	page, err := os.ReadFile(proofPage)
	if err != nil {
		t.Fatal(err)
	}
	from, to := quoted(t, page, "example proof")
	b, _, err := VerifyBundle(page[from:to], Options{Key: e.key})
	if err != nil || b.Subject != "item TC-1" || len(b.Commits) != 1 {
		t.Errorf("the proof on the page: %+v, %v", b, err)
	}
}
