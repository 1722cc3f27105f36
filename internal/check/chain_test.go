package check

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/trace"
)

func TestAllocationWithoutPlaceOrRow(t *testing.T) {
	judge(t, finding.AllocationNoPlace, "", []drawing{
		{"nowhere", "allocation L \"SR 1.1\"", []string{"L"}},
		{"somewhere", "zone Z\nallocation L \"SR 1.1\" at Z", nil},
		{"retired", "allocation L \"SR 1.1\"\ncommit\nretire L", nil},
		{"its place was retired", "zone Z\nallocation L \"SR 1.1\" at Z\ncommit\nretire Z", nil},
	})
	judge(t, finding.AllocationPlaceRetired, "", []drawing{
		{"one finding for all that are left", "zone Z\nzone Y\nallocation L \"SR 1.1\" at Z\nallocation M \"SR 1.2\" at Z\nallocation N \"SR 1.1\" at Y\ncommit\nretire Z", []string{"Z L M"}},
		{"retired too", "zone Z\nallocation L \"SR 1.1\" at Z\ncommit\nretire Z,L", nil},
	})
	judge(t, finding.AllocationNoRow, "", []drawing{
		{"without", "zone Z\nallocation L at Z", []string{"L"}},
		{"with", "zone Z\nallocation L \"SR 1.1\" at Z", nil},
	})
	judge(t, finding.AllocationRowUnknown, "row", []drawing{
		{"another edition", "zone Z\nallocation L \"62443-3-3:2031 SR 1.1\" at Z", []string{"L [62443-3-3:2031 SR 1.1]"}},
		{"another part", "zone Z\nallocation L \"CR 1.1\" at Z", []string{"L [62443-4-2:2019 CR 1.1]"}},
		{"no such row", "zone Z\nallocation L \"SR 1.99\" at Z", []string{"L [62443-3-3:2013 SR 1.99]"}},
		{"an enhancement", "zone Z\nallocation L \"SR 1.1 RE(1)\" at Z", nil},
	})
	judge(t, finding.ComponentRowUnknown, "row", []drawing{
		{"none", "component-requirement Q", []string{"Q"}},
		{"a number with device-specific rows", "component-requirement Q \"CR 3.2\"", []string{"Q [62443-4-2:2019 CR 3.2]"}},
		{"a row", "component-requirement Q \"EDR 3.2\"", nil},
	})
}

// spec: RULE-5.12
func TestTestWithoutMethodIsAFinding(t *testing.T) {
	judge(t, finding.TestNoMethod, "", []drawing{
		{"without", "test-case T", []string{"T"}},
		{"each method", "test-case A test\ntest-case B inspection\ntest-case C analysis\ntest-case D demonstration", nil},
		{"retired", "test-case T\ncommit\nretire T", nil},
	})
}

func TestRowsThatWaitForAPlannedCountermeasure(t *testing.T) {
	const row = "zone Z\nallocation L \"SR 1.1\" at Z\nallocation K \"SR 1.2\" at Z\n"
	judge(t, finding.CountermeasurePlanned, "", []drawing{
		{"nothing else satisfies them", row + "countermeasure M planned satisfies L,K", []string{"M L K"}},
		{"existing", row + "countermeasure M satisfies L", nil},
		{"one of them is satisfied", row + "countermeasure M planned satisfies L,K\ncountermeasure N satisfies L", []string{"M K"}},
		{"a compensating one does not satisfy", row + "countermeasure M planned satisfies L\ncountermeasure N compensating satisfies L", []string{"M L"}},
		{"the other was retired", row + "countermeasure M planned satisfies L\ncountermeasure N satisfies L\ncommit\nretire N", []string{"M L"}},
		{"the allocation was retired", row + "countermeasure M planned satisfies L\ncommit\nretire L", nil},
		{"it satisfies nothing", "countermeasure M planned", nil},
	})
}

// spec: RULE-6.26, RULE-6.27, RULE-6.28, RULE-6.29
func TestEachSuspectLinkIsAFinding(t *testing.T) {
	const chain = `
zone Z control target 1
asset A in Z types embedded-device firmware 1
allocation L "SR 1.1" at Z
design-artifact D document one realizes L
component-requirement Q "CR 1.1" refines L implemented-by A
test-case T test verifies Q
test-run R passed at 2026-02-01 executes T
evidence E digest ` + digest + ` collected-at 2026-02-01 evidences R
`
	judge(t, finding.LinkSuspect, "verb", []drawing{
		{"as made", chain, nil},
		{
			"a firmware change reaches implemented by and all below", chain + "commit\nset A firmware 2",
			[]string{"Q A [implemented by]", "T Q [verifies]", "R T [executes]", "E R [evidences]"},
		},
		{"undone", chain + "commit\nset A firmware 2\ncommit\nset A firmware 1", nil},
		{"confirmed and undone", chain + "commit\nset A firmware 2\ncommit\nconfirm Q implemented-by A\ncommit\nset A firmware 1", []string{"Q A [implemented by]"}},
		{"a cosmetic change", chain + "commit\nset A owner Ann colour red", nil},
		{
			"a later run takes the place of the earlier", chain + "commit\nset A firmware 2\ncommit\ntest-run S passed at 2026-03-01 executes T\nevidence G digest " + digest + " evidences S",
			[]string{"Q A [implemented by]", "T Q [verifies]"},
		},
		{
			"the run goes on", chain + "commit\nset A firmware 2\ncommit\ntest-run S at 2026-03-01 executes T",
			[]string{"Q A [implemented by]", "T Q [verifies]", "R T [executes]", "E R [evidences]"},
		},
		{"an end was retired", chain + "commit\nset A firmware 2\nretire Q,T,R", nil},
		{
			"membership is no suspect link", chain + "commit\nset A types host-device\nset A wireless",
			[]string{"L Z [allocated to]", "D L [realizes]", "Q A [implemented by]", "Q L [refines]", "T Q [verifies]", "R T [executes]", "E R [evidences]"},
		},
	})
}

