package text

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

const (
	readOp    = "read the text format"
	maxFaults = 100 // named in one answer
	// maxParts bounds the memory that a small but hostile file can take: each
	// line, comma and bracket may become a node of the tree.
	maxParts = 4_000_000
)

// file is one file of the folder while it is read.
type file struct {
	path   string // in the folder
	name   string // as the user knows it
	role   role
	kind   model.Kind
	broken bool // it could not be interpreted; its items are not known
	faults []*fault.Error
	more   int // faults beyond those kept

	commented bool // it holds comments
}

func newFile(folder, name string) *file {
	f := &file{path: name, name: path.Join(folder, name)}
	f.role, f.kind = classify(name)
	return f
}

// fault notes what is wrong at a line and column (0 if not known).
func (f *file) fault(line, column int, subject, field, format string, a ...any) {
	e := fault.New(fault.Invalid, readOp, format, a...)
	e.Subject = subject
	e.Place = fault.Place{File: f.name, Line: line, Column: column, Field: field}
	f.add(e)
}

func (f *file) add(e *fault.Error) {
	// A file of nothing but faults must not fill the memory. Faults come
	// nearly in order of line, so the first ones are among those kept.
	if len(f.faults) >= 10*maxFaults {
		f.more++
		return
	}
	f.faults = append(f.faults, e)
}

// read gives the file's text: UTF-8 without byte order mark. If there is a
// fault it gives nil.
func (f *file) read(fsys fs.FS) []byte {
	data, err := readBounded(fsys, f.path)
	if err != nil {
		f.broken = true
		f.add(&fault.Error{Kind: fault.Unavailable, Op: readOp, Place: fault.Place{File: f.name}, Message: "the file cannot be read", Err: err})
		return nil
	}
	if len(data) > MaxFile {
		f.broken = true
		f.fault(0, 0, "", "", "the file has more than %d MiB; split it (a file holds the items of 1000 keys)", MaxFile>>20)
		return nil
	}
	data, message, line, column := decodeText(data)
	if message != "" {
		f.broken = true
		f.fault(line, column, "", "", "%s", message)
		return nil
	}
	return data
}

func readBounded(fsys fs.FS, name string) ([]byte, error) {
	// Asked before it is opened: opening a named pipe waits for a writer, and a
	// symbolic link may lead out of the folder.
	info, err := fs.Lstat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errors.New("it is a symbolic link; put the file itself there")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no plain file")
	}
	r, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var buf bytes.Buffer
	buf.Grow(int(min(info.Size(), MaxFile)) + bytes.MinRead)
	_, err = buf.ReadFrom(io.LimitReader(r, MaxFile+1))
	return buf.Bytes(), err
}

// decodeText takes a byte order mark away and refuses what is not UTF-8.
func decodeText(data []byte) (text []byte, message string, line, column int) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(data, []byte{0, 0, 0xFE, 0xFF}):
		return nil, "the file is in UTF-32; save it as UTF-8", 1, 1
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return nil, "the file is in UTF-16; save it as UTF-8", 1, 1
	}
	data = bytes.TrimPrefix(data, []byte{0xEF, 0xBB, 0xBF})
	if utf8.Valid(data) {
		return data, "", 0, 0
	}
	line, start := 1, 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return nil, fault.Say("the byte %02X is not UTF-8 text; save the file as UTF-8", data[i]).String(), line, utf8.RuneCount(data[start:i]) + 1
		}
		i += size
		if r == '\n' {
			line, start = line+1, i
		}
	}
	return data, "", 0, 0
}

