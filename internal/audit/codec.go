package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// timeLayout is how times stand in events: UTC with milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// maxEvent is more bytes than the bounds of Check leave to any event, every
// character of it escaped. What is longer is refused before it is read.
const maxEvent = 64 << 10

// Encode gives the recorded bytes of event number n: one JSON object in the
// canonical form of RFC 8785, described in docs/formats/security-log.md. The
// event must be one that Check accepts; an empty outcome is written as done.
func Encode(n uint64, e Event) []byte {
	e = e.normal()
	b := make([]byte, 0, 320)
	b = append(b, '{')
	b = appendMember(b, "actor", e.Actor)
	b = appendMember(b, "actor_name", e.ActorName)
	b = appendMember(b, "address", e.Address)
	if len(e.Details) > 0 {
		b = appendName(b, "details")
		b = append(b, '{')
		for _, name := range slices.Sorted(maps.Keys(e.Details)) {
			b = appendMember(b, name, e.Details[name])
		}
		b = append(b, '}')
	}
	b = appendMember(b, "kind", e.Kind)
	b = appendName(b, "n")
	b = strconv.AppendUint(b, n, 10)
	b = appendMember(b, "outcome", e.Outcome)
	b = appendMember(b, "project", e.Project)
	b = appendMember(b, "subject", e.Subject)
	b = appendMember(b, "time", e.Time.Format(timeLayout))
	return append(b, `,"v":1}`...)
}

// appendMember appends "name":"text" unless the text is empty.
func appendMember(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	b = appendName(b, name)
	b = append(b, '"')
	for i := range len(s) {
		// Nothing else needs it: control characters do not occur.
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	return append(b, '"', ':')
}

// eventJSON reads what Encode writes; the order of its fields does not matter.
type eventJSON struct {
	Actor     string            `json:"actor"`
	ActorName string            `json:"actor_name"`
	Address   string            `json:"address"`
	Details   map[string]string `json:"details"`
	Kind      string            `json:"kind"`
	N         uint64            `json:"n"`
	Outcome   string            `json:"outcome"`
	Project   string            `json:"project"`
	Subject   string            `json:"subject"`
	Time      string            `json:"time"`
	V         int               `json:"v"`
}

// Decode reads the recorded bytes of an event and its number. Invalid for
// anything that Encode would not write in exactly this way. A kind that is not
// one of Kinds is read: a newer Cordon may have recorded it.
func Decode(data []byte) (n uint64, e Event, err error) {
	if len(data) > maxEvent {
		return 0, Event{}, damaged(fmt.Errorf("it has %d bytes; no event has more than %d", len(data), maxEvent))
	}
	var w eventJSON
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return 0, Event{}, damaged(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return 0, Event{}, damaged(errors.New("something follows the event"))
	}
	if w.V != 1 {
		return 0, Event{}, damaged(fmt.Errorf("it has version %d of the format; this program reads version 1", w.V))
	}
	at, err := time.Parse(timeLayout, w.Time)
	if err != nil {
		return 0, Event{}, damaged(fmt.Errorf("%q is no time such as 2026-03-01T08:05:00.250Z", w.Time))
	}
	e = Event{
		Time: at, Actor: w.Actor, ActorName: w.ActorName, Kind: w.Kind, Subject: w.Subject,
		Project: w.Project, Address: w.Address, Outcome: w.Outcome, Details: w.Details,
	}
	if err := e.wellFormed(); err != nil {
		return 0, Event{}, damaged(err)
	}
	if !bytes.Equal(Encode(w.N, e), data) {
		return 0, Event{}, damaged(errors.New("it is not written in the one canonical way"))
	}
	return w.N, e, nil
}

func damaged(err error) error {
	return &fault.Error{Kind: fault.Invalid, Op: "read a security event", Message: "this is no event as Cordon records it", Err: err}
}

// decodeAt reads the event that stands as number n.
func decodeAt(n uint64, data []byte) (Event, error) {
	said, e, err := Decode(data)
	if err == nil && said != n {
		err = damaged(fmt.Errorf("it says it is event %d", said))
	}
	if err != nil {
		return Event{}, &fault.Error{Kind: fault.Invalid, Op: "read the security events", Subject: numbered(n), Message: "the record is damaged here", Err: err}
	}
	return e, nil
}
