package standard

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/near"
)

// reader collects the faults of one YAML file, so that a person sees all of
// them at once and each with its line.
type reader struct {
	op     string
	file   string
	faults []*fault.Error
}

// object is a YAML mapping. It remembers which of its keys were asked for:
// what nobody asked for is a spelling mistake, and finish says so.
type object struct {
	rd     *reader
	node   *yaml.Node
	code   string // named in faults once it is known
	keys   []string
	values map[string]*yaml.Node
	asked  map[string]bool
	opened []*object // by words, for finishWords
}

func (rd *reader) fail(n *yaml.Node, subject, field, format string, a ...any) {
	e := fault.New(fault.Invalid, rd.op, format, a...)
	e.Subject = subject
	e.Place = fault.Place{File: rd.file, Field: field}
	if n != nil {
		e.Place.Line, e.Place.Column = n.Line, n.Column
	}
	rd.faults = append(rd.faults, e)
}

// mostFaults bounds the message about a file that is of another kind altogether.
const mostFaults = 100

// err gives the faults in the order of their lines, nil if there are none.
func (rd *reader) err() error { return join(rd.op, rd.faults) }

// join sorts faults by line and makes one error of them, nil of none. Beyond
// mostFaults it says how many more there are.
func join(op string, faults []*fault.Error) error {
	slices.SortStableFunc(faults, func(a, b *fault.Error) int {
		return cmp.Or(cmp.Compare(a.Place.Line, b.Place.Line), cmp.Compare(a.Place.Column, b.Place.Column))
	})
	var errs []error
	for i, f := range faults {
		if i == mostFaults {
			more := fault.New(fault.Invalid, op, "there are %d more faults; correct these first", len(faults)-i)
			more.Place.File = f.Place.File
			errs = append(errs, more)
			break
		}
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// parse reads the one document of a file and gives its top mapping.
func (rd *reader) parse(data []byte) (*object, bool) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if err == nil {
		if !errors.Is(dec.Decode(&more), io.EOF) {
			rd.fail(nil, "", "", "the file goes on after its first YAML document; put each document into a file of its own")
			return nil, false
		}
		return rd.object(doc.Content[0], "")
	}
	if errors.Is(err, io.EOF) {
		rd.fail(nil, "", "", "the file is empty; give it content or leave it out")
		return nil, false
	}
	e := fault.New(fault.Invalid, rd.op, "not readable as YAML: %s", err)
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		e.Place.Line, _ = strconv.Atoi(m[1])
		e.Message = "not readable as YAML: " + m[2]
	}
	e.Place.File = rd.file
	rd.faults = append(rd.faults, e)
	return nil, false
}

func (rd *reader) object(n *yaml.Node, field string) (*object, bool) {
	if n.Kind != yaml.MappingNode {
		rd.fail(n, "", field, "%s stands where keys with values belong", describe(n))
		return nil, false
	}
	o := &object{rd: rd, node: n, values: map[string]*yaml.Node{}, asked: map[string]bool{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			rd.fail(k, "", field, "a key must be a plain word")
			continue
		}
		if _, twice := o.values[k.Value]; twice {
			rd.fail(k, "", k.Value, "the key is given twice; keep one")
			continue
		}
		o.keys = append(o.keys, k.Value)
		o.values[k.Value] = n.Content[i+1]
	}
	return o, true
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "a reference to an anchor (write the value out)"
	default:
		return "a single value"
	}
}

func (o *object) fail(key, format string, a ...any) {
	n := o.values[key]
	if n == nil {
		n = o.node
	}
	o.rd.fail(n, o.code, key, format, a...)
}

// get gives the value of a key, nil if it is absent or null.
func (o *object) get(key string) *yaml.Node {
	o.asked[key] = true
	n := o.values[key]
	if n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	return n
}

func (o *object) has(key string) bool { return o.values[key] != nil }

// text gives a single value, "" if it is absent.
func (o *object) text(key string) string {
	n := o.get(key)
	if n == nil {
		return ""
	}
	return o.rd.scalar(n, o.code, key)
}

func (rd *reader) scalar(n *yaml.Node, subject, field string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!binary" {
		rd.fail(n, subject, field, "%s stands where a text belongs", describe(n))
		return ""
	}
	// Texts reach terminals and documents: an escape sequence must not.
	if i := strings.IndexFunc(n.Value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
		rd.fail(n, subject, field, "the text has a control character; remove it")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// must is text that may not be absent or blank.
func (o *object) must(key string) string {
	s := o.text(key)
	if s == "" {
		if n := o.values[key]; n == nil || n.Kind == yaml.ScalarNode {
			o.fail(key, "%s is missing; give it a value", key)
		}
	}
	return s
}

// number gives an integer from low to high; a fault if it is absent or other.
func (o *object) number(key string, low, high int) (int, bool) {
	s := o.must(key)
	if s == "" {
		return 0, false
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < low || v > high {
		o.fail(key, "%s is %s; write an integer from %d to %d", key, quoted(s), low, high)
		return 0, false
	}
	return v, true
}

// list gives a list of texts; a single text counts as a list of one.
func (o *object) list(key string) []string {
	n := o.get(key)
	if n == nil {
		return nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var out []string
	for _, item := range items {
		if s := o.rd.scalar(item, o.code, key); s != "" {
			out = append(out, s)
		} else if item.Kind == yaml.ScalarNode {
			o.rd.fail(item, o.code, key, "an entry of %s is empty; fill or remove it", key)
		}
	}
	return out
}

// child gives the mapping under a key, nil if it is absent or something else.
func (o *object) child(key string) *object {
	n := o.get(key)
	if n == nil {
		return nil
	}
	c, _ := o.rd.object(n, key)
	return c
}

// children gives the mappings of the list under a key.
func (o *object) children(key string) []*object {
	n := o.get(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		o.fail(key, "%s stands where a list belongs", describe(n))
		return nil
	}
	var out []*object
	for _, item := range n.Content {
		if c, ok := o.rd.object(item, key); ok {
			out = append(out, c)
		}
	}
	return out
}

// attributes takes the named keys, and those beginning with x-, as they are.
func (o *object) attributes(keys ...string) map[string]string {
	for _, k := range o.keys {
		if strings.HasPrefix(k, "x-") {
			keys = append(keys, k)
		}
	}
	out := map[string]string{}
	for _, k := range keys {
		if l := o.list(k); len(l) > 0 {
			out[k] = strings.Join(l, "; ")
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// skip marks keys as known whose content this package does not read.
func (o *object) skip(keys ...string) {
	for _, k := range keys {
		o.asked[k] = true
	}
}

// finish faults the keys that nobody asked for.
func (o *object) finish() {
	for _, k := range o.keys {
		if o.asked[k] || strings.HasPrefix(k, "x-") {
			continue
		}
		hint := "correct its spelling, or begin it with x- to keep it as a note of your own"
		if known := near.Words(k, slices.Sorted(maps.Keys(o.asked)), 1); len(known) > 0 {
			hint = fmt.Sprintf("did you mean %s?", known[0])
		}
		o.fail(k, "the key %s is not known here; %s", quoted(k), hint)
	}
}
