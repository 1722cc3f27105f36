package impact

import (
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// judgeScope reaches what judges a seed anew from afar: evidence that names it
// or its firmware, countermeasures deployed at it (rules, sections 5 and 9).
func (w *Walker) judgeScope(i uint32) {
	w.judgeScopeIn(w.s, i)
	if w.inOld(i) {
		w.judgeScopeIn(w.old, i)
	}
}

func (w *Walker) judgeScopeIn(s *model.Snapshot, i uint32) {
	n, a := w.items[i].Node, w.what[i]
	asset := s.Kind(n) == model.KindAsset
	if !asset && !isPlace(s.Kind(n)) {
		return
	}
	for _, e := range s.In(n) {
		switch {
		case e.Verb == model.HoldsFor && (a&presence != 0 || (asset && a&firmware != 0 && ranged(s, e.Node))):
			w.reach(e.Node, i, e.Verb, false, ScopeJudged)
		case e.Verb == model.DeployedAt && (a&presence != 0 || (asset && a&membership != 0)):
			w.reach(e.Node, i, e.Verb, false, ScopeJudged)
		}
	}
	if asset && a&instance != 0 {
		w.judgeProduct(s, i)
	}
	if asset && a&firmware != 0 && w.counted(s, n, a) {
		w.concerned(s, n, w.typesOf(s, n, a), nil, func(alloc model.Node, way []Hop) { w.rangedEvidence(s, i, alloc, way) })
	}
}

// judgeProduct reaches the component requirements that an asset answers for
// through its product.
func (w *Walker) judgeProduct(s *model.Snapshot, i uint32) {
	n := w.items[i].Node
	for p := range s.To(n, model.InstanceOf) {
		for q := range s.FromOf(p, model.ImplementedBy) {
			w.reachOver(i, RestsOn, Hop{n, p, model.InstanceOf, true}, Hop{p, q, model.ImplementedBy, false})
		}
	}
}

func ranged(s *model.Snapshot, evidence model.Node) bool {
	from, to := s.EvidenceView(evidence).FirmwareRange()
	return from != "" || to != ""
}

// rangedEvidence reaches the evidence in the chain of an allocation that holds
// for a range of firmware and names no asset: it is judged by the firmware of
// each asset the row concerns.
func (w *Walker) rangedEvidence(s *model.Snapshot, i uint32, alloc model.Node, way []Hop) {
	w.rangedOf(s, i, alloc, way)
	for _, e := range s.In(alloc) {
		if !s.Live(e.Node) {
			continue
		}
		next := onward(way, Hop{alloc, e.Node, e.Verb, false})
		switch e.Verb {
		case model.Verifies:
			w.rangedRuns(s, i, e.Node, next)
		case model.Refines, model.Satisfies:
			w.rangedTests(s, i, e.Node, next)
		case model.Compensates:
			w.rangedOf(s, i, e.Node, next)
			w.rangedTests(s, i, e.Node, next)
		}
	}
}

func (w *Walker) rangedTests(s *model.Snapshot, i uint32, of model.Node, way []Hop) {
	for t := range s.FromOf(of, model.Verifies) {
		w.rangedRuns(s, i, t, onward(way, Hop{of, t, model.Verifies, false}))
	}
}

func (w *Walker) rangedRuns(s *model.Snapshot, i uint32, test model.Node, way []Hop) {
	for _, r := range trace.LastRuns(s, test) {
		w.rangedOf(s, i, r, onward(way, Hop{test, r, model.Executes, false}))
	}
}

func (w *Walker) rangedOf(s *model.Snapshot, i uint32, of model.Node, way []Hop) {
	for e := range s.FromOf(of, model.Evidences) {
		if ranged(s, e) && !namesAsset(s, e) {
			w.reachOver(i, ScopeJudged, onward(way, Hop{of, e, model.Evidences, false})...)
		}
	}
}

func namesAsset(s *model.Snapshot, evidence model.Node) bool {
	for _, e := range s.Out(evidence) {
		if e.Verb == model.HoldsFor && s.Kind(e.Node) == model.KindAsset {
			return true
		}
	}
	return false
}

// judgeStatements reaches the allocations for which a statement "not relevant"
// of the asset or its product stands in for a component requirement: if it no
// longer counts, the requirement is missing (rules, section 5).
func (w *Walker) judgeStatements(s *model.Snapshot, i uint32, a aspects) {
	n := w.items[i].Node
	loose := w.looseStatements(s, n, a)
	if len(loose) == 0 {
		return
	}
	w.concerned(s, n, w.typesOf(s, n, 0), nil, func(alloc model.Node, way []Hop) {
		row, _ := w.b.Row(s.AllocationView(alloc).RowText())
		for _, c := range w.b.Derived(row) {
			if loose[c] {
				w.reachOver(i, StatementJudged, way...)
				return
			}
		}
	})
}

// looseStatements gives the component rows that an asset or its product calls
// not relevant and that may count otherwise after the change.
func (w *Walker) looseStatements(s *model.Snapshot, asset model.Node, a aspects) map[int]bool {
	if a&(statements|firmware) == 0 {
		return nil
	}
	out := map[int]bool{}
	add := func(list []model.Statement) {
		for k := range list {
			if c, ok := w.b.ComponentRow(list[k].Row); ok && list[k].Answer == model.AnswerNotRelevant {
				out[c] = true
			}
		}
	}
	v := s.AssetView(asset)
	if p := v.Product(); p != model.NoNode {
		// Firmware bears on statements only if they have a version scope.
		from, to := s.ProductView(p).VersionScope()
		if a&statements != 0 || from != "" || to != "" {
			add(s.ProductView(p).Statements())
		}
	}
	if a&statements != 0 {
		add(v.Overrides())
	}
	return out
}
