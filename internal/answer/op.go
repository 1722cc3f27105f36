package answer

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// OpOptions is what reading a change needs beside the state.
type OpOptions struct {
	NewID model.IDSource // gives the identities of new items and links that have none
}

// Ops reads a change that was sent, on the state s that it is meant for. The
// error joins one Invalid per fault of the whole list, each with the JSON
// pointer of what is wrong as Place.Field: /ops/3/properties/firmware; of more
// than a thousand it says how many there are besides. Place of
// each op that is given is the pointer of what it was read from, such as
// /ops/3. Whether the ops are right in every other way is seen when they are
// applied; Locate gives those faults their pointers.
//
// An op sees what earlier ops of the list do: items created, links made and
// removed, properties that the project adds. One op that was sent can become
// two: a set that also takes properties away.
func Ops(s *model.Snapshot, list []api.Op, o OpOptions) ([]model.Op, error) {
	r := &opReader{
		s: s, newID: o.NewID, schema: s.Schema(), last: map[model.Kind]uint32{}, made: map[model.Key]model.ID{},
		refs: map[string]model.Key{}, ids: map[model.ID]bool{}, links: map[app.LinkName]model.ID{}, verbs: map[model.ID]app.LinkName{},
	}
	for i := range list { // so that no key is given that a later op asks for
		if k, err := model.ParseKey(list[i].Key); err == nil && list[i].Op == "create" {
			r.last[k.Kind] = max(r.last[k.Kind], k.Number)
		}
	}
	for i := range list {
		r.at = opPlace(i)
		r.read(&list[i])
	}
	return r.ops, r.err()
}

func opPlace(i int) string { return "/ops/" + strconv.Itoa(i) }

// Refs gives the keys of the new items that a change named with a ref. ops is
// what Ops made of the list.
func Refs(list []api.Op, ops []model.Op) map[string]string {
	out := map[string]string{}
	for i := range ops {
		if at, ok := opAt(list, ops[i].Place); ok && ops[i].Kind == model.OpCreate && list[at].Ref != "" {
			out[list[at].Ref] = ops[i].Key.String()
		}
	}
	return out
}

// opReader turns wire ops into ops of the model.
type opReader struct {
	s      *model.Snapshot
	newID  model.IDSource
	at     string // pointer of the op being read
	ops    []model.Op
	faults []error
	more   int // faults beyond maxFaults

	last   map[model.Kind]uint32 // highest number of a key asked for or given so far
	made   map[model.Key]model.ID
	refs   map[string]model.Key
	ids    map[model.ID]bool         // identities that the list chose for items and links
	links  map[app.LinkName]model.ID // links the list made; the zero ID for those it removed
	verbs  map[model.ID]app.LinkName // the same by identity
	early  *model.Builder            // what the first `seen` ops lead to; nil until it matters
	seen   int
	stale  bool // an op since then may have changed the schema
	schema *model.Schema
}

// maxFaults is how many faults of one list are told; the rest is counted.
const maxFaults = 1000

func (r *opReader) refuse(pointer, format string, a ...any) {
	if r.more > 0 || len(r.faults) == maxFaults {
		r.more++
		return
	}
	f := fault.New(fault.Invalid, "read an op", format, a...)
	f.Cut(func(s string) string { return excerpt(s, 2000) })
	f.Place.Field = r.at + pointer
	r.faults = append(r.faults, f)
}

// err joins the faults.
func (r *opReader) err() error {
	if r.more > 0 {
		r.faults = append(r.faults, fault.New(fault.Invalid, "read an op", "%d further faults are not listed; correct these first", r.more))
	}
	return errors.Join(r.faults...)
}

func (r *opReader) add(op model.Op) {
	op.Place = r.at
	r.ops = append(r.ops, op)
}

// members says which members an op may have beside op.
var members = map[string][]string{
	"create":  {"key", "kind", "ref", "title", "properties", "id"},
	"set":     {"key", "title", "properties", "unset", "from", "verb", "to", "link"},
	"unset":   {"key", "unset", "from", "verb", "to", "link"},
	"link":    {"from", "verb", "to", "properties", "link", "fingerprint"},
	"unlink":  {"from", "verb", "to", "link"},
	"confirm": {"from", "verb", "to", "link", "reason", "properties"},
	"retire":  {"key", "reason"},
	"revive":  {"key", "title", "properties"},
}

