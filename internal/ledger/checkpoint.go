package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	// MaxCommits is the largest number of commits a log may have. It leaves
	// tree arithmetic in 64 bits far from its limits.
	MaxCommits = 1 << 48

	// maxExtensions and maxSignatures bound what a checkpoint may carry.
	maxExtensions = 16
	maxSignatures = 16

	// maxCheckpoint bounds a signed checkpoint in bytes.
	maxCheckpoint = 64 << 10
)

// Checkpoint states that the log named Origin had Size commits whose tree has
// the root Root. It says nothing about time.
type Checkpoint struct {
	Origin string    // see Origin
	Size   uint64    // number of commits, at most MaxCommits
	Root   tlog.Hash // RFC 6962 tree hash over the first Size commits

	// Extensions are further lines under the signature, in order, not
	// interpreted here: no empty line, no control characters.
	Extensions []string
}

// FormatCheckpoint writes the text that is signed: the origin, the size in
// decimal and the root in base64, each on a line, then the extension lines. It
// is the shape of c2sp.org/tlog-checkpoint. Whatever it writes,
// ParseCheckpoint reads.
func FormatCheckpoint(c Checkpoint) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
	for _, e := range c.Extensions {
		b.WriteString(e)
		b.WriteByte('\n')
	}
	return b.String(), nil
}

// check refuses a checkpoint that could not be read back.
func (c Checkpoint) check() error {
	if err := checkOrigin(c.Origin); err != nil {
		return err
	}
	if c.Size > MaxCommits {
		return faultf("checkpoint", "a log of %d commits is larger than any Cordon makes", c.Size)
	}
	if len(c.Extensions) > maxExtensions {
		return faultf("checkpoint", "it has %d extension lines, at most %d are allowed", len(c.Extensions), maxExtensions)
	}
	for _, e := range c.Extensions {
		if !plainLine(e) || len(e) > maxLine {
			return faultf("checkpoint", "extension line %q is empty, too long or has control characters", clip(e))
		}
	}
	return nil
}

// plainLine reports whether s is non-empty UTF-8 without control characters.
func plainLine(s string) bool {
	for _, r := range s {
		if r < 0x20 || r == 0x7f {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// ParseCheckpoint reads the text FormatCheckpoint writes and accepts nothing
// else: no leading zero, no other base64 form of the root, no missing or
// second line end.
func ParseCheckpoint(text string) (Checkpoint, error) {
	if len(text) > maxCheckpoint {
		return Checkpoint{}, faultf("checkpoint", "it is longer than %d bytes", maxCheckpoint)
	}
	body, ok := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	if !ok || len(lines) < 3 {
		return Checkpoint{}, faultf("checkpoint", "it needs an origin, a size and a root hash, each on a line of its own")
	}
	size, ok := parseDecimal(lines[1], MaxCommits)
	if !ok {
		return Checkpoint{}, faultf("checkpoint", "size %q is no plain decimal number", clip(lines[1]))
	}
	root, ok := parseHash([]byte(lines[2]))
	if !ok {
		return Checkpoint{}, faultf("checkpoint", "root %q is no base64 SHA-256 hash", clip(lines[2]))
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if len(lines) > 3 {
		c.Extensions = lines[3:]
	}
	if err := c.check(); err != nil {
		return Checkpoint{}, inPlace("checkpoint", err)
	}
	return c, nil
}

// SignCheckpoint gives the signed checkpoint: the text, an empty line and one
// signature line. The name of the signer must be the origin.
func SignCheckpoint(c Checkpoint, s note.Signer) ([]byte, error) {
	text, err := FormatCheckpoint(c)
	if err != nil {
		return nil, err
	}
	if s.Name() != c.Origin {
		return nil, faultf("key", "the key of %q cannot sign a checkpoint of %q", s.Name(), c.Origin)
	}
	signed, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return nil, fmt.Errorf("signing a checkpoint: %w", err)
	}
	return signed, nil
}

// OpenCheckpoint reads a signed checkpoint and requires a good signature of
// the log itself: by a key in known whose name is the origin. Signatures of
// others (witnesses) are allowed; those of keys in known must be good, the
// rest is not checked.
func OpenCheckpoint(signed []byte, known note.Verifiers) (Checkpoint, error) {
	text, _, err := splitSigned(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := ParseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, err
	}
	n, err := note.Open(signed, known)
	var unknown *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unknown):
		return Checkpoint{}, faultf("checkpoint", "no signature on it is by the expected key")
	case err != nil:
		return Checkpoint{}, faultf("checkpoint", "its signature does not fit: the checkpoint was altered or signed by another key")
	}
	for _, s := range n.Sigs {
		if s.Name == c.Origin && n.Text == text {
			return c, nil
		}
	}
	return Checkpoint{}, faultf("checkpoint", "it is about %q, but the expected key of that log did not sign it", c.Origin)
}

// signaturePrefix begins a signature line: em dash, space.
const signaturePrefix = "\u2014 "

// splitSigned cuts a signed checkpoint at its empty line. It gives the text
// and the number of signature lines, all of which are in canonical base64.
func splitSigned(signed []byte) (text string, signatures int, err error) {
	if len(signed) > maxCheckpoint {
		return "", 0, faultf("checkpoint", "it is longer than %d bytes", maxCheckpoint)
	}
	i := bytes.Index(signed, []byte("\n\n"))
	if i < 0 {
		return "", 0, faultf("checkpoint", "it has no empty line between text and signature")
	}
	block, ok := strings.CutSuffix(string(signed[i+2:]), "\n")
	if !ok {
		return "", 0, faultf("checkpoint", "its last line is cut")
	}
	lines := strings.Split(block, "\n")
	if len(lines) > maxSignatures {
		return "", 0, faultf("checkpoint", "it has more than %d signatures", maxSignatures)
	}
	for _, line := range lines {
		rest, ok := strings.CutPrefix(line, signaturePrefix)
		_, sig, ok2 := strings.Cut(rest, " ")
		raw, err := base64.StdEncoding.DecodeString(sig)
		if !ok || !ok2 || err != nil || base64.StdEncoding.EncodeToString(raw) != sig {
			return "", 0, faultf("checkpoint", "%q is no signature line", clip(line))
		}
	}
	return string(signed[:i+1]), len(lines), nil
}

// parseDecimal reads the one canonical decimal form of a number up to limit.
func parseDecimal(s string, limit uint64) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > limit || s[0] == '+' || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	return n, true
}

// strictBase64 refuses bits after the last byte that are not zero.
var strictBase64 = base64.StdEncoding.Strict()

// parseHash reads the one canonical base64 form of a hash. The length rules
// out line ends, which the decoder would skip.
func parseHash(b []byte) (h tlog.Hash, ok bool) {
	var buf [33]byte // the decoder wants room for whole groups of three
	if len(b) != base64.StdEncoding.EncodedLen(len(h)) {
		return h, false
	}
	n, err := strictBase64.Decode(buf[:], b)
	if err != nil || n != len(h) {
		return h, false
	}
	copy(h[:], buf[:])
	return h, true
}

// inPlace names the part of a file a fault was found in.
func inPlace(where string, err error) error {
	var f *Fault
	if !errors.As(err, &f) {
		return fmt.Errorf("%s: %w", where, err)
	}
	return &Fault{Where: where, Reason: f.Reason, Offset: f.Offset}
}
