package impact

import (
	"math/bits"
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
)

// Of gives what a change of the seeds touches. Seeds may be retired items; one
// that is named twice counts once, with all its changes.
func Of(s *model.Snapshot, b capability.Basis, seeds ...Seed) *Result {
	return NewWalker(b).Of(s, seeds...)
}

// Between gives what the change from one state to a later one of the same
// record touches.
func Between(before, after *model.Snapshot, b capability.Basis) *Result {
	return NewWalker(b).Between(before, after)
}

// Walker computes impacts, reusing its memory. It is for one goroutine. It
// keeps 8 bytes for each item of the state it was last asked about, and 4 more
// once a change reached a good part of it.
type Walker struct {
	b   capability.Basis
	s   *model.Snapshot // the state, of two the later
	old *model.Snapshot // of two states the earlier, else nil

	full  bool     // with order and paths
	seen  []uint32 // per node: mark | bits
	mark  uint32   // of this walk; the low bits are free
	pos   []uint32 // per node listed: its index in items
	items []Reached
	what  []aspects // of the seeds, which are the first items
	next  []Reached // reached in the next step
	opens []Reached // places whose decision opens
	again []passage // listed items that trace links lead through
	hops  []Hop
	order []uint64 // rank << 32 | index in next, of the step
	ranks ranks
	bits  []uint64 // of sift: a bit per rank, clear between steps
	slot  []uint32 // of sift: per rank, its index in next

	rowsOf *model.Snapshot // the state of byRow
	byRow  [][]model.Node  // allocations of each row, in order of keys
}

// NewWalker begins with no memory of any state.
func NewWalker(b capability.Basis) *Walker { return &Walker{b: b} }

// Bits of seen.
const (
	listed  uint32 = 1 << iota // it is among the items, or will be in the next step
	below                      // its children along trace links were looked for
	above                      // its parents along trace links were looked for
	designs                    // what looks at the designs that realize it was looked for
	falling                    // a place with an allocation that changes or rests on a change
	ofMark  = 5
)

// Of is the function Of.
func (w *Walker) Of(s *model.Snapshot, seeds ...Seed) *Result {
	w.full = true
	w.begin(nil, s)
	rows := w.seeds(seeds)
	w.run()
	return w.result(rows)
}

// Between is the function Between.
func (w *Walker) Between(before, after *model.Snapshot) *Result {
	w.full = true
	w.begin(before, after)
	w.seedsBetween()
	w.run()
	return w.result(nil)
}

// Count gives the size of what Of would give, without order and paths.
func (w *Walker) Count(s *model.Snapshot, seeds ...Seed) Counts {
	w.full = false
	w.begin(nil, s)
	w.seeds(seeds)
	w.run()
	c := Counts{Items: len(w.items) - len(w.what)}
	for i := range w.items {
		if isPlace(s.Kind(w.items[i].Node)) {
			c.Places++
		}
	}
	return c
}

func isPlace(k model.Kind) bool { return k == model.KindZone || k == model.KindConduit }

// begin makes the memory ready for a walk over a state.
func (w *Walker) begin(old, s *model.Snapshot) {
	if w.full {
		w.ranks.update(s)
	}
	w.old, w.s = old, s
	if len(w.seen) < s.Len() {
		w.seen, w.mark = make([]uint32, s.Len()), 0
		w.pos = make([]uint32, s.Len())
	}
	w.mark += 1 << ofMark
	if w.mark == 0 { // after 2^27 walks
		clear(w.seen)
		w.mark = 1 << ofMark
	}
	w.items, w.what, w.next = w.items[:0], w.what[:0], w.next[:0]
	w.opens, w.again, w.hops = w.opens[:0], w.again[:0], w.hops[:0]
}

// fresh sets a bit of a node and reports whether it was not set in this walk.
func (w *Walker) fresh(n model.Node, bit uint32) bool {
	v := w.seen[n]
	if v < w.mark {
		w.seen[n] = w.mark | bit
		return true
	}
	w.seen[n] = v | bit
	return v&bit == 0
}

// reach notes an item for the next step, unless it was reached before.
func (w *Walker) reach(n model.Node, from uint32, via model.Verb, forward bool, why Reason) {
	if w.fresh(n, listed) {
		w.next = append(w.next, Reached{
			Node: n, From: w.items[from].Node, Row: -1, Reason: why, Via: via, Forward: forward, parent: from,
		})
	}
}

// reachOver is reach along several links, the last of which leads to the item.
func (w *Walker) reachOver(from uint32, why Reason, hops ...Hop) {
	last := hops[len(hops)-1]
	if w.fresh(last.To, listed) {
		w.next = append(w.next, w.over(from, why, hops...))
	}
}

func (w *Walker) over(from uint32, why Reason, hops ...Hop) Reached {
	last := hops[len(hops)-1]
	r := Reached{
		Node: last.To, From: w.items[from].Node, Row: -1, Reason: why, Via: last.Verb, Forward: last.Forward,
		parent: from, hops: uint32(len(w.hops)), nhops: uint8(len(hops)),
	}
	if w.full {
		w.hops = append(w.hops, hops...)
	}
	return r
}

// exists reports whether an item exists for the rules: retired ones do not,
// other than allocations. An item that was retired in between is a seed and
// listed as such.
func (w *Walker) exists(n model.Node) bool {
	return w.s.Live(n) || w.s.Kind(n) == model.KindAllocation
}

