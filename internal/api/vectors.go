package api

// Vectors is the numbers of a zone or conduit, under the names that every
// document has for them.
type Vectors struct {
	Target     Vector `json:"target" doc:"SL-T: the last target approved; zeros without one. Seven levels 0 to 4 in the order IAC, UC, SI, DC, RDF, TRE, RA (IEC 62443-3-2 ZCR 5.6)."`
	Capability Vector `json:"capability" doc:"SL-C: what the products and countermeasures of the place can do. Same order."`
	Achieved   Vector `json:"achieved" doc:"SL-A verified: rows met with a complete chain of evidence, compensated or not applicable. Same order."`
	Claimed    Vector `json:"claimed" doc:"SL-A claimed: by assessment alone, before anybody proves it. Same order."`
	Gap        Vector `json:"gap" doc:"What achieved lacks of target in each FR, 0 where it lacks nothing. Same order."`
}

// Standing is the numbers of a place with how its target stands.
type Standing struct {
	Vectors
	Approved bool `json:"approved" doc:"Whether there is an approved target."`
	Open     bool `json:"open" doc:"Whether the assets or risks that the target was decided on have changed since."`
}
