package model

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

// bigState makes a state with n assets in zones of a hundred, through ops.
func bigState(t testing.TB, n int) *Snapshot {
	t.Helper()
	b := NewBuilder(Empty(), 1, time.UnixMilli(1000), Options{})
	id := func(kind byte, i int) ID {
		return ID{kind, byte(i >> 16), byte(i >> 8), byte(i), 14: byte(i), 15: byte(i >> 8)}
	}
	var ops []Op
	for i := range n {
		if i%100 == 0 {
			ops = append(ops, Op{Kind: OpCreate, Item: id('z', i/100), Key: Key{KindZone, uint32(i/100 + 1)}, Title: "Zone"})
		}
		ops = append(ops,
			Op{Kind: OpCreate, Item: id('a', i), Key: Key{KindAsset, uint32(i + 1)}, Title: "Asset", Props: Props{{Name: "firmware", Value: TextValue(Text, "V1")}}},
			Op{Kind: OpLink, Link: id('l', i), Verb: In, Item: id('a', i), To: id('z', i/100)})
	}
	if !b.Apply(ops) {
		t.Fatal(b.Faults()[0])
	}
	return b.Snapshot()
}

func equalStates(t *testing.T, got, want *Snapshot) {
	t.Helper()
	if got.Len() != want.Len() || got.Commit() != want.Commit() || got.System() != want.System() {
		t.Fatalf("got %d nodes at commit %d, want %d at %d", got.Len(), got.Commit(), want.Len(), want.Commit())
	}
	for n := range Node(want.Len()) {
		if title := got.Title(n); title != want.Item(n).Title { // before the item is decoded
			t.Fatalf("node %d: title %q, want %q", n, title, want.Item(n).Title)
		}
		a, b := AppendRow(nil, got.Item(n)), AppendRow(nil, want.Item(n))
		if !bytes.Equal(a, b) {
			t.Fatalf("node %d: row differs", n)
		}
		if !slices.Equal(got.Out(n), want.Out(n)) || !slices.Equal(got.In(n), want.In(n)) {
			t.Fatalf("node %d: edges differ: out %v want %v, in %v want %v", n, got.Out(n), want.Out(n), got.In(n), want.In(n))
		}
		if m, ok := got.ByKey(want.Key(n)); !ok || m != n {
			t.Fatalf("key %v leads to %v", want.Key(n), m)
		}
		if m, ok := got.ByID(want.ID(n)); !ok || m != n {
			t.Fatalf("identity of %v leads to %v", want.Key(n), m)
		}
		if got.Live(n) != want.Live(n) || got.Kind(n) != want.Kind(n) {
			t.Fatalf("node %d: kind or retirement differs", n)
		}
	}
}

// changed gives a state after a few ops on a loaded one.
func changed(t *testing.T, s *Snapshot) *Snapshot {
	t.Helper()
	b := NewBuilder(s, s.Commit()+1, time.UnixMilli(2000), Options{})
	ok := b.Apply([]Op{
		{Kind: OpSet, Item: s.ID(5), Props: Props{{Name: "firmware", Value: TextValue(Text, "V2")}}},
		{Kind: OpRetire, Item: s.ID(7)},
		{Kind: OpUnlink, Item: s.ID(9), Link: s.Item(9).Links[0].ID},
	})
	if !ok {
		t.Fatal(b.Faults()[0])
	}
	return b.Snapshot()
}

// spec: REC-5
func TestSavedSnapshotReadsBackEqual(t *testing.T) {
	for _, n := range []int{0, 1, 64, 1000} {
		want := bigState(t, n)
		if n == 1000 {
			want = changed(t, want)
		}
		var buf bytes.Buffer
		if _, err := want.WriteTo(&buf); err != nil {
			t.Fatal(err)
		}
		got, err := ReadSnapshot(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
		if err != nil {
			t.Fatalf("%d assets: %v", n, err)
		}
		equalStates(t, got, want)
		var again bytes.Buffer
		if _, err := got.WriteTo(&again); err != nil || !bytes.Equal(again.Bytes(), buf.Bytes()) {
			t.Errorf("%d assets: writing what was read gives other bytes (%v)", n, err)
		}
	}
}

func TestLoadedRowsEqualTheStateTheyCameFrom(t *testing.T) {
	want := changed(t, bigState(t, 300))
	l := NewLoader(want.Commit(), want.Time())
	for n := range Node(want.Len()) {
		if err := l.Add(AppendRow(nil, want.Item(n))); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	equalStates(t, got, want)
}

func TestDamagedSavedSnapshotIsRefusedOrMarkedAndNeverPanics(t *testing.T) {
	var buf bytes.Buffer
	if _, err := bigState(t, 80).WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	marked := 0
	for i := range buf.Len() {
		b := slices.Clone(buf.Bytes())
		b[i] ^= 0x41
		s, err := ReadSnapshot(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			continue
		}
		for n := range Node(s.Len()) {
			for _, l := range s.Item(n).Links {
				_ = s.Key(l.To)
			}
			for _, e := range s.Out(n) {
				_ = s.Kind(e.Node)
			}
			for _, e := range s.In(n) {
				_ = s.Live(e.Node)
			}
		}
		next := NewBuilder(s, s.Commit()+1, s.Time(), Options{}).Snapshot()
		if s.Damaged() != next.Damaged() {
			t.Fatalf("byte %d: damaged %v, but the state after it %v", i, s.Damaged(), next.Damaged())
		}
		if s.Damaged() {
			marked++
		}
	}
	if marked == 0 {
		t.Error("no broken row was noticed")
	}
}

func TestSavedSnapshotOfAnotherVersionIsRefused(t *testing.T) {
	var buf bytes.Buffer
	if _, err := bigState(t, 3).WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	for i := range 16 { // magic and vocabulary
		b := slices.Clone(buf.Bytes())
		b[i] ^= 1
		if _, err := ReadSnapshot(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Errorf("byte %d changed: read all the same", i)
		}
	}
}

// Numbers of kinds, verbs and types are in every stored row. Whoever changes
// what one stands for must raise rowFormat; adding at the end changes this
// test only.
func TestNumbersInRowsAreFrozen(t *testing.T) {
	const want = 0xe42ae567ba8bce10
	if vocabulary != want {
		t.Errorf("the vocabulary of rows is %#x, was %#x: see the comment of this test", vocabulary, uint64(want))
	}
}

func TestChangingAStateLeavesTheOneBeforeAlone(t *testing.T) {
	before := bigState(t, 300)
	var was bytes.Buffer
	if _, err := before.WriteTo(&was); err != nil {
		t.Fatal(err)
	}
	after := changed(t, before)
	if after.Live(7) || after.Item(5).Props.Value("firmware").Text() != "V2" {
		t.Error("the change did not happen")
	}
	var is bytes.Buffer
	if _, err := before.WriteTo(&is); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was.Bytes(), is.Bytes()) {
		t.Error("the state before has changed, too")
	}
	if got := Changed(before, after); !slices.Equal(got, []Node{5, 7, 9}) {
		t.Errorf("changed nodes: got %v, want [5 7 9]", got)
	}
}
