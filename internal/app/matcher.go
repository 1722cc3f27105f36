package app

import (
	"bytes"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// matcher finds the commits about one subject while a log is read from its
// first commit: the item with a key, or a digest.
//
// A commit is about an item if one of its ops names the item or makes, changes
// or removes a link that leads to it.
type matcher struct {
	subject string
	key     model.Key
	digest  string
	needle  []byte // what a commit about the subject holds; the id once it is known
	id      model.ID
	links   map[model.ID]bool // links that lead to the item
}

// newMatcher reads a subject: a key (ZON-12) or a digest (sha256:HEX).
func newMatcher(subject string) (*matcher, error) {
	s := strings.TrimSpace(subject)
	if strings.HasPrefix(strings.ToLower(s), "sha256:") {
		d := model.PropDecl{Name: "digest", Type: model.Digest}
		v, err := d.Parse(s)
		if err != nil {
			return nil, fault.New(fault.Invalid, "read a subject", "%v", err)
		}
		return &matcher{subject: v.Text(), digest: v.Text(), needle: []byte(v.Text())}, nil
	}
	key, err := model.ParseKey(s)
	if err != nil {
		return nil, fault.New(fault.Invalid, "read a subject", "%v, or give a digest (sha256: and 64 hexadecimal digits)", err)
	}
	return &matcher{
		subject: key.String(), key: key, links: map[model.ID]bool{},
		needle: []byte(`"key":"` + key.String() + `"`),
	}, nil
}

var linkMember = []byte(`,"link":"`)

// match gives the decoded commit if it is about the subject, else nil.
func (m *matcher) match(n uint64, data []byte) (*model.Commit, error) {
	// Most commits are about something else; looking at their bytes is much
	// cheaper than decoding them.
	if !bytes.Contains(data, m.needle) && (len(m.links) == 0 || !bytes.Contains(data, linkMember)) {
		return nil, nil
	}
	c, err := decodeOne(n, data)
	if err != nil {
		return nil, err
	}
	about := false
	for i := range c.Ops {
		if m.about(&c.Ops[i]) {
			about = true
		}
	}
	if !about {
		return nil, nil
	}
	return c, nil
}

func (m *matcher) about(op *model.Op) bool {
	if m.digest != "" {
		return records(op.Props, m.digest)
	}
	if op.Kind == model.OpCreate && op.Key == m.key {
		m.id = op.Item
		m.needle = []byte(op.Item.String())
	}
	if m.id.IsZero() {
		return false
	}
	if op.Kind == model.OpLink && op.To == m.id {
		m.links[op.Link] = true
	}
	return op.Item == m.id || op.To == m.id || (!op.Link.IsZero() && m.links[op.Link])
}

func records(props model.Props, digest string) bool {
	for i := range props {
		if props[i].Value.Text() == digest {
			return true
		}
	}
	return false
}

func (m *matcher) nothing(size uint64) error {
	f := fault.New(fault.NotFound, "read a history", "none of the %d commits is about it", size)
	if m.digest != "" {
		f.Say("none of the %d commits records this digest", size)
	}
	f.Subject = m.subject
	return f
}
