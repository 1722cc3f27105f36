package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

// longRecord makes a project with n commits by writing frozen commits in large
// batches, which is what 10,000 calls of Commit would leave in the store.
func longRecord(t *testing.T, n int) *fixture {
	t.Helper()
	f := create(t, memory.New())
	s := f.head()
	var entries []store.Entry
	for i := 1; i < n; i++ {
		c := &model.Commit{Number: s.Commit() + 1, Time: s.Time(), Author: "anna", Label: "edit"}
		if i%10 == 1 {
			c.Ops = []model.Op{{Kind: model.OpCreate, Item: f.NewID(), Key: model.Key{Kind: model.KindAsset, Number: uint32(i/10 + 1)}, Title: fmt.Sprintf("asset %d", i)}}
		} else {
			c.Ops = []model.Op{{Kind: model.OpSet, Item: s.ID(model.Node(s.Len() - 1)), Props: model.Props{text("serial", fmt.Sprint(i))}}}
		}
		b := model.NewBuilder(s, c.Number, c.Time, model.Options{})
		if !b.Apply(c.Ops) {
			t.Fatal(b.Faults())
		}
		s = b.Snapshot()
		e := store.Entry{Commit: model.EncodeCommit(c)}
		for _, node := range b.Touched() {
			e.Rows = append(e.Rows, store.Row{Node: uint32(node), Body: model.AppendRow(nil, s.Item(node))})
		}
		entries = append(entries, e)
	}
	f.must(f.store.Append(background, 1, entries))
	_, err := f.Refresh(background)
	f.must(err)
	return f
}

// spec: REC-5, REC-6
func TestALogOfTenThousandCommitsVerifiesAndASingleFlippedByteIsFound(t *testing.T) {
	const commits = 10_000
	f := longRecord(t, commits)
	f.checkWhole()
	var log bytes.Buffer
	f.must(f.ExportLog(background, &log))
	key, _ := f.VerifierKey()
	o := app.VerifyOptions{Options: ledger.Options{Key: key}}
	rep, err := app.VerifyLogSemantics(bytes.NewReader(log.Bytes()), o)
	if err != nil || rep.Result.Size != commits || rep.Snapshot.Commit() != commits {
		t.Fatalf("size %d, state of commit %d, %v", rep.Result.Size, rep.Snapshot.Commit(), err)
	}
	flips := 200
	if testing.Short() {
		flips = 20
	}
	rnd := rand.New(rand.NewPCG(7, 7))
	data := log.Bytes()
	for range flips {
		at, bit := rnd.IntN(len(data)), byte(1)<<rnd.IntN(8)
		data[at] ^= bit
		// The ledger alone has to find it: replaying is slower and comes second.
		_, err := ledger.VerifyLog(bytes.NewReader(data), o.Options, nil)
		var bad *ledger.Fault
		if !errors.As(err, &bad) || bad.Where == "" {
			t.Fatalf("byte %d with bit %d flipped: %v, want a fault that names the part", at, bit, err)
		}
		data[at] ^= bit
	}
}

func TestACommitThatIsIntactButCannotBeReplayedIsNamed(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	orphan := &model.Commit{Number: 3, Time: f.head().Time(), Author: "mallory", Ops: []model.Op{{Kind: model.OpRetire, Item: f.NewID()}}}
	early := &model.Commit{Number: 3, Time: f.head().Time().AddDate(-1, 0, 0), Author: "mallory", Ops: f.zoneOps("Z")}
	wrong := &model.Commit{Number: 7, Time: f.head().Time(), Author: "mallory", Ops: f.zoneOps("Z")}
	for name, c := range map[string][]byte{
		"names an item that is not there": model.EncodeCommit(orphan),
		"is dated before its predecessor": model.EncodeCommit(early),
		"carries another number":          model.EncodeCommit(wrong),
		"is no commit":                    []byte("{}"),
		"has blanks":                      []byte(`{"v":1, "n":3}`),
	} {
		s := memory.New()
		g := create(t, s)
		g.smallPlant()
		g.must(s.Append(background, 2, []store.Entry{{Commit: c}}))
		var log bytes.Buffer
		g.must(g.ExportLog(background, &log))
		if _, err := ledger.VerifyLog(bytes.NewReader(log.Bytes()), ledger.Options{}, nil); err != nil {
			t.Fatalf("%s: the log should be intact: %v", name, err)
		}
		_, err := app.VerifyLogSemantics(&log, app.VerifyOptions{})
		wantKind(t, err, fault.Invalid, "commit 3")
		_, err = app.Doctor(background, app.Config{Store: s}, true)
		wantKind(t, err, fault.Invalid, "commit 3")
		if _, err := g.Refresh(background); err == nil {
			t.Fatalf("%s: it was taken over", name)
		}
	}
}

