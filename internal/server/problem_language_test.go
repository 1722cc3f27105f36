package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/words"
)

const germanReader = "de-AT,de;q=0.9,en;q=0.5"

// spec: SRV-23
func TestARefusalIsInTheLanguageOfItsReader(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	victor := f.member("hall", "victor", access.Viewer)
	for _, c := range []struct {
		who          *person
		method, path string
		body         any
		status       int
		english      string
		german       string
	}{
		{
			anna, "GET", "/projects/hall/items/ZON-99", nil, 404,
			"there is no ZON-99; did you mean ZON-9", "Es gibt kein ZON-99; meinten Sie ZON-9",
		},
		{anna, "GET", "/nothing", nil, 404, "there is no such route", "Einen solchen Weg gibt es nicht"},
		{f.anybody(), "GET", "/projects/hall/items", nil, 401, "sign in first, or send a token", "Melden Sie sich zuerst an oder senden Sie ein Token mit"},
		{
			victor, "POST", "/projects/hall/commits",
			map[string]any{"expected": 1, "ops": []any{map[string]any{"op": "create", "kind": "zone", "title": "x"}}},
			403,
			"as a viewer you may not change items and links; an owner, an engineer, a supplier or a reviewer may", "Mit der Rolle Leser dürfen Sie nicht Elemente und Verknüpfungen ändern",
		},
		{
			anna, "POST", "/projects/hall/commits",
			map[string]any{"expected": 1, "ops": []any{map[string]any{"op": "set", "key": "AST-1", "properties": map[string]any{"firmwar": "1"}}}},
			422,
			`an asset has no property "firmwar"; did you mean firmware?`, `Ein Asset hat keine Eigenschaft "firmwar"; meinten Sie firmware?`,
		},
		{anna, "GET", "/projects/hall/items?limit=x", nil, 422, "query.limit: invalid integer", "query.limit: Hier gehört eine ganze Zahl hin"},
		{anna, "GET", "/projects/hall/items?filter=" + url.QueryEscape("firmware = 1"), nil, 422, "= does not compare; write ==", "= vergleicht nicht; schreiben Sie =="},
	} {
		for language, want := range map[string]string{"": c.english, germanReader: c.german, "fr, en;q=0.2": c.english} {
			who := c.who
			if language != "" {
				who = who.with("Accept-Language", language)
			}
			r := who.do(c.method, c.path, c.body)
			p := r.problem(c.status)
			if c.status != 403 && !strings.HasPrefix(p.Detail, want) && !strings.Contains(p.Errors[0].Message, want) ||
				c.status == 403 && !strings.HasPrefix(p.Detail, strings.SplitN(want, ";", 2)[0]) {
				t.Errorf("%s %s in %q: got %q, want %q", c.method, c.path, language, p.Detail, want)
			}
			spoken := "en"
			if language == germanReader {
				spoken = "de"
			}
			if got := r.header.Get("Content-Language"); got != spoken {
				t.Errorf("%s %s in %q: Content-Language is %q", c.method, c.path, language, got)
			}
			if !strings.Contains(strings.Join(r.header.Values("Vary"), ","), "Accept-Language") {
				t.Errorf("%s %s: it does not say that others read it in another language", c.method, c.path)
			}
			if title := map[int]string{404: "Nicht gefunden", 401: "Nicht angemeldet", 403: "Nicht erlaubt", 422: "Ungültige Eingabe"}[c.status]; (p.Title == title) != (spoken == "de") {
				t.Errorf("%s %s in %q: the title is %q", c.method, c.path, language, p.Title)
			}
		}
	}
}

// What a failure says is that of the cause that has something to say.
func TestAFailureThatNamesOnlyWhatWasTriedLeavesTheWordToItsCause(t *testing.T) {
	full := fault.New(fault.Unavailable, "x", "the disk is full; nothing was written; free some space and try again")
	ctx := t.Context()
	if p := problemOf(ctx, fault.Wrap(fault.Internal, "export the log", full)); p.Detail != full.Message || p.Status != http.StatusServiceUnavailable {
		t.Errorf("got %d %q", p.Status, p.Detail)
	}
	if p := problemOf(ctx, fault.Wrap(fault.Unavailable, "export the log", http.ErrBodyNotAllowed)); p.Detail != cannotNow {
		t.Errorf("got %q", p.Detail)
	}
	if p := problemOf(ctx, fault.Wrap(fault.Internal, "export the log", http.ErrBodyNotAllowed)); p.Detail != ourFault {
		t.Errorf("got %q", p.Detail)
	}
}

