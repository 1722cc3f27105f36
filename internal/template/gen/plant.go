package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// plant is one sample being made.
type plant struct {
	words  *wording
	std    catalogues
	recipe recipe
	items  sheet
	offers map[string]*offer
	stages []stage
	names  []string // of the stages

	next        map[string]int    // last number given, by key prefix
	allocations map[string]string // PLACE/ROW to key
	tests       map[string][]string
	lastRun     map[string]string // PLACE/ROW to the last run made for it
	files       map[string][]byte // evidence files by digest in hexadecimal
	partial     []sheet           // one per stage
	faults      []error
}

func newPlant(dir string, w *wording, std catalogues) (*plant, error) {
	p := &plant{
		words: w, std: std, next: map[string]int{}, allocations: map[string]string{},
		tests: map[string][]string{}, lastRun: map[string]string{}, files: map[string][]byte{},
		offers: map[string]*offer{},
	}
	var err error
	if p.items, err = readSheets(dir, "plant.yaml", "assets.yaml"); err != nil {
		return nil, err
	}
	if err := readYAML(filepath.Join(dir, "products.yaml"), &p.offers); err != nil {
		return nil, err
	}
	if err := readYAML(filepath.Join(dir, "chain.yaml"), &p.recipe); err != nil {
		return nil, err
	}
	stages, err := filepath.Glob(filepath.Join(dir, "steps", "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, path := range stages {
		var s stage
		if err := readYAML(path, &s); err != nil {
			return nil, err
		}
		p.stages = append(p.stages, s)
		p.names = append(p.names, strings.TrimSuffix(filepath.Base(path), ".yaml"))
	}
	return p, nil
}

// make fills in everything that the sources leave out.
func (p *plant) make() error {
	for _, step := range []func() error{p.products, p.allocate, p.proveMeasures, p.provePlaces, p.handWritten, p.advance} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, kinds := range append(slices.Clone(p.partial), p.items) {
		if err := p.resolve(kinds); err != nil {
			return err
		}
	}
	return errors.Join(p.faults...)
}

func (p *plant) products() error {
	p.items["products"] = map[string]entry{}
	for key, o := range p.offers {
		e, err := o.item(p.words, p.std)
		if err != nil {
			return err
		}
		p.items["products"][key] = e
	}
	return nil
}

// key gives the next key of a prefix, after those written by hand.
func (p *plant) key(prefix, plural string) string {
	if p.next[prefix] == 0 {
		for k := range p.items[plural] {
			n, _ := strconv.Atoi(strings.TrimPrefix(k, prefix+"-"))
			p.next[prefix] = max(p.next[prefix], n)
		}
	}
	p.next[prefix]++
	return prefix + "-" + strconv.Itoa(p.next[prefix])
}

func (p *plant) add(prefix, plural string, e entry) string {
	key := p.key(prefix, plural)
	if p.items[plural] == nil {
		p.items[plural] = map[string]entry{}
	}
	p.items[plural][key] = e
	return key
}

// places lists zones, then conduits.
func (p *plant) places() []string {
	return append(keysOf(p.items["zones"]), keysOf(p.items["conduits"])...)
}

func (p *plant) place(key string) entry {
	if e, ok := p.items["zones"][key]; ok {
		return e
	}
	return p.items["conduits"][key]
}

// allocate makes one allocation per row that applies (rules, section 1).
func (p *plant) allocate() error {
	for _, place := range p.places() {
		written := p.place(place).text("approved_target")
		if written == "" {
			continue
		}
		target, err := sl.ParseVector(written)
		if err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
		for _, r := range p.std.rows.Rows() {
			if r.Level > target[r.FR-1] {
				continue
			}
			e := entry{"title": r.Title, "row": r.Ref.String(), "allocated_to": place}
			p.assess(e, p.recipe.Places[place], r.Ref.Code)
			p.allocations[place+"/"+r.Ref.Code] = p.add("ALL", "allocations", e)
		}
	}
	return nil
}

func (p *plant) assess(e entry, w work, code string) {
	if slices.Contains(w.Complete, code) || slices.Contains(w.Satisfied, code) {
		e["assessment"] = "met"
		return
	}
	s, ok := w.Rows[code]
	if !ok {
		return
	}
	if s.Assessment == "" {
		s.Assessment = "met"
	}
	for name, v := range map[string]string{
		"assessment": s.Assessment, "reason": s.Reason, "approved_by": s.ApprovedBy,
		"approved_on": s.ApprovedOn, "owner": s.Owner, "due": s.Due,
	} {
		if v != "" {
			e[name] = v
		}
	}
}

// concerned lists the assets a row concerns in a place (rules, section 3),
// whatever component rows there are.
func (p *plant) concerned(place string, fr sl.FR) []string {
	in := []string{place}
	if fr == sl.RDF && p.items["zones"][place] != nil {
		for key, c := range p.items["conduits"] {
			if slices.Contains(c.list("connects"), place) {
				in = append(in, key)
			}
		}
	}
	var out []string
	for _, key := range keysOf(p.items["assets"]) {
		a := p.items["assets"][key]
		state := a.text("lifecycle")
		if slices.Contains(in, a.text("in")) && (state == "" || state == "in service" || state == "out of service") {
			out = append(out, key)
		}
	}
	return out
}

// asked lists the component rows that a row asks of an asset.
func (p *plant) asked(asset, code string) []*standard.Requirement {
	types := p.items["assets"][asset].list("component_types")
	if o := p.offers[p.items["assets"][asset].text("instance_of")]; o != nil && len(types) == 0 {
		types = o.ComponentTypes
	}
	var out []*standard.Requirement
	for _, r := range p.std.components.DerivedFrom(code) {
		if slices.ContainsFunc(types, r.AppliesTo) {
			out = append(out, r)
		}
	}
	return out
}

// answer gives what is stated for an asset.
func (p *plant) answer(asset, code string) string {
	a := p.items["assets"][asset]
	overrides, _ := a["overrides"].([]any)
	for _, o := range overrides {
		m, _ := o.(map[string]any)
		if m["row"] == "62443-4-2:2019 "+code {
			answer, _ := m["answer"].(string)
			return answer
		}
	}
	if o := p.offers[a.text("instance_of")]; o != nil {
		return o.answers[code]
	}
	return ""
}

// handWritten gives evidence that stands in the sources its file.
func (p *plant) handWritten() error {
	for _, key := range keysOf(p.items["evidence"]) {
		e := p.items["evidence"][key]
		if content := e.text("content"); content != "" {
			e["digest"] = p.file([]byte(content))
			delete(e, "content")
		}
	}
	return nil
}

// resolve replaces @PLACE/ROW by the key of the allocation and @RUN PLACE/ROW
// by the last run of that row.
func (p *plant) resolve(kinds sheet) error {
	var bad error
	var walk func(v any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case string:
			at, ok := strings.CutPrefix(v, "@")
			if !ok {
				return v
			}
			key := p.allocations[at]
			if row, ok := strings.CutPrefix(at, "RUN "); ok {
				key = p.lastRun[row]
			}
			if key == "" {
				bad = fmt.Errorf("%s stands for nothing", v)
			}
			return key
		case []any:
			for i := range v {
				v[i] = walk(v[i])
			}
		case map[string]any:
			for k := range v {
				v[k] = walk(v[k])
			}
		case entry:
			for k := range v {
				v[k] = walk(v[k])
			}
		}
		return v
	}
	for _, plural := range slices.Sorted(maps.Keys(kinds)) {
		for _, e := range kinds[plural] {
			walk(e)
		}
	}
	return bad
}

// moment adds minutes to a moment of the sources.
func moment(at string, minutes int) (string, error) {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return "", err
	}
	return t.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339), nil
}

// contradiction keeps a fault of the sources, so that all are named at once.
func (p *plant) contradiction(format string, a ...any) {
	p.faults = append(p.faults, fmt.Errorf(format, a...))
}
