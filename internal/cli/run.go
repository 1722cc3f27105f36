package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"github.com/cordon-ot/cordon/internal/fault"
)

// The exit statuses of cordon.
const (
	StatusOK       = 0 // done, and nothing found that counts
	StatusFindings = 1 // done, and there are findings that count
	StatusFailed   = 2 // not done: usage, input, files
)

// errFindings is what a command returns that did its work and found something
// a pipeline should stop at. It prints nothing.
var errFindings = errors.New("findings")

// Run parses args (without the program's name), runs the command they name,
// and gives the exit status. It never panics.
func Run(ctx context.Context, args []string, env Env) (status int) {
	asJSON := wantsJSON(args)
	defer func() {
		if r := recover(); r != nil {
			status = StatusFailed
			reportPanic(env, asJSON, r)
		}
	}()
	var cmd Commands
	exited := false
	config, err := readConfig(args, env.Getenv)
	if err != nil {
		return report(env, asJSON, err)
	}
	k, err := newKong(&cmd, env, config, func(int) { exited = true })
	if err != nil {
		return report(env, asJSON, fault.Wrap(fault.Internal, "read the declaration of the command line", err))
	}
	if len(args) == 0 {
		args = []string{"--help"}
		status = StatusFailed
	}
	if err := checkUTF8(args); err != nil {
		return report(env, asJSON, err)
	}
	parsed, err := k.Parse(args)
	if exited {
		return status
	}
	if err != nil {
		return report(env, asJSON, usage(err))
	}
	if err := errors.Join(cmd.Globals.checkAt(parsed.Command()), config.check(parsed.Selected())); err != nil {
		return report(env, asJSON, err)
	}
	cmd.Globals.lists(env.Getenv)
	ss := newSession(&cmd.Globals, env, k)
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(ss)
	return report(env, asJSON, errors.Join(err, ss.close(err)))
}

// checkUTF8 refuses words in another encoding. The parser would put U+FFFD in
// place of the bytes it cannot read and say nothing.
func checkUTF8(args []string) error {
	for i, a := range args {
		if !utf8.ValidString(a) {
			return fault.New(fault.Invalid, "read the command line", "word %d, %q, is not UTF-8 text; set the terminal to UTF-8 and write it again", i+1, a)
		}
	}
	return nil
}

// newKong reads the declaration.
func newKong(cmd *Commands, env Env, config *configFile, exit func(int)) (*kong.Kong, error) {
	headings := make([]kong.Group, len(groups))
	for i, g := range groups {
		headings[i] = kong.Group{Key: g.key, Title: g.title}
	}
	return kong.New(cmd,
		kong.Name("cordon"),
		kong.Description("The record of your IEC 62443 engineering: zones and conduits, targets, requirements, gaps, and the chain from each requirement to its evidence."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(exit),
		kong.ExplicitGroups(headings),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.ValueFormatter(describeValue),
		kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
			if v, err := fromEnvironment(env.Getenv, flag); v != nil || err != nil {
				return v, err
			}
			return config.value(flag)
		})),
	)
}

// fromEnvironment gives a flag its value from the variable its tag names.
func fromEnvironment(getenv func(string) string, flag *kong.Flag) (any, error) {
	name := flag.Tag.Get("environ")
	if name == "" {
		return nil, nil
	}
	v := getenv(name)
	switch {
	case v == "":
		return nil, nil
	case !utf8.ValidString(v):
		return nil, fmt.Errorf("%s is %q, which is not UTF-8 text", name, v)
	case flag.IsBool():
		return true, nil // NO_COLOR counts whatever it holds
	case flag.IsSlice():
		return nil, nil // see Globals.lists
	}
	return v, nil
}

// timeless are the commands, or groups of them, that look at no state or only
// at the whole record.
var timeless = []string{
	"serve", "backup", "restore", "admin", "login", "logout", "project", "init", "template", "import", "export log", "export proof", "link verbs", "verify", "key", "doctor", "keys",
	"standard list", "standard show", "glossary", "completion", "man", "version",
}

// checkAt refuses --at where it would be ignored.
func (g *Globals) checkAt(command string) error {
	if g.At == "" {
		return nil
	}
	for _, t := range timeless {
		if command == t || strings.HasPrefix(command, t+" ") {
			return fault.New(fault.Invalid, "read the command line", "--at says nothing to \"cordon %s\", which looks at no past state; leave it out", t)
		}
	}
	return nil
}

// lists takes from the environment the flags that hold several files, which
// stand there as in PATH.
func (g *Globals) lists(getenv func(string) string) {
	if g.Overlay == nil {
		g.Overlay = filepath.SplitList(getenv("CORDON_OVERLAY"))
	}
	if g.Editions == nil {
		g.Editions = filepath.SplitList(getenv("CORDON_EDITIONS"))
	}
}

// describeValue is the help of a flag with the variable it falls back to.
func describeValue(v *kong.Value) string {
	if name := v.Tag.Get("environ"); name != "" {
		return v.Help + " ($" + name + ")"
	}
	return v.Help
}

// usage makes a parse error into a fault that says where help is.
func usage(err error) error {
	var p *kong.ParseError
	command := "cordon"
	if errors.As(err, &p) && p.Context != nil {
		if c := p.Context.Command(); c != "" {
			command += " " + strings.TrimRight(strings.SplitN(c, " <", 2)[0], " ")
		}
	}
	return fault.New(fault.Invalid, "read the command line", "%s; try %q", err.Error(), command+" --help")
}

// wantsJSON looks for --json in arguments that may not parse.
func wantsJSON(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

func reportPanic(env Env, asJSON bool, r any) {
	report(env, asJSON, fault.New(fault.Internal, "run", "cordon has a fault of its own here (%v); set CORDON_DEBUG=1 to see where, and report it", r))
	if env.Getenv("CORDON_DEBUG") == "1" {
		fmt.Fprintf(env.Stderr, "%s\n", debug.Stack())
	}
}

// fileFault says in our words why a file cannot be read or written.
func fileFault(op, path string, err error) error {
	if err == nil {
		return nil
	}
	f := &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: path}}
	var own *fault.Error
	switch {
	case errors.As(err, &own):
		return err
	case errors.Is(err, os.ErrNotExist):
		f.Kind, f.Message = fault.NotFound, "there is no such file; check the path"
	case errors.Is(err, os.ErrExist):
		f.Kind, f.Message = fault.Conflict, "there is a file already; choose another name"
	case errors.Is(err, os.ErrPermission):
		f.Message = "permission denied; check who owns it and its rights"
	default:
		f.Message = "cannot " + op + ": " + cause(err)
	}
	return f
}

// cause gives the last words of a system error, without the path in it.
func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
