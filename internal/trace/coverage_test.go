package trace_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/trace"
)

// covered is one allocation whose chain is traced down to evidence.
const covered = `
zone            Z1 control
allocation      L1 "SR 1.1" at Z1 met
design-artifact D1 realizes L1
test-case       T1 test verifies L1
test-run        R1 executes T1 passed at 2026-03-01
evidence        E1 evidences R1
`

func TestCoverageFollowsStructureDownToEvidence(t *testing.T) {
	for _, c := range []struct {
		name, more string
		complete   int // allocations, of one
	}{
		{"every child reaches evidence", "", 1},
		{"a test without a run", "test-case T2 test verifies L1\n", 0},
		{"a run without evidence", "test-case T2 test verifies L1\ntest-run R2 executes T2 passed at 2026-03-02\n", 0},
		{"a run that a later one replaced needs none", "test-run R0 executes T1 failed at 2026-01-01\n", 1},
		{"a later run without evidence takes the place of the one with", "test-run R2 executes T1 passed at 2026-04-01\n", 0},
		{"a component requirement nobody tests", "component-requirement Q1 \"CR 1.1\" refines L1\n", 0},
		{"a retired test is no child", "test-case T2 test verifies L1\ncommit\nretire T2\n", 1},
	} {
		p, err := plant.Parse(covered + c.more)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for _, l := range trace.Cover(p.Snapshot).Layers {
			if l.Kind == model.KindAllocation && l.Complete != c.complete {
				t.Errorf("%s: got %d complete allocations, want %d", c.name, l.Complete, c.complete)
			}
		}
	}
}
