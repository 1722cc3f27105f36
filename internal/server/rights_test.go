package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// asker is somebody of the table of rights, and what access says of them.
type asker struct {
	name string
	who  access.Who // in the project hall
	*person
	again func() *person // signs in once more, for whoever signed out by a call
}

// askers gives everybody who may ask: each column of the table, and tokens.
func askers(f *fixture) []*asker {
	hall, other := f.idOf("hall"), f.idOf("other")
	var list []*asker
	add := func(name string, w access.Who, p *person) {
		w.SignedIn, w.Project = p.id != "", hall
		list = append(list, &asker{name: name, who: w, person: p, again: func() *person { p.jar = map[string]*http.Cookie{}; p.signIn(); return p }})
	}
	add("nobody", access.Who{}, f.anybody())
	add("somebody without a role", access.Who{}, f.user("sam"))
	for _, r := range access.Roles() {
		g := &access.Grant{Role: r}
		if r == access.Supplier {
			g.Products = []string{"PRD-1"}
		}
		add(string(r), access.Who{Grant: g}, f.member("hall", string(r), r, g.Products...))
	}
	add("administrator", access.Who{Admin: true}, f.administrator("root"))
	both := f.administrator("both")
	f.grant("hall", both, access.Owner)
	f.grant("other", both, access.Owner)
	owner := &access.Grant{Role: access.Owner}
	add("administrator and owner", access.Who{Admin: true, Grant: owner}, both)
	add("token", access.Who{Admin: true, Grant: owner, Token: &access.Scope{}}, both.token(api.NewToken{}))
	add("read-only token", access.Who{Admin: true, Grant: owner, Token: &access.Scope{ReadOnly: true}}, both.token(api.NewToken{ReadOnly: true}))
	add("token for this project", access.Who{Admin: true, Grant: owner, Token: &access.Scope{Projects: []string{hall}}}, both.token(api.NewToken{Projects: []string{"hall"}}))
	add("token for another project", access.Who{Admin: true, Grant: owner, Token: &access.Scope{Projects: []string{other}}}, both.token(api.NewToken{Projects: []string{"other"}}))
	plain := f.member("hall", "plain", access.Owner)
	f.grant("other", plain, access.Owner)
	add("token of an owner for another project", access.Who{Grant: owner, Token: &access.Scope{Projects: []string{other}}}, plain.token(api.NewToken{Projects: []string{"other"}}))
	return list
}

// realValues are values of parameters that lead somewhere.
func realValues(f *fixture) map[string]string {
	victim := f.user("victim")
	f.grant("hall", victim, access.Viewer)
	return map[string]string{
		"project": "hall", "key": "ZON-1", "place": "ZON-1", "what": "ZON-1", "subject": "ZON-1", "number": "1", "user": victim.id,
		"part": "62443-3-3", "code": "SR 1.1", "from": "1", "verb": "in", "to": "1", "at": "1", "q": "pump", "item": "ZON-1",
	}
}

// bodies are parts of a body that the least one lacks to be of use.
var bodies = map[string]map[string]any{
	"start-job": {"kind": "export-ndjson"},
}

// probe is what came back of a call, cut after the beginning.
type probe struct {
	status int
	header http.Header
	body   bytes.Buffer
	cancel context.CancelFunc
	head   http.Header
}

const probeBytes = 8 << 20

func (p *probe) Header() http.Header { return p.head }

func (p *probe) WriteHeader(status int) {
	if p.status != 0 || status < http.StatusOK {
		return
	}
	p.status, p.header = status, p.head.Clone()
	if strings.HasPrefix(p.header.Get("Content-Type"), "text/event-stream") {
		p.cancel()
	}
}

func (p *probe) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	if p.body.Len() > probeBytes {
		p.cancel()
		return 0, errors.New("enough was read")
	}
	return p.body.Write(b)
}

// FlushError lets streams flush.
func (p *probe) FlushError() error { p.WriteHeader(http.StatusOK); return nil }

// ask calls an operation as somebody.
func (p *person) ask(o *apiOp, values map[string]string) (answer *probe) {
	p.f.Helper()
	path, header := o.address(values)
	var body any
	switch {
	case o.body != nil:
		b := o.least(o.body).(map[string]any)
		for k, v := range bodies[o.id] {
			b[k] = v
		}
		body = b
	case o.accepts != "":
		body = []byte("{}\n")
	}
	r := p.request(o.method, "/"+path, body)
	if o.accepts != "" {
		r.Header.Set("Content-Type", o.accepts)
	}
	for k := range header {
		r.Header.Set(k, header.Get(k))
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	answer = &probe{head: http.Header{}, cancel: cancel}
	defer func() {
		if e := recover(); e != nil && e != http.ErrAbortHandler { //nolint:errorlint // it is thrown, not wrapped
			panic(e)
		}
	}()
	p.f.ServeHTTP(answer, r.WithContext(ctx))
	return answer
}

// traces is everything a call could change that should not: the heads of all
// records, the administrative tables, and the files.
func (f *fixture) traces() map[string]string {
	f.Helper()
	found := map[string]string{}
	all, err := f.host.Projects(f.Context())
	f.must(err)
	for _, e := range all {
		l, err := f.host.Acquire(f.Context(), e.ID)
		f.must(err)
		st, err := l.Refresh(f.Context())
		f.must(err)
		found["head of "+e.Key] = fmt.Sprint(st.Snapshot.Commit())
		l.Release()
	}
	var dump bytes.Buffer
	f.must(f.admin.Dump(f.Context(), &dump))
	found["administrative tables"] = dump.String()
	f.must(filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(d.Name(), ".db") || strings.Contains(d.Name(), ".cordon") {
			return err
		}
		b, err := os.ReadFile(path)
		found["file "+path] = fmt.Sprintf("%x", sha256.Sum256(b))
		return err
	}))
	return found
}

