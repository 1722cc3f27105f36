package oracle

import (
	"fmt"
	"math/rand/v2"
)

// Maker makes small nasty plants and edits on them. The same Rng gives the same
// plants. It keeps what a model always keeps (an asset is in at most one place,
// a place has at most one allocation per row, an allocation one place, no two
// links with the same verb and ends) and breaks everything else.
type Maker struct {
	Rng       *rand.Rand
	Catalogue *Catalogue
	Circles   bool // also make zones that lie within each other or themselves
}

// Random returns the first state of a plant with about size allocations; 20 is
// small and already has everything. All links are confirmed at state 0.
func (m Maker) Random(size int) *Plant {
	w := writer{m, draw()}
	scale := max(1, size/20)
	w.times(1+m.Rng.IntN(4*scale), w.randomZone)
	if m.Circles {
		w.times(m.Rng.IntN(2), w.randomCircle)
	}
	w.times(m.Rng.IntN(4*scale), w.randomConduit)
	w.times(m.Rng.IntN(4*scale), w.randomProduct)
	w.times(m.Rng.IntN(7*scale), w.randomAsset)
	w.times(m.Rng.IntN(4*scale), w.randomChannel)
	w.times(m.Rng.IntN(3*scale), w.randomRisk)
	w.times(m.Rng.IntN(3), func() { w.item(Requirement, w.id("REQ")) })
	w.allocations(size)
	w.times(m.Rng.IntN(4), w.anyLink)
	w.retireSome()
	return w.p
}

// RandomHistory returns a random plant and steps edits on it, one state each.
func (m Maker) RandomHistory(size, steps int) []*Plant {
	states := []*Plant{m.Random(size)}
	for range steps {
		next, _ := m.Mutate(states)
		states = append(states, next)
	}
	return states
}

// writer writes into one plant at random.
type writer struct {
	Maker
	*sketch
}

var (
	zoneTypes  = []string{Business, Control, Safety, DMZ, Wireless, Temporary, External}
	marks      = []string{Business, Safety, Temporary, Wireless, External}
	lifecycles = []string{"", InService, InService, InService, OutOfService, Planned, Spare, Decommissioned}
	firmwares  = []string{"", " ", "1.0", "1.5", "v2.0", "2.0.0", "2.9", "2.9a", "2.10", "3"}
	words      = []string{"one", "two", "three"}
	moments    = []string{"2026-03-01T08:00:00Z", "2026-04-01T08:00:00Z", "2026-05-01T08:00:00Z"}
	days       = []string{"", "2026-06-14", "2026-06-15", "2026-06-16", "2026-12-31"}
	methods    = []string{"test", "inspection", "analysis", "demonstration"}
	texts      = []string{"", " ", "because", "therefore"}
)

// pool are the rows that random plants use: FR6 and FR4 whole, for levels that
// move, and rows with a peculiarity: named by device rows only, by sr_also, by
// a component row of another level, by none.
var pool = []string{
	"SR 6.1", "SR 6.2", "SR 6.1 RE(1)",
	"SR 4.1", "SR 4.3", "SR 4.1 RE(1)", "SR 4.2", "SR 4.2 RE(1)", "SR 4.1 RE(2)",
	"SR 5.1", "SR 5.2", "SR 5.2 RE(1)", "SR 5.3", "SR 5.4", "SR 2.3", "SR 2.4", "SR 3.2",
	"SR 1.13 RE(1)", "SR 3.8 RE(1)", "SR 1.1 RE(3)", "SR 7.5",
}

func (w writer) chance(percent int) bool { return w.Rng.IntN(100) < percent }

func (w writer) pick(words []string) string { return words[w.Rng.IntN(len(words))] }

// maybe is one of the words, or none in the percentage of cases left.
func (w writer) maybe(percent int, words []string) string {
	if len(words) == 0 || !w.chance(percent) {
		return ""
	}
	return w.pick(words)
}

func (w writer) some(percent int, words []string) []string {
	var out []string
	for _, x := range words {
		if w.chance(percent) {
			out = append(out, x)
		}
	}
	return out
}

func (w writer) times(n int, f func()) {
	for range n {
		f()
	}
}

// id is a new id with this prefix.
func (w writer) id(prefix string) string {
	for n := 1; ; n++ {
		if id := fmt.Sprintf("%s%d", prefix, n); w.p.Items[id] == nil {
			return id
		}
	}
}

func (w writer) places() []string { return append(w.p.IDs(Zone), w.p.IDs(Conduit)...) }

func (w writer) vector() *Vector {
	var v Vector
	for i := range v {
		v[i] = []int{0, 0, 1, 1, 2, 2, 3, 4}[w.Rng.IntN(8)]
	}
	return &v
}

func (w writer) randomZone() {
	z := w.item(Zone, w.id("Z"))
	z.Type, z.SafetyMark = w.pick(zoneTypes), w.chance(15)
	if w.chance(80) {
		z.Target = w.vector()
	}
	if w.chance(30) {
		z.Acceptances = map[string]Acceptance{w.pick([]string{RuleTemporary, RuleWireless, RuleExternal}): {w.pick(texts), w.pick(texts)}}
	}
	z.TargetAt = w.at
	if w.chance(50) {
		w.join(z.ID, Within, w.pick(w.p.IDs(Zone)), true)
	}
}

