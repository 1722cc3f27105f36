package answer

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Locate gives the faults of committing or planning a change that Ops has read
// the JSON pointers of what is wrong, as Place.Field. list is the change as it
// was sent. Faults that are about no single op stay as they are; a nil err
// gives nil.
func Locate(list []api.Op, err error) error {
	if err == nil {
		return nil
	}
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return locate(list, err)
	}
	var out []error
	for _, e := range many.Unwrap() {
		out = append(out, Locate(list, e))
	}
	return errors.Join(out...)
}

func locate(list []api.Op, err error) error {
	var outer *fault.Error
	if !errors.As(err, &outer) {
		return err
	}
	for f := outer; f != nil; {
		if at, ok := opAt(list, f.Place.File); ok {
			g := *f
			g.Kind, g.Head = outer.Kind, max(outer.Head, f.Head)
			g.Place = fault.Place{Field: f.Place.File + memberOf(&list[at], f.Place.Field)}
			return &g
		}
		var inner *fault.Error
		if !errors.As(f.Err, &inner) {
			break
		}
		f = inner
	}
	return err
}

// opAt reads the pointer that Ops puts on an op.
func opAt(list []api.Op, place string) (int, bool) {
	text, ok := strings.CutPrefix(place, "/ops/")
	i, err := strconv.Atoi(text)
	return i, ok && err == nil && i >= 0 && i < len(list)
}

// memberOf gives the pointer within an op of what the model calls a field: a
// member of the op, a property, or the verb of its link.
func memberOf(o *api.Op, field string) string {
	if field == "" {
		return ""
	}
	// A property may be called like a member, so what the op holds comes first.
	for _, m := range object(o.Properties, func(string, string, ...any) {}) {
		if m.name == field {
			return "/properties" + escape(field)
		}
	}
	if i := slices.Index(o.Unset, field); i >= 0 {
		return "/unset/" + strconv.Itoa(i)
	}
	switch field {
	case "title", "from", "to", "link", "verb", "id", "kind":
		return "/" + field
	case "key", "item", "retired":
		return "/key"
	}
	if v, err := model.ParseVerb(field); err == nil {
		if given, err := model.ParseVerb(o.Verb); err == nil && given == v {
			return "/verb"
		}
	}
	return ""
}

// NotRecorded refuses ops that write what only an act of its own may write,
// such as the target in force, which an approval records together with the
// allocations that follow from it. s is the state before the ops. The error
// joins one Invalid per property, with its JSON pointer where Ops read the ops.
// It is for changes sent by people and programs that edit; a whole record moves
// without it.
func NotRecorded(s *model.Snapshot, ops []model.Op) error {
	made := map[model.ID]model.Kind{}
	var faults []error
	for i := range ops {
		op := &ops[i]
		if op.Kind == model.OpCreate {
			made[op.Item] = op.Key.Kind
		}
		if !op.Link.IsZero() {
			continue
		}
		kind, ok := made[op.Item]
		if !ok {
			n, known := s.ByID(op.Item)
			if !known {
				continue
			}
			kind = s.Kind(n)
		}
		names := slices.Clone(op.Names)
		for _, p := range op.Props {
			names = append(names, p.Name)
		}
		for _, name := range names {
			if d := s.Schema().Prop(kind, name); d == nil || !d.Recorded {
				continue
			}
			f := fault.New(fault.Invalid, "read an op", "%s is written by an approval only, which adapts the allocations too; propose a target and approve it", name)
			f.Place.Field = op.Place
			if op.Kind == model.OpUnset {
				f.Place.Field += "/unset"
			} else {
				f.Place.Field += "/properties" + escape(name)
			}
			faults = append(faults, f)
		}
	}
	return errors.Join(faults...)
}
