package backup_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/fault"
)

// member is one file of a backup taken apart.
type member struct {
	name string
	data []byte
}

// apart takes a backup apart, without its list of digests.
func apart(t testing.TB, data []byte) []member {
	t.Helper()
	var out []member
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out[:len(out)-1]
		}
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		out = append(out, member{h.Name, b})
	}
}

func blockOf(name string, size int64) []byte {
	var b bytes.Buffer
	_ = tar.NewWriter(&b).WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), Format: tar.FormatGNU,
	})
	return b.Bytes()
}

// together makes a backup of members as an attacker would, with digests that
// fit.
func together(members []member) []byte {
	var b, sums bytes.Buffer
	add := func(m member) {
		b.Write(blockOf(m.name, int64(len(m.data))))
		b.Write(m.data)
		b.Write(make([]byte, -len(m.data)&511))
		fmt.Fprintf(&sums, "%s  %s\n", hexOf(string(m.data)), m.name)
	}
	for _, m := range members {
		add(m)
	}
	add(member{"SHA256SUMS", sums.Bytes()})
	b.Write(make([]byte, 1024))
	return b.Bytes()
}

// at gives the position of a member.
func at(t testing.TB, members []member, name string) int {
	t.Helper()
	i := slices.IndexFunc(members, func(m member) bool { return strings.HasPrefix(m.name, name) })
	if i < 0 {
		t.Fatalf("the backup has no %s", name)
	}
	return i
}

// spec: OPS-9
func TestHostileBackupsAreRefusedWithTheirPlace(t *testing.T) {
	s := ordinary(t)
	data, _ := s.backup()
	if again := together(apart(t, data)); !bytes.Equal(again, data) {
		t.Fatal("a backup taken apart and put together again is another; the cases below would show nothing")
	}
	replace := func(old, by string) func([]member, int) []member {
		return func(m []member, i int) []member {
			m[i].data = bytes.Replace(m[i].data, []byte(old), []byte(by), 1)
			return m
		}
	}
	rename := func(name string) func([]member, int) []member {
		return func(m []member, i int) []member { m[i].name = name; return m }
	}
	remove := func(m []member, i int) []member { return slices.Delete(m, i, i+1) }
	for _, c := range []struct {
		name, member string
		change       func(m []member, i int) []member
		want         []string
	}{
		{"a path that leads up", "files/", rename("../../etc/passwd"), []string{"../../etc/passwd", "does not belong here"}},
		{"an absolute path", "records/00001/log.gz", rename("/etc/passwd"), []string{"/etc/passwd", "does not belong"}},
		{"a record named as a path", "records/00001/record.json", replace(`"boiler"`, `"../boiler"`), []string{"records/00001/record.json", "cannot be the name"}},
		{"a record with a hidden name", "records/00001/record.json", replace(`"boiler"`, `".boiler"`), []string{"records/00001/record.json", "cannot be the name"}},
		{"a record of unknown kind", "records/00001/record.json", replace(`"project"`, `"plug-in"`), []string{"records/00001/record.json", "no kind of record"}},
		{"a record with another length", "records/00001/record.json", replace(`"commits": 4`, `"commits": 5`), []string{"records/00001/log.gz", "are not the 5"}},
		{"a record with a member of its own", "records/00001/record.json", replace(`"commits": 4`, "\"run\": \"x\",\n  \"commits\": 4"), []string{"records/00001/record.json", "not written as"}},
		{"a log of another record", "records/00001/log.gz", func(m []member, i int) []member {
			m[i].data = m[at(t, m, "records/00002/log.gz")].data
			return m
		}, []string{"records/00001/log.gz"}},
		{"a member twice", "files/", func(m []member, i int) []member { return slices.Insert(m, i, m[i]) }, []string{"files/", "does not belong"}},
		{"a record twice", "records/00002/record.json", func(m []member, i int) []member {
			m[i].data, m[i+1].data = m[i-2].data, m[i-1].data
			return m
		}, []string{"records/00002/record.json", "twice or out of order"}},
		{"a member too many", "summary.json", func(m []member, _ int) []member { return append(m, member{"more", nil}) }, []string{"more", "does not belong"}},
		{"a file that no record names", "missing.ndjson.gz", func(m []member, i int) []member {
			return slices.Insert(m, i, member{"files/" + hexOf("extra"), []byte("extra")})
		}, []string{"files/" + hexOf("extra"), "does not belong"}},
		{"a file with other content", "files/", func(m []member, i int) []member { m[i].data = []byte("forged"); return m }, []string{"files/", "another digest"}},
		{"a file left out", "files/", remove, []string{"files/", "neither in the backup nor listed"}},
		{"no administrative database", "admin", remove, []string{"admin.ndjson.gz", "does not belong"}},
		{"no list of missing files", "missing", remove, []string{"missing.ndjson.gz"}},
		{"no summary", "summary", remove, []string{"summary.json"}},
		{"a summary that flatters", "summary.json", replace(`"missing": 1`, `"missing": 0`), []string{"summary.json", "does not say what"}},
		{"a newer version", "about.json", replace(`"version": 1`, `"version": 2`), []string{"about.json", "newer Cordon"}},
		{"another format", "about.json", replace(`cordon backup`, `cordon wallet`), []string{"about.json", "no backup of Cordon"}},
		{"a bomb", "admin", func(m []member, i int) []member { m[i].data = gzipped(t, make([]byte, 64<<20)); return m }, []string{"admin.ndjson.gz", "more bytes than it should"}},
		{"a length beyond all disks", "about.json", replace(fmt.Sprintf(`"admin": %d`, len(s.dump)), `"admin": 1125899906842624`), []string{"admin.ndjson.gz", "more than is allowed"}},
		{"a dump that is shorter than said", "admin", func(m []member, i int) []member { m[i].data = gzipped(t, []byte("x")); return m }, []string{"admin.ndjson.gz", "less than"}},
		{"something behind compressed content", "admin", func(m []member, i int) []member { m[i].data = append(m[i].data, 'x'); return m }, []string{"admin.ndjson.gz", "follow"}},
		{"a bomb in the list of missing files", "missing", func(m []member, i int) []member { m[i].data = gzipped(t, make([]byte, 64<<20)); return m }, []string{"missing.ndjson.gz", "line 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := apart(t, data)
			bad := together(c.change(m, at(t, m, c.member)))
			_, err := backup.Verify(background, bytes.NewReader(bad), backup.ReadOptions{})
			wantFault(t, err, fault.Invalid, c.want...)
			parent := t.TempDir()
			_, err = backup.Restore(background, bytes.NewReader(bad), backup.NewFolder(filepath.Join(parent, "new"), databases()), backup.ReadOptions{})
			if err == nil {
				t.Error("Restore takes what Verify refuses")
			}
			if left := list(t, parent); len(left) > 0 {
				t.Errorf("the restore left %v", left)
			}
		})
	}
}

