package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Event is one thing that happened and concerns the security of the server.
// Texts are one line of UTF-8 without control characters; how long each may be
// is in Check.
type Event struct {
	Time      time.Time         // when, to the millisecond; zero lets the recorder take its clock
	Actor     string            // id of the user who did it, empty if nobody was signed in
	ActorName string            // the name that user had then
	Kind      string            // what happened, one of Kinds
	Subject   string            // id or name of what it was done to, empty if that is the actor
	Project   string            // id of the project concerned, empty if none
	Address   string            // network address the request came from, empty if none
	Outcome   string            // how it ended: Done, Refused or Failed; empty stands for Done
	Details   map[string]string // further facts by name, never a secret; nil for none
}

// Recorder keeps events. Record returns when the event is durable; Invalid if
// the event breaks a rule of Check, Unavailable if it cannot be kept now. Who
// does something that must be recorded does it only if Record returned nil, or
// undoes it.
type Recorder interface {
	Record(ctx context.Context, e Event) error
}

// How something ended.
const (
	Done    = "done"
	Refused = "refused" // it was not allowed, or not proved
	Failed  = "failed"  // it was allowed and did not come to its end
)

// The longest texts of an event, in bytes.
const (
	maxActor       = 100
	maxActorName   = 200
	maxSubject     = 300
	maxProject     = 100
	maxAddress     = 100
	maxDetailName  = 40
	maxDetail      = 1000
	maxDetailCount = 20
)

// text is one bounded text of an event.
type text struct {
	name string
	of   *string
	max  int
}

func (e *Event) texts() []text {
	return []text{
		{"actor", &e.Actor, maxActor},
		{"actor_name", &e.ActorName, maxActorName},
		{"subject", &e.Subject, maxSubject},
		{"project", &e.Project, maxProject},
		{"address", &e.Address, maxAddress},
	}
}

// Check refuses an event that cannot be recorded: a kind that is not one of
// Kinds, an outcome that is none, a time outside the years 1 to 9999, and texts
// that are not UTF-8, hold control characters or are longer than 100 bytes
// (actor, project, address), 200 (actor name), 300 (subject) or 1,000 (each of
// at most 20 details, none of them empty, whose names are up to 40 small
// letters, digits and underscores, a letter first). Invalid, naming the field.
func (e Event) Check() error {
	if !slices.ContainsFunc(kinds, func(k KindInfo) bool { return k.Kind == e.Kind }) {
		return refusal("kind", "%q is no kind of event", e.Kind)
	}
	return e.wellFormed()
}

// wellFormed is Check without looking for the kind in the list.
func (e *Event) wellFormed() error {
	if e.Kind == "" || len(e.Kind) > maxDetailName || strings.Trim(e.Kind, "abcdefghijklmnopqrstuvwxyz -") != "" {
		return refusal("kind", "a kind is up to %d small letters, blanks and hyphens", maxDetailName)
	}
	switch e.Outcome {
	case "", Done, Refused, Failed:
	default:
		return refusal("outcome", "%q is no outcome; it is %s, %s or %s", e.Outcome, Done, Refused, Failed)
	}
	if y := e.Time.UTC().Year(); y < 1 || y > 9999 {
		return refusal("time", "the year %d cannot be written", y)
	}
	for _, t := range e.texts() {
		if err := checkText(t.name, *t.of, t.max); err != nil {
			return err
		}
	}
	if len(e.Details) > maxDetailCount {
		return refusal("details", "an event has at most %d details, not %d", maxDetailCount, len(e.Details))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Details)) {
		if !detailName(name) {
			return refusal("details", "the name of a detail is a small letter and up to %d small letters, digits and underscores", maxDetailName-1)
		}
		v := e.Details[name]
		if v == "" {
			return refusal(name, "a detail without a value is left out")
		}
		if err := checkText(name, v, maxDetail); err != nil {
			return err
		}
	}
	return nil
}

func refusal(field, format string, a ...any) error {
	f := fault.New(fault.Invalid, "record a security event", format, a...)
	f.Place.Field = field
	return f
}

func checkText(field, s string, limit int) error {
	if len(s) > limit {
		return refusal(field, "it has %d bytes; at most %d are kept", len(s), limit)
	}
	if !utf8.ValidString(s) {
		return refusal(field, "it is not valid UTF-8")
	}
	for _, r := range s {
		if unprintable(r) {
			return refusal(field, "it holds the control character U+%04X", r)
		}
	}
	return nil
}

// unprintable are characters that end a line, move a cursor, or turn round the
// order in which others are shown: with them one event could pass for another.
// The marks of direction that names in Hebrew and Arabic hold do no such thing.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		(r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069')
}

func detailName(s string) bool {
	if s == "" || len(s) > maxDetailName || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// Clean gives the event with every text in a form that can be recorded, for
// texts that somebody outside chose, such as the name given at a failed sign-in:
// what is not UTF-8 and control characters become U+FFFD, a text that is too
// long is cut and ends in "…", and details without a value are left out.
// Names of details and the rest of the event are the program's own and stay as
// they are. The event passed in is not changed.
func Clean(e Event) Event {
	for _, t := range e.texts() {
		*t.of = cleanText(*t.of, t.max)
	}
	if e.Details == nil {
		return e
	}
	details := make(map[string]string, len(e.Details))
	for name, v := range e.Details {
		if v = cleanText(v, maxDetail); v != "" {
			details[name] = v
		}
	}
	e.Details = details
	return e
}

const cut = "…"

func cleanText(s string, limit int) string {
	// A hostile text may be far longer than what is kept of it.
	long := len(s) > limit
	if long {
		s = s[:limit]
	}
	var b strings.Builder
	fits, whole := 0, true // bytes after which the mark of a cut still has room
	for _, r := range s {
		if unprintable(r) {
			r = utf8.RuneError
		}
		if b.Len()+utf8.RuneLen(r) > limit {
			whole = false
			break
		}
		b.WriteRune(r)
		if b.Len() <= limit-len(cut) {
			fits = b.Len()
		}
	}
	if whole && !long {
		return b.String()
	}
	return b.String()[:fits] + cut
}

// normal gives the event as it reads back: times to the millisecond in UTC, the
// outcome named, no empty map.
func (e Event) normal() Event {
	e.Time = e.Time.UTC().Truncate(time.Millisecond)
	if e.Outcome == "" {
		e.Outcome = Done
	}
	e.Details = maps.Clone(e.Details)
	if len(e.Details) == 0 {
		e.Details = nil
	}
	return e
}

func numbered(n uint64) string { return fmt.Sprintf("event %d", n) }