// read reads one op.
func (r *opReader) read(o *api.Op) {
	may, known := members[o.Op]
	if !known {
		r.refuse("/op", "%q is no op; write create, set, unset, link, unlink, confirm, retire or revive", o.Op)
		return
	}
	for _, m := range []struct {
		name  string
		given bool
	}{
		{"key", o.Key != ""},
		{"kind", o.Kind != ""},
		{"ref", o.Ref != ""},
		{"title", o.Title != ""},
		{"properties", len(o.Properties) > 0},
		{"unset", len(o.Unset) > 0},
		{"from", o.From != ""},
		{"verb", o.Verb != ""},
		{"to", o.To != ""},
		{"reason", o.Reason != ""},
		{"id", o.ID != ""},
		{"link", o.Link != ""},
		{"fingerprint", o.Fingerprint != ""},
	} {
		if m.given && !slices.Contains(may, m.name) {
			r.refuse("/"+m.name, "%s has no meaning with %q; leave it out", m.name, o.Op)
		}
	}
	switch o.Op {
	case "create":
		r.create(o)
	case "link":
		r.link(o)
	case "unlink":
		r.unlink(o)
	case "confirm":
		r.confirm(o)
	case "set", "unset":
		if o.Key == "" && (o.From != "" || o.Verb != "" || o.To != "" || o.Link != "") {
			r.setLink(o)
		} else {
			r.set(o)
		}
	default:
		r.item(o)
	}
}

var refForm = regexp.MustCompile(`^\$[A-Za-z0-9_.-]{1,64}$`)

func (r *opReader) create(o *api.Op) {
	key, ok := r.newKey(o)
	if !ok {
		return
	}
	id := r.identity("/id", o.ID)
	// Known even if something else is wrong, so that one mistake is not told again
	// by every op that speaks of the item.
	r.made[key] = id
	switch {
	case o.Ref == "":
	case !refForm.MatchString(o.Ref):
		r.refuse("/ref", "%q cannot be a ref; one is $ and up to 64 letters, digits, hyphens, underscores and dots", o.Ref)
	case r.refs[o.Ref] != model.Key{}:
		r.refuse("/ref", "%s names %s already; every ref is given once", o.Ref, r.refs[o.Ref])
	default:
		r.refs[o.Ref] = key
	}
	props := r.props(o.Properties, r.kindProps(key.Kind))
	r.add(model.Op{Kind: model.OpCreate, Item: id, Key: key, Title: o.Title, Props: props})
	r.touches(key)
}

// newKey gives the key that a new item gets.
func (r *opReader) newKey(o *api.Op) (model.Key, bool) {
	kind := model.NoKind
	if o.Kind != "" {
		k, err := model.ParseKind(o.Kind)
		if err != nil {
			r.refuse("/kind", "%v", err)
			return model.Key{}, false
		}
		kind = k
	}
	if o.Key == "" {
		if kind == model.NoKind {
			r.refuse("/kind", "a new item needs its kind, or a key that says it")
			return model.Key{}, false
		}
		r.last[kind] = max(r.last[kind], r.s.LastNumber(kind)) + 1
		return model.Key{Kind: kind, Number: r.last[kind]}, true
	}
	key, err := model.ParseKey(o.Key)
	switch {
	case err != nil:
		r.refuse("/key", "%v", err)
		return key, false
	case kind != model.NoKind && kind != key.Kind:
		r.refuse("/kind", "%s is the key of %s, not of %s", key, key.Kind.Indefinite(), kind.Indefinite())
	}
	return key, true
}

// identity reads an identity that the sender chose, or gives a new one.
func (r *opReader) identity(pointer, text string) model.ID {
	if text == "" {
		return r.newID()
	}
	id, err := model.ParseID(text)
	switch {
	case err != nil:
		r.refuse(pointer, "%v", err)
		return r.newID()
	case id.IsZero():
		r.refuse(pointer, "the identity is all zeros, which stands for none; leave it out to get one")
		return r.newID()
	case r.ids[id]:
		r.refuse(pointer, "the identity %s is chosen twice in the list; leave it out to get one", id)
		return r.newID()
	}
	r.ids[id] = true
	return id
}

