package search

import (
	"iter"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// field is one text of an item.
type field struct {
	name   string // key, title or the name of a property
	verb   model.Verb
	to     model.Node
	row    int
	column string
	text   string
	title  string // of the row of the standard that text refers to
}

func (v *field) head() bool {
	return v.name == fieldKey || v.name == fieldTitle && v.verb == model.NoVerb
}

const (
	fieldKey   = "key"
	fieldTitle = "title"
)

func (v *field) fold(f *folder) {
	f.text(v.text)
	if v.title != "" {
		f.gap = true
		f.text(v.title)
	}
}

// shown is the text as people read it.
func (v *field) shown() string {
	if v.title == "" {
		return v.text
	}
	return v.text + " " + v.title
}

// fields yields the texts of an item: key, title, properties in order of name,
// then the properties of its links.
func (x *Index) fields(it *model.Item) iter.Seq[*field] {
	return func(yield func(*field) bool) {
		f := field{name: fieldKey, to: model.NoNode, text: it.Key.String()}
		if !yield(&f) {
			return
		}
		f = field{name: fieldTitle, to: model.NoNode, text: it.Title}
		if !yield(&f) || !x.props(&f, it.Props, yield) {
			return
		}
		for i := range it.Links {
			f.verb, f.to = it.Links[i].Verb, it.Links[i].To
			if !x.props(&f, it.Links[i].Props, yield) {
				return
			}
		}
	}
}

func (x *Index) props(f *field, props model.Props, yield func(*field) bool) bool {
	for i := range props {
		v := props[i].Value
		f.name, f.row, f.column, f.title = props[i].Name, 0, "", ""
		switch v.Type() {
		case model.Text, model.Enum, model.Date, model.Moment, model.Digest, model.Row:
			f.text = v.Text()
			if v.Type() != model.Row {
				if !yield(f) {
					return false
				}
				continue
			}
			if !x.row(f, yield) {
				return false
			}
		case model.TextList:
			for j, s := range v.List() {
				f.row, f.text = j+1, s
				if !yield(f) {
					return false
				}
			}
		case model.Table:
			for j, r := range v.Records() {
				for _, c := range r {
					f.row, f.column, f.text = j+1, c.Column, c.Text
					if !yield(f) {
						return false
					}
				}
			}
		}
	}
	return true
}

// row yields a row of the standard with its title, and its titles in other
// languages alone, so that its code is found in one place.
func (x *Index) row(f *field, yield func(*field) bool) bool {
	titles := x.rowTitles(f.text)
	if len(titles) == 0 {
		return yield(f)
	}
	f.title = titles[0]
	if !yield(f) {
		return false
	}
	f.title = ""
	for _, t := range titles[1:] {
		f.text = t
		if !yield(f) {
			return false
		}
	}
	return true
}

// rowTitles gives the titles of a row of the standard, one for each language,
// English first; none if it is not known.
func (x *Index) rowTitles(ref string) []string {
	if t, ok := x.titles[ref]; ok {
		return t
	}
	r, err := standard.ParseRef(ref)
	if err != nil || x.lib == nil {
		return nil
	}
	if c, ok := x.lib.Catalogue(r.Part, r.Edition); ok {
		if q, ok := c.Lookup(r.Code); ok {
			return titlesOf(c, q)
		}
	}
	return nil
}

func titlesOf(c *standard.Catalogue, r *standard.Requirement) []string {
	titles := []string{r.Title}
	for _, language := range standard.Languages()[1:] {
		if t, ok := c.In(language).Lookup(r.Ref.Code); ok && t.Title != r.Title {
			titles = append(titles, t.Title)
		}
	}
	return titles
}
