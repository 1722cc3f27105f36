// Package words says in another language what Cordon says in English.
//
// Cordon writes its sentences in English where they arise: a fault keeps the
// format and the arguments its message was made from (fault.Said). Here lie the
// same formats in other languages, as data (de.po), and a Language chooses
// among them when an answer is written. Nothing else of the program knows that
// there are other languages: logs, the command line and what is recorded stay
// English.
//
// A sentence that was finished long ago (the failure of a job, the notes of an
// import, the complaints of the framework) has lost its arguments. Sentence
// finds them again by the words that stand around them.
//
// It refuses to translate what people wrote: an argument is left as it is
// unless it is a sentence, or a word of the program's own. A sentence without
// its counterpart stays English as a whole.
//
// A test reads the source of the program and names every sentence that has no
// German, and every German one that nothing says any more.
package words
