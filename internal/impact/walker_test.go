package impact

import (
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
)

// A fixed bug: counting first left the walker without the order of keys.
func TestAWalkerAnswersInFullAfterCounting(t *testing.T) {
	id := func(i byte) model.ID { return model.ID{i, 15: i} }
	b := model.NewBuilder(model.Empty(), 1, time.Unix(0, 0), model.Options{})
	b.Apply([]model.Op{
		{Kind: model.OpCreate, Item: id(1), Key: model.Key{Kind: model.KindDesign, Number: 1}, Title: "Design"},
		{Kind: model.OpCreate, Item: id(2), Key: model.Key{Kind: model.KindTest, Number: 1}, Title: "Test"},
		{Kind: model.OpLink, Link: id(3), Verb: model.Covers, Item: id(2), To: id(1)},
	})
	for _, f := range b.Faults() {
		t.Fatal(f)
	}
	s := b.Snapshot()
	w := NewWalker(capability.Basis{})
	want := w.Count(s, Item(0, Any)).Items
	if got := len(w.Of(s, Item(0, Any)).Items) - 1; got != want || want != 1 {
		t.Errorf("in full: %d items besides the seed, counted %d, want 1", got, want)
	}
}
