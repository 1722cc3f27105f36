package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/fault"
)

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 250_999_999, time.UTC) }

func granted() Event {
	return Event{
		Time: noon(), Actor: "u-1", ActorName: `Anna "A" Weiß`, Kind: RoleGranted, Subject: "u-2", Project: "p-1",
		Address: "192.0.2.7", Details: map[string]string{"role": "engineer", "by": "admin"},
	}
}

// spec: AUDIT-2
func TestAnEventHasOneCanonicalForm(t *testing.T) {
	got := string(Encode(7, granted()))
	want := `{"actor":"u-1","actor_name":"Anna \"A\" Weiß","address":"192.0.2.7","details":{"by":"admin","role":"engineer"},` +
		`"kind":"role granted","n":7,"outcome":"done","project":"p-1","subject":"u-2","time":"2026-03-01T12:00:00.250Z","v":1}`
	if got != want {
		t.Errorf("encoded\n%s\nwant\n%s", got, want)
	}
	n, e, err := Decode([]byte(got))
	if err != nil || n != 7 || fmt.Sprint(e) != fmt.Sprint(granted().normal()) {
		t.Errorf("read back %d %v %v", n, e, err)
	}
}

// spec: AUDIT-2
func TestAnyOtherSpellingOfAnEventIsRefused(t *testing.T) {
	good := string(Encode(7, granted()))
	for name, change := range map[string][2]string{
		"blank":            {`,"n":`, `, "n":`},
		"line feed behind": {`"v":1}`, "\"v\":1}\n"},
		"another behind":   {`"v":1}`, `"v":1}{}`},
		"order":            {`"by":"admin","role":"engineer"`, `"role":"engineer","by":"admin"`},
		"twice":            {`"n":7`, `"n":7,"n":7`},
		"capital":          {`"actor":`, `"Actor":`},
		"escape":           {`Weiß`, `Wei\u00df`},
		"slash":            {`p-1`, `p\/1`},
		"zero":             {`"n":7`, `"n":07`},
		"fraction":         {`"n":7`, `"n":7.0`},
		"exponent":         {`"n":7`, `"n":7e0`},
		"negative":         {`"n":7`, `"n":-7`},
		"null":             {`"project":"p-1"`, `"project":null`},
		"empty member":     {`"project":"p-1"`, `"project":""`},
		"unknown member":   {`"n":7`, `"m":1,"n":7`},
		"no outcome":       {`"outcome":"done",`, ``},
		"odd outcome":      {`"done"`, `"perhaps"`},
		"odd kind":         {`role granted`, `role_granted`},
		"no kind":          {`"kind":"role granted",`, ``},
		"version":          {`"v":1`, `"v":2`},
		"time zone":        {`.250Z`, `.250+00:00`},
		"comma":            {`.250Z`, `,250Z`},
		"micros":           {`.250Z`, `.250100Z`},
		"no day":           {`2026-03-01`, `2026-02-30`},
		"control":          {`192.0.2.7`, `192.0\u00002.7`},
		"surrogate":        {`192.0.2.7`, `\ud800`},
		"detail":           {`"role":"engineer"`, `"Role":"engineer"`},
		"deep":             {`"role":"engineer"`, `"role":{"a":"b"}`},
		"long":             {`engineer`, strings.Repeat("x", maxEvent)},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s changes nothing", name)
		}
		if n, e, err := Decode([]byte(bad)); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %.200s\nread as %d %v, %v; want Invalid", name, bad, n, e, err)
		}
	}
}

