// Package remote is a project on a server, for the command line: app.Service
// over the public REST API, with net/http and nothing that others could not do
// as well.
//
// It answers the same as a project file does, because the same code answers. A
// state is fetched whole, once, and looked at here; a change is tried here on
// the state it was thought up on, and then sent as steps that the server checks
// once more. Commits come as the bytes of the record, so that nothing of them is
// lost on the way.
//
// States are kept in a cache folder, with a checksum and for the account's eyes
// only. What is kept is used only after the server has said, in this run, that
// the caller may still have it and where the record stands. Newer commits are
// fetched and applied to the kept state.
//
// It refuses to follow a server to another address, to send a token without TLS
// to another machine unless told to, and to guess: an answer that breaks off is
// an error. The token is in no error and no log.
//
// Errors are *fault.Error with the kinds, subjects, places and heads that the
// server gave. Unavailable says what to check where the network is in the way.
package remote
