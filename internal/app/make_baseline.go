package app

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// SetBaseline gives a commit a name. at is its number, 0 for that of the
// state. The title must not read as a commit number, a day or "head", which At
// would take first, and no other baseline may have it.
func (m *Maker) SetBaseline(title string, at uint64) (model.Key, error) {
	const op = "set a baseline"
	title = strings.TrimSpace(title)
	if at == 0 {
		at = m.s.Commit()
	}
	switch {
	case title == "":
		return model.Key{}, complain(fault.Invalid, op, "", "a baseline needs a title")
	case at == 0:
		return model.Key{}, complain(fault.Invalid, op, title, "the record is empty; there is no commit to name")
	case at > m.s.Commit():
		return model.Key{}, complain(fault.NotFound, op, title, fmt.Sprintf("there is no commit %d; the last one is %d", at, m.s.Commit()))
	case readsAsState(title):
		return model.Key{}, complain(fault.Invalid, op, title, "this title would be read as a commit, a day, a moment or a key; choose other words")
	}
	for n := range m.s.OfKind(model.KindBaseline) {
		if it := m.s.Item(n); strings.EqualFold(it.Title, title) {
			return model.Key{}, complain(fault.Conflict, op, title, fmt.Sprintf("%s has this title already; choose another", it.Key))
		}
	}
	return m.Create(model.KindBaseline, title, model.Props{{Name: "commit", Value: model.IntValue(int64(at))}}), nil
}

// readsAsState reports whether At would take a title for something else than
// a baseline.
func readsAsState(title string) bool {
	if _, ok := commitRef(title); ok || strings.EqualFold(title, "head") {
		return true
	}
	if _, err := model.ParseKey(title); err == nil {
		return true
	}
	_, day := parseDay(title)
	_, moment := parseMoment(title)
	return day || moment
}
