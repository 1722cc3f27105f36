package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// attacker makes requests over the operations of the API document: such as fit
// it, and then spoilt in some way. The same seed makes the same requests, but
// for what it has learned from answers.
type attacker struct {
	*rand.Rand
	ops     []*apiOp
	learned *learned
}

// learned is what answers told of things that are there, for all attackers.
type learned struct {
	mu    sync.Mutex
	names map[string][]string // by parameter: upload, job, session …
	once  []onceCall          // calls that had an idempotency key
}

type onceCall struct{ method, target, key, body string }

const mostLearned = 50

func (l *learned) add(name, value string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if list := l.names[name]; len(list) < mostLearned {
		l.names[name] = append(list, value)
	} else {
		list[len(value)%mostLearned] = value
	}
}

// attack is one request to be sent.
type attack struct {
	op       string // operation it was made from, for messages
	spoilt   []string
	method   string
	target   string // as it stands in the request line
	header   [][2]string
	body     []byte
	hasBody  bool
	repeat   int    // sends the body so many times over
	framing  string // length, chunked, badchunk, more, less, slow, cut
	version  string
	persona  string // owner, token, nobody, stranger
	noHost   bool
	mayStall bool // the server waits for what never comes
}

func (a *attacker) oneIn(n int) bool { return a.IntN(n) == 0 }

func pick[T any](a *attacker, list []T) T { return list[a.IntN(len(list))] }

// attack makes the next request.
func (a *attacker) attack() *attack {
	o := pick(a, a.ops)
	q := &attack{op: o.id, method: o.method, framing: "length", version: "HTTP/1.1"}
	q.persona = pick(a, []string{"owner", "owner", "owner", "owner", "token", "token", "token", "token", "nobody", "stranger"})
	a.fill(o, q)
	for range a.IntN(4) {
		kind := pick(a, []string{"path", "query", "query", "header", "header", "body", "body", "framing", "method", "json", "json", "json"})
		if (kind == "body" || kind == "json" || kind == "framing") && !q.hasBody && !a.oneIn(8) {
			continue
		}
		q.spoilt = append(q.spoilt, kind)
		switch kind {
		case "path":
			a.spoilPath(q)
		case "query":
			a.spoilQuery(q)
		case "header":
			a.spoilHeader(q)
		case "body":
			a.spoilBody(q)
		case "json":
			a.spoilJSON(o, q)
		case "framing":
			a.spoilFraming(q)
		case "method":
			if a.oneIn(3) {
				q.method = pick(a, []string{"TRACE", "CONNECT", "PROPFIND", "HEAD", "OPTIONS", "FOO", "get", "PUT", "DELETE", "PATCH", "POST", "GET", strings.Repeat("M", 3000)})
			}
		}
	}
	a.replay(q)
	return q
}

// fill makes a request that fits the document, with values that may be there.
func (a *attacker) fill(o *apiOp, q *attack) {
	path, query := o.path, url.Values{}
	for _, p := range o.params {
		switch v := a.text(p.name, p.shape, o); p.in {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.name+"}", url.PathEscape(v))
		case "query":
			if p.required || a.oneIn(3) {
				query.Set(p.name, v)
			}
		case "header":
			if p.required || a.oneIn(3) {
				q.set(p.name, v)
			}
		}
	}
	if q.target = path; len(query) > 0 {
		q.target += "?" + query.Encode()
	}
	switch {
	case o.body != nil:
		q.hasBody, q.body = true, mustJSON(a.value("", o.body, o, 0))
		q.set("Content-Type", "application/json")
	case o.accepts != "":
		q.hasBody, q.body = true, []byte(strings.Repeat(`{"op":"create","kind":"zone","title":"x"}`+"\n", a.IntN(3)))
		q.set("Content-Type", o.accepts)
	}
}

