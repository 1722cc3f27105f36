package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
)

// The named values a project keeps in its store.
const (
	valueProject = "project"     // the project id
	valueKey     = "signing-key" // the signer key of its checkpoints, secret
)

// Project is one open record. Make one with Open or Create and Close it.
type Project struct {
	*Planner
	cfg    Config
	id     string // project id, part of the log's origin
	signer string // secret
	ids    *identities

	head      atomic.Pointer[model.Snapshot] // the newest durable state known
	past      pastStates
	saving    sync.Mutex   // holds fromSaved after the start
	fromSaved bool         // there is a saved snapshot that a start would use
	unsaved   atomic.Int64 // what a start from it would have to replay, see grew
	queue     queue
	once      onceIndex // the writer's own
	listeners listeners
	ending    sync.Once
	ended     error
}

var _ Service = (*Project)(nil)

// Genesis is how a record begins.
type Genesis struct {
	// ProjectID names the project for ever, in its log and its key: up to 100
	// letters, digits, dots, hyphens and underscores. Empty makes a new UUID.
	ProjectID string
	// Author signs the first commit. Needed if there is a Title or Ops.
	Author string
	// Title, if not empty, makes the first commit create the system under
	// consideration SYS-1 with this title.
	Title string
	// Ops are further ops of the first commit. They may not use SYS-1 if Title
	// is set.
	Ops []model.Op
	// Label and Message go with the first commit; Label is "create project" if
	// empty.
	Label, Message string
}

// Create begins a record in an empty store: it makes the project's identity
// and its signing key, and the first commit if Genesis asks for one. Conflict
// if the store holds a project already. On any error the store stays open and
// is the caller's to close.
func Create(ctx context.Context, cfg Config, g Genesis) (*Project, error) {
	const op = "create project"
	if err := cfg.check(op); err != nil {
		return nil, err
	}
	if err := refuseUsed(ctx, cfg.Store); err != nil {
		return nil, err
	}
	id := g.ProjectID
	if id == "" {
		id = newIdentities(cfg.Clock, cfg.Random).next().String()
	}
	origin, err := ledger.Origin(id)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: op, Subject: id, Message: "this cannot be the id of a project", Err: err}
	}
	signer, _, err := ledger.GenerateKey(cfg.Random, origin)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "make the signing key", err)
	}
	if err := cfg.Store.SetValue(ctx, valueKey, []byte(signer)); err != nil {
		return nil, err
	}
	// The id comes last: a store that has it is a whole project.
	if err := cfg.Store.SetValue(ctx, valueProject, []byte(id)); err != nil {
		return nil, err
	}
	p, err := Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if c, ok := g.change(p.NewID); ok {
		if _, err := p.Commit(ctx, c); err != nil {
			p.queue.close()
			return nil, err
		}
	}
	return p, nil
}

func refuseUsed(ctx context.Context, s store.Store) error {
	n, _, err := s.Head(ctx)
	if err != nil {
		return err
	}
	_, err = s.Value(ctx, valueProject)
	switch {
	case err == nil || n > 0:
		return fault.New(fault.Conflict, "create project", "there is a project in this store already; open it, or choose another place")
	case fault.KindOf(err) == fault.NotFound:
		return nil
	}
	return err
}

// change gives the first commit, if there is one to make.
func (g *Genesis) change(newID model.IDSource) (Change, bool) {
	c := Change{Author: g.Author, Label: g.Label, Message: g.Message}
	if c.Label == "" {
		c.Label = "create project"
	}
	if g.Title != "" {
		key := model.Key{Kind: model.KindSystem, Number: 1}
		c.Ops = append(c.Ops, model.Op{Kind: model.OpCreate, Item: newID(), Key: key, Title: g.Title})
	}
	c.Ops = append(c.Ops, g.Ops...)
	return c, len(c.Ops) > 0
}

