package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// counted gives identities 1, 2, 3 and so on.
func counted() model.IDSource {
	n := int64(0)
	return func() model.ID {
		n++
		return model.NewID(n, [10]byte{1})
	}
}

// parsedOps reads a change as the server does.
func parsedOps(t *testing.T, text string) []api.Op {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	var list []api.Op
	if err := d.Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

// applied applies ops and gives the state, or the faults with their pointers.
func applied(s *model.Snapshot, list []api.Op, ops []model.Op) (*model.Snapshot, error) {
	b := model.NewBuilder(s, s.Commit()+1, time.Unix(1, 0), model.Options{})
	if b.Apply(ops) {
		return b.Snapshot(), nil
	}
	var all []error
	for _, f := range b.Faults() {
		all = append(all, f)
	}
	return nil, Locate(list, errors.Join(all...))
}

// pointers lists the places of the faults in an error.
func pointers(err error) []string {
	var out []string
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			out = append(out, pointers(e)...)
		}
		return out
	}
	var f *fault.Error
	if errors.As(err, &f) {
		out = append(out, f.Place.Field)
	}
	return out
}

func TestOpsOfOneListSpeakOfWhatEarlierOnesMade(t *testing.T) {
	p, _ := drawn(t, "2026-03-02", "zone ZON-1 control\nasset AST-1 in ZON-1")
	list := parsedOps(t, `[
		{"op":"create","kind":"zone","ref":"$cell","title":"Cell","properties":{"type":"control","target":[1,1,1,1,1,1,2],"access_points":["door","gate"]}},
		{"op":"create","key":"ZON-8","title":"Spare"},
		{"op":"create","kind":"asset","ref":"$plc","title":"PLC","properties":{"firmware":"2.1"}},
		{"op":"link","from":"$plc","verb":"in","to":"$cell"},
		{"op":"unlink","from":"AST-1","verb":"in","to":"ZON-1"},
		{"op":"link","from":"AST-1","verb":"in","to":"$cell"},
		{"op":"unlink","from":"$plc","verb":"in","to":"$cell"},
		{"op":"link","from":"$plc","verb":"in","to":"ZON-8"},
		{"op":"set","key":"AST-1","title":"Pump","properties":{"firmware":"3"},"unset":[]},
		{"op":"set","key":"$plc","properties":{"serial":"7"},"unset":["firmware"]},
		{"op":"create","key":"SYS-9","title":"Plant","properties":{"custom_properties":[{"kind":"asset","name":"x_bay","type":"number"}]}},
		{"op":"set","key":"$plc","properties":{"x_bay":12}},
		{"op":"retire","key":"ZON-1","reason":" empty now "}
	]`)
	ops, err := Ops(p.Snapshot, list, OpOptions{NewID: counted()})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(Refs(list, ops)); got != "map[$cell:ZON-9 $plc:AST-2]" {
		t.Errorf("refs: got %s; the zone takes the key after the one that a later op asks for", got)
	}
	s, err := applied(p.Snapshot, list, ops)
	if err != nil {
		t.Fatal(err)
	}
	item := func(key string) string {
		k, _ := model.ParseKey(key)
		n, ok := s.ByKey(k)
		if !ok {
			t.Fatalf("%s is not there", key)
		}
		d := WithoutIDs(Item(s, n, nil))
		var links []string
		for _, l := range d.Links {
			links = append(links, l.Verb+" "+l.To)
		}
		return fmt.Sprint(d.Title, d.Retired, string(d.Properties), links)
	}
	for key, want := range map[string]string{
		"ZON-9": `Cellfalse{"access_points":["door","gate"],"target":[1,1,1,1,1,1,2],"type":"control"}[]`,
		"AST-1": `Pumpfalse{"firmware":"3"`,
		"AST-2": `PLCfalse{"serial":"7","x_bay":12}[in ZON-8]`,
	} {
		if got := item(key); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	if got := item("AST-1"); !strings.HasSuffix(got, "[in ZON-9]") {
		t.Errorf("AST-1: got %s, want it in ZON-9", got)
	}
}

func TestEveryFaultOfAListIsNamedWithItsPointer(t *testing.T) {
	p, _ := drawn(t, "2026-03-02", "zone ZON-1 control\nasset AST-1 in ZON-1")
	for _, c := range []struct{ op, want string }{
		{`{"op":"made up"}`, "/ops/0/op"},
		{`{"op":"create","title":"x"}`, "/ops/0/kind"},
		{`{"op":"create","kind":"pump","title":"x"}`, "/ops/0/kind"},
		{`{"op":"create","kind":"zone","key":"AST-9","title":"x"}`, "/ops/0/kind"},
		{`{"op":"create","kind":"zone","key":"zone nine","title":"x"}`, "/ops/0/key"},
		{`{"op":"create","kind":"zone","ref":"cell","title":"x"}`, "/ops/0/ref"},
		{`{"op":"create","kind":"zone","title":"x","id":"7"}`, "/ops/0/id"},
		{`{"op":"create","kind":"zone","title":"x","id":"00000000-0000-0000-0000-000000000000"}`, "/ops/0/id"},
		{`{"op":"create","kind":"zone","title":"x","reason":"because"}`, "/ops/0/reason"},
		{`{"op":"set","key":"AST-7","title":"x"}`, "/ops/0/key"},
		{`{"op":"set","key":"$new","title":"x"}`, "/ops/0/key"},
		{`{"op":"set","title":"x"}`, "/ops/0/key"},
		{`{"op":"set","key":"AST-1"}`, "/ops/0"},
		{`{"op":"set","key":"AST-1","properties":[]}`, "/ops/0/properties"},
		{`{"op":"set","key":"AST-1","properties":{"firmwar":"1"}}`, "/ops/0/properties/firmwar"},
		{`{"op":"set","key":"AST-1","properties":{"a/b~c":"1"}}`, "/ops/0/properties/a~1b~0c"},
		{`{"op":"set","key":"AST-1","properties":{"firmware":3}}`, "/ops/0/properties/firmware"},
		{`{"op":"set","key":"AST-1","properties":{"firmware":null}}`, "/ops/0/properties/firmware"},
		{`{"op":"set","key":"AST-1","properties":{"firmware":" "}}`, "/ops/0/properties/firmware"},
		{`{"op":"set","key":"AST-1","properties":{"firmware":"1","firmware":"2"}}`, "/ops/0/properties/firmware"},
		{`{"op":"set","key":"AST-1","properties":{"firmware":"1"},"unset":["firmware"]}`, "/ops/0/unset/0"},
		{`{"op":"set","key":"AST-1","unset":["serial","serial","seriall"]}`, "/ops/0/unset/1 /ops/0/unset/2"},
		{`{"op":"set","key":"AST-1","properties":{"addresses":["a",""," b",3]}}`, "/ops/0/properties/addresses/1 /ops/0/properties/addresses/3"},
		{`{"op":"set","key":"AST-1","properties":{"addresses":[]}}`, "/ops/0/properties/addresses"},
		{`{"op":"set","key":"ZON-1","properties":{"target":[1,2,3]}}`, "/ops/0/properties/target"},
		{`{"op":"set","key":"ZON-1","properties":{"target":[1,2,3,5,-1,1.0,"1"]}}`, "/ops/0/properties/target/3 /ops/0/properties/target/4 /ops/0/properties/target/5 /ops/0/properties/target/6"},
		{`{"op":"set","key":"ZON-1","properties":{"safety":"yes","type":"attic"}}`, "/ops/0/properties/safety /ops/0/properties/type"},
		{
			`{"op":"set","key":"AST-1","properties":{"overrides":[{"row":"62443-4-2:2019 CR 1.1","answer":"met"},{"row":"CR 1.1","colour":"x","measure":1}]}}`,
			"/ops/0/properties/overrides/1/answer /ops/0/properties/overrides/1/colour /ops/0/properties/overrides/1/measure /ops/0/properties/overrides/1/row",
		},
		{`{"op":"link","from":"AST-1","verb":"upon","to":"ZON-7"}`, "/ops/0/to /ops/0/verb"},
		{`{"op":"unlink","from":"AST-1","verb":"in","to":"AST-1"}`, "/ops/0/verb"},
		{`{"op":"unlink","from":"AST-1","link":"01932f6e-7c1a-7000-8000-0123456789ab"}`, "/ops/0/link"},
		{`{"op":"confirm","from":"AST-1","verb":"in","to":"ZON-1"}`, "/ops/0/reason /ops/0/verb"},
		{`{"op":"set","from":"AST-1","verb":"in","to":"ZON-1","properties":{"until":"2026-01-01"}}`, "/ops/0/properties/until"},
		{`{"op":"set","key":"AST-1","from":"AST-1","title":"x"}`, "/ops/0/from"},
		{`{"op":"retire"}`, "/ops/0/key"},
		// These are seen only when the ops are applied.
		{`{"op":"create","kind":"zone"}`, "/ops/0/title"},
		{`{"op":"create","key":"ZON-1","title":"again"}`, "/ops/0/key"},
		{`{"op":"unset","key":"AST-1","unset":["serial"]}`, "/ops/0/unset/0"},
		{`{"op":"link","from":"AST-1","verb":"in","to":"ZON-1"}`, "/ops/0/verb"},
		{`{"op":"link","from":"ZON-1","verb":"in","to":"ZON-1"}`, "/ops/0/verb"},
		{`{"op":"set","key":"AST-1","title":"two\nlines"}`, "/ops/0/title"},
	} {
		list := parsedOps(t, "["+c.op+"]")
		ops, err := Ops(p.Snapshot, list, OpOptions{NewID: counted()})
		if err == nil {
			_, err = applied(p.Snapshot, list, ops)
		}
		got := pointers(err)
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s\n%v", c.op, strings.Join(got, " "), c.want, err)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got kind %s, want invalid", c.op, fault.KindOf(err))
		}
	}
}