// tree reads a file of YAML that holds one mapping. If there is a fault it
// gives nil and marks the file as broken.
func (f *file) tree(data []byte) *yaml.Node {
	f.broken = true
	if blank(data) {
		f.fault(0, 0, "", "", "the file is empty; remove it or write an item in it")
		return nil
	}
	parts := 0
	for _, c := range [...]byte{'\n', ',', '[', '{'} {
		parts += bytes.Count(data, []byte{c})
	}
	if parts > maxParts {
		f.fault(0, 0, "", "", "the file has more than %d lines, commas and brackets; split it (a file holds the items of 1000 keys)", maxParts)
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	doc, err := decodeNode(dec)
	if err != nil {
		f.yamlFault(data, err)
		return nil
	}
	if next, err := decodeNode(dec); !errors.Is(err, io.EOF) {
		line := 0
		if next != nil {
			line = next.Line
		}
		if err != nil {
			f.yamlFault(data, err)
		} else {
			f.fault(line, 0, "", "", "the file holds more than one YAML document; remove the line with ---")
		}
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		f.fault(root.Line, root.Column, "", "", "the file must be a mapping, from the key of an item to what it holds")
		return nil
	}
	before := len(f.faults)
	f.refuse(doc)
	if len(f.faults) > before {
		return nil
	}
	f.broken = false
	return root
}

// blank reports whether a file has no content but comments.
func blank(data []byte) bool {
	for line := range bytes.Lines(data) {
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] != '#' {
			return false
		}
	}
	return true
}

// decodeNode reads one document. The library reports some faults of its own
// by panic; a file must not stop the program.
func decodeNode(dec *yaml.Decoder) (n *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = nil, fmt.Errorf("the YAML cannot be understood: %v", r)
		}
	}()
	n = &yaml.Node{}
	if err := dec.Decode(n); err != nil {
		return nil, err
	}
	if len(n.Content) != 1 {
		return nil, errors.New("the YAML has no content")
	}
	return n, nil
}

// refuse names what the format does not use: anchors and aliases (a few lines
// of them can stand for billions), merge keys and tags.
func (f *file) refuse(n *yaml.Node) {
	what := ""
	switch {
	case n.Kind == yaml.AliasNode:
		what = "an alias (*" + n.Value + ")"
	case n.Anchor != "":
		what = "an anchor (&" + n.Anchor + ")"
	case n.Tag == "!!merge":
		what = "a merge key (<<)"
	case n.Style&yaml.TaggedStyle != 0:
		what = "a tag (" + n.Tag + ")"
	}
	if what != "" {
		f.fault(n.Line, n.Column, "", "", "the format has no %s; write the content out, or put the text in quotes", strings.TrimPrefix(strings.TrimPrefix(what, "an "), "a "))
	}
	f.commented = f.commented || n.HeadComment != "" || n.LineComment != "" || n.FootComment != ""
	for _, c := range n.Content {
		f.refuse(c)
	}
}

// pair is a key of a mapping with its value.
type pair struct{ key, value *yaml.Node }

// pairs lists a mapping and names keys that are no texts or stand twice; of
// those that stand twice it gives the first.
func (f *file) pairs(n *yaml.Node, subject string) []pair {
	list := make([]pair, 0, len(n.Content)/2)
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			f.fault(k.Line, k.Column, subject, "", "a key must be a word, not a list or mapping")
			continue
		}
		if line := seen[k.Value]; line > 0 {
			f.fault(k.Line, k.Column, subject, k.Value, "%q stands twice; the other is in line %d", k.Value, line)
			continue
		}
		seen[k.Value] = k.Line
		list = append(list, pair{k, n.Content[i+1]})
	}
	return list
}

// join sorts the faults of all files by file, line and column and makes one
// error of them; nil if there are none.
func join(files []*file) error {
	var all []*fault.Error
	more := 0
	for _, f := range files {
		all = append(all, f.faults...)
		more += f.more
	}
	sortFaults(all)
	return capped(all, more)
}

func sortFaults(all []*fault.Error) {
	slices.SortStableFunc(all, func(a, b *fault.Error) int {
		return cmp.Or(
			strings.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(a.Place.Column, b.Place.Column),
			strings.Compare(a.Place.Field, b.Place.Field),
			strings.Compare(a.Message, b.Message),
		)
	})
}

// capped joins the first faults and says how many there are beyond them.
func capped(all []*fault.Error, more int) error {
	if len(all) == 0 {
		return nil
	}
	more += max(0, len(all)-maxFaults)
	errs := make([]error, 0, maxFaults+1)
	for _, e := range all[:min(len(all), maxFaults)] {
		errs = append(errs, e)
	}
	if more > 0 {
		errs = append(errs, fault.New(fault.Invalid, readOp, "and %d more faults; correct the ones above and read again", more))
	}
	return errors.Join(errs...)
}
