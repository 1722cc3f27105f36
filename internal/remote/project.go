package remote

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Options is what a project is opened with beside the client. All fields but
// Cache and Progress are needed.
type Options struct {
	Library *standard.Library
	Clock   func() time.Time
	Random  io.Reader // identities, and names of calls
	Zone    func(string) (*time.Location, error)
	Cache   string // folder for states, empty to keep none
	// Progress, if not nil, is told how far the reading of newer commits is.
	Progress func(done, total uint64)
}

// Project is one project of a server. Make one with Open. Its methods may be
// called concurrently.
type Project struct {
	*app.Planner
	client *Client
	ctx    context.Context //nolint:containedctx // of the run: some methods of app.Service take none
	key    string
	opts   Options
	cache  stateCache
	files  *Files
	ids    *identities

	mu     sync.Mutex
	detail api.ProjectDetail
	stale  bool              // the server may have gone on
	states []*model.Snapshot // looked at in this run, the latest used last
	name   string            // of the account, once asked for
	check  *api.Checkpoint
}

var _ app.Service = (*Project)(nil)

// mostStates is how many states one run keeps in memory.
const mostStates = 8

// Open finds a project by its key, or the only one there is if key is empty. It
// makes one small request. Denied if the caller may not read the project whole.
// What is done without a context of its own ends with ctx.
func Open(ctx context.Context, c *Client, key string, o Options) (*Project, error) {
	if key == "" {
		list, err := c.Projects(ctx)
		if err != nil {
			return nil, err
		}
		if key, err = only(list); err != nil {
			return nil, err
		}
	}
	p := &Project{
		Planner: app.NewPlanner(o.Library, o.Clock, o.Zone), client: c, ctx: ctx, key: key, opts: o,
		ids: newIdentities(o.Clock, o.Random),
	}
	if err := p.look(ctx); err != nil {
		return nil, err
	}
	// What is kept from another time is not for a caller who may not fetch it.
	if !p.may("analyse") {
		role := p.detail.Role
		if role == "" {
			role = "server administrator"
		}
		f := fault.New(fault.Denied, "open project", "the role %q, or this token, may not read the project whole, which the command line works on; use the web app or the API, or ask an owner for another role", role)
		f.Subject = p.detail.Key
		return nil, f
	}
	p.cache = newCache(o.Cache, c.Server(), p.detail.ID, o.Clock)
	p.files = &Files{project: p}
	return p, nil
}

// may reports whether the caller may do something in the project.
func (p *Project) may(action string) bool { return slices.Contains(p.detail.Actions, action) }

// look asks where the record stands.
func (p *Project) look(ctx context.Context) error {
	d, err := p.client.Project(ctx, p.key)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.detail, p.stale = d, false
	return nil
}

// Key is the word that stands for the project in addresses.
func (p *Project) Key() string { return p.detail.Key }

// ID is the project id.
func (p *Project) ID() string { return p.detail.ID }

// Title is the title of the project on the server.
func (p *Project) Title() string { return p.detail.Title }

// Client is the client the project was opened with.
func (p *Project) Client() *Client { return p.client }

// Head implements app.Service.
func (p *Project) Head(ctx context.Context) (app.State, error) {
	p.mu.Lock()
	stale := p.stale
	p.mu.Unlock()
	if stale {
		if err := p.look(ctx); err != nil {
			return app.State{}, err
		}
	}
	p.mu.Lock()
	head := p.detail.Head
	p.mu.Unlock()
	s, err := p.state(ctx, head.Commit)
	return app.State{Snapshot: s, Date: head.Date, Label: "head"}, err
}

// Refresh asks the server again where the record stands.
func (p *Project) Refresh(ctx context.Context) (app.State, error) {
	if err := p.look(ctx); err != nil {
		return app.State{}, err
	}
	return p.Head(ctx)
}

// At implements app.Service.
func (p *Project) At(ctx context.Context, ref string) (app.State, error) {
	if ref = strings.TrimSpace(ref); ref == "" || strings.EqualFold(ref, "head") {
		return p.Head(ctx)
	}
	// A small document about the state says which one it is.
	var d api.Baselines
	if err := p.client.get(ctx, projectPath(p.key, "baselines"), url.Values{"at": {ref}}, &d); err != nil {
		return app.State{}, err
	}
	s, err := p.state(ctx, d.State.Commit)
	return app.State{Snapshot: s, Date: d.State.Date, Label: d.State.Label}, err
}

const (
	// mostReplayed is how many commits are applied to a kept state before the
	// whole state is fetched instead.
	mostReplayed = 256
	// A replayed state is kept anew if it took many commits, or costs nothing.
	keepAfter   = 32
	keepSmaller = 20_000 // nodes
)

// state gives the state after a commit.
func (p *Project) state(ctx context.Context, n uint64) (*model.Snapshot, error) {
	if n == 0 {
		return model.Empty(), nil
	}
	base := p.held(n)
	if base != nil && base.Commit() == n {
		return base, nil
	}
	if at := p.cache.nearest(n); base == nil || at > base.Commit() {
		if s := p.cache.load(at); s != nil {
			base = s
		}
	}
	switch {
	case base == nil || n-base.Commit() > mostReplayed || base.Commit() != n && !p.may("read history"):
		return p.fetch(ctx, n)
	case base.Commit() == n:
		p.hold(base)
		return base, nil
	}
	s, err := p.replay(ctx, base, n)
	if err != nil {
		return nil, err
	}
	p.hold(s)
	p.keepNext(base, s)
	return s, nil
}