// randomCircle puts a zone within any other or itself.
func (w writer) randomCircle() {
	zones := w.p.IDs(Zone)
	w.join(w.pick(zones), Within, w.pick(zones), true)
}

func (w writer) randomConduit() {
	c := w.item(Conduit, w.id("C"))
	if w.chance(70) {
		c.Target = w.vector()
	}
	c.TargetReason = w.pick(texts)
	for _, z := range w.some(60, w.p.IDs(Zone)) {
		w.link(c.ID, Connects, z)
	}
}

func (w writer) types() []string {
	all := []string{"software-application", "embedded-device", "host-device", "network-device"}
	types := []string{w.pick(all)}
	if more := w.pick(all); w.chance(25) && more != types[0] {
		types = append(types, more)
	}
	return types
}

// randomProduct makes a product that is nearly perfect, or patchy, with
// statements on delegated numbers and foreign rows strewn in.
func (w writer) randomProduct() {
	p := w.item(Product, w.id("P"))
	if w.chance(90) {
		p.Types = w.types()
	}
	if w.chance(40) {
		p.ScopeFrom, p.ScopeTo = w.maybe(60, firmwares), w.maybe(60, firmwares)
	}
	p.Statements = map[string]Statement{}
	good := []int{100, 98, 60}[w.Rng.IntN(3)]
	for _, row := range w.Catalogue.RowsFor(p.Types) {
		p.Statements[row.Code] = Statement{Answer: Met}
		if !w.chance(good) {
			p.Statements[row.Code] = w.statement()
		}
		if !w.chance(max(good, 90)) {
			delete(p.Statements, row.Code)
		}
	}
	w.strew(p.Statements)
}

// strew adds a statement on a delegated number or on any row.
func (w writer) strew(stated map[string]Statement) {
	if w.chance(20) {
		stated[w.pick([]string{"CR 3.2", "CR 5.2", "CR 2.4"})] = w.statement()
	}
	if w.chance(20) {
		stated[w.componentCode()] = w.statement()
	}
}

func (w writer) componentCode() string {
	return w.Catalogue.ComponentRows[w.Rng.IntN(len(w.Catalogue.ComponentRows))].Code
}

func (w writer) statement() Statement {
	answers := []string{Met, MetConfigured, NotRelevant, NotRelevant, NotMet}
	return Statement{w.pick(answers), w.pick(texts), w.pick(texts)}
}

func (w writer) randomAsset() {
	a := w.item(Asset, w.id("A"))
	a.Firmware, a.Lifecycle, a.Marks = w.pick(firmwares), w.pick(lifecycles), w.some(15, marks)
	if w.chance(40) {
		a.Types = w.types()
	}
	if w.chance(85) {
		// Mostly together, so that zones mix and several assets concern one row.
		place := w.places()[0]
		if w.chance(60) {
			place = w.pick(w.places())
		}
		w.link(a.ID, In, place)
	}
	if products := w.p.IDs(Product); len(products) > 0 && w.chance(75) {
		w.link(a.ID, InstanceOf, w.pick(products))
	}
	a.Overrides = map[string]Statement{}
	w.times(w.Rng.IntN(4), func() { a.Overrides[w.overrideCode()] = w.statement() })
	if w.chance(20) {
		w.strew(a.Overrides)
	}
}

// overrideCode prefers the component rows that the pool is about.
func (w writer) overrideCode() string {
	return w.pick([]string{"CR 6.1", "CR 6.2", "CR 4.1", "CR 4.2", "CR 5.1", "NDR 5.2", "EDR 3.2", w.componentCode()})
}

func (w writer) randomChannel() {
	c := w.item(Channel, w.id("H"))
	ends := append(w.p.IDs(Zone), w.p.IDs(Asset)...)
	w.link(c.ID, From, w.pick(ends))
	if w.chance(90) {
		w.link(c.ID, To, w.pick(ends))
	}
	if conduits := w.p.IDs(Conduit); len(conduits) > 0 && w.chance(75) {
		w.link(c.ID, Via, w.pick(conduits))
	}
}

func (w writer) randomRisk() {
	r := w.item(Risk, w.id("K"))
	w.link(r.ID, Threatens, w.pick(append(w.places(), w.p.IDs(Asset)...)))
	if w.chance(60) {
		w.link(w.item(Threat, w.id("H-THR")).ID, Causes, r.ID)
	}
	if w.chance(40) {
		w.link(w.item(Vulnerability, w.id("V")).ID, ExploitedIn, r.ID)
	}
}

// retireSome retires a few items of any kind; a retired allocation stays an
// allocation.
func (w writer) retireSome() {
	for _, id := range w.p.IDs("") {
		it := w.p.Items[id]
		if it.Kind == Allocation && w.chance(10) || it.Kind != Allocation && w.chance(2) {
			it.Retired = true
		}
	}
}
