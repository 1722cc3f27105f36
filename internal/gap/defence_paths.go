package gap

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Defend works out entries, layers and which places lie next to each other.
func Defend(p *Project) *Defence {
	d := &Defence{
		p: p, index: make(map[model.Node]int32, len(p.Places)), next: make([][]int32, len(p.Places)),
		entry: make([]Entry, len(p.Places)), asset: make([]model.Node, len(p.Places)),
		channels: make([][]model.Node, len(p.Places)),
	}
	for i, q := range p.Places {
		d.index[q.Node] = int32(i)
	}
	for i, q := range p.Places {
		d.joins(int32(i), q.Node)
		d.entry[i], d.asset[i] = p.entry(q.Node)
		d.channels[i] = slices.Collect(p.in.Snapshot.FromOf(q.Node, model.Via))
		p.in.Snapshot.SortByKey(d.channels[i])
	}
	for i := range d.next {
		slices.Sort(d.next[i])
		d.next[i] = slices.Compact(d.next[i])
	}
	for fr := range d.layers {
		d.layers[fr] = make([][]int, len(p.Places))
		for i, q := range p.Places {
			d.layers[fr][i] = p.standing(q, sl.FR(fr+1))
		}
	}
	return d
}

// joins notes both directions of what leads out of a place.
func (d *Defence) joins(i int32, n model.Node) {
	for _, v := range []model.Verb{model.Connects, model.Within} {
		for m := range d.p.in.Snapshot.To(n, v) {
			if j, ok := d.index[m]; ok && j != i {
				d.next[i] = append(d.next[i], j)
				d.next[j] = append(d.next[j], i)
			}
		}
	}
}

// entry says whether a place is an entry, and by which asset.
func (p *Project) entry(n model.Node) (Entry, model.Node) {
	s := p.in.Snapshot
	v := s.PlaceView(n)
	if v.IsZone() {
		switch v.Type() {
		case model.ZoneExternal, model.ZoneBusiness:
			return EntryOutside, model.NoNode
		case model.ZoneWireless, model.ZoneTemporary:
			return EntryOpen, model.NoNode
		}
	}
	best, by := NoEntry, model.NoNode
	assets := slices.Collect(v.Assets())
	s.SortByKey(assets)
	for _, n := range assets {
		a := s.AssetView(n)
		if e := mark(a); a.Installed() && e != NoEntry && (best == NoEntry || e < best) {
			best, by = e, n
		}
	}
	return best, by
}

func mark(a model.Asset) Entry {
	switch {
	case a.ExternallyConnected():
		return EntryExternallyConnected
	case a.Wireless():
		return EntryWireless
	case a.Temporary():
		return EntryTemporary
	}
	return NoEntry
}

// standing lists the rows of an FR that stand in the way at a place.
func (p *Project) standing(q *Place, fr sl.FR) []int {
	var out []int
	for _, i := range p.in.Basis.RowsOf(fr) {
		if c := q.Rows[i].Counts; c == CountsMet || c == CountsCompensated {
			out = append(out, i)
		}
	}
	return out
}

// Entries lists the places that are entries, in order of keys, zones first.
func (d *Defence) Entries() []model.Node {
	var out []model.Node
	for i, e := range d.entry {
		if e != NoEntry {
			out = append(out, d.p.Places[i].Node)
		}
	}
	return out
}

// Of gives the threat paths to a zone; nil if it is no live zone.
func (d *Defence) Of(zone model.Node) *ZoneDefence {
	i, ok := d.index[zone]
	if !ok || !d.p.in.Snapshot.PlaceView(zone).IsZone() {
		return nil
	}
	z := &ZoneDefence{Zone: zone}
	for fr := range z.Paths {
		z.Paths[fr] = d.paths(i, fr)
	}
	return z
}

// Weak lists the paths with at most one layer to the zones whose approved
// target asks for something in the FR: in order of the zones' keys, then of FR,
// then as in ZoneDefence.
func (d *Defence) Weak() []Weak {
	var out []Weak
	for i, q := range d.p.Places {
		if !d.p.in.Snapshot.PlaceView(q.Node).IsZone() {
			continue
		}
		for fr := range d.layers {
			if q.Target[fr] == 0 {
				continue
			}
			for _, path := range d.paths(int32(i), fr) {
				if path.Layers <= 1 {
					out = append(out, Weak{q.Node, sl.FR(fr + 1), path})
				}
			}
		}
	}
	return out
}

// A way weighs one for each step and far more for each layer, so that the
// lightest has the fewest layers and of these the fewest steps.
const layerWeight = 1 << 20

// paths finds the weakest way from every entry to a zone for an FR.
func (d *Defence) paths(zone int32, fr int) []ThreatPath {
	weight := d.weights(zone, fr)
	var out []ThreatPath
	for e, why := range d.entry {
		if why == NoEntry || weight[e] < 0 || (why == EntryOutside && int32(e) == zone) {
			continue
		}
		path := ThreatPath{Entry: d.p.Places[e].Node, Why: why, Asset: d.asset[e]}
		for at := int32(e); ; at = d.onward(at, fr, weight) {
			step := d.step(at, fr)
			step.Layer = step.Layer && (at != int32(e) || why != EntryOutside)
			if step.Layer {
				path.Layers++
			}
			path.Steps = append(path.Steps, step)
			if at == zone {
				break
			}
		}
		out = append(out, path)
	}
	slices.SortStableFunc(out, func(a, b ThreatPath) int { return cmp.Compare(a.Layers, b.Layers) })
	return out
}

func (d *Defence) step(at int32, fr int) PathStep {
	q := d.p.Places[at]
	rows := d.layers[fr][at]
	return PathStep{Place: q.Node, Layer: len(rows) > 0, Achieved: q.Achieved[fr], Rows: rows, Channels: d.channels[at]}
}

// enter is the weight of entering a place.
func (d *Defence) enter(at int32, fr int) int {
	if len(d.layers[fr][at]) > 0 {
		return layerWeight + 1
	}
	return 1
}

// weights gives the weight of the lightest way from every place to the zone,
// the place itself not counted; -1 where there is none.
func (d *Defence) weights(zone int32, fr int) []int {
	out := make([]int, len(d.next))
	for i := range out {
		out[i] = -1
	}
	out[zone] = 0
	queue := wayQueue{{zone, 0}}
	for len(queue) > 0 {
		w := heap.Pop(&queue).(way)
		if w.weight > out[w.at] {
			continue
		}
		through := w.weight + d.enter(w.at, fr)
		for _, n := range d.next[w.at] {
			if out[n] < 0 || through < out[n] {
				out[n] = through
				heap.Push(&queue, way{n, through})
			}
		}
	}
	return out
}

// onward gives the next place on the lightest way, the first by key of several.
func (d *Defence) onward(at int32, fr int, weight []int) int32 {
	for _, n := range d.next[at] {
		if weight[n] >= 0 && weight[n]+d.enter(n, fr) == weight[at] {
			return n
		}
	}
	return at // not reached: every weight above 0 came from a neighbour
}

type way struct {
	at     int32
	weight int
}

// wayQueue is a heap of ways, the lightest first.
type wayQueue []way

func (q wayQueue) Len() int           { return len(q) }
func (q wayQueue) Less(i, j int) bool { return q[i].weight < q[j].weight }
func (q wayQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }

// Push adds a way, for container/heap.
func (q *wayQueue) Push(x any) { *q = append(*q, x.(way)) }

// Pop takes the last way off, for container/heap.
func (q *wayQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
