// Package sl holds the arithmetic of security levels: Level (0 to 4), the
// seven foundational requirements FR, and Vector, one level per FR.
//
// It answers which of two vectors asks for more, what is missing between a
// target and what is achieved, and how a vector is written and read. It knows
// nothing of requirements, zones or products, and refuses levels above 4 and
// vectors of any length but seven wherever they are read.
//
// Vectors are compared component by component, never by a sum or a mean: Join
// and Meet make them a lattice, in which Covers is the order. Every function
// is pure, and every type is a comparable value.
//
// The file testdata/vectors.json holds cases that any other implementation of
// this arithmetic has to agree with.
package sl

// Level is a security level of IEC 62443, 0 (no requirement) to 4.
type Level uint8

// MaxLevel is the highest security level.
const MaxLevel Level = 4

// Valid reports whether l is 0 to 4. Levels that were read by this package
// always are.
func (l Level) Valid() bool { return l <= MaxLevel }

// FR is a foundational requirement, 1 (IAC) to 7 (RA). Zero means none.
type FR uint8

// The foundational requirements in their order. Their titles are facts of the
// catalogue of 62443-3-3, not of this package.
const (
	IAC FR = 1 + iota // FR 1, identification and authentication control
	UC                // FR 2, use control
	SI                // FR 3, system integrity
	DC                // FR 4, data confidentiality
	RDF               // FR 5, restricted data flow
	TRE               // FR 6, timely response to events
	RA                // FR 7, resource availability
)

// NumFR is the number of foundational requirements.
const NumFR = 7

var frNames = [NumFR]string{"IAC", "UC", "SI", "DC", "RDF", "TRE", "RA"}

// FRs gives the foundational requirements in their order, for use in a range.
func FRs() [NumFR]FR { return [NumFR]FR{IAC, UC, SI, DC, RDF, TRE, RA} }

// Valid reports whether f is one of the seven.
func (f FR) Valid() bool { return f >= IAC && f <= RA }

// String gives the abbreviation, such as "RDF", and "" if f is not valid.
func (f FR) String() string {
	if !f.Valid() {
		return ""
	}
	return frNames[f-1]
}

// Vector is one level per FR in the order IAC, UC, SI, DC, RDF, TRE, RA; index fr-1.
type Vector [NumFR]Level

// Uniform gives the vector with l in every component.
func Uniform(l Level) Vector { return Vector{l, l, l, l, l, l, l} }

// At gives the component of f, and 0 if f is not valid.
func (v Vector) At(f FR) Level {
	if !f.Valid() {
		return 0
	}
	return v[f-1]
}

// With gives v with the component of f replaced by l. An f that is not valid
// leaves v as it is.
func (v Vector) With(f FR, l Level) Vector {
	if f.Valid() {
		v[f-1] = l
	}
	return v
}

// Max gives the highest component.
func (v Vector) Max() Level {
	var m Level
	for _, l := range v {
		m = max(m, l)
	}
	return m
}

// Min gives the lowest component.
func (v Vector) Min() Level {
	m := v[0]
	for _, l := range v {
		m = min(m, l)
	}
	return m
}

// IsZero reports whether every component is 0.
func (v Vector) IsZero() bool { return v == Vector{} }

// Valid reports whether every component is 0 to 4.
func (v Vector) Valid() bool { return v.Max().Valid() }

// Join gives the higher of both in each component: the least vector that
// covers a and b.
func Join(a, b Vector) Vector {
	for i := range a {
		a[i] = max(a[i], b[i])
	}
	return a
}

// Meet gives the lower of both in each component: the greatest vector that
// both a and b cover.
func Meet(a, b Vector) Vector {
	for i := range a {
		a[i] = min(a[i], b[i])
	}
	return a
}

// Shortfall gives per component what achieved lacks to reach target, 0 where
// it lacks nothing. What is achieved above the target in one component does
// not make up for another.
func Shortfall(target, achieved Vector) Vector {
	var d Vector
	for i := range target {
		if target[i] > achieved[i] {
			d[i] = target[i] - achieved[i]
		}
	}
	return d
}

// Covers reports whether a is at least b in every component. Two vectors may
// cover each other in neither direction.
func Covers(a, b Vector) bool {
	for i := range a {
		if a[i] < b[i] {
			return false
		}
	}
	return true
}
