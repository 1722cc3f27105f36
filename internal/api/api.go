// Package api holds the documents that leave the program: what the REST API
// sends and what the command line prints with --json. They are plain data
// over the standard library. The domain has types of its own; package answer
// makes these from them, so that either side can change without the other.
//
// # Version
//
// Version counts incompatible changes of all documents together and stands in
// the path of every route ("/api/v1/..."). Within a version a document only
// grows: members and values of open sets may be added, so a reader must pass
// over what it does not know. No member goes, changes its type, its unit, its
// order or its meaning, and none that was always there becomes optional. A set
// that an `enum` tag closes does not grow. Anything else is a new version,
// beside the old one for as long as anybody uses it.
//
// # Conventions
//
//   - Items are named by key ("ZON-1"), commits by number from 1 up, 0 being the
//     empty record, and requirements by reference ("62443-3-3:2013 SR 1.1") or,
//     where the edition stands beside them, by code ("SR 1.1").
//   - A level is an integer from 0 to 4. A Vector is seven of them in the order
//     IAC, UC, SI, DC, RDF, TRE, RA (IEC 62443-1-1, FR 1 to FR 7). Vectors are
//     called target (SL-T), capability (SL-C), achieved (SL-A as verified),
//     claimed (SL-A as claimed) and gap.
//   - Times are UTC in RFC 3339 with milliseconds. Days are YYYY-MM-DD in the
//     project's time zone.
//   - Member names are lower case with underscores. Lists are never null.
//     Members that may be missing are left out, which is the same as unknown or
//     none; their Go tags say omitempty.
//   - A text for people (text, reason, message) may change its wording in any
//     release. Decide by the other members.
//
// Each field carries a `doc` tag: what it means, with units and order where
// there are any, and the clause where it matters. The OpenAPI document is made
// from these tags. A field whose values are a closed set names them in an
// `enum` tag.
package api

import "strconv"

// Version is the version of all documents, as in the path of every route.
const Version = "v1"

// Vector is a security level for each foundational requirement, in the order
// IAC, UC, SI, DC, RDF, TRE, RA. Each is 0 to 4.
type Vector [7]int

// String gives the vector as people read it, {2,2,2,1,2,2,2}.
func (v Vector) String() string {
	b := []byte{'{'}
	for i, l := range v {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(l), 10)
	}
	return string(append(b, '}'))
}

// IsZero reports whether every component is 0.
func (v Vector) IsZero() bool { return v == Vector{} }
