package zone

import (
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/plant"
)

// drawing is one case: a plant in the language of package plant, and the
// findings of one rule as "SUBJECT SUBJECT …", with "accepted" at the end of
// an accepted one.
type drawing struct {
	name  string
	plant string
	want  []string
}

// judge runs the drawings of one rule. Findings of other rules are ignored.
func judge(t *testing.T, rule string, drawings []drawing) {
	t.Helper()
	for _, d := range drawings {
		t.Run(d.name, func(t *testing.T) {
			got := names(read(t, d.plant), rule)
			if !slices.Equal(got, d.want) {
				t.Errorf("%s in\n%s\n got %q\nwant %q", rule, d.plant, got, d.want)
			}
		})
	}
}

func read(t *testing.T, text string) *plant.Plant {
	t.Helper()
	p, err := plant.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return p
}

func names(p *plant.Plant, rule string) []string {
	var out []string
	for _, f := range Findings(p.Snapshot) {
		if f.Rule != rule {
			continue
		}
		var list []string
		for _, n := range f.Subjects {
			list = append(list, p.Name(n))
		}
		if f.Accepted != nil {
			list = append(list, "accepted")
		}
		out = append(out, strings.Join(list, " "))
	}
	return out
}

// A plant as it should be.
const sound = `
zone Office business target 1
zone Hall control target 2
zone ESD safety target 3
zone Radio wireless
zone Laptops temporary
zone Remote external
conduit Firewall connects Office,Hall target 2
conduit Gateway connects Hall,ESD target 3
asset FW in Firewall
asset PC in Office business
asset PLC in Hall
asset SIS in ESD safety-related
asset Sensor in Radio wireless
asset Laptop in Laptops temporary
asset Service in Remote externally-connected
asset Shelf lifecycle spare
channel Orders from PC to PLC via Firewall
channel Trip from ESD to PLC via Gateway
`

func TestSoundPlantHasNoFindings(t *testing.T) {
	p := read(t, sound)
	for _, f := range Findings(p.Snapshot) {
		t.Errorf("unexpected: %s", f.Text(p.Snapshot))
	}
}

// spec: ANALYSIS-1
func TestFindingsDoNotDependOnTheOrderOfInput(t *testing.T) {
	items := []string{
		"zone ZON-1 control within ZON-2", "zone ZON-2 within ZON-1", "asset AST-1 in ZON-1 business", "asset AST-2 in ZON-1",
		"asset AST-3", "asset AST-4 in ZON-1,ZON-2 wireless", "conduit CON-1 connects ZON-2,ZON-1", "channel CHN-1 from AST-3 to ZON-2",
		"channel CHN-2 from AST-1 to ZON-2",
	}
	say := func(items []string) string {
		p := read(t, strings.Join(items, "\n"))
		var b strings.Builder
		for _, f := range Findings(p.Snapshot) {
			b.WriteString(f.Text(p.Snapshot) + "\n")
		}
		return b.String()
	}
	want := say(items)
	if strings.Count(want, "\n") < 6 {
		t.Fatalf("the plant is to have many findings, it has\n%s", want)
	}
	for i := range items {
		turned := slices.Concat(items[i:], items[:i])
		slices.Reverse(turned)
		if got := say(turned); got != want {
			t.Errorf("order %q\n got %s\nwant %s", turned, got, want)
		}
	}
}

func TestEveryFindingCarriesItsRulesSeverityAndClause(t *testing.T) {
	p := read(t, "zone Z control\nasset A in Z business\nasset B")
	list := Findings(p.Snapshot)
	if len(list) != 2 {
		t.Fatalf("got %d findings, want 2", len(list))
	}
	for _, f := range list {
		r, ok := finding.Lookup(f.Rule)
		if !ok || f.Severity != r.Severity || f.Clause != r.Clause || f.Clause == "" {
			t.Errorf("%s: got severity %s and clause %q, rule has %s and %q", f.Rule, f.Severity, f.Clause, r.Severity, r.Clause)
		}
	}
}
