package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// schema is the part of JSON Schema that is looked at.
type schema struct {
	Ref         string `json:"$ref"`
	Type        kinds
	Description string
	Enum        []any
	Format      string
	Pattern     string
	Items       *schema
	Properties  map[string]*schema
	Required    []string
	More        json.RawMessage `json:"additionalProperties"`
	OneOf       []*schema
	MaxLength   *int
	MaxItems    *int
	Minimum     *float64
	Maximum     *float64
	AnyJSON     bool `json:"x-any-json"`
}

// kinds is a type or a list of them.
type kinds []string

// UnmarshalJSON implements json.Unmarshaler.
func (k *kinds) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*k = kinds{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(k))
}

// direction is which way a document goes.
type direction int

const (
	asInput direction = iota
	asOutput
)

const reference = "#/components/schemas/"

// schemas checks every named schema in the directions it is used in.
func (l *linter) schemas() {
	for _, name := range slices.Sorted(maps.Keys(l.Parts.Schemas)) {
		s := l.Parts.Schemas[name]
		if !l.input[name] && !l.output[name] {
			l.fault(name, "no operation uses it")
		}
		if l.input[name] {
			l.check(name, s, asInput)
		}
		if l.output[name] {
			l.check(name, s, asOutput)
		}
	}
}

// reach notes every named schema that s leads to.
func (l *linter) reach(s *schema, into map[string]bool) {
	if s == nil {
		return
	}
	if name, ok := strings.CutPrefix(s.Ref, reference); ok && !into[name] {
		into[name] = true
		l.reach(l.Parts.Schemas[name], into)
	}
	for _, p := range s.Properties {
		l.reach(p, into)
	}
	for _, o := range s.OneOf {
		l.reach(o, into)
	}
	l.reach(s.Items, into)
	if m, ok := s.more(); ok {
		l.reach(m, into)
	}
}

// more is the schema of members that are not named, if there is one.
func (s *schema) more() (*schema, bool) {
	var m schema
	if len(s.More) == 0 || s.More[0] != '{' || json.Unmarshal(s.More, &m) != nil {
		return nil, false
	}
	return &m, true
}

// check looks at one schema and what stands inside it. Named ones it leads to
// are checked by themselves.
func (l *linter) check(where string, s *schema, d direction) {
	if s.Ref != "" {
		name, ok := strings.CutPrefix(s.Ref, reference)
		if !ok || l.Parts.Schemas[name] == nil {
			l.fault(where, "%s leads nowhere", s.Ref)
		}
		return
	}
	if s.Enum != nil && len(s.Enum) == 0 {
		l.fault(where, "its enum is empty")
	}
	for i, o := range s.OneOf {
		l.check(fmt.Sprintf("%s oneOf[%d]", where, i), o, d)
	}
	if len(s.Type) == 0 && len(s.OneOf) == 0 && !s.AnyJSON {
		l.fault(where, "it has no type")
	}
	for _, t := range s.Type {
		l.checkType(where, s, t, d)
	}
}

func (l *linter) checkType(where string, s *schema, t string, d direction) {
	switch t {
	case "array":
		if s.Items == nil {
			l.fault(where, "a list of what?")
			return
		}
		if slices.Contains(s.Type, "null") {
			l.fault(where, "a list is never null")
		}
		if d == asInput && s.MaxItems == nil {
			l.fault(where, "a list that callers send needs maxItems")
		}
		l.check(where+"[]", s.Items, d)
	case "object":
		l.checkObject(where, s, d)
	case "string":
		if d == asInput && s.MaxLength == nil && len(s.Enum) == 0 && s.Format != "binary" {
			l.fault(where, "a text that callers send needs maxLength")
		}
	case "integer", "number":
		if d == asInput && (s.Minimum == nil || s.Maximum == nil) && len(s.Enum) == 0 {
			l.fault(where, "a number that callers send needs minimum and maximum")
		}
	case "boolean", "null":
	default:
		l.fault(where, "there is no type %q", t)
	}
}

func (l *linter) checkObject(where string, s *schema, d direction) {
	switch m, ok := s.more(); {
	case ok:
		l.check(where+".*", m, d)
	case string(s.More) == "true" && len(s.Properties) > 0:
		l.fault(where, "it has members and takes any other")
	case len(s.More) == 0 && len(s.Properties) == 0:
		l.fault(where, "an object of what?")
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p, at := s.Properties[name], where+"."+name
		if p.Description == "" {
			l.fault(at, "it has no description")
		}
		l.text(at, p.Description)
		l.check(at, p, d)
		// A list that may be left out has to say when it is.
		if d == asOutput && slices.Contains(p.Type, "array") && !slices.Contains(s.Required, name) && !saysWhenMissing(p.Description) {
			l.fault(at, "a list of an answer is always there, or its description says when it is missing")
		}
	}
	for _, name := range s.Required {
		if s.Properties[name] == nil {
			l.fault(where, "it requires %q, which it does not have", name)
		}
	}
}

func saysWhenMissing(text string) bool {
	return strings.Contains(text, "missing") || strings.Contains(strings.ToLower(text), "asked for")
}
