// Command apilint checks the OpenAPI document of the REST API: that programs
// can rely on what it says, and that a reader finds every word explained.
//
// It reads docs/api/openapi.json, or the file it is given, prints each fault
// with its place in a fixed order, and ends with status 1 if there are any.
// That the document is the one the program makes is a test of internal/server.
//
// It asks nothing of the network and knows no route by name.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
)

func main() {
	file := "docs/api/openapi.json"
	if len(os.Args) > 1 {
		file = os.Args[1]
	}
	if len(os.Args) > 2 {
		fmt.Fprintln(os.Stderr, "usage: apilint [FILE]")
		os.Exit(2)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	found, err := run(data, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
		os.Exit(2)
	case found:
		os.Exit(1)
	}
}

// run prints what is wrong with a document and tells whether anything is.
func run(data []byte, out io.Writer) (found bool, err error) {
	list, err := lint(data)
	for _, s := range list {
		fmt.Fprintln(out, s)
	}
	return len(list) > 0, err
}

// linter gathers the faults of one document.
type linter struct {
	document
	faults []string
	ids    map[string]string // operationId to where it was first seen
	input  map[string]bool   // schemas that callers fill in
	output map[string]bool   // schemas of answers
}

// document is the part of OpenAPI 3.1 that is looked at.
type document struct {
	Tags  []struct{ Name, Description string }
	Paths map[string]map[string]*operation
	Parts struct {
		Schemas  map[string]*schema
		Security map[string]any `json:"securitySchemes"`
	} `json:"components"`
}

type operation struct {
	ID          string `json:"operationId"`
	Summary     string
	Description string
	Tags        []string
	Action      string `json:"x-action"`
	Area        string `json:"x-area"`
	Security    *[]map[string][]string
	Parameters  []parameter
	Body        *struct {
		Content map[string]media
	} `json:"requestBody"`
	Responses map[string]response
}

type parameter struct {
	Name, In, Description string
	Required              bool
	Schema                *schema
}

type media struct{ Schema *schema }

type response struct {
	Description string
	Content     map[string]media
	Headers     map[string]struct {
		Description string
		Schema      *schema
	}
}

func lint(data []byte) ([]string, error) {
	l := &linter{ids: map[string]string{}, input: map[string]bool{}, output: map[string]bool{}}
	if err := json.Unmarshal(data, &l.document); err != nil {
		return nil, err
	}
	if len(l.Paths) == 0 {
		return nil, fmt.Errorf("there are no paths in it")
	}
	l.operations()
	l.schemas()
	l.paths()
	slices.Sort(l.faults)
	return slices.Compact(l.faults), nil
}

func (l *linter) fault(where, format string, a ...any) {
	l.faults = append(l.faults, where+": "+fmt.Sprintf(format, a...))
}
