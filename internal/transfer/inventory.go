package transfer

import (
	"fmt"
	"io"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/inventory"
	"github.com/cordon-ot/cordon/internal/model"
)

// Inventory is a list of assets that was read, with what its columns mean.
type Inventory struct {
	Sheet       *inventory.Sheet
	Mapping     *inventory.Mapping
	Corrections *inventory.Corrections // what a person set right; may be nil
	notes       []inventory.Note       // of the guess, if the mapping is one
}

// InventoryOptions say how a list of assets is read.
type InventoryOptions struct {
	Mapping     []byte                 // a mapping file; guessed from the headers if nil
	MappingName string                 // what it is called in faults; "mapping" if empty
	Sheet       string                 // worksheet; the mapping's, or the first with a header, if empty
	HeaderRow   int                    // row of the headers, from 1; the mapping's, or sought, if 0
	Corrections *inventory.Corrections // of single cells; may be nil
	Progress    func(rows int)
}

// ReadInventory reads a list of assets of size bytes. Errors are those of the
// package inventory.
func ReadInventory(name string, r io.ReaderAt, size int64, o InventoryOptions) (*Inventory, error) {
	in := &Inventory{Corrections: o.Corrections}
	var read inventory.ReadOptions
	if o.Mapping != nil {
		m, err := inventory.DecodeMapping(nonEmpty(o.MappingName, "mapping"), o.Mapping)
		if err != nil {
			return nil, err
		}
		in.Mapping, read = m, m.ReadOptions()
	}
	if o.Sheet != "" {
		read.Sheet = o.Sheet
	}
	if o.HeaderRow > 0 {
		read.HeaderRow = o.HeaderRow
	}
	read.Progress = o.Progress
	var err error
	if in.Sheet, err = inventory.Read(name, r, size, read); err != nil {
		return nil, err
	}
	if in.Mapping == nil {
		in.Mapping, in.notes = inventory.Propose(in.Sheet)
		if o.HeaderRow > 0 { // it would be sought again without that
			in.Mapping.HeaderRow = o.HeaderRow
		}
	}
	return in, nil
}

// Plan compares the list with a state. Errors are those of inventory.Prepare.
func (in *Inventory) Plan(s *model.Snapshot, newID model.IDSource, progress func(done, all int)) (*inventory.Plan, error) {
	p, err := inventory.Prepare(in.Sheet, in.Mapping, s, inventory.Options{IDs: newID, Progress: progress, Corrections: in.Corrections})
	if err != nil {
		return nil, err
	}
	p.Notes = append(in.notes[:len(in.notes):len(in.notes)], p.Notes...)
	return p, nil
}

// PlanDocument gives a plan as it leaves the program.
func PlanDocument(p *inventory.Plan) *api.InventoryPlan {
	d := &api.InventoryPlan{
		File: p.File, Rows: p.Rows, LeftOut: p.LeftOut, Added: assets(p.Added), Changed: assets(p.Changed), Unchanged: len(p.Unchanged),
		Created: []api.InventoryItem{}, Missing: []api.InventoryItem{}, Problems: []api.InventoryProblem{}, Notes: []string{}, Proposals: []string{},
		Corrected: []api.InventoryCorrected{}, Omitted: []api.InventoryOmitted{},
	}
	for _, c := range p.Created {
		d.Created = append(d.Created, api.InventoryItem{Row: c.Row, Key: c.Key.String(), Title: c.Title})
	}
	for _, m := range p.Missing {
		d.Missing = append(d.Missing, api.InventoryItem{Key: m.Key.String(), Title: m.Title})
	}
	for i, f := range p.Problems {
		cell := p.Faulty[i]
		d.Problems = append(d.Problems, api.InventoryProblem{ProblemError: problem(f), Header: cell.Column, To: cell.To, Value: cell.Value, Asset: cell.Asset})
	}
	for _, c := range p.Corrected {
		d.Corrected = append(d.Corrected, api.InventoryCorrected{Row: c.Row, Column: c.Column, To: c.To, Old: c.Old, New: c.New})
	}
	for _, o := range p.Omitted {
		d.Omitted = append(d.Omitted, api.InventoryOmitted{Row: o.Row, Asset: o.Asset})
	}
	for _, n := range p.Notes {
		d.Notes = append(d.Notes, n.String())
	}
	for _, n := range p.Proposals {
		d.Proposals = append(d.Proposals, fmt.Sprintf("%s: %s (%s)", n.Key, n.Text, n.Place))
	}
	return d
}

func assets(list []inventory.AssetPlan) []api.InventoryAsset {
	out := make([]api.InventoryAsset, len(list))
	for i, a := range list {
		out[i] = api.InventoryAsset{Row: a.Row, Key: a.Key.String(), Title: a.Title, Zone: a.Zone, Product: a.Product, Changes: []api.InventoryChange{}}
		for _, c := range a.Changes {
			out[i].Changes = append(out[i].Changes, api.InventoryChange{Field: c.Field, Old: c.Old, New: c.New})
		}
	}
	return out
}

func problem(f *fault.Error) api.ProblemError {
	message := f.Message
	if message == "" {
		message = f.Error()
	}
	return api.ProblemError{
		Kind: f.Kind.String(), Message: message, Subject: f.Subject,
		File: f.Place.File, Line: f.Place.Line, Row: f.Place.Row, Column: f.Place.Column, Field: f.Place.Field,
	}
}
