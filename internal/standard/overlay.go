package standard

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Overlay is a user's own file with the standard's wording for one edition of
// one part, in the format of docs/formats/overlay.md. It is laid over a library
// and is part of no Requirement, so that what is made from requirements cannot
// carry it along.
type Overlay struct {
	file          string
	part, edition string
	editionAt     fault.Place
	licence       string
	texts         map[string]string      // by code
	places        map[string]fault.Place // of each code
}

// Part is the part the wording belongs to.
func (o *Overlay) Part() string { return o.part }

// Edition is the edition the wording belongs to, as the file writes it.
func (o *Overlay) Edition() string { return o.edition }

// Licence is the user's note on the licence the wording is held under.
func (o *Overlay) Licence() string { return o.licence }

// Len is the number of codes that have a wording.
func (o *Overlay) Len() int { return len(o.texts) }

// ParseOverlay reads an overlay file. The name is for messages. The error joins
// every fault, each of kind Invalid with its place. Whether the codes exist is
// seen when the overlay is laid over a library, see WithOverlay.
func ParseOverlay(name string, data []byte) (*Overlay, error) {
	rd := &reader{op: "read an overlay", file: name}
	top, ok := rd.parse(data)
	if !ok {
		return nil, rd.err()
	}
	o := &Overlay{
		file: name, part: CanonicalPart(top.must("part")), edition: top.must("edition"), licence: top.must("licence"),
		texts: map[string]string{}, places: map[string]fault.Place{},
	}
	if n := top.values["edition"]; n != nil {
		o.editionAt = fault.Place{File: name, Line: n.Line, Column: n.Column, Field: "edition"}
	}
	texts := top.child("texts")
	if texts == nil {
		top.fail("texts", "texts are missing; list the wording by code")
	} else {
		o.read(texts)
	}
	top.finish()
	if err := rd.err(); err != nil {
		return nil, err
	}
	return o, nil
}

func (o *Overlay) read(texts *object) {
	for i := 0; i+1 < len(texts.node.Content); i += 2 {
		k := texts.node.Content[i]
		code := CanonicalCode(k.Value)
		if _, twice := o.texts[code]; twice {
			texts.rd.fail(k, code, "texts", "the code has two texts; keep one")
			continue
		}
		o.places[code] = fault.Place{File: o.file, Line: k.Line, Column: k.Column, Field: "texts"}
		o.texts[code] = strings.TrimSpace(texts.must(k.Value))
	}
}

// WithOverlay gives a library that also shows the wording of o. Where two
// overlays have a text for the same code, the one laid later shows. A part or
// edition that l does not have, and every code that its catalogue does not
// have, is a fault of kind Invalid with file and line.
func (l *Library) WithOverlay(o *Overlay) (*Library, error) {
	const op = "lay an overlay over the library"
	c, ok := l.Catalogue(o.part, o.edition)
	if !ok {
		e := fault.New(fault.Invalid, op, "the library has no edition %s of %s; add that edition first or correct part and edition", o.edition, o.part)
		e.Place = o.editionAt
		return nil, e
	}
	var unknown []*fault.Error
	for code, place := range o.places {
		if _, ok := c.byCode[code]; !ok {
			e := fault.New(fault.Invalid, op, "%s of %s has no such code; correct or remove it", c.edition, c.part)
			e.Subject, e.Place = code, place
			unknown = append(unknown, e)
		}
	}
	if err := join(op, unknown); err != nil {
		return nil, err
	}
	laid := *o
	laid.part, laid.edition = c.part, c.edition
	return &Library{parts: l.parts, byPart: l.byPart, overlays: append(slices.Clone(l.overlays), &laid)}, nil
}

// Wording gives the standard's wording for a reference, if the user laid an
// overlay that has it.
func (l *Library) Wording(r Ref) (string, bool) {
	if len(l.overlays) == 0 {
		return "", false
	}
	req, ok := l.Lookup(r)
	if !ok {
		return "", false
	}
	for _, o := range slices.Backward(l.overlays) {
		if o.part != req.Ref.Part || o.edition != req.Ref.Edition {
			continue
		}
		if text, ok := o.texts[req.Ref.Code]; ok {
			return text, true
		}
	}
	return "", false
}

// Overlays are the overlays laid over l, in the order they were laid.
func (l *Library) Overlays() []*Overlay { return slices.Clone(l.overlays) }
