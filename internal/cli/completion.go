package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/cordon-ot/cordon/internal/model"
)

// CompletionCmd prints a completion script.
type CompletionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run prints the script.
func (c *CompletionCmd) Run(ss *Session) error {
	nodes := commandNodes(ss.kong.Model.Node)
	var script []byte
	switch c.Shell {
	case "bash":
		script = bashCompletion(nodes)
	case "zsh":
		script = zshCompletion(nodes)
	default:
		script = fishCompletion(nodes)
	}
	if ss.WantJSON() {
		return ss.JSON(map[string]string{"shell": c.Shell, "script": string(script)})
	}
	return ss.Raw(script)
}

// commandNode is one command, or a group of commands.
type commandNode struct {
	path     string // "item list"; empty for cordon itself
	node     *kong.Node
	children []*kong.Node
}

// commandNodes lists cordon itself and every visible command below it, in the
// order of the declaration.
func commandNodes(n *kong.Node) []commandNode {
	var all []commandNode
	var walk func(n *kong.Node, path string)
	walk = func(n *kong.Node, path string) {
		c := commandNode{path: path, node: n}
		for _, child := range n.Children {
			if !child.Hidden {
				c.children = append(c.children, child)
			}
		}
		all = append(all, c)
		for _, child := range c.children {
			walk(child, strings.TrimSpace(path+" "+child.Name))
		}
	}
	walk(n, "")
	return all
}

// flags lists the flags of a command with those of all commands.
func (c commandNode) flags() []*kong.Flag {
	var all []*kong.Flag
	for _, group := range c.node.AllFlags(true) {
		all = append(all, group...)
	}
	return all
}

func (c commandNode) flagWords() string {
	var words []string
	for _, f := range c.flags() {
		words = append(words, "--"+f.Name)
	}
	return strings.Join(words, " ")
}

// choices gives the words a command's first argument may be, if they are
// declared.
func (c commandNode) choices() []string {
	if len(c.node.Positional) > 0 && c.node.Positional[0].Enum != "" {
		return strings.Split(c.node.Positional[0].Enum, ",")
	}
	return nil
}

// takesKeys reports whether some argument of a command is an item.
func (c commandNode) takesKeys() bool {
	for _, p := range c.node.Positional {
		switch p.Name {
		case "key", "from", "to", "place", "item", "key|digest", "subject":
			return true
		}
	}
	return false
}

// valueFlags lists every flag that takes a value, so that the value is not
// taken for a command.
func valueFlags(nodes []commandNode) string {
	var words []string
	seen := map[string]bool{}
	for _, c := range nodes {
		for _, f := range c.flags() {
			if !f.IsBool() && !seen[f.Name] {
				seen[f.Name] = true
				words = append(words, "--"+f.Name)
			}
		}
	}
	return strings.Join(append(words, "-m"), "|")
}

func names(nodes []*kong.Node) string {
	words := make([]string, len(nodes))
	for i, n := range nodes {
		words[i] = n.Name
	}
	return strings.Join(words, " ")
}

// steps writes the cases that follow the words typed so far down the commands.
func steps(b *bytes.Buffer, nodes []commandNode, indent string) {
	for _, c := range nodes {
		for _, child := range c.children {
			fmt.Fprintf(b, "%s%q) at=%q ;;\n", indent, c.path+":"+child.Name, strings.TrimSpace(c.path+" "+child.Name))
		}
	}
}

func bashCompletion(nodes []commandNode) []byte {
	var b bytes.Buffer
	b.WriteString("# bash completion for cordon; load it with: source <(cordon completion bash)\n")
	b.WriteString("_cordon() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" at=\"\" words=\"\" flags=\"\" keys=\"\" i word\n")
	b.WriteString("  for ((i = 1; i < COMP_CWORD; i++)); do\n    word=\"${COMP_WORDS[i]}\"\n    case \"$word\" in\n")
	fmt.Fprintf(&b, "      %s) i=$((i + 1)); continue ;;\n      -*) continue ;;\n    esac\n    case \"$at:$word\" in\n", valueFlags(nodes))
	steps(&b, nodes, "      ")
	b.WriteString("    esac\n  done\n  case \"$at\" in\n")
	for _, c := range nodes {
		words := names(c.children)
		if list := c.choices(); list != nil {
			words = strings.Join(list, " ")
		}
		fmt.Fprintf(&b, "    %q) words=%q; flags=%q", c.path, words, c.flagWords())
		if c.takesKeys() {
			b.WriteString("; keys=1")
		}
		b.WriteString(" ;;\n")
	}
	b.WriteString("  esac\n")
	b.WriteString("  if [[ \"$cur\" == -* ]]; then\n    words=\"$flags\"\n")
	b.WriteString("  elif [[ -n \"$keys\" ]]; then\n    words=\"$(cordon keys \"$cur\" 2>/dev/null)\"\n  fi\n")
	b.WriteString("  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _cordon cordon\n")
	return b.Bytes()
}

