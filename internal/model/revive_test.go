package model

import (
	"strings"
	"testing"
	"time"
)

// A fixed bug: an item could come back into two places, or close a circle.
func TestComingBackKeepsTheLinkRules(t *testing.T) {
	id := func(i byte) ID { return ID{i, 15: i} }
	zone := func(i byte) Op {
		return Op{Kind: OpCreate, Item: id(i), Key: Key{KindZone, uint32(i)}, Title: "Zone"}
	}
	link := func(n byte, v Verb, from, to byte) Op {
		return Op{Kind: OpLink, Link: id(100 + n), Verb: v, Item: id(from), To: id(to)}
	}
	retire := func(i byte) Op { return Op{Kind: OpRetire, Item: id(i)} }
	revive := func(i byte) Op { return Op{Kind: OpSet, Item: id(i), Revive: true} }
	for _, c := range []struct {
		name, want string
		ops        []Op
	}{
		{"an asset in two zones", "both", []Op{
			zone(1), zone(2),
			{Kind: OpCreate, Item: id(3), Key: Key{KindAsset, 1}, Title: "Asset"},
			link(1, In, 3, 1), retire(1), link(2, In, 3, 2), retire(3), revive(1), revive(3),
		}},
		{"zones within each other over a third", "circle", []Op{
			zone(1), zone(2), zone(4), link(1, Within, 1, 2), link(2, Within, 2, 4), retire(2), link(3, Within, 4, 1), revive(2),
		}},
	} {
		b := NewBuilder(Empty(), 1, time.Unix(0, 0), Options{})
		b.Apply(c.ops)
		f := b.Faults()
		if len(f) != 1 || !strings.Contains(f[0].Error(), c.want) {
			t.Errorf("%s: got faults %v, want exactly one with %q", c.name, f, c.want)
		}
	}
}
