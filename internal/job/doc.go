// Package job runs long work in the background of a server: imports, exports,
// backups, examinations. A job is a function somebody registered under a kind;
// it has parameters and progress, can be cancelled, and leaves a result that
// stays: a small JSON document and, if it makes one, a file.
//
// The rows lie in the administrative database, the files in DIR/<job id>/. A
// job is queued, then running, and ends as done, failed, cancelled or
// interrupted; an ended job never changes again, but for its file, which is
// removed after some days while the row goes on to say so.
//
// Several nodes over one database share the queue: a node takes a job in one
// transaction, so each runs once. A running job beats: its node counts a number
// up in the row. A node that sees the number of another's job stand still for
// the length of a lease, by its own clock, writes that the job was interrupted;
// clocks of different machines are never compared. The node that was taken for
// dead finds its row gone on and stops the job without writing anything. No job
// is ever run a second time by itself: whether that is right, people know.
//
// It refuses to decide who may start, see or cancel a job, to keep secrets (the
// parameters are stored as they are given), and to know what a job does.
package job
