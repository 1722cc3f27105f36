package answer

import (
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func TestItemsAreFoundByKeyAndByTitle(t *testing.T) {
	v := hall(t).view(t, "head")
	for name, want := range map[string]string{
		"ZON-1": "ZON-1", "zon-1": "ZON-1", "Turbine control": "ZON-1", "TURBINE CONTROL": "ZON-1",
	} {
		n, err := FindPlace(v.State, name)
		if err != nil || v.Key(n) != want {
			t.Errorf("%q: got %s, %v; want %s", name, v.Key(n), err, want)
		}
	}
}

func TestWhatIsNotFoundSaysWhatIsNear(t *testing.T) {
	v := hall(t).view(t, "head")
	for _, c := range []struct {
		name  string
		kinds []model.Kind
		kind  fault.Kind
		says  string
	}{
		{"Turbine contrl", nil, fault.NotFound, `did you mean ZON-1 "Turbine control"`},
		{"ZON-99", nil, fault.NotFound, "there is no ZON-99"},
		{"AST-1", []model.Kind{model.KindZone}, fault.Invalid, "what is asked for here is a zone"},
		{"no such thing at all", nil, fault.NotFound, "nothing has the key or title"},
	} {
		_, err := Find(v.State, c.name, c.kinds...)
		if err == nil || fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: got %v, want a fault of kind %s that says %q", c.name, err, c.kind, c.says)
		}
	}
}

func TestATitleThatSeveralItemsHaveIsRefused(t *testing.T) {
	_, v := drawn(t, "2026-03-02", "zone Twin control\nzone TWIN safety")
	if n, err := Find(v.State, "TWIN"); err != nil || v.Key(n) != "ZON-2" {
		t.Errorf("TWIN, letter by letter the title of one: got %s, %v; want ZON-2", v.Key(n), err)
	}
	if _, err := Find(v.State, "twin"); err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "ZON-1, ZON-2") {
		t.Errorf("got %v, want a fault that names ZON-1 and ZON-2", err)
	}
}
