package impact_test

import (
	"encoding/binary"
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant/translate"
)

var benchItems = flag.Int("items", 200_000, "items of the synthetic snapshot of BenchmarkImpact")

// ladder is a synthetic project: layers of requirements, requirements,
// allocations, designs, component requirements, tests and evidence, each item
// traced to up to five of the layer above, mostly of the same zone.
type ladder struct {
	kind      []model.Kind
	zone      []int32 // -1 above the allocations
	up, down  [][]int32
	upOf, low adjacency
}

// adjacency is the reference: the bare lists of numbers.
type adjacency struct {
	off, adj []int32
}

func (a adjacency) of(n int32) []int32 { return a.adj[a.off[n]:a.off[n+1]] }

func packed(lists [][]int32) adjacency {
	a := adjacency{off: make([]int32, 1, len(lists)+1)}
	for _, l := range lists {
		a.adj = append(a.adj, l...)
		a.off = append(a.off, int32(len(a.adj)))
	}
	return a
}

func newLadder(n int) *ladder {
	kinds := []model.Kind{
		model.KindRequirement, model.KindRequirement, model.KindAllocation, model.KindDesign,
		model.KindComponentRequirement, model.KindTest, model.KindEvidence,
	}
	sr := max(50, n/200)
	size := []int{7, sr, n * 15 / 100, n * 20 / 100, n * 25 / 100, n * 25 / 100, n * 14 / 100}
	zones := max(1, n/500)
	rng := rand.New(rand.NewPCG(1, 2))
	g := &ladder{}
	above := 0
	for layer, count := range size {
		first := len(g.kind)
		for k := range count {
			zone := int32(-1)
			if layer >= 2 {
				zone = int32(k * zones / count)
			}
			var up []int32
			for range min(5, 5*layer) {
				p := above + rng.IntN(first-above)
				if layer > 2 && rng.IntN(100) >= 2 {
					low := (int(zone)*(first-above) + zones - 1) / zones
					p = above + low + rng.IntN(max(1, (first-above)/zones))
				}
				if p < first && !slices.Contains(up, int32(p)) {
					up = append(up, int32(p))
				}
			}
			slices.Sort(up)
			g.kind, g.zone, g.up = append(g.kind, kinds[layer]), append(g.zone, zone), append(g.up, up)
		}
		above = first
	}
	g.down = make([][]int32, len(g.kind))
	for n, up := range g.up {
		for _, p := range up {
			g.down[p] = append(g.down[p], int32(n))
		}
	}
	g.upOf, g.low = packed(g.up), packed(g.down)
	return g
}

// snapshot stores the ladder: nodes are its numbers, zones stand behind them.
func (g *ladder) snapshot(t testing.TB) *model.Snapshot {
	l := model.NewLoader(1, time.Time{})
	last := map[model.Kind]uint32{}
	link := uint64(1) << 40
	add := func(n int, k model.Kind, links []model.Link) {
		last[k]++
		it := &model.Item{ID: numbered(uint64(n)), Key: model.Key{Kind: k, Number: last[k]}, Title: "item", Rev: 1, Commit: 1, Links: links}
		if err := l.Add(model.AppendRow(nil, it)); err != nil {
			t.Fatal(err)
		}
	}
	zones := int32(0)
	for n, k := range g.kind {
		var links []model.Link
		if k == model.KindAllocation {
			links = append(links, model.Link{Verb: model.AllocatedTo, To: model.Node(len(g.kind)) + model.Node(g.zone[n])})
		}
		for _, p := range g.up[n] {
			links = append(links, model.Link{Verb: model.Covers, To: model.Node(p)})
		}
		for i := range links {
			link++
			links[i].ID = numbered(link)
		}
		add(n, k, links)
		zones = max(zones, g.zone[n]+1)
	}
	for z := range zones {
		add(len(g.kind)+int(z), model.KindZone, nil)
	}
	s, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func numbered(n uint64) model.ID {
	var id model.ID
	binary.BigEndian.PutUint64(id[6:], n*0x9e3779b97f4a7c15)
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

// bare is the reference walk: everything below and above, and the zones of the
// allocations among it.
type bare struct {
	seen, zones []uint32
	mark        uint32
	queue       []int32
}

func (b *bare) run(g *ladder, n int32) (items, zones int) {
	b.mark++
	for _, adj := range [2]adjacency{g.low, g.upOf} {
		b.queue = append(b.queue[:0], n)
		b.seen[n] = b.mark
		for h := 0; h < len(b.queue); h++ {
			for _, y := range adj.of(b.queue[h]) {
				if b.seen[y] != b.mark {
					b.seen[y] = b.mark
					b.queue = append(b.queue, y)
				}
				if z := g.zone[y]; z >= 0 && b.zones[z] != b.mark && g.kind[y] == model.KindAllocation {
					b.zones[z] = b.mark
					zones++
				}
			}
		}
		items += len(b.queue) - 1
	}
	if z := g.zone[n]; z >= 0 && b.zones[z] != b.mark && g.kind[n] == model.KindAllocation {
		zones++
	}
	return items, zones
}

// BenchmarkImpact measures Count and Of on random items against the bare walk,
// in turn, and reports the ratios at the median and the 99th percentile.
func BenchmarkImpact(b *testing.B) {
	g := newLadder(*benchItems)
	s := g.snapshot(b)
	w := impact.NewWalker(translate.ShippedBasis(b))
	ref := &bare{seen: make([]uint32, len(g.kind)), zones: make([]uint32, len(g.kind))}
	w.Of(s, impact.Item(0, impact.Any))
	rng := rand.New(rand.NewPCG(3, 4))
	var counted, full, reference []time.Duration
	var c impact.Counts
	var r *impact.Result
	var items, zones int
	for round := 0; b.Loop(); round++ {
		n := rng.IntN(len(g.kind))
		// Whoever goes first finds the caches cold: take turns.
		for k := range 3 {
			began := time.Now()
			switch (round + k) % 3 {
			case 0:
				items, zones = ref.run(g, int32(n))
				reference = append(reference, time.Since(began))
			case 1:
				c = w.Count(s, impact.Item(model.Node(n), impact.Any))
				counted = append(counted, time.Since(began))
			case 2:
				r = w.Of(s, impact.Item(model.Node(n), impact.Any))
				full = append(full, time.Since(began))
			}
		}
		if c.Items-c.Places != items || c.Places != zones || len(r.Items) != c.Items+1 || len(r.Places) != zones {
			b.Fatalf("item %d: counted %d items and %d zones, listed %d and %d, reference %d and %d",
				n, c.Items-c.Places, c.Places, len(r.Items)-1, len(r.Places), items, zones)
		}
	}
	for _, p := range []int{50, 99} {
		base := float64(at(reference, p))
		b.ReportMetric(base, "ns-bare-p"+itoa(p))
		b.ReportMetric(float64(at(counted, p))/base, "count/bare-p"+itoa(p))
		b.ReportMetric(float64(at(full, p))/base, "full/bare-p"+itoa(p))
	}
}

func itoa(p int) string { return string([]byte{byte('0' + p/10), byte('0' + p%10)}) }

func at(list []time.Duration, percent int) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)*percent/100]
}
