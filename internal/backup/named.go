package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"slices"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// named says which files the records of a backup name: digest to the positions
// of the records, ascending.
type named map[digest][]int

func (m named) add(d digest, owner int) {
	if list := m[d]; len(list) == 0 || list[len(list)-1] != owner {
		m[d] = append(list, owner)
	}
}

func (m named) sorted() []digest {
	list := make([]digest, 0, len(m))
	for d := range m {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b digest) int { return bytes.Compare(a[:], b[:]) })
	return list
}

// scan notes the files that a commit of the record at position owner names:
// its JSON strings that are a digest. It looks at the bytes, which have one form
// for a given content, since decoding takes ten times as long as all the rest
// of a backup.
func (m named) scan(data []byte, owner int) {
	const length = 1 + len(digestPrefix) + 2*sha256.Size + 1
	for {
		i := bytes.Index(data, []byte(`"`+digestPrefix))
		if i < 0 {
			return
		}
		data = data[i:]
		if len(data) >= length && data[length-1] == '"' {
			if d, ok := parseDigest(string(data[1 : length-1])); ok {
				m.add(d, owner)
			}
		}
		data = data[1:]
	}
}

// replayer brings a state forward by the commits of one record in order. For
// the security stream, which has no state, it only looks whether they are JSON.
type replayer struct {
	kind  Kind
	state *model.Snapshot // of a project
}

// commit applies commit n.
func (r *replayer) commit(n uint64, data []byte) error {
	if r.kind != Project {
		if !json.Valid(data) {
			return fault.New(fault.Invalid, readOp, "commit %d is not JSON", n)
		}
		return nil
	}
	c, err := model.DecodeCommit(data)
	switch {
	case err != nil:
		return damaged(n, err)
	case c.Number != n:
		return fault.New(fault.Invalid, readOp, "commit %d says it is commit %d", n, c.Number)
	case c.Time.Before(r.state.Time()):
		return fault.New(fault.Invalid, readOp, "commit %d is dated before the commit it follows", n)
	}
	if r.state, err = model.Replay(r.state, c); err != nil {
		return damaged(n, err)
	}
	return nil
}

func damaged(n uint64, err error) error {
	f := fault.New(fault.Invalid, readOp, "commit %d cannot be read or replayed", n)
	f.Err = err
	return f
}

// copyDigest copies r to w and gives the digest of it.
func copyDigest(w io.Writer, r io.Reader) (d digest, err error) {
	h := sha256.New()
	if _, err = io.Copy(io.MultiWriter(w, h), r); err == nil {
		h.Sum(d[:0])
	}
	return d, err
}

func writeAbsent(w io.Writer, list []absent) error {
	e := json.NewEncoder(w)
	for _, a := range list {
		if err := e.Encode(a); err != nil {
			return err
		}
	}
	return nil
}
