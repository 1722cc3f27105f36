// Package archtest holds the house to its own plan.
//
// Its tests read the source tree and fail, with a reason, when
//
//   - a package imports one that lies above it, or one that the table in
//     rules.go does not grant;
//   - a package that only computes reaches for files, the network, a database,
//     the clock or unseeded randomness;
//   - a package has no row in the table, no package comment, or a name that
//     says nothing;
//   - a file outgrows its limit without saying why;
//   - go.mod requires a module that docs/decisions/dependencies.md does not
//     argue for, or NOTICE does not name one that is shipped;
//   - a Markdown link leads nowhere, or a decision page lacks a section.
//
// It parses imports and does not build, so it answers also while a package
// does not compile. Test files are exempt from import rules and sizes: a test
// may use any package that makes it read better.
package archtest
