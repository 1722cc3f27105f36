package text

import (
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/cordon-ot/cordon/internal/model"
)

// spec: TEXT-2
func TestExportImportExportIsByteIdentical(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{t: rt, ids: counter(7), lenient: rapid.Bool().Draw(rt, "lenient")}
		s := w.grow(model.Empty(), rapid.SampledFrom([]int{3, 30, 80, 150}).Draw(rt, "steps"))
		first := written(t, s)
		again, _, err := Load(first, "folder", Options{Lenient: w.lenient})
		if err != nil {
			rt.Fatalf("what was written cannot be loaded: %v", err)
		}
		if d := differ(first, written(t, again), ""); d != "" {
			rt.Fatal(d)
		}
		sameModel(rt, s, again)
		for _, mode := range []Mode{Complete, Partial} {
			p, err := Read(first, "folder", s, Options{Mode: mode})
			if err != nil || len(p.Ops) > 0 {
				rt.Fatalf("mode %d: reading a state against itself gives %v and ops %+v, want none", mode, err, p)
			}
		}
	})
}

// sameModel compares item by item, by key.
func sameModel(t *rapid.T, a, b *model.Snapshot) {
	if a.Len() != b.Len() {
		t.Fatalf("%d items became %d", a.Len(), b.Len())
	}
	for n := range model.Node(a.Len()) {
		x := a.Item(n)
		m, ok := b.ByKey(x.Key)
		if !ok {
			t.Fatalf("%s is lost", x.Key)
		}
		y := b.Item(m)
		if x.ID != y.ID || x.Title != y.Title || x.Retired != y.Retired || !x.Props.Equal(y.Props) || len(x.Links) != len(y.Links) {
			t.Fatalf("%s: want %+v, got %+v", x.Key, x, y)
		}
		for _, l := range x.Links {
			to, _ := b.ByKey(a.Key(l.To))
			k := y.Link(l.Verb, to)
			if k == nil || k.ID != l.ID || k.Confirmed != l.Confirmed || !k.Props.Equal(l.Props) {
				t.Fatalf("%s %s %s: want %+v, got %+v", x.Key, l.Verb, a.Key(l.To), l, k)
			}
		}
	}
}

func TestCompleteImportBringsAnOlderStateToTheFolder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{t: rt, ids: counter(8), lenient: true}
		old := w.grow(model.Empty(), rapid.SampledFrom([]int{3, 30, 80}).Draw(rt, "steps"))
		now := w.grow(old, rapid.SampledFrom([]int{1, 10, 40}).Draw(rt, "more steps"))
		want := written(t, now)
		p, err := Read(want, "folder", old, Options{})
		if err != nil {
			rt.Fatalf("read: %v", err)
		}
		b := newBuilder(old, Options{Lenient: true})
		if !b.Apply(p.Ops) {
			rt.Fatalf("the model refuses: %v\nops %+v", Locate(b.Faults()), p.Ops)
		}
		if d := differ(want, written(t, b.Snapshot()), recordStem); d != "" {
			rt.Fatal(d)
		}
	})
}

// TestEveryTextIsATextForOtherReaders reads texts back as untyped YAML.
func TestEveryTextIsATextForOtherReaders(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &model.PropDecl{Name: "owner", Type: model.Text}
		v, err := d.Parse(texts().Draw(rt, "text"))
		if err != nil || v.IsZero() {
			return
		}
		data := appendProp(nil, d, v, 2)
		var got struct{ Owner any }
		if err := yaml.Unmarshal(data, &got); err != nil {
			rt.Fatalf("%q is written as %q: %v", v.Text(), data, err)
		}
		want := v.Text()
		if block(want) {
			want += "\n"
		}
		if got.Owner != want {
			rt.Fatalf("%q is written as %q and read as %#v", v.Text(), data, got.Owner)
		}
	})
}
