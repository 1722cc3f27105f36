package cli

import (
	"context"
	"fmt"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/finding"
)

// CheckCmd lists everything that somebody should look at.
type CheckCmd struct {
	Dir  string   `arg:"" optional:"" name:"dir" help:"A project as a text folder (or file) to check; the project of --project without."`
	Rule []string `placeholder:"RULE" help:"Only findings of these rules, such as zone.safety-apart, or of an area, such as zone. Repeatable."`
	All  bool     `help:"Name every finding, however many a rule has."`
}

// Run lists the findings. It gives errFindings if there are any that count.
func (c *CheckCmd) Run(ctx context.Context, ss *Session) error {
	if c.Dir != "" {
		if ss.flags.Project != "" && ss.flags.Project != c.Dir && ss.env.Getenv("CORDON_PROJECT") != ss.flags.Project {
			return fault.New(fault.Invalid, "check", "%s and --project %s are both given; name one", c.Dir, ss.flags.Project)
		}
		if ss.flags.Server != "" && ss.env.Getenv("CORDON_SERVER") != ss.flags.Server {
			return fault.New(fault.Invalid, "check", "%s and --server %s are both given; name one", c.Dir, ss.flags.Server)
		}
		ss.flags.Project, ss.flags.Server = c.Dir, ""
	}
	if err := answer.KnownRules(c.Rule); err != nil {
		return err
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	from, err := ss.findingOptions(v.State)
	if err != nil {
		return err
	}
	d, err := answer.Check(v, answer.CheckOptions{FindingOptions: from, Rules: c.Rule})
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		err = ss.JSON(d)
	} else {
		ss.printCheck(&d, c)
	}
	if err == nil && d.Counts.Counting() > 0 {
		return errFindings
	}
	return err
}

// findingOptions gives what findings depend on beside the state.
func (ss *Session) findingOptions(st app.State) (answer.FindingOptions, error) {
	lib, err := ss.Library()
	if err != nil {
		return answer.FindingOptions{}, err
	}
	loc, err := ss.opened.project.Location(st.Snapshot)
	return answer.FindingOptions{Library: lib, TimeZone: loc}, err
}

// perRule is how many findings of one rule are named without --all.
const perRule = 12

func (ss *Session) printCheck(d *api.Check, c *CheckCmd) {
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
func (ss *Session) printRule(list []api.Finding, all bool) {
	first := answer.Rule(list[0].Rule)
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
