package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// LinkCmd groups the commands on links.
type LinkCmd struct {
	Add     LinkAddCmd     `cmd:"" help:"Make a link: cordon link add AST-7 in ZON-1."`
	Set     LinkSetCmd     `cmd:"" help:"Change properties of a link."`
	Remove  LinkRemoveCmd  `cmd:"" help:"Remove a link."`
	Confirm LinkConfirmCmd `cmd:"" help:"Say that suspect links still hold."`
	Verbs   LinkVerbsCmd   `cmd:"" help:"List the verbs, and what they may join."`
}

// linkArgs name a link as a sentence.
type linkArgs struct {
	From string `arg:"" help:"The item the link begins at."`
	Verb string `arg:"" help:"The verb, with - for blanks: in, allocated-to, evidences."`
	To   string `arg:"" help:"The item the link leads to."`
}

// resolve finds what the arguments name.
func (a *linkArgs) resolve(ss *Session, st app.State) (app.LinkName, error) {
	from, err1 := ss.Item(st, a.From)
	v, err2 := parseVerb(a.Verb)
	to, err3 := ss.Item(st, a.To)
	if err := errors.Join(err1, err2, err3); err != nil {
		return app.LinkName{}, err
	}
	return app.LinkName{From: st.Snapshot.Key(from), Verb: v, To: st.Snapshot.Key(to)}, nil
}

// parseVerb finds a verb or says which are like what was written.
func parseVerb(name string) (model.Verb, error) {
	v, err := model.ParseVerb(name)
	if err == nil {
		return v, nil
	}
	var words []string
	for _, v := range model.Verbs() {
		words = append(words, v.String())
	}
	hint := "verbs are " + strings.Join(words, ", ")
	if alike := near.Words(name, words, 3); len(alike) > 0 {
		hint = "did you mean " + strings.Join(alike, " or ") + "?"
	}
	return model.NoVerb, fault.New(fault.Invalid, "find a verb", "there is no verb %q; %s", name, hint)
}

// verbAndItem reads "allocated to ZON-1": the longest verb at the front, then
// the item.
func (ss *Session) verbAndItem(st app.State, text string) (model.Verb, model.Node, error) {
	words := strings.Fields(text)
	for i := len(words) - 1; i > 0; i-- {
		if v, err := model.ParseVerb(strings.Join(words[:i], " ")); err == nil {
			n, err := ss.Item(st, strings.Join(words[i:], " "))
			return v, n, err
		}
	}
	if len(words) < 2 {
		return model.NoVerb, model.NoNode, fault.New(fault.Invalid, "read a link", "%q is no link; write a verb and a key, such as \"in ZON-1\"", text)
	}
	_, err := parseVerb(strings.Join(words[:len(words)-1], " "))
	return model.NoVerb, model.NoNode, err
}

// LinkAddCmd makes a link.
type LinkAddCmd struct {
	linkArgs
	Set []string `placeholder:"NAME=VALUE" sep:"none" help:"A property of the link. Repeatable."`
}

// Run makes the link.
func (c *LinkAddCmd) Run(ctx context.Context, ss *Session) error {
	return ss.editLink(ctx, &c.linkArgs, "Linked", func(e *Edit, name app.LinkName) error {
		ps, _, err := parseLinkProps(e.State.Snapshot, name.Verb, c.Set)
		if err != nil {
			return err
		}
		return e.Link(name.From, name.Verb, name.To, ps)
	})
}

// LinkSetCmd changes properties of a link.
type LinkSetCmd struct {
	linkArgs
	Set []string `required:"" placeholder:"NAME=VALUE" sep:"none" help:"A property of the link. Repeatable."`
}

// Run changes the link.
func (c *LinkSetCmd) Run(ctx context.Context, ss *Session) error {
	return ss.editLink(ctx, &c.linkArgs, "Changed", func(e *Edit, name app.LinkName) error {
		ps, unset, err := parseLinkProps(e.State.Snapshot, name.Verb, c.Set)
		if err != nil {
			return err
		}
		if len(unset) > 0 {
			return fault.New(fault.Invalid, "change a link", "--set %s= has no value; to take it away, remove the link and make it again", unset[0])
		}
		return e.SetLink(name, ps)
	})
}

