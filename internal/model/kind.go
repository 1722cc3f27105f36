package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is one of the declared kinds of item. The zero Kind is no kind. The
// order is that of the schema and of every listing by key.
type Kind uint8

// The kinds of item (design, section 2). Commits and files carry names; rows
// and saved snapshots carry the numbers, which are therefore frozen: new kinds
// go at the end.
const (
	NoKind Kind = iota
	KindSystem
	KindZone
	KindConduit
	KindChannel
	KindAsset
	KindProduct
	KindSafetyFunction
	KindThreat
	KindVulnerability
	KindRisk
	KindAllocation
	KindRequirement
	KindCountermeasure
	KindDesign
	KindComponentRequirement
	KindTest
	KindRun
	KindEvidence
	KindDefect
	KindTask
	KindProgramme
	KindChange
	KindReview
	KindBaseline
	KindAdvisory
	KindObservation
	kindCount
)

// Kinds lists every kind in schema order.
func Kinds() []Kind {
	all := make([]Kind, 0, kindCount-1)
	for k := NoKind + 1; k < kindCount; k++ {
		all = append(all, k)
	}
	return all
}

// String gives the kind's name, for example "component requirement".
func (k Kind) String() string {
	if k == NoKind || k >= kindCount {
		return "no kind"
	}
	return kindDecls[k].Name
}

// Indefinite gives the kind's name with its article, for sentences: "an asset".
func (k Kind) Indefinite() string {
	switch name := k.String(); name[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return "an " + name
	default:
		return "a " + name
	}
}

// Prefix gives the three letters its keys begin with, for example "CRQ".
func (k Kind) Prefix() string {
	if k == NoKind || k >= kindCount {
		return ""
	}
	return kindDecls[k].Prefix
}

// ParseKind finds a kind by its name, its name with - or _ for blanks, its
// plural, or its key prefix, without regard to case.
func ParseKind(s string) (Kind, error) {
	want := strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(strings.TrimSpace(s)))
	for k := NoKind + 1; k < kindCount; k++ {
		d := &kindDecls[k]
		if want == d.Name || want == d.Plural || want == strings.ToLower(d.Prefix) {
			return k, nil
		}
	}
	names := make([]string, 0, kindCount)
	for k := NoKind + 1; k < kindCount; k++ {
		names = append(names, kindDecls[k].Name)
	}
	return NoKind, fmt.Errorf("there is no kind %q; the kinds are %s", s, strings.Join(names, ", "))
}

// MaxNumber is the highest number a key may carry.
const MaxNumber = 9_999_999

// Key is the short human name of an item: the prefix of its kind and a number
// from 1 to MaxNumber, printed as "ZON-12". It is unique in its project and
// never reused.
type Key struct {
	Kind   Kind
	Number uint32
}

// String prints the key, empty for the zero Key.
func (k Key) String() string {
	if k.Kind == NoKind {
		return ""
	}
	return k.Kind.Prefix() + "-" + strconv.FormatUint(uint64(k.Number), 10)
}

// Compare orders keys by kind in schema order, then by number.
func (k Key) Compare(o Key) int {
	if k.Kind != o.Kind {
		return int(k.Kind) - int(o.Kind)
	}
	switch {
	case k.Number < o.Number:
		return -1
	case k.Number > o.Number:
		return 1
	}
	return 0
}

// ParseKey reads a key such as "ZON-12", without regard to case.
func ParseKey(s string) (Key, error) {
	prefix, num, ok := strings.Cut(strings.TrimSpace(s), "-")
	n, err := strconv.ParseUint(num, 10, 32)
	if !ok || err != nil || n == 0 || n > MaxNumber || num[0] == '0' || num[0] == '+' {
		return Key{}, fmt.Errorf("%q is no key; a key is three letters, a hyphen and a number from 1 to %d, such as ZON-12", s, MaxNumber)
	}
	kind, ok := kindByPrefix[strings.ToUpper(prefix)]
	if !ok {
		return Key{}, fmt.Errorf("%q is no key: no kind of item has the letters %q", s, prefix)
	}
	return Key{Kind: kind, Number: uint32(n)}, nil
}

var kindByPrefix = func() map[string]Kind {
	m := make(map[string]Kind, kindCount)
	for k := NoKind + 1; k < kindCount; k++ {
		m[kindDecls[k].Prefix] = k
	}
	return m
}()
