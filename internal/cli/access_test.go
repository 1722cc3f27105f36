package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	document "github.com/cordon-ot/cordon/docs/api"
	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

func accessOutput(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	status := Run(context.Background(), append([]string{"access"}, args...), Env{
		Getenv: func(string) string { return "" }, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
	})
	if status != 0 {
		t.Fatalf("cordon access %q: status %d: %s", args, status, &errs)
	}
	return out.String()
}

// spec: SRV-13
func TestTheTableThatIsPrintedIsTheOneInForce(t *testing.T) {
	lines := strings.Split(accessOutput(t), "\n")
	for i, row := range access.Table() {
		want := string(row.Action)
		for _, c := range append(row.Cells, row.Token) {
			if want += " "; c == access.No {
				c = "-"
			}
			want += string(c)
		}
		if got := strings.Join(strings.Fields(lines[i+1]), " "); got != want {
			t.Errorf("row %d: got %q, want %q", i, got, want)
		}
	}
	var d struct {
		api.Roles
		Operations []struct{ Operation, Action string }
	}
	if err := json.Unmarshal([]byte(accessOutput(t, "--operations", "--json")), &d); err != nil || len(d.Actions) != len(access.Actions()) {
		t.Fatalf("got %d actions, %v", len(d.Actions), err)
	}
	all, err := document.Operations()
	if err != nil || len(all) < 100 || len(all) != len(d.Operations) {
		t.Fatalf("%d operations of %d, %v", len(d.Operations), len(all), err)
	}
	printed := strings.Join(strings.Fields(accessOutput(t, "--operations")), " ")
	for _, o := range all {
		if _, ok := access.Info(access.Action(o.Action)); !ok || strings.Count(printed, " "+o.Method+" "+o.Path+" "+o.Summary) != 1 {
			t.Errorf("%s %s needs %q; it is not printed once", o.Method, o.Path, o.Action)
		}
	}
}