// spec: REC-5
func TestTheHistoryOfAnItemIsProvedAndReadFromTheLog(t *testing.T) {
	stores(t, func(t *testing.T, s store.Store) {
		f := create(t, s)
		digest := "sha256:" + strings.Repeat("0123456789abcdef", 4)
		f.smallPlant() // 2
		set := func(key, name, value string) {
			f.commit("edit", func(m *app.Maker) { f.must(m.Set(mustKey(t, key), "", model.Props{text(name, value)})) })
		}
		in := app.LinkName{From: mustKey(t, "AST-2"), Verb: model.In, To: mustKey(t, "ZON-2")}
		set("ZON-2", "policies", "none")                                                                            // 3
		set("ZON-1", "policies", "none")                                                                            // 4
		f.commit("edit", func(m *app.Maker) { f.must(m.Link(in.From, in.Verb, in.To, nil)) })                       // 5
		set("AST-2", "serial", "1")                                                                                 // 6
		f.commit("edit", func(m *app.Maker) { f.must(m.Unlink(in)) })                                               // 7: names only the link's id
		f.commit("edit", func(m *app.Maker) { f.must(m.RetireItem(in.To, "merged")) })                              // 8
		f.commit("edit", func(m *app.Maker) { m.Create(model.KindEvidence, "x", model.Props{digestProp(digest)}) }) // 9
		for _, c := range []struct{ subject, want string }{
			{"ZON-2", "[2 3 5 7 8]"}, {"zon-1", "[2 4]"}, {"AST-2", "[2 5 6 7]"}, {digest, "[9]"}, {strings.ToUpper(digest), "[9]"}, {"SYS-1", "[1]"},
		} {
			var proof, log bytes.Buffer
			f.must(f.Prove(background, c.subject, &proof))
			key, _ := f.VerifierKey()
			b, res, err := ledger.VerifyBundle(proof.Bytes(), ledger.Options{Key: key})
			f.must(err)
			var proved []uint64
			for _, pc := range b.Commits {
				proved = append(proved, pc.N)
			}
			if fmt.Sprint(proved) != c.want || res.Size != 9 {
				t.Errorf("%s: proved %v of %d, want %s of 9", c.subject, proved, res.Size, c.want)
			}
			f.must(f.ExportLog(background, &log))
			found, _, err := app.HistoryOf(&log, c.subject, app.VerifyOptions{})
			f.must(err)
			var read []uint64
			for _, cc := range found {
				read = append(read, cc.Number)
			}
			var listed []uint64
			f.must(f.CommitsAbout(background, c.subject, func(cc *model.Commit) error { listed = append(listed, cc.Number); return nil }))
			if fmt.Sprint(read) != c.want || fmt.Sprint(listed) != c.want {
				t.Errorf("%s: read %v from the log, %v from the store, want %s", c.subject, read, listed, c.want)
			}
		}
		for subject, kind := range map[string]fault.Kind{
			"ZON-9": fault.NotFound, "sha256:" + strings.Repeat("0", 64): fault.NotFound, "sha256:12": fault.Invalid, "zone": fault.Invalid,
		} {
			if err := f.Prove(background, subject, &bytes.Buffer{}); err == nil || fault.KindOf(err) != kind {
				t.Errorf("Prove(%q): %v, want %s", subject, err, kind)
			}
		}
	})
}

func digestProp(d string) model.Prop {
	return model.Prop{Name: "digest", Value: model.TextValue(model.Digest, d)}
}

func TestAnEmptyRecordExportsAndVerifies(t *testing.T) {
	p, err := app.Create(background, config(t, memory.New(), newClock("2026-03-01T08:00:00Z")), app.Genesis{ProjectID: "e"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var log bytes.Buffer
	if err := p.ExportLog(background, &log); err != nil {
		t.Fatal(err)
	}
	rep, err := app.VerifyLogSemantics(&log, app.VerifyOptions{})
	if err != nil || rep.Result.Size != 0 || rep.Snapshot.Len() != 0 {
		t.Fatalf("got %+v, %v", rep, err)
	}
}

// spec: REC-3
func TestDoctorFindsAndMendsDamagedRows(t *testing.T) {
	stores(t, func(t *testing.T, s store.Store) {
		f := create(t, s)
		f.smallPlant()
		rep, err := app.Doctor(background, app.Config{Store: s}, true)
		if err != nil || rep.Found != 0 || rep.Rebuilt || rep.Commits != 2 || rep.Items != f.head().Len() {
			t.Fatalf("a sound record: %+v, %v", rep, err)
		}
		// Row 1 is lost, row 2 older than it should be, row 3 not readable, and
		// one row stands for nothing.
		f.must(s.ReplaceRows(background, 2, func(add func(store.Row) error) error {
			for n := range model.Node(f.head().Len()) {
				body := model.AppendRow(nil, f.head().Item(n))
				switch n {
				case 1:
					continue
				case 2:
					it := *f.head().Item(n)
					it.Commit = 1
					body = model.AppendRow(nil, &it)
				case 3:
					body = []byte("noise")
				}
				if err := add(store.Row{Node: uint32(n), Body: body}); err != nil {
					return err
				}
			}
			return add(store.Row{Node: 5000, Body: []byte("ghost")})
		}))
		_, err = app.Open(background, config(t, lastingStore{s}, f.clock))
		wantKind(t, err, fault.Invalid, "rebuild the state")
		for _, repair := range []bool{false, true} {
			rep, err = app.Doctor(background, app.Config{Store: s}, repair)
			f.must(err)
			if got := strings.Join(rep.Differences, "\n"); rep.Found != 4 || rep.Rebuilt != repair || got != strings.Join([]string{
				"ZON-1: its row is missing",
				"ZON-2: its row is of commit 1, the log says commit 2",
				"AST-1: its row cannot be read",
				"there is a row of node 5000, which the log does not lead to",
			}, "\n") {
				t.Fatalf("repair %v: %d differences, rebuilt %v:\n%s", repair, rep.Found, rep.Rebuilt, got)
			}
		}
		f.checkWhole()
		again, err := app.Open(background, config(t, lastingStore{s}, f.clock))
		f.must(err)
		again.Close()
	})
}
