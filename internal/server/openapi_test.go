package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/access"
)

// What tests know of the API they know from its document, so that a new route
// is tested without a line here.

// shape is a JSON schema as it stands in the document.
type shape = map[string]any

// apiOp is one operation of the document.
type apiOp struct {
	id, method, path, area string
	action                 access.Action
	params                 []apiParam
	body                   shape  // of JSON; nil if it takes none
	accepts                string // media type of the body, empty for none
	answers                map[int]shape
	medias                 map[int]string
	may401                 bool // it says itself that it may answer 401
	doc                    map[string]shape
}

type apiParam struct {
	name, in string
	required bool
	shape    shape
}

// operationsOf reads the document that a server serves, in order of ids.
func operationsOf(t testing.TB, f *fixture) []*apiOp {
	t.Helper()
	var d struct {
		Paths map[string]map[string]struct {
			ID         string        `json:"operationId"`
			Action     access.Action `json:"x-action"`
			Area       string        `json:"x-area"`
			Parameters []struct {
				Name, In string
				Required bool
				Schema   shape
			}
			Body struct {
				Content map[string]struct{ Schema shape }
			} `json:"requestBody"`
			Responses map[string]struct {
				Content map[string]struct{ Schema shape }
			}
		}
		Components struct{ Schemas map[string]shape }
	}
	if err := json.Unmarshal(mustJSON(f.Document()), &d); err != nil {
		t.Fatal(err)
	}
	var list []*apiOp
	for path, methods := range d.Paths {
		for method, o := range methods {
			op := &apiOp{
				id: o.ID, method: strings.ToUpper(method), path: path, area: o.Area, action: o.Action,
				answers: map[int]shape{}, medias: map[int]string{}, doc: d.Components.Schemas,
			}
			for _, p := range o.Parameters {
				op.params = append(op.params, apiParam{p.Name, p.In, p.Required, p.Schema})
			}
			for media, c := range o.Body.Content {
				if op.accepts = media; media == "application/json" {
					op.body = c.Schema
				}
			}
			for status, r := range o.Responses {
				n, _ := strconv.Atoi(status)
				op.may401 = op.may401 || n == http.StatusUnauthorized
				for media, c := range r.Content {
					op.answers[n], op.medias[n] = c.Schema, media
				}
			}
			list = append(list, op)
		}
	}
	slices.SortFunc(list, func(a, b *apiOp) int { return strings.Compare(a.id, b.id) })
	return list
}

// resolve follows references.
func (o *apiOp) resolve(s shape) shape {
	for range 20 {
		ref, ok := s["$ref"].(string)
		if !ok {
			return s
		}
		s = o.doc[strings.TrimPrefix(ref, "#/components/schemas/")]
	}
	return s
}

func number(v any, or float64) float64 {
	if n, ok := v.(float64); ok {
		return n
	}
	return or
}

// typeOf gives the first type of a schema, empty if it takes anything.
func typeOf(s shape) string {
	switch t := s["type"].(type) {
	case string:
		return t
	case []any:
		return t[0].(string)
	}
	return ""
}

// least makes the smallest value that fits a schema.
func (o *apiOp) least(s shape) any {
	s = o.resolve(s)
	if e, ok := s["enum"].([]any); ok {
		return e[0]
	}
	switch typeOf(s) {
	case "string":
		if strings.HasPrefix(fmt.Sprint(s["pattern"]), `^\$`) {
			return "$a"
		}
		return strings.Repeat("x", int(number(s["minLength"], 0)))
	case "integer", "number":
		return number(s["minimum"], 0)
	case "boolean":
		return false
	case "array":
		list := []any{}
		for range int(number(s["minItems"], 0)) {
			list = append(list, o.least(s["items"].(shape)))
		}
		return list
	case "object", "":
		m := map[string]any{}
		required, _ := s["required"].([]any)
		for _, name := range required {
			m[name.(string)] = o.least(s["properties"].(shape)[name.(string)].(shape))
		}
		return m
	}
	return nil
}

