package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// small is a document without faults.
const small = `{
 "tags": [{"name": "item", "description": "Items."}],
 "paths": {"/api/v1/projects/{project}/items": {"post": {
  "operationId": "create-item", "summary": "Make one item", "tags": ["item"], "x-action": "write model", "x-area": "project",
  "security": [{"session": []}, {"token": []}],
  "parameters": [{"name": "project", "in": "path", "required": true, "description": "Key.", "schema": {"type": "string", "maxLength": 60}}],
  "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}},
  "responses": {
   "200": {"description": "OK", "headers": {"ETag": {"description": "Tag.", "schema": {"type": "string"}}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}},
   "401": P, "403": P, "404": P, "422": P, "429": P, "500": P, "503": P
  }
 }}},
 "components": {"securitySchemes": {"session": {}, "token": {}}, "schemas": {
  "New": {"type": "object", "additionalProperties": false, "required": ["title"], "properties": {
   "title": {"type": "string", "maxLength": 10, "description": "Title."},
   "kind": {"type": "string", "enum": ["zone"], "description": "Kind."},
   "levels": {"type": "array", "maxItems": 7, "description": "Levels.", "items": {"type": "integer", "minimum": 0, "maximum": 4}}}},
  "Item": {"type": "object", "additionalProperties": false, "required": ["key", "links"], "properties": {
   "key": {"type": "string", "description": "Key."},
   "old": {"description": "Anything.", "x-any-json": true},
   "counts": {"type": "object", "description": "By kind.", "additionalProperties": {"type": "integer"}},
   "links": {"type": "array", "description": "Links.", "items": {"$ref": "#/components/schemas/Link"}},
   "why": {"type": "array", "description": "Why; missing if not asked for.", "items": {"type": "string"}}}},
  "Link": {"type": "object", "additionalProperties": false, "properties": {"to": {"type": "string", "description": "Key."}}},
  "Problem": {"type": "object", "additionalProperties": false, "properties": {"status": {"type": "integer", "description": "Status."}}}
 }}}`

func changed(change ...string) []byte {
	s := strings.ReplaceAll(small, ": P", `: {"description": "No", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}`)
	return []byte(strings.NewReplacer(change...).Replace(s))
}

func TestADocumentWithoutFaultsPasses(t *testing.T) {
	var out bytes.Buffer
	if found, err := run(changed(), &out); found || err != nil {
		t.Errorf("got %v: %s", err, &out)
	}
}

