package transfer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

const faulty = "ID;Name;Zone;Criticality\nP-1;Mixer;Cell 1;egal\nP-2;Filler;Cell 1;egal\nP-3;Packer;Cell 2;low\n"

func readList(t *testing.T, text string, d *api.InventoryCorrections) *transfer.Inventory {
	t.Helper()
	c, err := transfer.Corrections(d)
	if err != nil {
		t.Fatal(err)
	}
	in, err := transfer.ReadInventory("line.csv", strings.NewReader(text), int64(len(text)), transfer.InventoryOptions{Corrections: c})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

var mended = &api.InventoryCorrections{
	Cells: []api.InventoryCorrection{{Row: 2, Column: "Criticality", Was: "egal", Value: "low"}, {Row: 3, Column: "Criticality", Was: "egal", Value: "low"}},
	Omit:  []int{4},
}

// spec: XFER-21
func TestCorrectionsOfAnImportStandInReportAndRecord(t *testing.T) {
	p := newProject(t)
	im := &transfer.Importer{Service: p, Author: "anna", Message: "the list of March"}
	rep, err := im.Inventory(background, readList(t, faulty, mended), "line.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Inventory.Added) != 2 || len(rep.Inventory.Corrected) != 2 || len(rep.Inventory.Omitted) != 1 || len(rep.Done) != 1 {
		t.Fatalf("report: %+v", rep.ImportReport)
	}
	want := "the list of March\n\nCorrected before the import: 2 cells.\nCriticality: \"egal\" became \"low\" (rows 2–3)\nLeft out on purpose: 1 row (row 4)."
	if got := rep.Done[0].Message; got != want {
		t.Errorf("the record says %q, want %q", got, want)
	}
	again, err := im.Inventory(background, readList(t, faulty, mended), "line.csv")
	if err != nil || again.Ops != 0 || len(again.Done) != 0 || again.Inventory.Unchanged != 2 || len(again.Inventory.Missing) != 0 {
		t.Errorf("the same once more: %+v, %v", again.ImportReport, err)
	}
}

// spec: XFER-21
func TestAnImportWhoseCorrectionsDoNotFitWritesNothing(t *testing.T) {
	p := newProject(t)
	head, err := p.Head(background)
	if err != nil {
		t.Fatal(err)
	}
	wrong := &api.InventoryCorrections{Cells: append([]api.InventoryCorrection{{Row: 4, Column: "Criticality", Was: "high", Value: "low"}}, mended.Cells...)}
	im := &transfer.Importer{Service: p, Author: "anna"}
	if _, err := im.Inventory(background, readList(t, faulty, wrong), "line.csv"); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "row 4") {
		t.Errorf("got %v", err)
	}
	if now, err := p.Head(background); err != nil || now.Snapshot.Commit() != head.Snapshot.Commit() {
		t.Errorf("the record went on, %v", err)
	}
}

// spec: XFER-21
func TestCorrectionsAreBounded(t *testing.T) {
	long := &api.InventoryCorrections{}
	for i := range 10 {
		long.Cells = append(long.Cells, api.InventoryCorrection{Row: i + 2, Column: "Name", Value: strings.Repeat("x", 20_000)})
	}
	many := &api.InventoryCorrections{}
	for i := range 1001 {
		many.Cells = append(many.Cells, api.InventoryCorrection{Row: i + 2, Column: "C", Value: "x"})
	}
	for says, d := range map[string]*api.InventoryCorrections{"131072": long, "1000": many} {
		if _, err := transfer.Corrections(d); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %s", err, says)
		}
	}
}

// spec: XFER-21
func TestTheRecordOfManyCorrectionsIsBoundedAndSaysSo(t *testing.T) {
	list, d := &strings.Builder{}, &api.InventoryCorrections{}
	list.WriteString("ID;Name\n")
	for i := range 1000 {
		old := strings.Repeat("o", 30) + fmt.Sprint(i)
		fmt.Fprintf(list, "P-%d;%s\n", i, old)
		d.Cells = append(d.Cells, api.InventoryCorrection{Row: i + 2, Column: "Name", Was: old, Value: strings.Repeat("n", 40)})
	}
	p := newProject(t)
	rep, err := (&transfer.Importer{Service: p, Author: "anna"}).Inventory(background, readList(t, list.String(), d), "line.csv")
	if err != nil {
		t.Fatal(err)
	}
	message := rep.Done[0].Message
	if len(message) > 61_000 || !strings.Contains(message, "corrections more are in the report") || len(rep.Inventory.Corrected) != 1000 {
		t.Errorf("%d bytes of message, %d corrected: …%s", len(message), len(rep.Inventory.Corrected), message[max(0, len(message)-100):])
	}
}

// faster is a project in which somebody else writes while an import is made.
type faster struct {
	app.Service
	t     *testing.T
	times int // how often
	first uint32
}

func (f *faster) Commit(ctx context.Context, c app.Change) (*model.Commit, error) {
	if f.times > 0 {
		f.times--
		key := model.Key{Kind: model.KindZone, Number: f.first - uint32(f.times)}
		if _, err := f.Service.Commit(ctx, app.Change{Author: "b", Label: "edit", Ops: []model.Op{{Kind: model.OpCreate, Item: f.NewID(), Key: key, Title: key.String()}}}); err != nil {
			f.t.Error(err)
		}
		return nil, fault.New(fault.Conflict, "commit", "somebody else was faster")
	}
	return f.Service.Commit(ctx, c)
}

// spec: XFER-11
func TestAnImportIsComparedAnewIfSomebodyWasFaster(t *testing.T) {
	p := newProject(t)
	im := &transfer.Importer{Service: &faster{Service: p, t: t, times: 2, first: 90}, Author: "anna", Attempts: 3}
	rep, err := im.Inventory(background, readList(t, "ID;Zone\nP-1;Cell 1\n", nil), "line.csv")
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Done) != 1 || rep.Inventory.Created[0].Key != "ZON-91" {
		t.Errorf("created %+v", rep.Inventory.Created)
	}
	im.Service = &faster{Service: p, t: t, times: 1, first: 70}
	im.Attempts = 1
	if _, err := im.Inventory(background, readList(t, "ID;Zone\nP-9;Cell 9\n", nil), "line.csv"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("without another attempt: %v", err)
	}
}
