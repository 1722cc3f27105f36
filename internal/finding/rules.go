package finding

// RuleInfo documents one rule.
type RuleInfo struct {
	ID       string   // stable, "area.what"
	Title    string   // what is found, in a few words
	Severity Severity // of all its findings
	Clause   string   // clause of the standard, or "Cordon" for a rule of our own
	Says     string   // the sentence of a finding: {fact}, {it}, [part left out without its facts]
	Why      string   // why it matters
	Help     string   // what to do
}

// areas are the tables of rules, in the order of the guide.
var areas = [...][]RuleInfo{zoneRules, targetRules, plantRules, chainRules, levelRules}

// Rules gives every rule once, in the order of the guide: the partition, the
// targets, plant and products, the chain, the levels.
func Rules() []RuleInfo {
	var all []RuleInfo
	for _, a := range areas {
		all = append(all, a...)
	}
	return all
}

// Lookup finds a rule by its ID.
func Lookup(id string) (RuleInfo, bool) {
	for _, a := range areas {
		for i := range a {
			if a[i].ID == id {
				return a[i], true
			}
		}
	}
	return RuleInfo{ID: id}, false
}
