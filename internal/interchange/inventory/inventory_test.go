package inventory

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
)

var update = flag.Bool("update", false, "write the golden files of this package anew")

// counter gives identities 1, 2, 3, … so that plans are the same in every run.
func counter(start int) model.IDSource {
	n := int64(start)
	return func() model.ID {
		n++
		var r [10]byte
		for i := range 8 {
			r[9-i] = byte(n >> (8 * i))
		}
		return model.NewID(1, r)
	}
}

func read(t testing.TB, name, text string) *Sheet {
	t.Helper()
	s, err := Read(name, strings.NewReader(text), int64(len(text)), ReadOptions{})
	if err != nil {
		t.Fatalf("reading %q: %v", text, err)
	}
	return s
}

func readFile(t testing.TB, path string) *Sheet {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(filepath.Base(path), bytes.NewReader(b), int64(len(b)), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func prepare(t testing.TB, s *Sheet, m *Mapping, base *model.Snapshot) *Plan {
	t.Helper()
	p, err := Prepare(s, m, base, Options{IDs: counter(base.Len() * 1000)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// apply applies the ops of a plan, which must never be refused.
func apply(t testing.TB, base *model.Snapshot, p *Plan) *model.Snapshot {
	t.Helper()
	b := model.NewBuilder(base, base.Commit()+1, time.Time{}, model.Options{})
	if !b.Apply(p.Ops) {
		t.Fatalf("an op of the plan was refused: %v", b.Faults()[0])
	}
	return b.Snapshot()
}

// imported reads a text with its proposed mapping into an empty project.
func imported(t testing.TB, text string) (*model.Snapshot, *Plan, *Mapping) {
	t.Helper()
	s := read(t, "list.csv", text)
	m, _ := Propose(s)
	p := prepare(t, s, m, model.Empty())
	return apply(t, model.Empty(), p), p, m
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and look at the difference\ngot:\n%s", path, got)
	}
}

func planText(t testing.TB, p *Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const realFile = "testdata/ot-line/assets.csv"

// spec: IMPORT-7
func TestRealInventoryGivesItsFigures(t *testing.T) {
	sheet := readFile(t, realFile)
	m, notes := Propose(sheet)
	plan := prepare(t, sheet, m, model.Empty())
	s := apply(t, model.Empty(), plan)

	got := map[string]int{}
	vendors := map[string]int{}
	for n := range s.OfKind(model.KindAsset) {
		a := s.AssetView(n)
		got["assets"]++
		got["criticality "+a.Props.Value("criticality").Text()]++
		if a.Props.Value("undocumented").Bool() {
			got["undocumented"]++
		}
		if a.Props.Value("serial").IsZero() {
			got["without serial"]++
		}
		if a.Firmware() == "" {
			got["without firmware"]++
		}
		if a.Place() == model.NoNode || a.Product() == model.NoNode {
			t.Errorf("%s has no place or no product", a.Key)
		}
		got["ports"] += len(a.Props.Value("exposes").List())
		got["protocols"] += len(a.Props.Value("protocols").List())
		got["types "+strings.Join(a.Types(), " ")]++
		vendors[s.ProductView(a.Product()).Props.Value("vendor").Text()]++
	}
	for range s.OfKind(model.KindZone) {
		got["zones"]++
	}
	products := map[string]int{}
	for n := range s.OfKind(model.KindProduct) {
		products[s.Item(n).Props.Value("vendor").Text()]++
	}
	want := map[string]int{
		"assets": 17, "zones": 5, "undocumented": 3, "criticality high": 12, "criticality medium": 5,
		"without serial": 8, "without firmware": 5, "ports": 41, "protocols": 23,
		"types embedded-device": 14, "types host-device": 1, "types network-device": 2,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("figures\ngot  %v\nwant %v", got, want)
	}
	wantVendors := "map[B&R Industrial Automation:4 D&S Cable Industries (HK):1 Hakko Electronics:5 Hewlett Packard Enterprise:1 Intermedium A/S (Secomea):1 Omron Corporation:5]"
	if fmt.Sprint(vendors) != wantVendors {
		t.Errorf("assets per vendor\ngot  %v\nwant %v", vendors, wantVendors)
	}
	wantProducts := "map[B&R Industrial Automation:1 D&S Cable Industries (HK):1 Hakko Electronics:2 Hewlett Packard Enterprise:1 Intermedium A/S (Secomea):1 Omron Corporation:1]"
	if fmt.Sprint(products) != wantProducts {
		t.Errorf("products per vendor\ngot  %v\nwant %v", products, wantProducts)
	}
	var all bytes.Buffer
	for _, n := range notes {
		fmt.Fprintln(&all, n)
	}
	golden(t, "ot-line.notes.golden", all.Bytes())
	golden(t, "ot-line.mapping.golden", m.Encode())
	golden(t, "ot-line.plan.golden", planText(t, plan))
}

func TestSecondImportOfTheRealInventoryChangesNothing(t *testing.T) {
	sheet := readFile(t, realFile)
	m, _ := Propose(sheet)
	s := apply(t, model.Empty(), prepare(t, sheet, m, model.Empty()))
	again := prepare(t, sheet, m, s)
	if !again.Empty() || len(again.Unchanged) != 17 || len(again.Missing) != 0 || len(again.Problems) != 0 {
		t.Errorf("second import\ngot:\n%s\nwant 17 unchanged and nothing else", planText(t, again))
	}
}

func TestPlanIsTheSameInEveryRun(t *testing.T) {
	var first []byte
	for range 5 {
		sheet := readFile(t, realFile)
		m, _ := Propose(sheet)
		p := prepare(t, sheet, m, model.Empty())
		c := &model.Commit{Number: 1, Author: "a", Ops: p.Ops}
		got := append(planText(t, p), model.EncodeCommit(c)...)
		if first == nil {
			first = got
		} else if !bytes.Equal(first, got) {
			t.Fatal("two runs over the same file differ")
		}
	}
}

func TestKeysFollowTheHighestNumberEverUsed(t *testing.T) {
	s, _, _ := imported(t, "ID;Name;Zone\nA;one;Cell\n")
	sheet := read(t, "more.csv", "ID;Name;Zone\nB;two;Yard\nC;three;cell\n")
	m, _ := Propose(sheet)
	p := prepare(t, sheet, m, s)
	got := fmt.Sprint(p.Added[0].Key, p.Added[1].Key, p.Created[0].Key, len(p.Created))
	if want := "AST-2 AST-3 ZON-2 1"; got != want {
		t.Errorf("keys: got %s, want %s", got, want)
	}
	if p.Ops[0].Place != "more.csv: row 2" {
		t.Errorf("place of the first op: got %q, want %q", p.Ops[0].Place, "more.csv: row 2")
	}
	if len(p.Missing) != 1 || p.Missing[0].Key.String() != "AST-1" || p.Missing[0].Identity != "A" {
		t.Errorf("missing: got %v, want AST-1, named A as it is recorded", p.Missing)
	}
	next := apply(t, s, p)
	if n, _ := next.ByKey(model.Key{Kind: model.KindAsset, Number: 1}); !next.Live(n) {
		t.Error("an asset that is not in the file was retired")
	}
}
