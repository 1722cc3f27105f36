package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
)

// The members of a backup, in this order; records and files repeat.
const (
	aboutName   = "about.json"
	adminName   = "admin.ndjson.gz"
	recordName  = "record.json" // in the folder of the record
	logName     = "log.gz"      // in the folder of the record
	filesFolder = "files/"      // then the digest in hexadecimal
	missingName = "missing.ndjson.gz"
	summaryName = "summary.json"
	sumsName    = "SHA256SUMS"
)

const (
	formatName    = "cordon backup"
	formatVersion = 1
	// maxJSON bounds the members that are read as a whole.
	maxJSON = 64 << 20
	// maxRecords is how many records the four digits of a folder have room for,
	// and one more digit, since that costs nothing.
	maxRecords = 99_999
)

func recordFolder(i int) string { return fmt.Sprintf("records/%05d/", i+1) }

// about is the first member: what the file is.
type about struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Made    string `json:"made"`
	Program string `json:"program"`
	Admin   int64  `json:"admin"` // length of the administrative dump
}

// recordHead goes before a log: what is needed to take it in.
type recordHead struct {
	RecordHeld
	Values []namedValue `json:"values"`
}

// namedValue is a named value of a store, the names in byte order.
type namedValue struct {
	Name  string `json:"name"`
	Value []byte `json:"value"`
}

// summary is the last member but one: all that the backup holds, in a form for
// people and programs that want to know without reading it.
type summary struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Summary
}

// digest is the SHA-256 of an evidence file.
type digest [sha256.Size]byte

const digestPrefix = "sha256:"

// String gives the digest as it stands in commits.
func (d digest) String() string { return digestPrefix + d.hex() }

func (d digest) hex() string { return hex.EncodeToString(d[:]) }

// parseDigest reads what String writes; ok is false for anything else.
func parseDigest(s string) (d digest, ok bool) {
	rest, ok := strings.CutPrefix(s, digestPrefix)
	if !ok || len(rest) != 2*len(d) || strings.ToLower(rest) != rest {
		return d, false
	}
	n, err := hex.Decode(d[:], []byte(rest))
	return d, err == nil && n == len(d)
}

// encodeJSON gives the one form a document has in a backup.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fault.Wrap(fault.Internal, "encode a member of the backup", err)
	}
	return b.Bytes(), nil
}

// decodeJSON reads a document and accepts only what encodeJSON writes.
func decodeJSON(member string, r io.Reader, v any) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return wrong(member, "it cannot be read (%v); the file is damaged or something else", err)
	}
	if again, err := encodeJSON(v); err != nil || !bytes.Equal(again, data) {
		return wrong(member, "it is not written as a backup of Cordon has it; the file is damaged or of a newer program")
	}
	return nil
}

// checkAbout refuses what this program cannot read.
func (a *about) check() (made time.Time, err error) {
	switch {
	case a.Format != formatName:
		return made, wrong(aboutName, "this is no backup of Cordon")
	case a.Version > formatVersion:
		return made, wrong(aboutName, "it was made by a newer Cordon (version %d of the format, this one knows up to %d); use a newer program", a.Version, formatVersion)
	case a.Version != formatVersion || a.Admin < 0:
		return made, wrong(aboutName, "its version or a length is none that Cordon wrote; the file is damaged")
	}
	made, err = time.Parse(time.RFC3339, a.Made)
	if err != nil || made.UTC().Format(time.RFC3339) != a.Made {
		return made, wrong(aboutName, "%q is no time as a backup has it; the file is damaged", a.Made)
	}
	return made.UTC(), nil
}

// checkRecord refuses names that could lead out of a folder, and kinds that
// are not known.
func checkRecord(r Record) error {
	if _, err := ledger.Origin(r.Name); err != nil || r.Name[0] == '.' {
		return fault.New(fault.Invalid, "name a record", "%.120q cannot be the name of a record in a backup; 1 to 100 letters, digits, dots, hyphens and underscores can, the first no dot", r.Name)
	}
	if r.Kind != Project && r.Kind != Security {
		return fault.New(fault.Invalid, "name a record", "%.40q is no kind of record that this program knows", string(r.Kind))
	}
	return nil
}

// signers finds the signing keys among the values, public to secret. A record
// that has begun holds one; the security stream holds more when several nodes
// began it at once, and its first event names the one in force.
func (h *recordHead) signers() map[string]string {
	keys := map[string]string{}
	for _, v := range h.Values {
		if public, err := ledger.VerifierKey(string(v.Value)); err == nil {
			keys[public] = string(v.Value)
		}
	}
	return keys
}

// checkValues refuses names that JSON cannot carry unchanged.
func (h *recordHead) checkValues() error {
	for _, v := range h.Values {
		if !utf8.ValidString(v.Name) {
			return fault.New(fault.Invalid, writeOp, "the name of a stored value, %q, is no UTF-8 text", v.Name)
		}
	}
	return nil
}

func (h *recordHead) root() (r tlog.Hash, ok bool) {
	return r, copy(r[:], h.Root) == len(r) && len(h.Root) == len(r)
}

func rootText(h tlog.Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

// absent is a line of the list of files that are not in the backup.
type absent struct {
	Digest string `json:"digest"`
	State  string `json:"state"`
}

const (
	stateMissing = "missing"
	stateChanged = "changed"
)
