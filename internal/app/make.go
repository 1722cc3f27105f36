package app

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Maker makes the ops of one change on a state. It reads and writes nothing:
// the ops can be committed, or planned in memory only. A method that gives an
// error has made no ops; whether the ops are right in every other way is seen
// when they are applied.
//
// A Maker knows the items it creates itself, so that one change can create
// items and link them. It does not see other effects of its own ops. It is for
// one goroutine.
type Maker struct {
	s     *model.Snapshot
	newID model.IDSource
	last  map[model.Kind]uint32 // highest number given to a key so far
	made  map[model.Key]model.ID
	ops   []model.Op
}

// NewMaker begins a change on state s. newID gives the identities of what it
// creates.
func NewMaker(s *model.Snapshot, newID model.IDSource) *Maker {
	return &Maker{s: s, newID: newID, last: map[model.Kind]uint32{}, made: map[model.Key]model.ID{}}
}

// Ops gives the ops made so far, in order.
func (m *Maker) Ops() []model.Op { return m.ops }

// NextKey gives the next free key of a kind: one that neither the state nor
// this change has ever given.
func (m *Maker) NextKey(k model.Kind) model.Key {
	m.last[k] = max(m.last[k], m.s.LastNumber(k)) + 1
	return model.Key{Kind: k, Number: m.last[k]}
}

// Create makes a new item and gives its key, the next free one of its kind.
func (m *Maker) Create(k model.Kind, title string, props model.Props) model.Key {
	key := m.NextKey(k)
	m.CreateAs(key, title, props)
	return key
}

// CreateAs makes a new item with a key that the caller chose.
func (m *Maker) CreateAs(key model.Key, title string, props model.Props) {
	id := m.newID()
	m.made[key] = id
	m.last[key.Kind] = max(m.last[key.Kind], key.Number)
	m.ops = append(m.ops, model.Op{Kind: model.OpCreate, Item: id, Key: key, Title: title, Props: props})
}

// Set writes properties of an item, and its title unless that is empty.
func (m *Maker) Set(key model.Key, title string, props model.Props) error {
	id, err := m.item(key)
	if err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpSet, Item: id, Title: title, TitleSet: title != "", Props: props})
	return nil
}

// Unset removes properties of an item.
func (m *Maker) Unset(key model.Key, names ...string) error {
	id, err := m.item(key)
	if err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpUnset, Item: id, Names: names})
	return nil
}

// Revive brings a retired item back.
func (m *Maker) Revive(key model.Key) error {
	n, ok := m.s.ByKey(key)
	if !ok || m.s.Live(n) {
		return complain(fault.Invalid, "bring an item back", key.String(), "there is no retired item with this key")
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpSet, Item: m.s.ID(n), Revive: true})
	return nil
}

// RetireItem takes an item out of the model; its history stays. The reason may
// be empty.
func (m *Maker) RetireItem(key model.Key, reason string) error {
	id, err := m.item(key)
	if err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpRetire, Item: id, Reason: strings.TrimSpace(reason)})
	return nil
}

// Link makes a link.
func (m *Maker) Link(from model.Key, v model.Verb, to model.Key, props model.Props) error {
	a, err := m.item(from)
	if err != nil {
		return err
	}
	b, err := m.item(to)
	if err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpLink, Link: m.newID(), Verb: v, Item: a, To: b, Props: props})
	return nil
}

// Unlink removes a link that is in the state.
func (m *Maker) Unlink(name LinkName) error {
	from, l, err := m.link(name)
	if err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpUnlink, Link: l.ID, Item: m.s.ID(from)})
	return nil
}

// SetLink writes properties of a link that is in the state. It confirms
// nothing (rules, section 6).
func (m *Maker) SetLink(name LinkName, props model.Props) error {
	from, l, err := m.link(name)
	if err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpSet, Link: l.ID, Item: m.s.ID(from), Props: props})
	return nil
}

// LinkName says which link is meant: between two items there is at most one
// with a verb.
type LinkName struct {
	From model.Key
	Verb model.Verb
	To   model.Key
}

// String reads as a sentence: CRQ-4 implemented by AST-7.
func (l LinkName) String() string { return fmt.Sprintf("%s %s %s", l.From, l.Verb, l.To) }

// item finds a live item of the state or one made by this change.
func (m *Maker) item(key model.Key) (model.ID, error) {
	if id, ok := m.made[key]; ok {
		return id, nil
	}
	n, err := liveItem(m.s, key)
	if err != nil {
		return model.ID{}, err
	}
	return m.s.ID(n), nil
}

// liveItem finds the item with a key. NotFound if there is none, Invalid if it
// is retired.
func liveItem(s *model.Snapshot, key model.Key) (model.Node, error) {
	const op = "find an item"
	n, ok := s.ByKey(key)
	if !ok {
		return n, complain(fault.NotFound, op, key.String(), "there is no such item; list the items of the kind to see which there are")
	}
	if !s.Live(n) {
		return n, complain(fault.Invalid, op, key.String(), "the item is retired; bring it back first")
	}
	return n, nil
}

func (m *Maker) link(name LinkName) (model.Node, *model.Link, error) {
	from, err := liveItem(m.s, name.From)
	if err != nil {
		return from, nil, err
	}
	to, ok := m.s.ByKey(name.To)
	if ok {
		if l := m.s.Link(from, name.Verb, to); l != nil {
			return from, l, nil
		}
	}
	return from, nil, complain(fault.NotFound, "find a link", name.String(), "there is no such link")
}

func complain(k fault.Kind, op, subject, message string) *fault.Error {
	return &fault.Error{Kind: k, Op: op, Subject: subject, Message: message}
}
