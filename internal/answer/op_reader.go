package answer

import (
	"errors"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// OpReader reads a change step by step, for changes that are too long to be
// held in the form in which they were sent. It does what Ops does, with two
// differences: places are lines instead of JSON pointers, and a key that a step
// is given cannot avoid those that later steps ask for. Make one with
// NewOpReader. It is for one goroutine.
type OpReader struct{ r opReader }

// NewOpReader gives a reader of a change that is meant for the state s.
func NewOpReader(s *model.Snapshot, o OpOptions) *OpReader {
	return &OpReader{r: opReader{
		s: s, newID: o.NewID, schema: s.Schema(), last: map[model.Kind]uint32{}, made: map[model.Key]model.ID{},
		refs: map[string]model.Key{}, ids: map[model.ID]bool{}, links: map[app.LinkName]model.ID{}, verbs: map[model.ID]app.LinkName{},
	}}
}

// Read reads the step of a line, counted from 1. The error joins one Invalid
// per fault, each with the line and, as Place.Field, the member of the step
// that is wrong, such as properties/firmware.
func (o *OpReader) Read(line int, op *api.Op) error {
	r := &o.r
	r.at = linePlace + strconv.Itoa(line)
	r.read(op)
	if len(r.faults) == 0 {
		return nil
	}
	err := LocateLines(errors.Join(r.faults...))
	r.faults = nil
	return err
}

// Ops gives the ops of what was read so far.
func (o *OpReader) Ops() []model.Op { return o.r.ops }

// linePlace begins the place of an op that was read from a line.
const linePlace = "line "

// LocateLines gives the faults of committing or planning what an OpReader read
// their lines, as Place.Line. Faults that are about no line stay as they are; a
// nil err gives nil.
func LocateLines(err error) error {
	if err == nil {
		return nil
	}
	var out []error
	for _, f := range fault.All(err) {
		out = append(out, atLine(f))
	}
	return errors.Join(out...)
}

func atLine(outer *fault.Error) error {
	for f := outer; f != nil; {
		place, field := f.Place.File, f.Place.Field
		if place == "" { // a fault of reading has all of it in its field
			place, field, _ = strings.Cut(f.Place.Field, "/")
		}
		text, ok := strings.CutPrefix(place, linePlace)
		if line, err := strconv.Atoi(text); ok && err == nil {
			g := *f
			g.Kind, g.Head = outer.Kind, max(outer.Head, f.Head)
			g.Place = fault.Place{Line: line, Field: field}
			return &g
		}
		var inner *fault.Error
		if !errors.As(f.Err, &inner) {
			break
		}
		f = inner
	}
	return outer
}