func TestFaultsOfManyOpsAreCollected(t *testing.T) {
	p, _ := drawn(t, "2026-03-02", "zone ZON-1 control")
	list := parsedOps(t, `[{"op":"create","kind":"asset","ref":"$a","title":"A","properties":{"colr":"1"}},{"op":"link","from":"$a","verb":"in","to":"ZON-1"},{"op":"set","key":"ZON-9","title":"x"}]`)
	_, err := Ops(p.Snapshot, list, OpOptions{NewID: counted()})
	if got := fmt.Sprint(pointers(err)); got != "[/ops/0/properties/colr /ops/2/key]" {
		t.Errorf("got %s; what only follows from another fault must not be named", got)
	}
}

func TestFaultsWithoutNumberAreToldInBoundedSpace(t *testing.T) {
	long := strings.Repeat("firmware", 200_000)
	list := []api.Op{{Op: "set", Key: long, Title: "x"}, {Op: long}}
	for range 3000 {
		list = append(list, api.Op{Op: "create", Kind: "asset", Title: "A", Properties: json.RawMessage(`{"colr":"1"}`)})
	}
	list[5].Properties = json.RawMessage(`{"` + long + `":"1"}`)
	_, err := Ops(model.Empty(), list, OpOptions{NewID: counted()})
	if n := len(err.Error()); n > 1<<20 {
		t.Errorf("the faults take %d bytes", n)
	}
	got := pointers(err)
	if len(got) != maxFaults+1 || !strings.Contains(err.Error(), "2002 further faults") {
		t.Errorf("got %d faults, want %d and how many there are besides: …%s", len(got), maxFaults+1, err.Error()[len(err.Error())-100:])
	}
}