// replay sends a call again that had an idempotency key, as it was or otherwise.
func (a *attacker) replay(q *attack) {
	if !slices.ContainsFunc(q.header, func(h [2]string) bool { return h[0] == "Idempotency-Key" }) || len(q.body) > 1<<16 {
		return
	}
	l := a.learned
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.once) > 0 && a.oneIn(2) {
		was := pick(a, l.once)
		q.set("Idempotency-Key", was.key)
		if a.oneIn(2) {
			q.method, q.target, q.body, q.hasBody = was.method, was.target, []byte(was.body), true
		}
		return
	}
	for _, h := range q.header {
		if h[0] == "Idempotency-Key" {
			one := onceCall{q.method, q.target, h[1], string(q.body)}
			if len(l.once) < mostLearned {
				l.once = append(l.once, one)
			} else {
				l.once[a.IntN(mostLearned)] = one
			}
		}
	}
}

func (q *attack) set(name, value string) {
	for i := range q.header {
		if q.header[i][0] == name {
			q.header[i][1] = value
			return
		}
	}
	q.header = append(q.header, [2]string{name, value})
}

// likely are values that lead somewhere, by the name of a parameter or member.
var likely = map[string][]string{
	"project": {"hall", "hall", "hall", "hall", "hall", "hall", "hall", "hall", "other", "HALL", "nowhere"},
	"key":     {"ZON-1", "ZON-2", "AST-1", "AST-2", "PRD-1", "CON-1", "EVD-1", "ZON-99999", "zon-1", "$a"},
	"place":   {"ZON-1", "ZON-2", "CON-1"}, "item": {"ZON-1", "AST-3", "PRD-1"}, "what": {"ZON-1", "SR 1.1", "AST-1", "62443-3-3:2013 SR 1.1"},
	"subject": {"ZON-1", "sha256:" + strings.Repeat("a", 64)}, "number": {"1", "2", "0", "99999999", "18446744073709551615"},
	"part": {"62443-3-3", "3-3", "62443-4-2", "62443-9-9"}, "code": {"SR 1.1", "SR 1.1 RE 1", "CR 1.1"},
	"at":   {"head", "1", "2", "0", "-1", "99999999999", "2026-03-02", "9999-12-31", "2026-13-45", "2026-03-02T08:00:00Z", "BAS-1", "0001-01-01"},
	"day":  {"2026-03-31", "0000-00-00", "9999-99-99"},
	"from": {"ZON-1", "AST-1", "CON-1", "1", "head", "$a"}, "to": {"ZON-2", "ZON-1", "2", "head", "$a"}, "verb": {"in", "rests on", "verified by", "deployed at", "connects"},
	"kind": {"zone", "asset", "product", "conduit", "change", "nothing"}, "op": {"create", "set", "link", "retire", "revive", "unset", "unlink", "confirm"},
	"q":      {"pump", "p*", "\"pump controller\"", "-x", "zone:ZON-1", "a OR b", strings.Repeat("(", 500), strings.Repeat("ab ", 400)},
	"filter": {`firmware == "2.1"`, `kind == "zone" and title matches "(a+)+$"`, strings.Repeat("(", 900) + "1", "1/0 == 1", `title contains repeat("a", 1000000000)`, `all(1..1000000000, # > 0)`, `linked("in", "ZON-1")`, "map(1..99999999, {#})", "not " + strings.Repeat("not ", 500) + "true", `len(1..10000000) > 1`, `reduce(1..10000000, #acc + #)`, `toJSON(links)`, `now() > date("2026-01-01")`},
	"title":  {"A zone", "Pumpe 1", "é\u0301", "\u202e", "x\ny", strings.Repeat("t", 999)}, "unset": {"description", "firmware"},
	"limit": {"1", "10", "100", "10000", "0", "-1", "1000000000", "1e3", "0x10"}, "products": {"PRD-1", "PRD-2"}, "role": {"viewer", "engineer"},
	"digest": {"sha256:" + strings.Repeat("0", 64), "sha256:x", "md5:0"}, "Upload-Offset": {"0", "1", "5", "-1", "9223372036854775807"},
	"If-Match": {`"r1"`, "*", `W/"1"`, "r1", `"`}, "If-None-Match": {`W/"1.2026-03-02"`, "*", `"x", "y"`, ","}, "Idempotency-Key": {"one", "two", "three", strings.Repeat("k", 200)},
	"Last-Event-ID": {"0", "1", "99999999", "-1", "x", "18446744073709551616"}, "expires": {"2026-03-09", "2026-03-02T23:00:00Z", "1900-01-01"},
	"size": {"0", "3", "1000"}, "login": {"hostile", "sam", "nobody"}, "password": {"x", fixturePassword}, "template": {"turbine-hall", "nothing"},
}

