package model

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// A saved snapshot is a cache of one state that can be read back without
// decoding any item. All numbers are little endian:
//
//	8   magic "CORDSNP1"
//	8   vocabulary: first bytes of the SHA-256 of the row format and the names
//	    of kinds, verbs and types in order of their numbers
//	8   commit
//	8   time, milliseconds since the Unix epoch
//	8   n, number of nodes
//	8   m, number of edges
//	8   b, length of all rows
//	n   kind per node, bit 7 set if retired
//	4n  number of the key per node
//	4(n+1)  where the outgoing edges of each node begin, and their end
//	4m  node each outgoing edge leads to
//	m   verb of each outgoing edge
//	4(n+1), 4m, m  the same for incoming edges
//	4n  length of each node's row
//	b   rows (see rowFormat), in node order
//
// It is not part of the record: the store checks its integrity and drops it
// when in doubt, and a start from rows or from the log gives the same state. A
// program with another row format or other numbers has another vocabulary and
// refuses it.

const (
	savedMagic  = "CORDSNP1"
	savedHeader = 56
	retiredBit  = 0x80
)

var errSaved = errors.New("the saved snapshot is damaged")

// vocabulary stands for everything that gives the numbers in rows a meaning.
var vocabulary = func() uint64 {
	words := []byte{rowFormat}
	for _, k := range Kinds() {
		words = fmt.Appendf(words, "%d %s\n", k, k)
	}
	for _, v := range Verbs() {
		words = fmt.Appendf(words, "%d %s\n", v, v)
	}
	for t, name := range typeNames {
		words = fmt.Appendf(words, "%d %s\n", t, name)
	}
	sum := sha256.Sum256(words)
	return binary.LittleEndian.Uint64(sum[:])
}()

// WriteTo writes the saved form of the snapshot.
func (s *Snapshot) WriteTo(w io.Writer) (int64, error) {
	cw := &countingWriter{w: w}
	rows := make([]uint32, s.size)
	var total, edges uint64
	for n := range Node(s.size) {
		rows[n] = uint32(len(s.rowBytes(n)))
		total += uint64(rows[n])
		edges += uint64(len(s.Out(n)))
	}
	b := append(make([]byte, 0, 1<<20), savedMagic...)
	for _, v := range []uint64{vocabulary, s.commit, uint64(s.time.UnixMilli()), uint64(s.size), edges, total} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	for n := range Node(s.size) {
		k := byte(s.Kind(n))
		if !s.Live(n) {
			k |= retiredBit
		}
		b = append(b, k)
	}
	for n := range Node(s.size) {
		b = binary.LittleEndian.AppendUint32(b, s.numberOf(n))
	}
	b = cw.flush(b)
	b = s.appendEdges(cw, b, s.Out)
	b = s.appendEdges(cw, b, s.In)
	b = appendU32s(b, rows)
	for n := range Node(s.size) {
		b = append(b, s.rowBytes(n)...)
		if len(b) > 1<<20 {
			b = cw.flush(b)
		}
	}
	cw.flush(b)
	return cw.n, cw.err
}

func (s *Snapshot) appendEdges(cw *countingWriter, b []byte, of func(Node) []Edge) []byte {
	at := uint32(0)
	b = binary.LittleEndian.AppendUint32(b, at)
	for n := range Node(s.size) {
		at += uint32(len(of(n)))
		b = binary.LittleEndian.AppendUint32(b, at)
	}
	b = cw.flush(b)
	for n := range Node(s.size) {
		for _, e := range of(n) {
			b = binary.LittleEndian.AppendUint32(b, uint32(e.Node))
		}
		if len(b) > 1<<20 {
			b = cw.flush(b)
		}
	}
	for n := range Node(s.size) {
		for _, e := range of(n) {
			b = append(b, byte(e.Verb))
		}
	}
	return cw.flush(b)
}