// TestOpsGiveBackWhatAnItemSays is the way of a client that reads an item and
// writes it: what Item gives, create takes.
func TestOpsGiveBackWhatAnItemSays(t *testing.T) {
	for name, s := range starters(t) {
		var list []api.Op
		for n := range model.Node(s.Len()) {
			d := Item(s, n, nil)
			list = append(list, api.Op{Op: "create", Key: d.Key, Title: d.Title, Properties: d.Properties, ID: d.ID})
		}
		for n := range model.Node(s.Len()) {
			d := Item(s, n, nil)
			for _, l := range d.Links {
				list = append(list, api.Op{Op: "link", From: d.Key, Verb: l.Verb, To: l.To, Properties: l.Properties, Link: l.ID})
			}
		}
		ops, err := Ops(model.Empty(), list, OpOptions{NewID: counted()})
		if err != nil {
			t.Fatal(err)
		}
		back, err := applied(model.Empty(), list, ops)
		if err != nil {
			t.Fatal(err)
		}
		for n := range model.Node(s.Len()) {
			got, want := back.Item(n), s.Item(n)
			if got.ID != want.ID || got.Key != want.Key || got.Title != want.Title || !got.Props.Equal(want.Props) || len(got.Links) != len(want.Links) {
				t.Fatalf("%s, %s: got %+v, want %+v", name, want.Key, got, want)
			}
			for i := range got.Links {
				a, b := got.Links[i], want.Links[i]
				if a.ID != b.ID || a.Verb != b.Verb || a.To != b.To || !a.Props.Equal(b.Props) {
					t.Fatalf("%s, %s: got link %+v, want %+v", name, want.Key, a, b)
				}
			}
		}
	}
}

