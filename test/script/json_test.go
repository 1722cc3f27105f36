package script

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// jsonCommands are commands of one story whose documents hold, between them,
// every member that the page describes.
var jsonCommands = []string{
	`template list`, `version`, `glossary zone`, `completion bash`, `man`, `link verbs`,
	`standard list`, `standard list --part 4-2`, `standard show SR 1.1`, `standard show CR 1.1 RE 1`, `standard show NDR 1.6`, `standard show SP.01.01`,
	`standard migrate --part 2-4 --from 2015 --to 2023`, `standard migrate --part 3-3 --from 2013 --to 2013 --project p.cordon`,
	`init p.cordon --template press-line`,
	`item list`, `item show ZON-1`, `keys`, `log --ops`, `log --limit 1`, `diff 1`, `baseline add 'As built'`, `baseline list`,
	`item add evidence --title X --file report.txt`, `item set ZON-1 type=other`, `item history ZON-1`,
	`link add PRD-1 affects ZON-1`, `link confirm --all --reason seen`,
	`target set ZON-4 1`, `target approve ZON-4 --by X`,
	`import inventory small.csv --dry-run`, `import inventory small.csv`,
	`export text out`, `export log p.log`, `export proof ZON-1 z.proof`, `key show`, `key show --checkpoint`,
	`import text out --dry-run`, `import text out`, `--project out item set ZON-1 type=dmz`,
	`verify p.log`, `verify z.proof`, `verify --evidence report.txt --log p.log`, `verify p.log --item ZON-1`,
	`doctor`, `item show ZON-99`, `verify damaged.log`,
}

func TestEveryMemberOfJSONIsDescribed(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats/json.md")
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(string(page), -1) {
		described[m[1]] = true
	}
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"report.txt": "passed\n", "damaged.log": "cordon log 1\nnonsense\n",
		"small.csv": "name;zone;vendor;model\nMixer;Cell 1;Acme;MX-1\n\"broken;Cell\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	g := &guide{t: t, repo: repo, now: firstDay}
	for _, line := range jsonCommands {
		args := append(words(line), "--json")
		if !strings.Contains(line, "--project") {
			args = append(args, "--project", "p.cordon")
		}
		text, status := g.run(args)
		d := json.NewDecoder(strings.NewReader(text))
		var doc any
		if err := d.Decode(&doc); err != nil || d.More() {
			t.Errorf("cordon %s --json: not one document (%v):\n%.300s", line, err, text)
			continue
		}
		if status == 2 && !bytes.Contains([]byte(text), []byte(`"errors"`)) {
			t.Errorf("cordon %s --json: status 2 without errors:\n%.300s", line, text)
		}
		for _, name := range members(doc) {
			if !described[name] {
				t.Errorf("cordon %s --json prints the member %q, which docs/formats/json.md does not describe", line, name)
			}
		}
	}
}

// members lists the names of members in a document, in order, but not those
// of properties, which the schema describes.
func members(doc any) []string {
	names := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for name, e := range v {
				names[name] = true
				if _, object := e.(map[string]any); object && (name == "properties" || name == "attributes") {
					continue
				}
				if name == "old" || name == "new" {
					continue // a value of a property, or vectors
				}
				walk(e)
			}
		}
	}
	walk(doc)
	var list []string
	for n := range names {
		list = append(list, n)
	}
	sort.Strings(list)
	return list
}
