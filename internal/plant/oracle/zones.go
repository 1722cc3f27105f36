package oracle

import (
	"slices"
	"strings"
)

// Ids of the findings of rule 8, and of rule 1's for a place without a target.
// The first five are clauses of 62443-3-2.
const (
	RuleBusiness      = "ZCR 3.2"
	RuleSafety        = "ZCR 3.3"
	RuleTemporary     = "ZCR 3.4"
	RuleWireless      = "ZCR 3.5"
	RuleExternal      = "ZCR 3.6"
	RuleChannel       = "channel outside a conduit"
	RuleNoPlace       = "asset without a place"
	RuleCircle        = "zones in a circle"
	RuleConduitTarget = "conduit SL-T below its zones"
	RuleNoTarget      = "no approved SL-T"
)

// Finding is one finding of ZoneFindings. Subjects are item ids, sorted: the
// zone of an apart rule, the channel, the asset, the zones of the circle, the
// conduit, the place without a target. Accepted is set for an accepted finding
// of ZCR 3.4 to 3.6, which stays in the list.
type Finding struct {
	Rule     string
	Subjects []string
	Accepted bool
}

// String is the rule and the subjects, with "accepted" where it is.
func (f Finding) String() string {
	out := f.Rule + ": " + strings.Join(f.Subjects, " ")
	if f.Accepted {
		out += " (accepted)"
	}
	return out
}

// apartRules is rule 8: the mark, which is also the zone type that counts as
// holding a marked asset.
var apartRules = []struct{ rule, mark string }{
	{RuleBusiness, Business},
	{RuleSafety, Safety},
	{RuleTemporary, Temporary},
	{RuleWireless, Wireless},
	{RuleExternal, External},
}

// ZoneFindings is rule 8 with the finding of rule 1 about targets, sorted by
// rule, then subjects.
func (v View) ZoneFindings() []Finding {
	s := v.now()
	var out []Finding
	for _, z := range s.items(Zone) {
		for _, r := range apartRules {
			if s.mixes(z, r.mark) {
				out = append(out, Finding{r.rule, []string{z.ID}, accepted(z, r.rule)})
			}
		}
	}
	out = append(out, s.channelFindings()...)
	out = append(out, s.placeFindings()...)
	out = append(out, s.circles()...)
	slices.SortFunc(out, func(a, b Finding) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// mixes reports whether a zone directly holds installed assets with and
// without the mark. A zone of the type of the mark counts as holding one with
// it; for business, a control or safety zone counts as holding one without. A
// zone with the safety mark may mix safety with others (ZCR 3.3).
func (s state) mixes(z *Item, mark string) bool {
	with := z.Type == mark
	without := mark == Business && (z.Type == Control || z.Type == Safety)
	for _, a := range s.directly(z.ID) {
		if !installed(a) {
			continue
		}
		if slices.Contains(a.Marks, mark) {
			with = true
		} else {
			without = true
		}
	}
	if mark == Safety && z.SafetyMark {
		return false
	}
	return with && without
}

// accepted: findings of ZCR 3.4 to 3.6 can be accepted with a reason and a
// name.
func accepted(z *Item, rule string) bool {
	if rule == RuleBusiness || rule == RuleSafety {
		return false
	}
	a := z.Acceptances[rule]
	return !blank(a.Reason) && !blank(a.Name)
}

// channelFindings: a channel whose ends are in two places runs in one conduit
// that connects both.
func (s state) channelFindings() []Finding {
	var out []Finding
	for _, c := range s.items(Channel) {
		from, to := s.endPlace(c.ID, From), s.endPlace(c.ID, To)
		if from == "" || to == "" || from == to {
			continue
		}
		connected := false
		for _, conduit := range s.targets(c.ID, Via) {
			if s.connects(conduit.ID, from) && s.connects(conduit.ID, to) {
				connected = true
			}
		}
		if !connected {
			out = append(out, Finding{Rule: RuleChannel, Subjects: []string{c.ID}})
		}
	}
	return out
}

// endPlace is the place of an end of a channel: the zone, or where the asset
// is; "" when there is none.
func (s state) endPlace(channel, verb string) string {
	found := s.targets(channel, verb)
	if len(found) == 0 {
		return ""
	}
	if found[0].Kind == Zone {
		return found[0].ID
	}
	return s.placeOf(found[0].ID, In)
}

// connects: the conduit connects the zone, or the end lies in the conduit
// itself.
func (s state) connects(conduit, place string) bool {
	if conduit == place {
		return true
	}
	for _, z := range s.targets(conduit, Connects) {
		if z.ID == place {
			return true
		}
	}
	return false
}

// placeFindings: installed assets in no place, places without an approved
// SL-T (rule 1), conduits below their zones without a written reason.
func (s state) placeFindings() []Finding {
	var out []Finding
	for _, a := range s.items(Asset) {
		if installed(a) && s.placeOf(a.ID, In) == "" {
			out = append(out, Finding{Rule: RuleNoPlace, Subjects: []string{a.ID}})
		}
	}
	for _, p := range append(s.items(Zone), s.items(Conduit)...) {
		if p.Target == nil {
			out = append(out, Finding{Rule: RuleNoTarget, Subjects: []string{p.ID}})
		}
	}
	for _, c := range s.items(Conduit) {
		if s.below(c) && blank(c.TargetReason) {
			out = append(out, Finding{Rule: RuleConduitTarget, Subjects: []string{c.ID}})
		}
	}
	return out
}

// below reports whether in some FR the SL-T of a zone that the conduit connects
// is higher than the conduit's.
func (s state) below(conduit *Item) bool {
	for _, z := range s.targets(conduit.ID, Connects) {
		for i, level := range s.target(z.ID) {
			if s.target(conduit.ID)[i] < level {
				return true
			}
		}
	}
	return false
}

// circles: one finding for each set of zones that lie within each other.
func (s state) circles() []Finding {
	var out []Finding
	for _, z := range s.items(Zone) {
		var circle []string
		for _, other := range s.items(Zone) {
			if s.isWithin(z.ID, other.ID) && s.isWithin(other.ID, z.ID) {
				circle = append(circle, other.ID)
			}
		}
		// The set is found from each of its zones; the first speaks for it.
		if len(circle) > 0 && circle[0] == z.ID {
			out = append(out, Finding{Rule: RuleCircle, Subjects: circle})
		}
	}
	return out
}

// isWithin reports whether one or more hops of within lead from inner to outer.
func (s state) isWithin(inner, outer string) bool {
	var seen []string
	next := s.targets(inner, Within)
	for len(next) > 0 {
		z := next[0]
		next = next[1:]
		if z.ID == outer {
			return true
		}
		if !slices.Contains(seen, z.ID) {
			seen = append(seen, z.ID)
			next = append(next, s.targets(z.ID, Within)...)
		}
	}
	return false
}
