package answer

import (
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/sl"
)

const (
	there = " digest sha256:1111111111111111111111111111111111111111111111111111111111111111"
	gone  = " digest sha256:2222222222222222222222222222222222222222222222222222222222222222"
)

// everyReason holds a row for each thing that can keep a row from counting.
const everyReason = `
zone ZON-1 control target 1
product PRD-1 types embedded-device
asset AST-1 in ZON-1 instance-of PRD-1 firmware 2.1
allocation ALL-1 "SR 1.1" at ZON-1 not-applicable
allocation ALL-2 "SR 1.3" at ZON-1 not-applicable reason "no radio"
allocation ALL-3 "SR 1.4" at ZON-1 not-applicable reason "no radio" approved-by Ben
allocation ALL-4 "SR 1.5" at ZON-1
allocation ALL-5 "SR 1.6" at ZON-1 partly-met
allocation ALL-6 "SR 1.7" at ZON-1 met
allocation ALL-7 "SR 1.10" at ZON-1 met
design-artifact DSN-1 realizes ALL-7
allocation ALL-8 "SR 5.2" at ZON-1 met
countermeasure CMS-1 satisfies ALL-8
allocation ALL-9 "SR 5.1" at ZON-1 met
countermeasure CMS-2 satisfies ALL-9
test-case TST-2 verifies CMS-2
allocation ALL-10 "SR 5.3" at ZON-1 met
countermeasure CMS-3 satisfies ALL-10
test-case TST-3 verifies CMS-3
test-run RUN-3 executes TST-3 failed at 2026-01-05
allocation ALL-11 "SR 5.4" at ZON-1 met
countermeasure CMS-4 satisfies ALL-11
test-case TST-4 verifies CMS-4
test-run RUN-4 executes TST-4 blocked at 2026-01-05
allocation ALL-12 "SR 6.1" at ZON-1 met
countermeasure CMS-5 satisfies ALL-12
test-case TST-5 verifies CMS-5
test-run RUN-5 executes TST-5 passed at 2026-01-05
allocation ALL-13 "SR 7.1" at ZON-1 met
countermeasure CMS-6 satisfies ALL-13
test-case TST-6 verifies CMS-6
test-run RUN-6 executes TST-6 passed at 2026-01-05
evidence EVD-6 evidences RUN-6 valid-until 2026-02-01` + there + `
allocation ALL-14 "SR 7.2" at ZON-1 met
countermeasure CMS-7 satisfies ALL-14
test-case TST-7 verifies CMS-7
test-run RUN-7 executes TST-7 passed at 2026-01-05
evidence EVD-7 evidences RUN-7` + gone + `
allocation ALL-15 "SR 7.3" at ZON-1 met
countermeasure CMS-8 satisfies ALL-15
test-case TST-8 verifies CMS-8
test-run RUN-8 executes TST-8 passed at 2026-01-05
evidence EVD-8 evidences RUN-8 firmware-to 1.9` + there + `
allocation ALL-16 "SR 7.4" at ZON-1 met
countermeasure CMS-9 satisfies ALL-16
test-case TST-9 verifies CMS-9
test-run RUN-9 executes TST-9 passed at 2026-01-05
evidence EVD-9 evidences RUN-9` + there + `
allocation ALL-17 "SR 7.5" at ZON-1 met
countermeasure CMS-10 satisfies ALL-17
test-case TST-10 verifies CMS-10
test-run RUN-10 executes TST-10 passed at 2026-01-05
evidence EVD-10 evidences RUN-10` + there + `
allocation ALL-18 "SR 7.6" at ZON-1 not-met
countermeasure CMS-11 compensating deployed-at ZON-1 compensates ALL-18 approved-by Ben until 2026-02-28 justification "locked room"
evidence EVD-11 evidences CMS-11` + there + `
allocation ALL-19 "SR 7.7" at ZON-1 not-met
countermeasure CMS-12 compensating deployed-at ZON-1 compensates ALL-19 approved-by Ben until 2026-03-31 justification "locked room"
evidence EVD-12 evidences CMS-12` + there + `
commit
set CMS-10 description "moved to another rack"
`