// spec: AUDIT-3
func TestATextThatCouldPassForAnotherEventIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Event){
		"no kind":              func(e *Event) { e.Kind = "" },
		"a kind of nobody":     func(e *Event) { e.Kind = "sign in" },
		"odd outcome":          func(e *Event) { e.Outcome = "ok" },
		"line feed":            func(e *Event) { e.ActorName = "a\nb" },
		"escape":               func(e *Event) { e.Subject = "a\x1b[2Kb" },
		"delete":               func(e *Event) { e.Subject = "a\x7f" },
		"next line":            func(e *Event) { e.Subject = "a\u0085b" },
		"line separator":       func(e *Event) { e.Project = "a\u2028b" },
		"right to left":        func(e *Event) { e.Address = "a\u202eb" },
		"isolate":              func(e *Event) { e.Address = "a\u2066b" },
		"no UTF-8":             func(e *Event) { e.Actor = "a\xff" },
		"actor too long":       func(e *Event) { e.Actor = strings.Repeat("a", 101) },
		"actor name too long":  func(e *Event) { e.ActorName = strings.Repeat("a", 201) },
		"subject too long":     func(e *Event) { e.Subject = strings.Repeat("a", 301) },
		"project too long":     func(e *Event) { e.Project = strings.Repeat("a", 101) },
		"address too long":     func(e *Event) { e.Address = strings.Repeat("a", 101) },
		"detail too long":      func(e *Event) { e.Details = map[string]string{"a": strings.Repeat("a", 1001)} },
		"detail with a bell":   func(e *Event) { e.Details = map[string]string{"a": "\a"} },
		"empty detail":         func(e *Event) { e.Details = map[string]string{"a": ""} },
		"detail without name":  func(e *Event) { e.Details = map[string]string{"": "a"} },
		"detail with a blank":  func(e *Event) { e.Details = map[string]string{"a b": "a"} },
		"detail with a number": func(e *Event) { e.Details = map[string]string{"1a": "a"} },
		"detail name too long": func(e *Event) { e.Details = map[string]string{strings.Repeat("a", 41): "a"} },
		"year 10000":           func(e *Event) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"too many details": func(e *Event) {
			e.Details = map[string]string{}
			for i := range 21 {
				e.Details[fmt.Sprintf("d%d", i)] = "x"
			}
		},
	} {
		e := granted()
		spoil(&e)
		if err := e.Check(); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	if err := granted().Check(); err != nil {
		t.Errorf("a good event: %v", err)
	}
	long := Event{
		Kind: SignedIn, Actor: strings.Repeat("a", 100), ActorName: strings.Repeat("a", 200), Subject: strings.Repeat("a", 300),
		Project: strings.Repeat("a", 100), Address: strings.Repeat("a", 100), Details: map[string]string{strings.Repeat("a", 40): strings.Repeat("a", 1000), "name": "\u200fרות"},
	}
	if err := long.Check(); err != nil {
		t.Errorf("texts of the longest length: %v", err)
	}
}

func hostileTexts() []string {
	return []string{
		"", "anna", "a\nb", "\x00", "\xff\xfe", "\u202eevil", strings.Repeat("x", 1_000_000), strings.Repeat("ß", 5000),
		strings.Repeat("\U0001f512", 400), strings.Repeat("\n", 5000), strings.Repeat("x", 99) + "ß", strings.Repeat("x", 100), strings.Repeat("\xff", 99),
	}
}

// spec: AUDIT-3
func TestNobodyEscapesTheRecordWithAStrangeName(t *testing.T) {
	for _, s := range hostileTexts() {
		e := Clean(Event{Kind: SignInFailed, Actor: s, ActorName: s, Subject: s, Project: s, Address: s, Details: map[string]string{"name": s}})
		if err := e.Check(); err != nil {
			t.Errorf("%.20q (%d bytes) cannot be recorded: %v", s, len(s), err)
		}
		if again := Clean(e); fmt.Sprint(again) != fmt.Sprint(e) {
			t.Errorf("%.20q: cleaning twice gave another text", s)
		}
		if len(s) > maxActor && utf8.ValidString(s) && !strings.HasSuffix(e.Actor, cut) {
			t.Errorf("%.20q was cut without a mark: %q", s, e.Actor)
		}
	}
	if got := Clean(Event{Kind: SignInFailed, ActorName: "Anna Weiß"}).ActorName; got != "Anna Weiß" {
		t.Errorf("a plain name became %q", got)
	}
	if got := Clean(Event{ActorName: "a\nb"}).ActorName; got != "a\ufffdb" {
		t.Errorf("a line feed became %q", got)
	}
	details := map[string]string{"name": "a\nb"}
	Clean(Event{Details: details})
	if details["name"] != "a\nb" {
		t.Error("the caller's event was changed")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(7, granted()))
	f.Add(Encode(1, Event{Kind: StreamBegun, Time: noon(), Subject: "security-1", Details: map[string]string{"key": "cordon/x+1+a"}}))
	f.Add([]byte(`{"kind":"sign-in","n":1,"outcome":"done","time":"2026-03-01T12:00:00.000Z","v":1}`))
	f.Add([]byte(`{"details":{},"kind":"a"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, e, err := Decode(data)
		if err == nil && string(Encode(n, e)) != string(data) {
			t.Errorf("%q was read as %d %+v, which is written otherwise", data, n, e)
		}
		cleaned := Clean(Event{Kind: SignInFailed, ActorName: string(data), Details: map[string]string{"x": string(data)}})
		if err := cleaned.Check(); err != nil {
			t.Errorf("%q cannot be recorded: %v", data, err)
		}
	})
}

func TestTheMemoryRecorderKeepsTheRulesOfTheStream(t *testing.T) {
	ctx := context.Background()
	var m Memory
	if err := m.Record(ctx, granted()); err != nil {
		t.Fatal(err)
	}
	if err := m.Record(ctx, Event{Kind: "nothing"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an unknown kind gave %v", err)
	}
	if err := m.Record(ctx, Event{Kind: StreamBegun}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("beginning a stream gave %v", err)
	}
	full := errors.New("disk full")
	m.Fail(full)
	if err := m.Record(ctx, granted()); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
	m.Fail(nil)
	if err := m.Record(ctx, Event{Kind: SignedOut}); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(m.Kinds()); got != "[role granted sign-out]" {
		t.Errorf("recorded %s", got)
	}
}
