package text

import (
	"path"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// Names and bounds of the format.
const (
	// HeaderFile marks a folder as a project.
	HeaderFile = "cordon.yaml"
	// FilesFolder holds evidence files, each named by the 64 hexadecimal digits
	// of its SHA-256. This package names the folder and does not look inside.
	FilesFolder = "files"
	// StepsFolder belongs to templates; this package does not look inside.
	StepsFolder = "steps"
	// AllocationsFolder holds one file of allocations per place.
	AllocationsFolder = "allocations"
	// MaxFile is the size in bytes above which a file is refused.
	MaxFile = 64 << 20
	// Version is the version of the format that is written and read.
	Version = 1

	perFile    = 1000 // items of one file
	recordStem = "record"
	noPlace    = "none"
	extension  = ".yaml"
)

// role is what a file of the folder is for.
type role uint8

const (
	foreign role = iota // no part of the format
	header
	items
	record
)

// stemOf gives a kind's file name without number and extension.
func stemOf(k model.Kind) string {
	return strings.ReplaceAll(model.BaseSchema().Kind(k).Plural, " ", "_")
}

var kindByStem = func() map[string]model.Kind {
	m := map[string]model.Kind{}
	for _, k := range model.Kinds() {
		m[stemOf(k)] = k
	}
	return m
}()

// numbered gives the name of the n-th file (from 1) of a stem.
func numbered(stem string, n int) string {
	if n > 1 {
		stem += "-" + strconv.Itoa(n)
	}
	return stem + extension
}

// unnumbered takes the extension and the number off a file name. The number is
// 1 if there is none.
func unnumbered(name string) (stem string, n int, ok bool) {
	stem, ok = strings.CutSuffix(name, extension)
	if !ok {
		return "", 0, false
	}
	i := strings.LastIndexByte(stem, '-')
	if i < 0 {
		return stem, 1, true
	}
	n, err := strconv.Atoi(stem[i+1:])
	if err != nil || n < 2 || strconv.Itoa(n) != stem[i+1:] {
		return stem, 1, true
	}
	return stem[:i], n, true
}

// chunk is the number of the file that holds a key number.
func chunk(number uint32) int { return int(number-1)/perFile + 1 }

// classify says what a path, relative to the folder, is for, and which kind
// its items are of.
func classify(name string) (role, model.Kind) {
	if dir, file := path.Split(name); dir == AllocationsFolder+"/" && isPlaceFile(file) {
		return items, model.KindAllocation
	} else if dir != "" {
		return foreign, model.NoKind
	}
	if name == HeaderFile {
		return header, model.NoKind
	}
	stem, _, ok := unnumbered(name)
	if !ok {
		return foreign, model.NoKind
	}
	if stem == recordStem {
		return record, model.NoKind
	}
	if k, known := kindByStem[stem]; known {
		return items, k
	}
	return foreign, model.NoKind
}

// isPlaceFile reports whether a file of the allocations folder is named by a
// place, by a place and a number, or "none".
func isPlaceFile(file string) bool {
	stem, ok := strings.CutSuffix(file, extension)
	if !ok {
		return false
	}
	short, _, _ := unnumbered(file)
	return isPlace(stem) || isPlace(short) || short == noPlace
}

func isPlace(s string) bool {
	k, err := model.ParseKey(s)
	return err == nil && k.String() == s && (k.Kind == model.KindZone || k.Kind == model.KindConduit)
}

// Belongs reports whether a slash-separated path, relative to the folder, is
// one that Write can write: who writes a project over an older one removes
// those that were not written this time.
func Belongs(name string) bool {
	r, _ := classify(name)
	return r != foreign
}

// passedOver reports whether an entry of the folder is left alone: hidden
// files, documents about the project, evidence files, steps of a template.
func passedOver(name string, dir bool) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	if dir {
		return name == FilesFolder || name == StepsFolder
	}
	for _, prefix := range [...]string{"README", "LICENSE", "NOTICE"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// verbKey is how a verb is written as a key of an entry.
func verbKey(v model.Verb) string { return strings.ReplaceAll(v.String(), " ", "_") }

var verbByKey = func() map[string]model.Verb {
	m := map[string]model.Verb{}
	for _, v := range model.Verbs() {
		m[verbKey(v)] = v
	}
	return m
}()

// verbsFrom lists, per kind, the verbs whose links may start there.
var verbsFrom = func() map[model.Kind][]model.Verb {
	m := map[model.Kind][]model.Verb{}
	for _, v := range model.Verbs() {
		for _, k := range model.Kinds() {
			for _, e := range model.BaseSchema().Verb(v).Ends {
				if contains(e.From, k) && !contains(m[k], v) {
					m[k] = append(m[k], v)
				}
			}
		}
	}
	return m
}()

func contains[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}
