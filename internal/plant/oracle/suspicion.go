package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// The cone of each verb, spelled out. "All of X" is X with everything upstream
// of it, any number of hops (upstream below).
//
//	allocated to     the row, all of the place, the memberships that bear on the allocation
//	realizes         all of the allocation or requirement
//	refines          all of the allocation, all of the designs that realize it
//	implemented by   all of the asset (with its product) or product
//	verifies         all of the component requirement, countermeasure or requirement;
//	                 of an allocation, also all of the designs that realize it
//	executes         all of the test
//	evidences        all of the run, allocation or countermeasure
//	satisfies        the countermeasure
//	compensates      the countermeasure
//
// A node of a cone is an item ("item ID"), a catalogue row ("row CODE") or a
// membership ("member ASSET PLACE"); ids hold no space for that reason, codes
// may.

const (
	itemNode   = "item "
	rowNode    = "row "
	memberNode = "member "
)

// canBeSuspect is rule 6: only these verbs.
var canBeSuspect = []string{
	AllocatedTo, Realizes, Refines, ImplementedBy, Verifies, Executes, Evidences, Satisfies, Compensates,
}

// carriesMeaning are the verbs along which meaning flows (rule 6, first
// paragraph). "in" is not among them: a membership stands for it.
var carriesMeaning = append([]string{InstanceOf, Within, Causes, ExploitedIn, Mitigates, Threatens}, canBeSuspect...)

// Suspect is rule 6: a link that can be suspect is so when the fingerprint of
// its cone differs now from what it was at the end of the commit that made or
// last confirmed the link. A link that does not exist is not suspect.
func (v View) Suspect(link string) bool {
	s := v.now()
	l := s.p.Links[link]
	if l == nil || s.item(l.From) == nil || s.item(l.To) == nil || !slices.Contains(canBeSuspect, l.Verb) {
		return false
	}
	return s.fingerprint(l) != v.at(l.ConfirmedAt).fingerprint(l)
}

// anySuspect reports whether one of the links is suspect.
func (v View) anySuspect(links []*Link) bool {
	for _, l := range links {
		if v.Suspect(l.ID) {
			return true
		}
	}
	return false
}

// Fingerprint returns the canonical text of the cone of a link in the last
// state: a line for each node with its significant content, then a line for
// each link among the items by verb and ends.
func (v View) Fingerprint(link string) string {
	return v.now().fingerprint(v.now().p.Links[link])
}

func (s state) fingerprint(l *Link) string {
	nodes := s.closure(s.start(l))
	return s.describe(nodes)
}

// start is the nodes a cone begins with.
func (s state) start(l *Link) []string {
	switch l.Verb {
	case AllocatedTo:
		nodes := []string{itemNode + l.To}
		if all := s.item(l.From); all != nil {
			nodes = append(nodes, rowNode+all.Row)
			nodes = append(nodes, s.bearing(all)...)
		}
		return nodes
	case Refines:
		return append([]string{itemNode + l.To}, itemNodes(s.sources(l.To, Realizes))...)
	case Verifies:
		if to := s.item(l.To); to != nil && to.Kind == Allocation {
			return append([]string{itemNode + l.To}, itemNodes(s.sources(l.To, Realizes))...)
		}
		return []string{itemNode + l.To}
	case Satisfies, Compensates:
		return []string{itemNode + l.From}
	default: // Realizes, ImplementedBy, Executes, Evidences
		return []string{itemNode + l.To}
	}
}

// closure is the nodes and everything upstream of them. A node is visited
// once, so that circles end.
func (s state) closure(nodes []string) []string {
	var seen []string
	for len(nodes) > 0 {
		n := nodes[0]
		nodes = nodes[1:]
		if slices.Contains(seen, n) {
			continue
		}
		seen = append(seen, n)
		nodes = append(nodes, s.upstream(n)...)
	}
	slices.Sort(seen)
	return seen
}

// upstream is rule 6, first paragraph, one hop against the flow. Rows and
// memberships have nothing upstream.
func (s state) upstream(node string) []string {
	id, isItem := strings.CutPrefix(node, itemNode)
	it := s.item(id)
	if !isItem || it == nil {
		return nil
	}
	switch it.Kind {
	case Allocation: // row, place, membership; satisfying or compensating countermeasure
		nodes := []string{rowNode + it.Row}
		nodes = append(nodes, itemNodes(s.targets(id, AllocatedTo))...)
		nodes = append(nodes, s.bearing(it)...)
		nodes = append(nodes, itemNodes(s.sources(id, Satisfies))...)
		return append(nodes, itemNodes(s.sources(id, Compensates))...)
	case Design: // allocation, requirement
		return itemNodes(s.targets(id, Realizes))
	case CompReq: // allocation, designs that realize it, asset, product
		nodes := s.withDesigns(s.targets(id, Refines))
		return append(nodes, itemNodes(s.targets(id, ImplementedBy))...)
	case Test: // allocation, designs that realize it, component requirement, countermeasure, requirement
		return s.withDesigns(s.targets(id, Verifies))
	case Run: // test
		return itemNodes(s.targets(id, Executes))
	case Evidence: // run, allocation, countermeasure
		return itemNodes(s.targets(id, Evidences))
	case Asset: // product
		return itemNodes(s.targets(id, InstanceOf))
	case Zone: // outer zone
		return itemNodes(s.targets(id, Within))
	case Risk: // threat, vulnerability, mitigating countermeasure
		nodes := itemNodes(s.sources(id, Causes))
		nodes = append(nodes, itemNodes(s.sources(id, ExploitedIn))...)
		return append(nodes, itemNodes(s.sources(id, Mitigates))...)
	}
	return nil
}

