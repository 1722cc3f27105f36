package backup_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

// spec: OPS-1
func TestABackupHoldsEverythingOfAServerInOneFile(t *testing.T) {
	s := ordinary(t)
	data, sum := s.backup()
	if len(sum.Records) != 3 || sum.Records[0].Name != "boiler" || sum.Records[1].Name != "turbine" || sum.Records[2].Kind != backup.Security {
		t.Fatalf("got records %s, want boiler, turbine and the security stream", show(sum.Records))
	}
	if got := sum.Records[0].Commits; got != 4 {
		t.Errorf("boiler has %d commits in the backup, want 4", got)
	}
	want := backup.FilesHeld{Kept: 3, Bytes: int64(len("report" + "shared" + "photo")), Missing: 1, Changed: 1}
	if sum.Files != want {
		t.Errorf("got files %+v, want %+v", sum.Files, want)
	}
	if len(sum.Skipped) != 1 || sum.Skipped[0].Name != "begun" {
		t.Errorf("got skipped %v, want the store that holds nothing", sum.Skipped)
	}
	again, err := backup.Verify(background, bytes.NewReader(data), backup.ReadOptions{})
	must(t, err)
	if show(again) != show(sum) {
		t.Errorf("Verify says\n%s\nWrite said\n%s", show(again), show(sum))
	}
	once, _ := s.backup()
	if !bytes.Equal(once, data) {
		t.Error("two backups of the same state at the same time differ")
	}
}

// spec: OPS-1
func TestABackupIsReadWithOrdinaryTools(t *testing.T) {
	s := ordinary(t)
	data, sum := s.backup()
	var names []string
	sums := map[string]string{}
	contents := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		d := sha256.Sum256(b)
		names, sums[h.Name], contents[h.Name] = append(names, h.Name), hex.EncodeToString(d[:]), b
		if h.Mode != 0o600 {
			t.Errorf("%s has mode %o, want 600", h.Name, h.Mode)
		}
	}
	var list strings.Builder
	for _, n := range names[:len(names)-1] {
		fmt.Fprintf(&list, "%s  %s\n", sums[n], n)
	}
	if got := string(contents["SHA256SUMS"]); got != list.String() {
		t.Errorf("SHA256SUMS is\n%s\nwant\n%s", got, list.String())
	}
	for _, n := range names {
		if hash, ok := strings.CutPrefix(n, "files/"); ok && hash != sums[n] {
			t.Errorf("the content of %s has the digest %s", n, sums[n])
		}
	}
	key, err := ledger.VerifyLog(bytes.NewReader(gunzip(t, contents["records/00003/log.gz"])), ledger.Options{}, nil)
	must(t, err)
	if _, public, _ := ledger.GenerateKey(rand.NewChaCha8([32]byte{2}), "cordon/security-1"); key.Key != public {
		t.Errorf("the security stream is signed with %s, not with the key its first event names", key.Key)
	}
	log := gunzip(t, contents["records/00001/log.gz"])
	rep, err := app.VerifyLogSemantics(bytes.NewReader(log), app.VerifyOptions{})
	must(t, err)
	if rep.Result.Size != sum.Records[0].Commits || !bytes.Equal(rep.Result.Root[:], sum.Records[0].Root) {
		t.Errorf("the log of boiler has %d commits, root %x; want %d, %x", rep.Result.Size, rep.Result.Root, sum.Records[0].Commits, sum.Records[0].Root)
	}
}

// spec: OPS-1
func TestTarAndSha256sumCheckABackup(t *testing.T) {
	for _, tool := range []string{"tar", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("there is no " + tool)
		}
	}
	s := ordinary(t)
	dir := t.TempDir()
	_, err := backup.WriteFile(background, filepath.Join(dir, "b"), s, s.options(), nil)
	must(t, err)
	for _, c := range []*exec.Cmd{exec.Command("tar", "xf", "b"), exec.Command("sha256sum", "--strict", "-c", "SHA256SUMS")} {
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", c.Args, err, out)
		}
	}
}

// spec: OPS-2
func TestARestoredServerEqualsTheOneBackedUp(t *testing.T) {
	s := ordinary(t)
	data, sum := s.backup()
	r := restore(t, data)
	for _, held := range sum.Records {
		rec := backup.Record{Name: held.Name, Kind: held.Kind}
		storetest.WantSame(t, r.open(rec), s.open(rec))
	}
	for _, id := range []string{"boiler", "turbine"} {
		st := r.open(backup.Record{Name: id, Kind: backup.Project})
		rep, err := app.Doctor(background, app.Config{Store: st}, false)
		if err != nil || rep.Found > 0 {
			t.Errorf("doctor on %s: %v, %v", id, rep.Differences, err)
		}
		files, err := r.Files(background, id)
		must(t, err)
		f, err := files.Open("sha256:" + hexOf("shared"))
		if err != nil {
			t.Errorf("%s lacks the file both projects name: %v", id, err)
			continue
		}
		b, _ := io.ReadAll(f)
		f.Close()
		if string(b) != "shared" {
			t.Errorf("%s has %q for the file both projects name", id, b)
		}
	}
	if b, err := os.ReadFile(filepath.Join(r.dir, "admin.db")); err != nil || string(b) != s.dump {
		t.Errorf("the administrative database holds %.60q, %v; want %.60q", b, err, s.dump)
	}
	again, _ := r.backup()
	// The second backup knows nothing of the empty store and the changed file.
	v, err := backup.Verify(background, bytes.NewReader(again), backup.ReadOptions{})
	must(t, err)
	if show(v.Records) != show(sum.Records) || v.Files.Kept != sum.Files.Kept {
		t.Errorf("a backup of the restored server holds\n%s\nwant\n%s", show(v), show(sum))
	}
}

