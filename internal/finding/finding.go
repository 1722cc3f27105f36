package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// Severity says how much a finding matters. A gap in the model is never an
// input error, whatever its severity.
type Severity uint8

// The severities. Info is worth knowing and breaks no rule. Warning breaks a
// rule or leaves a question open that a level rests on. Error says that the
// record contradicts itself, was tampered with, or is judged by other
// requirements than it asks for.
const (
	Info Severity = iota
	Warning
	Error
)

var severityWords = [...]string{"info", "warning", "error"}

// String gives the severity's word in lower case.
func (s Severity) String() string { return severityWords[s] }

// Fact is one named part of what a finding says: items, or a text. The names
// are those of the rule's Says.
type Fact struct {
	Name  string
	Items []model.Node // in order of keys
	Text  string       // where it is not items: a version, a row, a vector
}

// Items makes a fact of items.
func Items(name string, nodes ...model.Node) Fact { return Fact{Name: name, Items: nodes} }

// Text makes a fact of a text.
func Text(name, text string) Fact { return Fact{Name: name, Text: text} }

// Acceptance says that somebody lives with a finding.
type Acceptance struct {
	Reason string
	By     string
}

// Finding is one thing that a rule found. It must not be changed once it is
// sorted into a list.
type Finding struct {
	Rule     string       // ID of the rule, stable
	Severity Severity     // as the rule has it
	Subjects []model.Node // what to look at; the first is the item the finding is about
	Clause   string       // where the rule comes from, such as "62443-3-2 ZCR 3.2"
	Facts    []Fact       // what was found, by the names of the rule's Says
	Accepted *Acceptance  // not nil: accepted, and still to be shown
}

// New makes a finding of a rule, whose severity and clause it takes. Subjects
// given twice count once. An ID that no rule has gives a finding of severity
// Error that shows the ID.
func New(rule string, subjects []model.Node, facts ...Fact) Finding {
	r, ok := Lookup(rule)
	if !ok {
		r.Severity = Error
	}
	return Finding{Rule: rule, Severity: r.Severity, Subjects: distinct(subjects), Clause: r.Clause, Facts: facts}
}

// distinct drops all but the first of equal nodes.
func distinct(nodes []model.Node) []model.Node {
	if len(nodes) < 2 {
		return nodes
	}
	seen := make(map[model.Node]bool, len(nodes))
	out := make([]model.Node, 0, len(nodes))
	for _, n := range nodes {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// Fact gives a fact by name, and whether the finding has it.
func (f *Finding) Fact(name string) (Fact, bool) {
	for _, x := range f.Facts {
		if x.Name == name {
			return x, true
		}
	}
	return Fact{}, false
}

// Identity gives a text that two findings of one project share exactly if they
// say the same: rule, items, facts and whether it was accepted. It compares
// findings of different states, and means nothing outside the process.
func (f *Finding) Identity() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %d", f.Rule, f.Subjects)
	for _, x := range f.Facts {
		fmt.Fprintf(&b, " %q %d %q", x.Name, x.Items, x.Text)
	}
	if f.Accepted != nil {
		fmt.Fprintf(&b, " %q", *f.Accepted)
	}
	return b.String()
}

// Counts reports whether the finding is one that a pipeline should stop at: a
// warning or an error that nobody has accepted.
func (f *Finding) Counts() bool { return f.Severity >= Warning && f.Accepted == nil }

// Counting gives how many of the findings count.
func Counting(list []Finding) int {
	n := 0
	for i := range list {
		if list[i].Counts() {
			n++
		}
	}
	return n
}

// longestList is how many items a sentence names before it says "and n more".
// The finding itself holds all of them.
const longestList = 5

// Text gives the finding as one sentence for people, naming items of s by key.
func (f *Finding) Text(s *model.Snapshot) string {
	r, ok := Lookup(f.Rule)
	if !ok {
		return f.Rule + ": " + keys(s, f.Subjects)
	}
	return fill(r.Says, func(name string) (string, bool) {
		x, has := f.Fact(name)
		switch {
		case has && len(x.Items) > 0:
			return keys(s, x.Items), true
		case has && x.Text != "":
			return x.Text, true
		case name == "it" && len(f.Subjects) > 0:
			return s.Key(f.Subjects[0]).String(), true
		}
		return "", false
	})
}

func keys(s *model.Snapshot, nodes []model.Node) string {
	names := make([]string, 0, longestList)
	for i, n := range nodes {
		if i == longestList && len(nodes) > longestList+1 {
			return strings.Join(names, ", ") + " and " + count(len(nodes)-i) + " more"
		}
		names = append(names, s.Key(n).String())
	}
	return strings.Join(names, ", ")
}

// Sort puts findings in their order, in place: the most severe first, then by
// rule, then by the keys of the subjects, then by the texts of the facts.
func Sort(s *model.Snapshot, list []Finding) {
	cache := map[model.Node]model.Key{}
	key := func(n model.Node) model.Key {
		k, ok := cache[n]
		if !ok {
			k = s.Key(n)
			cache[n] = k
		}
		return k
	}
	byKey := func(a, b model.Node) int { return key(a).Compare(key(b)) }
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.Rule, b.Rule),
			slices.CompareFunc(a.Subjects, b.Subjects, byKey),
			slices.CompareFunc(a.Facts, b.Facts, func(x, y Fact) int { return cmp.Compare(x.Text, y.Text) }),
		)
	})
}
