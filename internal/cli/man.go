package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// ManCmd prints the manual page.
type ManCmd struct{}

// Run prints the manual page in roff, from the same declaration as the help.
func (ManCmd) Run(ss *Session) error {
	page := manPage(ss.kong.Model, ss.env.Version)
	if ss.WantJSON() {
		return ss.JSON(map[string]string{"roff": string(page)})
	}
	return ss.Raw(page)
}

// manPage writes cordon(1).
func manPage(a *kong.Application, version string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, ".TH CORDON 1 \"\" \"cordon %s\" \"Cordon\"\n", roff(version))
	b.WriteString(".SH NAME\ncordon \\- the record of IEC 62443 engineering\n")
	b.WriteString(".SH SYNOPSIS\n.B cordon\n.I command\n[\n.I flags\n]\n")
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s\n", roff(a.Help))
	b.WriteString(".SH FLAGS OF EVERY COMMAND\n")
	for _, f := range a.Flags {
		manFlag(&b, f)
	}
	nodes := commandNodes(a.Node)
	for _, g := range groups {
		fmt.Fprintf(&b, ".SH %s\n", roff(strings.ToUpper(g.title)))
		for _, c := range nodes {
			if c.path != "" && len(c.children) == 0 && groupOf(c.node) == g.key {
				manCommand(&b, c)
			}
		}
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, s := range []struct{ status, means string }{
		{"0", "Done."},
		{"1", "Done, and something was found that counts: findings of check, differences of doctor."},
		{"2", "Not done: usage, input, files, or a record that does not verify. Every fault is a sentence on standard error; with --json they are one JSON document there."},
	} {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", s.status, roff(s.means))
	}
	b.WriteString(".SH ENVIRONMENT\n")
	for _, f := range a.Flags {
		if name := f.Tag.Get("environ"); name != "" {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(name), roff("Stands for --"+f.Name+"."))
		}
	}
	fmt.Fprintf(&b, ".TP\n.B COLUMNS\n%s\n", roff("Width of the terminal, where it cannot be asked."))
	fmt.Fprintf(&b, ".TP\n.B CORDON_DEBUG\n%s\n", roff("1 shows where in the program a fault of its own happened."))
	b.WriteString(".SH FILES\n")
	for _, f := range []struct{ name, means string }{
		{"NAME.cordon", "A project: the record and the current state, one SQLite file."},
		{"NAME.cordon-files", "Its evidence files, each under the digits of its SHA-256. Keep them with the project."},
		{"NAME.cordon-snapshot", "A cache that makes starting fast; it may be deleted."},
		{"cordon.yaml", "Marks a folder as a project in text form."},
	} {
		fmt.Fprintf(&b, ".TP\n.I %s\n%s\n", roff(f.name), roff(f.means))
	}
	return b.Bytes()
}

// groupOf gives the group a command or one of its parents belongs to.
func groupOf(n *kong.Node) string {
	for ; n != nil; n = n.Parent {
		if n.Group != nil {
			return n.Group.Key
		}
	}
	return ""
}

func manCommand(b *bytes.Buffer, c commandNode) {
	fmt.Fprintf(b, ".SS cordon %s", roff(c.path))
	for _, p := range c.node.Positional {
		fmt.Fprintf(b, " %s", roff(p.Summary()))
	}
	fmt.Fprintf(b, "\n%s\n", roff(c.node.Help))
	for _, p := range c.node.Positional {
		fmt.Fprintf(b, ".TP\n.I %s\n%s\n", roff(p.Name), roff(describeValue(p)))
	}
	for _, f := range c.node.Flags {
		manFlag(b, f)
	}
}

func manFlag(b *bytes.Buffer, f *kong.Flag) {
	if f.Hidden {
		return
	}
	name := "--" + f.Name
	if f.Short != 0 {
		name = "-" + string(f.Short) + ", " + name
	}
	if !f.IsBool() {
		name += "=" + f.FormatPlaceHolder()
	}
	fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(describeValue(f.Value)))
}

// roff escapes a text for a line of its own.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "…", "...", "-", `\-`, "\n", " ").Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
