package text

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// state says what an entry says about retirement.
type state uint8

const (
	unsaid state = iota
	retired
	living
)

// entry is one item as a file says it is.
type entry struct {
	key     model.Key
	file    *file
	line    int32
	column  int32
	retired state
	faulty  bool   // no title could be read, and why is said
	title   string // empty if not written
	props   model.Props
	links   []end // in order of verb and end
}

// end is a link as it is written.
type end struct {
	to    model.Key
	line  int32
	verb  model.Verb
	made  bool // its op is among those of the plan
	props model.Props
}

// parser turns the tree of one file into entries.
type parser struct {
	*file
	schema *model.Schema
	base   *model.Snapshot
	// undeclared passes over names of custom properties: their declaration is
	// at fault and named already.
	undeclared bool
}

// entries reads every entry of a file of items.
func (p *parser) entries(root *yaml.Node) []entry {
	pairs := p.pairs(root, "")
	list := make([]entry, 0, len(pairs))
	for _, kv := range pairs {
		list = append(list, p.entryOf(kv)...)
	}
	return list
}

// entryOf reads one entry; none if its key is at fault.
func (p *parser) entryOf(kv pair) []entry {
	key, err := model.ParseKey(kv.key.Value)
	if err != nil {
		p.fault(kv.key.Line, kv.key.Column, "", "", "%v", err)
		return nil
	}
	if key.Kind != p.kind {
		p.fault(kv.key.Line, kv.key.Column, key.String(), "", "%s is %s and belongs in %s", key, withArticle(key.Kind.String()), numbered(stemOf(key.Kind), 1))
		return nil
	}
	return []entry{p.entry(key, kv)}
}

// place says where a line of the entry's file is, as Op.Place carries it.
func (e *entry) place(line int32) string { return e.file.name + ": line " + strconv.Itoa(int(line)) }

func (p *parser) entry(key model.Key, kv pair) entry {
	e := entry{key: key, file: p.file, line: int32(kv.key.Line), column: int32(kv.key.Column)}
	if isNull(kv.value) {
		return e
	}
	if kv.value.Kind != yaml.MappingNode {
		p.fault(kv.value.Line, kv.value.Column, key.String(), "", "what follows the key must be a mapping that begins with a title")
		e.faulty = true
		return e
	}
	for _, kv := range p.pairs(kv.value, key.String()) {
		p.member(&e, kv)
	}
	slices.SortFunc(e.props, func(a, b model.Prop) int { return strings.Compare(a.Name, b.Name) })
	p.sortLinks(&e)
	return e
}

// member reads one line of an entry: title, retirement, a property, or links.
func (p *parser) member(e *entry, kv pair) {
	name := kv.key.Value
	switch name {
	case "title":
		before := len(p.faults) + p.more
		v := p.value(e.key.String(), &model.PropDecl{Name: name, Type: model.Text}, kv.value)
		e.faulty = len(p.faults)+p.more > before
		if strings.Contains(v.Text(), "\n") {
			p.fault(kv.value.Line, kv.value.Column, e.key.String(), name, "a title is one line; put the rest into description")
		}
		e.title = v.Text()
		return
	case "retired":
		if v := p.value(e.key.String(), &model.PropDecl{Name: name, Type: model.Bool}, kv.value); v.Bool() {
			e.retired = retired
		} else if !v.IsZero() {
			e.retired = living
		}
		return
	}
	if d := p.schema.Prop(e.key.Kind, name); d != nil {
		if v := p.value(e.key.String(), d, kv.value); !v.IsZero() {
			e.props = append(e.props, model.Prop{Name: d.Name, Value: v})
		}
		return
	}
	if v := verbByKey[name]; v != model.NoVerb && contains(verbsFrom[e.key.Kind], v) {
		p.ends(e, v, kv)
		return
	}
	custom := strings.HasPrefix(name, "x_")
	if custom && (p.undeclared || p.kept(e, kv)) {
		return
	}
	hint := p.suggest(e.key.Kind, name)
	if custom {
		hint = "; declare it under custom_properties of the system"
	}
	p.fault(kv.key.Line, kv.key.Column, e.key.String(), name, "%s has no property and no link %q%s", withArticle(e.key.Kind.String()), name, hint)
}

