// Package serve puts a server together from its settings and runs it. It is the
// one place beside the program's start that knows which databases and file
// stores there are; everything it joins asks for interfaces.
//
// Invariants:
//
//   - What is opened is closed again in the opposite order, also when opening
//     fails half-way.
//   - On the way down, requests that run are finished (up to a limit), streams
//     are told why they end, and every acknowledged commit is on disk: it was
//     before it was acknowledged.
package serve