// spec: ANALYSIS-3
func TestEveryReasonIsSaidInWords(t *testing.T) {
	p, v := drawn(t, "2026-03-02", everyReason)
	place := v.Assessment().Place(p.Node("ZON-1"))
	for row, want := range map[string]string{
		"SR 1.1":  "not applicable, but without a reason",
		"SR 1.3":  "not applicable, but nobody approved it",
		"SR 1.4":  "not applicable: no radio (approved by Ben)",
		"SR 1.5":  "not assessed",
		"SR 1.6":  `assessed "partly met"`,
		"SR 1.7":  "assessed met; chain: no design realizes it and no existing countermeasure satisfies it",
		"SR 1.10": "assessed met; chain: no component requirement for CR 1.10 on AST-1",
		"SR 1.11": "not allocated: nobody recorded it on this place",
		"SR 5.2":  "assessed met; chain: no test verifies it",
		"SR 5.1":  "assessed met; chain: test TST-2 was never run to a result",
		"SR 5.3":  "assessed met; chain: the last run of TST-3 failed (RUN-3)",
		"SR 5.4":  "assessed met; chain: the last run of TST-4 was blocked (RUN-4)",
		"SR 6.1":  "assessed met; chain: run RUN-5 of TST-5 has no evidence",
		"SR 7.1":  "assessed met; chain: evidence EVD-6 was valid until 2026-02-01",
		"SR 7.2":  "assessed met; chain: evidence EVD-7: its file is missing",
		"SR 7.3":  "assessed met; chain: evidence EVD-8 holds for firmware up to 1.9 only",
		"SR 7.4":  "met, and the chain is complete",
		"SR 7.5":  "assessed met; chain: suspect, since what it rests on has changed: CMS-10 satisfies ALL-17",
		"SR 7.6":  `assessed "not met"; CMS-11 does not compensate it: approval expired on 2026-02-28`,
		"SR 7.7":  "compensated by CMS-12 until 2026-03-31",
	} {
		i, ok := v.Basis.Row("62443-3-3:2013 " + row)
		if !ok {
			t.Fatalf("%s is no row", row)
		}
		w := v.row(place, i)
		// A name without a title of its own is its key twice in these fixtures.
		if got := strings.ReplaceAll(w.Text, "AST-1 AST-1", "AST-1"); strings.ReplaceAll(got, "TST-2 TST-2", "TST-2") != want {
			t.Errorf("%s: got %q, want %q", row, got, want)
		}
		if counts := w.Counts != gap.NotCounted.String(); counts != (w.Reason == "") {
			t.Errorf("%s: counts %q with reason %q", row, w.Counts, w.Reason)
		}
	}
}

func TestWhyNamesTheRowsOfTheNextLevelOnly(t *testing.T) {
	p, v := drawn(t, "2026-03-02", everyReason)
	w := asked(t, v).why(v.Assessment().Place(p.Node("ZON-1")), sl.TRE)
	if w.Achieved != 0 || w.Claimed != 1 || w.Target != 1 || w.Gap != 1 {
		t.Errorf("TRE: got achieved %d, claimed %d, target %d, gap %d; want 0, 1, 1, 1", w.Achieved, w.Claimed, w.Target, w.Gap)
	}
	if len(w.Rows) != 1 || w.Rows[0].Row != "SR 6.1" {
		t.Errorf("rows of level 1: got %+v, want SR 6.1", w.Rows)
	}
	if len(w.ClaimedRows) != 1 || w.ClaimedRows[0].Row != "SR 6.2" {
		t.Errorf("rows of level 2 not claimed: got %+v, want SR 6.2", w.ClaimedRows)
	}
}

func TestCoverageNamesAssetsOfOneProductTogether(t *testing.T) {
	p, v := drawn(t, "2026-03-02", `
zone ZON-1 control target 1
product PRD-1 types embedded-device
states "CR 1.1" not-met
product PRD-2 types host-device version-to 1.0
states "CR 1.1" met
asset AST-1 in ZON-1 instance-of PRD-1
asset AST-2 in ZON-1 instance-of PRD-1
asset AST-3 in ZON-1 instance-of PRD-2 firmware 1.1
asset AST-4 in ZON-1 instance-of PRD-2
asset AST-5 in ZON-1 types embedded-device
`)
	place := v.Assessment().Place(p.Node("ZON-1"))
	i, _ := v.Basis.Row("62443-3-3:2013 SR 1.1")
	got := asked(t, v).cover(place, i).Text
	want := "AST-1, AST-2 (PRD-1): CR 1.1: stated not met; " +
		"AST-3 (PRD-2): CR 1.1: the firmware is outside the version scope of the statements; " +
		"AST-4 (PRD-2): CR 1.1: the firmware is not known and the statements have a version scope; " +
		"AST-5: CR 1.1: no statement"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	i, _ = v.Basis.Row("62443-3-3:2013 SR 5.1 RE(1)")
	if got := asked(t, v).cover(place, i).Text; !strings.HasPrefix(got, "concerns no asset here") {
		t.Errorf("SR 5.1 RE(1), which no component row names: got %q", got)
	}
}

