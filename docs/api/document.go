// Package api carries the OpenAPI document of the REST API inside the program,
// for whoever asks for it without a server.
//
// The document is made by package server from its routes; a test there holds
// that this copy is the same. This package reads it and nothing else.
package api

import (
	"cmp"
	_ "embed" // the document
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Document is the OpenAPI 3.1 document of the REST API, as JSON.
//
//go:embed openapi.json
var Document []byte

// Operation is one operation of the API: what is called, and what it needs.
type Operation struct {
	ID      string // such as list-items
	Method  string // such as GET
	Path    string // such as /api/v1/projects/{project}/items
	Summary string // one line for people
	Action  string // what the caller has to be allowed, as package access names it
}

// Operations lists the operations of the document, in order of path, then of
// method.
func Operations() ([]Operation, error) {
	var d struct {
		Paths map[string]map[string]struct {
			ID      string `json:"operationId"`
			Summary string `json:"summary"`
			Action  string `json:"x-action"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(Document, &d); err != nil {
		return nil, fmt.Errorf("read the API document: %w", err)
	}
	var list []Operation
	for path, methods := range d.Paths {
		for method, o := range methods {
			list = append(list, Operation{o.ID, strings.ToUpper(method), path, o.Summary, o.Action})
		}
	}
	slices.SortFunc(list, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return list, nil
}