// spec: OPS-2
func TestAProjectGoesOnAfterARestore(t *testing.T) {
	s := ordinary(t)
	data, _ := s.backup()
	r := restore(t, data)
	st, err := sqlite.Open(r.projectPath("boiler"), sqlite.Options{})
	must(t, err)
	p, err := app.Open(background, s.config(st, "boiler"))
	must(t, err)
	defer p.Close()
	r.evidence(p, 9, "sha256:"+hexOf("later"))
	var log bytes.Buffer
	must(t, p.ExportLog(background, &log))
	res, err := ledger.VerifyLog(&log, ledger.Options{}, nil)
	if err != nil || res.Size != 5 {
		t.Fatalf("the log after one more commit has %d commits, %v; want 5", res.Size, err)
	}
}

// spec: OPS-3
func TestABackupDuringWritesIsConsistent(t *testing.T) {
	s := newServer(t)
	p := s.project("busy", "first")
	q := s.project("other", "first")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i, p := range []*app.Project{p, q} {
		wg.Go(func() {
			for n := uint32(2); n < 150; n++ {
				select {
				case <-stop:
					return
				case <-time.After(3 * time.Millisecond):
				}
				content := fmt.Sprintf("file %d of %d", n, i)
				digest, _, err := p.EvidenceFiles().Put(strings.NewReader(content))
				if err != nil {
					t.Error(err)
					return
				}
				s.evidence(p, n, digest)
			}
		})
	}
	var last uint64
	for range 3 {
		data, sum := s.backup()
		if sum.Files.Missing+sum.Files.Changed > 0 {
			t.Errorf("the backup lacks files that were there before the commits that name them: %+v", sum.Files)
		}
		if sum.Files.Kept < int(sum.Records[0].Commits)-1 {
			t.Errorf("%d commits and %d files", sum.Records[0].Commits, sum.Files.Kept)
		}
		_, err := backup.Verify(background, bytes.NewReader(data), backup.ReadOptions{})
		must(t, err)
		last = sum.Records[0].Commits
		r := restore(t, data)
		if n, _, err := r.open(backup.Record{Name: "busy", Kind: backup.Project}).Head(background); err != nil || n != last {
			t.Fatalf("the restored project is at %d, %v; want %d", n, err, last)
		}
	}
	close(stop)
	wg.Wait()
	if last < 3 {
		t.Errorf("only %d commits were made meanwhile; the test shows nothing", last)
	}
}

// spec: OPS-4
func TestEveryFlippedByteOfABackupIsFound(t *testing.T) {
	s := newServer(t)
	s.project("boiler", "report", "lost report")
	s.security(2)
	data, _ := s.backup()
	r := rand.New(rand.NewPCG(1, 2))
	tries := 1500
	if testing.Short() {
		tries = 150
	}
	for range tries {
		at, bit := r.IntN(len(data)), byte(1)<<r.IntN(8)
		data[at] ^= bit
		_, err := backup.Verify(background, bytes.NewReader(data), backup.ReadOptions{})
		data[at] ^= bit
		if err == nil {
			t.Errorf("byte %d of %d with bit %08b flipped was not found", at, len(data), bit)
		} else if fault.KindOf(err) != fault.Invalid {
			t.Errorf("byte %d flipped: got %v of kind %s, want invalid", at, err, fault.KindOf(err))
		}
	}
}

// spec: OPS-4
func TestABackupThatIsCutShortOrLongerIsRefused(t *testing.T) {
	s := newServer(t)
	s.project("boiler", "report")
	data, _ := s.backup()
	for cut := 0; cut < len(data); cut += 97 {
		_, err := backup.Verify(background, bytes.NewReader(data[:cut]), backup.ReadOptions{})
		wantFault(t, err, fault.Invalid)
	}
	for _, more := range []string{"\x00", "x", strings.Repeat("\x00", 512)} {
		_, err := backup.Verify(background, io.MultiReader(bytes.NewReader(data), strings.NewReader(more)), backup.ReadOptions{})
		wantFault(t, err, fault.Invalid, "follows the end")
	}
}