func TestComponentWithoutTypesSaysSo(t *testing.T) {
	p, v := drawn(t, "2026-03-02", "zone ZON-1 control\nasset AST-1 in ZON-1\nasset AST-2 in ZON-1 types toaster")
	for name, want := range map[string]string{
		"AST-1": "no component types are recorded",
		"AST-2": "its component types are not those of 62443-4-2:2019",
	} {
		d := asked(t, v).component(p.Node(name), nil)
		if !d.Capability.IsZero() || !strings.HasPrefix(d.Reason, want) {
			t.Errorf("%s: got %s, %q; want zeros, %q", name, d.Capability, d.Reason, want)
		}
	}
}

// spec: ANALYSIS-3
func TestTheGapOfTheTurbineHallIsExplainedToTheFirstBrokenStep(t *testing.T) {
	v := hall(t).view(t, "head")
	d, err := Levels(v, LevelOptions{Items: []string{"turbine control"}, Why: true, FRs: []sl.FR{sl.RDF}})
	if err != nil {
		t.Fatal(err)
	}
	w := d.Places[0].Why[0]
	if w.FR != "RDF" || w.Target != 3 || w.Achieved != 2 || w.Gap != 1 || w.Capability != 1 {
		t.Errorf("ZON-1, RDF: got %+v, want target 3, achieved 2, gap 1, capability 1", w)
	}
	var got []string
	for _, r := range w.Rows {
		got = append(got, r.Row+" "+r.Allocation+" "+r.Text)
	}
	want := []string{
		"SR 5.1 RE(2) ALL-43 assessed met; chain: evidence EVD-17: its file was changed",
		`SR 5.2 RE(2) ALL-46 assessed "partly met"`,
		"SR 5.2 RE(3) ALL-47 not assessed",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r := w.Rows[0]; r.Reason != "chain" || r.Chain != "evidence not valid" || r.Item != "EVD-17" {
		t.Errorf("SR 5.1 RE(2): got reason %q, chain %q at %q; want chain, evidence not valid at EVD-17", r.Reason, r.Chain, r.Item)
	}
}

func TestEveryNumberOfTheTurbineHallIsHeldByTheRowsNamed(t *testing.T) {
	d, err := Levels(hall(t).view(t, "head"), LevelOptions{Why: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Places) != 17 {
		t.Fatalf("got %d places, want 9 zones and 8 conduits", len(d.Places))
	}
	for _, p := range d.Places {
		if len(p.Why) != sl.NumFR {
			t.Fatalf("%s: got %d FRs, want all", p.Key, len(p.Why))
		}
		for i, w := range p.Why {
			at := p.Key + " " + w.FR
			if w.Target != p.Target[i] || w.Achieved != p.Achieved[i] || w.Claimed != p.Claimed[i] || w.Capability != p.Capability[i] || w.Gap != p.Gap[i] {
				t.Errorf("%s: the numbers %+v are not those of the vectors %+v", at, w, p.Vectors)
			}
			if w.Gap != max(0, w.Target-w.Achieved) {
				t.Errorf("%s: got gap %d, want what %d lacks of %d", at, w.Gap, w.Achieved, w.Target)
			}
			if (w.Achieved < 4) != (len(w.Rows) > 0) || (w.Claimed < 4) != (len(w.ClaimedRows) > 0) || (w.Capability < 4) != (len(w.NotCovered) > 0) {
				t.Errorf("%s: achieved %d by %d rows, claimed %d by %d, capability %d by %d; every level below 4 is held by a row",
					at, w.Achieved, len(w.Rows), w.Claimed, len(w.ClaimedRows), w.Capability, len(w.NotCovered))
			}
			for _, r := range w.Rows {
				if r.Level != w.Achieved+1 || r.Counts != gap.NotCounted.String() {
					t.Errorf("%s: %s of level %d %s; want rows of level %d that do not count", at, r.Row, r.Level, r.Counts, w.Achieved+1)
				}
			}
		}
	}
}
