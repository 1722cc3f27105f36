package sqlite

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

// The files here are built or read as docs/formats/store.md says, not with the
// code under test.

func TestTheTablesAreThoseOfTheDocument(t *testing.T) {
	s := create(t)
	document, _, ok := strings.Cut(string(read(t, "../../../docs/formats/store.md")), "\n# Projects in PostgreSQL\n")
	if !ok {
		t.Fatal("the document lacks its part on PostgreSQL, where the one on the file ends")
	}
	c, err := s.readers.take()
	if err != nil {
		t.Fatal(err)
	}
	defer s.readers.put(c)
	stmt, err := c.Prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
	if err != nil {
		t.Fatal(err)
	}
	tables := 0
	for {
		more, err := stmt.Step()
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		tables++
		if sql := stmt.ColumnText(1); !strings.Contains(document, "\n"+sql+"\n") {
			t.Errorf("the document lacks table %s: %s", stmt.ColumnText(0), sql)
		}
	}
	if err := stmt.Reset(); err != nil {
		t.Fatal(err)
	}
	if tables != 5 || strings.Count(document, "CREATE TABLE") != 5 {
		t.Errorf("%d tables in the file, %d in the document, want 5", tables, strings.Count(document, "CREATE TABLE"))
	}
	h := read(t, s.path)
	if v, id := binary.BigEndian.Uint32(h[60:]), string(h[68:72]); v != 1 || id != "CRDN" {
		t.Errorf("user_version %d and application_id %q, want 1 and CRDN", v, id)
	}
}

func TestASnapshotBuiltByTheDocumentIsRead(t *testing.T) {
	s := withSnapshot(t, text("to be replaced"))
	root, _, err := s.rootAt(t.Context(), "test", 3)
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("state "), 200_000)
	crc := func(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
	le := binary.LittleEndian
	table := le.AppendUint32(nil, crc(content[:1<<20]))
	table = le.AppendUint32(table, crc(content[1<<20:]))
	b := []byte("CRDNSNP1")
	b = le.AppendUint64(b, 3)
	b = le.AppendUint64(b, uint64(len(content)))
	b = le.AppendUint32(b, 1<<20)
	b = le.AppendUint32(b, 0)
	b = append(b, s.id[:]...)
	b = append(b, root[:]...)
	b = le.AppendUint32(b, crc(table))
	b = le.AppendUint32(b, crc(b))
	b = append(b, make([]byte, 4008)...)
	b = append(append(b, content...), table...)
	write(t, SnapshotPath(s.path), b)
	if got, err := load(s); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("load = %d bytes, %v, want %d", len(got), err, len(content))
	}
	if err := s.SaveSnapshot(t.Context(), 3, text(content)); err != nil {
		t.Fatal(err)
	}
	if again := read(t, SnapshotPath(s.path)); !bytes.Equal(again, b) {
		t.Errorf("saving the same state gives %d other bytes", len(again))
	}
}
