package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Rank says how good a hit is; lower comes first.
type Rank uint8

// The ranks. Their numbers stand in cursors and are therefore frozen.
const (
	ByKey      Rank = iota // the query names the item's key
	TitleWord              // every term is a whole word of key or title
	InTitle                // every term begins, or is a part of, a word of key or title
	InProperty             // some term is in a property only
)

const rankCount = 4

var rankNames = [rankCount]string{"key", "title word", "title", "property"}

// String names the rank.
func (r Rank) String() string {
	if int(r) < len(rankNames) {
		return rankNames[r]
	}
	return "unknown"
}

// Cursor is the place of a hit in the order of hits; what follows it is the
// next page. It stays meaningful when the state changes: hits that came or went
// before it neither repeat nor shift the rest. The zero Cursor is the beginning.
type Cursor struct {
	Rank Rank
	Key  model.Key
}

// String prints the cursor as ParseCursor reads it, empty for the beginning.
func (c Cursor) String() string {
	if c.Key == (model.Key{}) {
		return ""
	}
	return string('0'+byte(c.Rank)) + "." + c.Key.String()
}

// ParseCursor reads what Cursor.String prints. Anything else is Invalid.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	rank, key, _ := strings.Cut(s, ".")
	k, err := model.ParseKey(key)
	if len(rank) != 1 || rank[0] < '0' || rank[0] >= '0'+rankCount || err != nil {
		return Cursor{}, fault.New(fault.Invalid, opSearch, "the place to go on from is not one that a search gave; search again from the beginning")
	}
	return Cursor{Rank: Rank(rank[0] - '0'), Key: k}, nil
}

func (c Cursor) compare(o Cursor) int {
	return cmp.Or(cmp.Compare(c.Rank, o.Rank), c.Key.Compare(o.Key))
}

// The numbers of hits a search gives.
const (
	DefaultLimit = 50
	MaxLimit     = 5000
)

// Options say which part of the hits is wanted.
type Options struct {
	Limit   int                   // at most MaxLimit; 0 for DefaultLimit
	After   Cursor                // the last hit already seen
	Visible func(model.Node) bool // items the caller may see; nil for all
}

// Result is one page of hits.
type Result struct {
	Hits []Hit
	More bool   // there are hits after these
	Next Cursor // of the last hit, to go on from; the given one if there is none
}

// Hit is one item found.
type Hit struct {
	Node    model.Node
	Key     model.Key
	Rank    Rank
	Retired bool
	Matches []Match // where the terms were found, in order of fields; each shows a term that no earlier one does
}

// Search finds the items of a state that a query asks for. A limit out of
// bounds is Invalid; a ctx that ends is Unavailable.
func (x *Index) Search(ctx context.Context, s *model.Snapshot, q *Query, o Options) (*Result, error) {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if o.Limit < 0 || o.Limit > MaxLimit {
		return nil, fault.New(fault.Invalid, opSearch, "a search gives 1 to %d hits at once, not %d", MaxLimit, o.Limit)
	}
	r := run{x: x, s: s, q: q, o: o, ctx: ctx, res: &Result{Next: o.After}}
	r.m = newMatcher(x, q)
	if err := r.all(); err != nil {
		return nil, err
	}
	if r.res.More = len(r.res.Hits) > o.Limit; r.res.More {
		r.res.Hits = r.res.Hits[:o.Limit]
	}
	for i := range r.res.Hits {
		h := &r.res.Hits[i]
		h.Matches = x.matches(s.Item(h.Node), q)
		r.res.Next = Cursor{h.Rank, h.Key}
	}
	return r.res, nil
}

// run is one search under way. It collects one hit more than is wanted, to
// know whether there are more.
type run struct {
	x     *Index
	s     *model.Snapshot
	q     *Query
	o     Options
	ctx   context.Context //nolint:containedctx // a run lives as long as the call
	m     *matcher
	read  int // items read
	named []model.Node
	res   *Result
}

func (r *run) all() error {
	r.byKey()
	if len(r.q.only) > 0 || r.full() {
		return nil
	}
	sigs, err := r.x.gather(r.ctx, r.s)
	if err != nil {
		return err
	}
	sieve := newSieve(r.q.terms)
	masks := make([]uint64, len(sigs))
	for rank := TitleWord; rank < rankCount && !r.full(); rank++ {
		if rank < r.o.After.Rank {
			continue
		}
		some := uint64(0)
		for i, g := range sigs {
			masks[i] = sieve.pass(g, rank)
			some |= masks[i]
		}
		if some == 0 {
			continue
		}
		if err := r.walk(rank, masks); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) full() bool { return len(r.res.Hits) > r.o.Limit }

// byKey finds the items that the query names. key: has them all be the one.
func (r *run) byKey() {
	keys := slices.Clone(r.q.keys)
	if len(r.q.only) > 0 {
		keys = r.q.only
	}
	slices.SortFunc(keys, model.Key.Compare)
	for _, k := range slices.Compact(keys) {
		n, ok := r.s.ByKey(k)
		if !ok || !r.q.wants(k.Kind) || r.q.retired == retiredOnly && r.s.Live(n) || r.o.Visible != nil && !r.o.Visible(n) {
			continue
		}
		if len(r.q.only) > 1 && slices.ContainsFunc(r.q.only, func(o model.Key) bool { return o != k }) {
			continue
		}
		if _, ok := r.m.rank(r.s.Peek(n), InProperty); ok {
			r.named = append(r.named, n)
			r.add(n, Cursor{ByKey, k})
		}
	}
}

func (r *run) add(n model.Node, at Cursor) {
	if r.o.After.Key == (model.Key{}) || at.compare(r.o.After) > 0 {
		r.res.Hits = append(r.res.Hits, Hit{Node: n, Key: at.Key, Rank: at.Rank, Retired: !r.s.Live(n)})
	}
}

// walk visits the items that may have a rank in order of key, until there are
// enough hits.
func (r *run) walk(rank Rank, masks []uint64) error {
	seen := rank == r.o.After.Rank && r.o.After.Key != (model.Key{})
	for _, k := range model.Kinds() {
		if !r.q.wants(k) || seen && k < r.o.After.Key.Kind {
			continue
		}
		for n := range r.s.AllOfKind(k) {
			if masks[n/model.PageNodes]>>(n%model.PageNodes)&1 == 0 || !r.candidate(n) {
				continue
			}
			it := r.s.Peek(n)
			if seen && it.Key.Compare(r.o.After.Key) <= 0 {
				continue
			}
			if r.read++; r.read%256 == 0 && r.ctx.Err() != nil {
				return fault.Wrap(fault.Unavailable, opSearch, r.ctx.Err())
			}
			if got, ok := r.m.rank(it, rank); !ok || got != rank {
				continue
			}
			if r.add(n, Cursor{rank, it.Key}); r.full() {
				return nil
			}
		}
	}
	return nil
}

// candidate reports what is known of an item without reading it.
func (r *run) candidate(n model.Node) bool {
	switch r.q.retired {
	case liveOnly:
		if !r.s.Live(n) {
			return false
		}
	case retiredOnly:
		if r.s.Live(n) {
			return false
		}
	}
	return !slices.Contains(r.named, n) && (r.o.Visible == nil || r.o.Visible(n))
}
