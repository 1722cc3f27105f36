package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// field is one member of a JSON object.
type field struct {
	name  string
	value any
}

// orderedMap is a JSON object whose members keep their order.
type orderedMap []field

// MarshalJSON implements json.Marshaler.
func (m orderedMap) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(f.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(f.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// sortedFields gives the members of a map in order of name.
func sortedFields(m map[string]any) orderedMap {
	var out orderedMap
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, field{name, m[name]})
	}
	return out
}

// nonNil makes an empty list print as [] and not as null.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
