package text

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// suggest names the property or link that a misspelt name may have meant, or
// lists what there is.
func (p *parser) suggest(k model.Kind, name string) string {
	all := []string{"title", "retired"}
	for _, d := range p.schema.Props(k) {
		all = append(all, d.Name)
	}
	for _, v := range verbsFrom[k] {
		all = append(all, verbKey(v))
	}
	return nearest(name, all)
}

func linkNames(s *model.Schema, v model.Verb) []string {
	all := []string{"to"}
	for _, d := range s.Verb(v).Props {
		all = append(all, d.Name)
	}
	return all
}

// nearest says "did you mean" if one of the names is near, and lists them all
// if none is.
func nearest(name string, all []string) string {
	want := strings.NewReplacer("-", "_", " ", "_").Replace(name)
	if alike := near.Words(want, all, 1); len(alike) > 0 {
		return fault.Say("; did you mean %q?", alike[0]).String()
	}
	return fault.Say("; there are %s", strings.Join(all, ", ")).String()
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
