package answer

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/template"
	"github.com/cordon-ot/cordon/internal/trace"
)

// starters gives the first state of every starter project.
func starters(t *testing.T) map[string]*model.Snapshot {
	t.Helper()
	out := map[string]*model.Snapshot{}
	for _, info := range template.List() {
		fsys, err := template.FS(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := text.Load(fsys, info.Name, text.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out[info.Name] = s
	}
	if len(out) < 2 {
		t.Fatalf("got %d starter projects, want two or more", len(out))
	}
	return out
}

func printsOf(t *testing.T, s *model.Snapshot) *trace.Prints {
	t.Helper()
	_, v := drawn(t, "2026-03-02", "")
	return trace.NewPrints(v.Basis, s)
}

// encoded is what encoding/json makes of a document that is not for HTML.
func encoded(t *testing.T, d any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(b.Bytes()))
}

func TestTheFastWriterOfItemsWritesWhatEncodingWrites(t *testing.T) {
	links, suspects := 0, 0
	for name, s := range starters(t) {
		for _, prints := range []*trace.Prints{printsOf(t, s), nil} {
			for n := range model.Node(s.Len()) {
				d := Item(s, n, prints)
				got, want := string(AppendItem([]byte("before "), s, n, prints)), "before "+encoded(t, d)
				if got != want {
					t.Fatalf("%s, %s:\ngot  %s\nwant %s", name, s.Key(n), got, want)
				}
				for _, l := range d.Links {
					links++
					if (l.Suspect != nil) != (prints != nil) {
						t.Fatalf("%s %s %s: suspicion is said without prints, or not said with them", s.Key(n), l.Verb, l.To)
					}
					if l.Suspect != nil && *l.Suspect {
						suspects++
					}
				}
			}
		}
	}
	if links < 1000 || suspects == 0 {
		t.Errorf("%d links, %d of them suspect: too few to show anything", links, suspects)
	}
}

func TestTheFastWriterEscapesAsEncodingDoes(t *testing.T) {
	for _, s := range []string{
		"", "plain", "<b> & 'quotes' \"double\" \\", "Überdruckventil", "dash \u2013 and \u2014", "line \u2028 par \u2029", "tab\tline\nreturn\r\b\f\x01\x7f",
		"bad \xff byte", "half \xe2\x80", "日本語", "\U0001F600",
	} {
		if got, want := string(appendString(nil, s)), encoded(t, s); got != want {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

func TestAnItemOfTheCommandLineHasNoIdentities(t *testing.T) {
	s := starters(t)["turbine-hall"]
	n := s.System()
	for m := range model.Node(s.Len()) {
		if len(s.Item(m).Links) > 1 {
			n = m
			break
		}
	}
	full := Item(s, n, nil)
	d := WithoutIDs(full)
	if d.ID != "" || d.Links[0].ID != "" {
		t.Errorf("got identities %q and %q, want none", d.ID, d.Links[0].ID)
	}
	if full.ID != s.Item(n).ID.String() || full.Links[0].ID != s.Item(n).Links[0].ID.String() {
		t.Error("the item given was changed")
	}
}

func TestAnItemInDetailNamesWhatLeadsToItAndTheStateOfItsFile(t *testing.T) {
	v := hall(t).view(t, "head")
	s := v.Snapshot()
	states := map[string]int{}
	for n := range s.AllOfKind(model.KindEvidence) {
		d := ItemDetail(v, n)
		states[d.FileState]++
		checkDocument(t, "item detail", d)
	}
	if states["present"] == 0 || states["present"]+states["missing"]+states["changed"]+states[""] < 5 {
		t.Errorf("file states: got %v", states)
	}
	zone, err := FindPlace(v.State, "ZON-1")
	if err != nil {
		t.Fatal(err)
	}
	d := ItemDetail(v, zone)
	if len(d.LinkedFrom) == 0 || d.LinkedFrom[0].From == "" || d.LinkedFrom[0].Verb == "" {
		t.Errorf("ZON-1: got %d links that lead to it: %+v", len(d.LinkedFrom), d.LinkedFrom)
	}
	for i, n := range []string{"ZON-2", "ZON-3"} {
		m, err := FindPlace(v.State, n)
		if err != nil {
			t.Fatal(err)
		}
		list := Items(v, []model.Node{zone, m})
		if len(list.Items) != 2 || list.Items[1].Key != n {
			t.Errorf("%d: got %+v, want the items in the order asked for", i, list.Items)
		}
	}
}

func TestLinksThatAChangeMakesSuspectAreListedAndThoseOfAPlaceAmongThem(t *testing.T) {
	v := hall(t).view(t, "head")
	all := map[api.LinkName]bool{}
	for _, l := range Links(SuspectLinks(v, model.NoNode)) {
		all[l] = true
	}
	if len(all) == 0 {
		t.Fatal("the turbine hall has no suspect link; nothing is shown")
	}
	ofPlaces := 0
	for _, p := range v.Assessment().Places {
		names, err := SuspectLinksOf(v, p.Node)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range Links(names) {
			ofPlaces++
			if !all[l] {
				t.Errorf("%v is suspect in the chains of %s and not in the project", l, v.Key(p.Node))
			}
		}
	}
	if ofPlaces == 0 {
		t.Error("no suspect link stands in the chain of a place")
	}
}

func TestTheSchemaDeclaresEveryKindVerbAndProperty(t *testing.T) {
	d := Schema(model.BaseSchema())
	checkDocument(t, "schema", d)
	checkDocument(t, "verbs", Verbs())
	if len(d.Kinds) != len(model.Kinds()) || len(d.Verbs) != len(model.Verbs()) {
		t.Fatalf("got %d kinds and %d verbs, want %d and %d", len(d.Kinds), len(d.Verbs), len(model.Kinds()), len(model.Verbs()))
	}
	forms := map[string]bool{}
	for _, f := range d.Types {
		forms[f.Type] = true
	}
	for i, k := range model.Kinds() {
		want := model.BaseSchema().Props(k)
		if len(d.Kinds[i].Properties) != len(want) {
			t.Errorf("%s: got %d properties, want %d", k, len(d.Kinds[i].Properties), len(want))
		}
		for j, p := range d.Kinds[i].Properties {
			if p.Name != want[j].Name || p.Significant != model.BaseSchema().Significant(k, p.Name) || !forms[p.Type] {
				t.Errorf("%s.%s: got %+v", k, want[j].Name, p)
			}
		}
	}
	if v := d.Verbs[int(model.Compensates)-1]; v.Verb != "compensates" || v.Flow != "forward" || !v.Suspect || len(v.Properties) != 4 {
		t.Errorf("compensates: got %+v", v)
	}
}

func TestDocumentsOfTheStandardHoldNoNullList(t *testing.T) {
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	parts := StandardParts(lib)
	checkDocument(t, "parts", parts)
	for _, p := range parts.Parts {
		cat, err := FindCatalogue(lib, p.Part, p.Edition)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := StandardRows(cat, RowFilter{})
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, p.Part, rows)
		for _, r := range cat.Requirements() {
			checkDocument(t, r.Ref.String(), RequirementDetail(lib, r))
		}
		checkDocument(t, "migration", Migration(cat, cat, hall(t).view(t, "head").Snapshot()))
	}
	terms, err := Glossary(standard.English, "", AnyReader)
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, "glossary", terms)
	one := 1
	cat, err := FindCatalogue(lib, "3-3", "")
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := StandardRows(cat, RowFilter{Level: &one}); err != nil || rows.Count != 37 {
		t.Errorf("rows that SL 1 asks for: got %d (%v), want 37", rows.Count, err)
	}
}

func BenchmarkAppendItem(b *testing.B) {
	fsys, err := template.FS("turbine-hall")
	if err != nil {
		b.Fatal(err)
	}
	s, _, err := text.Load(fsys, "turbine-hall", text.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var dst []byte
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			dst = AppendItem(dst[:0], s, model.Node(i%s.Len()), nil)
		}
	})
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			if _, err := json.Marshal(Item(s, model.Node(i%s.Len()), nil)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
