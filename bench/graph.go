package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// The synthetic projects of the trace workloads. Layers: 0 foundational
// requirement, 1 system requirement, 2 allocation, 3 design, 4 component
// requirement, 5 test, 6 evidence. Every item but those of layer 0 links to up
// to five distinct items of the layer above, 4.9 on average. Layers 2 to 6 are
// partitioned into zones of about 500 items; 2 % of the links leave the zone.
// The same n always gives the same graph; 100,000 items have 36,187 incomplete
// ones, 10,000 have 3,777.

const layers = 7

// splitmix is a small deterministic generator (Steele, Lea, Flood: Fast
// splittable pseudorandom number generators, 2014).
type splitmix uint64

func (r *splitmix) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

func (r *splitmix) below(k int) int { return int(r.next() % uint64(k)) }

// vertex is one item of the graph; IDs run from 1 in layer order.
type vertex struct {
	id, layer, zone int
	up              []int
}

// layerSizes shares n items out over the layers.
func layerSizes(n int) [layers]int {
	sr := max(50, n/200)
	rest := n - 7 - sr
	size := [layers]int{7, sr, rest * 15 / 100, rest * 20 / 100, rest * 25 / 100, rest * 25 / 100, 0}
	sum := 0
	for _, s := range size {
		sum += s
	}
	size[6] = n - sum
	return size
}

func graph(n int) []vertex {
	r := splitmix(1)
	size := layerSizes(n)
	zones := max(1, n/500)
	items := make([]vertex, 0, n)
	start, above := 1, 0
	for l := range size {
		for k := range size[l] {
			v := vertex{id: start + k, layer: l, zone: -1}
			if l >= 2 {
				v.zone = int(int64(k) * int64(zones) / int64(size[l]))
			}
			if l > 0 {
				v.link(&r, above, size[l-1], zones)
			}
			items = append(items, v)
		}
		above = start
		start += size[l]
	}
	return items
}

// link draws up to five items of the layer above, which has n items from
// number above on.
func (v *vertex) link(r *splitmix, above, n, zones int) {
	for range 5 {
		p := 0
		if v.layer <= 2 || r.below(100) < 2 {
			p = above + r.below(n)
		} else {
			lo := (int64(v.zone)*int64(n) + int64(zones) - 1) / int64(zones)
			hi := max(lo+1, (int64(v.zone+1)*int64(n)+int64(zones)-1)/int64(zones))
			p = above + int(lo) + r.below(int(hi-lo))
		}
		dup := false
		for _, q := range v.up {
			dup = dup || q == p
		}
		if !dup {
			v.up = append(v.up, p)
		}
	}
}

const statement = "The control system shall provide the capability to enforce the assigned security level for this zone, record the decision and keep the evidence for the audit period."

// How the layers are written as kinds of Cordon: the requirements of the
// standard are no items there, so that both upper layers become requirements.
var (
	prefixes = [layers]string{"REQ", "REQ", "ALL", "DSN", "CRQ", "TST", "EVD"}
	stems    = [layers]string{"requirements", "requirements", "allocations/none", "design_artifacts", "component_requirements", "test_cases", "evidence"}
)

// writeText writes the graph as a project in Cordon's text format, as a person
// or another tool would: without identities.
func writeText(dir string, items []vertex) error {
	return writeFiles(dir, func(open func(string) (*bufio.Writer, error)) error {
		h, err := open("cordon.yaml")
		if err != nil {
			return err
		}
		fmt.Fprintln(h, "format: 1")
		var w *bufio.Writer
		last := ""
		for _, v := range items {
			name := stems[v.layer]
			if part := (v.id-1)/1000 + 1; part > 1 {
				name = fmt.Sprintf("%s-%d", name, part)
			}
			if name != last {
				if w, err = open(name + ".yaml"); err != nil {
					return err
				}
				last = name
			}
			fmt.Fprintf(w, "%s-%d:\n  title: Item %d\n  description: %s\n", prefixes[v.layer], v.id, v.id, statement)
			if len(v.up) > 0 {
				fmt.Fprint(w, "  covers: [")
				for i, u := range v.up {
					if i > 0 {
						fmt.Fprint(w, ", ")
					}
					fmt.Fprintf(w, "%s-%d", prefixes[items[u-1].layer], u)
				}
				fmt.Fprintln(w, "]")
			}
		}
		return nil
	})
}

// writeFiles gives fn a way to open files below dir and closes them all.
func writeFiles(dir string, fn func(open func(string) (*bufio.Writer, error)) error) (err error) {
	type file struct {
		w *bufio.Writer
		f *os.File
	}
	var files []file
	shut := func() {
		for _, f := range files {
			if e := f.w.Flush(); err == nil {
				err = e
			}
			if e := f.f.Close(); err == nil {
				err = e
			}
		}
		files = files[:0]
	}
	defer shut()
	return fn(func(name string) (*bufio.Writer, error) {
		if len(files) > 4 { // items come in order: older files are done
			shut()
			if err != nil {
				return nil, err
			}
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return nil, err
		}
		f, err := os.Create(path)
		if err != nil {
			return nil, err
		}
		w := bufio.NewWriterSize(f, 1<<16)
		files = append(files, file{w, f})
		return w, nil
	})
}