// withDesigns returns the items and, for each allocation among them, the
// designs that realize it.
func (s state) withDesigns(items []*Item) []string {
	nodes := itemNodes(items)
	for _, it := range items {
		if it.Kind == Allocation {
			nodes = append(nodes, itemNodes(s.sources(it.ID, Realizes))...)
		}
	}
	return nodes
}

func itemNodes(items []*Item) []string {
	var nodes []string
	for _, it := range items {
		nodes = append(nodes, itemNode+it.ID)
	}
	return nodes
}

// bearing returns the memberships that bear on an allocation: those of the
// assets that its row concerns in its place, conduits at the boundary included
// for FR 5 (rules 3 and 6).
func (s state) bearing(allocation *Item) []string {
	var nodes []string
	place := s.placeOf(allocation.ID, AllocatedTo)
	if place == "" {
		return nil
	}
	for _, a := range s.concerned(place, allocation.Row) {
		nodes = append(nodes, s.membership(a))
	}
	return nodes
}

func (s state) membership(asset *Item) string {
	return memberNode + asset.ID + " " + s.placeOf(asset.ID, In)
}

// describe writes the nodes with their content and the links among them.
func (s state) describe(nodes []string) string {
	var lines []string
	for _, n := range nodes {
		lines = append(lines, n+" | "+s.content(n))
	}
	among := s.links(func(l *Link) bool {
		return slices.Contains(carriesMeaning, l.Verb) &&
			slices.Contains(nodes, itemNode+l.From) && slices.Contains(nodes, itemNode+l.To)
	})
	return strings.Join(append(lines, sentences(among)...), "\n")
}

// sentences writes links by verb and ends, without ids, each once.
func sentences(links []*Link) []string {
	var lines []string
	for _, l := range links {
		lines = append(lines, fmt.Sprintf("link %s | %s | %s", l.From, l.Verb, l.To))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// content is what is significant of a node.
func (s state) content(node string) string {
	if code, ok := strings.CutPrefix(node, rowNode); ok {
		row, known := s.cat.Row(code)
		return fmt.Sprint(known, row.FR, row.Level)
	}
	if member, ok := strings.CutPrefix(node, memberNode); ok {
		// Who is in the place and of which component types, nothing else.
		asset, _, _ := strings.Cut(member, " ")
		return fmt.Sprintf("%q", asSet(s.componentTypes(s.item(asset))))
	}
	it := s.item(strings.TrimPrefix(node, itemNode))
	if it == nil {
		return "absent"
	}
	return significant(it)
}

// significant writes the significant properties of an item (rule 6). Left out
// on purpose: Note, targets and their reason and acceptances, lifecycle and
// marks, assessment and approvals and retirement of an allocation, scope,
// validity and file of evidence, and every property of a link.
func significant(it *Item) string {
	out := fmt.Sprintf("%s %q", it.Kind, it.Text)
	switch it.Kind {
	case Zone:
		return out + fmt.Sprintf(" type=%q safety=%t", it.Type, it.SafetyMark)
	case Asset:
		return out + fmt.Sprintf(" types=%q firmware=%q overrides=%q", asSet(it.Types), it.Firmware, statements(it.Overrides))
	case Product:
		return out + fmt.Sprintf(" types=%q scope=%q..%q statements=%q", asSet(it.Types), it.ScopeFrom, it.ScopeTo, statements(it.Statements))
	case Allocation:
		return out + fmt.Sprintf(" row=%q", it.Row)
	case CompReq:
		return out + fmt.Sprintf(" component row=%q", it.ComponentRow)
	case Test:
		return out + fmt.Sprintf(" method=%q", it.Method)
	case Run:
		return out + fmt.Sprintf(" moment=%q result=%q", it.Moment, it.Result)
	case Countermeasure:
		return out + fmt.Sprintf(" status=%q compensating=%t", it.Status, it.Compensating)
	}
	return out
}

func asSet(words []string) []string {
	out := slices.Clone(words)
	slices.Sort(out)
	return slices.Compact(out)
}

func statements(m map[string]Statement) []string {
	var out []string
	for _, code := range sortedKeys(m) {
		st := m[code]
		out = append(out, fmt.Sprintf("%s %q %q %q", code, st.Answer, st.Configuration, st.Reason))
	}
	return out
}

// TargetOpen is rule 6, the target decision of a place: open when its inputs
// differ now from what they were when the target was approved or last
// confirmed. Without an approved target there is no decision to be open.
func (v View) TargetOpen(place string) bool {
	s := v.now()
	it := s.item(place)
	if it == nil || it.Target == nil {
		return false
	}
	return s.targetInputs(place) != v.at(it.TargetAt).targetInputs(place)
}

// TargetInputs returns the canonical text of the inputs of a target decision.
func (v View) TargetInputs(place string) string { return v.now().targetInputs(place) }

// targetInputs: the membership of every asset in the place, installed or not,
// and every risk that threatens the place or an asset in it, with what is
// upstream of the risk.
func (s state) targetInputs(place string) string {
	var nodes []string
	subjects := []string{place}
	for _, a := range s.directly(place) {
		subjects = append(subjects, a.ID)
		nodes = append(nodes, s.membership(a))
	}
	threatens := s.links(func(l *Link) bool {
		return l.Verb == Threatens && slices.Contains(subjects, l.To)
	})
	for _, l := range threatens {
		nodes = append(nodes, itemNode+l.From)
	}
	lines := append([]string{s.describe(s.closure(nodes))}, sentences(threatens)...)
	return strings.Join(lines, "\n")
}