// key finds the item that a member names: by key, by the ref of a new item.
func (r *opReader) key(pointer, text string) (model.Key, model.ID, bool) {
	if text == "" {
		r.refuse(pointer, "the op needs %s, the key of an item", strings.TrimPrefix(pointer, "/"))
		return model.Key{}, model.ID{}, false
	}
	if strings.HasPrefix(text, "$") {
		key, ok := r.refs[text]
		if !ok {
			r.refuse(pointer, "no op before this one creates an item with the ref %s", text)
			return key, model.ID{}, false
		}
		return key, r.made[key], true
	}
	key, err := model.ParseKey(text)
	if err != nil {
		r.refuse(pointer, "%v", err)
		return key, model.ID{}, false
	}
	if n, ok := r.s.ByKey(key); ok {
		return key, r.s.ID(n), true
	}
	id, ok := r.made[key]
	if !ok {
		r.refuse(pointer, "there is no %s in commit %d, and no op before this one creates it", key, r.s.Commit())
	}
	return key, id, ok
}

func (r *opReader) set(o *api.Op) {
	key, id, ok := r.key("/key", o.Key)
	if o.From != "" || o.Verb != "" || o.To != "" || o.Link != "" {
		r.refuse("/from", "the op names an item by key and a link; write one of the two")
		return
	}
	if !ok {
		return
	}
	find := r.kindProps(key.Kind)
	props := r.props(o.Properties, find)
	names := r.unset(o, find)
	switch {
	case o.Op == "set" && o.Title == "" && len(o.Properties) == 0 && len(o.Unset) == 0:
		r.refuse("", "the op sets nothing; give title, properties or unset")
	case o.Op == "unset" && len(o.Unset) == 0:
		r.refuse("/unset", "the op takes nothing away; name the properties")
	}
	if len(props) > 0 || o.Title != "" {
		r.add(model.Op{Kind: model.OpSet, Item: id, Title: o.Title, TitleSet: o.Title != "", Props: props})
	}
	if len(names) > 0 {
		r.add(model.Op{Kind: model.OpUnset, Item: id, Names: names})
	}
	r.touches(key)
}

// item reads the ops that take an item out of the model and bring it back.
func (r *opReader) item(o *api.Op) {
	key, id, ok := r.key("/key", o.Key)
	if !ok {
		return
	}
	if o.Op == "retire" {
		r.add(model.Op{Kind: model.OpRetire, Item: id, Reason: strings.TrimSpace(o.Reason)})
	} else {
		props := r.props(o.Properties, r.kindProps(key.Kind))
		r.add(model.Op{Kind: model.OpSet, Item: id, Revive: true, Title: o.Title, TitleSet: o.Title != "", Props: props})
	}
	r.touches(key)
}

// ends reads what a link joins.
func (r *opReader) ends(o *api.Op) (name app.LinkName, from, to model.ID, ok bool) {
	var okFrom, okTo bool
	name.From, from, okFrom = r.key("/from", o.From)
	verb, err := model.ParseVerb(o.Verb)
	if err != nil {
		r.refuse("/verb", "%v", err)
	}
	name.Verb = verb
	name.To, to, okTo = r.key("/to", o.To)
	return name, from, to, okFrom && okTo && err == nil
}

func (r *opReader) link(o *api.Op) {
	name, from, to, ok := r.ends(o)
	if !ok {
		return
	}
	id := r.identity("/link", o.Link)
	if n, known := r.s.ByKey(name.From); known && o.Link != "" && linkByID(r.s, n, id) != nil {
		r.refuse("/link", "%s has a link with the identity %s already; leave it out to get one", name.From, id)
	}
	props := r.props(o.Properties, r.verbProps(name.Verb))
	r.links[name], r.verbs[id] = id, name
	var confirmed model.Fingerprint
	if o.Fingerprint != "" {
		f, err := model.ParseFingerprint(o.Fingerprint)
		if err != nil {
			r.refuse("/fingerprint", "%v", err)
		}
		confirmed = f
	}
	r.add(model.Op{Kind: model.OpLink, Link: id, Verb: name.Verb, Item: from, To: to, Props: props, Fingerprint: confirmed})
}

// found finds a link that is there: by its ends, or by where it begins and its
// identity.
func (r *opReader) found(o *api.Op) (name app.LinkName, from, id model.ID, ok bool) {
	if o.Verb == "" && o.To == "" && o.Link != "" {
		return r.foundByID(o)
	}
	if o.Link != "" {
		r.refuse("/link", "the link is named by its ends; leave out its identity")
	}
	name, from, _, ok = r.ends(o)
	if !ok {
		return name, from, id, false
	}
	if id, ok = r.links[name]; ok {
		ok = !id.IsZero()
	} else if n, known := r.s.ByKey(name.From); known {
		if m, known := r.s.ByKey(name.To); known {
			if l := r.s.Link(n, name.Verb, m); l != nil {
				id, ok = l.ID, true
			}
		}
	}
	if !ok {
		r.refuse("/verb", "there is no link %s", name)
	}
	return name, from, id, ok
}

