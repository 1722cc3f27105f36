package trace

import (
	"crypto/sha256"
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
)

// hasher collects the bytes of one fingerprint. Every part is preceded by its
// length, so that no two different lists of parts give the same bytes.
type hasher struct{ b []byte }

func (h *hasher) begin(domain string) {
	h.b = h.b[:0]
	h.text(domain)
}

func (h *hasher) length(n int) {
	h.b = append(h.b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func (h *hasher) text(s string) {
	h.length(len(s))
	h.b = append(h.b, s...)
}

func (h *hasher) id(id model.ID) { h.b = append(h.b, id[:]...) }

// set adds fingerprints without regard to their order, each once.
func (h *hasher) set(name string, list []model.Fingerprint) {
	slices.SortFunc(list, func(a, b model.Fingerprint) int { return slices.Compare(a[:], b[:]) })
	list = slices.Compact(list)
	h.text(name)
	h.length(len(list))
	for i := range list {
		h.b = append(h.b, list[i][:]...)
	}
}

func (h *hasher) sum() model.Fingerprint {
	full := sha256.Sum256(h.b)
	var f model.Fingerprint
	copy(f[:], full[:])
	return f
}

// content adds what is significant about an item: identity, kind, significant
// properties in order of name (rules, section 6). Key and title are not among
// it.
func (h *hasher) content(s *model.Snapshot, it *model.Item) {
	h.id(it.ID)
	h.text(it.Key.Kind.String())
	for i := range it.Props {
		p := &it.Props[i]
		if !s.Schema().Significant(it.Key.Kind, p.Name) {
			continue
		}
		h.text(p.Name)
		at := len(h.b)
		h.length(0)
		h.b = model.AppendValueJSON(h.b, p.Value)
		n := len(h.b) - at - 4
		h.b[at], h.b[at+1], h.b[at+2], h.b[at+3] = byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
	}
}

// memo keeps one fingerprint per node in pages made when first written. The
// zero fingerprint means "not worked out".
type memo struct{ pages []*[256]model.Fingerprint }

func newMemo(nodes int) memo {
	return memo{pages: make([]*[256]model.Fingerprint, (nodes+255)/256)}
}

func (m *memo) at(n model.Node) model.Fingerprint {
	if p := m.pages[n>>8]; p != nil {
		return p[n&255]
	}
	return model.Fingerprint{}
}

func (m *memo) put(n model.Node, f model.Fingerprint) model.Fingerprint {
	p := m.pages[n>>8]
	if p == nil {
		p = new([256]model.Fingerprint)
		m.pages[n>>8] = p
	}
	p[n&255] = f
	return f
}
