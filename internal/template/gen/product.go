package main

import (
	"fmt"

	"github.com/cordon-ot/cordon/internal/standard"
)

// offer is a product in short: the level stated met per FR, and exceptions.
type offer struct {
	Title          string              `yaml:"title"`
	Description    string              `yaml:"description"`
	Vendor         string              `yaml:"vendor"`
	Model          string              `yaml:"model"`
	ComponentTypes []string            `yaml:"component_types"`
	From           string              `yaml:"version_from"`
	To             string              `yaml:"version_to"`
	Levels         map[string]int      `yaml:"levels"`
	Without        []string            `yaml:"without"`
	Configured     map[string]string   `yaml:"configured"`
	NotRelevant    map[string]string   `yaml:"not_relevant"`
	NotMet         map[string]string   `yaml:"not_met"`
	Certificates   []map[string]string `yaml:"certificates"`

	answers map[string]string
}

const (
	met         = "met"
	configured  = "met when configured"
	notRelevant = "not relevant"
	notMet      = "not met"
)

// item writes the product out with one statement per row of its types.
func (o *offer) item(w *wording, std catalogues) (entry, error) {
	e := entry{"title": o.Title, "component_types": anys(o.ComponentTypes)}
	for name, v := range map[string]string{"description": o.Description, "vendor": o.Vendor, "model": o.Model, "version_from": o.From, "version_to": o.To} {
		if v != "" {
			e[name] = v
		}
	}
	absent, err := o.absent(w)
	if err != nil {
		return nil, err
	}
	o.answers = map[string]string{}
	var table []any
	for _, r := range std.components.RowsFor(o.ComponentTypes) {
		s := o.statement(w, r, absent)
		o.answers[r.Ref.Code] = s["answer"]
		table = append(table, s)
	}
	e["statements"] = table
	var certificates []any
	for _, c := range o.Certificates {
		certificates = append(certificates, c)
	}
	if certificates != nil {
		e["certificates"] = certificates
	}
	for _, exceptions := range []map[string]string{o.Configured, o.NotRelevant, o.NotMet} {
		for code := range exceptions {
			if o.answers[code] == "" {
				return nil, fmt.Errorf("%s: %s is no row of its component types", o.Title, code)
			}
		}
	}
	return e, nil
}

// absent gives the reason of every row that is not relevant.
func (o *offer) absent(w *wording) (map[string]string, error) {
	out := map[string]string{}
	for _, what := range o.Without {
		a, ok := w.Without[what]
		if !ok {
			return nil, fmt.Errorf("%s is without %q, which the wording does not know", o.Title, what)
		}
		for _, code := range a.Rows {
			out[code] = a.Reason
		}
	}
	for code, reason := range o.NotRelevant {
		out[code] = reason
	}
	return out, nil
}

func (o *offer) statement(w *wording, r *standard.Requirement, absent map[string]string) map[string]string {
	code := r.Ref.Code
	s := map[string]string{"row": r.Ref.String()}
	set := w.Components[code].Configured
	if own, ok := o.Configured[code]; ok {
		set = own
	}
	measure, refused := o.NotMet[code]
	switch {
	case absent[code] != "":
		s["answer"], s["reason"] = notRelevant, absent[code]
	case refused:
		s["answer"], s["measure"] = notMet, measure
	case int(r.Level) > o.Levels[r.FR.String()]:
		s["answer"] = notMet
	case set != "":
		s["answer"], s["configuration"] = configured, set
	default:
		s["answer"] = met
	}
	return s
}
