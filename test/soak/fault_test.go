package soak

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// spec: SRV-52
func TestReadingGoesOnWhileTheDatabaseIsGone(t *testing.T) {
	pg := pgtest.Shared(t)
	s := newSite(t, settings.Place{Data: t.TempDir(), Database: pg.Database(t)})
	s.want(200, "", "POST", here+"/commits", edit())
	s.reads()
	pg.Stop()
	// Other tests use the server too, whatever becomes of this one.
	again := sync.OnceValue(pg.Start)
	defer again() //nolint:errcheck // it is told below
	for _, later := range []time.Duration{0, 5 * time.Second, 5 * time.Minute} {
		s.clock.pass(later)
		s.reads()
	}
	s.want(503, "database", "POST", here+"/commits", edit())
	s.want(503, "database does not answer", "POST", here+"/commits", edit())
	s.want(503, "database does not answer", "POST", "/sign-in", api.SignIn{Login: "root", Password: password})
	s.want(503, "database does not answer", "POST", "/sign-out", nil)
	s.reads() // the sign-out was not made
	stranger := &caller{client: newClient(), token: "cdn_" + password + "0123456789abcdef"}
	if a, err := stranger.call(t.Context(), s.url, "GET", here, nil); err != nil || a.status == 200 {
		t.Errorf("a stranger got %d, %v", a.status, err)
	}
	if res, err := http.Get(s.url + "/readyz"); err != nil || res.StatusCode != 503 {
		t.Errorf("readiness without a database: %v, %v, want 503", res, err)
	} else {
		res.Body.Close()
	}
	s.clock.pass(time.Hour)
	s.want(503, "database does not answer", "GET", here+"/items", nil)
	if err := again(); err != nil {
		t.Fatal(err)
	}
	s.recovers()
	s.reads()
}

// spec: SRV-52
func TestAClockThatIsSetBackBreaksNothing(t *testing.T) {
	s := newSite(t, settings.Place{Data: t.TempDir()})
	s.want(200, "", "POST", here+"/commits", edit())
	s.want(204, "", "PUT", here+"/presence", api.Look{Where: "ZON-1"})
	s.clock.pass(-36 * time.Hour)
	s.reads()
	s.want(200, "", "POST", here+"/commits", edit())
	s.want(204, "", "PUT", here+"/presence", api.Look{Where: "ZON-1"})
	s.want(200, `"people":[{`, "GET", here+"/presence", nil)
	s.want(403, "confirm", "POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2026-03-20"})
	s.want(200, "signed in", "POST", "/sign-in", api.SignIn{Login: "root", Password: password})
	s.want(201, "", "POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2026-03-20"})
	var page api.CommitPage
	if err := json.Unmarshal(s.want(200, "", "GET", here+"/commits?limit=10", nil).body, &page); err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(page.Commits); i++ {
		if newer, older := page.Commits[i-1], page.Commits[i]; newer.Time < older.Time {
			t.Errorf("commit %d is of %s, before commit %d of %s", newer.Number, newer.Time, older.Number, older.Time)
		}
	}
	s.clock.pass(-365 * 24 * time.Hour)
	s.reads()
	s.want(200, "", "POST", here+"/commits", edit())
	s.clock.pass(366 * 24 * time.Hour)
	s.want(200, "signed in", "POST", "/sign-in", api.SignIn{Login: "root", Password: password})
	s.reads()
}

// store stores a file of evidence.
func (s *site) store(content string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), "POST", s.url+"/api/v1"+here+"/evidence", bytes.NewReader([]byte(content)))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	s.root.sign(r)
	res, err := s.root.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		s.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, b.Bytes()}
}

func (s *site) wantStored(status int, part, content string) {
	s.t.Helper()
	if a := s.store(content); a.status != status || !bytes.Contains(a.body, []byte(part)) {
		s.t.Errorf("storing a file of evidence = %d, want %d with %q; the answer was %s", a.status, status, part, a.body)
	}
}

// filler fills what is left of a disk.
func filler() []byte { return bytes.Repeat([]byte(fmt.Sprintf("%-64s", "full")), 16<<10) }

func sum(content string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(content))) }