// TestOpsOfTheRecordGoOverTheWireAndComeBack takes the commits of the turbine
// hall and others of every kind.
func TestOpsOfTheRecordGoOverTheWireAndComeBack(t *testing.T) {
	sample := hall(t)
	head := sample.view(t, "head").Snapshot()
	kinds := map[string]int{}
	for n := uint64(1); n <= head.Commit(); n++ {
		c := commitOf(t, sample, n)
		before := model.Empty()
		if n > 1 {
			before = sample.view(t, fmt.Sprint(n-1)).Snapshot()
		}
		roundTrip(t, before, c.Ops, kinds)
		d := CommitDetail(c, before, head)
		checkDocument(t, "commit", d)
		for i, op := range d.Operations {
			for _, name := range []string{op.Key, op.From, op.To} {
				if _, err := model.ParseKey(name); name != "" && err != nil {
					t.Errorf("commit %d, op %d: %q is no key", n, i, name)
				}
			}
		}
	}
	roundTrip(t, head, everyOp(t, head), kinds)
	for _, k := range []string{"create", "set", "unset", "link", "unlink", "confirm", "retire", "revive"} {
		if kinds[k] == 0 {
			t.Errorf("no op %s went over the wire: %v", k, kinds)
		}
	}
}

// roundTrip sends ops as JSON and compares what is read with what was sent.
func roundTrip(t *testing.T, s *model.Snapshot, ops []model.Op, kinds map[string]int) {
	t.Helper()
	wire := WireOps(s, ops)
	for _, o := range wire {
		kinds[o.Op]++
	}
	list := parsedOps(t, encoded(t, wire))
	got, err := Ops(s, list, OpOptions{NewID: func() model.ID { t.Error("an identity was made up"); return model.ID{} }})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(ops) {
		t.Fatalf("got %d ops, want %d", len(got), len(ops))
	}
	for i := range ops {
		want := ops[i]
		want.Fingerprint, want.Place = model.Fingerprint{}, got[i].Place
		if a, b := commitBytes(got[i]), commitBytes(want); a != b || got[i].TitleSet != want.TitleSet {
			t.Fatalf("op %d:\ngot  %s\nwant %s", i, a, b)
		}
	}
}

func commitBytes(op model.Op) string {
	return string(model.EncodeCommit(&model.Commit{Ops: []model.Op{op}}))
}

