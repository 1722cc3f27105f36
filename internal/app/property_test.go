package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

// randomValue draws a value that fits a declared property.
func randomValue(t *rapid.T, d *model.PropDecl, rows []string) model.Value {
	one := func(words ...string) string { return rapid.SampledFrom(words).Draw(t, d.Name) }
	var s string
	switch d.Type {
	case model.Enum:
		s = one(d.Values...)
	case model.Bool:
		s = one("yes", "no")
	case model.Int:
		s = one("-1", "0", "7")
	case model.Date:
		s = one("2026-01-01", "2026-12-31")
	case model.Moment:
		s = one("2026-01-01T00:00:00Z", "2026-06-01T12:00:00.5Z")
	case model.Row:
		s = one(rows...)
	case model.Digest:
		s = "sha256:" + strings.Repeat(one("a", "b"), 64)
	case model.Vector:
		return model.VectorValue(sl.Uniform(sl.Level(rapid.IntRange(0, 4).Draw(t, d.Name))))
	case model.TextList:
		s = one("one", "one;two", "b;a;ä")
	case model.Table:
		return randomTable(t, d, rows)
	default:
		s = one("short", "two\nlines", "quote \" and \\ and tab\t.", "ümläut ∞ \u2028", "<&>")
	}
	v, err := d.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	return v
}

func randomTable(t *rapid.T, d *model.PropDecl, rows []string) model.Value {
	var records []map[string]string
	for range rapid.IntRange(1, 2).Draw(t, "records") {
		r := map[string]string{}
		for _, c := range d.Columns {
			if !c.Required && rapid.Bool().Draw(t, "blank") {
				continue
			}
			cell := &model.PropDecl{Name: c.Name, Type: c.Type, Values: c.Values}
			r[c.Name] = randomValue(t, cell, rows).Text()
		}
		records = append(records, r)
	}
	v, err := d.Records(records)
	if err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	return v
}

// notDrawn are properties whose meaning reaches beyond their item.
var notDrawn = []string{"time_zone", "custom_properties", "target_inputs"}

func randomProps(t *rapid.T, s *model.Snapshot, k model.Kind, rows []string, most int) model.Props {
	var p model.Props
	decls := s.Schema().Props(k)
	for range rapid.IntRange(0, most).Draw(t, "props") {
		d := rapid.SampledFrom(decls).Draw(t, "prop")
		if !slices.Contains(notDrawn, d.Name) {
			p = p.With(d.Name, randomValue(t, &d, rows))
		}
	}
	return p
}

// walk makes random changes to a project.
type walk struct {
	f    *fixture
	rows []string
}

// step makes one change of a few random ops and reports whether it was
// accepted.
func (w *walk) step(t *rapid.T) bool {
	s := w.f.head()
	m := app.NewMaker(s, w.f.NewID)
	for range rapid.IntRange(1, 4).Draw(t, "ops") {
		w.op(t, s, m)
	}
	if len(m.Ops()) == 0 {
		return false
	}
	w.f.clock.add(time.Duration(rapid.IntRange(-1, 5).Draw(t, "seconds")) * time.Second)
	c := app.Change{Author: "walker", Label: "random", Message: rapid.SampledFrom([]string{"", "why", "two\nlines"}).Draw(t, "message"), Ops: m.Ops()}
	_, err := w.f.Commit(background, c)
	if err != nil && fault.KindOf(err) != fault.Invalid {
		t.Fatalf("commit: %v", err)
	}
	return err == nil
}

// op adds one op if it can be made; one that cannot adds none.
func (w *walk) op(t *rapid.T, s *model.Snapshot, m *app.Maker) {
	anyKey := func() model.Key {
		return s.Key(model.Node(rapid.IntRange(0, s.Len()-1).Draw(t, "node")))
	}
	switch rapid.IntRange(0, 11).Draw(t, "op") {
	case 0, 1, 2:
		k := rapid.SampledFrom(model.Kinds()[1:]).Draw(t, "kind")
		m.Create(k, rapid.SampledFrom([]string{"A", "Ä title", `with "quotes"`}).Draw(t, "title"), randomProps(t, s, k, w.rows, 3))
	case 3, 4:
		key := anyKey()
		_ = m.Set(key, rapid.SampledFrom([]string{"", "Another"}).Draw(t, "title"), randomProps(t, s, key.Kind, w.rows, 3))
	case 5:
		n, _ := s.ByKey(anyKey())
		if p := s.Item(n).Props; len(p) > 0 {
			_ = m.Unset(s.Key(n), p[0].Name)
		}
	case 6, 7:
		v := rapid.SampledFrom(model.Verbs()).Draw(t, "verb")
		for range 10 { // most pairs of items do not fit a verb
			if from, to := anyKey(), anyKey(); s.Schema().Allows(v, from.Kind, to.Kind) {
				_ = m.Link(from, v, to, nil)
				return
			}
		}
	case 8:
		w.linkOp(t, s, m)
	case 9:
		_ = m.RetireItem(anyKey(), "")
	case 10:
		_ = m.Revive(anyKey())
	case 11:
		if key := anyKey(); key.Kind == model.KindZone || key.Kind == model.KindConduit {
			_ = m.ApproveTarget(w.f.Basis(s), key, app.TargetApproval{Target: sl.Vector{1, 0, 0, 1}, By: "w", Day: "2026-03-01"})
		}
	}
}