func (r *opReader) foundByID(o *api.Op) (name app.LinkName, from, id model.ID, ok bool) {
	id, err := model.ParseID(o.Link)
	if err != nil {
		r.refuse("/link", "%v", err)
	}
	key, from, ok := r.key("/from", o.From)
	if err != nil || !ok {
		return name, from, id, false
	}
	if name, ok = r.verbs[id]; !ok || name.From != key {
		ok = false
		if n, known := r.s.ByKey(key); known {
			if l := linkByID(r.s, n, id); l != nil {
				name, ok = app.LinkName{From: key, Verb: l.Verb, To: r.s.Key(l.To)}, true
			}
		}
	}
	if now, changed := r.links[name]; ok && changed && now != id {
		ok = false
	}
	if !ok {
		r.refuse("/link", "%s has no link with the identity %s", key, id)
	}
	return name, from, id, ok
}

func (r *opReader) unlink(o *api.Op) {
	if name, from, id, ok := r.found(o); ok {
		r.links[name] = model.ID{}
		r.add(model.Op{Kind: model.OpUnlink, Link: id, Item: from})
	}
}

func (r *opReader) confirm(o *api.Op) {
	name, from, id, ok := r.found(o)
	reason := strings.TrimSpace(o.Reason)
	if reason == "" {
		r.refuse("/reason", "a confirmation needs its reason: why the link still holds")
	}
	if !ok {
		return
	}
	if !r.s.Schema().Verb(name.Verb).Suspect {
		r.refuse("/verb", "a link %q cannot be suspect, so there is nothing to confirm", name.Verb)
	}
	props := r.props(o.Properties, r.verbProps(name.Verb))
	r.add(model.Op{Kind: model.OpSet, Link: id, Item: from, Confirm: true, Reason: reason, Props: props})
}

func (r *opReader) setLink(o *api.Op) {
	name, from, id, ok := r.found(o)
	if o.Title != "" {
		r.refuse("/title", "a link has no title")
	}
	if !ok {
		return
	}
	find := r.verbProps(name.Verb)
	props := r.props(o.Properties, find)
	names := r.unset(o, find)
	if len(o.Properties) == 0 && len(o.Unset) == 0 {
		r.refuse("", "the op changes nothing of the link; give properties or unset")
	}
	if len(props) > 0 {
		r.add(model.Op{Kind: model.OpSet, Link: id, Item: from, Props: props})
	}
	if len(names) > 0 {
		r.add(model.Op{Kind: model.OpUnset, Link: id, Item: from, Names: names})
	}
}

// touches notes that an op changed an item: the system declares what
// properties the project adds.
func (r *opReader) touches(key model.Key) {
	if key.Kind == model.KindSystem {
		r.stale = true
	}
}

// project gives the schema as the ops so far leave it.
func (r *opReader) project() *model.Schema {
	if r.stale {
		if r.early == nil {
			r.early = model.NewBuilder(r.s, r.s.Commit()+1, time.Time{}, model.Options{})
		}
		r.early.Apply(r.ops[r.seen:])
		r.seen, r.stale = len(r.ops), false
		r.schema = r.early.Snapshot().Schema()
	}
	return r.schema
}

// declared finds the declaration of a property, or says which there are.
type declared func(name string) (*model.PropDecl, error)

func (r *opReader) kindProps(k model.Kind) declared {
	return func(name string) (*model.PropDecl, error) {
		schema := r.schema
		if strings.HasPrefix(name, "x_") {
			schema = r.project()
		}
		if d := schema.Prop(k, name); d != nil {
			return d, nil
		}
		return nil, unknown(fault.Say("%s has", k.Indefinite()), name, schema.Props(k))
	}
}

func (r *opReader) verbProps(v model.Verb) declared {
	return func(name string) (*model.PropDecl, error) {
		if d := r.schema.LinkProp(v, name); d != nil {
			return d, nil
		}
		return nil, unknown(fault.Say("a link %q has", v), name, r.schema.Verb(v).Props)
	}
}