// text makes a value of a parameter.
func (a *attacker) text(name string, s shape, o *apiOp) string {
	switch {
	case name == "cursor" && !a.oneIn(4):
		c := cursor{Commit: a.Uint64() >> a.IntN(64), Day: pick(a, likely["day"]), After: pick(a, likely["key"]), Query: queryHash(pick(a, likely["kind"]))}
		if a.oneIn(2) {
			c.Query = queryHash()
		}
		return c.next()
	case a.oneIn(12):
		return a.weird()
	}
	a.learned.mu.Lock()
	list := a.learned.names[name]
	if len(list) > 0 && a.oneIn(2) {
		defer a.learned.mu.Unlock()
		return pick(a, list)
	}
	a.learned.mu.Unlock()
	if list := likely[name]; len(list) > 0 {
		return pick(a, list)
	}
	v := a.value(name, s, o, 0)
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	return fmt.Sprint(v)
}

// weird makes a text that nobody expects.
func (a *attacker) weird() string {
	return pick(a, []string{
		"", " ", "\x00", "a\x00b", "\xff\xfe", "..", ".", "../../etc/passwd", "%2e%2e%2f", "null", "NaN", "Infinity", "-0", "1e400", "9223372036854775808",
		"-9223372036854775809", strings.Repeat("9", 400), strings.Repeat("A", 1+a.IntN(9000)), "\u0000", "\u202e\ufeff", "{{7*7}}", "';--", "<script>", "\r\nX: y", "ZON-\u0661",
		"💥", strings.Repeat("é", 500), "a/b/c", `\..\`, "CON", "~", "$a", "*", "%", "true", "[]", "{}", "@",
	})
}

// value makes a value that fits a schema more or less.
func (a *attacker) value(name string, s shape, o *apiOp, depth int) any {
	s = o.resolve(s)
	if e, ok := s["enum"].([]any); ok && !a.oneIn(20) {
		return pick(a, e)
	}
	switch typeOf(s) {
	case "string":
		if list := likely[name]; len(list) > 0 && !a.oneIn(10) {
			return pick(a, list)
		}
		if a.oneIn(3) {
			return a.weird()
		}
		return strings.Repeat("x", int(number(s["minLength"], 1)))
	case "integer", "number":
		if name == "expected" && !a.oneIn(4) {
			return 0
		}
		return pick(a, []any{0, 1, number(s["minimum"], 0), number(s["maximum"], 5), 2, 3, a.Int64(), -1, 0.5})
	case "boolean":
		return a.oneIn(2)
	case "array":
		list := []any{}
		for range min(int(number(s["minItems"], 0)), 10) + a.IntN(3) {
			list = append(list, a.value(name, s["items"].(shape), o, depth+1))
		}
		return list
	}
	m := map[string]any{}
	required, _ := s["required"].([]any)
	properties, _ := s["properties"].(shape)
	if properties["op"] != nil && !a.oneIn(4) {
		return a.step()
	}
	for _, member := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(member)) || a.oneIn(4) {
			m[member] = a.value(member, properties[member].(shape), o, depth+1)
		}
	}
	if len(properties) == 0 {
		m[pick(a, []string{"description", "firmware", "target", "criticality", "", "x"})] = pick(a, []any{"2.1", 1, nil, true, []any{2, 2, 2, 2, 2, 2, 2}, a.weird(), map[string]any{}})
	}
	return m
}

// step makes a step of a change that may well be carried out.
func (a *attacker) step() map[string]any {
	key := pick(a, likely["key"])
	return pick(a, []map[string]any{
		{"op": "create", "kind": "zone", "title": "A zone", "ref": "$a"},
		{"op": "create", "kind": pick(a, []string{"asset", "product", "zone", "risk", "document"}), "title": pick(a, likely["title"])},
		{"op": "set", "key": key, "properties": map[string]any{"description": a.weird()}},
		{"op": "set", "key": key, "title": a.weird()},
		{"op": "unset", "key": key, "unset": []any{"description"}},
		{"op": "retire", "key": key, "reason": a.weird()},
		{"op": "revive", "key": key},
		{"op": "link", "from": pick(a, likely["from"]), "verb": pick(a, likely["verb"]), "to": pick(a, likely["to"])},
		{"op": "unlink", "from": key, "verb": "in", "to": "ZON-1"},
		{"op": "confirm", "from": key, "verb": pick(a, likely["verb"]), "to": pick(a, likely["to"]), "reason": "x"},
	})
}

func (a *attacker) spoilPath(q *attack) {
	path, query, _ := strings.Cut(q.target, "?")
	parts := strings.Split(path, "/")
	if len(parts) < 2 {
		parts = []string{"", path}
	}
	i := 1 + a.IntN(len(parts)-1)
	switch a.IntN(10) {
	case 0:
		parts[i] = pick(a, []string{"%2e%2e", "..", ".", "%2e", "%00", "", "%2f", "%5c", "%2F%2e%2e%2F", "..;", "%c0%ae", "%252e%252e", "%ff"})
	case 1:
		parts[i] += pick(a, []string{"%00", "/", "%2f..", "%", "%zz", "%4", ";x=y", "%20", "\\", "#"})
	case 2:
		parts[i] = strings.Repeat("a", 100+a.IntN(20_000))
	case 3:
		parts = slices.Insert(parts, i, pick(a, []string{"", "..", "."}))
	case 4:
		parts[i] = url.PathEscape(a.weird())
	case 5:
		parts = append(parts, strings.Split(strings.Repeat("x/", 1+a.IntN(1000)), "/")...)
	case 6:
		parts = parts[:i]
	case 7:
		parts[i] = strings.ToUpper(parts[i])
	case 8:
		parts = append(parts, "")
	default:
		q.target = pick(a, []string{"*", "http://" + parts[len(parts)-1] + "/" + path, "//" + path, "/", "/api", "/api/", "/api/v1", "/api/v2/items", "/..", "/%2e%2e/etc/passwd", "x", "/api/docs/../v1/users"})
		return
	}
	if q.target = strings.Join(parts, "/"); q.target == "" {
		q.target = "/"
	}
	if query != "" {
		q.target += "?" + query
	}
}

func (a *attacker) spoilQuery(q *attack) {
	sep := "?"
	if strings.Contains(q.target, "?") {
		sep = "&"
	}
	name := pick(a, []string{"at", "limit", "cursor", "kind", "filter", "unknown", "", "q", "day", "retired", "suspect", "%", "a[b]", "__proto__"})
	switch a.IntN(4) {
	case 0:
		q.target += sep + name + "=" + pick(a, []string{"%", "%zz", "%ff%fe", "%00", ";", "a;b=c", "+", strings.Repeat("x", 9000)})
	case 1:
		q.target += sep + strings.Repeat(name+"=1&", 1+a.IntN(3000))
	case 2:
		q.target += sep + url.QueryEscape(name) + "=" + url.QueryEscape(a.weird())
	default:
		q.target += sep + name + "=" + url.QueryEscape(a.text(name, shape{"type": "string"}, a.ops[0]))
	}
}

func (a *attacker) spoilHeader(q *attack) {
	h := func(name, value string) { q.header = append(q.header, [2]string{name, value}) }
	switch a.IntN(16) {
	case 0:
		q.set("Content-Type", pick(a, []string{"text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16", "", "a/b/c", "application/cbor", "application/x-www-form-urlencoded", ";", strings.Repeat("x", 5000)}))
	case 1:
		h("Content-Type", "text/html")
	case 2:
		h("Accept", pick(a, []string{"application/cbor", "image/png", "*/*;q=0", ";;;", strings.Repeat("a/b,", 3000), "\xff"}))
	case 3:
		h("Authorization", pick(a, []string{"Bearer", "Bearer ", "Basic eDp5", "Bearer cdn_" + strings.Repeat("x", 40), "Bearer " + strings.Repeat("y", 20_000), "Negotiate", "\x01", "Bearer a b c"}))
	case 4:
		h("Cookie", pick(a, []string{"=", "a", cookieName(true) + "=x", cookieName(true) + "=" + strings.Repeat("z", 9000), strings.Repeat("c=d; ", 3000), "\xff=\xfe"}))
	case 5:
		h("Idempotency-Key", pick(a, []string{"one", "two", "three", "", strings.Repeat("k", 201), "\xff", "a\tb"}))
	case 6:
		h("If-Match", a.weirdHeader())
	case 7:
		h("If-None-Match", a.weirdHeader())
	case 8:
		h("Last-Event-ID", pick(a, append(likely["Last-Event-ID"], a.weirdHeader())))
	case 9:
		h("Range", pick(a, []string{"bytes=0-", "bytes=-1", "bytes=5-1", "bytes=0-0,2-3,5-9", strings.Repeat("bytes=0-1,", 2000), "lines=1", "bytes=99999999999999999999-"}))
	case 10:
		h("X-Request-Id", pick(a, []string{"a", strings.Repeat("r", 65), "a b", "\xff"}))
	case 11:
		h("Sec-Fetch-Site", pick(a, []string{"cross-site", "same-site", "none", "x"}))
	case 12:
		h("Origin", pick(a, []string{"null", "https://evil.example", fixtureOrigin}))
	case 13:
		h(pick(a, []string{"Content-Encoding", "Expect", "Upgrade", "Connection", "Trailer", "TE", "X-Forwarded-For", "X-HTTP-Method-Override", "Host", "Date"}),
			pick(a, []string{"gzip", "100-continue", "websocket", "upgrade", "close, keep-alive", "trailers", "127.0.0.1", "DELETE", "x", ""}))
	case 14:
		for range 1 + a.IntN(400) {
			h("X-"+strconv.Itoa(a.IntN(1000)), strings.Repeat("v", a.IntN(400)))
		}
	default:
		h(pick(a, []string{"Bad Name", "X\x00", "", "X:Y", "é"}), a.weirdHeader())
	}
}

// weirdHeader is a weird text without line breaks, which would make other
// headers of it.
func (a *attacker) weirdHeader() string {
	return strings.NewReplacer("\r", "", "\n", "").Replace(a.weird())
}

func (a *attacker) spoilFraming(q *attack) {
	q.hasBody = true
	switch a.IntN(10) {
	case 0, 1, 2:
		q.framing = "chunked"
	case 3:
		q.framing, q.mayStall = "badchunk", true
	case 4:
		q.framing, q.mayStall = "more", true
	case 5:
		q.framing, q.mayStall = "less", true
	case 6:
		q.framing, q.mayStall = "cut", true
	case 7:
		q.framing = "slow"
	case 8:
		q.version, q.noHost = pick(a, []string{"HTTP/1.0", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", ""}), a.oneIn(2)
	default:
		if a.oneIn(10) {
			q.repeat, q.body, q.framing = 1+a.IntN(80), bytes.Repeat([]byte(pick(a, []string{" ", "[", "x", "\x00"})), 1<<20), pick(a, []string{"length", "chunked"})
		}
	}
}

// spoilBody changes bytes without regard to what they mean.
func (a *attacker) spoilBody(q *attack) {
	q.hasBody = true
	b := q.body
	switch a.IntN(12) {
	case 0:
		q.body = b[:len(b)/2]
	case 1:
		q.body = append(slices.Clone(b), "} trailing"...)
	case 2:
		q.body = nil
	case 3:
		q.body = []byte(pick(a, []string{"null", "[]", "0", `""`, "true", "{}", "NaN", "{\"a\":Infinity}", "\xef\xbb\xbf{}", "{'a':1}", "\xff\xfe{\x00}\x00"}))
	case 4:
		n := pick(a, []int{100, 9_999, 10_001, 100_000})
		q.body = []byte(strings.Repeat("[", n) + strings.Repeat("]", a.IntN(2)*n))
	case 5:
		n := pick(a, []int{100, 9_990, 100_000})
		q.body = []byte(strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", a.IntN(2)*n))
	case 6:
		q.body = []byte(`{"title":"` + strings.Repeat("A", 1+a.IntN(1<<20)) + `"}`)
	case 7:
		if len(b) > 0 {
			q.body = slices.Clone(b)
			q.body[a.IntN(len(b))] = byte(a.IntN(256))
		}
	case 8:
		q.body = bytes.Replace(b, []byte(`"x`), []byte("\"\xff\xfe\x00"), 1)
	case 9:
		q.body = bytes.Replace(b, []byte(`":"`), []byte(`":"\ud800\u0000`), 1+a.IntN(2))
	case 10:
		if i := bytes.IndexByte(b, '{'); i >= 0 {
			q.body = slices.Concat(b[:i+1], []byte(`"title":1,"title":"y","__proto__":{},"TITLE":2,"":0,`), b[i+1:])
		}
	default:
		q.body = []byte(strings.Repeat(`{"op":"create","kind":"zone","title":"`+strings.Repeat("b", 10)+"\"}\n", a.IntN(300)))
	}
}

