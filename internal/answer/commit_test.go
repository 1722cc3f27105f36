package answer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

func TestASummarySaysWhatKindsOfThingACommitTouched(t *testing.T) {
	p, _ := drawn(t, "2026-03-02", "zone ZON-1 control\nzone ZON-2 control\nasset AST-1 in ZON-1")
	list := parsedOps(t, `[{"op":"unlink","from":"AST-1","verb":"in","to":"ZON-1"},{"op":"link","from":"AST-1","verb":"in","to":"ZON-2"},{"op":"create","kind":"task","title":"Look"}]`)
	ops, err := Ops(p.Snapshot, list, OpOptions{NewID: counted()})
	if err != nil {
		t.Fatal(err)
	}
	after, err := applied(p.Snapshot, list, ops)
	if err != nil {
		t.Fatal(err)
	}
	c := &model.Commit{Number: 7, Time: time.Unix(1, 0), Author: "anna", Label: "edit", Ops: ops}
	d := Changes(c, p.Snapshot, after)
	checkDocument(t, "changes", d)
	want := api.ChangeSummary{
		Commit: 7, Time: "1970-01-01T00:00:01.000Z", Author: "anna", Label: "edit",
		Kinds: []string{"zone", "asset", "task"}, Items: []string{"ZON-1", "ZON-2", "AST-1", "TSK-1"},
	}
	if fmt.Sprint(d) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", d, want)
	}
	if d := Changes(c, nil, after); !slices.Equal(d.Items, []string{"ZON-2", "AST-1", "TSK-1"}) {
		t.Errorf("without the state before: got %v", d.Items)
	}
}

func TestASummaryNamesTwoHundredItemsAndCountsTheRest(t *testing.T) {
	var list []api.Op
	for range 230 {
		list = append(list, api.Op{Op: "create", Kind: "asset", Title: "A"})
	}
	ops, err := Ops(model.Empty(), list, OpOptions{NewID: counted()})
	if err != nil {
		t.Fatal(err)
	}
	after, err := applied(model.Empty(), list, ops)
	if err != nil {
		t.Fatal(err)
	}
	d := Changes(&model.Commit{Number: 1, Ops: ops}, nil, after)
	if len(d.Items) != 200 || d.More != 30 || d.Items[0] != "AST-1" || d.Items[199] != "AST-200" {
		t.Errorf("got %d items and %d more, from %s to %s", len(d.Items), d.More, d.Items[0], d.Items[len(d.Items)-1])
	}
}

func TestACommitToldWithoutStatesKeepsIdentities(t *testing.T) {
	p, _ := drawn(t, "2026-03-02", "zone ZON-1 control\nasset AST-1 in ZON-1")
	k, _ := model.ParseKey("AST-1")
	n, _ := p.Snapshot.ByKey(k)
	it := p.Snapshot.Item(n)
	c := &model.Commit{Number: 1, Ops: []model.Op{{Kind: model.OpUnlink, Item: it.ID, Link: it.Links[0].ID}}}
	if d := CommitDetail(c).Operations[0]; d.From != it.ID.String() || d.Link != it.Links[0].ID.String() || d.Verb != "" {
		t.Errorf("got %+v", d)
	}
	if d := CommitDetail(c, nil, p.Snapshot).Operations[0]; d.From != "AST-1" || d.Verb != "in" || d.To != "ZON-1" || d.Link != "" {
		t.Errorf("with the state before: got %+v", d)
	}
}
