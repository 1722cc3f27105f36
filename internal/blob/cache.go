package blob

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/cordon-ot/cordon/internal/trace"
)

// cacheName is the file of remembered verdicts: one line per look, of digest,
// size, time of change in nanoseconds since 1970, and verdict; of several lines
// for a digest the last stands. A line that cannot be read is passed over.
const cacheName = "verified"

// maxCacheLine bounds a line; no right one is longer.
const maxCacheLine = 256

type seen struct {
	size, changed int64
	state         trace.FileState
}

func seenNow(info fs.FileInfo, state trace.FileState) seen {
	return seen{size: info.Size(), changed: info.ModTime().UnixNano(), state: state}
}

// cache remembers what files were found to be. Being a cache it never fails:
// what cannot be read or written is worked out again.
type cache struct {
	path  string
	once  sync.Once
	mu    sync.Mutex
	known map[string]seen
}

func (c *cache) look(name string, info fs.FileInfo) (trace.FileState, bool) {
	c.once.Do(c.load)
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.known[name]
	if !ok || s != seenNow(info, s.state) {
		return trace.FileMissing, false
	}
	return s.state, true
}

func (c *cache) keep(name string, info fs.FileInfo, state trace.FileState) {
	c.once.Do(c.load)
	c.mu.Lock()
	defer c.mu.Unlock()
	s := seenNow(info, state)
	c.known[name] = s
	f, err := os.OpenFile(c.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return
	}
	defer f.Close()
	// One write call: lines of several processes do not mix.
	fmt.Fprintf(f, "%s %d %d %s\n", name, s.size, s.changed, words[state])
}

var words = map[trace.FileState]string{trace.FileChanged: "changed", trace.FilePresent: "present"}

func (c *cache) load() {
	c.known = map[string]seen{}
	f, err := os.Open(c.path)
	if err != nil {
		return
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, maxCacheLine), maxCacheLine)
	for lines.Scan() {
		name, s, ok := parseLine(lines.Text())
		if ok {
			c.known[name] = s
		}
	}
}

func parseLine(line string) (name string, s seen, ok bool) {
	fields := strings.Fields(line)
	if len(fields) != 4 {
		return "", s, false
	}
	if _, err := fmt.Sscan(fields[1]+" "+fields[2], &s.size, &s.changed); err != nil {
		return "", s, false
	}
	for state, word := range words {
		if word == fields[3] {
			s.state, ok = state, true
		}
	}
	name, isDigest := Name(Prefix + fields[0])
	return name, s, ok && isDigest
}
