package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/store"
)

func reported(asJSON bool, err error) (text string, status int) {
	var b bytes.Buffer
	status = report(Env{Stderr: &b}, asJSON, err)
	return b.String(), status
}

func TestEveryFaultOfAJoinedErrorIsASentence(t *testing.T) {
	a := &fault.Error{Kind: fault.Invalid, Message: "there is no such kind", Place: fault.Place{File: "a.yaml", Line: 3, Column: 5}}
	b := &fault.Error{Kind: fault.NotFound, Subject: "ZON-9", Message: "there is no such item", Place: fault.Place{Field: "in"}}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"one", a, "cordon: a.yaml: line 3, column 5: there is no such kind\n"},
		{"item before its field", b, "cordon: ZON-9: in: there is no such item\n"},
		{"joined", errors.Join(a, nil, b), "cordon: a.yaml: line 3, column 5: there is no such kind\ncordon: ZON-9: in: there is no such item\n"},
		{
			"wrapped around several", fault.Wrap(fault.Invalid, "import text", errors.Join(a, b)),
			"cordon: a.yaml: line 3, column 5: import text: there is no such kind\ncordon: ZON-9: in: import text: there is no such item\n",
		},
		{"file put on it later", fault.At(fault.Place{File: "p.cordon"}, b), "cordon: p.cordon: in: ZON-9: there is no such item\n"},
		{"cause", &fault.Error{Kind: fault.Unavailable, Message: "cannot write", Err: fs.ErrPermission}, "cordon: cannot write: permission denied\n"},
		{"text of others", errors.New("no \x1b[31mkey\nhere"), "cordon: no [31mkey here\n"},
		{"no fault of ours", errors.New("boom"), "cordon: boom\n"},
		{"empty", &fault.Error{Kind: fault.Denied}, "cordon: denied error\n"},
		{"log", ledgerFault("a.log", &ledger.Fault{Where: "commit 17", Reason: "its bytes were altered", Offset: 99}), "cordon: a.log: commit 17: its bytes were altered\n"},
	} {
		got, status := reported(false, c.err)
		if got != c.want || status != StatusFailed {
			t.Errorf("%s: got %q and status %d, want %q and %d", c.name, got, status, c.want, StatusFailed)
		}
	}
}

func TestErrorsAsJSONKeepPlaceSubjectAndOffset(t *testing.T) {
	err := errors.Join(
		&fault.Error{Kind: fault.Conflict, Subject: "ZON-1", Message: "somebody was faster", Head: 12},
		&fault.Error{Kind: fault.Invalid, Message: "no <date>", Place: fault.Place{File: "a.csv", Row: 7, Column: 3, Field: "Datum"}},
		ledgerFault("a.log", &ledger.Fault{Where: "trailer", Reason: "missing", Offset: 0}),
	)
	got, _ := reported(true, err)
	want := `{
  "errors": [
    {
      "kind": "conflict",
      "subject": "ZON-1",
      "head": 12,
      "message": "somebody was faster"
    },
    {
      "kind": "invalid",
      "file": "a.csv",
      "row": 7,
      "column": 3,
      "field": "Datum",
      "message": "no <date>"
    },
    {
      "kind": "invalid",
      "file": "a.log",
      "offset": 0,
      "message": "trailer: missing"
    }
  ]
}
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFindingsAloneGiveStatusOneAndNoWords(t *testing.T) {
	if got, status := reported(false, errFindings); got != "" || status != StatusFindings {
		t.Errorf("findings: got %q and status %d, want nothing and %d", got, status, StatusFindings)
	}
	got, status := reported(false, errors.Join(errFindings, errors.New("disk full")))
	if got != "cordon: disk full\n" || status != StatusFailed {
		t.Errorf("findings and a failure: got %q and status %d", got, status)
	}
}

// broken is an opener whose stores panic.
type broken struct{}

func (broken) Open(string, bool) (store.Store, error) { panic("a nil map") }
func (broken) Create(string) (store.Store, error)     { panic("a nil map") }
func (broken) Memory() store.Store                    { panic("a nil map") }

func TestAPanicIsASentenceAndTheStackOnlyForThoseWhoAsk(t *testing.T) {
	for _, debug := range []string{"", "1"} {
		var out, errs bytes.Buffer
		status := Run(context.Background(), []string{"item", "list", "--project", "x.cordon"}, Env{
			Getenv: func(name string) string { return map[string]string{"CORDON_DEBUG": debug}[name] },
			Stdout: &out, Stderr: &errs, Now: func() time.Time { return time.Unix(0, 0) }, Stores: broken{},
		})
		got := errs.String()
		if status != StatusFailed || out.Len() > 0 || !strings.HasPrefix(got, "cordon: cordon has a fault of its own here (a nil map)") {
			t.Errorf("debug %q: status %d, output %q, errors %q", debug, status, out.String(), got)
		}
		if stack := strings.Contains(got, "goroutine"); stack != (debug == "1") {
			t.Errorf("debug %q: shows a stack is %v", debug, stack)
		}
	}
}

// full is a disk that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	var errs bytes.Buffer
	status := Run(context.Background(), []string{"glossary", "zone"}, Env{
		Getenv: func(string) string { return "" }, Stdout: full{}, Stderr: &errs, Now: time.Now,
	})
	if want := "cordon: write to standard output: no space left on device\n"; status != StatusFailed || errs.String() != want {
		t.Errorf("got status %d and %q, want %d and %q", status, errs.String(), StatusFailed, want)
	}
}

func TestVectorsStandOnOneLineAndTextsStayAsTheyAre(t *testing.T) {
	var b bytes.Buffer
	text := "[\n  1,\n  2\n]"
	if err := writeJSON(&b, map[string]any{"a": [3]int{1, -2, 3}, "b": text, "c": []int{}, "d": []string{"1"}, "e": "<&>"}); err != nil {
		t.Fatal(err)
	}
	want := "{\n  \"a\": [1, -2, 3],\n  \"b\": \"[\\n  1,\\n  2\\n]\",\n  \"c\": [],\n  \"d\": [\n    \"1\"\n  ],\n  \"e\": \"<&>\"\n}\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