// spec: OPS-5
func TestARestoreLeavesNothingWhenTheBackupIsDamaged(t *testing.T) {
	s := ordinary(t)
	data, _ := s.backup()
	for _, at := range []int{100, len(data) / 2, len(data) - 1500} {
		bad := slices.Clone(data)
		bad[at] ^= 1
		parent := t.TempDir()
		_, err := backup.Restore(background, bytes.NewReader(bad), backup.NewFolder(filepath.Join(parent, "new"), databases()), backup.ReadOptions{})
		wantFault(t, err, fault.Invalid)
		if left := list(t, parent); len(left) > 0 {
			t.Errorf("byte %d damaged: the restore left %v", at, left)
		}
		empty := t.TempDir()
		_, err = backup.Restore(background, bytes.NewReader(bad), backup.NewFolder(empty, databases()), backup.ReadOptions{})
		wantFault(t, err, fault.Invalid)
		if left := list(t, empty); len(left) > 0 {
			t.Errorf("byte %d damaged: the restore into an empty folder left %v", at, left)
		}
	}
}

// spec: OPS-5
func TestARestoreGoesIntoAnEmptyPlaceOnly(t *testing.T) {
	s := ordinary(t)
	data, _ := s.backup()
	before := list(t, s.dir)
	_, err := backup.Restore(background, bytes.NewReader(data), s.Folder, backup.ReadOptions{})
	wantFault(t, err, fault.Conflict, "not empty")
	if after := list(t, s.dir); !slices.Equal(before, after) {
		t.Errorf("the folder held %v and holds %v", before, after)
	}
	empty := t.TempDir()
	_, err = backup.Restore(background, bytes.NewReader(data), backup.NewFolder(empty, databases()), backup.ReadOptions{})
	must(t, err)
	if got, want := list(t, empty), []string{"admin.db", "projects", "security.cordon"}; !slices.Equal(got, want) {
		t.Errorf("the restored folder holds %v, want %v", got, want)
	}
}

// spec: OPS-6
func TestABackupFileIsForItsOwnerAndHasItsNameOnlyWhenWhole(t *testing.T) {
	s := ordinary(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "today.cordon-backup")
	o := s.options()
	var seen []string
	o.Progress = func(string, uint64, uint64) {
		if _, err := os.Stat(path); err == nil {
			t.Error("the file has its name before it is whole")
		}
		seen = list(t, dir)
	}
	_, err := backup.WriteFile(background, path, s, o, &backup.ReadOptions{})
	must(t, err)
	if len(seen) == 0 {
		t.Error("nothing was written beside the place of the file")
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode() != 0o600 {
		t.Errorf("the file has mode %v, want 0600", info.Mode())
	}
	if got := list(t, dir); len(got) != 1 {
		t.Errorf("the folder holds %v, want the backup alone", got)
	}
	_, err = backup.WriteFile(background, path, s, s.options(), nil)
	wantFault(t, err, fault.Conflict, "another name")
	_, err = backup.WriteFile(background, filepath.Join(dir, "absent", "b"), s, s.options(), nil)
	wantFault(t, err, fault.NotFound)
}

// spec: OPS-6
func TestABackupThatFailsLeavesNoFile(t *testing.T) {
	s := ordinary(t)
	dir := t.TempDir()
	ro := backup.ReadOptions{Admin: func(_ ctx, r io.Reader) error { return fault.New(fault.Invalid, "load", "no dump") }}
	_, err := backup.WriteFile(background, filepath.Join(dir, "b"), s, s.options(), &ro)
	wantFault(t, err, fault.Invalid, "does not stand the check", "no dump")
	if left := list(t, dir); len(left) > 0 {
		t.Errorf("a failed backup left %v", left)
	}
}

// spec: OPS-7
func TestADamagedProjectIsNamedWhenABackupIsMade(t *testing.T) {
	s := ordinary(t)
	path := s.projectPath("turbine")
	b, err := os.ReadFile(path)
	must(t, err)
	for _, suffix := range []string{"-wal"} {
		if more, err := os.ReadFile(path + suffix); err == nil {
			must(t, os.WriteFile(path+suffix, bytes.ReplaceAll(more, []byte("Log of the firewall"), []byte("Log of the firewalk")), 0o600))
		}
	}
	must(t, os.WriteFile(path, bytes.ReplaceAll(b, []byte("Log of the firewall"), []byte("Log of the firewalk")), 0o600))
	_, err = backup.Write(background, io.Discard, s, s.options())
	wantFault(t, err, fault.Invalid, "turbine")
}

// zeros is a large file that costs no memory.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	clear(p[:n])
	z.left -= n
	return int(n), nil
}

func (*zeros) Close() error { return nil }

// spec: OPS-8
func TestALargeFileCostsNoMemory(t *testing.T) {
	const size = 256 << 20
	s := newServer(t)
	p := s.project("video")
	digest, _, err := p.EvidenceFiles().Put(&zeros{size})
	must(t, err)
	s.evidence(p, 1, digest)
	path := filepath.Join(t.TempDir(), "b")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = backup.WriteFile(background, path, s, s.options(), &backup.ReadOptions{})
	must(t, err)
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	_, err = backup.Restore(background, f, backup.NewFolder(filepath.Join(t.TempDir(), "new"), databases()), backup.ReadOptions{})
	must(t, err)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > size/4 {
		t.Errorf("a file of %d MiB took %d MiB of allocations", size>>20, used>>20)
	}
}

func list(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