// spec: SRV-11, SRV-12, SRV-13
func TestEveryOperationAnswersEverybodyAsTheTableOfRightsSays(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	f.project("other")
	values, list, ops := realValues(f), askers(f), operationsOf(t, f)
	for _, a := range list {
		if a.id != "" {
			a.do("GET", "/account", nil).want(http.StatusOK) // a token notes its first use
		}
	}
	before, refused := f.traces(), 0
	for _, o := range ops {
		for _, a := range list {
			if !verdict(o, a).Allowed {
				refused++
				f.wantRefused(o, a, values)
			}
		}
	}
	after := f.traces()
	for what, was := range before {
		if after[what] != was {
			t.Errorf("calls that were refused changed %s:\n%.3000s\nwas\n%.3000s", what, after[what], was)
		}
	}
	for what := range after {
		if _, ok := before[what]; !ok {
			t.Errorf("calls that were refused made %s", what)
		}
	}
	counts := map[string]int{"refused by the table": refused}
	for _, o := range ops {
		for _, a := range list {
			if verdict(o, a).Allowed {
				counts[f.wantAllowed(o, a, values)]++
			}
		}
	}
	t.Logf("%d operations, %d askers: %v", len(ops), len(list), counts)
	if refused < 500 || counts["done"] < 300 {
		t.Errorf("too little was tried: %v", counts)
	}
}

// verdict is what access says of somebody and an operation.
func verdict(o *apiOp, a *asker) access.Verdict {
	w := a.who
	if o.area != string(access.Project) {
		w.Project = ""
	}
	return access.Decide(w, o.action)
}

func (f *fixture) wantRefused(o *apiOp, a *asker, values map[string]string) {
	f.Helper()
	got := a.ask(o, values)
	want := []int{http.StatusForbidden}
	switch knows := a.who.Admin || a.who.Grant != nil && a.who.Token == nil; {
	case !a.who.SignedIn:
		want = []int{http.StatusUnauthorized}
	case o.area == string(access.Project) && !knows:
		want = []int{http.StatusForbidden, http.StatusNotFound}
		if a.who.Grant == nil {
			want = want[1:]
		}
	}
	ok := false
	for _, status := range want {
		ok = ok || got.status == status
	}
	var p api.Problem
	if err := json.Unmarshal(got.body.Bytes(), &p); !ok || err != nil || p.Status != got.status || len(p.Errors) == 0 || got.header.Get("Content-Type") != "application/problem+json" {
		f.Errorf("%s (%s %s) by %s: got %d %s, want a problem of status %v, for %s", o.id, o.method, o.path, a.name, got.status, got.body.Bytes(), want, verdict(o, a).Why)
	}
}

// wantAllowed makes a call that is allowed and tells what came of it.
func (f *fixture) wantAllowed(o *apiOp, a *asker, values map[string]string) (outcome string) {
	f.Helper()
	got := a.ask(o, values)
	media := got.header.Get("Content-Type")
	if got.body.Len() <= probeBytes {
		for i, bad := range o.judge(got.status, media, got.body.Bytes()) {
			if i < 5 {
				f.Errorf("%s by %s: %s", o.id, a.name, bad)
			}
		}
	}
	if o.area != string(access.Public) && a.bearer == "" && a.do("GET", "/account", nil).status == http.StatusUnauthorized {
		a.person = a.again()
	}
	partly := verdict(o, a).Products != nil || a.who.Grant != nil && a.who.Grant.Role == access.Reviewer && o.action == access.WriteModel
	switch {
	case got.status >= http.StatusInternalServerError || got.status == 0:
		f.Errorf("%s by %s: got %d %s", o.id, a.name, got.status, got.body.Bytes())
		return "fault"
	case got.status == http.StatusForbidden && partly:
		return "refused for what it touches"
	case got.status == http.StatusForbidden && bytes.Contains(got.body.Bytes(), []byte("urn:cordon:problem:confirm-identity")):
		return "asked for a confirmation"
	case got.status == http.StatusUnauthorized && o.action == access.SignIn && o.may401:
		return "wrong credentials"
	case got.status == http.StatusUnauthorized || got.status == http.StatusForbidden:
		f.Errorf("%s (%s %s) by %s: got %d %s, but it is allowed: %s", o.id, o.method, o.path, a.name, got.status, got.body.Bytes(), verdict(o, a).Why)
		return "refused"
	case got.status >= http.StatusBadRequest:
		return "past the gate"
	}
	return "done"
}
