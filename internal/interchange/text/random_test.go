package text

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// nasty are texts that a careless writer of YAML gets wrong.
var nasty = []string{
	"yes", "No", "on", "y", "true", "null", "~", "1e3", "0x1f", "0o17", "1_000", "12:30:45", "2026-03-31", "2026-3-1 10:00", "3.14", "1.", "0", "007",
	".inf", "-1", "+5", "- x", "? x", "a: b", "a:", ":a", "a #b", "#a", "a#b", "{a}", "[a]", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "\"", "'", "a\"b", "a'b", "\\", "a\\nb",
	"---", "...", "--- a", "<<", "=", "10.0.0.1", "00:1b:1b:aa:bb:cc", "502/tcp", "62443-3-3:2013 SR 1.1", "äöü", "日本 語", "مرحبا", "🙂", "a\tb", "\u00a0a", "a\u200bb", "a\u2028b", "a\u202eb", "\uffff", "\U0001fffe", "\ufffd",
	"one\ntwo", "one\n\n\ntwo", "one  \ntwo", "one\n  two\n three", "one\n\ttwo", "one\n# two\n- three: four", "one\n\u2028two", "- a\n- b", "a: b\nc: d", "|\n|", "x\n---\ny", "x\n...",
	strings.Repeat("long words ", 300) + "end", strings.Repeat("x", 5000),
}

func texts() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom(nasty), rapid.SampledFrom([]string{"Turbine control", "pump 1"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("ab1 \n\t:#-'\"\\{}[],&*!|>%@`~.é\u00a0\u2028\u0000🙂")), 1, 20, -1))
}

func valueFor(t *rapid.T, d *model.PropDecl) model.Value {
	switch d.Type {
	case model.Bool:
		return model.BoolValue(rapid.Bool().Draw(t, "bool"))
	case model.Int:
		return model.IntValue(rapid.Int64().Draw(t, "int"))
	case model.Vector:
		var v sl.Vector
		for i := range v {
			v[i] = sl.Level(rapid.IntRange(0, 4).Draw(t, "level"))
		}
		return model.VectorValue(v)
	case model.TextList:
		v, _ := d.List(rapid.SliceOfN(texts(), 0, 3).Draw(t, "list"))
		return v
	case model.Table:
		var records []map[string]string
		for range rapid.IntRange(0, 2).Draw(t, "records") {
			m := map[string]string{}
			for _, c := range d.Columns {
				if c.Required || rapid.Bool().Draw(t, "cell") {
					m[c.Name] = valueFor(t, &model.PropDecl{Name: c.Name, Type: c.Type, Values: c.Values}).Text()
				}
			}
			records = append(records, m)
		}
		v, _ := d.Records(records)
		return v
	case model.Enum:
		return model.TextValue(model.Enum, rapid.SampledFrom(d.Values).Draw(t, "word"))
	}
	s := map[model.Type]string{
		model.Date: "2026-03-31", model.Moment: "2026-03-31T14:05:00.5Z", model.Digest: "sha256:" + strings.Repeat("0123456789abcdef", 4),
	}[d.Type]
	switch d.Type {
	case model.Row:
		s = "62443-3-3:2013 SR 1." + rapid.StringMatching(`[1-9]`).Draw(t, "row")
	case model.Text:
		s = texts().Draw(t, "text")
	}
	v, _ := d.Parse(s)
	return v
}

const customNames = "zone text,zone word,zone number,asset list,system text,change request date"

// customTable declares a property x_TYPE for some kinds.
func customTable() model.Value {
	var records []map[string]string
	for _, pair := range strings.Split(customNames, ",") {
		i := strings.LastIndex(pair, " ")
		records = append(records, map[string]string{"kind": pair[:i], "name": "x_" + pair[i+1:], "type": pair[i+1:], "values": "1, two, three words"})
	}
	v, err := model.BaseSchema().Prop(model.KindSystem, "custom_properties").Records(records)
	if err != nil {
		panic(err)
	}
	return v
}