// A job is stored in English, and read in the language of the reader.
//
// spec: SRV-23
func TestWhatAJobSaysIsInTheLanguageOfItsReader(t *testing.T) {
	j := &job.Job{
		ID: "x", Kind: "import-inventory", State: job.Failed, Created: time.Unix(1, 0),
		Progress: job.Progress{What: "reading rows"},
		Failure:  &job.Failure{Kind: fault.Invalid, Message: "assets.csv: the file is empty"},
	}
	for l, want := range map[words.Language][2]string{
		words.English: {"reading rows", "assets.csv: the file is empty"},
		words.German:  {"Zeilen werden gelesen", "assets.csv: Die Datei ist leer"},
	} {
		if got := progressDoc(l, j).What; got != want[0] {
			t.Errorf("%s: progress %q", l, got)
		}
		if got := failureDoc(l, j).Message; got != want[1] {
			t.Errorf("%s: failure %q", l, got)
		}
	}
	if failureDoc(words.German, &job.Job{}) != nil {
		t.Error("a failure of a job that did not fail")
	}
	d := api.JobResult{
		Doctor: &api.DoctorReport{Differences: []string{"ZON-1: its row is missing"}},
		Import: &api.ImportReport{Inventory: &api.InventoryPlan{
			Notes:     []string{"assets.csv: column 2 (Ort): the column is left out, as the mapping says"},
			Proposals: []string{`PRD-1: component type host, because an asset of it is a "PLC" (assets.csv: row 2)`},
		}},
	}
	inWords(words.German, &d)
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ZON-1: die Zeile fehlt", "Spalte 2 (Ort): Die Spalte wird ausgelassen", "PRD-1: Komponententyp host, weil ein Asset davon"} {
		if !strings.Contains(strings.ToLower(string(b)), strings.ToLower(want)) {
			t.Errorf("%q is not in %s", want, b)
		}
	}
}

// Analyses have an ETag: a reader who changes the language gets the answer anew.
//
// spec: SRV-23
func TestReasonsBesideLevelsAreInTheLanguageOfTheReader(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Viewer)
	const path = "/projects/hall/levels?why=true"
	english := anna.do("GET", path, nil).want(200)
	german := anna.with("Accept-Language", "de").with("If-None-Match", english.header.Get("ETag")).do("GET", path, nil).want(200)
	for _, r := range []*reply{english, german} {
		if r.header.Get("Vary") != "Accept-Language" {
			t.Errorf("Vary is %q", r.header.Get("Vary"))
		}
	}
	anna.with("Accept-Language", "de").with("If-None-Match", german.header.Get("ETag")).do("GET", path, nil).want(304)
	e, g := decode[api.Levels](english), decode[api.Levels](german)
	said, known := 0, map[string]string{}
	note := func(english, german string) {
		said++
		if english == german {
			t.Errorf("stays English: %q", english)
		}
		known[english] = german
	}
	for i, p := range e.Places {
		for k, w := range p.Why {
			h := g.Places[i].Why[k]
			for n, r := range w.Rows {
				note(r.Text, h.Rows[n].Text)
			}
			for n, c := range w.NotCovered {
				for m, a := range c.Assets {
					note(a.Answer, h.NotCovered[n].Assets[m].Answer)
				}
				note(c.Text, h.NotCovered[n].Text)
			}
		}
	}
	if said < 50 || known["no statement"] != "keine Aussage" {
		t.Errorf("%d words were looked at: %v", said, known)
	}
}

// The framework's complaints are sentences of somebody else: what it can say is
// known by its own list.
func TestEveryComplaintOfTheFrameworkHasItsGerman(t *testing.T) {
	for _, english := range []string{
		validation.MsgUnexpectedProperty, validation.MsgExpectedRFC3339DateTime, validation.MsgExpectedRFC1123DateTime, validation.MsgExpectedRFC3339Date,
		validation.MsgExpectedRFC3339Time, validation.MsgExpectedRFC5322Email, validation.MsgExpectedRFC5890Hostname, validation.MsgExpectedRFC2673IPv4,
		validation.MsgExpectedRFC2373IPv6, validation.MsgExpectedRFCIPAddr, validation.MsgExpectedRFC3986URI, validation.MsgExpectedRFC4122UUID,
		validation.MsgExpectedRFC6570URITemplate, validation.MsgExpectedRFC6901JSONPointer, validation.MsgExpectedRFC6901RelativeJSONPointer,
		validation.MsgExpectedRegexp, validation.MsgExpectedMatchAtLeastOneSchema, validation.MsgExpectedMatchExactlyOneSchema, validation.MsgExpectedNotMatchSchema,
		validation.MsgExpectedPropertyNameInObject, validation.MsgExpectedBoolean, validation.MsgExpectedDuration, validation.MsgExpectedNumber,
		validation.MsgExpectedInteger, validation.MsgExpectedString, validation.MsgExpectedBase64String, validation.MsgExpectedArray, validation.MsgExpectedObject,
		validation.MsgExpectedArrayItemsUnique, validation.MsgExpectedOneOf, validation.MsgExpectedMinimumNumber, validation.MsgExpectedExclusiveMinimumNumber,
		validation.MsgExpectedMaximumNumber, validation.MsgExpectedExclusiveMaximumNumber, validation.MsgExpectedNumberBeMultipleOf, validation.MsgExpectedMinLength,
		validation.MsgExpectedMaxLength, validation.MsgExpectedBePattern, validation.MsgExpectedMatchPattern, validation.MsgExpectedMinItems, validation.MsgExpectedMaxItems,
		validation.MsgExpectedMinProperties, validation.MsgExpectedMaxProperties, validation.MsgExpectedRequiredProperty, validation.MsgExpectedDependentRequiredProperty,
	} {
		sentence := strings.NewReplacer("%v", "7", "%d", "7", "%s", "7").Replace(english)
		if words.German.Sentence(sentence) == sentence {
			t.Errorf("no German in de.po for %q", english)
		}
	}
}