// kept takes over a value whose property is declared no more, if it is the
// one the item has: such values stay in the record and are exported.
func (p *parser) kept(e *entry, kv pair) bool {
	n, ok := p.base.ByKey(e.key)
	if !ok {
		return false
	}
	has := p.base.Item(n).Props.Value(kv.key.Value)
	t := has.Type()
	if t == model.Enum {
		t = model.Text // its words are not known any more
	}
	v, _, err := valueOf(&model.PropDecl{Name: kv.key.Value, Type: t}, kv.value)
	if has.Type() == model.Enum {
		v = model.TextValue(model.Enum, v.Text())
	}
	if err != nil || has.IsZero() || !v.Equal(has) {
		return false
	}
	e.props = append(e.props, model.Prop{Name: kv.key.Value, Value: has})
	return true
}

// ends reads the links of one verb: a key, a list of keys, or maps with the
// key under "to" and the properties of the link beside it.
func (p *parser) ends(e *entry, v model.Verb, kv pair) {
	list := []*yaml.Node{kv.value}
	if kv.value.Kind == yaml.SequenceNode {
		list = kv.value.Content
	}
	for _, n := range list {
		switch {
		case isNull(n):
		case n.Kind == yaml.ScalarNode:
			p.end(e, v, kv.key.Value, n, nil)
		case n.Kind == yaml.MappingNode:
			p.endWithProps(e, v, kv.key.Value, n)
		default:
			p.fault(n.Line, n.Column, e.key.String(), kv.key.Value, "a link is written as a key, such as ZON-1, or as a mapping with the key under \"to\"")
		}
	}
}

func (p *parser) end(e *entry, v model.Verb, field string, n *yaml.Node, props model.Props) {
	to, err := model.ParseKey(n.Value)
	if err != nil {
		p.fault(n.Line, n.Column, e.key.String(), field, "%v", err)
		return
	}
	if !p.schema.Allows(v, e.key.Kind, to.Kind) {
		p.fault(n.Line, n.Column, e.key.String(), field, "%s cannot be %q %s (%s)", withArticle(e.key.Kind.String()), v, withArticle(to.Kind.String()), to)
		return
	}
	e.links = append(e.links, end{to: to, verb: v, line: int32(n.Line), props: props})
}

func (p *parser) endWithProps(e *entry, v model.Verb, field string, n *yaml.Node) {
	var to *yaml.Node
	var props model.Props
	for _, kv := range p.pairs(n, e.key.String()) {
		if kv.key.Value == "to" && kv.value.Kind == yaml.ScalarNode {
			to = kv.value
			continue
		}
		d := p.schema.LinkProp(v, kv.key.Value)
		if d == nil {
			p.fault(kv.key.Line, kv.key.Column, e.key.String(), field, "a link %q has no property %q%s", v, kv.key.Value, nearest(kv.key.Value, linkNames(p.schema, v)))
			continue
		}
		if value := p.value(e.key.String(), d, kv.value); !value.IsZero() {
			props = append(props, model.Prop{Name: d.Name, Value: value})
		}
	}
	if to == nil {
		p.fault(n.Line, n.Column, e.key.String(), field, "the link does not say where it leads; write the key under \"to\"")
		return
	}
	slices.SortFunc(props, func(a, b model.Prop) int { return strings.Compare(a.Name, b.Name) })
	p.end(e, v, field, to, props)
}

// sortLinks puts links in order and names those written twice.
func (p *parser) sortLinks(e *entry) {
	slices.SortStableFunc(e.links, func(a, b end) int { return compareEnds(a.verb, a.to, b.verb, b.to) })
	out := e.links[:0]
	for i, l := range e.links {
		if i > 0 && e.links[i-1].verb == l.verb && e.links[i-1].to == l.to {
			p.fault(int(l.line), 0, e.key.String(), verbKey(l.verb), "the link to %s stands twice; the other is in line %d", l.to, e.links[i-1].line)
			continue
		}
		out = append(out, l)
	}
	e.links = slices.Clip(out)
}

