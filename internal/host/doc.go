// Package host keeps the projects of one server node.
//
// It answers which projects there are, lends an open one to whoever has work
// with it, and closes what nobody has used for a while. A project has a key,
// the short word that stands in addresses, and an id, which names its record
// for ever.
//
// Invariants:
//
//   - A project is opened once in a process, however many ask for it, and stays
//     open as long as somebody holds a Lease.
//   - The list of projects is in the administrative database; what they hold is
//     only in their records. Who may see what is not decided here.
//   - With a database that others write to as well, a project that is open
//     follows its record: notifications make that quick, looking from time to
//     time makes it certain.
package host
