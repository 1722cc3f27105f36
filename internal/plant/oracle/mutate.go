package oracle

import (
	"fmt"
	"slices"
)

// Mutate returns the next state of a history after one random edit, and the
// edit in words. Links that the edit makes or confirms are confirmed at the new
// state. An edit may happen to change nothing.
func (m Maker) Mutate(states []*Plant) (*Plant, string) {
	w := writer{m, then(states)}
	edits := []struct {
		weight int
		words  string
		do     func() string
	}{
		{12, "text of", w.editText},
		{10, "technical property of", w.editTechnical},
		{5, "note of", w.editNote},
		{14, "insignificant property of", w.editInsignificant},
		{8, "link", w.anyLinkSaid},
		{6, "unlink", w.unlinkAny},
		{6, "move or re-instance", w.moveAsset},
		{6, "retire or bring back", w.retireAny},
		{8, "restore item from an earlier state", func() string { return w.restore(states) }},
		{6, "undo the last edit", func() string { return w.undo(states) }},
		{10, "confirm", w.confirmSome},
		{4, "confirm the target decision of", w.confirmTarget},
		{4, "property of link", w.editCompensates},
		{4, "approve a target for", w.approve},
		{8, "new run of", w.newRun},
		{3, "new item", w.newItem},
		{2, "day", func() string {
			w.p.Date = w.pick([]string{"2026-06-15", "2026-06-16", "2026-12-31", "2027-01-01"})
			return w.p.Date
		}},
	}
	total := 0
	for _, e := range edits {
		total += e.weight
	}
	n := m.Rng.IntN(total)
	for _, e := range edits {
		if n -= e.weight; n < 0 {
			return w.p, fmt.Sprintf("%s %s", e.words, e.do())
		}
	}
	return w.p, "nothing"
}

