package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/standard"
)

// entry is one item: title, properties and links by their names in the text
// format. Values are string, []any or map[string]any.
type entry map[string]any

func (e entry) text(name string) string {
	s, _ := e[name].(string)
	return s
}

// list gives the texts of a list, or the one text that stands for a list.
func (e entry) list(name string) []string {
	switch v := e[name].(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// sheet is items by plural of their kind and key.
type sheet map[string]map[string]entry

// wording is how rows are shown to hold and components are set up.
type wording struct {
	Rows       map[string]check     `yaml:"rows"`
	Components map[string]component `yaml:"components"`
	Without    map[string]absence   `yaml:"without"`
}

type check struct{ Check, Method, Do, Expect, Seen string }

type component struct{ Is, Set, Configured string }

type absence struct {
	Reason string
	Rows   []string
}

// catalogues are the two parts the chain runs through.
type catalogues struct{ rows, components *standard.Catalogue }

func readStandard() (catalogues, error) {
	l, err := standard.Shipped()
	if err != nil {
		return catalogues{}, err
	}
	rows, ok3 := l.Catalogue("62443-3-3", "2013")
	components, ok4 := l.Catalogue("62443-4-2", "2019")
	if !ok3 || !ok4 {
		return catalogues{}, fmt.Errorf("62443-3-3:2013 and 62443-4-2:2019 are not both shipped")
	}
	return catalogues{rows, components}, nil
}

func readWording(path string) (*wording, error) {
	w := &wording{}
	return w, readYAML(path, w)
}

func readYAML(path string, into any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readSheets joins files of items. Scalars stay the text they are written as.
func readSheets(dir string, names ...string) (sheet, error) {
	all := sheet{}
	for _, name := range names {
		var root yaml.Node
		if err := readYAML(filepath.Join(dir, name), &root); err != nil {
			return nil, err
		}
		if err := all.add(&root); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// add takes over the items of a document; an empty one has none.
func (s sheet) add(root *yaml.Node) error {
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	if root.IsZero() {
		return nil
	}
	kinds, ok := tree(root).(map[string]any)
	if !ok {
		return fmt.Errorf("line %d: kinds of item are needed", root.Line)
	}
	for plural, list := range kinds {
		keys, ok := list.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: items are needed, by their keys", plural)
		}
		if s[plural] == nil {
			s[plural] = map[string]entry{}
		}
		for key, e := range keys {
			if s[plural][key], ok = e.(map[string]any); !ok {
				return fmt.Errorf("%s: title and properties are needed", key)
			}
		}
	}
	return nil
}

func tree(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = tree(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			list = append(list, tree(c))
		}
		return list
	}
	return n.Value
}

// keysOf gives the keys of a kind in order of their numbers.
func keysOf(m map[string]entry) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		if a < b {
			return -1
		}
		return 1
	})
	return keys
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
