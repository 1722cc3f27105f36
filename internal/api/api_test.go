package api

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

var memberName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// TestEveryFieldHasItsNameAndItsMeaning reads the source, so that no type can
// be forgotten.
func TestEveryFieldHasItsNameAndItsMeaning(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.StructType)
			if !ok {
				return true
			}
			for _, f := range s.Fields.List {
				if len(f.Names) == 0 { // an embedded struct: its members are those of the document
					continue
				}
				fields++
				for _, fault := range tagFaults(f) {
					t.Errorf("%s: %s %s", set.Position(f.Pos()), f.Names[0].Name, fault)
				}
			}
			return true
		})
	}
	if fields < 100 {
		t.Errorf("only %d fields were looked at", fields)
	}
}

func tagFaults(f *ast.Field) []string {
	if !f.Names[0].IsExported() {
		return []string{"is not exported; a document has no secret fields"}
	}
	if f.Tag == nil {
		return []string{"has no tags"}
	}
	tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
	var found []string
	name, _, _ := strings.Cut(tag.Get("json"), ",")
	if !memberName.MatchString(name) && name != "-" {
		found = append(found, "has the json name "+name+"; write lower case with underscores")
	}
	if doc := tag.Get("doc"); len(doc) < 4 || !strings.HasSuffix(doc, ".") {
		found = append(found, "has the doc tag \""+doc+"\"; say what it means, as a sentence")
	}
	for _, word := range strings.Split(tag.Get("enum"), ",") {
		if word != strings.TrimSpace(word) {
			found = append(found, "has the enum word \""+word+"\" with space around it")
		}
	}
	return found
}

func TestFactsAreOneObjectInTheirOrder(t *testing.T) {
	in := Facts{{Name: "zone", Items: []string{"ZON-1", "ZON-2"}}, {Name: "asset", Text: "R&D <1>"}, {Name: "row", Text: ""}}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(in); err != nil {
		t.Fatal(err)
	}
	want := `{"zone":["ZON-1","ZON-2"],"asset":"R&D <1>","row":""}`
	if got := strings.TrimSpace(b.String()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var back Facts
	if err := json.Unmarshal([]byte(want), &back); err != nil || !reflect.DeepEqual(back, in) {
		t.Errorf("read back: got %+v, %v; want %+v", back, err, in)
	}
	for _, bad := range []string{`[]`, `null`, `{"a":1}`, `{"a":{}}`, `"x"`, `{"a":[1]}`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s was read as facts", bad)
		}
	}
	if data, err := json.Marshal(Facts(nil)); err != nil || string(data) != "{}" {
		t.Errorf("no facts: got %s, %v; want {}", data, err)
	}
}

func TestAVectorIsWrittenAsPeopleReadIt(t *testing.T) {
	v := Vector{2, 2, 2, 1, 3, 4, 0}
	if got := v.String(); got != "{2,2,2,1,3,4,0}" || v.IsZero() || !(Vector{}).IsZero() {
		t.Errorf("got %s", got)
	}
	if data, err := json.Marshal(v); err != nil || string(data) != "[2,2,2,1,3,4,0]" {
		t.Errorf("got %s, %v", data, err)
	}
}
