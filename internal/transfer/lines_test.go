package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/transfer"
)

var background = context.Background()

// ids gives identities in order.
func ids() model.IDSource {
	n := uint32(0)
	return func() model.ID {
		n++
		return model.ID{12: byte(n >> 24), 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
	}
}

// keys gives keys in order, from a number on.
func keys(from uint32) func(model.Kind) model.Key {
	return func(k model.Kind) model.Key {
		from++
		return model.Key{Kind: k, Number: from}
	}
}

func read(text string) (*transfer.Lines, error) {
	return transfer.ReadLines(background, strings.NewReader(text), model.Empty(), transfer.LineOptions{NewID: ids(), Key: keys(0)})
}

// spec: XFER-9
func TestALineIsBounded(t *testing.T) {
	long := `{"op":"create","kind":"zone","title":"` + strings.Repeat("x", transfer.MaxLine) + `"}`
	_, err := read("\n" + long)
	if f := fault.All(err); len(f) != 1 || f[0].Kind != fault.Invalid || f[0].Place.Line != 2 || !strings.Contains(f[0].Message, "more than 4194304 bytes") {
		t.Errorf("got %.300v", err)
	}
	// A line longer than the buffer is read.
	l, err := read(`{"op":"create","kind":"zone","title":"Cell","properties":{"description":"` + strings.Repeat("x", 200_000) + `"}}` + "\r\n")
	if err != nil || len(l.Ops) != 1 {
		t.Errorf("a line of 200 kB: %v", err)
	}
}

func TestFaultsOfLinesAreToldUpToABound(t *testing.T) {
	_, err := read(strings.Repeat("nonsense\n", 5000))
	if got := len(fault.All(err)); got != transfer.MaxFaults {
		t.Errorf("%d faults, want %d", got, transfer.MaxFaults)
	}
}

func TestAReaderThatBreaksIsNoEnd(t *testing.T) {
	r := io.MultiReader(strings.NewReader(`{"op":"create","kind":"zone","title":"Cell"}`+"\n"), errReader{})
	_, err := transfer.ReadLines(background, r, model.Empty(), transfer.LineOptions{NewID: ids(), Key: keys(0)})
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestKeysThatOthersTookAreGivenAnew(t *testing.T) {
	l, err := read(`{"op":"create","kind":"zone","title":"One"}` + "\n" + `{"op":"create","key":"ZON-50","title":"Mine"}`)
	if err != nil {
		t.Fatal(err)
	}
	conflict := func(subject string) error {
		return &fault.Error{Kind: fault.Conflict, Subject: subject, Message: "taken"}
	}
	if !l.Taken(conflict("ZON-1")) || l.Taken(conflict("ZON-50")) || l.Taken(errors.Join(conflict("ZON-1"), conflict("ZON-50"))) || l.Taken(nil) {
		t.Error("only keys that were given here may be given anew")
	}
	l.Rename(keys(100))
	if l.Ops[0].Key.String() != "ZON-101" || l.Ops[1].Key.String() != "ZON-50" {
		t.Errorf("got %s and %s", l.Ops[0].Key, l.Ops[1].Key)
	}
}

func FuzzReadLines(f *testing.F) {
	f.Add([]byte(`{"op":"create","kind":"zone","ref":"$z","title":"Cell"}` + "\n" + `{"op":"link","from":"$z","verb":"in","to":"$z"}`))
	f.Add([]byte("{\"op\":1}\n{}\n[]\nnull\n\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := transfer.ReadLines(background, bytes.NewReader(data), model.Empty(), transfer.LineOptions{NewID: ids(), Key: keys(0)})
		for _, f := range fault.All(err) {
			if f.Kind != fault.Invalid || f.Place.Line == 0 {
				t.Errorf("%q: %+v", data, f)
			}
		}
	})
}

func TestAReportIsShortenedUntilItFits(t *testing.T) {
	r := &api.ImportReport{Commits: []api.Commit{}, Items: []api.ItemChange{}, Given: []api.Given{}, Damaged: []string{}, Mapping: "m", Inventory: &api.InventoryPlan{}}
	for i := range 5000 {
		r.Given = append(r.Given, api.Given{Ref: fmt.Sprintf("$r%d", i), Key: "ZON-1"})
		r.Inventory.Notes = append(r.Inventory.Notes, strings.Repeat("n", 500))
	}
	short := transfer.Shorten(r, 20_000)
	b, err := json.Marshal(short)
	if err != nil || len(b) > 20_000 || !short.Cut || len(short.Given) == 0 || len(short.Inventory.Notes) == 0 || r.Cut || len(r.Given) != 5000 {
		t.Errorf("%d bytes, cut %v, %d and %d entries, of %d: %v", len(b), short.Cut, len(short.Given), len(short.Inventory.Notes), len(r.Given), err)
	}
	if whole := transfer.Shorten(r, 1<<30); whole.Cut || len(whole.Given) != 5000 {
		t.Error("what fits was cut")
	}
}
