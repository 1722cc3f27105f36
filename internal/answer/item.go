package answer

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Item gives an item with its outgoing links. prints says which of them are
// suspect; nil leaves that out. It is for one goroutine.
func Item(s *model.Snapshot, n model.Node, prints *trace.Prints) api.Item {
	it := s.Item(n)
	d := api.Item{
		ID: it.ID.String(), Key: it.Key.String(), Kind: it.Kind().String(), Title: it.Title, Retired: it.Retired,
		Revision: it.Rev, Commit: it.Commit, Properties: model.AppendPropsJSON(nil, it.Props), Links: make([]api.Link, len(it.Links)),
	}
	for i := range it.Links {
		l := &it.Links[i]
		d.Links[i] = api.Link{ID: l.ID.String(), Verb: l.Verb.String(), To: s.Key(l.To).String(), Title: s.Item(l.To).Title, Commit: l.At}
		if prints != nil {
			is := Suspect(s, prints, n, l.Verb, l.To)
			d.Links[i].Suspect = &is
		}
		if len(l.Props) > 0 {
			d.Links[i].Properties = model.AppendPropsJSON(nil, l.Props)
		}
	}
	return d
}

// WithoutIDs is an item as the command line prints it: people name items and
// links by keys and verbs. The item given stays as it is.
func WithoutIDs(d api.Item) api.Item {
	d.ID = ""
	d.Links = slices.Clone(d.Links)
	for i := range d.Links {
		d.Links[i].ID = ""
	}
	return d
}

// AppendItem appends what encoding Item gives as JSON without blanks and
// without escaping for HTML. It is for pages of thousands of items: it uses no
// reflection and allocates nothing of its own but what the item itself needs.
func AppendItem(dst []byte, s *model.Snapshot, n model.Node, prints *trace.Prints) []byte {
	it := s.Peek(n)
	dst = append(dst, `{"id":"`...)
	dst = appendID(dst, it.ID)
	dst = append(dst, `","key":"`...)
	dst = appendKey(dst, it.Key)
	dst = append(dst, `","kind":"`...)
	dst = append(dst, it.Kind().String()...)
	dst = append(dst, `","title":`...)
	dst = appendString(dst, it.Title)
	dst = append(dst, `,"retired":`...)
	dst = strconv.AppendBool(dst, it.Retired)
	dst = append(dst, `,"revision":`...)
	dst = strconv.AppendUint(dst, uint64(it.Rev), 10)
	dst = append(dst, `,"commit":`...)
	dst = strconv.AppendUint(dst, it.Commit, 10)
	dst = append(dst, `,"properties":`...)
	dst = model.AppendPropsJSON(dst, it.Props)
	dst = append(dst, `,"links":[`...)
	for i := range it.Links {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendLink(dst, s, n, &it.Links[i], prints)
	}
	return append(dst, "]}"...)
}

func appendLink(dst []byte, s *model.Snapshot, from model.Node, l *model.Link, prints *trace.Prints) []byte {
	dst = append(dst, `{"id":"`...)
	dst = appendID(dst, l.ID)
	dst = append(dst, `","verb":"`...)
	dst = append(dst, l.Verb.String()...)
	dst = append(dst, `","to":"`...)
	dst = appendKey(dst, s.Key(l.To))
	dst = append(dst, `","title":`...)
	dst = appendString(dst, s.Title(l.To))
	dst = append(dst, `,"commit":`...)
	dst = strconv.AppendUint(dst, l.At, 10)
	if prints != nil {
		dst = append(dst, `,"suspect":`...)
		dst = strconv.AppendBool(dst, Suspect(s, prints, from, l.Verb, l.To))
	}
	if len(l.Props) > 0 {
		dst = append(dst, `,"properties":`...)
		dst = model.AppendPropsJSON(dst, l.Props)
	}
	return append(dst, '}')
}

// appendString appends a text as encoding/json does without escaping for HTML.
func appendString(dst []byte, s string) []byte {
	if !plain(s) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err == nil { // a string always can be encoded
			return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

// plain reports whether a text stands in JSON as it is. It may say no where yes
// were right: 0xE2 begins the two separators that encoding/json escapes, and
// some dashes.
func plain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c == '"' || c == '\\' || c == 0xE2:
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s)
}

func appendKey(dst []byte, k model.Key) []byte {
	dst = append(dst, k.Kind.Prefix()...)
	dst = append(dst, '-')
	return strconv.AppendUint(dst, uint64(k.Number), 10)
}

// appendID appends an identity in its usual form, as ID.String prints it.
func appendID(dst []byte, id model.ID) []byte {
	for i, part := range [...][]byte{id[0:4], id[4:6], id[6:8], id[8:10], id[10:16]} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, part)
	}
	return dst
}

// Suspect reports whether a link is one that can be suspect and is. Links of
// retired items are not.
func Suspect(s *model.Snapshot, prints *trace.Prints, from model.Node, v model.Verb, to model.Node) bool {
	return s.Schema().Verb(v).Suspect && s.Live(from) && s.Live(to) && prints.Suspect(from, v, to)
}

// Items lists items in the order given.
func Items(v *View, nodes []model.Node) api.Items {
	x, done := v.explain()
	defer done()
	d := api.Items{State: State(v.State), Items: make([]api.Item, len(nodes))}
	for i, n := range nodes {
		d.Items[i] = Item(v.Snapshot(), n, x.prints)
	}
	return d
}

// ItemDetail gives one item with the links that lead to it.
func ItemDetail(v *View, n model.Node) api.ItemDetail {
	x, done := v.explain()
	defer done()
	s := v.Snapshot()
	d := api.ItemDetail{State: State(v.State), Item: Item(s, n, x.prints), LinkedFrom: []api.InLink{}, FileState: fileState(v, n)}
	for _, e := range s.In(n) {
		if s.Live(e.Node) {
			d.LinkedFrom = append(d.LinkedFrom, api.InLink{
				From: v.Key(e.Node), Verb: e.Verb.String(), Title: s.Item(e.Node).Title, Suspect: Suspect(s, x.prints, e.Node, e.Verb, n),
			})
		}
	}
	return d
}

// fileState says whether the file of a piece of evidence is present, missing
// or changed; it is empty for everything else.
func fileState(v *View, n model.Node) string {
	s := v.Snapshot()
	if s.Kind(n) != model.KindEvidence || s.EvidenceView(n).Digest() == "" || v.Evidence.Files == nil {
		return ""
	}
	switch v.Evidence.Files(s.EvidenceView(n).Digest()) {
	case trace.FilePresent:
		return "present"
	case trace.FileChanged:
		return "changed"
	default:
		return "missing"
	}
}
