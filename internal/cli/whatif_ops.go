package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// The language of what-if, one sentence per op:
//
//	set KEY NAME=VALUE ...           change properties; NAME= takes one away
//	add KIND [as KEY] title=TEXT ... make an item, with links as VERB=KEY
//	retire KEY                       take an item out
//	revive KEY                       bring it back
//	link KEY VERB KEY [NAME=VALUE]   make a link
//	unlink KEY VERB KEY              remove one
//	confirm KEY VERB KEY             say that a suspect link still holds
//	move ASSET PLACE                 to another zone or conduit
//	approve PLACE VECTOR             put a target in force
//
// Items are named by key. Values with blanks stand in quotes.

// whatIfWriter makes ops of sentences.
type whatIfWriter struct {
	ss   *Session
	st   app.State
	make *app.Maker
}

// sentences reads ops from a file, one a line; # begins a comment.
func sentences(r io.Reader, name string) (list []string, lines []int, err error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for n := 1; sc.Scan(); n++ {
		text := strings.TrimSpace(sc.Text())
		if text != "" && !strings.HasPrefix(text, "#") {
			list, lines = append(list, text), append(lines, n)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, nil, &fault.Error{Kind: fault.Invalid, Op: "read the ops", Place: fault.Place{File: name}, Message: "cannot read the file: " + err.Error()}
	}
	return list, lines, nil
}

// splitWords cuts a sentence at blanks outside quotes, taking the quotes off.
func splitWords(s string) ([]string, error) {
	var out []string
	var word strings.Builder
	quote, in := rune(0), false
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, in = r, true
		case unicode.IsSpace(r):
			if in {
				out = append(out, word.String())
				word.Reset()
				in = false
			}
		default:
			word.WriteRune(r)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote %c is opened and not closed", quote)
	}
	if in {
		out = append(out, word.String())
	}
	return out, nil
}

// write makes the ops of one sentence.
func (w *whatIfWriter) write(sentence string) error {
	words, err := splitWords(sentence)
	if err != nil {
		return w.fault(sentence, err)
	}
	if len(words) == 0 {
		return nil
	}
	verbs := map[string]func([]string) error{
		"set": w.set, "add": w.add, "retire": w.retire, "revive": w.revive,
		"link": w.link, "unlink": w.unlink, "confirm": w.confirm, "move": w.move, "approve": w.approve,
	}
	fn := verbs[strings.ToLower(words[0])]
	if fn == nil {
		return w.fault(sentence, fmt.Errorf("%q is no op; an op begins with set, add, retire, revive, link, unlink, confirm, move or approve", words[0]))
	}
	return w.fault(sentence, fn(words[1:]))
}

// fault names the sentence that is at fault.
func (w *whatIfWriter) fault(sentence string, err error) error {
	if err == nil {
		return nil
	}
	return &fault.Error{Kind: kindOr(err, fault.Invalid), Op: "read an op", Subject: fmt.Sprintf("%q", sentence), Err: err}
}

func kindOr(err error, k fault.Kind) fault.Kind {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return k
}

// key reads the key of an item of the state, or of one this change adds.
func (w *whatIfWriter) key(word string) (model.Key, error) {
	if k, err := model.ParseKey(word); err == nil {
		return k, nil
	}
	n, err := w.ss.Item(w.st, word)
	if err != nil {
		return model.Key{}, err
	}
	return w.st.Snapshot.Key(n), nil
}

func (w *whatIfWriter) set(words []string) error {
	if len(words) < 2 {
		return errors.New("write: set KEY NAME=VALUE")
	}
	key, err := w.key(words[0])
	if err != nil {
		return err
	}
	title, rest := takeTitle(words[1:])
	ps, unset, err := parseProps(w.st.Snapshot, key.Kind, rest)
	if err != nil {
		return err
	}
	if len(ps) > 0 || title != "" {
		if err := w.make.Set(key, title, ps); err != nil {
			return err
		}
	}
	if len(unset) > 0 {
		return w.make.Unset(key, unset...)
	}
	return nil
}

// takeTitle takes title=… out of a list of pairs.
func takeTitle(pairs []string) (title string, rest []string) {
	for _, p := range pairs {
		if t, ok := strings.CutPrefix(p, "title="); ok {
			title = strings.TrimSpace(t)
			continue
		}
		rest = append(rest, p)
	}
	return title, rest
}

