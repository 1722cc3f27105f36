package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/check"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// CheckCmd lists everything that somebody should look at.
type CheckCmd struct {
	Dir  string   `arg:"" optional:"" name:"dir" help:"A project as a text folder (or file) to check; the project of --project without."`
	Rule []string `placeholder:"RULE" help:"Only findings of these rules, such as zone.safety-apart, or of an area, such as zone. Repeatable."`
	All  bool     `help:"Name every finding, however many a rule has."`
}

// checkDoc is the document of cordon check.
type checkDoc struct {
	State    stateJSON    `json:"state"`
	Counts   checkCounts  `json:"counts"`
	Rules    []ruleDoc    `json:"rules"` // those that found something
	Findings []findingDoc `json:"findings"`
}

// ruleDoc documents a rule once for all its findings.
type ruleDoc struct {
	Rule     string `json:"rule"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	Clause   string `json:"clause"`
	Why      string `json:"why"`
	Help     string `json:"help"`
}

// checkCounts counts findings; those accepted are counted there only.
type checkCounts struct {
	Error    int `json:"error"`
	Warning  int `json:"warning"`
	Info     int `json:"info"`
	Accepted int `json:"accepted"`
}

// findingDoc is one finding.
type findingDoc struct {
	Rule     string         `json:"rule"`
	Severity string         `json:"severity"`
	Clause   string         `json:"clause"`
	Subjects []string       `json:"subjects"`
	Text     string         `json:"text"`
	Facts    orderedMap     `json:"facts"`
	Accepted *acceptanceDoc `json:"accepted,omitempty"`
}

type acceptanceDoc struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Run lists the findings. It gives errFindings if there are any that count.
func (c *CheckCmd) Run(ctx context.Context, ss *Session) error {
	if c.Dir != "" {
		if ss.flags.Project != "" && ss.flags.Project != c.Dir && ss.env.Getenv("CORDON_PROJECT") != ss.flags.Project {
			return fault.New(fault.Invalid, "check", "%s and --project %s are both given; name one", c.Dir, ss.flags.Project)
		}
		ss.flags.Project = c.Dir
	}
	if err := c.knownRules(); err != nil {
		return err
	}
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	list, err := ss.findings(st)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(f finding.Finding) bool { return !c.wants(f.Rule) })
	d := checkDoc{State: stateOf(st), Rules: []ruleDoc{}, Findings: []findingDoc{}}
	for i := range list {
		d.Counts.add(&list[i])
		if i == 0 || list[i].Rule != list[i-1].Rule {
			d.Rules = append(d.Rules, ruleOf(list[i].Rule))
		}
		d.Findings = append(d.Findings, findingOf(st.Snapshot, &list[i]))
	}
	if ss.WantJSON() {
		err = ss.JSON(d)
	} else {
		ss.printCheck(&d, c)
	}
	if err == nil && finding.Counting(list) > 0 {
		return errFindings
	}
	return err
}

// wants reports whether a rule is asked for: by its id or by its area.
func (c *CheckCmd) wants(rule string) bool {
	return len(c.Rule) == 0 || slices.ContainsFunc(c.Rule, func(r string) bool {
		return rule == r || strings.HasPrefix(rule, r+".")
	})
}

func (c *CheckCmd) knownRules() error {
	for _, r := range c.Rule {
		known := slices.ContainsFunc(finding.Rules(), func(i finding.RuleInfo) bool {
			return i.ID == r || strings.HasPrefix(i.ID, r+".")
		})
		if !known {
			var ids []string
			for _, i := range finding.Rules() {
				ids = append(ids, i.ID)
			}
			return fault.New(fault.Invalid, "check", "there is no rule or area %q; the rules are %s", r, strings.Join(ids, ", "))
		}
	}
	return nil
}

// findings gathers everything there is to say about a state, in its order.
func (ss *Session) findings(st app.State) ([]finding.Finding, error) {
	in, err := ss.gapInput(st)
	if err != nil {
		return nil, err
	}
	return ss.findingsOf(st, gap.Assess(in))
}

// findingsOf is findings where the levels are worked out already.
func (ss *Session) findingsOf(st app.State, p *gap.Project) ([]finding.Finding, error) {
	lib, err := ss.Library()
	if err != nil {
		return nil, err
	}
	loc, err := ss.opened.project.Location(st.Snapshot)
	if err != nil {
		return nil, err
	}
	prints := trace.NewPrints(p.Basis(), st.Snapshot)
	return check.Run(check.Input{
		Chains: trace.NewChains(prints, ss.evidenceContext(st)), Library: lib, TimeZone: loc, More: gap.Findings(p),
	}), nil
}

func (c *checkCounts) add(f *finding.Finding) {
	switch {
	case f.Accepted != nil:
		c.Accepted++
	case f.Severity == finding.Error:
		c.Error++
	case f.Severity == finding.Warning:
		c.Warning++
	default:
		c.Info++
	}
}

func ruleOf(id string) ruleDoc {
	r, _ := finding.Lookup(id)
	return ruleDoc{id, r.Title, r.Severity.String(), r.Clause, r.Why, r.Help}
}

func findingOf(s *model.Snapshot, f *finding.Finding) findingDoc {
	d := findingDoc{
		Rule: f.Rule, Severity: f.Severity.String(), Clause: f.Clause, Subjects: []string{}, Text: f.Text(s),
		Facts: orderedMap{},
	}
	for _, n := range f.Subjects {
		d.Subjects = append(d.Subjects, s.Key(n).String())
	}
	for _, x := range f.Facts {
		if len(x.Items) == 0 {
			d.Facts = append(d.Facts, field{x.Name, x.Text})
			continue
		}
		keys := make([]string, len(x.Items))
		for i, n := range x.Items {
			keys[i] = s.Key(n).String()
		}
		d.Facts = append(d.Facts, field{x.Name, keys})
	}
	if f.Accepted != nil {
		d.Accepted = &acceptanceDoc{f.Accepted.Reason, f.Accepted.By}
	}
	return d
}

// perRule is how many findings of one rule are named without --all.
const perRule = 12

func (ss *Session) printCheck(d *checkDoc, c *CheckCmd) {
	ss.stateLine(d.State)
	ss.printed = true
	for i := 0; i < len(d.Findings); {
		j := i
		for j < len(d.Findings) && d.Findings[j].Rule == d.Findings[i].Rule {
			j++
		}
		ss.printRule(d.Findings[i:j], c.All)
		i = j
	}
	n := d.Counts
	ss.Printf("")
	if len(d.Findings) == 0 {
		ss.Printf("Nothing found.")
		return
	}
	ss.Printf("%s, %s, %d to know, %d accepted.", count(n.Error, "error", "errors"), count(n.Warning, "warning", "warnings"), n.Info, n.Accepted)
	ss.next("cordon check --rule "+d.Findings[0].Rule, "cordon item show "+firstOr(d.Findings[0].Subjects, "KEY"), "cordon sl --why")
}

func firstOr(list []string, other string) string {
	if len(list) > 0 {
		return list[0]
	}
	return other
}

// printRule prints the findings of one rule, and once what to do.
func (ss *Session) printRule(list []findingDoc, all bool) {
	first := ruleOf(list[0].Rule)
	style := Plain
	switch first.Severity {
	case finding.Error.String():
		style = Red
	case finding.Warning.String():
		style = Yellow
	}
	ss.Printf("")
	ss.Printf("%s %s (%s, %s)", ss.Paint(style, first.Severity+":"), ss.Paint(Bold, first.Title), first.Rule, first.Clause)
	for i := range list {
		if i == perRule && !all && len(list) > perRule+1 {
			ss.Printf("  and %d more; all with --rule %s --all", len(list)-perRule, first.Rule)
			break
		}
		ss.hang("  ", "-", list[i].Text)
		if a := list[i].Accepted; a != nil {
			ss.Wrap("    ", fmt.Sprintf("accepted by %s: %s", a.By, a.Reason))
		}
	}
	ss.hang("  ", "Do:", first.Help)
}
