package text

import (
	"fmt"
	"io/fs"
	"runtime"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/model"
)

// plant makes a state of about n items and five links an item: zones with
// allocations, and for each allocation the chain down to evidence.
func plant(tb testing.TB, n int) *model.Snapshot {
	tb.Helper()
	b := newBuilder(model.Empty(), Options{})
	ids := counter(5)
	last := map[model.Kind]uint32{}
	make1 := func(k model.Kind, props model.Props) model.ID {
		last[k]++
		id := ids()
		key := model.Key{Kind: k, Number: last[k]}
		props = props.With("description", model.TextValue(model.Text, "What "+key.String()+" is about, in the words\nof the plant: first, second."))
		props = props.With("owner", model.TextValue(model.Text, "Maintenance"))
		b.Apply([]model.Op{{Kind: model.OpCreate, Item: id, Key: key, Title: "Item " + key.String() + " of the plant", Props: props}})
		return id
	}
	link := func(from model.ID, v model.Verb, to model.ID) {
		b.Apply([]model.Op{{Kind: model.OpLink, Link: ids(), Verb: v, Item: from, To: to, Fingerprint: model.Fingerprint(ids())}})
	}
	for total := 0; total < n; {
		zone := make1(model.KindZone, nil)
		asset := make1(model.KindAsset, nil)
		link(asset, model.In, zone)
		var allocations []model.ID
		for i := range 60 {
			row := model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 SR 1."+strconv.Itoa(i+1))}}
			a := make1(model.KindAllocation, row)
			link(a, model.AllocatedTo, zone)
			allocations = append(allocations, a)
		}
		for i := range allocations {
			near := func(list []model.ID, v model.Verb, from model.ID) {
				for d := range 7 {
					link(from, v, list[(i+d*3)%len(list)])
				}
			}
			design, test := make1(model.KindDesign, nil), make1(model.KindTest, nil)
			near(allocations, model.Realizes, design)
			near(allocations, model.Verifies, test)
			run := make1(model.KindRun, nil)
			link(run, model.Executes, test)
			evidence := make1(model.KindEvidence, nil)
			near(allocations, model.Evidences, evidence)
			link(evidence, model.HoldsFor, asset)
		}
		total += 2 + 60*5
	}
	if len(b.Faults()) > 0 {
		tb.Fatal(b.Faults()[0])
	}
	return b.Snapshot()
}

func BenchmarkFolder(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		s := plant(b, n)
		folder := fstest.MapFS{}
		bytes, links := 0, 0
		for i := range model.Node(s.Len()) {
			links += len(s.Out(i))
		}
		b.Run(fmt.Sprintf("Write/%d", n), func(b *testing.B) {
			for b.Loop() {
				bytes = 0
				if err := Write(s, Header{}, func(name string, data []byte) error {
					bytes += len(data)
					folder[name] = &fstest.MapFile{Data: append([]byte(nil), data...)}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(s.Len()*b.N)/b.Elapsed().Seconds(), "items/s")
			b.ReportMetric(float64(bytes), "bytes")
			b.ReportMetric(float64(links), "links")
		})
		fsys := opened{folder}
		for name, base := range map[string]*model.Snapshot{"ReadNew": model.Empty(), "ReadSame": s} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				var p *Project
				before := heap()
				for b.Loop() {
					var err error
					if p, err = Read(fsys, "p", base, Options{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(s.Len()*b.N)/b.Elapsed().Seconds(), "items/s")
				b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-kept")
				b.ReportMetric(float64(len(p.Ops)), "ops")
			})
		}
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// opened lists folders once: fstest.MapFS walks all its files for each Stat of
// a folder that is not written down, which is not what is measured here.
type opened struct{ fstest.MapFS }

func (o opened) Stat(name string) (fs.FileInfo, error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}
