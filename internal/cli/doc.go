// Package cli is the command line of Cordon.
//
// One struct, Commands, declares every command, flag and help text; parsing,
// help, completion and the man page all derive from it. A command decodes its
// arguments, asks app or one analysis, and prints: no rule of the standard and
// no arithmetic lives here.
//
// What the package promises its users:
//
//   - Exit status 0 for success, 1 for findings, 2 for everything that went
//     wrong: usage, input, files, a record that does not verify.
//   - Every command takes --json and then writes exactly one JSON document to
//     standard output (docs/formats/json.md). Complaints go to standard error.
//   - Output that is not a terminal is never cut and never coloured.
//   - Nothing is written unless a command says so, and every write says what it
//     wrote.
//
// The outside world comes in through Env: streams, environment, clock,
// randomness, and the databases. The package itself opens only files that the
// user named, and what it keeps in the folders of Env: logins to servers and
// copies of their states. With --server the same commands work on a project of
// a server, through package remote; nothing else leaves the machine.
package cli
