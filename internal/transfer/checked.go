package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Checked passes on what a reader yields, and ends with a fault in place of
// io.EOF unless that was as it should be, so that a store keeps nothing of it.
// Make one with NewChecked.
type Checked struct {
	r       io.Reader
	want    string
	most    int64
	size    int64
	hash    hash.Hash
	refused error
}

// NewChecked checks that r yields at most so many bytes and, unless want is
// empty, the content of that digest. The fault is Invalid.
func NewChecked(r io.Reader, want string, most int64) *Checked {
	return &Checked{r: r, want: want, most: most, hash: sha256.New()}
}

// Refused reports whether what came was not as it should be.
func (c *Checked) Refused() bool { return c.refused != nil }

// TooLong reports whether more came than was allowed.
func (c *Checked) TooLong() bool { return c.size > c.most }

// Read implements io.Reader.
func (c *Checked) Read(p []byte) (int, error) {
	if c.refused != nil {
		return 0, c.refused
	}
	n, err := c.r.Read(p)
	c.hash.Write(p[:n])
	c.size += int64(n)
	const op = "store a file"
	if c.size > c.most {
		c.refused = fault.New(fault.Invalid, op, "the file has more than the %d bytes that are taken at once; send it as an upload in pieces", c.most)
		return 0, c.refused
	}
	if c.want == "" || !errors.Is(err, io.EOF) {
		return n, err
	}
	if got := blob.Prefix + hex.EncodeToString(c.hash.Sum(nil)); got != c.want {
		c.refused = fault.New(fault.Invalid, op, "the bytes that arrived have the digest %s, announced was %s; nothing was stored, so send the file again", got, c.want)
		return 0, c.refused
	}
	return n, err
}