// address makes the path and query of a call. values are those of parameters by
// name; a required one without a value gets the least that fits.
func (o *apiOp) address(values map[string]string) (path string, header http.Header) {
	path, header = o.path, http.Header{}
	query := url.Values{}
	for _, p := range o.params {
		v, ok := values[p.name]
		if !ok {
			if p.in != "path" && !p.required {
				continue
			}
			if v = fmt.Sprint(o.least(p.shape)); v == "" {
				v = "x"
			}
		}
		switch p.in {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.name+"}", url.PathEscape(v))
		case "query":
			if p.required {
				query.Set(p.name, v)
			}
		case "header":
			if p.required {
				header.Set(p.name, v)
			}
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, header
}

// misfits tells where a value does not fit a schema.
func (o *apiOp) misfits(s shape, v any, at string) []string {
	s = o.resolve(s)
	if len(s) == 0 || s["x-any-json"] == true {
		return nil
	}
	if one, ok := s["oneOf"].([]any); ok {
		var last []string
		for _, alternative := range one {
			if last = o.misfits(alternative.(shape), v, at); len(last) == 0 {
				return nil
			}
		}
		return last
	}
	if !fitsType(s["type"], v) {
		return []string{fmt.Sprintf("%s: %.80v is no %v", at, v, s["type"])}
	}
	if e, ok := s["enum"].([]any); ok && !slices.Contains(e, v) {
		return []string{fmt.Sprintf("%s: %.80v is none of %v", at, v, e)}
	}
	var bad []string
	switch x := v.(type) {
	case string:
		if n := utf8.RuneCountInString(x); float64(n) > number(s["maxLength"], math.Inf(1)) || float64(n) < number(s["minLength"], 0) {
			bad = append(bad, fmt.Sprintf("%s: a text of %d characters", at, n))
		}
		if p, ok := s["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(x) {
			bad = append(bad, fmt.Sprintf("%s: %.80q does not match %s", at, x, p))
		}
	case float64:
		if x < number(s["minimum"], math.Inf(-1)) || x > number(s["maximum"], math.Inf(1)) {
			bad = append(bad, fmt.Sprintf("%s: %v is out of range", at, x))
		}
	case []any:
		if n := float64(len(x)); n > number(s["maxItems"], math.Inf(1)) || n < number(s["minItems"], 0) {
			bad = append(bad, fmt.Sprintf("%s: a list of %d", at, len(x)))
		}
		for i, e := range x {
			bad = append(bad, o.misfits(s["items"].(shape), e, fmt.Sprintf("%s/%d", at, i))...)
		}
	case map[string]any:
		bad = append(bad, o.misfitsObject(s, x, at)...)
	}
	return bad
}

func (o *apiOp) misfitsObject(s shape, x map[string]any, at string) (bad []string) {
	properties, _ := s["properties"].(shape)
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := x[name.(string)]; !ok {
			bad = append(bad, fmt.Sprintf("%s: %s is missing", at, name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(x)) {
		if p, ok := properties[name].(shape); ok {
			bad = append(bad, o.misfits(p, x[name], at+"/"+name)...)
			continue
		}
		switch more := s["additionalProperties"].(type) {
		case shape:
			bad = append(bad, o.misfits(more, x[name], at+"/"+name)...)
		case bool:
			if !more {
				bad = append(bad, fmt.Sprintf("%s: %s is in no schema", at, name))
			}
		}
	}
	return bad
}

func fitsType(t, v any) bool {
	if list, ok := t.([]any); ok {
		return slices.ContainsFunc(list, func(one any) bool { return fitsType(one, v) })
	}
	switch x := v.(type) {
	case nil:
		return t == "null"
	case bool:
		return t == "boolean"
	case string:
		return t == "string"
	case float64:
		return t == "number" || t == "integer" && x == math.Trunc(x)
	case []any:
		return t == "array"
	case map[string]any:
		return t == "object"
	}
	return false
}

// judge tells what is wrong with an answer by the document: a status without a
// schema passes.
func (o *apiOp) judge(status int, media string, body []byte) []string {
	kind, _, _ := strings.Cut(media, ";")
	if status >= http.StatusBadRequest && kind != "application/problem+json" {
		return []string{fmt.Sprintf("a refusal of type %q: %.200s", media, body)}
	}
	want, ok := o.medias[status]
	switch {
	case status >= http.StatusBadRequest && !ok:
		return nil
	case !ok && len(body) > 0 && status != http.StatusNotModified:
		return []string{fmt.Sprintf("%d has a body of type %q that the document does not know", status, media)}
	case !ok:
		return nil
	case kind != want && !(want == "application/octet-stream" && kind != ""):
		return []string{fmt.Sprintf("%d is of type %q, want %q", status, media, want)}
	}
	if !strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "x-ndjson") {
		return nil
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return []string{fmt.Sprintf("%d is no JSON: %v in %.200s", status, err, body)}
	}
	return o.misfits(o.answers[status], v, "body")
}
