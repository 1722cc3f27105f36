package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/standard"
)

// proveMeasures makes the tests of countermeasures.
func (p *plant) proveMeasures() error {
	for _, key := range slices.SortedFunc(maps.Keys(p.recipe.Measures), byNumber) {
		s := p.recipe.Measures[key]
		m := p.items["countermeasures"][key]
		if m == nil {
			return fmt.Errorf("there is no countermeasure %s", key)
		}
		test := p.add("TST", "test_cases", entry{"title": s.Check, "method": s.Method, "procedure": s.Do, "expected": s.Expect, "verifies": anys([]string{key})})
		run := p.add("RUN", "test_runs", entry{"title": s.Check + ", " + s.At[:10], "executes": test, "at": s.At, "result": "passed", "tester": s.Tester, "remarks": s.Seen})
		text := protocol(s.Title, key+" "+m.text("title"), []line{{run: run, check: s.Check, result: "passed", seen: s.Seen}}, s.Tester, s.Collected)
		p.add("EVD", "evidence", p.evidence(s.Title, s.File, s.Collected, s.Tester, text, []string{run}))
	}
	return nil
}

func byNumber(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// placeWork is the work on one place while it is being written out.
type placeWork struct {
	*plant
	key     string
	w       work
	lines   [][]line // per campaign: what its protocol says
	minutes []int    // per campaign: time used so far
}

// line is one run in a protocol.
type line struct {
	run, row, check, result, seen string
}

func (p *plant) provePlaces() error {
	for _, key := range p.places() {
		w, ok := p.recipe.Places[key]
		if !ok {
			continue
		}
		pw := &placeWork{plant: p, key: key, w: w, lines: make([][]line, len(w.Campaigns)), minutes: make([]int, len(w.Campaigns))}
		if err := pw.prove(); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	for key := range p.recipe.Places {
		if p.place(key) == nil {
			return fmt.Errorf("there is no place %s", key)
		}
	}
	return nil
}

func (p *placeWork) prove() error {
	designed := map[string]bool{}
	for _, d := range p.w.Designs {
		realizes := slices.Clone(d.Realizes)
		for _, code := range d.Rows {
			designed[code] = true
			realizes = append(realizes, "@"+p.key+"/"+code)
		}
		p.add("DSN", "design_artifacts", entry{"title": d.Title, "document": d.Document, "description": d.Description, "realizes": anys(realizes)})
	}
	if err := p.check(designed); err != nil {
		return err
	}
	for _, r := range p.std.rows.Rows() {
		code := r.Ref.Code
		state := p.w.Rows[code].Chain
		if slices.Contains(p.w.Complete, code) {
			state = complete
		}
		if state == "" {
			continue
		}
		if err := p.chain(r, state, p.w.Rows[code]); err != nil {
			return fmt.Errorf("%s: %w", code, err)
		}
	}
	for i, c := range p.w.Campaigns {
		if len(p.lines[i]) > 0 {
			p.report(c, p.lines[i])
		}
	}
	return nil
}

// check refuses rows that contradict each other.
func (p *placeWork) check(designed map[string]bool) error {
	all := append(slices.Clone(p.w.Complete), p.w.Satisfied...)
	for code, s := range p.w.Rows {
		all = append(all, code)
		if s.Chain != "" && !slices.Contains(breaks, s.Chain) {
			return fmt.Errorf("%s: %q is no place where a chain breaks", code, s.Chain)
		}
		if s.Chain != "" && !designed[code] {
			return fmt.Errorf("%s has a chain and no design", code)
		}
	}
	slices.Sort(all)
	for i, code := range all {
		if p.allocations[p.key+"/"+code] == "" {
			return fmt.Errorf("%s is not asked for", code)
		}
		if i > 0 && all[i-1] == code {
			return fmt.Errorf("%s stands twice", code)
		}
	}
	for _, code := range p.w.Complete {
		if !designed[code] {
			return fmt.Errorf("%s is to be complete and has no design", code)
		}
	}
	return nil
}

// group is the component requirements of a row that are tested together.
type group struct {
	where        string
	requirements []string
}

// chain makes component requirements, tests and runs of one row.
func (p *placeWork) chain(r *standard.Requirement, state string, s rowState) error {
	groups := p.refine(r, state, s)
	if state == noTest {
		return nil
	}
	words, ok := p.words.Rows[r.Ref.Code]
	if !ok {
		return fmt.Errorf("no wording")
	}
	last := len(groups) - 1
	for i, g := range groups {
		to := g.requirements
		if len(to) == 0 {
			to = []string{p.allocations[p.key+"/"+r.Ref.Code]}
		}
		put := strings.NewReplacer("{where}", g.where)
		test := p.add("TST", "test_cases", entry{
			"title": words.Check + ": " + g.where, "method": words.Method,
			"procedure": put.Replace(words.Do), "expected": put.Replace(words.Expect), "verifies": anys(to),
		})
		row := p.key + "/" + r.Ref.Code
		p.tests[row] = append(p.tests[row], test)
		if state == notRun {
			continue
		}
		// What breaks, breaks in the last group only: the others are in order.
		at := complete
		if i == last {
			at = state
		}
		if err := p.carryOut(r, test, words, at, s); err != nil {
			return err
		}
	}
	return nil
}

// refine makes the component requirements of a row: one group for each asset
// that answers for itself, and last one for all others together.
func (p *placeWork) refine(r *standard.Requirement, state string, s rowState) []group {
	var groups []group
	rest := group{where: p.w.Where}
	type share struct {
		row *standard.Requirement
		by  []string
	}
	var shares []share
	for _, c := range p.std.components.DerivedFrom(r.Ref.Code) {
		shares = append(shares, share{row: c})
	}
	for _, asset := range p.concerned(p.key, r.FR) {
		a := p.items["assets"][asset]
		alone := group{where: lower(a.text("title"))}
		for _, c := range p.asked(asset, r.Ref.Code) {
			answer := p.answer(asset, c.Ref.Code)
			if answer == notRelevant {
				continue
			}
			if answer == notMet || answer == "" {
				p.contradiction("%s %s: %s states %s %q and the chain is to be %s", p.key, r.Ref.Code, asset, c.Ref.Code, answer, state)
			}
			product := a.text("instance_of")
			if slices.Contains(p.w.Alone[asset], r.FR.String()) || slices.Contains(p.w.Alone[asset], r.Ref.Code) {
				alone.requirements = append(alone.requirements, p.requirement(c, r, lower(a.text("title")), []string{asset}))
				continue
			}
			if state == reqMissing && s.LeaveOut == product {
				continue
			}
			if product == "" {
				product = asset
			}
			for i := range shares {
				if shares[i].row == c && !slices.Contains(shares[i].by, product) {
					shares[i].by = append(shares[i].by, product)
				}
			}
		}
		if len(alone.requirements) > 0 {
			groups = append(groups, alone)
		}
	}
	for _, sh := range shares {
		if len(sh.by) > 0 {
			slices.SortFunc(sh.by, byNumber)
			rest.requirements = append(rest.requirements, p.requirement(sh.row, r, p.w.Where, sh.by))
		}
	}
	if len(groups) > 0 && len(rest.requirements) == 0 {
		return groups
	}
	return append(groups, rest)
}

// lower puts the first letter of a title in small so that it can stand in a
// sentence; abbreviations and names of units stay.
func lower(title string) string {
	if len(title) > 1 && title[1] >= 'a' && title[1] <= 'z' {
		return strings.ToLower(title[:1]) + title[1:]
	}
	return title
}

func (p *placeWork) requirement(c, r *standard.Requirement, where string, by []string) string {
	words, ok := p.words.Components[c.Ref.Code]
	if !ok {
		p.contradiction("%s has no wording", c.Ref.Code)
	}
	return p.add("CRQ", "component_requirements", entry{
		"title": words.Is + ": " + where, "row": c.Ref.String(), "configuration": words.Set,
		"refines": "@" + p.key + "/" + r.Ref.Code, "implemented_by": anys(by),
	})
}

const minutesPerRun = 12

// carryOut makes the runs of a test and their evidence.
func (p *placeWork) carryOut(r *standard.Requirement, test string, words check, state string, s rowState) error {
	i := slices.IndexFunc(p.w.Campaigns, func(c campaign) bool { return slices.Contains(c.FRs, r.FR.String()) })
	if i < 0 {
		return fmt.Errorf("no campaign for %s", r.FR)
	}
	c := p.w.Campaigns[i]
	p.minutes[i] += minutesPerRun
	at, err := moment(c.At, p.minutes[i])
	if err != nil {
		return err
	}
	tester, seen, result := c.Tester, words.Seen, "passed"
	if state == lastRunFailed {
		result, seen = "failed", s.Remarks
	}
	if s.Evidence.At != "" && state == s.Chain {
		at, tester = s.Evidence.At, s.Evidence.Tester
	}
	title := p.items["test_cases"][test].text("title")
	run := p.add("RUN", "test_runs", entry{"title": title + ", " + at[:10], "executes": test, "at": at, "result": result, "tester": tester, "remarks": seen})
	p.lastRun[p.key+"/"+r.Ref.Code] = run
	l := line{run: run, row: r.Ref.Code, check: title, result: result, seen: seen}
	switch state {
	case noEvidence:
	case expired, outOfScope, fileMissing, fileChanged:
		p.ownProof(l, state, s.Evidence, tester)
	default:
		p.lines[i] = append(p.lines[i], l)
	}
	return nil
}

// ownProof is evidence of one run that is not valid, each in its way.
func (p *placeWork) ownProof(l line, state string, e proof, tester string) {
	text := protocol(e.Title, p.key+" "+p.w.Where, []line{l}, tester, e.Collected)
	item := p.evidence(e.Title, e.File, e.Collected, tester, text, []string{l.run})
	digest := strings.TrimPrefix(item.text("digest"), "sha256:")
	switch state {
	case fileMissing:
		item["media_type"] = "application/pdf"
		delete(p.files, digest)
	case fileChanged:
		p.files[digest] = []byte(strings.ReplaceAll(text, "Result: passed", "Result: passed (corrected by hand afterwards)"))
	}
	if e.ValidUntil != "" {
		item["valid_until"] = e.ValidUntil
	}
	if e.To != "" {
		item["firmware_to"] = e.To
	}
	if len(e.HoldsFor) > 0 {
		item["holds_for"] = anys(e.HoldsFor)
	}
	p.add("EVD", "evidence", item)
}

// report is the protocol of a campaign, the evidence of its runs.
func (p *placeWork) report(c campaign, lines []line) {
	var runs []string
	for _, l := range lines {
		runs = append(runs, l.run)
	}
	text := protocol(c.Title, p.key+" "+p.place(p.key).text("title"), lines, c.Tester, c.Collected)
	item := p.evidence(c.Title, c.File, c.Collected, c.Tester, text, runs)
	item["holds_for"] = anys([]string{p.key})
	p.add("EVD", "evidence", item)
}

func (p *plant) evidence(title, file, collected, by, text string, of []string) entry {
	return entry{
		"title": title, "file_name": file, "media_type": "text/plain", "collected_at": collected,
		"collected_by": by, "digest": p.file([]byte(text)), "evidences": anys(of),
	}
}

// file keeps an evidence file and gives its digest.
func (p *plant) file(content []byte) string {
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	p.files[digest] = content
	return "sha256:" + digest
}

// protocol is the text of an evidence file.
func protocol(title, subject string, lines []line, by, on string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", title, strings.Repeat("=", len(title)))
	fmt.Fprintf(&b, "Subject: %s\n\n", subject)
	for _, l := range lines {
		fmt.Fprintf(&b, "%s  %s\n", l.run, l.check)
		if l.row != "" {
			fmt.Fprintf(&b, "  Row:    %s\n", l.row)
		}
		fmt.Fprintf(&b, "  Result: %s\n  Seen:   %s\n\n", l.result, l.seen)
	}
	fmt.Fprintf(&b, "Signed by %s on %s\n", by, on[:10])
	return b.String()
}
