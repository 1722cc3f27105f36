package server

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/api"
)

// The framework derives schemas from Go types. What a type does not say of its
// JSON is said here.

// shapes names the types whose JSON is another than their Go type suggests.
func shapes(r huma.Registry) {
	huma.DefaultArrayNullable = false // lists are never null, see package api
	r.RegisterTypeAlias(reflect.TypeFor[api.Vector](), reflect.TypeFor[vectorShape]())
	r.RegisterTypeAlias(reflect.TypeFor[api.Facts](), reflect.TypeFor[factsShape]())
	r.RegisterTypeAlias(reflect.TypeFor[api.KindCounts](), reflect.TypeFor[countsShape]())
}

type (
	vectorShape struct{}
	factsShape  struct{}
	countsShape struct{}
)

// Schema implements huma.SchemaProvider.
func (vectorShape) Schema(huma.Registry) *huma.Schema { return levels() }

// levels is seven levels.
func levels() *huma.Schema {
	n, low, high := 7, 0.0, 4.0
	return &huma.Schema{
		Type: huma.TypeArray, MinItems: &n, MaxItems: &n,
		Items: &huma.Schema{Type: huma.TypeInteger, Minimum: &low, Maximum: &high},
	}
}

// Schema implements huma.SchemaProvider.
func (factsShape) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeString}, {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}},
	}}}
}

// Schema implements huma.SchemaProvider.
func (countsShape) Schema(huma.Registry) *huma.Schema {
	low := 0.0
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: &huma.Schema{Type: huma.TypeInteger, Minimum: &low}}
}

// anyJSON marks a schema that takes every JSON value, so that the lint can tell
// it from one that was forgotten.
const anyJSON = "x-any-json"

// openObjects are the members whose JSON the types leave open and that are
// objects; what is in them is declared elsewhere.
var openObjects = map[string]bool{"properties": true, "answer": true, "options": true}

// finishSchemas completes the schemas of all documents once every route is
// declared.
func finishSchemas(r huma.Registry) {
	for name, s := range r.Map() {
		t := r.TypeFromRef("#/components/schemas/" + name)
		nullable := nullMembers(t)
		for member, p := range s.Properties {
			switch {
			case p.Ref != "" && nullable[member]:
				s.Properties[member] = &huma.Schema{Description: p.Description, OneOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
			case p.Ref != "" || p.Type != "" || len(p.OneOf) > 0:
			case openObjects[member]:
				p.Type, p.AdditionalProperties = huma.TypeObject, true
			default:
				p.Extensions = map[string]any{anyJSON: true}
			}
			s.Properties[member].PrecomputeMessages()
		}
		s.PrecomputeMessages()
	}
	r.Map()["TargetApproval"].Properties["target"].Items = levels().Items
}

// nullMembers are the members of a document that are null where there is
// nothing to say: pointers to documents that are always written.
func nullMembers(t reflect.Type) map[string]bool {
	found := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		name, more, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type.Kind() == reflect.Pointer && !f.Anonymous && more == "" {
			found[name] = true
		}
	}
	return found
}