// anyItem is any item of these kinds (of all, without any named) or nil. Half
// of the time a kind is drawn first, so that the few countermeasures are edited
// as well as the many tests.
func (w writer) anyItem(kinds ...string) *Item {
	if len(kinds) != 1 && w.chance(50) {
		kinds = []string{w.pick(w.presentKinds(kinds))}
	}
	var ids []string
	for _, id := range w.p.IDs("") {
		if len(kinds) == 0 || slices.Contains(kinds, w.p.Items[id].Kind) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return w.p.Items[w.pick(ids)]
}

// presentKinds are those of the kinds that the plant has, and the first of
// them in any case.
func (w writer) presentKinds(kinds []string) []string {
	var present []string
	for _, id := range w.p.IDs("") {
		kind := w.p.Items[id].Kind
		if (len(kinds) == 0 || slices.Contains(kinds, kind)) && !slices.Contains(present, kind) {
			present = append(present, kind)
		}
	}
	return append(present, kinds[:min(1, len(kinds))]...)
}

func (w writer) editText() string {
	it := w.anyItem()
	it.Text = w.pick([]string{"one", "two", "text of " + it.ID})
	return it.ID
}

func (w writer) editNote() string {
	it := w.anyItem()
	it.Note = w.pick(words)
	return it.ID
}

func (w writer) editTechnical() string {
	it := w.anyItem(Zone, Asset, Asset, Product, CompReq, Test, Run, Countermeasure)
	switch it.Kind {
	case Zone:
		it.Type, it.SafetyMark = w.pick(zoneTypes), w.chance(30)
	case Asset:
		w.assetProperty(it)
	case Product:
		w.productProperty(it)
	case CompReq:
		it.ComponentRow = w.pick([]string{"CR 6.1", "CR 6.2", "CR 4.1", it.ComponentRow})
	case Test:
		it.Method = w.pick(methods)
	case Run:
		it.Moment, it.Result = w.pick(moments), w.pick([]string{Passed, Passed, Failed, Blocked, ""})
	case Countermeasure:
		it.Status, it.Compensating = w.pick([]string{Planned, Existing}), w.chance(40)
	}
	return it.ID
}

func (w writer) assetProperty(a *Item) {
	switch w.Rng.IntN(4) {
	case 0, 1:
		a.Firmware = w.pick(firmwares)
	case 2:
		a.Types = nil
		if w.chance(60) {
			a.Types = w.types()
		}
	case 3:
		if code := w.overrideCode(); a.Overrides == nil || w.chance(30) {
			a.Overrides = map[string]Statement{code: w.statement()}
		} else {
			a.Overrides[code] = w.statement()
		}
	}
}

func (w writer) productProperty(p *Item) {
	switch w.Rng.IntN(4) {
	case 0:
		p.ScopeFrom, p.ScopeTo = w.maybe(40, firmwares), w.maybe(40, firmwares)
	case 1:
		p.Types = nil
		if w.chance(90) {
			p.Types = w.types()
		}
	default:
		if p.Statements == nil {
			p.Statements = map[string]Statement{}
		}
		p.Statements[w.overrideCode()] = w.statement()
	}
}

func (w writer) editInsignificant() string {
	it := w.anyItem(Zone, Conduit, Asset, Allocation, Allocation, Evidence)
	if it == nil {
		return "nothing"
	}
	switch it.Kind {
	case Zone:
		it.Acceptances = map[string]Acceptance{w.pick([]string{RuleTemporary, RuleWireless, RuleExternal}): {w.pick(texts), w.pick(texts)}}
	case Conduit:
		it.TargetReason = w.pick(texts)
	case Asset:
		it.Lifecycle, it.Marks = w.pick(lifecycles), w.some(15, marks)
	case Allocation:
		it.Assessment = w.pick([]string{Met, Met, Met, NotApplicable, NotApplicable, NotMet, ""})
		it.Reason, it.Approver = w.pick(texts), w.pick(texts)
	case Evidence:
		w.evidenceProperty(it)
	}
	return it.ID
}

// linkable are the verbs that a random edit may add, with the kinds of their
// ends; single ones replace the link that is there.
var linkable = []struct {
	verb     string
	from, to []string
	single   bool
}{
	{In, []string{Asset}, []string{Zone, Conduit}, true},
	{Within, []string{Zone}, []string{Zone}, true},
	{Connects, []string{Conduit}, []string{Zone}, false},
	{Via, []string{Channel}, []string{Conduit}, true},
	{To, []string{Channel}, []string{Asset, Zone}, true},
	{InstanceOf, []string{Asset}, []string{Product}, true},
	{Causes, []string{Threat}, []string{Risk}, false},
	{Threatens, []string{Risk}, []string{Zone, Conduit, Asset}, true},
	{ExploitedIn, []string{Vulnerability}, []string{Risk}, false},
	{FoundIn, []string{Vulnerability}, []string{Asset, Product}, false},
	{Mitigates, []string{Countermeasure}, []string{Risk}, false},
	{Satisfies, []string{Countermeasure}, []string{Allocation}, false},
	{Compensates, []string{Countermeasure}, []string{Allocation}, false},
	{DeployedAt, []string{Countermeasure}, []string{Zone, Conduit, Asset}, false},
	{Realizes, []string{Design}, []string{Allocation, Requirement}, false},
	{Refines, []string{CompReq}, []string{Allocation}, false},
	{ImplementedBy, []string{CompReq}, []string{Asset, Product}, false},
	{Verifies, []string{Test}, []string{Allocation, CompReq, Countermeasure, Requirement}, false},
	{Executes, []string{Run}, []string{Test}, false},
	{Evidences, []string{Evidence}, []string{Run, Allocation, Countermeasure}, false},
}

func (w writer) anyLink() { w.anyLinkSaid() }

func (w writer) anyLinkSaid() string {
	rule := linkable[w.Rng.IntN(len(linkable))]
	from, to := w.anyItem(rule.from...), w.anyItem(rule.to...)
	if from == nil || to == nil {
		return "nothing"
	}
	return w.join(from.ID, rule.verb, to.ID, rule.single)
}

// join makes a link if it is not there, in place of another if the verb is
// single.
func (w writer) join(from, verb, to string, single bool) string {
	if w.p.Links[from+" "+verb+" "+to] != nil || verb == Within && !w.Circles && w.wouldCircle(from, to) {
		return "nothing"
	}
	if single {
		for id, l := range w.p.Links {
			if l.From == from && l.Verb == verb {
				delete(w.p.Links, id)
			}
		}
	}
	l := w.link(from, verb, to)
	if verb == Compensates {
		l.Approver, l.Justification, l.Until = w.pick(texts), w.pick(texts), w.pick(days)
	}
	return l.ID
}

// wouldCircle follows links of retired zones too, for those may come back.
func (w writer) wouldCircle(inner, outer string) bool {
	for range len(w.p.Items) {
		if outer == inner {
			return true
		}
		next := ""
		for _, l := range w.p.Links {
			if l.From == outer && l.Verb == Within {
				next = l.To
			}
		}
		if next == "" {
			return false
		}
		outer = next
	}
	return true
}

func (w writer) unlinkAny() string {
	var ids []string
	for _, id := range sortedKeys(w.p.Links) {
		if w.p.Links[id].Verb != AllocatedTo {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return "nothing"
	}
	id := w.pick(ids)
	delete(w.p.Links, id)
	return id
}

func (w writer) moveAsset() string {
	a := w.anyItem(Asset)
	if a == nil {
		return "nothing"
	}
	if products := w.p.IDs(Product); len(products) > 0 && w.chance(25) {
		return w.join(a.ID, InstanceOf, w.pick(products), true)
	}
	return w.join(a.ID, In, w.pick(w.places()), true)
}

func (w writer) retireAny() string {
	it := w.anyItem()
	it.Retired = !it.Retired
	return it.ID
}

// restore gives an item the properties of an earlier state, retirement too. A
// target is a decision of its own and stays.
func (w writer) restore(states []*Plant) string {
	earlier := states[w.Rng.IntN(len(states))]
	it := w.p.Items[w.pick(w.p.IDs(""))]
	if old := earlier.Items[it.ID]; old != nil {
		w.revert(it, old)
	}
	return it.ID
}

func (w writer) revert(it, old *Item) {
	target, targetAt := it.Target, it.TargetAt
	*it = *old.clone()
	it.Target, it.TargetAt = target, targetAt
}

// undo brings back the properties and links of the state before the last, but
// for targets. Links that come back are new; items that the last edit made are
// retired.
func (w writer) undo(states []*Plant) string {
	if len(states) < 2 {
		return "nothing"
	}
	before := states[len(states)-2]
	for _, id := range w.p.IDs("") {
		if old := before.Items[id]; old != nil {
			w.revert(w.p.Items[id], old)
		} else {
			w.p.Items[id].Retired = true
		}
	}
	for _, id := range sortedKeys(w.p.Links) {
		if before.Links[id] == nil && w.p.Links[id].Verb != AllocatedTo {
			delete(w.p.Links, id)
		}
	}
	for _, id := range sortedKeys(before.Links) {
		if w.p.Links[id] == nil {
			l := *before.Links[id]
			l.ConfirmedAt = w.at
			w.p.Links[id] = &l
		}
	}
	return ""
}

// confirmSome confirms one link, every link of one verb, or all.
func (w writer) confirmSome() string {
	ids := sortedKeys(w.p.Links)
	if len(ids) == 0 {
		return "nothing"
	}
	one := w.pick(ids)
	verb, how := w.p.Links[one].Verb, w.Rng.IntN(4)
	for _, id := range ids {
		if how == 0 || how == 1 && w.p.Links[id].Verb == verb || id == one {
			w.p.Links[id].ConfirmedAt = w.at
		}
	}
	return fmt.Sprint(one, " ", []string{"and all", "and all of its verb", "", ""}[how])
}

func (w writer) confirmTarget() string {
	it := w.p.Items[w.pick(w.places())]
	if it.Target != nil {
		it.TargetAt = w.at
	}
	return it.ID
}

func (w writer) editCompensates() string {
	for _, id := range sortedKeys(w.p.Links) {
		if l := w.p.Links[id]; l.Verb == Compensates && w.chance(40) {
			w.compensationProperty(w.p.Items[l.From], l)
			return id
		}
	}
	return "nothing"
}

// approve approves a target that asks for little, so that the plant stays
// small: FR4 and FR6 have nine rows.
func (w writer) approve() string {
	place := w.pick(w.places())
	if w.p.Items[place].Retired {
		return "nothing"
	}
	target := Vector{3: w.Rng.IntN(5), 5: w.Rng.IntN(4)}
	Of(w.Catalogue, w.p).ApproveTarget(place, target).Apply(w.p, place, target, w.at)
	return fmt.Sprint(place, target)
}

// newRun runs a test again, with its own evidence.
func (w writer) newRun() string {
	t := w.anyItem(Test)
	if t == nil {
		return "nothing"
	}
	r := w.item(Run, w.id("R"))
	r.Moment, r.Result = w.pick([]string{"2026-05-01T08:00:00Z", "2026-06-01T08:00:00Z"}), w.pick([]string{Passed, Passed, Passed, Failed})
	w.link(r.ID, Executes, t.ID)
	if w.chance(85) {
		w.link(w.randomEvidence(false), Evidences, r.ID)
	}
	return t.ID
}

func (w writer) newItem() string {
	switch w.Rng.IntN(4) {
	case 0:
		w.randomAsset()
		return "asset"
	case 1:
		w.randomRisk()
		return "risk"
	case 2:
		w.randomProduct()
		return "product"
	}
	w.randomZone()
	return "zone"
}
