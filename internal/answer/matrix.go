package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Matrix gives every row on every place, or on those named, in one document.
// NotFound for a name that nothing has, Invalid for a retired place.
func Matrix(v *View, places []string) (api.Matrix, error) {
	picked, err := pickPlaces(v, places)
	if err != nil {
		return api.Matrix{}, err
	}
	m := newMatrixWords()
	d := api.Matrix{
		State: State(v.State), Standard: Standard(v.Basis),
		Assessments: m.assessments, Chains: m.chains, Counts: m.counts, Reasons: m.reasons, Compensations: m.compensations,
		Rows: make([]api.MatrixRow, len(v.Basis.Rows())), Places: make([]api.MatrixPlace, len(picked)),
	}
	for i, r := range v.Basis.Rows() {
		d.Rows[i] = api.MatrixRow{Row: r.Ref.Code, FR: r.FR.String(), Level: int(r.Level), Title: r.Title}
	}
	for i, p := range picked {
		d.Places[i] = v.matrixPlace(p, m)
	}
	return d, nil
}

// matrixWords are the words that the numbers of a matrix stand for.
type matrixWords struct {
	assessments, chains, counts, reasons, compensations []string
	assessment                                          map[string]int // by word
}

func newMatrixWords() *matrixWords {
	m := &matrixWords{
		assessments: []string{"", model.AssessedNot, model.AssessedNotMet, model.AssessedPartly, model.AssessedMet, model.AssessedNotAppl},
		chains:      []string{""}, assessment: map[string]int{},
	}
	for i, word := range m.assessments {
		m.assessment[word] = i
	}
	for _, s := range trace.States() {
		m.chains = append(m.chains, s.String())
	}
	for c := gap.NotCounted; c <= gap.CountsCompensated; c++ {
		m.counts = append(m.counts, c.String())
	}
	for r := gap.NoReason; r <= gap.ChainBroken; r++ {
		m.reasons = append(m.reasons, r.String())
	}
	m.compensations = []string{""}
	for s := gap.NotCompensated + 1; s <= gap.CompensationValid; s++ {
		m.compensations = append(m.compensations, s.String())
	}
	return m
}

func (v *View) matrixPlace(p *gap.Place, m *matrixWords) api.MatrixPlace {
	it := v.Snapshot().PlaceView(p.Node)
	rows := len(p.Rows)
	numbers := make([]int, 5*rows) // one piece of memory for all five lists
	d := api.MatrixPlace{
		Key: it.Key.String(), Title: it.Title, Kind: it.Key.Kind.String(), Type: it.Type(),
		Vectors: api.Vectors{
			Target: Vector(p.Target), Capability: Vector(p.Capability),
			Achieved: Vector(p.Achieved), Claimed: Vector(p.Claimed), Gap: Vector(p.Gap),
		},
		Approved: p.Approved, Suspects: len(p.Suspects),
		Allocations: make([]string, rows), Retired: []int{}, Covered: []int{},
		Assessments: numbers[:rows], Chains: numbers[rows : 2*rows], Counts: numbers[2*rows : 3*rows],
		Reasons: numbers[3*rows : 4*rows], Compensations: numbers[4*rows:],
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		d.Counts[i], d.Reasons[i] = int(r.Counts), int(r.Why)
		if r.Covered {
			d.Covered = append(d.Covered, i)
		}
		if r.Allocation == model.NoNode {
			continue
		}
		d.Allocations[i] = v.Key(r.Allocation)
		d.Assessments[i] = m.assessment[r.Assessment]
		d.Chains[i] = 1 + int(r.Chain.State)
		d.Compensations[i] = int(r.Compensation.State)
		if r.Retired {
			d.Retired = append(d.Retired, i)
		}
	}
	return d
}