// spec: OPS-9
func TestMembersThatAreNoFilesAndHugeLengthsAreRefused(t *testing.T) {
	s := newServer(t)
	good, _ := s.backup()
	for name, h := range map[string]*tar.Header{
		"symbolic link": {Typeflag: tar.TypeSymlink, Name: "about.json", Linkname: "/etc/passwd", Format: tar.FormatGNU},
		"hard link":     {Typeflag: tar.TypeLink, Name: "about.json", Linkname: "/etc/passwd", Format: tar.FormatGNU},
		"folder":        {Typeflag: tar.TypeDir, Name: "about.json/", Format: tar.FormatGNU},
		"device":        {Typeflag: tar.TypeBlock, Name: "about.json", Format: tar.FormatGNU},
		"long name":     {Typeflag: tar.TypeReg, Name: strings.Repeat("a", 200), Format: tar.FormatGNU},
		"PAX":           {Typeflag: tar.TypeReg, Name: "about.json", PAXRecords: map[string]string{"CORDON.x": "1"}, Format: tar.FormatPAX},
		"set-uid":       {Typeflag: tar.TypeReg, Name: "about.json", Mode: 0o4755, Format: tar.FormatGNU},
	} {
		var b bytes.Buffer
		must(t, tar.NewWriter(&b).WriteHeader(h))
		b.Write(good[512:])
		_, err := backup.Verify(background, &b, backup.ReadOptions{})
		wantFault(t, err, fault.Invalid, "no whole backup")
		if name == "" {
			t.Fatal("no name")
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, size := range []int64{1 << 33, 1 << 62} {
		bad := slices.Concat(blockOf("about.json", size), good[512:])
		_, err := backup.Verify(background, bytes.NewReader(bad), backup.ReadOptions{})
		wantFault(t, err, fault.Invalid, "about.json", "more than")
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("two lengths that are not true took %d MiB", used>>20)
	}
}

// spec: OPS-9
func TestARestoreIsBounded(t *testing.T) {
	s := newServer(t)
	s.project("boiler", strings.Repeat("evidence ", 1000))
	data, _ := s.backup()
	_, err := backup.Verify(background, bytes.NewReader(data), backup.ReadOptions{Limit: 5000})
	wantFault(t, err, fault.Invalid, "more than is allowed")
	_, err = backup.Verify(background, bytes.NewReader(data), backup.ReadOptions{Limit: 50000})
	must(t, err)
}

func FuzzReadingABackupNeverPanics(f *testing.F) {
	s := newServer(f)
	s.project("boiler", "report")
	data, _ := s.backup()
	f.Add(data)
	f.Add(data[:1000])
	f.Add([]byte{})
	f.Add(make([]byte, 1024))
	f.Fuzz(func(t *testing.T, in []byte) {
		_, err := backup.Verify(background, bytes.NewReader(in), backup.ReadOptions{Limit: 1 << 20})
		if err == nil && !bytes.Equal(in, data) {
			t.Errorf("%d bytes that nobody wrote are taken for a backup", len(in))
		}
	})
}
