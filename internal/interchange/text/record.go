package text

import (
	"bytes"
	"encoding/hex"
	"slices"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// records writes what people need not edit: record.yaml for items with key
// numbers 1 to 1000 and their links, record-2.yaml for the next, and so on.
func (w *writer) records() {
	last := 0
	for _, k := range model.Kinds() {
		if n := w.s.LastNumber(k); n > 0 {
			last = max(last, chunk(n))
		}
	}
	var links []byte
	for c := 1; c <= last && w.err == nil; c++ {
		links = links[:0]
		for _, k := range model.Kinds() {
			end := min(uint32(c*perFile), w.s.LastNumber(k))
			for num := uint32((c-1)*perFile) + 1; num <= end; num++ {
				if n, ok := w.s.ByKey(model.Key{Kind: k, Number: num}); ok {
					links = w.recordOf(n, links)
				}
			}
		}
		if len(links) > 0 {
			w.buf = append(append(w.buf, "links:\n"...), links...)
		}
		if len(w.buf) > 0 {
			w.flush(numbered(recordStem, c))
		}
	}
}

// recordOf adds an item's line to the buffer and those of its links to links.
func (w *writer) recordOf(n model.Node, links []byte) []byte {
	it := w.s.Item(n)
	key := it.Key.String()
	if len(w.buf) == 0 {
		w.buf = append(w.buf, "items:\n"...)
	}
	w.buf = append(w.buf, "  "+key+": "+it.ID.String()+"\n"...)
	sorted := it.Links
	if !slices.IsSortedFunc(sorted, w.compareLinks) {
		sorted = slices.SortedFunc(slices.Values(sorted), w.compareLinks)
	}
	for i := range sorted {
		l := &sorted[i]
		links = append(links, "  "+key+" "+verbKey(l.Verb)+" "+w.s.Key(l.To).String()+": "+l.ID.String()...)
		if !l.Confirmed.IsZero() {
			links = append(links, " "+l.Confirmed.String()...)
		}
		links = append(links, '\n')
	}
	return links
}

func (w *writer) compareLinks(a, b model.Link) int {
	if a.Verb != b.Verb {
		return int(a.Verb) - int(b.Verb)
	}
	return w.s.Key(a.To).Compare(w.s.Key(b.To))
}

// recorded is what record files say.
type recorded struct {
	items map[model.Key]model.ID
	links map[model.Key][]recordedLink // by from-item, in order of verb and end
	lines map[model.Key]int            // where the item stands
}

type recordedLink struct {
	to          model.Key
	line        int32
	verb        model.Verb
	id          model.ID
	fingerprint model.Fingerprint
}

func newRecorded() *recorded {
	return &recorded{items: map[model.Key]model.ID{}, links: map[model.Key][]recordedLink{}, lines: map[model.Key]int{}}
}

func compareEnds(v model.Verb, to model.Key, w model.Verb, other model.Key) int {
	if v != w {
		return int(v) - int(w)
	}
	return to.Compare(other)
}

func (r *recorded) link(from model.Key, v model.Verb, to model.Key) *recordedLink {
	list := r.links[from]
	i, found := slices.BinarySearchFunc(list, to, func(l recordedLink, to model.Key) int {
		return compareEnds(l.verb, l.to, v, to)
	})
	if !found {
		return nil
	}
	return &list[i]
}

// readRecord reads one record file. These files are long and written by
// Cordon, so they are read line by line in the one shape that is written.
func readRecord(f *file, data []byte) *recorded {
	r := newRecorded()
	section := ""
	for line := 1; len(data) > 0; line++ {
		var raw []byte
		raw, data, _ = bytes.Cut(data, []byte{'\n'})
		text := bytes.TrimSpace(raw)
		switch {
		case len(text) == 0 || text[0] == '#':
		case raw[0] != ' ':
			section = string(text)
			if section != "items:" && section != "links:" {
				f.fault(line, 1, "", "", "a record file has the parts items and links and nothing else; export the project anew to restore it")
				return r
			}
		case section == "items:":
			r.itemLine(f, line, text)
		case section == "links:":
			r.linkLine(f, line, text)
		default:
			f.fault(line, 1, "", "", "a record file begins with items or links; export the project anew to restore it")
			return r
		}
	}
	r.seal(f)
	return r
}

func (r *recorded) itemLine(f *file, line int, text []byte) {
	name, value, _ := bytes.Cut(text, []byte(": "))
	key, err := model.ParseKey(string(name))
	id, ok := parseUUID(bytes.TrimSpace(value))
	switch {
	case err != nil:
		f.fault(line, 3, "", "", "%v", err)
	case !ok:
		f.fault(line, 3, key.String(), "", "the identity is not a UUID in lower case; remove the line to give the item a new one")
	case r.lines[key] > 0:
		f.fault(line, 3, key.String(), "", "%s is recorded twice, first in line %d; remove one of the lines", key, r.lines[key])
	default:
		r.items[key], r.lines[key] = id, line
	}
}

func (r *recorded) linkLine(f *file, line int, text []byte) {
	name, value, _ := bytes.Cut(text, []byte(": "))
	from, rest, _ := bytes.Cut(name, []byte{' '})
	verb, to, _ := bytes.Cut(rest, []byte{' '})
	fromKey, err1 := model.ParseKey(string(from))
	toKey, err2 := model.ParseKey(string(to))
	l := recordedLink{to: toKey, verb: verbByKey[string(verb)], line: int32(line)}
	if err1 != nil || err2 != nil || l.verb == model.NoVerb {
		f.fault(line, 3, "", "", "a link is recorded as \"ALL-1 allocated_to ZON-1: identity fingerprint\"; correct or remove the line")
		return
	}
	id, mark, marked := bytes.Cut(bytes.TrimSpace(value), []byte{' '})
	ok := false
	if l.id, ok = parseUUID(id); ok && marked {
		ok = parseHex(l.fingerprint[:], mark)
	}
	if !ok {
		f.fault(line, 3, fromKey.String(), "", "the identity is not a UUID or the fingerprint has not 32 digits, in lower case; remove the line to confirm the link anew")
		return
	}
	r.links[fromKey] = append(r.links[fromKey], l)
}

// seal puts the links of each item in order and names those that stand twice.
func (r *recorded) seal(f *file) {
	for from, list := range r.links {
		slices.SortStableFunc(list, func(a, b recordedLink) int { return compareEnds(a.verb, a.to, b.verb, b.to) })
		for i := 1; i < len(list); i++ {
			if a, b := &list[i-1], &list[i]; a.verb == b.verb && a.to == b.to {
				f.fault(int(b.line), 3, from.String(), "", "the link %s %s is recorded twice, first in line %d; remove one of the lines", verbKey(b.verb), b.to, a.line)
			}
		}
	}
}

// add takes in what another record file says.
func (r *recorded) add(f *file, o *recorded) {
	for key, id := range o.items {
		if _, twice := r.items[key]; twice {
			f.fault(o.lines[key], 3, key.String(), "", "%s is recorded in two files; remove one of the lines", key)
			continue
		}
		r.items[key] = id
	}
	for key, list := range o.links {
		if len(r.links[key]) > 0 {
			f.fault(int(list[0].line), 3, key.String(), "", "links of %s are recorded in two files; the record of an item stands in one", key)
			continue
		}
		r.links[key] = list
	}
}

// parseUUID reads what model.ID prints, without the memory that model.ParseID
// needs: a large record has millions of them.
func parseUUID(b []byte) (id model.ID, ok bool) {
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return id, false
	}
	var digits [32]byte
	n := copy(digits[:], b[0:8])
	n += copy(digits[n:], b[9:13])
	n += copy(digits[n:], b[14:18])
	n += copy(digits[n:], b[19:23])
	copy(digits[n:], b[24:36])
	return id, parseHex(id[:], digits[:])
}

// parseHex reads lower-case digits that fill dst exactly.
func parseHex(dst, src []byte) bool {
	if len(src) != 2*len(dst) {
		return false
	}
	for _, c := range src {
		if c >= 'A' && c <= 'F' {
			return false
		}
	}
	_, err := hex.Decode(dst, src)
	return err == nil
}

// wrongIdentity is the fault of an item whose recorded identity is not the one
// its key has in the project.
func wrongIdentity(p fault.Place, key model.Key, here, there model.ID) *fault.Error {
	f := fault.New(fault.Conflict, readOp, "the record file gives it the identity %s, here it is %s; the folder comes from another project (remove its record files to bring its content in all the same)", there, here)
	f.Subject, f.Place = key.String(), p
	return f
}
