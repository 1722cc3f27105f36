// Package capability answers what security level products, assets and places
// are capable of (SL-C): rules, sections 2 and 3.
//
// It reads suppliers' statements and what stands where. It never looks at
// assessments, tests or evidence: a capability is what could be reached, not
// what was shown. Compensating countermeasures do not raise it.
//
// Plant keeps what it computed for one snapshot, so that asking twice costs
// nothing; it is for one goroutine.
package capability