// world makes random states. Ops that the model refuses are passed over.
type world struct {
	t   *rapid.T
	b   *model.Builder
	ids model.IDSource

	lenient bool
}

func counter(seed uint64) model.IDSource {
	r := rand.New(rand.NewPCG(seed, 1))
	return func() model.ID {
		var raw [10]byte
		for i := range raw {
			raw[i] = byte(r.Uint32())
		}
		return model.NewID(int64(r.Uint32()), raw)
	}
}

var worldKinds = []model.Kind{
	model.KindZone, model.KindZone, model.KindConduit, model.KindAsset, model.KindAsset, model.KindProduct, model.KindAllocation, model.KindAllocation,
	model.KindCountermeasure, model.KindDesign, model.KindTest, model.KindEvidence, model.KindChange, model.KindRisk, model.KindChannel, model.KindSafetyFunction,
}

func (w *world) grow(base *model.Snapshot, steps int) *model.Snapshot {
	w.b = model.NewBuilder(base, base.Commit()+1, time.Time{}, model.Options{Lenient: w.lenient})
	for range steps {
		w.step()
	}
	s := w.b.Snapshot()
	for n := range model.Node(s.Len()) {
		for _, l := range s.Item(n).Links {
			if s.Schema().Verb(l.Verb).Suspect && l.Confirmed.IsZero() {
				id := w.ids()
				w.b.Confirm(n, l.Verb, l.To, model.Fingerprint(id))
			}
		}
	}
	return w.b.Snapshot()
}

func (w *world) step() {
	s := w.b.Snapshot()
	if s.Len() == 0 {
		op := model.Op{Kind: model.OpCreate, Item: w.ids(), Key: model.Key{Kind: model.KindSystem, Number: 1}, Title: "System"}
		op.Props = op.Props.With("custom_properties", customTable())
		w.b.Apply([]model.Op{op})
		return
	}
	item := func(label string) model.Node { return model.Node(rapid.IntRange(0, s.Len()-1).Draw(w.t, label)) }
	switch rapid.SampledFrom([]string{"create", "create", "create", "link", "link", "link", "link", "link", "link", "set", "unset", "unlink", "retire", "retire", "revive"}).Draw(w.t, "op") {
	case "create":
		k := rapid.SampledFrom(worldKinds).Draw(w.t, "kind")
		op := model.Op{Kind: model.OpCreate, Item: w.ids(), Key: model.Key{Kind: k, Number: s.LastNumber(k) + uint32(rapid.SampledFrom([]int{1, 1, 1, 2, 700}).Draw(w.t, "gap"))}}
		op.Title, op.Props = w.title(), w.props(s, k)
		w.b.Apply([]model.Op{op})
	case "set":
		n := item("item")
		op := model.Op{Kind: model.OpSet, Item: s.ID(n), Title: w.title(), TitleSet: true, Props: w.props(s, s.Kind(n))}
		op.Props = op.Props.With("row", model.Value{}) // two allocations may not swap rows in one change
		op.Props = op.Props.With("custom_properties", model.Value{})
		w.b.Apply([]model.Op{op})
	case "unset":
		n := item("item")
		if p := s.Item(n).Props; len(p) > 0 {
			if x := p[rapid.IntRange(0, len(p)-1).Draw(w.t, "prop")].Name; x != "row" && x != "custom_properties" {
				w.b.Apply([]model.Op{{Kind: model.OpUnset, Item: s.ID(n), Names: []string{x}}})
			}
		}
	case "link":
		from := item("from")
		w.link(s, from, w.partner(s, from))
	case "unlink":
		n := item("item")
		if l := s.Item(n).Links; len(l) > 0 {
			w.b.Apply([]model.Op{{Kind: model.OpUnlink, Item: s.ID(n), Link: l[rapid.IntRange(0, len(l)-1).Draw(w.t, "link")].ID}})
		}
	case "retire":
		if n := item("item"); n != s.System() {
			w.b.Apply([]model.Op{{Kind: model.OpRetire, Item: s.ID(n), Reason: "x"}})
		}
	case "revive":
		w.revive(s, item("item"))
	}
}

