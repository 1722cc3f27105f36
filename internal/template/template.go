package template

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
)

//go:embed data
var embedded embed.FS

// Info says what a sample is.
type Info struct {
	Name        string // by which it is asked for, such as "turbine-hall"
	Title       string
	Description string
	Assets      int // in its first commit, whatever their lifecycle
	Zones       int
}

// Step is a commit of a sample after its first.
type Step struct {
	Author  string
	Label   string // what was meant, as in model.Commit
	Message string
	FS      fs.FS // folder in the text format, to be read in mode Partial
}

// List gives the samples in order of name.
func List() []Info { return slices.Clone(index()) }

var index = sync.OnceValue(func() []Info {
	var list []Info
	data, err := embedded.ReadFile("data/index.yaml")
	if err != nil || yaml.Unmarshal(data, &list) != nil {
		return nil // a test reads the same bytes and fails
	}
	slices.SortFunc(list, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return list
})

// FS gives the folder of a sample. The error is of kind NotFound and names the
// samples there are.
func FS(name string) (fs.FS, error) {
	const op = "open a template"
	var names []string
	for _, i := range index() {
		if i.Name == name {
			return sub("data/"+name, op)
		}
		names = append(names, i.Name)
	}
	e := fault.New(fault.NotFound, op, "there is no template of this name; the templates are %s", strings.Join(names, ", "))
	e.Subject = name
	return nil, e
}

// Steps gives the commits of a sample after its first, in order. The error is
// that of FS, or of kind Internal for a program whose data are damaged.
func Steps(name string) ([]Step, error) {
	if _, err := FS(name); err != nil {
		return nil, err
	}
	const op = "read the steps of a template"
	about, err := fs.Glob(embedded, "data/"+name+"/steps/*.yaml")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, op, err)
	}
	var steps []Step
	for _, path := range about {
		data, err := embedded.ReadFile(path)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, op, err)
		}
		var said struct{ Author, Label, Message string }
		if err := yaml.Unmarshal(data, &said); err != nil {
			return nil, fault.Wrap(fault.Internal, op, err)
		}
		dir, err := sub(strings.TrimSuffix(path, ".yaml"), op)
		if err != nil {
			return nil, err
		}
		steps = append(steps, Step{said.Author, said.Label, said.Message, dir})
	}
	return steps, nil
}

func sub(dir, op string) (fs.FS, error) {
	f, err := fs.Sub(embedded, dir)
	return f, fault.Wrap(fault.Internal, op, err)
}
