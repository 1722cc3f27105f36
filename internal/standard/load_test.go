package standard

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

func file(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// refused loads an altered file and gives the text of the error. Every fault
// in it must be of kind Invalid and name the file.
func refused(t *testing.T, what, text string) string {
	t.Helper()
	_, err := Load("altered.yaml", []byte(text))
	if err == nil {
		t.Errorf("%s: the file was loaded, want an error", what)
		return ""
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	for _, one := range all {
		var f *fault.Error
		if !errors.As(one, &f) || f.Kind != fault.Invalid || f.Place.File != "altered.yaml" || f.Message == "" {
			t.Errorf("%s: the fault %#v is not invalid input with a place", what, one)
		}
	}
	return err.Error()
}

// The files that the cases below alter.
const (
	systemFile    = "data/iec62443-3-3.yaml"
	componentFile = "data/iec62443-4-2.yaml"
	programmeFile = "data/iec62443-2-1.yaml"
	serviceFile   = "data/iec62443-2-4.yaml"
	riskFile      = "data/iec62443-3-2.yaml"
	productFile   = "data/iec62443-4-1.yaml"
)

// altered are changes to a shipped catalogue and what the refusal must say.
var altered = []struct{ name, file, old, new, want string }{
	{"total of a level", systemFile, "sl2: 60", "sl2: 61", "promises 61 for sl2 but has 60"},
	{"total of requirements", systemFile, "srs: 51", "srs: 50", "promises 50 for srs but has 51"},
	{"total of enhancements", systemFile, "res: 49", "res: 48", "promises 48 for res but has 49"},
	{"total left out", systemFile, ", sl4: 100", "", "sl4 is missing"},
	{"totals left out", systemFile, "totals: {srs: 51, res: 49, sl1: 37, sl2: 60, sl3: 90, sl4: 100}", "", "totals are missing"},
	{"level 5", systemFile, "    sl: 1\n    layer: [people, technology]", "    sl: 5\n    layer: [people, technology]", `line 65, column 9 (sl): SR 1.1: sl is "5"; write an integer from 1 to 4`},
	{"level 0", systemFile, "    sl: 2\n", "    sl: 0\n", "integer from 1 to 4"},
	{"level as a word", systemFile, "    sl: 2\n", "    sl: two\n", "integer from 1 to 4"},
	{"level left out", systemFile, "    title: Session lock\n    sl: 1\n", "    title: Session lock\n", "SR 2.5: sl is missing"},
	{"FR 8", systemFile, "    fr: 7\n", "    fr: 8\n", "integer from 1 to 7"},
	{"FR against the code", systemFile, "    fr: 7\n", "    fr: 6\n", "the code belongs to FR 7 but fr is 6"},
	{"code twice", systemFile, "id: SR 1.2\n", "id: SR 1.1\n", "SR 1.1: the code is given twice, first in line 62"},
	{"enhancement under another base", systemFile, "id: SR 1.2 RE(1)", "id: SR 1.3 RE(9)", "the enhancement stands under SR 1.2"},
	{"code in a loose writing", systemFile, "id: SR 1.2 RE(1)", "id: SR 1.2 RE 1", "must be written SR 1.2 RE(1)"},
	{"code with a strange sign", systemFile, "id: SR 1.4\n", "id: SR 1/4\n", "not written like a code"},
	{"title left out", systemFile, "    title: Session lock\n", "", "title is missing"},
	{"key misspelt", systemFile, "    intent: An unattended", "    intend: An unattended", `the key "intend" is not known here; did you mean intent?`},
	{"key twice", systemFile, "    title: Session lock\n", "    title: Session lock\n    title: Lock\n", "the key is given twice"},
	{"unknown layer", systemFile, "layer: [people, technology]", "layer: [people, magic]", `"magic" is not among people, process, technology`},
	{"six FRs", systemFile, "  - number: 7\n    abbreviation: RA\n    title: Resource availability\n    intent: Keep the control system working under attack, overload or loss of parts.\n", "", "has 6 foundational requirements; list all seven"},
	{"wrong abbreviation", systemFile, "abbreviation: RDF", "abbreviation: RFD", "not the abbreviation of FR 5; write RDF"},
	{"FR twice", systemFile, "number: 2\n", "number: 1\n", "FR 1 is given twice"},
	{"edition that is no year", systemFile, `edition: "2013"`, `edition: "first"`, "write its year"},
	{"edition left out", systemFile, `edition: "2013"`, "", "edition is missing"},
	{"name of the part", systemFile, "standard: IEC 62443-3-3", "standard: IEC some/thing", "not the name of a part"},
	{"tab in the indent", systemFile, "    sl: 2\n", "\tsl: 2\n", "not readable as YAML"},
	{"control character", systemFile, "title: Session lock", `title: "Session \e[31m lock"`, "control character"},
	{"alias", systemFile, "corrigenda: [\"COR1:2014\"]", "corrigenda: &a [\"COR1:2014\"]\nsources: *a", "reference to an anchor"},
	{"second document", systemFile, "requirements:\n\n", "---\nrequirements:\n\n", "goes on after its first YAML document"},

	{"total per type", componentFile, "software-application: {sl1: 34", "software-application: {sl1: 35", "software-application: the file promises 35 for sl1 but has 34"},
	{"total per prefix", componentFile, "SAR: {requirements: 2", "SAR: {requirements: 3", "SAR: the file promises 3 for requirements but has 2"},
	{"prefix without total", componentFile, "  SAR: {requirements: 2, enhancements: 1}\n", "", `totals for the prefix "SAR" are missing`},
	{"type without total", componentFile, "    host-device: {sl1: 36, sl2: 62, sl3: 78, sl4: 84}\n", "", "totals for host-device are missing"},
	{"unknown component type", componentFile, "applies_to: [network-device]", "applies_to: [network-thing]", `"network-thing" is not among`},
	{"type against the prefix", componentFile, "applies_to: [network-device]", "applies_to: [host-device]", "the prefix NDR belongs to network-device alone"},
	{"types left out", componentFile, "    sl: 2\n    applies_to: [software-application, embedded-device, host-device, network-device]\n", "    sl: 2\n", "applies_to is missing"},
	{"sr left out", componentFile, "    sr: SR 1.2\n", "", "sr is missing; name the system row it derives from, or write null"},
	{"sr_also without sr", componentFile, "        sr: SR 1.1 RE(2)\n", "        sr: null\n", "sr_also stands without sr"},
	{"sr_also same as sr", componentFile, "sr_also: [SR 1.1 RE(3)]", "sr_also: [SR 1.1 RE(2)]", "is named twice"},
	{"replaces what is not delegated", componentFile, "replaces: CR 3.11", "replaces: CR 3.1", "not a type-specific number of this file"},
	{"replaced by what does not replace", componentFile, "replaced_by: [NDR 1.6]", "replaced_by: [NDR 1.13]", "is no row of this file that replaces CR 1.6"},
	{"replaced by nothing", componentFile, "replaced_by: [NDR 1.6]", "replaced_by: []", "must name the rows that stand in for it"},
	{"nothing asked but replaced", componentFile, "status: no-component-requirement\n    replaced_by: []", "status: no-component-requirement\n    replaced_by: [NDR 1.6]", "can have no rows"},
	{"unknown status", componentFile, "status: no-component-requirement", "status: perhaps", "not a status"},

	{"related requirement", programmeFile, "related_2024: [ORG 1.1]", "related_2024: [ORG 1.99]", `"ORG 1.99" is not a requirement of the edition 2024`},
	{"total of the first edition", programmeFile, "requirements: 126", "requirements: 125", "promises 125 for requirements but has 126"},
	{"total of the second edition", programmeFile, "requirements: 87", "requirements: 88", "promises 88 for requirements but has 87"},
	{"number of groups", programmeFile, "    groups: 16\n", "    groups: 15\n", "promises 15 for groups but has 16"},
	{"number of elements", programmeFile, "    elements: 19\n", "    elements: 20\n", "promises 20 for elements but has 19"},
	{"count of an element", programmeFile, "requirements_count: 14", "requirements_count: 13", "promises 13 for requirements_count but has 14"},
	{"unknown element", programmeFile, "    element: 4.2.2\n", "    element: 4.9.9\n", `"4.9.9" is not among the elements`},
	{"unknown group below an element", programmeFile, "    group: ORG 1\n", "    group: ORG 9\n", `"ORG 9" is not a group under SPE 1`},
	{"unknown category", programmeFile, "    category: '4.2'\n    intent", "    category: '4.7'\n    intent", `"4.7" is not a heading`},
	{"edition of a section", programmeFile, "csms_2010:\n  edition: ed1", "csms_2010:\n  edition: ed7", `"ed7" must be the id of an edition`},
	{"year of an edition", programmeFile, "  year: 2010\n", "  year: 2024\n", "same year or id"},

	{"base and code", serviceFile, "  base: SP.01.02\n  kind: RE", "  base: SP.01.03\n  kind: RE", "code, kind and base do not fit together"},
	{"base lost", serviceFile, "id: SP.01.02 BR", "id: SP.01.99 BR", "code, kind and base do not fit together"},
	{"number of an enhancement", serviceFile, "  enhancement: 1\n", "  enhancement: 2\n", "correct one"},
	{"kind of service", serviceFile, "applies_to: [integration, maintenance]", "applies_to: [integration, catering]", `"catering" is not among`},
	{"edition of a row", serviceFile, "editions: [ed1, ed2]", "editions: [ed1, ed3]", `"ed3" is not among`},
	{"rows", serviceFile, "rows: 123", "rows: 122", "promises 122 for rows but has 123"},
	{"bases of an area", serviceFile, "  base_requirements: 7\n", "  base_requirements: 8\n", "promises 8 for base_requirements but has 7"},
	{"enhancements of an area", serviceFile, "  enhancements: 14\n", "  enhancements: 13\n", "promises 13 for enhancements but has 14"},

	{"step of the workflow", riskFile, "  workflow_step: crs\n  intent: List laws", "  workflow_step: crx\n  intent: List laws", `"crx" is not among`},
	{"groups of 3-2", riskFile, "  groups: 7\n", "  groups: 8\n", "promises 8 for groups but has 7"},
	{"count of a practice", productFile, "requirements_count: 13", "requirements_count: 12", "promises 12 for requirements_count but has 13"},
	{"practices", productFile, "  practices: 8\n", "  practices: 7\n", "promises 7 for practices but has 8"},
	{"unknown total", productFile, "  practices: 8\n", "  practises: 8\n", "did you mean practices?"},
	{"group twice", productFile, "- id: SR\n", "- id: SM\n", "the group is given twice"},
}

// spec: STD-2
func TestAlteredCatalogueIsRefusedWithTheReason(t *testing.T) {
	for _, c := range altered {
		t.Run(c.name, func(t *testing.T) {
			text := file(t, c.file)
			if !strings.Contains(text, c.old) {
				t.Fatalf("%s has no %q; the case proves nothing", c.file, c.old)
			}
			got := refused(t, c.name, strings.Replace(text, c.old, c.new, 1))
			if !strings.Contains(got, c.want) {
				t.Errorf("the error is\n%s\nwant it to say\n%s", got, c.want)
			}
		})
	}
}

// Any single level that is wrong, in any row, breaks a total.
//
// spec: STD-2
func TestEveryAlteredLevelIsNoticed(t *testing.T) {
	level := regexp.MustCompile(`(?m)^ +sl: ([1-4])$`)
	for _, name := range []string{"data/iec62443-3-3.yaml", "data/iec62443-4-2.yaml"} {
		text := file(t, name)
		all := level.FindAllStringSubmatchIndex(text, -1)
		if len(all) != 100 && len(all) != 122 {
			t.Fatalf("%s has %d levels, want 100 or 122", name, len(all))
		}
		for i, m := range all {
			other := text[m[2]]%4 + 1 // '1' is 49, so each digit becomes another one
			altered := text[:m[2]] + string(rune('0'+other)) + text[m[3]:]
			if altered == text {
				altered = text[:m[2]] + string(rune('0'+other%4+1)) + text[m[3]:]
			}
			refused(t, fmt.Sprintf("%s, level %d", name, i), altered)
		}
	}
}

// Any requirement that is lost, from any part, breaks a promise. Of long parts
// every third stands for its neighbours.
//
// spec: STD-2
func TestEveryLostRequirementIsNoticed(t *testing.T) {
	for name, pattern := range map[string]string{
		"data/iec62443-3-3.yaml": `(?m)^  - id: SR .*\n(?:    .*\n)*`,
		"data/iec62443-4-2.yaml": `(?m)^  - id: (?:CR|SAR|EDR|HDR|NDR) .*\n(?:    .*\n)*`,
		"data/iec62443-4-1.yaml": `(?m)^- id: [A-Z]+-.*\n(?:  .*\n)*`,
		"data/iec62443-3-2.yaml": `(?m)^- id: ZCR [0-9]\..*\n(?:  .*\n)*`,
		"data/iec62443-2-4.yaml": `(?m)^- id: SP\.[0-9]+\..*\n(?:  .*\n)*`,
		"data/iec62443-2-1.yaml": `(?m)^  - id: (?:[A-Z]+ [0-9]\.[0-9]+|4\.[0-9.]+\n    title: .*\n    element:).*\n(?:    .*\n)*`,
	} {
		text := file(t, name)
		all := regexp.MustCompile(pattern).FindAllStringIndex(text, -1)
		if len(all) < 32 {
			t.Fatalf("%s: only %d requirements found in the text", name, len(all))
		}
		for i, m := range all {
			if len(all) > 60 && i%3 != 0 || strings.Contains(text[m[0]:m[1]], "status: no-component") {
				continue // a number for which nothing is asked is in no total
			}
			refused(t, fmt.Sprintf("%s without %.30q", name, text[m[0]:]), text[:m[0]]+text[m[1]:])
		}
	}
}

// A file cut off at any place never loads: the totals come first.
func TestTruncatedCatalogueIsRefused(t *testing.T) {
	text := file(t, "data/iec62443-3-3.yaml")
	last := strings.LastIndex(text, "- id: ")
	for n := 0; n < last; n += 301 {
		refused(t, fmt.Sprintf("first %d bytes", n), text[:n])
	}
}

func TestFileThatIsNoCatalogueIsRefused(t *testing.T) {
	for what, text := range map[string]string{
		"empty":                "",
		"only a comment":       "# nothing\n",
		"a list":               "- 1\n- 2\n",
		"a word":               "hello",
		"null":                 "null\n",
		"something else":       "name: x\n",
		"not UTF-8":            "standard: \xff\xfe\n",
		"UTF-16":               "\xff\xfes\x00t\x00",
		"part alone":           "part: 62443-9-9\n",
		"standard alone":       "standard: IEC 62443-9-9\n",
		"requirements as text": "part: 62443-9-9\nedition: '1'\nyear: 2020\ntitle: x\ngroups: []\nrequirements: none\n",
	} {
		refused(t, what, text)
	}
}

func TestAllFaultsOfAFileAreNamedInTheOrderOfLines(t *testing.T) {
	text := file(t, "data/iec62443-3-3.yaml")
	text = strings.Replace(text, "title: Session lock", "titel: Session lock", 1)
	text = strings.Replace(text, "title: Least functionality", "title: ''", 1)
	got := refused(t, "two faults", text)
	lines := strings.Split(got, "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "titel") && !strings.Contains(lines[1], "titel") || !strings.Contains(lines[2], "SR 7.7") {
		t.Errorf("the faults are\n%s\nwant the missing and the misspelt title of SR 2.5, then SR 7.7", got)
	}
}

func TestFileWithVeryManyFaultsSaysHowManyMoreThereAre(t *testing.T) {
	text := strings.ReplaceAll(file(t, "data/iec62443-3-3.yaml"), "title:", "name:")
	got := refused(t, "no titles", text)
	if n := strings.Count(got, "\n") + 1; n != mostFaults+1 || !strings.Contains(got, "more faults; correct these first") {
		t.Errorf("%d lines, the last %q, want %d and a count of the rest", n, got[strings.LastIndex(got, "\n")+1:], mostFaults+1)
	}
}

func TestKeysBeginningWithXAreKeptAsAttributes(t *testing.T) {
	text := strings.Replace(file(t, "data/iec62443-3-3.yaml"), "    title: Session lock\n", "    title: Session lock\n    x-owner: [me, you]\n", 1)
	cs, err := Load("own.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := cs[0].Lookup("SR 2.5")
	if got, want := r.Attributes["x-owner"], "me; you"; got != want {
		t.Errorf("x-owner is %q, want %q", got, want)
	}
}

// spec: STD-6
func TestUsersOwnEditionLoadsLikeOurs(t *testing.T) {
	for name, want := range map[string]string{"testdata/made-up-edition-1.yaml": "2020", "testdata/made-up-edition-2.yaml": "2031"} {
		cs, err := Load(name, []byte(file(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		if len(cs) != 1 || cs[0].Part() != "62443-9-9" || cs[0].Edition() != want {
			t.Errorf("%s gave %d catalogues, the first %s:%s, want 62443-9-9:%s", name, len(cs), cs[0].Part(), cs[0].Edition(), want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"testdata/made-up-edition-1.yaml", "testdata/made-up-edition-2.yaml"} {
		f.Add([]byte(file(f, name)))
	}
	f.Add([]byte(`part: 62443-9-9
edition: '1.0'
year: 2020
title: x
totals: {requirements: 2}
groups: [{id: G, title: g, requirements_count: 2}]
requirements:
- {id: A 1, title: a, group: G}
- {id: A 1 RE(1), title: b, group: G}
`))
	f.Add([]byte("part: 1\neditions: [{id: a, year: 2000, edition: 1, title: x}]\ns: {edition: a, requirements: [{}]}"))
	f.Add([]byte("standard: &a [*a]\n? {}\n: x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cs, err := Load("fuzz.yaml", data)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("the error is of kind %v: %v", fault.KindOf(err), err)
			}
			return
		}
		for _, c := range cs {
			if len(c.Requirements()) == 0 && !bytes.Contains(data, []byte("editions")) {
				t.Errorf("a catalogue without requirements was loaded")
			}
			Migrate(c, cs[0])
		}
		_ = NewLibrary(cs...).Check()
	})
}