// settle puts what was reached in a step into the items, in order of keys, and
// gives the part of the items it takes up.
func (w *Walker) settle(p Phase, depth uint32) (from, to int) {
	from = len(w.items)
	if !w.full {
		for i := range w.next {
			if w.exists(w.next[i].Node) {
				w.next[i].Phase = p
				w.items = append(w.items, w.next[i])
			}
		}
		w.next = w.next[:0]
		return from, len(w.items)
	}
	w.order = w.order[:0]
	for i := range w.next {
		if n := w.next[i].Node; w.exists(n) {
			w.order = append(w.order, uint64(w.ranks.of[n])<<32|uint64(i))
		}
	}
	w.sift()
	for _, o := range w.order {
		r := w.next[uint32(o)]
		r.Phase, r.Depth = p, depth
		w.pos[r.Node] = uint32(len(w.items))
		w.items = append(w.items, r)
	}
	w.next = w.next[:0]
	return from, len(w.items)
}

// sift puts the order of a step in place. A step that reaches a good part of
// the state is not sorted: a bit for each rank is set, and they are read off in
// turn, which a changed requirement of the standard gains a quarter by.
func (w *Walker) sift() {
	const each = 32 // ranks per item from which reading the bits off is cheaper
	if len(w.order) < len(w.ranks.of)/each {
		slices.Sort(w.order)
		return
	}
	if len(w.slot) < len(w.ranks.of) {
		w.slot = make([]uint32, len(w.ranks.of))
		w.bits = make([]uint64, (len(w.ranks.of)+63)/64)
	}
	for _, o := range w.order {
		rank := uint32(o >> 32)
		w.bits[rank>>6] |= 1 << (rank & 63)
		w.slot[rank] = uint32(o)
	}
	w.order = w.order[:0]
	for i, word := range w.bits {
		for ; word != 0; word &= word - 1 {
			rank := uint32(i)<<6 | uint32(bits.TrailingZeros64(word))
			w.order = append(w.order, uint64(rank)<<32|uint64(w.slot[rank]))
		}
		w.bits[i] = 0
	}
}

// run goes through the phases; the seeds are in the items already.
func (w *Walker) run() {
	for i := range w.what {
		w.flowFromSeed(uint32(i))
	}
	for depth := uint32(1); len(w.next) > 0; depth++ {
		from, to := w.settle(Flows, depth)
		for i := from; i < to; i++ {
			w.flow(uint32(i))
		}
	}
	sources := len(w.items)
	w.rest(sources)
	w.decide(sources)
	w.traceBelow(sources)
	w.traceAbove()
}

// rest goes up from the sources, the nearest to a seed first.
func (w *Walker) rest(sources int) {
	at, from, to := 0, sources, sources
	for depth := uint32(0); at < sources || from < to; depth++ {
		until := at
		for until < sources && (!w.full || w.items[until].Depth == depth) {
			until++
		}
		// Both parts are in order of keys: so is what is reached from them.
		for at < until || from < to {
			if from == to || (at < until && w.before(at, from)) {
				w.restOn(uint32(at))
				at++
			} else {
				w.restOn(uint32(from))
				from++
			}
		}
		from, to = w.settle(Rests, depth+1)
	}
}

func (w *Walker) before(i, j int) bool {
	return !w.full || w.ranks.of[w.items[i].Node] < w.ranks.of[w.items[j].Node]
}

// decide lists the places whose target decision opens and that nothing else
// reached.
func (w *Walker) decide(sources int) {
	for i := range sources {
		w.opensBy(uint32(i))
	}
	for _, o := range w.opens {
		if w.fresh(o.Node, listed) {
			w.next = append(w.next, o)
		}
	}
	// Sources stand in order of depth, and so do the decisions they open.
	all := w.next
	for k := 0; k < len(all); {
		first, depth := k, w.items[all[k].parent].Depth
		for k < len(all) && w.items[all[k].parent].Depth == depth {
			k++
		}
		w.next = all[first:k]
		w.settle(Decides, depth+1)
	}
	w.next = all[:0]
}

func (w *Walker) result(rows []int) *Result {
	r := &Result{
		Items: slices.Clone(w.items), hops: slices.Clone(w.hops), rows: rows, s: w.s, b: w.b,
	}
	for i := range r.Items {
		if n := r.Items[i].Node; isPlace(w.s.Kind(n)) {
			r.Places = append(r.Places, n)
			if w.seen[n]&falling != 0 {
				r.Falling = append(r.Falling, n)
			}
		}
	}
	for i := range w.opens {
		if n := w.opens[i].Node; w.exists(n) {
			r.Decisions = append(r.Decisions, n)
		}
	}
	w.ranks.sort(r.Places)
	w.ranks.sort(r.Falling)
	w.ranks.sort(r.Decisions)
	r.Decisions = slices.Compact(r.Decisions)
	return r
}

// ranks gives the order of keys without decoding items.
type ranks struct {
	of   []uint32        // per node
	last *model.Snapshot // the state they are of
}

// update makes the ranks those of state s.
func (r *ranks) update(s *model.Snapshot) {
	last := r.last
	r.last = s
	if last == s || (last != nil && last.Len() == s.Len() && sameKeys(last, s)) {
		return
	}
	if cap(r.of) < s.Len() {
		r.of = make([]uint32, s.Len(), s.Len()+s.Len()/8)
	}
	r.of = r.of[:s.Len()]
	rank := uint32(0)
	for _, k := range model.Kinds() {
		for n := range s.AllOfKind(k) {
			r.of[n] = rank
			rank++
		}
	}
}

// sameKeys reports whether two states of the same size have the same items,
// which is so unless each went on from a common state in its own way.
func sameKeys(a, b *model.Snapshot) bool {
	for _, n := range model.Changed(a, b) {
		if a.Key(n) != b.Key(n) {
			return false
		}
	}
	return true
}

func (r *ranks) sort(nodes []model.Node) {
	slices.SortFunc(nodes, func(a, b model.Node) int { return int(r.of[a]) - int(r.of[b]) })
}
