package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// faultsOf walks a document and tells what breaks the rules of package api: a
// list that would be null, and a word outside its enum.
func faultsOf(v reflect.Value, at string, enum []string) []string {
	var found []string
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return faultsOf(v.Elem(), at, enum)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			_, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			if option == "omitempty" && v.Field(i).IsZero() || !f.IsExported() {
				continue
			}
			var words []string
			if tag := f.Tag.Get("enum"); tag != "" {
				words = strings.Split(tag, ",")
			}
			found = append(found, faultsOf(v.Field(i), at+"."+f.Name, words)...)
		}
	case reflect.Slice, reflect.Map:
		if v.IsNil() {
			return []string{at + " is nil, which would be null"}
		}
		if v.Kind() == reflect.Map || v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for i := range v.Len() {
			found = append(found, faultsOf(v.Index(i), fmt.Sprintf("%s[%d]", at, i), enum)...)
		}
	case reflect.String:
		if enum != nil && !slices.Contains(enum, v.String()) {
			found = append(found, fmt.Sprintf("%s is %q, which its enum %v does not have", at, v, enum))
		}
	}
	return found
}

// checkDocument fails the test for each breach in a document.
func checkDocument(t *testing.T, name string, doc any) {
	t.Helper()
	list := faultsOf(reflect.ValueOf(doc), name, nil)
	if len(list) > 10 {
		list = append(list[:10], fmt.Sprintf("and %d more", len(list)-10))
	}
	for _, f := range list {
		t.Error(f)
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if reflect.TypeOf(doc).Kind() != reflect.Struct {
		return
	}
	back := reflect.New(reflect.TypeOf(doc))
	if err := json.Unmarshal(data, back.Interface()); err != nil {
		t.Errorf("%s cannot be read back: %v", name, err)
	} else if again, err := json.Marshal(back.Elem().Interface()); err != nil || string(again) != string(data) {
		t.Errorf("%s, written, read and written again, is another document (%v)", name, err)
	}
}

func TestDocumentsHoldNoNullListAndNoWordOutsideItsEnum(t *testing.T) {
	s := hall(t)
	_, small := drawn(t, "2026-03-02", everyReason)
	_, nothing := drawn(t, "2026-03-02", "zone ZON-1 control\nasset AST-1 in ZON-1")
	for name, v := range map[string]*View{"hall": s.view(t, "head"), "every reason": small, "next to nothing": nothing} {
		everything := func() ([]any, error) {
			levels, err1 := Levels(v, LevelOptions{Why: true})
			parts, err2 := Levels(v, LevelOptions{Items: []string{"ZON-1", "AST-1"}, Why: true})
			gaps, err3 := Gaps(v, GapOptions{})
			found, err4 := Check(v, CheckOptions{})
			layers, err5 := Defence(v, DefenceOptions{})
			for _, err := range []error{err1, err2, err3, err4, err5} {
				if err != nil {
					return nil, err
				}
			}
			return []any{levels, parts, gaps, found, layers}, nil
		}
		docs, err := everything()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			checkDocument(t, fmt.Sprintf("%s: %T", name, d), d)
		}
	}
	drift, err := Drift(context.Background(), s.view(t, "head"), s.project, DriftOptions{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, "drift", drift)
	without, err := Defence(small, DefenceOptions{Remove: []string{"CMS-9"}})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, "defence without CMS-9", without)
}

// TestTheCheckOfDocumentsSeesBreaches guards the test above.
func TestTheCheckOfDocumentsSeesBreaches(t *testing.T) {
	bad := api.Check{Findings: []api.Finding{{Severity: "grave", Subjects: []string{}, Facts: api.Facts{}}}}
	got := strings.Join(faultsOf(reflect.ValueOf(bad), "check", nil), "\n")
	for _, want := range []string{"check.Rules is nil", `check.Findings[0].Severity is "grave"`} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}

// TestClosedSetsAreThoseOfTheDomain compares the enum tags with the words that
// the analyses have.
func TestClosedSetsAreThoseOfTheDomain(t *testing.T) {
	var chains, counts, compensations []string
	for _, s := range trace.States() {
		chains = append(chains, s.String())
	}
	for c := gap.NotCounted; c <= gap.CountsCompensated; c++ {
		counts = append(counts, c.String())
	}
	for c := gap.NotCompensated + 1; c <= gap.CompensationValid; c++ {
		compensations = append(compensations, c.String())
	}
	severities := []string{finding.Error.String(), finding.Warning.String(), finding.Info.String()}
	var frs []string
	for _, fr := range sl.FRs() {
		frs = append(frs, fr.String())
	}
	for _, c := range []struct {
		doc   any
		field string
		want  []string
	}{
		{api.RowWhy{}, "Chain", chains},
		{api.RowWhy{}, "Counts", counts},
		{api.Compensation{}, "State", compensations},
		{api.CompensatedRow{}, "State", compensations},
		{api.Rule{}, "Severity", severities},
		{api.Finding{}, "Severity", severities},
		{api.FRWhy{}, "FR", frs},
		{api.ComponentFRWhy{}, "FR", frs},
		{api.Gap{}, "FR", frs},
		{api.ThreatPath{}, "FR", frs},
		{api.Fall{}, "FR", frs},
		{api.PlaceLevels{}, "Kind", []string{model.KindZone.String(), model.KindConduit.String()}},
	} {
		f, _ := reflect.TypeOf(c.doc).FieldByName(c.field)
		if got, want := f.Tag.Get("enum"), strings.Join(c.want, ","); got != want {
			t.Errorf("%T.%s: got enum %q, want %q", c.doc, c.field, got, want)
		}
	}
}