// spoilJSON changes one value of a document.
func (a *attacker) spoilJSON(o *apiOp, q *attack) {
	var v any
	if o.body == nil || json.Unmarshal(q.body, &v) != nil {
		return
	}
	holder, name := v, ""
	for {
		m, ok := holder.(map[string]any)
		if list, isList := holder.([]any); isList && len(list) > 0 {
			holder = pick(a, list)
			continue
		}
		if !ok || len(m) == 0 {
			break
		}
		name = pick(a, slices.Sorted(maps.Keys(m)))
		if inner := m[name]; !a.oneIn(3) {
			if _, deep := inner.(map[string]any); deep {
				holder = inner
				continue
			}
			if list, deep := inner.([]any); deep && len(list) > 0 {
				holder = inner
				continue
			}
		}
		switch a.IntN(4) {
		case 0:
			delete(m, name)
		case 1:
			m[pick(a, []string{"extra", "id", "Title", "\x00", strings.Repeat("m", 2000)})] = a.weird()
		default:
			m[name] = pick(a, []any{
				nil, true, 0, -1, 1.5, a.Int64(), json.RawMessage("1e400"), json.RawMessage("-0"), json.RawMessage("9223372036854775808"), json.RawMessage("18446744073709551616"),
				json.RawMessage(strings.Repeat("1", 5000)),
				[]any{},
				[]any{nil},
				map[string]any{},
				map[string]any{"a": map[string]any{"b": []any{1}}},
				a.weird(), strings.Repeat("s", 200_000),
				json.RawMessage(strings.Repeat("[", 9000) + strings.Repeat("]", 9000)),
				[]any{1, "2", nil, []any{}},
			})
		}
		break
	}
	q.body = mustJSON(v)
}

// learn keeps the names of what an answer made or listed.
func (l *learned) learn(location string, op string, body []byte) {
	if i := strings.LastIndexByte(location, '/'); i > 0 {
		for _, kind := range []string{"upload", "job", "invitation"} {
			if strings.Contains(location, "/"+kind+"s/") {
				l.add(kind, location[i+1:])
			}
		}
		if strings.Contains(location, "/evidence/") {
			l.add("digest", location[i+1:])
		}
	}
	names := map[string]string{"list-sessions": "session", "list-tokens": "token", "list-users": "user", "list-invitations": "invitation", "list-identities": "identity"}
	name := names[op]
	if name == "" || len(body) > 1<<20 {
		return
	}
	var d map[string]json.RawMessage
	_ = json.Unmarshal(body, &d)
	for _, member := range d {
		var list []struct {
			ID string `json:"id"`
		}
		_ = json.Unmarshal(member, &list) // what is no list of such teaches nothing
		for _, e := range list {
			if e.ID != "" {
				l.add(name, e.ID)
			}
		}
	}
}
