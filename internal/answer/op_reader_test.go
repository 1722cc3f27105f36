package answer_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func counting() model.IDSource {
	n := byte(0)
	return func() model.ID { n++; return model.ID{15: n} }
}

func TestAChangeIsReadLineByLine(t *testing.T) {
	r := answer.NewOpReader(model.Empty(), answer.OpOptions{NewID: counting()})
	for i, op := range []api.Op{
		{Op: "create", Kind: "zone", Ref: "$z", Title: "Cell"},
		{Op: "create", Kind: "asset", Ref: "$a", Title: "Controller"},
		{Op: "create", Kind: "asset", Title: "Another"},
		{Op: "link", From: "$a", Verb: "in", To: "$z"},
	} {
		if err := r.Read(i+1, &op); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
	}
	ops := r.Ops()
	if len(ops) != 4 || ops[3].Item != ops[1].Item || ops[3].To != ops[0].Item {
		t.Fatalf("got %+v", ops)
	}
}

func TestFaultsOfALineNameTheLineAndTheMember(t *testing.T) {
	r := answer.NewOpReader(model.Empty(), answer.OpOptions{NewID: counting()})
	err := r.Read(12, &api.Op{Op: "create", Kind: "zone", Title: "Cell", Properties: []byte(`{"colourr":"#ff0000"}`)})
	f := fault.All(err)
	if len(f) != 1 || f[0].Place != (fault.Place{Line: 12, Field: "properties/colourr"}) {
		t.Fatalf("got %v, want one fault of line 12 properties/colourr", err)
	}
	// What is found when the ops are applied comes with the place of the op.
	later := &fault.Error{Kind: fault.Invalid, Op: "commit", Message: "no", Place: fault.Place{File: "line 3", Field: "title"}}
	f = fault.All(answer.LocateLines(later))
	if len(f) != 1 || f[0].Place != (fault.Place{Line: 3, Field: "title"}) {
		t.Errorf("got %+v", f)
	}
	if err := answer.LocateLines(nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}