func commitOf(t *testing.T, s *sample, n uint64) *model.Commit {
	t.Helper()
	var out *model.Commit
	err := s.project.History(t.Context(), n, n, func(c *model.Commit) error { out = c; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everyOp makes ops that the record of the sample has none of.
func everyOp(t *testing.T, s *model.Snapshot) []model.Op {
	t.Helper()
	var link *model.Link
	var from *model.Item
	for n := range model.Node(s.Len()) {
		it := s.Item(n)
		for i := range it.Links {
			if it.Links[i].Verb == model.Compensates && !it.Retired && len(it.Links[i].Props) > 0 {
				from, link = it, &it.Links[i]
			}
		}
	}
	if link == nil {
		t.Fatal("the sample has no compensating countermeasure")
	}
	name := link.Props[0].Name
	return []model.Op{
		{Kind: model.OpSet, Link: link.ID, Item: from.ID, Props: model.Props{{Name: "justification", Value: model.TextValue(model.Text, "x")}}},
		{Kind: model.OpUnset, Link: link.ID, Item: from.ID, Names: []string{name}},
		{Kind: model.OpSet, Link: link.ID, Item: from.ID, Confirm: true, Reason: "looked at"},
		{Kind: model.OpUnlink, Link: link.ID, Item: from.ID},
		{Kind: model.OpUnset, Item: from.ID, Names: []string{"description"}},
		{Kind: model.OpRetire, Item: from.ID, Reason: "gone"},
		{Kind: model.OpSet, Item: from.ID, Revive: true, Title: "Back", TitleSet: true},
	}
}

func TestOnlyAnApprovalWritesTheTargetInForce(t *testing.T) {
	p, _ := drawn(t, "2026-03-02", "zone ZON-1 control")
	list := parsedOps(t, `[{"op":"set","key":"ZON-1","properties":{"target":[1,1,1,1,1,1,1]}},{"op":"set","key":"ZON-1","properties":{"approved_target":[1,1,1,1,1,1,1]}},
		{"op":"create","kind":"conduit","title":"C","properties":{"target_approved_by":"me"}}]`)
	ops, err := Ops(p.Snapshot, list, OpOptions{NewID: counted()})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(pointers(NotRecorded(p.Snapshot, ops))); got != "[/ops/1/properties/approved_target /ops/2/properties/target_approved_by]" {
		t.Errorf("got %s", got)
	}
}

func FuzzOps(f *testing.F) {
	f.Add([]byte(`[{"op":"create","kind":"zone","ref":"$a","title":"A","properties":{"target":[1,1,1,1,1,1,1],"type":"control"}},{"op":"create","kind":"asset","title":"B"},{"op":"link","from":"AST-1","verb":"in","to":"$a"},{"op":"unlink","from":"AST-1","verb":"in","to":"$a"},{"op":"retire","key":"$a","reason":"x"},{"op":"revive","key":"$a"}]`))
	f.Add([]byte(`[{"op":"create","key":"SYS-1","title":"S","properties":{"custom_properties":[{"kind":"asset","name":"x_a","type":"word","values":"a, b"}]}},{"op":"create","kind":"asset","title":"B","properties":{"x_a":"b"}},{"op":"unset","key":"AST-1","unset":["x_a"]}]`))
	f.Add([]byte(`[{"op":"create","kind":"product","title":"P","properties":{"statements":[{"row":"62443-4-2:2019 CR 1.1","answer":"met"}]}},{"op":"set","key":"PRD-1","properties":{"statements":[]}}]`))
	f.Add([]byte(`[{"op":"confirm","from":"EVD-1","link":"01932f6e-7c1a-7000-8000-0123456789ab","reason":"r"}]`))
	f.Add([]byte("[{\"op\":\"set\",\"key\":\"\\u0000\",\"properties\":{\"\xff\":1e999}}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var list []api.Op
		if json.Unmarshal(data, &list) != nil || len(list) > 100 {
			return
		}
		ops, err := Ops(model.Empty(), list, OpOptions{NewID: counted()})
		for _, at := range pointers(err) {
			if !strings.HasPrefix(at, "/ops/") {
				t.Fatalf("a fault without its place: %v", err)
			}
		}
		if err != nil {
			return
		}
		s, err := applied(model.Empty(), list, ops)
		if err != nil {
			for _, at := range pointers(err) {
				if !strings.HasPrefix(at, "/ops/") {
					t.Fatalf("a fault without its place: %v", err)
				}
			}
			return
		}
		// What was accepted says the same once more, and items read well.
		again, err := Ops(model.Empty(), WireOps(model.Empty(), ops), OpOptions{NewID: counted()})
		if err != nil || len(again) != len(ops) {
			t.Fatalf("%s: written and read again: %d ops, want %d: %v", data, len(again), len(ops), err)
		}
		for i := range ops {
			if a, b := commitBytes(again[i]), commitBytes(ops[i]); a != b {
				t.Fatalf("op %d: got %s, want %s", i, a, b)
			}
		}
		for n := range model.Node(s.Len()) {
			if got := AppendItem(nil, s, n, nil); !json.Valid(got) || !bytes.Equal(got, []byte(encoded(t, Item(s, n, nil)))) {
				t.Fatalf("got %s", got)
			}
		}
	})
}