func parseLinkProps(s *model.Snapshot, v model.Verb, pairs []string) (model.Props, []string, error) {
	return parsePairs(pairs, func(name string) (*model.PropDecl, error) {
		if d := s.Schema().LinkProp(v, name); d != nil {
			return d, nil
		}
		var names []string
		for _, d := range s.Schema().Verb(v).Props {
			names = append(names, d.Name)
		}
		hint := "such links have no properties"
		if len(names) > 0 {
			hint = "they have " + strings.Join(names, ", ")
		}
		return nil, fault.New(fault.Invalid, "find a property", "links of \"%s\" have no property %q; %s", v, name, hint)
	})
}

// LinkRemoveCmd removes a link.
type LinkRemoveCmd struct {
	linkArgs
}

// Run removes the link.
func (c *LinkRemoveCmd) Run(ctx context.Context, ss *Session) error {
	return ss.editLink(ctx, &c.linkArgs, "Removed", func(e *Edit, name app.LinkName) error { return e.Unlink(name) })
}

func (ss *Session) editLink(ctx context.Context, a *linkArgs, done string, fn func(*Edit, app.LinkName) error) error {
	var name app.LinkName
	w, err := ss.Write(ctx, "edit", func(e *Edit) error {
		var err error
		if name, err = a.resolve(ss, e.State); err != nil {
			return err
		}
		return fn(e, name)
	})
	if err != nil {
		return err
	}
	return ss.Report(w, map[string]any{"link": answer.Link(name)}, fmt.Sprintf("%s: %s.", done, name))
}

// LinkConfirmCmd confirms suspect links.
type LinkConfirmCmd struct {
	From   string `arg:"" optional:"" help:"The item the link begins at."`
	Verb   string `arg:"" optional:"" help:"The verb."`
	To     string `arg:"" optional:"" help:"The item the link leads to."`
	Item   string `placeholder:"KEY" help:"All suspect links that begin or end at this item."`
	Place  string `placeholder:"KEY" help:"All suspect links in the chains of this zone or conduit."`
	All    bool   `help:"All suspect links of the project."`
	Reason string `required:"" help:"Why they still hold."`
}

// Run confirms the links.
func (c *LinkConfirmCmd) Run(ctx context.Context, ss *Session) error {
	ways := 0
	for _, given := range []bool{c.From != "", c.Item != "", c.Place != "", c.All} {
		if given {
			ways++
		}
	}
	if ways != 1 || (c.From != "" && c.To == "") {
		return fault.New(fault.Invalid, "confirm links", "say which links: FROM VERB TO, or one of --item, --place and --all")
	}
	var names []app.LinkName
	w, err := ss.Write(ctx, "confirm", func(e *Edit) error {
		var err error
		if names, err = c.links(ss, e.State); err != nil || len(names) == 0 {
			return err
		}
		return e.ConfirmLinks(names, c.Reason)
	})
	if err != nil {
		return err
	}
	var lines []string
	for _, n := range names {
		lines = append(lines, "Confirmed: "+n.String()+".")
	}
	if len(names) == 0 {
		lines = append(lines, "No link is suspect there.")
	}
	return ss.Report(w, map[string]any{"links": answer.Links(names)}, lines...)
}

// links finds the links to confirm.
func (c *LinkConfirmCmd) links(ss *Session, st app.State) ([]app.LinkName, error) {
	if c.From != "" {
		name, err := (&linkArgs{c.From, c.Verb, c.To}).resolve(ss, st)
		return []app.LinkName{name}, err
	}
	v, err := ss.viewOf(st)
	if err != nil {
		return nil, err
	}
	if c.Place != "" {
		n, err := ss.Place(st, c.Place)
		if err != nil {
			return nil, err
		}
		return answer.SuspectLinksOf(v, n)
	}
	only := model.NoNode
	if c.Item != "" {
		if only, err = ss.Item(st, c.Item); err != nil {
			return nil, err
		}
	}
	return answer.SuspectLinks(v, only), nil
}

// LinkVerbsCmd lists the verbs.
type LinkVerbsCmd struct{}

// Run lists the verbs. It needs no project.
func (LinkVerbsCmd) Run(ss *Session) error {
	d := answer.Verbs()
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	t := NewTable(Col{Head: "VERB"}, Col{Head: "FROM", Flex: true}, Col{Head: "TO", Flex: true}, Col{Head: "MEANS", Flex: true})
	for _, v := range d.Verbs {
		name, help := v.Verb, v.Help
		for _, e := range v.Ends {
			t.Add(name, strings.Join(e.From, ", "), strings.Join(e.To, ", "), help)
			name, help = "", ""
		}
	}
	ss.Print(t)
	return nil
}
