package oracle

import (
	"os"
	"testing"
)

// shipped reads the fact tables that the product embeds.
func shipped(t testing.TB) *Catalogue {
	t.Helper()
	system, err := os.ReadFile("../../standard/data/iec62443-3-3.yaml")
	if err != nil {
		t.Fatalf("reading the 62443-3-3 table: %v", err)
	}
	component, err := os.ReadFile("../../standard/data/iec62443-4-2.yaml")
	if err != nil {
		t.Fatalf("reading the 62443-4-2 table: %v", err)
	}
	c, err := ReadCatalogue(system, component)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHandWorkedTable(t *testing.T) {
	c := shipped(t)
	for _, hand := range Cases(c) {
		t.Run(hand.Name, func(t *testing.T) {
			v := View{c, hand.History}
			for _, w := range hand.Wants {
				if got := v.Answer(w.Ask, w.Subject); got != w.Text {
					t.Errorf("%s %s\n got %s\nwant %s\nworking: %s", w.Ask, w.Subject, got, w.Text, hand.Working)
				}
			}
		})
	}
}

func TestTableHoldsEnoughVectorsAndUniqueNames(t *testing.T) {
	vectors, names := 0, map[string]bool{}
	for _, hand := range Cases(shipped(t)) {
		if names[hand.Name] {
			t.Errorf("two cases are called %q", hand.Name)
		}
		names[hand.Name] = true
		if hand.Working == "" || len(hand.Wants) == 0 {
			t.Errorf("case %q has no working or asks nothing", hand.Name)
		}
		for _, w := range hand.Wants {
			switch w.Ask {
			case AskProduct, AskAsset, AskPlace, AskAchieved, AskClaimed, AskGap:
				vectors++
			}
		}
	}
	if vectors < 45 {
		t.Errorf("the table holds %d vectors, want at least 45", vectors)
	}
	t.Logf("%d cases, %d vectors", len(names), vectors)
}
