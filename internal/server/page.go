package server

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"strconv"

	"github.com/cordon-ot/cordon/internal/app"
)

// Paging is what every list takes.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"10000" default:"100" doc:"The most entries of one page."`
	Cursor string `query:"cursor" maxLength:"400" doc:"The next of the page before. It names the commit that page was read at, and the new page is read at the same, whatever at says."`
}

// cursor is where the next page begins. It holds no secret; what it says is
// checked like any other input.
type cursor struct {
	Commit uint64 `json:"c"`           // the state all pages are read at
	Day    string `json:"d,omitempty"` // its day
	After  string `json:"a"`           // the last entry of the page before
	Query  string `json:"q"`           // a hash of what was asked for
}

// next writes the cursor of the page that follows.
func (c cursor) next() string {
	return base64.RawURLEncoding.EncodeToString(mustJSON(c))
}

// open reads the cursor of a page; the zero cursor for the first. query says
// what is asked for: another question cannot go on with this cursor.
func (p *Paging) open(query string) (cursor, error) {
	if p.Cursor == "" {
		return cursor{Query: query}, nil
	}
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return c, badField("query.cursor", "this is no cursor; take the next of the page before as it is")
	}
	if c.Query != query {
		return c, badField("query.cursor", "this cursor belongs to another question; keep kind, filter and order as they were, or begin without a cursor")
	}
	return c, nil
}

// state makes the call look at the state the first page was read at.
func (c *cursor) state(a *Asked) {
	if c.Commit > 0 {
		a.At, a.Day = strconv.FormatUint(c.Commit, 10), c.Day
	}
}

// after is the cursor behind an entry of a state.
func (c cursor) after(st app.State, entry string) string {
	c.Commit, c.Day, c.After = st.Snapshot.Commit(), st.Date, entry
	return c.next()
}

// queryHash names a question in few letters.
func queryHash(parts ...string) string {
	h := fnv.New64a()
	for _, p := range parts {
		_, _ = h.Write([]byte(strconv.Itoa(len(p))))
		_, _ = h.Write([]byte(p))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
