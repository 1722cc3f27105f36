package access

import (
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// ident gives the identity number n of the tests.
func ident(n byte) model.ID { return model.NewID(1, [10]byte{9: n}) }

const (
	zone, product, otherProduct, review, countermeasure, allocation, secondReview byte = 1, 2, 3, 4, 5, 6, 7
	link, fresh                                                                   byte = 50, 60
)

func key(k model.Kind, n uint32) model.Key { return model.Key{Kind: k, Number: n} }

// record gives a small model: ZON-1 with a target in force, PRD-1 and PRD-2,
// reviews REV-1 and REV-2, and CMS-1 that satisfies ALL-1.
func record(t *testing.T) *model.Snapshot {
	t.Helper()
	create := func(id byte, k model.Key) model.Op {
		return model.Op{Kind: model.OpCreate, Item: ident(id), Key: k, Title: k.String()}
	}
	b := model.NewBuilder(model.Empty(), 1, time.Unix(0, 0), model.Options{})
	b.Apply([]model.Op{
		create(zone, key(model.KindZone, 1)), create(product, key(model.KindProduct, 1)), create(otherProduct, key(model.KindProduct, 2)),
		create(review, key(model.KindReview, 1)), create(secondReview, key(model.KindReview, 2)),
		create(countermeasure, key(model.KindCountermeasure, 1)), create(allocation, key(model.KindAllocation, 1)),
		{Kind: model.OpLink, Item: ident(countermeasure), Link: ident(link), Verb: model.Satisfies, To: ident(allocation)},
		{Kind: model.OpSet, Item: ident(zone), Props: target(2)},
	})
	if f := b.Faults(); len(f) > 0 {
		t.Fatal(f)
	}
	return b.Snapshot()
}

func target(l sl.Level) model.Props {
	return model.Props{{Name: "approved_target", Value: model.VectorValue(sl.Uniform(l))}}
}

func described(s string) model.Props {
	return model.Props{{Name: "description", Value: model.TextValue(model.Text, s)}}
}

func as(r Role, products ...string) Who {
	return Who{SignedIn: true, Project: here, Grant: &Grant{Role: r, Products: products}}
}

// spec: ACCESS-6
func TestASupplierWritesThePropertiesOfItsProductsAndNothingElse(t *testing.T) {
	s := record(t)
	for _, c := range []struct {
		name    string
		op      model.Op
		allowed bool
	}{
		{"state something of its product", model.Op{Kind: model.OpSet, Item: ident(product), Props: described("a relay")}, true},
		{"rename its product", model.Op{Kind: model.OpSet, Item: ident(product), TitleSet: true, Title: "Relay"}, true},
		{"withdraw a statement", model.Op{Kind: model.OpUnset, Item: ident(product), Names: []string{"description"}}, true},
		{"bring its product back", model.Op{Kind: model.OpSet, Item: ident(product), Revive: true}, false},
		{"retire its product", model.Op{Kind: model.OpRetire, Item: ident(product)}, false},
		{"create a product", model.Op{Kind: model.OpCreate, Item: ident(fresh), Key: key(model.KindProduct, 3), Title: "x"}, false},
		{"write another's product", model.Op{Kind: model.OpSet, Item: ident(otherProduct), Props: described("worse")}, false},
		{"unset another's statement", model.Op{Kind: model.OpUnset, Item: ident(otherProduct), Names: []string{"description"}}, false},
		{"write a zone", model.Op{Kind: model.OpSet, Item: ident(zone), Props: described("x")}, false},
		{"write what is not there", model.Op{Kind: model.OpSet, Item: ident(fresh), Props: described("x")}, false},
		{"link its product", model.Op{Kind: model.OpLink, Item: ident(product), Link: ident(fresh), Verb: model.Affects, To: ident(zone)}, false},
		{"unlink", model.Op{Kind: model.OpUnlink, Item: ident(product), Link: ident(link)}, false},
		{"write a link under its product's name", model.Op{Kind: model.OpSet, Item: ident(product), Link: ident(link), Confirm: true, Reason: "x"}, false},
		{"an op that does not exist", model.Op{Kind: 99, Item: ident(product)}, false},
		{"no op", model.Op{Item: ident(product)}, false},
	} {
		got := DecideOps(as(Supplier, "PRD-1"), s, []model.Op{c.op})
		if (len(got) == 0) != c.allowed {
			t.Errorf("%s: %v, want allowed %v", c.name, got, c.allowed)
		}
		for _, f := range got {
			if f.Kind != fault.Denied || f.Message == "" {
				t.Errorf("%s: refused with %+v, want Denied and a sentence", c.name, f)
			}
		}
	}
}

// spec: ACCESS-6
func TestARefusalDoesNotTellASupplierWhatElseThereIs(t *testing.T) {
	s := record(t)
	about := func(id byte) string {
		f := DecideOps(as(Supplier, "PRD-1"), s, []model.Op{{Kind: model.OpSet, Item: ident(id), Props: described("x")}})
		if len(f) != 1 || f[0].Subject != ident(id).String() {
			t.Fatalf("item %d: %v, want one fault that names the identity", id, f)
		}
		return f[0].Message
	}
	absent := about(fresh)
	for _, id := range []byte{zone, otherProduct, review} {
		if got := about(id); got != absent {
			t.Errorf("of an item that exists it says %q, of one that does not %q", got, absent)
		}
	}
	f := DecideOps(as(Supplier, "PRD-1"), s, []model.Op{{Kind: model.OpRetire, Item: ident(product)}})
	if len(f) != 1 || f[0].Subject != "PRD-1" {
		t.Errorf("of its own product: %v, want the key", f)
	}
}

// spec: ACCESS-7
func TestAReviewerWritesReviewsAndConfirms(t *testing.T) {
	s := record(t)
	made := model.Op{Kind: model.OpCreate, Item: ident(fresh), Key: key(model.KindReview, 3), Title: "Second look"}
	confirmed := model.Op{Kind: model.OpSet, Item: ident(countermeasure), Link: ident(link), Confirm: true, Reason: "seen on site"}
	held := model.Op{Kind: model.OpSet, Item: ident(zone), Props: target(2), Reason: "nothing new"}
	with := func(op model.Op, change func(*model.Op)) model.Op {
		op.Props = slices.Clone(op.Props)
		change(&op)
		return op
	}
	for _, c := range []struct {
		name    string
		ops     []model.Op
		allowed bool // the last op; those before it always are
	}{
		{"make a review", []model.Op{made}, true},
		{"write the review it makes", []model.Op{made, {Kind: model.OpSet, Item: ident(fresh), Props: described("x")}}, true},
		{"link the review it makes", []model.Op{made, {Kind: model.OpLink, Item: ident(fresh), Link: ident(61), Verb: model.Affects, To: ident(zone)}}, true},
		{"write a review", []model.Op{{Kind: model.OpSet, Item: ident(review), Props: described("x")}}, true},
		{"unset in a review", []model.Op{{Kind: model.OpUnset, Item: ident(review), Names: []string{"description"}}}, true},
		{"link a review", []model.Op{{Kind: model.OpLink, Item: ident(review), Link: ident(61), Verb: model.Affects, To: ident(zone)}}, true},
		{"unlink a review", []model.Op{{Kind: model.OpUnlink, Item: ident(review), Link: ident(61)}}, true},
		{"retire a review", []model.Op{{Kind: model.OpRetire, Item: ident(review), Reason: "twice"}}, true},
		{"confirm a link", []model.Op{confirmed}, true},
		{"confirm a target", []model.Op{held}, true},

		{"make a zone", []model.Op{with(made, func(op *model.Op) { op.Key = key(model.KindZone, 2) })}, false},
		{"make a review of what is there", []model.Op{with(made, func(op *model.Op) { op.Item = ident(zone) })}, false},
		{"write a zone", []model.Op{{Kind: model.OpSet, Item: ident(zone), Props: described("x")}}, false},
		{"write what is not there", []model.Op{{Kind: model.OpSet, Item: ident(70), Props: described("x")}}, false},
		{"link to a review", []model.Op{{Kind: model.OpLink, Item: ident(zone), Link: ident(61), Verb: model.Affects, To: ident(review)}}, false},
		{"unlink", []model.Op{{Kind: model.OpUnlink, Item: ident(countermeasure), Link: ident(link)}}, false},
		{"retire a zone", []model.Op{{Kind: model.OpRetire, Item: ident(zone), Reason: "x"}}, false},
		{"confirm without a reason", []model.Op{with(confirmed, func(op *model.Op) { op.Reason = "" })}, false},
		{"confirm and write", []model.Op{with(confirmed, func(op *model.Op) { op.Props = described("x") })}, false},
		{"write a link", []model.Op{with(confirmed, func(op *model.Op) { op.Confirm = false })}, false},
		{"bring its own fingerprint", []model.Op{with(confirmed, func(op *model.Op) { op.Fingerprint[0] = 1 })}, false},
		{"a fingerprint on a review's link", []model.Op{{Kind: model.OpLink, Item: ident(review), Link: ident(61), Verb: model.Affects, To: ident(zone), Fingerprint: model.Fingerprint{1}}}, false},
		{"change a target", []model.Op{with(held, func(op *model.Op) { op.Props = target(1) })}, false},
		{"confirm a target without a reason", []model.Op{with(held, func(op *model.Op) { op.Reason = "" })}, false},
		{"confirm a target and rename", []model.Op{with(held, func(op *model.Op) { op.TitleSet, op.Title = true, "x" })}, false},
		{"confirm a target and write", []model.Op{with(held, func(op *model.Op) { op.Props = append(described("x"), op.Props...) })}, false},
		{"confirm a target on its own grounds", []model.Op{with(held, func(op *model.Op) {
			op.Props = append(op.Props, model.Prop{Name: "target_inputs", Value: model.TextValue(model.Text, "x")})
		})}, false},
		{"bring a zone back with its target", []model.Op{with(held, func(op *model.Op) { op.Revive = true })}, false},
		{"a target where there is none", []model.Op{with(held, func(op *model.Op) { op.Item = ident(allocation) })}, false},
		{"approve a target", []model.Op{with(held, func(op *model.Op) { op.Props[0].Name = "target" })}, false},
	} {
		got := DecideOps(as(Reviewer), s, c.ops)
		if (len(got) == 0) != c.allowed || len(got) > 1 {
			t.Errorf("%s: %v, want allowed %v", c.name, got, c.allowed)
		}
		for _, f := range got {
			if f.Kind != fault.Denied || f.Message == "" {
				t.Errorf("%s: refused with %+v, want Denied and a sentence", c.name, f)
			}
		}
	}
}

// spec: ACCESS-5
func TestWhoMayNotWriteMayMakeNoOpAndWhoMayMayMakeEvery(t *testing.T) {
	s := record(t)
	ops := []model.Op{
		{Kind: model.OpCreate, Item: ident(fresh), Key: key(model.KindZone, 2), Title: "Cell"},
		{Kind: model.OpSet, Item: ident(zone), Props: target(3)},
		{Kind: model.OpUnset, Item: ident(zone), Names: []string{"target"}},
		{Kind: model.OpLink, Item: ident(countermeasure), Link: ident(61), Verb: model.DeployedAt, To: ident(zone)},
		{Kind: model.OpUnlink, Item: ident(countermeasure), Link: ident(link)},
		{Kind: model.OpRetire, Item: ident(review), Reason: "x", Place: "change.txt:7"},
	}
	everybody(func(w Who) {
		v := Decide(w, WriteModel)
		got := DecideOps(w, s, ops)
		whole := v.Allowed && w.Grant != nil && (w.Grant.Role == Owner || w.Grant.Role == Engineer)
		switch {
		case whole && len(got) != 0:
			t.Errorf("%s: %v", show(w), got)
		case !v.Allowed && len(got) != len(ops):
			t.Errorf("%s may not write, but of %d ops only %d are refused", show(w), len(ops), len(got))
		case !whole && len(got) == 0:
			t.Errorf("%s may make every op", show(w))
		}
		if n := len(got); n == len(ops) && got[n-1].Place.File != "change.txt:7" {
			t.Errorf("%s: the place of the op is lost: %+v", show(w), got[n-1])
		}
	})
	if got := DecideOps(as(Engineer), s, nil); len(got) != 0 {
		t.Errorf("no ops: %v", got)
	}
}