// value reads the value of a property. Blank counts as missing.
func (p *parser) value(subject string, d *model.PropDecl, n *yaml.Node) model.Value {
	wrong := func(at *yaml.Node, err error) { p.fault(at.Line, at.Column, subject, d.Name, "%v", err) }
	if d.Type == model.Table && !isNull(n) {
		return tableOf(d, n, wrong)
	}
	v, at, err := valueOf(d, n)
	if err != nil {
		wrong(at, err)
		return model.Value{}
	}
	return v
}

// valueOf reads a value, or says what is wrong first and at which node.
func valueOf(d *model.PropDecl, n *yaml.Node) (model.Value, *yaml.Node, error) {
	switch {
	case isNull(n):
		return model.Value{}, n, nil
	case d.Type == model.Table:
		at, first := n, error(nil)
		v := tableOf(d, n, func(where *yaml.Node, err error) {
			if first == nil {
				at, first = where, err
			}
		})
		return v, at, first
	case n.Kind == yaml.ScalarNode:
		v, err := d.Parse(n.Value)
		return v, n, err
	case n.Kind != yaml.SequenceNode || (d.Type != model.Vector && d.Type != model.TextList):
		return model.Value{}, n, fmt.Errorf("a %s is needed here, not a %s", d.Type, fault.Word(shape(n)))
	}
	texts := make([]string, 0, len(n.Content))
	for _, c := range n.Content {
		switch {
		case isNull(c):
		case c.Kind == yaml.ScalarNode:
			texts = append(texts, c.Value)
		default:
			return model.Value{}, c, fmt.Errorf("an entry of the list must be a text, not a %s", fault.Word(shape(c)))
		}
	}
	if d.Type == model.Vector {
		if len(texts) != 7 {
			return model.Value{}, n, errors.New("a vector has seven levels, in the order IAC UC SI DC RDF TRE RA")
		}
		v, err := d.Parse("[" + strings.Join(texts, ", ") + "]")
		return v, n, err
	}
	v, err := d.List(normalized(texts))
	return v, n, err
}

// normalized gives texts the line ends that every other value gets.
func normalized(texts []string) []string {
	for i, s := range texts {
		texts[i] = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return texts
}

// tableOf reads a table and names every record that is wrong.
func tableOf(d *model.PropDecl, n *yaml.Node, wrong func(at *yaml.Node, err error)) model.Value {
	if n.Kind != yaml.SequenceNode {
		wrong(n, errors.New("a table is needed here: a list of mappings from column to text"))
		return model.Value{}
	}
	var records []model.Record
	for _, c := range n.Content {
		list, at, err := recordOf(d, c)
		if err != nil {
			wrong(at, err)
			continue
		}
		records = append(records, list...)
	}
	if len(records) == 0 {
		return model.Value{}
	}
	return model.TableValue(records)
}

// recordOf reads one record of a table, or says what is wrong and at which
// node.
func recordOf(d *model.PropDecl, n *yaml.Node) ([]model.Record, *yaml.Node, error) {
	if n.Kind != yaml.MappingNode {
		return nil, n, errors.New("a record of the table must be a mapping from column to text")
	}
	cells := make(map[string]string, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || (v.Kind != yaml.ScalarNode) {
			return nil, k, fmt.Errorf("a cell of the table must be a text, not a %s", fault.Word(shape(v)))
		}
		if _, twice := cells[k.Value]; twice {
			return nil, k, fmt.Errorf("the column %s stands twice in this record", k.Value)
		}
		cells[k.Value] = ""
		if !isNull(v) {
			cells[k.Value] = v.Value
		}
	}
	v, err := d.Records([]map[string]string{cells})
	if err != nil {
		// One record at a time, so that the fault can be placed; its number is
		// then always 1 and says nothing.
		return nil, n, fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "record 1: "))
	}
	return v.Records(), n, nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "mapping"
	case yaml.SequenceNode:
		return "list"
	}
	return "text"
}
