package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
)

// report prints what went wrong, each fault as a sentence, and gives the exit
// status. A nil err prints nothing.
func report(env Env, asJSON bool, err error) int {
	if err == nil {
		return StatusOK
	}
	faults := spread(err)
	findings := false
	var rest []*fault.Error
	for _, f := range faults {
		if errors.Is(f.Err, errFindings) {
			findings = true
			continue
		}
		rest = append(rest, f)
	}
	if len(rest) == 0 && findings {
		return StatusFindings
	}
	if asJSON {
		list := make([]jsonError, len(rest))
		for i, f := range rest {
			list[i] = errorJSON(f)
		}
		_ = writeJSON(env.Stderr, jsonErrors{Errors: list})
		return StatusFailed
	}
	for _, f := range rest {
		fmt.Fprintf(env.Stderr, "cordon: %s\n", oneLine(sentence(f)))
	}
	return StatusFailed
}

// jsonErrors is the document on standard error when a command with --json is
// not done.
type jsonErrors struct {
	Errors []jsonError `json:"errors"`
}

// jsonError is one fault. Numbers that are 0 are not known.
type jsonError struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Row     int    `json:"row,omitempty"`
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Offset  *int64 `json:"offset,omitempty"`
	Head    uint64 `json:"head,omitempty"`
	Message string `json:"message"`
}

func errorJSON(f *fault.Error) jsonError {
	place, subject := placeOf(f), subjectOf(f)
	j := jsonError{
		Kind: f.Kind.String(), Subject: subject,
		File: place.File, Line: place.Line, Row: place.Row, Column: place.Column, Field: place.Field,
		Head: f.Head, Message: message(f),
	}
	var l *ledger.Fault
	if errors.As(f, &l) && l.Offset >= 0 {
		j.Offset = &l.Offset
	}
	return j
}

// spread gives the single faults of a joined error, in order. What is not a
// fault becomes one of kind Internal; a log that is not as it was signed is
// input that is wrong.
func spread(err error) []*fault.Error {
	all := fault.All(err)
	for _, f := range all {
		var l *ledger.Fault
		if f.Kind == fault.Internal && errors.As(f.Err, &l) {
			f.Kind = fault.Invalid
		}
	}
	return all
}

// sentence prints a fault for a person: place, subject, what is wrong.
func sentence(f *fault.Error) string {
	var parts []string
	place := placeOf(f)
	words := []string{place.String(), subjectOf(f)}
	if place.File == "" && place.Row == 0 && place.Line == 0 {
		slices.Reverse(words) // the field of an item: the item comes first
	}
	for _, s := range words {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(append(parts, message(f)), ": ")
}

// placeOf gives the innermost place, which is the closest one.
func placeOf(f *fault.Error) fault.Place {
	place := f.Place
	for {
		var inner *fault.Error
		if !errors.As(f.Err, &inner) {
			return place
		}
		if inner.Place != (fault.Place{}) {
			if inner.Place.File == "" {
				inner := inner.Place
				inner.File = place.File
				place = inner
			} else {
				place = inner.Place
			}
		}
		f = inner
	}
}

func subjectOf(f *fault.Error) string {
	subject := f.Subject
	for subject == "" {
		var inner *fault.Error
		if !errors.As(f.Err, &inner) {
			break
		}
		f, subject = inner, inner.Subject
	}
	return subject
}

// message gives the words of a fault and of its causes, from what was tried to
// what went wrong. Causes of our own faults are shown too: there is no log
// they could go to.
func message(f *fault.Error) string {
	var parts []string
	add := func(s string) {
		if s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
			parts = append(parts, s)
		}
	}
	var err error = f
	for err != nil {
		g, ok := err.(*fault.Error) //nolint:errorlint // one link of the chain at a time
		if !ok {
			add(err.Error())
			break
		}
		add(g.Message)
		err = g.Err
	}
	if len(parts) == 0 {
		add(f.Op)
	}
	if len(parts) == 0 {
		add(f.Kind.String() + " error")
	}
	return strings.Join(parts, ": ")
}