// Open opens the record in a store. Invalid if the store holds no project or a
// damaged one. On error the store stays open and is the caller's to close.
func Open(ctx context.Context, cfg Config) (*Project, error) {
	const op = "open project"
	if err := cfg.check(op); err != nil {
		return nil, err
	}
	if cfg.Files == nil {
		cfg.Files = noFiles{}
	}
	p := &Project{Planner: NewPlanner(cfg.Library, cfg.Clock, cfg.Zone), cfg: cfg, ids: newIdentities(cfg.Clock, cfg.Random)}
	if err := p.readValues(ctx); err != nil {
		return nil, err
	}
	s, err := p.start(ctx)
	if err != nil {
		return nil, err
	}
	p.publish(s)
	p.queue.init()
	go p.writeLoop()
	return p, nil
}

func (c *Config) check(op string) error {
	var missing []string
	for _, part := range []struct {
		name   string
		absent bool
	}{
		{"Store", c.Store == nil},
		{"Library", c.Library == nil},
		{"Clock", c.Clock == nil},
		{"Random", c.Random == nil},
		{"Zone", c.Zone == nil},
	} {
		if part.absent {
			missing = append(missing, part.name)
		}
	}
	if len(missing) > 0 {
		return fault.New(fault.Invalid, op, "the configuration lacks %s", strings.Join(missing, ", "))
	}
	return nil
}

func (p *Project) readValues(ctx context.Context) error {
	const op = "open project"
	id, err := p.cfg.Store.Value(ctx, valueProject)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return fault.New(fault.Invalid, op, "the store holds no project yet; create one")
	}
	if err != nil {
		return err
	}
	key, err := p.cfg.Store.Value(ctx, valueKey)
	if err != nil {
		return fault.Wrap(fault.Invalid, "read the signing key of the project", err)
	}
	if _, err := ledger.NewSigner(string(key)); err != nil {
		return &fault.Error{Kind: fault.Invalid, Op: op, Message: "the signing key of the project is damaged; restore the project from a backup", Err: err}
	}
	p.id, p.signer = string(id), string(key)
	return nil
}

// start builds the head: from the saved snapshot if there is one, else from
// the rows, and then from the commits after it.
func (p *Project) start(ctx context.Context) (*model.Snapshot, error) {
	s, ok := p.loadSaved(ctx)
	p.fromSaved = ok
	if !ok {
		var err error
		if s, err = p.fromRows(ctx); err != nil {
			return nil, err
		}
	}
	next, err := p.replay(ctx, s, 0, func(s *model.Snapshot, commit []byte) { p.grew(s, len(commit)) })
	if s.Damaged() {
		p.fromSaved = false
		return p.fromRows(ctx)
	}
	return next, err
}

// fromRows builds the current state from the rows.
func (p *Project) fromRows(ctx context.Context) (*model.Snapshot, error) {
	for {
		n, _, err := p.cfg.Store.Head(ctx)
		if err != nil {
			return nil, err
		}
		var at time.Time
		if n > 0 {
			if at, err = p.commitTime(ctx, n); err != nil {
				return nil, err
			}
		}
		l := model.NewLoader(n, at)
		next := uint32(0)
		head, err := p.cfg.Store.Rows(ctx, func(r store.Row) error {
			if r.Node != next {
				return fmt.Errorf("the row of node %d is missing", next)
			}
			next++
			return l.Add(r.Body)
		})
		if err != nil {
			return nil, damagedRows(err)
		}
		if head != n {
			continue // another process wrote between the two reads
		}
		s, err := l.Snapshot()
		if err != nil {
			return nil, damagedRows(err)
		}
		return s, nil
	}
}

func damagedRows(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Op: "read the current state", Message: "the stored state of the project is damaged; the log is the record, rebuild the state from it (doctor)", Err: err}
}

