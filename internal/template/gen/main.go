// Command gen makes the sample plants of package template from the short
// sources beside it.
//
// It answers with one folder per plant in the text format: it writes out what
// an engineer would have had to type a thousand times (allocations, statements
// of suppliers, component requirements, tests, runs, evidence and the files of
// the evidence) and leaves the plant itself as it stands in the sources.
//
// It refuses sources that contradict themselves: a row that is asked for
// nowhere, a proven row without design, a proven row that a component cannot
// meet. What always holds: the same sources give the same bytes, and what it
// writes is what package text writes, so that exporting a sample changes
// nothing.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("gen", "data"); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run makes every plant of the source folder in the target folder.
func run(source, target string) error {
	words, err := readWording(filepath.Join(source, "wording.yaml"))
	if err != nil {
		return err
	}
	std, err := readStandard()
	if err != nil {
		return err
	}
	var list []indexed
	for _, name := range []string{"turbine-hall", "press-line"} {
		p, err := newPlant(filepath.Join(source, name), words, std)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := p.make(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := p.write(filepath.Join(target, name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		system := p.items["systems"]["SYS-1"]
		list = append(list, indexed{
			Name: name, Title: system.text("title"), Description: system.text("description"),
			Assets: len(p.items["assets"]), Zones: len(p.items["zones"]),
		})
	}
	return writeYAML(filepath.Join(target, "index.yaml"), list)
}

// indexed is what the index says about one plant.
type indexed struct {
	Name        string `yaml:"name"`
	Title       string `yaml:"title"`
	Description string `yaml:"description"`
	Assets      int    `yaml:"assets"`
	Zones       int    `yaml:"zones"`
}