func TestEachFaultIsFound(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no operationId", `"operationId": "create-item"`, `"x": 1`, "is no verb-noun"},
		{"no verb", "create-item", "item-create", "is no verb-noun; the verbs"},
		{"a verb alone", "create-item", "create", "is no verb-noun; the verbs"},
		{"capitals", "create-item", "create-Item", "in lower case"},
		{"no summary", `"summary": "Make one item",`, "", "the summary has 0 characters"},
		{"undeclared tag", `"tags": ["item"]`, `"tags": ["link"]`, `the tag "link" is not declared`},
		{"no tag", `"tags": ["item"]`, `"tags": []`, "it has 0 tags"},
		{"no action", `"x-action": "write model",`, "", "no x-action"},
		{"unknown area", `"x-area": "project"`, `"x-area": "plant"`, `x-area is "plant"`},
		{"open to all", `"security": [{"session": []}, {"token": []}]`, `"security": []`, "a session is not enough"},
		{"says nothing of security", `"security": [{"session": []}, {"token": []}],`, "", "says nothing of security"},
		{"optional security", `{"token": []}]`, `{}]`, "without any security scheme"},
		{"unknown scheme", `{"token": []}]`, `{"basic": []}]`, `scheme "basic" is not declared`},
		{"public with sign-in", `"x-area": "project"`, `"x-area": "public"`, "it is public and asks for sign-in"},
		{"parameter unexplained", `"description": "Key.", "schema"`, `"schema"`, "path.project: it has no description"},
		{"path parameter unbounded", `{"type": "string", "maxLength": 60}`, `{"type": "string"}`, "needs maxLength"},
		{"path parameter undeclared", "projects/{project}", "projects/{project}/{kind}", "parameter kind of the path"},
		{"text unbounded", `"maxLength": 10, "description": "Title."`, `"description": "Title."`, "New.title: a text that callers send"},
		{"list unbounded", `"maxItems": 7, `, "", "New.levels: a list that callers send"},
		{"number unbounded", `"minimum": 0, "maximum": 4`, `"minimum": 0`, "New.levels[]: a number that callers send"},
		{"member unexplained", `"maxLength": 10, "description": "Title."`, `"maxLength": 10`, "New.title: it has no description"},
		{"long text", `"description": "Title."`, `"description": "` + strings.Repeat("x", 601) + `"`, "belongs into the guide"},
		{"empty enum", `"enum": ["zone"]`, `"enum": []`, "its enum is empty"},
		{"nullable list", `"links": {"type": "array"`, `"links": {"type": ["array", "null"]`, "a list is never null"},
		{"list that may be missing", `"required": ["key", "links"]`, `"required": ["key"]`, "Item.links: a list of an answer is always there"},
		{"takes any member", `"New": {"type": "object", "additionalProperties": false`, `"New": {"type": "object", "additionalProperties": true`, "takes any other"},
		{"no type", `"x-any-json": true`, `"x": 1`, "Item.old: it has no type"},
		{"dangling reference", `"#/components/schemas/Link"`, `"#/components/schemas/Gone"`, "leads nowhere"},
		{"unused schema", `"items": {"$ref": "#/components/schemas/Link"}`, `"items": {"type": "string"}`, "Link: no operation uses it"},
		{"requires what is not there", `"required": ["title"]`, `"required": ["titel"]`, `requires "titel"`},
		{"refusal left out", `"429": {`, `"430": {`, "may answer 429"},
		{"refusal of another type", `"503": {"description": "No", "content": {"application/problem+json"`, `"503": {"description": "No", "content": {"application/json"`, "a refusal is not"},
		{"never succeeds", `"200": {`, `"420": {`, "it never succeeds"},
		{"header unexplained", `{"description": "Tag.", "schema": {"type": "string"}}`, `{"schema": {"type": "string"}}`, "the header ETag has no description"},
		{"the same path twice", `{"/api/v1/projects/{project}/items": {`, `{"/api/v1/projects/{key}/items": {}, "/api/v1/projects/{project}/items": {`, "only in the name of a parameter"},
		{"empty segment", "/api/v1/projects", "/api/v1//projects", "empty segment"},
	} {
		data := changed(c.old, c.new)
		if bytes.Equal(data, changed()) {
			t.Errorf("%s: %q is not in the document", c.name, c.old)
			continue
		}
		var out bytes.Buffer
		found, err := run(data, &out)
		if err != nil || !found || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: got %v\n%s\nwant %q", c.name, err, &out, c.want)
		}
	}
}

func TestTwoOperationsOfOneNameAreFound(t *testing.T) {
	data := changed(`"operationId": "create-item"`, `"operationId": "create-item"`)
	i := bytes.Index(data, []byte(`{"post": `))
	j := bytes.Index(data, []byte(`}},`+"\n \"components\""))
	item := data[i:j]
	twice := append(append(append([]byte{}, data[:j]...), `}, "/api/v1/projects/{project}/more": `...), append(item, data[j:]...)...)
	var out bytes.Buffer
	if found, err := run(twice, &out); err != nil || !found || !strings.Contains(out.String(), "is that of") {
		t.Errorf("got %v %s", err, &out)
	}
}

func TestWhatIsNoDocumentIsAnError(t *testing.T) {
	for _, data := range []string{"", "{}", "[]", `{"paths": 3}`} {
		if _, err := run([]byte(data), &bytes.Buffer{}); err == nil {
			t.Errorf("%q was taken for a document", data)
		}
	}
}

func TestTheDocumentOfTheTreeHasNoFaults(t *testing.T) {
	data, err := os.ReadFile("../../docs/api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if found, err := run(data, &out); found || err != nil {
		t.Errorf("got %v: %s", err, &out)
	}
}