// revive brings an item back unless the state would then break a link rule:
// the model lets that happen, and would then refuse to take the state in.
func (w *world) revive(s *model.Snapshot, n model.Node) {
	if s.Live(n) || !w.b.Apply([]model.Op{{Kind: model.OpSet, Item: s.ID(n), Revive: true}}) || w.lenient {
		return
	}
	s = w.b.Snapshot()
	one := func(n model.Node, v model.Verb) (to model.Node, many bool) {
		to = model.NoNode
		for m := range s.To(n, v) {
			to, many = m, to != model.NoNode
		}
		return to, many
	}
	bad := false
	for _, v := range model.Verbs() {
		_, many := one(n, v)
		bad = bad || (s.Schema().Verb(v).Single && many)
	}
	for m, steps := s.One(n, model.Within), 0; m != model.NoNode && steps < s.Len(); m, steps = s.One(m, model.Within), steps+1 {
		bad = bad || m == n
	}
	if bad {
		w.b.Apply([]model.Op{{Kind: model.OpRetire, Item: s.ID(n)}})
	}
}

// partner draws an item that a link from another may lead to.
func (w *world) partner(s *model.Snapshot, from model.Node) model.Node {
	fit := []model.Node{from}
	for to := range model.Node(s.Len()) {
		for _, v := range verbsFrom[s.Kind(from)] {
			if s.Live(to) && s.Schema().Allows(v, s.Kind(from), s.Kind(to)) {
				fit = append(fit, to)
				break
			}
		}
	}
	return rapid.SampledFrom(fit).Draw(w.t, "to")
}

func (w *world) title() string {
	return strings.ReplaceAll(texts().Draw(w.t, "title"), "\n", " ")
}

func (w *world) props(s *model.Snapshot, k model.Kind) model.Props {
	var out model.Props
	decls := s.Schema().Props(k)
	for range rapid.IntRange(0, 4).Draw(w.t, "props") {
		d := decls[rapid.IntRange(0, len(decls)-1).Draw(w.t, "prop")]
		if v := valueFor(w.t, &d); !v.IsZero() && d.Name != "custom_properties" {
			out = out.With(d.Name, v)
		}
	}
	return out
}

func (w *world) link(s *model.Snapshot, from, to model.Node) {
	for _, v := range verbsFrom[s.Kind(from)] {
		if !s.Schema().Allows(v, s.Kind(from), s.Kind(to)) {
			continue
		}
		op := model.Op{Kind: model.OpLink, Link: w.ids(), Verb: v, Item: s.ID(from), To: s.ID(to)}
		decls := s.Schema().Verb(v).Props
		for i := range decls {
			if x := valueFor(w.t, &decls[i]); !x.IsZero() && rapid.Bool().Draw(w.t, "link prop") {
				op.Props = op.Props.With(decls[i].Name, x)
			}
		}
		w.b.Apply([]model.Op{op})
		return
	}
}

// written is a folder in memory.
func written(t testing.TB, s *model.Snapshot) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := Write(s, Header{Project: model.ID{1, 2, 3}}, func(name string, data []byte) error {
		if _, twice := out[name]; twice {
			return fmt.Errorf("%s is written twice", name)
		}
		if !Belongs(name) {
			return fmt.Errorf("%s is written but does not belong", name)
		}
		out[name] = &fstest.MapFile{Data: append([]byte(nil), data...)}
		return nil
	})
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	return out
}

// differ names the first file that differs, "" if none does.
func differ(a, b fstest.MapFS, skip string) string {
	for _, x := range [2]fstest.MapFS{a, b} {
		for name := range x {
			if skip != "" && strings.HasPrefix(name, skip) {
				continue
			}
			p, q := "(no file)", "(no file)"
			if a[name] != nil {
				p = string(a[name].Data)
			}
			if b[name] != nil {
				q = string(b[name].Data)
			}
			if p != q {
				return fmt.Sprintf("%s differs\n--- want\n%s\n--- got\n%s", name, p, q)
			}
		}
	}
	return ""
}

var _ fs.FS = fstest.MapFS{}