// rowBytes gives the stored row of a node, encoding it if it was changed since.
func (s *Snapshot) rowBytes(n Node) []byte {
	p, i := s.body[n>>pageBits], int(n&pageMask)
	if it := p.items[i].Load(); it != nil {
		return AppendRow(nil, it)
	}
	return p.row(i)
}

// numberOf reads the number of a key without decoding the item.
func (s *Snapshot) numberOf(n Node) uint32 {
	p, i := s.body[n>>pageBits], int(n&pageMask)
	if it := p.items[i].Load(); it != nil {
		return it.Key.Number
	}
	num, _ := binary.Uvarint(p.row(i)[19:])
	return uint32(num)
}

type countingWriter struct {
	w   io.Writer
	n   int64
	err error
}

// flush writes b and gives it back empty.
func (c *countingWriter) flush(b []byte) []byte {
	if c.err == nil {
		var n int
		n, c.err = c.w.Write(b)
		c.n += int64(n)
	}
	return b[:0]
}

// savedFile is a saved snapshot being read.
type savedFile struct {
	r       io.ReaderAt
	n, m, b int64
	s       *Snapshot
}

// ReadSnapshot reads a saved snapshot of size bytes. The reader must deliver
// what WriteTo wrote or an error: a store checks the bytes it hands out. Items
// are decoded when they are first looked at.
func ReadSnapshot(r io.ReaderAt, size int64) (*Snapshot, error) {
	head := make([]byte, savedHeader)
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, fmt.Errorf("reading the head of the saved snapshot: %w", err)
	}
	u := func(i int) int64 { return int64(binary.LittleEndian.Uint64(head[8*i:])) }
	f := &savedFile{r: r, n: u(4), m: u(5), b: u(6), s: Empty()}
	const limit = 1 << 40
	if string(head[:8]) != savedMagic || uint64(u(1)) != vocabulary {
		return nil, errors.New("the saved snapshot was written by another version of the program")
	}
	if f.n < 0 || f.n > limit || f.m < 0 || f.m > limit || f.b < 0 || f.b > limit || f.size() != size {
		return nil, errSaved
	}
	f.s.commit, f.s.time, f.s.size = uint64(u(2)), time.UnixMilli(u(3)).UTC(), int(f.n)
	if err := f.read(); err != nil {
		return nil, err
	}
	if err := f.s.readSystem(); err != nil {
		return nil, err
	}
	if f.s.Damaged() {
		return nil, errSaved
	}
	return f.s, nil
}

func (f *savedFile) size() int64 {
	return savedHeader + f.n + 4*f.n + 2*(4*(f.n+1)+5*f.m) + 4*f.n + f.b
}

