package api

import "fmt"

// Problem is what every refused request is answered with (RFC 9457), as
// application/problem+json.
type Problem struct {
	Type     string         `json:"type" doc:"What kind of problem it is, as a name that never changes: urn:cordon:problem: and the kind with hyphens. Kinds are added, never changed." example:"urn:cordon:problem:not-found"`
	Title    string         `json:"title" doc:"The kind in words." example:"Not found"`
	Status   int            `json:"status" doc:"The HTTP status of the answer."`
	Detail   string         `json:"detail" doc:"One sentence for people: what is wrong and what to do." example:"there is no ZON-9; the zones are ZON-1 to ZON-4"`
	Instance string         `json:"instance,omitempty" doc:"The id of the request, under which the server's log tells more." example:"urn:cordon:request:01932f6e7c1a"`
	Head     uint64         `json:"head,omitempty" doc:"For a conflict: the commit the record is at now. Read what changed up to it, and send the change again on it."`
	Wait     int            `json:"retry_after,omitempty" doc:"Seconds to wait before trying again, if that is known. The header Retry-After says the same."`
	Errors   []ProblemError `json:"errors" doc:"Every single fault, in the order of the input; at least one."`
}

// ProblemError is one fault of a refused request.
type ProblemError struct {
	Kind     string `json:"kind" enum:"invalid,not found,conflict,denied,unavailable,internal" doc:"What the caller can do about it: correct the input (invalid), name something that is there (not found), look again and repeat on the new head (conflict), ask for a right (denied), wait (unavailable); internal is a fault of Cordon's own."`
	Message  string `json:"message" doc:"One sentence for people."`
	Location string `json:"location,omitempty" doc:"Where in the request, as path.NAME, query.NAME, header.NAME, or body followed by a path such as body/ops/3/properties/firmware." example:"body/ops/3/properties/firmware"`
	Subject  string `json:"subject,omitempty" doc:"The item, commit or name it is about."`
	File     string `json:"file,omitempty" doc:"The file within an import."`
	Line     int    `json:"line,omitempty" doc:"Line of a text, from 1."`
	Row      int    `json:"row,omitempty" doc:"Row of a table, the header being row 1."`
	Column   int    `json:"column,omitempty" doc:"Column in characters of the line, or of the table, from 1."`
	Field    string `json:"field,omitempty" doc:"Column header or property."`
}

// Error gives the sentence of the problem.
func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Title, p.Detail) }

// GetStatus gives the HTTP status of the answer. The name is the one that the
// server's framework asks for.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives the media type of the answer in place of plain JSON.
func (p *Problem) ContentType(string) string { return "application/problem+json" }