// add makes an item. Pairs whose name is a verb are links.
func (w *whatIfWriter) add(words []string) error {
	kind, n, err := kindAtFront(words)
	if err != nil {
		return err
	}
	words = words[n:]
	var key model.Key
	if len(words) >= 2 && strings.EqualFold(words[0], "as") {
		if key, err = model.ParseKey(words[1]); err != nil {
			return err
		}
		if key.Kind != kind {
			return fmt.Errorf("%s is no key of %s", key, kind.Indefinite())
		}
		words = words[2:]
	}
	title, rest := takeTitle(words)
	var props, links []string
	for _, p := range rest {
		name, _, _ := strings.Cut(p, "=")
		if _, err := model.ParseVerb(name); err == nil && w.st.Snapshot.Schema().Prop(kind, name) == nil {
			links = append(links, p)
		} else {
			props = append(props, p)
		}
	}
	ps, _, err := parseProps(w.st.Snapshot, kind, props)
	if err != nil {
		return err
	}
	if key.Kind == model.NoKind {
		key = w.make.NextKey(kind)
	}
	w.make.CreateAs(key, title, ps)
	for _, l := range links {
		name, far, _ := strings.Cut(l, "=")
		v, err := model.ParseVerb(name)
		if err != nil {
			return err
		}
		for _, one := range strings.Split(far, ",") {
			to, err := w.key(strings.TrimSpace(one))
			if err != nil {
				return err
			}
			if err := w.make.Link(key, v, to, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// kindAtFront reads the kind that a list of words begins with.
func kindAtFront(words []string) (k model.Kind, n int, err error) {
	for n = min(3, len(words)); n > 0; n-- {
		if k, err := model.ParseKind(strings.Join(words[:n], " ")); err == nil {
			return k, n, nil
		}
	}
	if len(words) == 0 {
		return k, 0, errors.New("write: add KIND title=TEXT NAME=VALUE VERB=KEY")
	}
	_, err = parseKind(words[0])
	return k, 0, err
}

func (w *whatIfWriter) retire(words []string) error {
	return w.each(words, "retire", func(k model.Key) error { return w.make.RetireItem(k, "what if") })
}

func (w *whatIfWriter) revive(words []string) error { return w.each(words, "revive", w.make.Revive) }

func (w *whatIfWriter) each(words []string, op string, fn func(model.Key) error) error {
	if len(words) == 0 {
		return fmt.Errorf("write: %s KEY", op)
	}
	for _, word := range words {
		key, err := w.key(word)
		if err == nil {
			err = fn(key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sentence reads KEY VERB KEY and what follows.
func (w *whatIfWriter) sentence(words []string, op string) (app.LinkName, []string, error) {
	var name app.LinkName
	end := len(words)
	for i, word := range words {
		if strings.Contains(word, "=") {
			end = i
			break
		}
	}
	if end < 3 {
		return name, nil, fmt.Errorf("write: %s KEY VERB KEY, such as %s AST-7 in ZON-1", op, op)
	}
	var err error
	if name.From, err = w.key(words[0]); err != nil {
		return name, nil, err
	}
	if name.Verb, err = parseVerb(strings.Join(words[1:end-1], " ")); err != nil {
		return name, nil, err
	}
	name.To, err = w.key(words[end-1])
	return name, words[end:], err
}

func (w *whatIfWriter) link(words []string) error {
	name, rest, err := w.sentence(words, "link")
	if err != nil {
		return err
	}
	ps, _, err := parseLinkProps(w.st.Snapshot, name.Verb, rest)
	if err != nil {
		return err
	}
	return w.make.Link(name.From, name.Verb, name.To, ps)
}

func (w *whatIfWriter) unlink(words []string) error {
	name, _, err := w.sentence(words, "unlink")
	if err != nil {
		return err
	}
	return w.make.Unlink(name)
}

func (w *whatIfWriter) confirm(words []string) error {
	name, _, err := w.sentence(words, "confirm")
	if err != nil {
		return err
	}
	return w.make.ConfirmLinks([]app.LinkName{name}, "what if")
}

// move takes an asset out of its place and puts it into another.
func (w *whatIfWriter) move(words []string) error {
	if len(words) == 3 && strings.EqualFold(words[1], "to") {
		words = []string{words[0], words[2]}
	}
	if len(words) != 2 {
		return errors.New("write: move ASSET PLACE")
	}
	n, err := w.ss.Item(w.st, words[0], model.KindAsset)
	if err != nil {
		return err
	}
	place, err := w.key(words[1])
	if err != nil {
		return err
	}
	s := w.st.Snapshot
	for p := range s.To(n, model.In) {
		if s.Key(p) == place {
			return fmt.Errorf("%s is in %s already", s.Key(n), place)
		}
		if err := w.make.Unlink(app.LinkName{From: s.Key(n), Verb: model.In, To: s.Key(p)}); err != nil {
			return err
		}
	}
	return w.make.Link(s.Key(n), model.In, place, nil)
}

func (w *whatIfWriter) approve(words []string) error {
	if len(words) < 2 {
		return errors.New("write: approve PLACE VECTOR, such as approve ZON-1 {2,2,2,1,2,2,2}")
	}
	key, err := w.key(words[0])
	if err != nil {
		return err
	}
	v, err := parseVector(strings.Join(words[1:], " "))
	if err != nil {
		return err
	}
	b, err := w.ss.Basis(w.st)
	if err != nil {
		return err
	}
	return w.make.ApproveTarget(b, key, app.TargetApproval{Target: v, By: "what if", Day: w.st.Date})
}