// read takes the sections; graph and rows are read side by side, since that is
// what makes a start fast.
func (f *savedFile) read() error {
	pages := (int(f.n) + pageSize - 1) >> pageBits
	f.s.graph, f.s.body = make([]*graphPage, pages), make([]*bodyPage, pages)
	f.s.saved = &savedRows{size: int(f.n)}
	for i := range pages {
		f.s.graph[i], f.s.body[i] = &graphPage{}, &bodyPage{saved: f.s.saved}
	}
	outAt := savedHeader + f.n + 4*f.n
	inAt := outAt + 4*(f.n+1) + 5*f.m
	rowsAt := inAt + 4*(f.n+1) + 5*f.m
	errs := make([]error, 3)
	var wg sync.WaitGroup
	for i, part := range []func() error{
		func() error { return errors.Join(f.kinds(), f.bodies(rowsAt)) },
		func() error {
			return f.edges(outAt, func(g *graphPage, off *[pageSize + 1]uint32, e []Edge) { g.outOff, g.out = *off, e })
		},
		func() error {
			return f.edges(inAt, func(g *graphPage, off *[pageSize + 1]uint32, e []Edge) { g.inOff, g.in = *off, e })
		},
	} {
		wg.Go(func() { errs[i] = part() })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// section reads n bytes from an offset.
func (f *savedFile) section(at, n int64) ([]byte, error) {
	b := make([]byte, n)
	if n == 0 {
		return b, nil
	}
	if _, err := f.r.ReadAt(b, at); err != nil {
		return nil, fmt.Errorf("reading the saved snapshot: %w", err)
	}
	return b, nil
}

func (f *savedFile) kinds() error {
	b, err := f.section(savedHeader, 5*f.n)
	if err != nil {
		return err
	}
	for i := range int(f.n) {
		k := Kind(b[i] &^ retiredBit)
		number := binary.LittleEndian.Uint32(b[int(f.n)+4*i:])
		if k == NoKind || k >= kindCount || number == 0 || number > MaxNumber {
			return errSaved
		}
		g := f.s.graph[i>>pageBits]
		g.kind[i&pageMask] = k
		retired := b[i]&retiredBit != 0
		if retired {
			g.retired |= 1 << (i & pageMask)
		}
		f.s.keys[k].set(number, Node(i), nil)
		if k == KindSystem && !retired {
			f.s.system = Node(i)
		}
	}
	return nil
}

func (f *savedFile) edges(at int64, put func(*graphPage, *[pageSize + 1]uint32, []Edge)) error {
	b, err := f.section(at, 4*(f.n+1)+5*f.m)
	if err != nil {
		return err
	}
	off := b[:4*(f.n+1)]
	nodes := b[4*(f.n+1) : 4*(f.n+1)+4*f.m]
	verbs := b[4*(f.n+1)+4*f.m:]
	all := make([]Edge, f.m)
	for i := range all {
		n := binary.LittleEndian.Uint32(nodes[4*i:])
		if int64(n) >= f.n || Verb(verbs[i]) >= verbCount {
			return errSaved
		}
		all[i] = Edge{Node: Node(n), Verb: Verb(verbs[i])}
	}
	last := int64(0)
	for pi, g := range f.s.graph {
		var o [pageSize + 1]uint32
		first := int64(pi) << pageBits
		base := int64(binary.LittleEndian.Uint32(off[4*first:]))
		for i := range int64(pageSize + 1) {
			v := int64(binary.LittleEndian.Uint32(off[4*min(first+i, f.n):]))
			if v < last || v > f.m {
				return errSaved
			}
			last = v
			o[i] = uint32(v - base)
		}
		put(g, &o, slices.Clip(all[base:last]))
	}
	return nil
}

func (f *savedFile) bodies(at int64) error {
	lens, err := f.section(at, 4*f.n)
	if err != nil {
		return err
	}
	raw, err := f.section(at+4*f.n, f.b)
	if err != nil {
		return err
	}
	offs := make([]uint32, int(f.n)+len(f.s.body))
	from, k := int64(0), 0
	for pi, p := range f.s.body {
		n := min(pageSize, int(f.n)-pi<<pageBits)
		p.off = offs[k : k+n+1 : k+n+1]
		k += n + 1
		sum := int64(0)
		for i := range n {
			l := int64(binary.LittleEndian.Uint32(lens[4*(pi<<pageBits+i):]))
			if l < 20 || from+sum+l > f.b {
				return errSaved
			}
			if !f.keyFits(raw[from+sum:from+sum+l], Node(pi<<pageBits+i)) {
				return errSaved
			}
			sum += l
			p.off[i+1] = uint32(sum)
		}
		p.raw = raw[from : from+sum : from+sum]
		from += sum
	}
	return nil
}

// keyFits reports whether a row, of 20 bytes at least, has the format and the
// key that the graph has for its node. The rest is checked when somebody looks at the item.
func (f *savedFile) keyFits(row []byte, n Node) bool {
	number, _ := binary.Uvarint(row[19:])
	kind := f.s.Kind(n)
	if row[0] != rowFormat || Kind(row[17]) != kind || number > MaxNumber {
		return false
	}
	m, ok := f.s.keys[kind].node(uint32(number))
	return ok && m == n
}