func zshCompletion(nodes []commandNode) []byte {
	var b bytes.Buffer
	b.WriteString("#compdef cordon\n# zsh completion for cordon; load it with: source <(cordon completion zsh)\n")
	b.WriteString("_cordon() {\n  local at=\"\" word i\n  local -a list\n")
	b.WriteString("  for ((i = 2; i < CURRENT; i++)); do\n    word=\"${words[i]}\"\n    case \"$word\" in\n")
	fmt.Fprintf(&b, "      %s) i=$((i + 1)); continue ;;\n      -*) continue ;;\n    esac\n    case \"$at:$word\" in\n", valueFlags(nodes))
	steps(&b, nodes, "      ")
	b.WriteString("    esac\n  done\n  case \"$at\" in\n")
	for _, c := range nodes {
		fmt.Fprintf(&b, "    %q)\n", c.path)
		b.WriteString("      if [[ \"${words[CURRENT]}\" == -* ]]; then\n        list=(")
		for _, f := range c.flags() {
			b.WriteString(" " + shellQuote("--"+f.Name+":"+strings.ReplaceAll(f.Help, ":", "\\:")))
		}
		b.WriteString(" )\n        _describe -o option list\n      else\n")
		switch {
		case len(c.children) > 0:
			b.WriteString("        list=(")
			for _, n := range c.children {
				b.WriteString(" " + shellQuote(n.Name+":"+strings.ReplaceAll(n.Help, ":", "\\:")))
			}
			b.WriteString(" )\n        _describe command list\n")
		case c.choices() != nil:
			fmt.Fprintf(&b, "        compadd %s\n", strings.Join(c.choices(), " "))
		case c.takesKeys():
			b.WriteString("        compadd ${(f)\"$(cordon keys \"${words[CURRENT]}\" 2>/dev/null)\"}\n")
		default:
			b.WriteString("        _files\n")
		}
		b.WriteString("      fi ;;\n")
	}
	b.WriteString("  esac\n}\ncompdef _cordon cordon\n")
	return b.Bytes()
}

func fishCompletion(nodes []commandNode) []byte {
	var b bytes.Buffer
	b.WriteString("# fish completion for cordon; load it with: cordon completion fish | source\n")
	b.WriteString("function __cordon_at\n  set -l at \"\"\n  set -l skip 0\n  for word in (commandline -opc)[2..-1]\n")
	b.WriteString("    if test $skip = 1\n      set skip 0\n      continue\n    end\n    switch $word\n")
	fmt.Fprintf(&b, "      case %s\n        set skip 1\n        continue\n      case '-*'\n        continue\n    end\n    switch \"$at:$word\"\n", strings.ReplaceAll(valueFlags(nodes), "|", " "))
	for _, c := range nodes {
		for _, child := range c.children {
			fmt.Fprintf(&b, "      case %s\n        set at %s\n", shellQuote(c.path+":"+child.Name), shellQuote(strings.TrimSpace(c.path+" "+child.Name)))
		}
	}
	b.WriteString("    end\n  end\n  test \"$at\" = \"$argv[1]\"\nend\n")
	for _, c := range nodes {
		at := fmt.Sprintf("complete -c cordon -n %s", shellQuote("__cordon_at "+fishWord(c.path)))
		for _, n := range c.children {
			fmt.Fprintf(&b, "%s -f -a %s -d %s\n", at, n.Name, shellQuote(n.Help))
		}
		if list := c.choices(); list != nil {
			fmt.Fprintf(&b, "%s -f -a %s\n", at, shellQuote(strings.Join(list, " ")))
		}
		if c.takesKeys() {
			fmt.Fprintf(&b, "%s -f -a '(cordon keys 2>/dev/null)'\n", at)
		}
		for _, f := range c.flags() {
			value := ""
			if !f.IsBool() {
				value = " -r"
			}
			fmt.Fprintf(&b, "%s -l %s%s -d %s\n", at, f.Name, value, shellQuote(f.Help))
		}
	}
	return b.Bytes()
}

func fishWord(s string) string { return "\"" + s + "\"" }

// shellQuote quotes a text for a shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// KeysCmd prints keys for completion. It is not listed in help.
type KeysCmd struct {
	Prefix string `arg:"" optional:"" help:"What the keys begin with."`
}

// mostKeys bounds what a shell is given to complete.
const mostKeys = 1000

// Run prints the keys of live items.
func (c *KeysCmd) Run(ctx context.Context, ss *Session) error {
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	prefix := strings.ToUpper(c.Prefix)
	var keys []string
	for _, k := range model.Kinds() {
		for n := range st.Snapshot.OfKind(k) {
			if key := st.Snapshot.Key(n).String(); strings.HasPrefix(key, prefix) && len(keys) < mostKeys {
				keys = append(keys, key)
			}
		}
	}
	if ss.WantJSON() {
		return ss.JSON(map[string]any{"keys": nonNil(keys)})
	}
	for _, k := range keys {
		ss.Printf("%s", k)
	}
	return nil
}
