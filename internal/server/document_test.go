package server

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
)

var update = flag.Bool("update", false, "write the API document into the tree")

const documentFile = "../../docs/api/openapi.json"

// spec: SRV-10
func TestTheDocumentInTheTreeIsTheOneTheProgramMakes(t *testing.T) {
	f := newFixture(t)
	var made bytes.Buffer
	e := json.NewEncoder(&made)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	f.must(e.Encode(f.Document()))
	if *update {
		f.must(os.WriteFile(documentFile, made.Bytes(), 0o644))
		return
	}
	kept, err := os.ReadFile(documentFile)
	f.must(err)
	if !bytes.Equal(kept, made.Bytes()) {
		a, b := strings.Split(string(kept), "\n"), strings.Split(made.String(), "\n")
		i := 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		t.Errorf("%s is not what the program makes; the first difference is in line %d:\n  kept %s\n  made %s\n(go test ./internal/server -run TheDocument -update, and read the difference)",
			documentFile, i+1, strings.Join(a[i:min(i+1, len(a))], ""), strings.Join(b[i:min(i+1, len(b))], ""))
	}
	served := f.anybody().do("GET", "/openapi.json", nil).want(http.StatusOK)
	var one, other any
	f.must(json.Unmarshal(served.body, &one))
	f.must(json.Unmarshal(made.Bytes(), &other))
	if !bytes.Equal(mustJSON(one), mustJSON(other)) {
		t.Error("the document that is served is another one")
	}
}

// spec: SRV-10, SRV-12
func TestEveryPatternThatIsServedIsAnOperationOrAStaticFile(t *testing.T) {
	f := newFixture(t)
	documented := map[string]bool{}
	for path, item := range f.Document().Paths {
		for method, op := range map[string]any{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete} {
			if string(mustJSON(op)) != "null" {
				documented[method+" "+path] = true
			}
		}
	}
	if len(documented) < 100 {
		t.Fatalf("only %d operations were found", len(documented))
	}
	for _, pattern := range f.mux.patterns {
		_, file := staticRoutes[pattern]
		_, other := otherRoutes[pattern]
		if !documented[pattern] && !file && !other {
			t.Errorf("%s is served and neither an operation of the document nor in staticRoutes or otherRoutes", pattern)
		}
	}
	for pattern := range documented {
		if !slices.Contains(f.mux.patterns, pattern) {
			t.Errorf("%s is an operation of the document and not served", pattern)
		}
	}
}

// spec: SRV-11
func TestEveryOperationNamesAnActionThatThereIs(t *testing.T) {
	f := newFixture(t)
	ops := operationsOf(t, f)
	for _, o := range ops {
		info, ok := access.Info(o.action)
		if !ok || string(info.Area) != o.area {
			t.Errorf("%s names the action %q of area %q; got %+v", o.id, o.action, o.area, info)
		}
	}
	used := map[access.Action]bool{access.SeeStatic: true}
	for _, o := range ops {
		used[o.action] = true
	}
	for _, a := range access.Actions() {
		if !used[a.Action] {
			t.Logf("no operation needs %q yet", a.Action)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a route with an action that there is not was registered")
		}
	}()
	f.operation(route{method: "GET", path: "/x", id: "see-x", action: "anything"})
}

// spec: SRV-13
func TestTheTableOfRightsThatIsServedIsTheOneInForce(t *testing.T) {
	f := newFixture(t)
	var got struct {
		Roles   []struct{ Role, Words string }
		Actions []struct {
			Action, Area, Words string
			Writes, Token       bool
			Who                 map[string]string
		}
	}
	f.must(json.Unmarshal(f.user("anna").do("GET", "/roles", nil).want(http.StatusOK).body, &got))
	table, columns := access.Table(), access.Columns()
	if len(got.Actions) != len(table) || len(got.Roles) != len(access.Roles()) {
		t.Fatalf("got %d actions and %d roles, want %d and %d", len(got.Actions), len(got.Roles), len(table), len(access.Roles()))
	}
	for i, row := range table {
		a := got.Actions[i]
		if a.Action != string(row.Action) || a.Area != string(row.Area) || a.Writes != row.Writes || a.Token != (row.Token == access.Yes) || a.Words != row.Words {
			t.Errorf("%s: got %+v", row.Action, a)
		}
		for k, name := range columns {
			if a.Who[name] != string(row.Cells[k]) {
				t.Errorf("%s for %s: got %q, want %q", row.Action, name, a.Who[name], row.Cells[k])
			}
		}
	}
	for i, r := range access.Roles() {
		if got.Roles[i].Role != string(r) || got.Roles[i].Words != r.Words() {
			t.Errorf("role %d: got %+v", i, got.Roles[i])
		}
	}
}
