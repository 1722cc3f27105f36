package oracle

import (
	"fmt"
	"strings"
)

// Case is one plant of the hand-worked table, what is asked of it and what the
// answer must be. Working tells how the answer was worked out by hand from the
// rules and the fact tables, never by running a program.
type Case struct {
	Name    string
	Working string
	History []*Plant // the last state is asked
	Wants   []Want
}

// Want is one question and its answer; see View.Answer for the forms.
type Want struct {
	Ask     string
	Subject string
	Text    string
}

// Questions of Want. The answer to a question for a vector is its seven
// numbers with a space between, in FR order.
const (
	AskProduct      = "SL-C of a product"         // subject: product
	AskAsset        = "SL-C of an asset"          // subject: asset
	AskPlace        = "SL-C of a place"           // subject: zone or conduit
	AskAchieved     = "SL-A verified"             // subject: zone or conduit
	AskClaimed      = "SL-A claimed"              // subject: zone or conduit
	AskGap          = "gap"                       // subject: zone or conduit
	AskChain        = "chain state"               // subject: allocation; answer: the state
	AskCompensation = "compensation"              // subject: allocation; answer: the state
	AskRow          = "how a row counts"          // subject: "place: code"; answer: RowStatus.Verified, or "no: " and the reason
	AskSuspect      = "suspect"                   // subject: link; answer: yes or no
	AskTargetOpen   = "target decision open"      // subject: place; answer: yes or no
	AskZones        = "zone findings"             // no subject; answer: the findings by line
	AskStatements   = "findings about statements" // no subject; answer: "subject code" by line
)

// Answer answers one question of the table.
func (v View) Answer(ask, subject string) string {
	switch ask {
	case AskProduct:
		return v.ProductCapability(subject).Vector.String()
	case AskAsset:
		return v.AssetCapability(subject).Vector.String()
	case AskPlace:
		return v.PlaceCapability(subject).String()
	case AskAchieved:
		return v.Achieved(subject).String()
	case AskClaimed:
		return v.Claimed(subject).String()
	case AskGap:
		gap, _ := v.Gap(subject)
		return gap.String()
	case AskChain:
		return v.ChainState(subject).State
	case AskCompensation:
		return v.Compensation(subject)
	case AskRow:
		place, code, _ := strings.Cut(subject, ": ")
		r := v.RowStatus(place, code)
		if r.Verified == "" {
			return "no: " + r.Why
		}
		return r.Verified
	case AskSuspect:
		return yesNo(v.Suspect(subject))
	case AskTargetOpen:
		return yesNo(v.TargetOpen(subject))
	case AskZones:
		return byLine(v.ZoneFindings(), Finding.String)
	case AskStatements:
		return byLine(v.StatementFindings(), func(f StatementFinding) string { return f.Subject + " " + f.Code })
	}
	return "unknown question " + ask
}

// String is the seven numbers with a space between.
func (v Vector) String() string { return strings.Trim(fmt.Sprint([7]int(v)), "[]") }

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func byLine[T any](list []T, text func(T) string) string {
	var lines []string
	for _, x := range list {
		lines = append(lines, text(x))
	}
	return strings.Join(lines, "\n")
}

// Cases returns the hand-worked table. The catalogue is that of 62443-3-3:2013
// and 62443-4-2:2019; it serves only to write "states every row of its types"
// in one word.
func Cases(c *Catalogue) []Case {
	var all []Case
	all = append(all, productCases(c)...)
	all = append(all, assetCases(c)...)
	all = append(all, placeCases(c)...)
	all = append(all, boundaryCases(c)...)
	all = append(all, achievedCases()...)
	all = append(all, evidenceCases()...)
	all = append(all, chainCases()...)
	all = append(all, compensationCases()...)
	all = append(all, suspicionCases()...)
	all = append(all, meaningCases()...)
	all = append(all, singleCases()...)
	all = append(all, suspectCompensations()...)
	return append(all, zoneCases()...)
}
