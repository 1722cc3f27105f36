package blob

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/cordon-ot/cordon/internal/trace"
)

// cacheName is the file of remembered verdicts: one line per verdict, of
// digest, size, time of change in nanoseconds since 1970, the store's own tag
// in hexadecimal if there is one, and verdict; of several lines for a digest
// the last stands. A line that cannot be read is passed over.
const cacheName = "verified"

// maxCacheLine bounds a line; no right one is longer, and none longer is written.
const maxCacheLine = 512

// Stamp is how a stored file looks from outside. While it stays the same, a
// verdict on the content is trusted.
type Stamp struct {
	Size    int64  // in bytes
	Changed int64  // time of change, in nanoseconds since 1970
	Tag     string // what the store says of the content by itself (an ETag); empty if nothing
}

func stampOf(info fs.FileInfo) Stamp {
	return Stamp{Size: info.Size(), Changed: info.ModTime().UnixNano()}
}

// Verdicts remembers what files were found to be, in memory and in a file.
// Being a cache it never fails: what cannot be read or written is worked out
// again. It is safe for concurrent use, also by several processes.
type Verdicts struct {
	path  string
	once  sync.Once
	mu    sync.Mutex
	known map[string]verdict
}

// verdict is what was found; FileMissing stands for a verdict taken back.
type verdict struct {
	Stamp
	state trace.FileState
}

// NewVerdicts gives the verdicts kept in the file at path, which need not
// exist; an empty path keeps them in memory only.
func NewVerdicts(path string) *Verdicts { return &Verdicts{path: path} }

// Look gives the verdict on the file of this name, if it still looks as it did.
func (c *Verdicts) Look(name string, s Stamp) (state trace.FileState, ok bool) {
	c.once.Do(c.load)
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.known[name]
	if !ok || v.Stamp != s || v.state == trace.FileMissing {
		return trace.FileMissing, false
	}
	return v.state, true
}

// Keep remembers a verdict on the file of this name while it looks like s.
func (c *Verdicts) Keep(name string, s Stamp, state trace.FileState) {
	c.once.Do(c.load)
	c.mu.Lock()
	defer c.mu.Unlock()
	v := verdict{Stamp: s, state: state}
	if c.known[name] == v {
		return
	}
	c.known[name] = v
	c.append(name, v)
}

// Forget takes back what was remembered of the file of this name.
func (c *Verdicts) Forget(name string) {
	c.once.Do(c.load)
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.known[name]; ok {
		delete(c.known, name)
		c.append(name, verdict{})
	}
}

// append writes one line in one call: lines of several processes do not mix.
func (c *Verdicts) append(name string, v verdict) {
	line := fmt.Sprintf("%s %d %d %s\n", name, v.Size, v.Changed, words[v.state])
	if v.Tag != "" {
		line = fmt.Sprintf("%s %d %d %s %s\n", name, v.Size, v.Changed, hex.EncodeToString([]byte(v.Tag)), words[v.state])
	}
	if c.path == "" || len(line) > maxCacheLine {
		return
	}
	f, err := os.OpenFile(c.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = f.WriteString(line) // what is not kept is worked out again
}

var words = map[trace.FileState]string{trace.FileMissing: "unknown", trace.FileChanged: "changed", trace.FilePresent: "present"}

func (c *Verdicts) load() {
	c.known = map[string]verdict{}
	f, err := os.Open(c.path)
	if err != nil {
		return
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, maxCacheLine), maxCacheLine)
	for lines.Scan() {
		if name, v, ok := parseLine(lines.Text()); ok {
			c.known[name] = v
		}
	}
}

func parseLine(line string) (name string, v verdict, ok bool) {
	fields := strings.Fields(line)
	if len(fields) != 4 && len(fields) != 5 {
		return "", v, false
	}
	if _, err := fmt.Sscan(fields[1]+" "+fields[2], &v.Size, &v.Changed); err != nil {
		return "", v, false
	}
	if len(fields) == 5 {
		tag, err := hex.DecodeString(fields[3])
		if err != nil {
			return "", v, false
		}
		v.Tag = string(tag)
	}
	for state, word := range words {
		if word == fields[len(fields)-1] {
			v.state, ok = state, true
		}
	}
	name, isDigest := Name(Prefix + fields[0])
	return name, v, ok && isDigest
}
