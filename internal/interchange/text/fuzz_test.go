package text

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/fault"
)

// FuzzFolder gives arbitrary bytes as files. What is taken in is written, and
// what was written is read and written to the same bytes.
func FuzzFolder(f *testing.F) {
	example := readFolder(f, "testdata/example")
	text := func(name string) string { return string(example[name].Data) }
	f.Add(text("systems.yaml"), text("zones.yaml"), text("allocations/ZON-1.yaml"), text("record.yaml"))
	f.Add(text("systems.yaml"), text("zones.yaml"), text("allocations/ZON-1.yaml"), "")
	f.Add("SYS-1: {title: A}", "ZON-1: {title: 'B', retired: yes, within: [ZON-2]}\nZON-2: {title: >\n  C}\n", "ALL-1:\n  title: |\n    x\n", "items:\n")
	f.Add("SYS-1:\n  title: &a A\n", "ZON-1:\r\n\ttitle: *a\r\n", "? [a]\n: {<<: b}\n", "links:\n  a b c: d\n")
	f.Fuzz(func(t *testing.T, systems, zones, allocations, record string) {
		in := fstest.MapFS{HeaderFile: example[HeaderFile]}
		for name, s := range map[string]string{"systems.yaml": systems, "zones.yaml": zones, "allocations/ZON-1.yaml": allocations, "record.yaml": record} {
			if s != "" {
				in[name] = &fstest.MapFile{Data: []byte(s)}
			}
		}
		s, _, err := Load(in, "p", Options{Lenient: true})
		if err != nil {
			var fe *fault.Error
			if !errors.As(err, &fe) || fe.Kind == fault.Internal {
				t.Fatalf("not a fault of the input: %v", err)
			}
			return
		}
		first := written(t, s)
		again, _, err := Load(first, "p", Options{Lenient: true})
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if d := differ(first, written(t, again), ""); d != "" {
			t.Fatal(d)
		}
	})
}