// linkOp changes, confirms or removes a link.
func (w *walk) linkOp(t *rapid.T, s *model.Snapshot, m *app.Maker) {
	n := model.Node(rapid.IntRange(0, s.Len()-1).Draw(t, "from"))
	links := s.Item(n).Links
	if len(links) == 0 {
		return
	}
	l := rapid.SampledFrom(links).Draw(t, "link")
	name := app.LinkName{From: s.Key(n), Verb: l.Verb, To: s.Key(l.To)}
	switch rapid.IntRange(0, 2).Draw(t, "link op") {
	case 0:
		_ = m.Unlink(name)
	case 1:
		_ = m.ConfirmLinks([]app.LinkName{name}, "still holds")
	case 2:
		if l.Verb == model.Compensates {
			_ = m.SetLink(name, model.Props{text("justification", "equal")})
		}
	}
}

func newWalk(t *testing.T) *walk {
	w := &walk{f: create(t, lasting{memory.New()})}
	c, _ := w.f.Library().Latest("62443-3-3")
	for _, r := range c.Rows()[:6] {
		w.rows = append(w.rows, r.Ref.String())
	}
	return w
}

// content writes what Restore brings back: everything about the items that
// exist in s, but for revisions and commit numbers. Of items that the other
// state does not have, it says whether they are retired.
func content(s *model.Snapshot, items int) string {
	var b strings.Builder
	for n := range model.Node(s.Len()) {
		it := s.Item(n)
		if int(n) >= items {
			if !it.Retired && it.Key.Kind != model.KindBaseline { // the name of a state stays
				fmt.Fprintf(&b, "%s should be retired\n", it.Key)
			}
			continue
		}
		fmt.Fprintf(&b, "%s %v %q %v", it.Key, it.Retired, it.Title, it.Props)
		for _, l := range it.Links {
			fmt.Fprintf(&b, " [%v %s %s %v %v]", l.ID, l.Verb, s.Key(l.To), l.Confirmed, l.Props)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// spec: REC-3, MODEL-6
func TestRandomChangesGiveTheSameStateInRowsReplayAndMemoryAndCanBeUndone(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t2 *rapid.T) {
		w := newWalk(t)
		w.f.t = t
		states := []*model.Snapshot{w.f.head()}
		for range rapid.IntRange(5, 40).Draw(t2, "steps") {
			if w.step(t2) {
				accepted++
				states = append(states, w.f.head())
			}
		}
		w.f.checkWhole()
		then := rapid.SampledFrom(states).Draw(t2, "then")
		m := app.NewMaker(w.f.head(), w.f.NewID)
		m.Restore(then)
		if len(m.Ops()) > 0 {
			if _, err := w.f.Commit(background, app.Change{Author: "w", Label: app.LabelRestore, Ops: m.Ops()}); err != nil {
				t2.Fatalf("restoring commit %d at %d: %v", then.Commit(), w.f.head().Commit(), err)
			}
		}
		if got, want := content(w.f.head(), then.Len()), content(then, then.Len()); got != want {
			t2.Fatalf("restored commit %d:\n%s", then.Commit(), firstDifference(got, want))
		}
		w.f.checkWhole()
		w.f.Close()
	})
	t.Logf("%d changes were accepted", accepted)
}

// The order of items in a change is that of their making; which of two changes
// that have nothing to do with each other comes first shows in node and commit
// numbers only.
//
// spec: MODEL-6
func TestTheOrderOfIndependentChangesDoesNotShowInTheContent(t *testing.T) {
	rapid.Check(t, func(t2 *rapid.T) {
		f := create(t, memory.New())
		f.smallPlant()
		head := f.head()
		var parts [][]model.Op
		for i, key := range []string{"ZON-1", "ZON-2", "AST-1", "AST-2", "DSN-1", "REQ-1"} {
			m := app.NewMaker(head, f.NewID)
			f.must(m.Set(mustKey(t, key), fmt.Sprintf("title %d", i), randomProps(t2, head, mustKey(t, key).Kind, []string{"62443-3-3:2013 SR 1.1"}, 3)))
			parts = append(parts, m.Ops())
		}
		apply := func(order []int) string {
			b := model.NewBuilder(head, head.Commit()+1, head.Time(), model.Options{})
			for _, i := range order {
				if !b.Apply(parts[i]) {
					t2.Fatal(b.Faults()[0])
				}
			}
			return dump(b.Snapshot())
		}
		order := rapid.Permutation(slices.Sorted(maps.Keys(map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true}))).Draw(t2, "order")
		if got, want := apply(order), apply([]int{0, 1, 2, 3, 4, 5}); got != want {
			t2.Fatalf("order %v:\n%s", order, firstDifference(got, want))
		}
		f.Close()
	})
}
