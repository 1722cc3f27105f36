package standard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/sl"
)

// Load reads a catalogue file in the format of docs/formats/catalogue.md, one
// of ours or a user's own. A file may hold several editions of its part; they
// come oldest first. The name is only for messages.
//
// The error joins every fault found, each a *fault.Error of kind Invalid with
// file, line and column. Load checks what a file promises about itself; what
// it says of other parts is checked by Library.Check.
func Load(name string, data []byte) ([]*Catalogue, error) {
	rd := &reader{op: "load a catalogue", file: name}
	top, ok := rd.parse(data)
	if !ok {
		return nil, rd.err()
	}
	var cs []*Catalogue
	switch {
	case top.has("standard"):
		cs = loadLevelled(top)
	case top.has("part"):
		cs = loadProgramme(top)
	default:
		rd.fail(top.node, "", "", "the file names neither a standard nor a part; begin it with standard: IEC 62443-3-3 or part: 62443-2-1")
	}
	if err := rd.err(); err != nil {
		return nil, err
	}
	notice := headComment(data)
	for _, c := range cs {
		c.notice = notice
		c.index()
	}
	slices.SortStableFunc(cs, func(a, b *Catalogue) int { return a.year - b.year })
	return cs, nil
}

// headComment gives the comment lines a file begins with, without their marks.
func headComment(data []byte) string {
	var out []string
	for line := range strings.Lines(string(data)) {
		text, ok := strings.CutPrefix(line, "#")
		if !ok {
			break
		}
		out = append(out, strings.TrimSpace(text))
	}
	return strings.Join(out, "\n")
}

// readEdition reads edition and year: with a year, edition is the number the
// edition is sold under; without, it is the year itself.
func (o *object) readEdition(h *head) {
	h.edition = o.must("edition")
	if o.has("year") {
		h.number = h.edition
		h.year, _ = o.number("year", 1900, 9999)
		h.edition = strconv.Itoa(h.year)
		return
	}
	y, err := strconv.Atoi(h.edition)
	if h.edition != "" && (err != nil || y < 1900 || y > 9999) {
		o.fail("edition", "edition is %s; write its year, or add the key year", quoted(h.edition))
	}
	h.year = y
	h.edition = strconv.Itoa(y)
}

// codes remembers the codes of a catalogue and refuses the second of a kind.
type codes map[string]*object

func (cs codes) add(o *object, code string) {
	switch first, twice := cs[code]; {
	case code == "":
	case !validCode(code):
		o.fail("id", "%s is not written like a code of the standard; use letters, digits, spaces, dots, hyphens and brackets", quoted(code))
	case code != CanonicalCode(code):
		o.fail("id", "%s must be written %s", quoted(code), CanonicalCode(code))
	case twice:
		o.fail("id", "the code is given twice, first in line %d; correct one", first.node.Line)
	default:
		cs[code] = o
	}
}

// id reads the code of an entry and names it in the faults that follow.
func (o *object) id() string {
	s := o.must("id")
	o.code = s
	return s
}

func (o *object) fr(key string) sl.FR {
	n, _ := o.number(key, 1, sl.NumFR)
	return sl.FR(n)
}

func (o *object) level(key string) sl.Level {
	n, _ := o.number(key, 1, int(sl.MaxLevel))
	return sl.Level(n)
}

// promise is one figure a file states and what was counted.
func (o *object) promise(key string, counted int) {
	if want, ok := o.number(key, 0, 1_000_000); ok && want != counted {
		o.fail(key, "the file promises %d for %s but has %d; correct the entries or the figure", want, key, counted)
	}
}

// among faults the values that are not in known.
func (o *object) among(key string, values, known []string) {
	for _, v := range values {
		if !slices.Contains(known, v) {
			o.fail(key, "%s is not among %s", quoted(v), strings.Join(known, ", "))
		}
	}
}

var layers = []string{"people", "process", "technology"}
