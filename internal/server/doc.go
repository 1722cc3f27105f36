// Package server is the HTTP face of Cordon: the REST API under /api/v1, its
// documentation, live events, and health.
//
// A handler decodes, calls one use case, and encodes. Who may call it is
// decided before it runs, by package access, from the action that its route
// names: a route without an action cannot be registered. All routes stand in
// routes.go, and every one of them is in the OpenAPI document.
//
// Invariants:
//
//   - Nothing but sign-in, health and static files answers a caller who is not
//     signed in.
//   - Every answer that is not the asked one is a problem document (RFC 9457)
//     made in problem.go. Causes of our own faults are logged with the id of the
//     request and never shown.
//   - No secret, cookie, token or property value is logged.
//   - What is read belongs to one state of the record, and the answer names it.
package server
