package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// bundleOf proves the commits with the given numbers.
func bundleOf(t testing.TB, s note.Signer, key, subject string, commits [][]byte, numbers ...uint64) Bundle {
	t.Helper()
	m := storedTree(t, commits)
	b := Bundle{Origin: s.Name(), Key: key, Subject: subject, Checkpoint: checkpointOf(t, s, commits)}
	for _, n := range numbers {
		p, err := InclusionProof(n, uint64(len(commits)), m)
		if err != nil {
			t.Fatal(err)
		}
		b.Commits = append(b.Commits, ProvenCommit{N: n, Bytes: commits[n-1], Proof: p})
	}
	return b
}

func writeBundle(t testing.TB, b Bundle) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteBundle(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBundleOfEveryCommitOfEverySmallLogVerifies(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	for size := 1; size <= 20; size++ {
		commits := smallCommits(size)
		var all []uint64
		for n := uint64(1); n <= uint64(size); n++ {
			all = append(all, n)
		}
		for _, numbers := range [][]uint64{all, all[size-1:], all[:1], all[size/2:]} {
			in := bundleOf(t, s, key, "item PUMP-1", commits, numbers...)
			got, res, err := VerifyBundle(writeBundle(t, in), Options{Key: key})
			if err != nil {
				t.Errorf("commits %v of %d: %v", numbers, size, err)
				continue
			}
			if fmt.Sprint(got) != fmt.Sprint(in) || res.Root != naiveRoot(commits) || res.Size != uint64(size) || !res.KeyGiven {
				t.Errorf("commits %v of %d came back as %v with %+v", numbers, size, got, res)
			}
		}
	}
}

func TestEveryChangedByteOfABundleIsFoundAndNamed(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	commits := smallCommits(13)
	data := writeBundle(t, bundleOf(t, s, key, "item PUMP-1", commits, 3, 9, 13))
	at := func(text string) int {
		i := bytes.Index(data, []byte(text))
		if i < 0 {
			t.Fatalf("no %q in the bundle", text)
		}
		return i
	}
	type part struct {
		from  int
		names []string
	}
	parts := []part{{0, []string{"header"}}, {at("subject "), []string{"subject", "after the header"}}}
	before := "after the header"
	for _, n := range []int{3, 9, 13} {
		from := at(fmt.Sprintf("commit %d ", n))
		body := from + bytes.Index(data[from:], []byte(`{"n"`))
		proof := from + bytes.Index(data[from:], []byte("proof "))
		own, hash, its := fmt.Sprintf("commit %d", n), fmt.Sprintf("hash of commit %d", n), fmt.Sprintf("proof of commit %d", n)
		// A changed number makes another commit of it: 3 becomes 2, or 13 becomes 1.
		parts = append(parts,
			part{from, []string{own, hash, before, "commit *"}},
			part{body, []string{own}},
			part{proof, []string{own, its}})
		before = "after " + its
	}
	parts = append(parts, part{at("checkpoint\n"), []string{"checkpoint", before}}, part{bytes.LastIndex(data, []byte("\nend")) + 1, []string{"trailer", "subject"}})
	r, tried := 0, 0
	everyChange(data, func(what string, at int, changed []byte) {
		if r+1 < len(parts) && at >= parts[r+1].from {
			r++
		}
		tried++
		_, _, err := VerifyBundle(changed, Options{})
		var f *Fault
		if !errors.As(err, &f) {
			t.Errorf("byte %d %s: got %v, want a fault", at, what, err)
			return
		}
		names := parts[r].names
		boundary := r > 0 && at == parts[r].from || r+1 < len(parts) && at == parts[r+1].from-1
		wild := slices.Contains(names, "commit *") && strings.Contains(f.Where, "commit ")
		if !boundary && !wild && !slices.Contains(names, f.Where) {
			t.Errorf("byte %d (%q) %s: named %q, want one of %q", at, data[at:min(at+1, len(data))], what, f.Where, names)
		}
	})
	t.Logf("%d changes of a bundle of %d bytes, all found", tried, len(data))
}

func TestEveryCutBundleIsFound(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	data := writeBundle(t, bundleOf(t, s, key, "item PUMP-1", smallCommits(5), 2, 5))
	for cut := range data {
		if _, _, err := VerifyBundle(data[:cut], Options{}); err == nil {
			t.Errorf("cut to %d of %d bytes, the bundle still verifies", cut, len(data))
		}
	}
}

func TestBundleThatWouldNotVerifyIsNotWritten(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	other, _ := testKey(t, testOrigin, 2)
	commits := smallCommits(6)
	good := func() Bundle { return bundleOf(t, s, key, "item PUMP-1", commits, 2, 5) }
	for name, spoil := range map[string]func(*Bundle){
		"no commit":          func(b *Bundle) { b.Commits = nil },
		"no subject":         func(b *Bundle) { b.Subject = "" },
		"two-line subject":   func(b *Bundle) { b.Subject = "a\nb" },
		"long subject":       func(b *Bundle) { b.Subject = strings.Repeat("a", maxSubject+1) },
		"descending order":   func(b *Bundle) { slices.Reverse(b.Commits) },
		"a commit twice":     func(b *Bundle) { b.Commits[1] = b.Commits[0] },
		"other bytes":        func(b *Bundle) { b.Commits[0].Bytes = []byte("{}") },
		"no bytes":           func(b *Bundle) { b.Commits[0].Bytes = nil },
		"other number":       func(b *Bundle) { b.Commits[0].N = 3 },
		"number 0":           func(b *Bundle) { b.Commits[0].N = 0 },
		"number too large":   func(b *Bundle) { b.Commits[1].N = 7 },
		"missing proof":      func(b *Bundle) { b.Commits[0].Proof = nil },
		"other checkpoint":   func(b *Bundle) { b.Checkpoint = checkpointOf(t, s, commits[:5]) },
		"checkpoint of none": func(b *Bundle) { b.Checkpoint = nil },
		"foreign signature":  func(b *Bundle) { b.Checkpoint = checkpointOf(t, other, commits) },
		"other origin":       func(b *Bundle) { b.Origin = "cordon/x" },
	} {
		b := good()
		spoil(&b)
		var out bytes.Buffer
		var f *Fault
		if err := WriteBundle(&out, b); !errors.As(err, &f) || out.Len() != 0 {
			t.Errorf("%s: wrote %d bytes, %v; want a fault and nothing written", name, out.Len(), err)
		}
	}
	if err := WriteBundle(brokenPipe{}, good()); !errors.Is(err, errBroken) {
		t.Errorf("writing to a full disk gave %v", err)
	}
}

func TestBundleFaultsSayWhatWasAltered(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	_, otherKey := testKey(t, testOrigin, 2)
	commits := smallCommits(6)
	data := string(writeBundle(t, bundleOf(t, s, key, "item PUMP-1", commits, 2, 5)))
	h := func(n int) string { return tlog.RecordHash(commits[n-1]).String() }
	older, same, newer := checkpointOf(t, s, commits[:4]), checkpointOf(t, s, commits), checkpointOf(t, s, smallCommits(9))
	rewritten := checkpointOf(t, s, append(smallCommits(5), []byte("{}")))
	forward, err := ConsistencyProof(4, 6, storedTree(t, commits))
	forward2, err2 := ConsistencyProof(6, 9, storedTree(t, smallCommits(9)))
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for _, c := range []struct {
		name, old, new string
		o              Options
		where          string
	}{
		{"untouched", "", "", Options{}, ""},
		{"with the same checkpoint", "", "", Options{Checkpoint: same}, ""},
		{"with an older checkpoint", "", "", Options{Checkpoint: older, Consistency: forward}, ""},
		{"with a newer checkpoint", "", "", Options{Checkpoint: newer, Consistency: forward2}, ""},
		{"older without proof", "", "", Options{Checkpoint: older}, "given checkpoint"},
		{"older with another proof", "", "", Options{Checkpoint: older, Consistency: forward2}, "given checkpoint"},
		{"another history", "", "", Options{Checkpoint: rewritten}, "given checkpoint"},
		{"another key", "", "", Options{Key: otherKey}, "header"},
		{"subject", "PUMP-1", "PUMP-2", Options{}, "subject"},
		{"bytes", `{"n":5}`, `{"n":4}`, Options{}, "commit 5"},
		{"hash", h(5), h(4), Options{}, "hash of commit 5"},
		{"bytes and hash", h(5) + "\n" + `{"n":5}`, h(4) + "\n" + `{"n":4}`, Options{}, "proof of commit 5"},
		{"proof", h(6), h(4), Options{}, "proof of commit 5"},
		{"number", "commit 5 ", "commit 6 ", Options{}, "proof of commit 6"},
		{"number past the end", "commit 5 ", "commit 7 ", Options{}, "commit 7"},
		{"order", "commit 5 ", "commit 2 ", Options{}, "commit 2"},
		{"too many hashes", "proof 3\n", "proof 49\n", Options{}, "proof of commit 2"},
	} {
		if strings.Count(data, c.old) != 1 && c.old != "" {
			t.Fatalf("%s: %q is not in the bundle once", c.name, c.old)
		}
		b, _, err := VerifyBundle([]byte(strings.Replace(data, c.old, c.new, 1)), c.o)
		var f *Fault
		switch {
		case c.where == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.where != "" && (!errors.As(err, &f) || f.Where != c.where):
			t.Errorf("%s: got %v, want a fault of %s", c.name, err, c.where)
		case c.where != "" && len(b.Commits) > 0:
			t.Errorf("%s: a bad bundle was handed out", c.name)
		}
	}
}

func FuzzVerifyBundle(f *testing.F) {
	s, key := testKey(f, testOrigin, 1)
	f.Add(writeBundle(f, bundleOf(f, s, key, "item PUMP-1", smallCommits(1), 1)))
	f.Add(writeBundle(f, bundleOf(f, s, key, "evidence", smallCommits(5), 2, 5)))
	head := "cordon proof 1\norigin " + testOrigin + "\nkey " + key + "\nsubject x\n"
	f.Add([]byte(head + "commit 1 1152921504606846976 " + EmptyRoot().String() + "\n"))
	f.Add([]byte(head + "commit 1 1 " + EmptyRoot().String() + "\nx\nproof 48\n"))
	f.Add([]byte(head + "checkpoint\n\n\nend\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, _, err := VerifyBundle(data, Options{})
		if err != nil {
			return
		}
		if again := writeBundle(t, b); !bytes.Equal(again, data) {
			t.Errorf("a bundle that verifies is written differently:\n%q\n%q", data, again)
		}
	})
}
