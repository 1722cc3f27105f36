package trace

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
)

// FileState is the state of the file of a piece of evidence.
type FileState uint8

// The states of an evidence file.
const (
	FileMissing FileState = iota
	FileChanged           // it is there, but its digest is not the recorded one
	FilePresent
)

// Validity says whether a piece of evidence counts, and if not, why.
type Validity uint8

// The verdicts, in the order they are looked for.
const (
	Valid Validity = iota
	Expired
	OutOfScopePlace    // the place is not among those it names
	OutOfScopeAsset    // an asset it names no longer exists
	OutOfScopeFirmware // a firmware is outside its range, or not known
	FileIsMissing
	FileWasChanged
)

var validityWords = [...]string{
	Valid: "valid", Expired: "expired", OutOfScopePlace: "out of scope: taken for other places",
	OutOfScopeAsset:    "out of scope: an asset it names no longer exists",
	OutOfScopeFirmware: "out of scope: firmware outside its range",
	FileIsMissing:      "its file is missing", FileWasChanged: "its file was changed",
}

// String says the verdict in words for people.
func (v Validity) String() string { return validityWords[v] }

// Context is what the validity of evidence is judged by.
type Context struct {
	Date  string                        // the project's day, YYYY-MM-DD
	Files func(digest string) FileState // state of the file with a digest; nil means every file is missing
}

// Validity judges a piece of evidence for a row on a place (rules, section 5).
// allowed are the places its scope may name; concerned are the assets the row
// concerns, whose firmware counts where it names no assets.
func (c *Context) Validity(s *model.Snapshot, n model.Node, allowed, concerned []model.Node) Validity {
	e := s.EvidenceView(n)
	if until := e.ValidUntil(); until != "" && until < c.Date {
		return Expired
	}
	assets, verdict := scope(s, n, allowed)
	if verdict != Valid {
		return verdict
	}
	if from, to := e.FirmwareRange(); from != "" || to != "" {
		if len(assets) == 0 {
			assets = concerned
		}
		for _, a := range assets {
			if !capability.InRange(s.AssetView(a).Firmware(), from, to) {
				return OutOfScopeFirmware
			}
		}
	}
	return c.file(e.Digest())
}

func (c *Context) file(digest string) Validity {
	// Without a recorded digest nothing can be shown to be the file that was
	// collected.
	if digest == "" || c.Files == nil {
		return FileIsMissing
	}
	switch c.Files(digest) {
	case FilePresent:
		return Valid
	case FileChanged:
		return FileWasChanged
	}
	return FileIsMissing
}

// scope reads the places and assets a piece of evidence names. A place that
// was retired still narrows the scope: it must not widen by itself.
func scope(s *model.Snapshot, n model.Node, allowed []model.Node) (assets []model.Node, v Validity) {
	named, inside := false, false
	for _, e := range s.Out(n) {
		if e.Verb != model.HoldsFor {
			continue
		}
		if s.Kind(e.Node) != model.KindAsset {
			named = true
			inside = inside || (s.Live(e.Node) && slices.Contains(allowed, e.Node))
			continue
		}
		if !s.Live(e.Node) {
			v = OutOfScopeAsset
		}
		assets = append(assets, e.Node)
	}
	if named && !inside {
		return nil, OutOfScopePlace
	}
	return assets, v
}

// LastRuns gives the concluded runs of the latest moment of a test; more than
// one if several share it. A run without a moment is earlier than any with one.
func LastRuns(s *model.Snapshot, test model.Node) []model.Node {
	var last []model.Node
	best := ""
	for r := range s.FromOf(test, model.Executes) {
		v := s.RunView(r)
		if !v.Concluded() {
			continue
		}
		at := moment(v.At())
		switch {
		case len(last) == 0 || at > best:
			last, best = append(last[:0], r), at
		case at == best:
			last = append(last, r)
		}
	}
	return last
}

// moment drops the zone letter, so that texts compare as points in time also
// when one has fractions of a second.
func moment(s string) string {
	if n := len(s); n > 0 && s[n-1] == 'Z' {
		return s[:n-1]
	}
	return s
}

// EvidenceOf lists the live pieces of evidence of a run, allocation or
// countermeasure.
func EvidenceOf(s *model.Snapshot, n model.Node) []model.Node {
	var out []model.Node
	for e := range s.FromOf(n, model.Evidences) {
		out = append(out, e)
	}
	return out
}
