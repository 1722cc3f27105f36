package text

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// opLines prints ops in short: kind, key or verb, names.
func opLines(s *model.Snapshot, ops []model.Op) string {
	names := map[model.ID]string{}
	for n := range model.Node(s.Len()) {
		names[s.ID(n)] = s.Key(n).String()
		for _, l := range s.Item(n).Links {
			names[l.ID] = verbKey(l.Verb) + " " + s.Key(l.To).String()
		}
	}
	var out []string
	for _, op := range ops {
		if op.Kind == model.OpCreate {
			names[op.Item] = op.Key.String()
		}
		line := op.Kind.String() + " " + names[op.Item]
		if !op.Link.IsZero() && op.Kind != model.OpLink {
			line += " " + names[op.Link]
		}
		if op.Kind == model.OpLink {
			line += " " + verbKey(op.Verb) + " " + names[op.To]
		}
		if op.Revive {
			line += " back"
		}
		if op.TitleSet {
			line += " title"
		}
		for _, p := range op.Props {
			line += " " + p.Name + "=" + p.Value.String()
		}
		out = append(out, strings.Join(append([]string{line}, op.Names...), " "))
	}
	return strings.Join(out, "\n")
}

func TestOpsAgainstAState(t *testing.T) {
	base := loaded(t, folder(
		"zones.yaml", "ZON-1:\n  title: A\n  owner: Bo\n  purdue: 2\n  within: ZON-2\nZON-2:\n  title: B\nZON-3:\n  title: C\n  retired: true\n  owner: Eve\n",
		"countermeasures.yaml", "CMS-1:\n  title: M\n  compensates:\n    - to: ALL-1\n      until: 2027-01-01\n      approved_by: Bo\n",
		"allocations/ZON-1.yaml", "ALL-1:\n  title: R\n  row: 62443-3-3:2013 SR 1.1\n  allocated_to: ZON-1\n",
	))
	cases := []struct {
		name       string
		mode       Mode
		file, text string
		want       string
	}{
		{"complete: what is absent goes", Complete, "zones.yaml", "ZON-1:\n  title: A2\n  type: control\n", "set ZON-1 title type=control\nunset ZON-1 owner purdue\nunlink ZON-1 within ZON-2"},
		{"partial: what is absent stays", Partial, "zones.yaml", "ZON-1:\n  type: control\n", "set ZON-1 type=control"},
		{"partial: links are added", Partial, "zones.yaml", "ZON-2:\n  within: ZON-4\nZON-4:\n  title: D\n", "create ZON-4\nlink ZON-2 within ZON-4"},
		{"partial: a blank value is not written", Partial, "zones.yaml", "ZON-1:\n  owner:\n", ""},
		{"complete: moved to another zone", Complete, "zones.yaml", "ZON-1:\n  title: A\n  owner: Bo\n  purdue: 2\n  within: ZON-4\nZON-4:\n  title: D\n", "create ZON-4\nunlink ZON-1 within ZON-2\nlink ZON-1 within ZON-4"},
		{"complete: brought back", Complete, "zones.yaml", "ZON-3:\n  title: C\n  owner: Eve\n", "set ZON-3 back"},
		{"partial: stays retired", Partial, "zones.yaml", "ZON-3:\n  title: C\n", ""},
		{"partial: brought back in words", Partial, "zones.yaml", "ZON-3:\n  retired: no\n", "set ZON-3 back"},
		{"complete: a retired item is changed", Complete, "zones.yaml", "ZON-3:\n  title: C\n  retired: true\n  owner: Ann\n", "set ZON-3 back owner=Ann\nretire ZON-3"},
		{"retired", Complete, "zones.yaml", "ZON-2:\n  title: B\n  retired: true\n", "retire ZON-2"},
		{"new link to a retired item", Complete, "zones.yaml", "ZON-2:\n  title: B\n  within: ZON-3\nZON-3:\n  title: C\n  retired: true\n  owner: Eve\n", "set ZON-3 back\nlink ZON-2 within ZON-3\nretire ZON-3"},
		{"complete: properties of a link", Complete, "countermeasures.yaml", "CMS-1:\n  title: M\n  compensates:\n    to: ALL-1\n    until: 2028-01-01\n", "set CMS-1 compensates ALL-1 until=2028-01-01\nunset CMS-1 compensates ALL-1 approved_by"},
		{"partial: properties of a link", Partial, "countermeasures.yaml", "CMS-1:\n  compensates:\n    to: ALL-1\n    until: 2028-01-01\n", "set CMS-1 compensates ALL-1 until=2028-01-01"},
		{"allocation in a file of its kind", Complete, "allocations.yaml", "all-1:\n  title: R\n  row: 3-3:2013 sr 1.1\n  allocated_to: zon-1\n", ""},
		{"texts in many ways", Complete, "zones.yaml", "ZON-2:\n  title: >-\n    B\n  target: 2\n  access_points: 'a; b'\n  safety: yes\n", "set ZON-2 access_points=a; b safety=yes target={2,2,2,2,2,2,2}"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := Read(folder(c.file, c.text), "p", base, Options{Mode: c.mode})
			if err != nil {
				t.Fatal(err)
			}
			if got := opLines(base, p.Ops); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			b := newBuilder(base, Options{})
			if !b.Apply(p.Ops) {
				t.Errorf("the model refuses: %v", Locate(b.Faults()))
			}
		})
	}
}

