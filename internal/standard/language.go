package standard

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
)

// English is the language of the catalogues themselves, and of every text that
// another language lacks.
const English = "en"

// Languages are the languages that the product ships texts in, English first.
func Languages() []string { return slices.Concat([]string{English}, others) }

// others are the languages besides English; each has a folder in data.
var others = []string{"de"}

// In gives the library in a language: the same editions, rows, levels and
// overlays, with titles, intents and hints in that language where there are any
// and in English where not (Requirement.EnglishOnly). What is no language of
// the product gives the library as it is; so do editions that a user brings.
func (l *Library) In(language string) *Library {
	twins := translated(language)
	if len(twins) == 0 {
		return l
	}
	n := &Library{parts: l.parts, byPart: make(map[string][]*Catalogue, len(l.byPart)), overlays: l.overlays}
	for p, list := range l.byPart {
		own := slices.Clone(list)
		for i, c := range own {
			if twin := twins[c]; twin != nil {
				own[i] = twin
			}
		}
		n.byPart[p] = own
	}
	return n
}

// In gives the edition in a language, as Library.In does.
func (c *Catalogue) In(language string) *Catalogue {
	if twin := translated(language)[c]; twin != nil {
		return twin
	}
	return c
}

// translated gives the shipped catalogues in a language, by those they stand
// for. That the files read without a fault is proved by the tests.
func translated(language string) map[*Catalogue]*Catalogue {
	if !slices.Contains(others, language) {
		return nil
	}
	return allTranslated()[language]
}

var allTranslated = sync.OnceValue(func() map[string]map[*Catalogue]*Catalogue {
	out := map[string]map[*Catalogue]*Catalogue{}
	l, err := Shipped()
	if err != nil {
		return out
	}
	for _, language := range others {
		if twins, err := translateAll(l.Catalogues(), embedded, "data/"+language); err == nil {
			out[language] = twins
		}
	}
	return out
})

// translateAll makes the catalogues anew with the files of a folder named as
// those of the catalogues are, each naming the folder's language.
func translateAll(cs []*Catalogue, files fs.FS, folder string) (map[*Catalogue]*Catalogue, error) {
	names, err := fs.Glob(files, path.Join(folder, "iec*.yaml"))
	if err != nil {
		return nil, err
	}
	frs := map[string]*groupWords{}
	var ts []*translation
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		language := path.Base(folder)
		t, err := parseTranslation(path.Join(language, path.Base(name)), language, data)
		if err != nil {
			return nil, err
		}
		ts = append(ts, t)
		for _, c := range cs {
			for _, g := range c.groups {
				if w := t.groups[g.Code]; w != nil && c.part == t.part && g.Number > 0 {
					frs[g.Code] = w
				}
			}
		}
	}
	out := map[*Catalogue]*Catalogue{}
	for _, t := range ts {
		twins, err := t.translate(cs, frs)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, twins)
	}
	return out, nil
}
