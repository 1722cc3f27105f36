// Package access answers who may do what: may this person, with this role in
// this project and this token, do that? It is one pure function over one table,
// asked by every route of the server and every command that speaks for somebody.
//
// Decide answers for an Action as a whole. Where a role may do an action only in
// part, the rest of the answer is in the Products of the verdict (a supplier sees
// and touches only these) and in DecideOps, which looks at each op of a change
// (a reviewer writes reviews and confirmations, a supplier its own products).
//
// It refuses to know how anybody proved who they are, where grants are stored,
// and what a route is called. It reads no record beyond the snapshot it is given.
//
// Invariants, each held by a test over every combination:
//
//   - Deny by default: an unknown action, an unknown role and an empty Who get
//     nothing but what is public.
//   - A server administrator has no project content; only a grant gives that.
//   - A token never allows more than its user could do without it, and a
//     narrower scope never more than a wider one.
//   - Nobody with an empty list of products sees or writes a product by it.
package access
