// Package template holds the sample plants that ship with the product, as
// projects in the text format (package interchange/text).
//
// A sample is a folder: what the first commit imports, the files of its
// evidence under files/, and under steps/ one folder per later commit, in the
// same format and to be read in mode Partial, with a file of the same name
// beside it that says who made the commit and why. Files of evidence that a
// later commit brings lie with the others.
//
// The package judges nothing and writes nothing. What always holds, and is
// tested: every sample loads without a fault, its references resolve, every
// row that an approved target asks for has its allocation, and each file of
// evidence has the digest in its name, but for the one that is meant to have
// been changed.
//
// The folders are made by gen from short sources beside it; edit those and run
// go generate.
package template

//go:generate go run ./gen