func TestOpsCarryTheirPlace(t *testing.T) {
	p, err := Read(folder("zones.yaml", "ZON-1:\n  title: A\n  within:\n    - ZON-2\n\nZON-2:\n  title: B\n"), "p/", model.Empty(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, op := range p.Ops {
		got = append(got, op.Place)
	}
	if want := "p/zones.yaml: line 1|p/zones.yaml: line 6|p/zones.yaml: line 4"; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
	if p.Items != 2 || p.Links != 1 {
		t.Errorf("got %d items and %d links, want 2 and 1", p.Items, p.Links)
	}
}

// Histories that leave several links of a verb which an item may have once.
func TestRetiredHistoriesAreTakenInStrictly(t *testing.T) {
	cases := map[string][]string{
		"zone within a retired one and another": {"zones.yaml", "ZON-1:\n  title: A\n  within:\n    - ZON-2\n    - ZON-3\n\nZON-2:\n  title: B\n  retired: true\n\nZON-3:\n  title: C\n"},
		"both retired, the far end last":        {"zones.yaml", "ZON-1:\n  title: A\n  retired: true\n  within:\n    - ZON-2\n    - ZON-3\n\nZON-2:\n  title: B\n  retired: true\n\nZON-3:\n  title: C\n"},
		"circle through two retired zones":      {"zones.yaml", "ZON-1:\n  title: A\n  within: ZON-2\n\nZON-2:\n  title: B\n  retired: true\n  within: ZON-3\n\nZON-3:\n  title: C\n  within: ZON-4\n\nZON-4:\n  title: D\n  retired: true\n  within: ZON-1\n"},
		"retired item between two live ends":    {"zones.yaml", "ZON-1:\n  title: A\n  retired: true\n  within:\n    - ZON-2\n    - ZON-3\n    - ZON-4\n\nZON-2:\n  title: B\n\nZON-3:\n  title: C\n\nZON-4:\n  title: D\n"},
		"product of a retired asset": {
			"assets.yaml", "AST-1:\n  title: A\n  retired: true\n  instance_of:\n    - PRD-1\n    - PRD-2\n",
			"products.yaml", "PRD-1:\n  title: B\n\nPRD-2:\n  title: C\n  retired: true\n",
		},
		"two systems, one retired, with links": {
			"systems.yaml", "SYS-1:\n  title: Old\n  retired: true\n  custom_properties:\n    - kind: system\n      name: x_a\n      type: number\n  x_a: 3\n\nSYS-2:\n  title: New\n  custom_properties:\n    - kind: system\n      name: x_b\n      type: list\n    - kind: change request\n      name: x_c\n      type: date\n  x_b:\n    - d\n",
			"change_requests.yaml", "CHG-1:\n  title: Replace\n  x_c: 2026-03-31\n  changes:\n    - SYS-1\n    - SYS-2\n",
		},
	}
	for name, files := range cases {
		t.Run(name, func(t *testing.T) {
			f := folder(files...)
			got := written(t, loaded(t, f))
			delete(got, "record.yaml")
			got[HeaderFile] = f[HeaderFile]
			if d := differ(f, got, ""); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestASystemCanBeReplacedInAProject(t *testing.T) {
	base := loaded(t, folder("systems.yaml", "SYS-1:\n  title: Old\n", "zones.yaml", "ZON-1:\n  title: A\n"))
	p, err := Read(folder("systems.yaml", "SYS-1:\n  title: Old\n  retired: true\nSYS-2:\n  title: New\n  custom_properties:\n    - {kind: zone, name: x_a, type: word, values: 'b, c'}\n",
		"zones.yaml", "ZON-1:\n  title: A\n  x_a: b\n"), "p", base, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := opLines(base, p.Ops), "retire SYS-1\ncreate SYS-2 custom_properties=1 record\nset ZON-1 x_a=b"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if b := newBuilder(base, Options{}); !b.Apply(p.Ops) {
		t.Error(Locate(b.Faults()))
	}
}

func TestAValueWhoseDeclarationIsGoneStays(t *testing.T) {
	declared := "SYS-1:\n  title: S\n  custom_properties:\n    - {kind: zone, name: x_a, type: word, values: 'b, c'}\n"
	base := loaded(t, folder("systems.yaml", declared, "zones.yaml", "ZON-1:\n  title: A\n  x_a: b\n"))
	b := newBuilder(base, Options{})
	b.Apply([]model.Op{{Kind: model.OpUnset, Item: base.ID(base.System()), Names: []string{"custom_properties"}}})
	s := b.Snapshot()
	f := written(t, s)
	if !strings.Contains(string(f["zones.yaml"].Data), "  x_a: b\n") {
		t.Fatalf("the value is not written:\n%s", f["zones.yaml"].Data)
	}
	p, err := Read(f, "p", s, Options{})
	if err != nil || len(p.Ops) != 0 {
		t.Errorf("against the same state: got %v, %v, want no ops", p, err)
	}
	if _, err := Read(f, "p", model.Empty(), Options{}); err == nil || !strings.Contains(err.Error(), "declare it") {
		t.Errorf("against nothing: got %v, want the advice to declare it", err)
	}
}

func TestIdentitiesComeFromRecordThenSourceThenKeys(t *testing.T) {
	zones := "ZON-1:\n  title: A\n  within: ZON-2\nZON-2:\n  title: B\n"
	one, two := loaded(t, folder("zones.yaml", zones)), loaded(t, folder("zones.yaml", zones))
	for n := range model.Node(one.Len()) {
		if id := one.ID(n); id != two.ID(n) || id[6]>>4 != 8 || id[8]>>6 != 2 {
			t.Errorf("the same folder gives %s and %s, want one UUID of version 8", id, two.ID(n))
		}
	}
	const id, link, confirmed = "01932f6e-7c1a-7000-8000-0123456789ab", "01932f6e-7c1a-7000-8000-0123456789ac", "00112233445566778899aabbccddeeff"
	record := "items:\n  ZON-1: " + id + "\nlinks:\n  CMS-1 satisfies ALL-1: " + link + " " + confirmed + "\n"
	f := folder("zones.yaml", zones, "record.yaml", record, "countermeasures.yaml", "CMS-1:\n  title: C\n  satisfies: ALL-1\n", "allocations/none.yaml", "ALL-1:\n  title: D\n")
	p, err := Read(f, "p", model.Empty(), Options{IDs: counter(3)})
	if err != nil {
		t.Fatal(err)
	}
	source := counter(3)
	want := []string{id, source().String(), source().String(), source().String(), source().String(), link}
	for i, op := range p.Ops {
		got := op.Item
		if op.Kind == model.OpLink {
			got = op.Link
		}
		if got.String() != want[i] {
			t.Errorf("op %d (%s): got identity %s, want %s", i, op.Kind, got, want[i])
		}
	}
	if got := p.Ops[len(p.Ops)-1].Fingerprint.String(); got != confirmed {
		t.Errorf("got fingerprint %s, want the recorded %s", got, confirmed)
	}
}

func TestSealIsCalledOnTheAppliedOps(t *testing.T) {
	f := folder("countermeasures.yaml", "CMS-1:\n  title: C\n  satisfies: ALL-1\n", "allocations/none.yaml", "ALL-1:\n  title: D\n")
	s, _, err := Load(f, "p", Options{Seal: func(b *model.Builder, ops []model.Op) error {
		s := b.Snapshot()
		cms, _ := s.ByKey(model.Key{Kind: model.KindCountermeasure, Number: 1})
		all, _ := s.ByKey(model.Key{Kind: model.KindAllocation, Number: 1})
		b.Confirm(cms, model.Satisfies, all, model.Fingerprint{9})
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(written(t, s)["record.yaml"].Data); !strings.Contains(got, " 09000000000000000000000000000000\n") {
		t.Errorf("the fingerprint is not on record:\n%s", got)
	}
	broken := errors.New("no catalogue")
	if _, _, err := Load(f, "p", Options{Seal: func(*model.Builder, []model.Op) error { return broken }}); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of Seal", err)
	}
	refuse := func(r standard.Ref) error { return fmt.Errorf("there is no row %s", r) }
	_, _, err = Load(folder("allocations/none.yaml", "ALL-1:\n  title: D\n  row: 62443-3-3:2013 SR 9.9\n"), "p", Options{Row: refuse})
	if err == nil || err.Error() != "p/allocations/none.yaml: line 1, row: ALL-1: there is no row 62443-3-3:2013 SR 9.9" {
		t.Errorf("got %v, want the row refused with its place", err)
	}
}

func TestLineEndsMarksAndNeighboursAreForgiven(t *testing.T) {
	plain := folder("zones.yaml", "ZON-1:\n  title: A\n  description: |\n    one\n\n    two\n  access_points:\n    - |\n      three\n      four\n", "record.yaml", "items:\n  ZON-1: 01932f6e-7c1a-7000-8000-0123456789ab\n")
	odd := fstest.MapFS{}
	for name, f := range plain {
		odd[name] = &fstest.MapFile{Data: []byte("\xef\xbb\xbf" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))}
	}
	for _, name := range []string{".git/config", ".hidden", "README", "README.md", "LICENSE", "NOTICE.txt", "files/ab", "steps/1/zones.yaml", "allocations/.keep"} {
		odd[name] = &fstest.MapFile{Data: []byte("anything")}
	}
	if d := differ(written(t, loaded(t, plain)), written(t, loaded(t, odd)), ""); d != "" {
		t.Error(d)
	}
}

func TestProgressCountsFiles(t *testing.T) {
	var got []string
	_, err := Read(folder("zones.yaml", "ZON-1:\n  title: A\n", "assets.yaml", "AST-1:\n  title: A\n"), "p", model.Empty(), Options{Progress: func(done, total int) {
		got = append(got, fmt.Sprintf("%d/%d", done, total))
	}})
	if err != nil || strings.Join(got, " ") != "1/2 2/2" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestCommentsAreFoundWhereverTheyStand(t *testing.T) {
	for _, text := range []string{
		"# a\nZON-1:\n  title: A\n", "# a\n\nZON-1:\n  title: A\n", "ZON-1: # a\n  title: A\n", "ZON-1:\n  # a\n  title: A\n", "ZON-1:\n  title: A # a\n",
		"ZON-1:\n  title: A\n# a\n", "ZON-1:\n  title: A\n\n# a\n", "ZON-1:\n  title: A\n  # a\n", "ZON-1:\n  title: A\n  access_points:\n    # a\n    - b\n",
		"ZON-1:\n  title: A\n  access_points:\n    - b # a\n", "ZON-1:\n  title: A\n  target: [1, 1, 1, 1, 1, 1, 1] # a\n", "ZON-1:\n  title: A\n  description: | # a\n    b\n", "# a\n",
		"ZON-1:\n  title: A\n\n# a\nZON-2:\n  title: B\n", "ZON-1:\n  title: A\n  target: [1, 1, 1, # a\n    1, 1, 1, 1]\n", "ZON-1:\n  title: \"A\" # a\n",
	} {
		got, err := HasComments(folder("zones.yaml", text))
		if err != nil || len(got) != 1 || got[0] != "zones.yaml" {
			t.Errorf("%q: got %v, %v, want zones.yaml", text, got, err)
		}
	}
	none := folder("zones.yaml", "ZON-1:\n  title: A#b\n  owner: \"# c\"\n  description: |\n    # d\n", "record.yaml", "items:\n  ZON-1: 01932f6e-7c1a-7000-8000-0123456789ab\n")
	if got, err := HasComments(none); err != nil || len(got) != 0 {
		t.Errorf("no comments: got %v, %v", got, err)
	}
	none["record.yaml"].Data = append(none["record.yaml"].Data, "# mine\n"...)
	none[HeaderFile].Data = []byte("# mine\nformat: 1\n")
	if got, _ := HasComments(none); strings.Join(got, " ") != "cordon.yaml record.yaml" {
		t.Errorf("got %v, want cordon.yaml and record.yaml", got)
	}
}