const proof = "zone Z\nallocation L \"SR 1.1\" at Z\ntest-case T test verifies L\ntest-run R passed at 2026-02-01 executes T\n"

// spec: RULE-5.16
func TestEvidenceInUseThatExpires(t *testing.T) {
	evidence := func(until string) string {
		return proof + "evidence E digest " + digest + " valid-until " + until + " evidences R"
	}
	judge(t, finding.EvidenceExpired, "until", []drawing{
		{"yesterday", evidence("2026-06-14"), []string{"E [2026-06-14]"}},
		{"today still counts", evidence("2026-06-15"), nil},
		{"without end", proof + "evidence E digest " + digest + " evidences R", nil},
		{"of a run that a later one replaced", evidence("2026-06-14") + "\ntest-run S failed at 2026-03-01 executes T", nil},
		{"of a run beside the last", evidence("2026-06-14") + "\ntest-run S passed at 2026-02-01 executes T", []string{"E [2026-06-14]"}},
		{"of an allocation", "zone Z\nallocation L \"SR 1.1\" at Z\nevidence E valid-until 2026-01-01 evidences L", []string{"E [2026-01-01]"}},
		{"of nothing", "evidence E valid-until 2026-01-01", nil},
		{"of a run without a test", "test-run R\nevidence E valid-until 2026-01-01 evidences R", []string{"E [2026-01-01]"}},
		{"retired", evidence("2026-06-14") + "\ncommit\nretire E", nil},
	})
	judge(t, finding.EvidenceExpiring, "until", []drawing{
		{"today", evidence("2026-06-15"), []string{"E [2026-06-15]"}},
		{"in thirty days", evidence("2026-07-15"), []string{"E [2026-07-15]"}},
		{"in thirty-one days", evidence("2026-07-16"), nil},
		{"yesterday", evidence("2026-06-14"), nil},
	})
}

// spec: RULE-5.21
func TestEvidenceCollectedOnADayBeforeItsRun(t *testing.T) {
	at := func(collected, ran string) string {
		text := "test-case T test\ntest-run R passed executes T"
		if ran != "" {
			text += " at " + ran
		}
		text += "\nevidence E digest " + digest + " evidences R"
		if collected != "" {
			text += " collected-at " + collected
		}
		return text
	}
	judge(t, finding.EvidenceBeforeRun, "ran", []drawing{
		{"the day before", at("2026-02-01T23:59:59Z", "2026-02-02T00:00:00Z"), []string{"E R [2026-02-02]"}},
		{"earlier on the same day", at("2026-02-02T01:00:00Z", "2026-02-02T23:00:00Z"), nil},
		{"after", at("2026-02-03", "2026-02-02"), nil},
		{"not known when collected", at("", "2026-02-02"), nil},
		{"not known when run", at("2026-02-02", ""), nil},
		{"fractions of a second", at("2026-02-01T23:59:59.999Z", "2026-02-02T00:00:00Z"), []string{"E R [2026-02-02]"}},
		{"of an allocation", "zone Z\nallocation L \"SR 1.1\" at Z\nevidence E collected-at 2020-01-01 evidences L", nil},
	})
}

// spec: RULE-5.20
func TestEvidenceFileMissingOrChanged(t *testing.T) {
	for _, c := range []struct {
		name  string
		text  string
		files func(string) trace.FileState
		rule  string
	}{
		{"present", "evidence E digest " + digest, func(string) trace.FileState { return trace.FilePresent }, ""},
		{"missing", "evidence E digest " + digest, func(string) trace.FileState { return trace.FileMissing }, finding.EvidenceFileMissing},
		{"changed", "evidence E digest " + digest, func(string) trace.FileState { return trace.FileChanged }, finding.EvidenceFileChanged},
		{"no files at all", "evidence E digest " + digest, nil, finding.EvidenceFileMissing},
		{"no digest recorded", "evidence E", func(string) trace.FileState { return trace.FilePresent }, finding.EvidenceFileMissing},
	} {
		p := read(t, c.text)
		in := input(t, p)
		in.Chains.Files = c.files
		got := ""
		for _, f := range Run(in) {
			got += f.Rule
		}
		if got != c.rule {
			t.Errorf("%s: got %q, want %q", c.name, got, c.rule)
		}
	}
}
