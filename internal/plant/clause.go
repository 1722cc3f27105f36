package plant

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// The editions that short rows belong to.
const (
	systemEdition    = "62443-3-3:2013 "
	componentEdition = "62443-4-2:2019 "
)

// clauses reads what a line says about an item.
func (p *parser) clauses(d *draft, number int, words []word) {
	link := -1 // the first link of the verb just read, whose properties may follow
	for len(words) > 0 {
		w := words[0]
		name := w.text()
		value, hasValue := word{}, len(words) > 1
		if hasValue {
			value = words[1]
		}
		used := 2
		switch decl := p.prop(d, name); {
		case p.row(d, w):
			used = 1
		case name == "target" || name == "proposed":
			p.target(d, number, name, value)
		case decl != nil && decl.Type == model.Bool:
			d.props[decl.Name] = model.BoolValue(true)
			used = 1
		case decl != nil:
			p.setProp(d, number, decl, value)
		case name == "types":
			p.setProp(d, number, p.prop(d, "component_types"), value)
		case p.enumWord(d, name):
			used = 1
		case link >= 0 && p.linkProp(d.other[link:], name, value):
		default:
			v, err := model.ParseVerb(name)
			if d.kind == model.KindAllocation && name == "at" {
				v, err = model.AllocatedTo, nil
			}
			if err != nil {
				p.fault(number, "%q is no property, word or verb of a %s", name, d.kind)
				return
			}
			link = len(d.other)
			for _, to := range value.parts {
				d.other = append(d.other, pending{kind: model.OpLink, verb: v, to: to, line: number})
			}
		}
		if used > len(words) {
			p.fault(number, "%q needs something after it", name)
			return
		}
		words = words[used:]
	}
}

// row takes a row of the standard that stands without a name.
func (p *parser) row(d *draft, w word) bool {
	if !w.quoted || (d.kind != model.KindAllocation && d.kind != model.KindComponentRequirement) {
		return false
	}
	v, err := p.prop(d, "row").Parse(reference(w.text()))
	if err != nil {
		return false
	}
	d.props["row"] = v
	return true
}

// reference completes a short row.
func reference(s string) string {
	switch {
	case strings.Contains(s, ":"):
		return s
	case strings.HasPrefix(s, "SR "):
		return systemEdition + s
	}
	return componentEdition + s
}

func (p *parser) target(d *draft, number int, name string, w word) {
	decl := p.prop(d, "target")
	if decl == nil {
		p.fault(number, "a %s has no target", d.kind)
		return
	}
	p.setProp(d, number, decl, w)
	if v, ok := d.props["target"]; ok && name == "target" {
		d.props["approved_target"] = v
	}
}

func (p *parser) setProp(d *draft, number int, decl *model.PropDecl, w word) {
	if decl == nil {
		p.fault(number, "a %s has no component types", d.kind)
		return
	}
	var v model.Value
	var err error
	if decl.Type == model.TextList {
		v, err = decl.List(w.parts)
	} else {
		v, err = decl.Parse(w.text())
	}
	if err != nil {
		p.fault(number, "%s: %v", decl.Name, err)
		return
	}
	if !v.IsZero() {
		d.props[decl.Name] = v
	}
}

// enumWord takes a word that is one of a property of the kind.
func (p *parser) enumWord(d *draft, name string) bool {
	for _, decl := range p.snapshot.Schema().Props(d.kind) {
		if decl.Type != model.Enum {
			continue
		}
		if v, err := decl.Parse(name); err == nil && !v.IsZero() {
			d.props[decl.Name] = v
			return true
		}
	}
	return false
}

// linkProp takes a property of the links just read.
func (p *parser) linkProp(links []pending, name string, w word) bool {
	if len(links) == 0 {
		return false
	}
	decl := p.snapshot.Schema().LinkProp(links[0].verb, propName(name))
	if decl == nil {
		return false
	}
	v, err := decl.Parse(w.text())
	if err != nil {
		p.fault(links[0].line, "%s: %v", decl.Name, err)
		return true
	}
	for i := range links {
		links[i].props = links[i].props.With(decl.Name, v)
	}
	return true
}

// states reads statements of a product or overrides of an asset.
func (p *parser) states(number int, words []word) {
	table := map[model.Kind]string{}
	table[model.KindProduct], table[model.KindAsset] = "statements", "overrides"
	if p.current == nil || table[p.current.kind] == "" || len(words) < 2 {
		p.fault(number, "states follows a product or an asset and takes rows and an answer")
		return
	}
	cells := map[string]string{"answer": words[1].text()}
	if !p.pairs(number, words[2:], cells) {
		return
	}
	for _, row := range words[0].parts {
		own := map[string]string{"row": reference(row)}
		for k, v := range cells {
			own[k] = v
		}
		p.record(p.current, number, table[p.current.kind], own)
	}
}

// accepts reads the acceptance of a finding about a zone.
func (p *parser) accepts(number int, words []word) {
	if p.current == nil || p.current.kind != model.KindZone || len(words) < 1 {
		p.fault(number, "accepts follows a zone and takes the rule, reason and by")
		return
	}
	cells := map[string]string{"rule": words[0].text()}
	if p.pairs(number, words[1:], cells) {
		p.record(p.current, number, "acceptances", cells)
	}
}

func (p *parser) pairs(number int, words []word, into map[string]string) bool {
	if len(words)%2 != 0 {
		p.fault(number, "%q needs something after it", words[len(words)-1].text())
		return false
	}
	for i := 0; i < len(words); i += 2 {
		into[words[i].text()] = words[i+1].text()
	}
	return true
}

// record appends to a table of the item, beginning with what it holds already.
func (p *parser) record(d *draft, number int, table string, cells map[string]string) {
	have, ok := d.props[table]
	if n, there := p.snapshot.ByID(d.id); there && !ok {
		have = p.snapshot.Item(n).Props.Value(table)
	}
	v, err := p.prop(d, table).Records([]map[string]string{cells})
	if err != nil {
		p.fault(number, "%s: %v", table, err)
		return
	}
	records := append([]model.Record(nil), have.Records()...)
	d.props[table] = model.TableValue(append(records, v.Records()...))
}
