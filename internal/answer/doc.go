// Package answer turns a state of a project, and what the analyses say of it,
// into the documents of package api. The command line prints them and the
// server sends them, so both give the same answer to the same question.
//
// A View is one state ready to be asked. Each document has a function of its
// own that takes a View and, where there is something to choose, options in
// the words a person typed: names of items are keys or titles, FRs are names
// or numbers. What cannot be read or found is a fault with a sentence that
// says what to do; what is missing in a model is no fault but part of the
// answer.
//
// The package decides nothing: every number and every verdict comes from an
// analysis. It reads no file and asks no clock; what it needs of either comes
// with the View. Documents depend on the view and the options alone, their
// lists are in a fixed order and never nil.
package answer
