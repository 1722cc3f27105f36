package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkpointOf signs the tree over commits.
func checkpointOf(t testing.TB, s note.Signer, commits [][]byte) []byte {
	t.Helper()
	var f Frontier
	for _, c := range commits {
		f.Add(tlog.RecordHash(c), nil)
	}
	return sign(t, Checkpoint{Origin: s.Name(), Size: f.Size(), Root: f.Root()}, s)
}

// writeLog exports commits.
func writeLog(t testing.TB, s note.Signer, key string, commits [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, Header{Origin: s.Name(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range commits {
		if err := w.Commit(uint64(i+1), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(checkpointOf(t, s, commits)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// whereOf gives the place a log is found bad at, or "" for a good one.
func whereOf(t testing.TB, log []byte, o Options) string {
	t.Helper()
	_, err := VerifyLog(bytes.NewReader(log), o, nil)
	if err == nil {
		return ""
	}
	var f *Fault
	if !errors.As(err, &f) {
		t.Fatalf("verification gave %v, which is no fault", err)
	}
	return f.Where
}

func TestExportedLogVerifiesAndGivesItsCommitsBack(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	for _, n := range []int{0, 1, 2, 3, 7, 8, 40} {
		commits := smallCommits(n)
		log := writeLog(t, s, key, commits)
		var got [][]byte
		res, err := VerifyLog(iotest.OneByteReader(bytes.NewReader(log)), Options{Key: key}, func(k uint64, c []byte) error {
			if k != uint64(len(got)+1) {
				t.Errorf("commit %d came after %d", k, len(got))
			}
			got = append(got, bytes.Clone(c))
			return nil
		})
		if err != nil {
			t.Errorf("%d commits: %v", n, err)
			continue
		}
		if res.Size != uint64(n) || res.Root != naiveRoot(commits) || res.Origin != testOrigin || !res.KeyGiven || res.Key != key || res.KeyHash != s.KeyHash() {
			t.Errorf("%d commits: result %+v", n, res)
		}
		if fmt.Sprintf("%s", got) != fmt.Sprintf("%s", commits) {
			t.Errorf("%d commits: read back %s", n, got)
		}
	}
}

func TestCommitBytesMayBeAnything(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	commits := [][]byte{[]byte("\n"), []byte("\ncheckpoint\nend\n"), {0}, bytes.Repeat([]byte{0xff}, 200_000), []byte("commit 5 1 x")}
	log := writeLog(t, s, key, commits)
	i := 0
	_, err := VerifyLog(bytes.NewReader(log), Options{}, func(_ uint64, c []byte) error {
		if !bytes.Equal(c, commits[i]) {
			t.Errorf("commit %d came back as %d other bytes", i+1, len(c))
		}
		i++
		return nil
	})
	if err != nil || i != len(commits) {
		t.Errorf("%d of %d commits, %v", i, len(commits), err)
	}
}

func TestWriterRefusesWhatWouldNotVerify(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	other, _ := testKey(t, testOrigin, 2)
	commits := smallCommits(3)
	if _, err := NewWriter(io.Discard, Header{Origin: "cordon/x", Key: key}); err == nil {
		t.Error("a header with the key of another log was written")
	}
	if _, err := NewWriter(io.Discard, Header{Origin: testOrigin, Key: key + "="}); err == nil {
		t.Error("a header with a damaged key was written")
	}
	open := func() *Writer {
		w, err := NewWriter(io.Discard, Header{Origin: testOrigin, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := open()
	for _, n := range []uint64{0, 2, 1 << 60} {
		if w.Commit(n, commits[0]) == nil {
			t.Errorf("commit %d was taken as the first", n)
		}
	}
	if w.Commit(1, nil) == nil {
		t.Error("an empty commit was taken")
	}
	for i, c := range commits {
		if err := w.Commit(uint64(i+1), c); err != nil {
			t.Fatal(err)
		}
	}
	for name, cp := range map[string][]byte{
		"fewer commits": checkpointOf(t, s, commits[:2]),
		"other commits": checkpointOf(t, s, [][]byte{commits[1], commits[0], commits[2]}),
		"another key":   checkpointOf(t, other, commits),
		"nothing":       nil,
	} {
		if w.Close(cp) == nil {
			t.Errorf("closed with a checkpoint of %s", name)
		}
	}
	if err := w.Close(checkpointOf(t, s, commits)); err != nil {
		t.Errorf("closing with the right checkpoint: %v", err)
	}
}

// brokenPipe refuses every byte.
type brokenPipe struct{}

var errBroken = errors.New("disk full")

func (brokenPipe) Write([]byte) (int, error) { return 0, errBroken }

func TestErrorsOfFilesAreNotTakenForFaultsOfTheLog(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	commits := smallCommits(3)
	w, err := NewWriter(brokenPipe{}, Header{Origin: testOrigin, Key: key})
	for i := 0; err == nil && i < len(commits); i++ {
		err = w.Commit(uint64(i+1), commits[i])
	}
	if err == nil {
		err = w.Close(checkpointOf(t, s, commits))
	}
	if !errors.Is(err, errBroken) {
		t.Errorf("writing to a full disk gave %v", err)
	}
	log := writeLog(t, s, key, commits)
	for cut := range log {
		r := io.MultiReader(bytes.NewReader(log[:cut]), iotest.ErrReader(errBroken))
		_, err := VerifyLog(r, Options{}, nil)
		var f *Fault
		if !errors.Is(err, errBroken) || errors.As(err, &f) {
			t.Fatalf("a read error after byte %d gave %v", cut, err)
		}
	}
	_, err = VerifyLog(bytes.NewReader(log), Options{}, func(n uint64, _ []byte) error {
		if n == 2 {
			return errBroken
		}
		return nil
	})
	if !errors.Is(err, errBroken) {
		t.Errorf("the error of the callback came back as %v", err)
	}
}

// region is a part of a log and the places a change in it may be named as.
type region struct {
	end   int // first byte after it
	names *regexp.Regexp
}

// regions divides a log of commits.
func regions(log []byte, commits [][]byte) []region {
	var out []region
	add := func(n int, names string) {
		end := n
		if len(out) > 0 {
			end += out[len(out)-1].end
		}
		out = append(out, region{end, regexp.MustCompile("^(" + names + ")$")})
	}
	add(bytes.Index(log, []byte("commit 1 "))-1, "header")
	add(1, "header|after the header")
	before := "after the header"
	for i, c := range commits {
		n := i + 1
		head := len(fmt.Sprintf("commit %d %d ", n, len(c)))
		add(1, fmt.Sprintf("commit %d|%s", n, before)) // what is put between two parts belongs to neither
		before = fmt.Sprintf("after commit %d", n)
		add(head-1, fmt.Sprintf("commit %d|after commit %d|after the header", n, n-1))
		add(44, fmt.Sprintf("commit %d|hash of commit %d", n, n))
		add(1+len(c), fmt.Sprintf("commit %d", n))
		add(1, fmt.Sprintf("commit %d|after commit %d", n, n))
	}
	add(len("checkpoint"), "checkpoint|"+before)
	add(len(log)-len("\nend\n")-out[len(out)-1].end, "checkpoint")
	add(1, "checkpoint|trailer")
	add(len("end\n")+1, "trailer")
	return out
}

func TestEveryChangedByteOfALogIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	s, key := testKey(t, testOrigin, 1)
	n := 40
	if testing.Short() || raceDetector {
		n = 5
	}
	commits := smallCommits(n)
	log := writeLog(t, s, key, commits)
	parts := regions(log, commits)
	r, tried := 0, 0
	everyChange(log, func(what string, at int, changed []byte) {
		for at >= parts[r].end {
			r++
		}
		tried++
		where := whereOf(t, changed, Options{})
		if !parts[r].names.MatchString(where) {
			t.Errorf("byte %d (%q) %s: named %q, want %v", at, log[at:min(at+1, len(log))], what, where, parts[r].names)
		}
	})
	t.Logf("%d changes of a log of %d commits and %d bytes, all found and named", tried, n, len(log))
}

func TestEveryCutLogIsFound(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	log := writeLog(t, s, key, smallCommits(5))
	for cut := range log {
		if whereOf(t, log[:cut], Options{}) == "" {
			t.Errorf("cut to %d of %d bytes, the log still verifies", cut, len(log))
		}
	}
}

func TestThousandRandomChangesOfALogOfTenThousandCommitsAreFound(t *testing.T) {
	t.Parallel()
	s, key := testKey(t, testOrigin, 1)
	var commits [][]byte
	for i := range 10_000 {
		commits = append(commits, fmt.Appendf(nil, `{"n":%d,"by":"engineer","set":"asset-%d"}`, i+1, i%700))
	}
	log := writeLog(t, s, key, commits)
	if where := whereOf(t, log, Options{Key: key}); where != "" {
		t.Fatalf("the untouched log is found bad at %s", where)
	}
	tries := 1000
	if testing.Short() || raceDetector {
		tries = 50
	}
	rng := rand.New(rand.NewPCG(6, 2443))
	changed := bytes.Clone(log)
	for range tries {
		at, was := rng.IntN(len(log)), byte(0)
		was, changed[at] = changed[at], changed[at]^byte(1+rng.IntN(255))
		if whereOf(t, changed, Options{}) == "" {
			t.Errorf("byte %d changed from %q to %q: not found", at, was, changed[at])
		}
		changed[at] = was
	}
	t.Logf("%d changes of a log of %d bytes", tries, len(log))
}

// edited is a log in which commits were exchanged together with their numbers
// and hashes, under the checkpoint of the original.
func edited(t *testing.T, s note.Signer, key string, signed []byte, commits [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, Header{Origin: s.Name(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range commits {
		if err := w.Commit(uint64(i+1), c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.w.Flush(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "checkpoint\n%send\n", signed)
	return b.Bytes()
}

func TestDeliberateEditsAreNamedAsFarAsCanBeKnown(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	commits := smallCommits(20)
	good := writeLog(t, s, key, commits)
	signed, older := checkpointOf(t, s, commits), checkpointOf(t, s, commits[:12])
	with := func(n int, text string) [][]byte {
		out := append([][]byte(nil), commits...)
		out[n-1] = []byte(text)
		return out
	}
	block := func(n int) string { return string(appendCommit(nil, uint64(n), commits[n-1])) }
	replace := func(was, is string) []byte {
		if strings.Count(string(good), was) != 1 {
			t.Fatalf("%q is not in the log once", was)
		}
		return []byte(strings.Replace(string(good), was, is, 1))
	}
	h := func(n int) string { return tlog.RecordHash(commits[n-1]).String() }
	for _, c := range []struct {
		name   string
		log    []byte
		o      Options
		where  string
		reason string
	}{
		{"untouched", good, Options{Key: key, Checkpoint: older}, "", ""},
		{"bytes of one commit", replace(`{"n":17}`, `{"n":71}`), Options{}, "commit 17", "its bytes no longer give"},
		{"hash of one commit", replace(h(17), h(16)), Options{}, "hash of commit 17", "the bytes of the commit are the ones"},
		{"bytes of two commits", bytes.Replace(replace(`{"n":17}`, `{"n":71}`), []byte(`{"n":19}`), []byte(`{"n":91}`), 1), Options{}, "commit 17", "first of 2"},
		{"bytes and another hash", bytes.Replace(replace(`{"n":17}`, `{"n":71}`), []byte(h(19)), []byte(h(1)), 1), Options{}, "commit 17", "other changes"},
		{"bytes and the file cut", replace(`{"n":17}`, `{"n":71}`)[:len(good)-1], Options{}, "commit 17", "one of the two"},
		{"commit with its hash", edited(t, s, key, signed, with(17, "{}")), Options{}, "commits 1 to 20", "together with their hashes"},
		{"the same, with an older checkpoint", edited(t, s, key, signed, with(17, "{}")), Options{Checkpoint: older}, "commits 13 to 20", "together with their hashes"},
		{"early commit, with an older checkpoint", edited(t, s, key, signed, with(2, "{}")), Options{Checkpoint: older}, "commits 1 to 20", ""},
		{"last commit removed", edited(t, s, key, signed, commits[:19]), Options{}, "commit 20", "missing"},
		{"commit removed, rest renumbered", edited(t, s, key, signed, append(append([][]byte(nil), commits[:9]...), commits[10:]...)), Options{}, "commit 20", "missing"},
		{"commit added at the end", edited(t, s, key, signed, append(append([][]byte(nil), commits...), []byte("{}"))), Options{}, "commit 21", "added"},
		{"commit removed, numbers kept", replace(block(9), ""), Options{}, "commit 9", "commit 10 stands in its place"},
		{"commit twice", replace(block(9), block(9)+block(9)), Options{}, "commit 10", "commit 9 stands in its place"},
		{"commits exchanged", replace(block(9)+block(10), block(10)+block(9)), Options{}, "commit 9", ""},
		{"older checkpoint put in", edited(t, s, key, older, commits), Options{}, "commit 13", "covers 12 commits"},
		{"history rewritten and signed again", writeLog(t, s, key, with(5, "{}")), Options{}, "", ""},
		{"rewritten, with an older checkpoint", writeLog(t, s, key, with(5, "{}")), Options{Checkpoint: older}, "given checkpoint", "two different histories"},
		{"rewritten, with the last checkpoint", writeLog(t, s, key, with(15, "{}")), Options{Checkpoint: signed}, "given checkpoint", "two different histories"},
		{"another format version", replace("cordon log 1\n", "cordon log 2\n"), Options{}, "header", "version"},
		{"no log at all", []byte("PK\x03\x04"), Options{}, "header", ""},
		{"empty file", nil, Options{}, "header", "ends here"},
	} {
		_, err := VerifyLog(bytes.NewReader(c.log), c.o, nil)
		if c.where == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		var f *Fault
		if !errors.As(err, &f) || f.Where != c.where || !strings.Contains(f.Reason, c.reason) {
			t.Errorf("%s: got %v, want %s: ... %s", c.name, err, c.where, c.reason)
		}
	}
}

func TestKeyInTheFileIsBelievedOnlyWhenItIsTheGivenOne(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	thief, thiefKey := testKey(t, testOrigin, 2)
	commits := smallCommits(4)
	forged := writeLog(t, thief, thiefKey, commits)
	res, err := VerifyLog(bytes.NewReader(forged), Options{}, nil)
	if err != nil || res.KeyGiven {
		t.Errorf("a whole log of an unknown key: %+v, %v; want no error and KeyGiven false", res, err)
	}
	if got := whereOf(t, forged, Options{Key: key}); got != "header" {
		t.Errorf("a log signed by another key is found bad at %q, want header", got)
	}
	if got := whereOf(t, forged, Options{Checkpoint: checkpointOf(t, s, commits)}); got != "given checkpoint" {
		t.Errorf("a checkpoint of another key is found bad at %q, want given checkpoint", got)
	}
	if got := whereOf(t, forged, Options{Key: "nonsense"}); got != "given key" {
		t.Errorf("a nonsense key is found bad at %q, want given key", got)
	}
	mixed := bytes.Replace(forged, []byte(thiefKey), []byte(key), 1)
	if got := whereOf(t, mixed, Options{Key: key}); got != "checkpoint" {
		t.Errorf("the right key put over a forged signature is found bad at %q, want checkpoint", got)
	}
}

func TestLogAgreesWithOlderAndNewerCheckpoints(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	all := smallCommits(24)
	m := storedTree(t, all)
	log := writeLog(t, s, key, all[:13])
	for k := 0; k <= len(all); k++ {
		o := Options{Checkpoint: checkpointOf(t, s, all[:k])}
		if k > 13 {
			if got := whereOf(t, log, o); got != "given checkpoint" {
				t.Errorf("newer checkpoint of %d without proof: %q", k, got)
			}
			p, err := ConsistencyProof(13, uint64(k), m)
			if err != nil {
				t.Fatal(err)
			}
			for _, bad := range spoiled(p) {
				o.Consistency = bad
				if got := whereOf(t, log, o); got != "given checkpoint" {
					t.Errorf("newer checkpoint of %d with a spoiled proof: %q", k, got)
				}
			}
			o.Consistency = p
		}
		res, err := VerifyLog(bytes.NewReader(log), o, nil)
		if err != nil || res.Agrees != uint64(k) {
			t.Errorf("checkpoint of %d: agrees to %d, %v", k, res.Agrees, err)
		}
	}
}

func TestAnnouncedLengthDoesNotReserveMemory(t *testing.T) {
	_, key := testKey(t, testOrigin, 1)
	head := "cordon log 1\norigin " + testOrigin + "\nkey " + key + "\n"
	hash := tlog.RecordHash(nil).String()
	for _, length := range []string{"1073741824", "1073741825", "1152921504606846976", "99999999999999999999"} {
		in := head + "commit 1 " + length + " " + hash + "\n{}\n"
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if got := whereOf(t, []byte(in), Options{}); got != "commit 1" {
			t.Errorf("length %s: named %q, want commit 1", length, got)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("length %s: %d bytes were allocated for a file of %d", length, used, len(in))
		}
	}
	endless := io.MultiReader(strings.NewReader(head), endlessReader('x'))
	if _, err := VerifyLog(endless, Options{}, nil); err == nil {
		t.Error("a line without end was read to the end")
	}
	endless = io.MultiReader(strings.NewReader(head+"checkpoint\n"), endlessReader('\r'))
	if _, err := VerifyLog(endless, Options{}, nil); err == nil {
		t.Error("a checkpoint without end was read to the end")
	}
	lines := io.MultiReader(strings.NewReader(head+"checkpoint\n"), &lineReader{})
	if _, err := VerifyLog(lines, Options{}, nil); err == nil {
		t.Error("a checkpoint of endless lines was read to the end")
	}
}

func TestMemoryDoesNotGrowWithTheLengthOfTheLog(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	const n = 50_000
	data := func(k uint64) []byte { return fmt.Appendf(nil, `{"n":%d,"text":"%0200d"}`, k, k) }
	var f Frontier
	for k := uint64(1); k <= n; k++ {
		f.Add(tlog.RecordHash(data(k)), nil)
	}
	signed := sign(t, Checkpoint{Origin: testOrigin, Size: n, Root: f.Root()}, s)
	pr, pw := io.Pipe()
	go func() {
		w, err := NewWriter(pw, Header{Origin: testOrigin, Key: key})
		for k := uint64(1); err == nil && k <= n; k++ {
			err = w.Commit(k, data(k))
		}
		if err == nil {
			err = w.Close(signed)
		}
		pw.CloseWithError(err)
	}()
	var first, most uint64
	_, err := VerifyLog(pr, Options{Key: key}, func(k uint64, _ []byte) error {
		if k%10_000 != 1 {
			return nil
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		if first == 0 {
			first = m.HeapAlloc
		}
		most = max(most, m.HeapAlloc)
		return nil
	})
	if err != nil || most > first+1<<20 {
		t.Errorf("%d commits of 200 bytes: heap went from %d to %d bytes, %v", n, first, most, err)
	}
}

type endlessReader byte

func (e endlessReader) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(e)
	}
	return len(b), nil
}

type lineReader struct{}

func (*lineReader) Read(b []byte) (int, error) {
	return copy(b, strings.Repeat("x\n", len(b)/2+1)), nil
}

func FuzzVerifyLog(f *testing.F) {
	s, key := testKey(f, testOrigin, 1)
	for _, n := range []int{0, 1, 3} {
		log := writeLog(f, s, key, smallCommits(n))
		f.Add(log)
		f.Add(log[:len(log)/2])
	}
	head := "cordon log 1\norigin " + testOrigin + "\nkey " + key + "\n"
	f.Add([]byte(head + "commit 1 1152921504606846976 " + EmptyRoot().String() + "\n"))
	f.Add([]byte(head + "checkpoint\n\n\n\nend\n"))
	f.Add([]byte(head + "commit 18446744073709551615 1 x\n"))
	f.Fuzz(func(t *testing.T, log []byte) {
		var commits [][]byte
		_, err := VerifyLog(bytes.NewReader(log), Options{}, func(_ uint64, c []byte) error {
			commits = append(commits, bytes.Clone(c))
			return nil
		})
		if err != nil {
			return
		}
		// A log that verifies is the only way to write what it says.
		r, err := NewReader(bytes.NewReader(log))
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = r.Next()
		}
		var again bytes.Buffer
		w, err := NewWriter(&again, r.Header())
		for i := 0; err == nil && i < len(commits); i++ {
			err = w.Commit(uint64(i+1), commits[i])
		}
		if err == nil {
			err = w.Close(r.Checkpoint())
		}
		if err != nil || !bytes.Equal(again.Bytes(), log) {
			t.Errorf("a log that verifies is written differently: %v\n%q\n%q", err, log, again.Bytes())
		}
	})
}

func BenchmarkVerifyLog(b *testing.B) {
	s, key := testKey(b, testOrigin, 1)
	var commits [][]byte
	for i := range 10_000 {
		commits = append(commits, fmt.Appendf(nil, "%0300d", i))
	}
	log := writeLog(b, s, key, commits)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := VerifyLog(bytes.NewReader(log), Options{}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
