package cli

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/near"
)

// configFile is the file of --config: values of flags by their names. It stands
// below the command line and the environment.
type configFile struct {
	path   string
	values map[string]any
}

// configured are the commands that take a configuration file.
var configured = []string{"serve", "backup", "restore", "admin", "doctor"}

// readConfig reads the file that --config or CORDON_CONFIG names, nil if
// neither does. It has to be found before the command line is parsed, whose
// flags it fills.
func readConfig(args []string, getenv func(string) string) (*configFile, error) {
	if len(args) == 0 || !slices.Contains(configured, args[0]) {
		return nil, nil
	}
	path := getenv("CORDON_CONFIG")
	for i, a := range args {
		if a == "--" {
			break
		}
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			path = v
		} else if a == "--config" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fileFault("read the configuration", path, err)
	}
	c := &configFile{path: path, values: map[string]any{}}
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&c.values); err != nil && len(bytes.TrimSpace(data)) > 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "read the configuration", Place: fault.Place{File: path}, Message: "this is no list of NAME: VALUE in YAML: " + err.Error()}
	}
	return c, nil
}

// value gives what the file says of a flag, nil if nothing.
func (c *configFile) value(flag *kong.Flag) (any, error) {
	if c == nil {
		return nil, nil
	}
	v, ok := c.values[flag.Name]
	if !ok {
		return nil, nil
	}
	switch v := v.(type) {
	case string, bool, int, float64:
		return fmt.Sprint(v), nil
	case []any:
		if !flag.IsSlice() {
			break
		}
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = fmt.Sprint(e)
		}
		return list, nil
	}
	return nil, fmt.Errorf("%s: %s cannot hold %v", c.path, flag.Name, v)
}

// check refuses names that no flag of the command, or of serve, has: a mistyped
// one would silently change nothing. Those of serve are always known, so that a
// server and the commands on its data can share one file.
func (c *configFile) check(node *kong.Node) error {
	if c == nil {
		return nil
	}
	var known []string
	for ; node != nil; node = node.Parent {
		for _, f := range node.Flags {
			known = append(known, f.Name)
		}
		for _, child := range node.Children {
			if node.Parent == nil && child.Name == "serve" {
				for _, f := range child.Flags {
					known = append(known, f.Name)
				}
			}
		}
	}
	var names []string
	for name := range c.values {
		if !slices.Contains(known, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	hint := ""
	if like := near.Words(names[0], known, 1); len(like) > 0 {
		hint = fmt.Sprintf("; did you mean %s?", like[0])
	}
	return &fault.Error{
		Kind: fault.Invalid, Op: "read the configuration", Place: fault.Place{File: c.path, Field: names[0]},
		Message: "this command has no flag of this name" + hint,
	}
}