// keepNext keeps a state that others led to if fetching what led there again
// would cost more.
func (p *Project) keepNext(base, s *model.Snapshot) {
	if s.Commit()-base.Commit() >= keepAfter || s.Len() < keepSmaller || s.Len()-base.Len() > keepSmaller {
		p.keep(s)
	}
}

// replay applies the commits after base up to n.
func (p *Project) replay(ctx context.Context, base *model.Snapshot, n uint64) (*model.Snapshot, error) {
	s := base
	from := base.Commit()
	err := p.History(ctx, base.Commit()+1, n, func(c *model.Commit) error {
		next, err := model.Replay(s, c)
		if err != nil {
			return p.client.strange(err)
		}
		s = next
		if p.opts.Progress != nil {
			p.opts.Progress(s.Commit()-from, n-from)
		}
		return nil
	})
	return s, err
}

func (p *Project) keep(s *model.Snapshot) {
	if p.cache.dir == "" {
		return
	}
	var b bytes.Buffer
	if _, err := s.WriteTo(&b); err == nil {
		p.cache.save(s.Commit(), b.Bytes())
	}
}

// held gives the nearest state in memory at or before commit n.
func (p *Project) held(n uint64) *model.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	var best *model.Snapshot
	for _, s := range p.states {
		if s.Commit() <= n && (best == nil || s.Commit() > best.Commit()) {
			best = s
		}
	}
	return best
}

func (p *Project) hold(s *model.Snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.states) == mostStates {
		p.states = p.states[1:]
	}
	p.states = append(p.states, s)
}

// fetch asks for a whole state.
func (p *Project) fetch(ctx context.Context, n uint64) (*model.Snapshot, error) {
	at := strconv.FormatUint(n, 10)
	data, head, err := p.client.read(ctx, request{path: projectPath(p.key, "snapshot"), query: url.Values{"at": {at}}})
	if err != nil {
		return nil, err
	}
	s, err := model.ReadSnapshot(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, p.otherVersion(ctx, head, err)
	}
	if s.Commit() != n {
		return nil, p.client.strange(fmt.Errorf("asked for commit %d and got %d", n, s.Commit()))
	}
	p.cache.save(n, data)
	p.hold(s)
	return s, nil
}

// otherVersion says that the server's states are not in the format of this
// program.
func (p *Project) otherVersion(ctx context.Context, head http.Header, cause error) error {
	theirs := p.client.ServerVersion(ctx)
	f := fault.New(fault.Unavailable, "read a state", "the server (version %s) keeps states in another form than this program (version %s); use the cordon of the same version as the server", theirs, p.client.version)
	if head.Get("Content-Type") != "application/vnd.cordon.snapshot" {
		return p.client.strange(cause)
	}
	return f
}

// Plan implements app.Service.
func (p *Project) Plan(_ context.Context, at app.State, ops []model.Op) (app.State, error) {
	return p.Planner.Plan(at, ops)
}

// Library implements app.Service.
func (p *Project) Library() *standard.Library { return p.opts.Library }

// EvidenceFiles implements app.Service.
func (p *Project) EvidenceFiles() app.Files { return p.files }

// Files gives the files of evidence with what the command line needs beside
// app.Files.
func (p *Project) Files() *Files { return p.files }

// NewID implements app.Service.
func (p *Project) NewID() model.ID { return p.ids.next() }

// Close implements app.Service.
func (p *Project) Close() error {
	p.client.http.CloseIdleConnections()
	return nil
}

// Author gives the name that the server signs the caller's commits with.
func (p *Project) Author(ctx context.Context) (string, error) {
	p.mu.Lock()
	name := p.name
	p.mu.Unlock()
	if name != "" {
		return name, nil
	}
	a, err := p.client.Account(ctx)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.name = Name(a)
	return p.name, nil
}

// VerifierKey is the public key of the project's checkpoints.
func (p *Project) VerifierKey() (string, error) {
	p.mu.Lock()
	check := p.check
	p.mu.Unlock()
	if check == nil {
		if _, err := p.Checkpoint(p.ctx); err != nil {
			return "", err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.check.Key, nil
}

// Checkpoint gives the signed size and root of the record as it stands.
func (p *Project) Checkpoint(ctx context.Context) ([]byte, error) {
	var d api.Checkpoint
	if err := p.client.get(ctx, projectPath(p.key, "checkpoint"), nil, &d); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.check = &d
	return []byte(d.Checkpoint), nil
}

// ServerVersion gives the version of the server as it tells it, "unknown" if it
// does not.
func (c *Client) ServerVersion(ctx context.Context) string {
	var d api.ServerInfo
	if err := c.get(ctx, "/server", nil, &d); err != nil || d.Version == "" {
		return "unknown"
	}
	return d.Version
}

// identities makes identities as app does.
type identities struct {
	mu     sync.Mutex
	clock  func() time.Time
	random io.Reader
}

func newIdentities(clock func() time.Time, random io.Reader) *identities {
	return &identities{clock: clock, random: random}
}

func (m *identities) next() model.ID {
	b, err := m.bytes()
	if err != nil {
		return model.ID{}
	}
	return model.NewID(m.clock().UnixMilli(), b)
}

func (m *identities) bytes() (b [10]byte, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err = io.ReadFull(m.random, b[:])
	return b, err
}

// callName makes a name for one call.
func (p *Project) callName() (string, error) {
	a, err := p.ids.bytes()
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, "draw a name for a call", err)
	}
	b, err := p.ids.bytes()
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, "draw a name for a call", err)
	}
	return hex.EncodeToString(a[:]) + hex.EncodeToString(b[:]), nil
}