// replay applies the commits after base up to commit number to (0: all). each,
// if not nil, sees every state and the bytes of its commit.
func (p *Project) replay(ctx context.Context, base *model.Snapshot, to uint64, each func(s *model.Snapshot, commit []byte)) (*model.Snapshot, error) {
	s := base
	err := p.cfg.Store.Commits(ctx, base.Commit()+1, to, func(n uint64, data []byte) error {
		next, err := replayOne(s, n, data)
		if err != nil {
			return err
		}
		s = next
		if each != nil {
			each(s, data)
		}
		if to > 0 {
			p.progress("replaying commits", n-base.Commit(), to-base.Commit())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// replayOne applies the stored bytes of commit n to the state before it.
func replayOne(base *model.Snapshot, n uint64, data []byte) (*model.Snapshot, error) {
	c, err := decodeOne(n, data)
	if err != nil {
		return nil, err
	}
	if c.Time.Before(base.Time()) {
		return nil, damagedCommit(n, errors.New("it is dated before the commit it follows"))
	}
	s, err := model.Replay(base, c)
	if err != nil {
		return nil, damagedCommit(n, err)
	}
	return s, nil
}

// decodeOne reads the stored bytes of commit n.
func decodeOne(n uint64, data []byte) (*model.Commit, error) {
	c, err := model.DecodeCommit(data)
	if err != nil {
		return nil, damagedCommit(n, err)
	}
	if c.Number != n {
		return nil, damagedCommit(n, fmt.Errorf("it says it is commit %d", c.Number))
	}
	return c, nil
}

func damagedCommit(n uint64, err error) error {
	return &fault.Error{
		Kind: fault.Invalid, Op: "read the log", Subject: fmt.Sprintf("commit %d", n),
		Message: "the record is damaged here", Err: err,
	}
}

// progressEvery is after how many commits Progress is told.
const progressEvery = 500

func (p *Project) progress(what string, done, total uint64) {
	if p.cfg.Progress != nil && (done%progressEvery == 0 || done == total) {
		p.cfg.Progress(what, done, total)
	}
}

// publish makes s the head.
func (p *Project) publish(s *model.Snapshot) {
	p.past.addRecent(s)
	p.head.Store(s)
	p.listeners.tell()
}

// Head implements Service.
func (p *Project) Head(ctx context.Context) (State, error) {
	if err := p.usable(ctx, "read the head"); err != nil {
		return State{}, err
	}
	s := p.head.Load()
	day, err := p.day(s, p.cfg.Clock())
	return State{Snapshot: s, Date: day, Label: "head"}, err
}

// Refresh takes over what other processes have written and gives the newest
// state. Commit does so by itself where it matters.
func (p *Project) Refresh(ctx context.Context) (State, error) {
	if err := p.usable(ctx, "refresh"); err != nil {
		return State{}, err
	}
	// The writer alone changes the head; an empty request makes it look.
	if _, err := p.submit(ctx, &request{refresh: true}); err != nil {
		return State{}, err
	}
	return p.Head(ctx)
}

// usable tells why a call may not start.
func (p *Project) usable(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	if p.queue.isClosed() {
		return store.Closed(op)
	}
	return nil
}

// ID is the project id.
func (p *Project) ID() string { return p.id }

// VerifierKey is the public key of the project's checkpoints.
func (p *Project) VerifierKey() (string, error) {
	key, err := ledger.VerifierKey(p.signer)
	return key, fault.Wrap(fault.Internal, "read the signing key", err)
}

// Library implements Service.
func (p *Project) Library() *standard.Library { return p.cfg.Library }

// EvidenceFiles implements Service.
func (p *Project) EvidenceFiles() Files { return p.cfg.Files }

// NewID implements Service.
func (p *Project) NewID() model.ID { return p.ids.next() }

// Close implements Service. Changes that wait are still written; calls after it
// give Unavailable, and a second Close does nothing.
func (p *Project) Close() error {
	p.ending.Do(func() {
		p.queue.close()
		damaged := p.saveSnapshot(context.Background())
		p.ended = errors.Join(damaged, p.cfg.Store.Close())
	})
	return p.ended
}
