package capability

import "github.com/cordon-ot/cordon/internal/model"

// Answer is what holds for one component row of a product or an asset.
type Answer uint8

// The answers; Met, MetConfigured and NotRelevant count.
const (
	NoStatement     Answer = iota // nobody states anything: not met
	Met                           // stated met
	MetConfigured                 // stated met with a recorded configuration
	NotRelevant                   // stated not relevant, with a reason
	NotMet                        // stated not met
	NoConfiguration               // met when configured, but no configuration is recorded
	NoReason                      // not relevant, but no reason is recorded
	OutsideScope                  // the firmware is outside the version scope
	UnknownFirmware               // there is a version scope and the firmware is not known
)

var answerWords = [...]string{
	NoStatement: "no statement", Met: "met", MetConfigured: "met when configured",
	NotRelevant: "not relevant", NotMet: "stated not met",
	NoConfiguration: "met when configured, but no configuration is recorded",
	NoReason:        "not relevant, but no reason is recorded",
	OutsideScope:    "the firmware is outside the version scope of the statements",
	UnknownFirmware: "the firmware is not known and the statements have a version scope",
}

// String says the answer in words for people.
func (a Answer) String() string { return answerWords[a] }

// Counts reports whether the row counts for SL-C.
func (a Answer) Counts() bool { return a == Met || a == MetConfigured || a == NotRelevant }

func answerOf(st *model.Statement) Answer {
	switch st.Answer {
	case model.AnswerMet:
		return Met
	case model.AnswerMetConfigured:
		if st.Configuration == "" {
			return NoConfiguration
		}
		return MetConfigured
	case model.AnswerNotRelevant:
		if st.Reason == "" {
			return NoReason
		}
		return NotRelevant
	case model.AnswerNotMet:
		return NotMet
	}
	return NoStatement
}

// Answers is what holds for all component rows of one product or asset.
type Answers struct {
	Types   uint64   // component types, as bits of the catalogue
	answers []Answer // per component row; shared between equal assets
}

// Row gives the answer for component row i.
func (a *Answers) Row(i int) Answer { return a.answers[i] }

// Stray is a statement or override that counts for nothing because no row of
// the item's types stands behind it: a finding (rules, section 2).
type Stray struct {
	Item     model.Node
	Row      string // as written
	Override bool
	Reason   string
}
