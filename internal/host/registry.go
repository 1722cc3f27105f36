package host

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
	"github.com/cordon-ot/cordon/internal/store"
)

// Entry is one project in the list.
type Entry struct {
	ID      string    // names the record for ever
	Key     string    // the word that stands in addresses
	Title   string    // for people
	Created time.Time // when it came to this server
	By      string    // id of the user who made it, empty for the command line of the server
	Retired bool      // it is out of use: readable, not writable
}

// registryFor is how long the list is remembered. Other nodes may change it.
const registryFor = 2 * time.Second

// registryCache spares asking the database at every request.
type registryCache struct {
	mu    sync.Mutex
	list  []Entry // nil before it was first read
	at    time.Time
	stale bool // this process has changed it since
}

// Projects lists all projects in order of their keys. While the database does
// not answer it is the list as it was last read.
func (h *Host) Projects(ctx context.Context) ([]Entry, error) {
	h.names.mu.Lock()
	defer h.names.mu.Unlock()
	now := h.cfg.Clock()
	if age := now.Sub(h.names.at); h.names.list != nil && !h.names.stale && age >= 0 && age < registryFor {
		return h.names.list, nil
	}
	list := []Entry{}
	err := h.cfg.Admin.Read(ctx, func(tx *sql.Tx) error {
		list = list[:0]
		rows, err := tx.QueryContext(ctx, "SELECT id, key, title, created, created_by, retired FROM admin_projects ORDER BY key")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e Entry
			var created, retired int64
			if err := rows.Scan(&e.ID, &e.Key, &e.Title, &created, &e.By, &retired); err != nil {
				return err
			}
			e.Created, e.Retired = time.UnixMilli(created).UTC(), retired != 0
			list = append(list, e)
		}
		return rows.Err()
	})
	if err != nil {
		if h.names.list != nil && fault.KindOf(err) == fault.Unavailable && ctx.Err() == nil {
			// Readers of open projects go on; who may read is asked elsewhere.
			return h.names.list, nil
		}
		return nil, err
	}
	h.names.list, h.names.at, h.names.stale = list, now, false
	return list, nil
}

func (h *Host) forgetNames() {
	h.names.mu.Lock()
	defer h.names.mu.Unlock()
	h.names.stale = true
}

// Find gives the project with a key. NotFound suggests a key that is near; for
// that reason only those in among are looked at.
func Find(among []Entry, key string) (Entry, error) {
	keys := make([]string, len(among))
	for i, e := range among {
		if strings.EqualFold(e.Key, key) {
			return e, nil
		}
		keys[i] = e.Key
	}
	f := fault.New(fault.NotFound, "find the project", "there is no project %q, or you have no role in it", key)
	if like := near.Words(key, keys, 3); len(like) > 0 {
		f.Say("there is no project %q, or you have no role in it; did you mean %v?", key, fault.Or(like))
	}
	f.Subject = key
	return Entry{}, f
}

// KeyRule reports what is wrong with a key for a project, nil if nothing is: it
// holds 1 to 60 of a to z, digits and hyphens, and begins with a letter.
func KeyRule(key string) error {
	ok := len(key) >= 1 && len(key) <= 60 && key[0] >= 'a' && key[0] <= 'z'
	for _, c := range []byte(key) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	if ok {
		return nil
	}
	f := fault.New(fault.Invalid, "create project", "%q cannot be the key of a project; use up to 60 of a to z, digits and hyphens, beginning with a letter, such as turbine-hall", key)
	f.Place.Field = "key"
	return f
}

// Start is how a project begins.
type Start struct {
	ID    string // names the record for ever; empty for a new one
	Key   string
	Title string
	By    string // id of the user who makes it
	// Fill makes the first commits; nil leaves the record empty.
	Fill func(ctx context.Context, p *app.Project, files blob.Store) error
}

// Create makes a project and lists it. Conflict if the key is taken. If filling
// it fails, nothing of it stays but files of evidence.
func (h *Host) Create(ctx context.Context, s Start) (Entry, error) {
	if err := KeyRule(s.Key); err != nil {
		return Entry{}, err
	}
	if strings.TrimSpace(s.Title) == "" {
		f := fault.New(fault.Invalid, "create project", "a project needs a title")
		f.Place.Field = "title"
		return Entry{}, f
	}
	if err := h.refuseTaken(ctx, s.Key); err != nil {
		return Entry{}, err
	}
	if s.ID == "" {
		id, err := h.newID()
		if err != nil {
			return Entry{}, err
		}
		s.ID = id
	}
	if err := h.begin(ctx, s); err != nil {
		return Entry{}, err
	}
	return h.Adopt(ctx, Entry{ID: s.ID, Key: s.Key, Title: s.Title, By: s.By})
}

func (h *Host) newID() (string, error) {
	var random [10]byte
	if _, err := io.ReadFull(h.cfg.Random, random[:]); err != nil {
		return "", fault.Wrap(fault.Internal, "make the id of a project", err)
	}
	return model.NewID(h.cfg.Clock().UnixMilli(), random).String(), nil
}

// begin makes the record. It is whole before it is listed, so that a stop in
// between leaves an unlisted record and never a listed one that cannot be
// opened.
func (h *Host) begin(ctx context.Context, s Start) error {
	st, err := h.cfg.Stores.Create(ctx, s.ID)
	if err != nil {
		return err
	}
	if err := h.fill(ctx, st, s); err != nil {
		return errors.Join(err, h.cfg.Stores.Discard(context.WithoutCancel(ctx), s.ID))
	}
	return nil
}

// fill makes the first commits in an empty store and closes it.
func (h *Host) fill(ctx context.Context, st store.Store, s Start) error {
	cfg, files, err := h.projectConfig(s.ID)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	cfg.Store = st
	p, err := app.Create(ctx, cfg, app.Genesis{ProjectID: s.ID})
	if err != nil {
		return errors.Join(err, st.Close())
	}
	if s.Fill != nil {
		if err := s.Fill(ctx, p, files); err != nil {
			return errors.Join(err, p.Close())
		}
	}
	return p.Close()
}

func (h *Host) refuseTaken(ctx context.Context, key string) error {
	h.forgetNames()
	list, err := h.Projects(ctx)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Key == key {
			return keyTaken(key)
		}
	}
	return nil
}

func keyTaken(key string) error {
	f := fault.New(fault.Conflict, "create project", "there is a project with the key %q already; choose another", key)
	f.Place.Field = "key"
	return f
}

// Adopt lists a record that is in the stores already, as after a restore or a
// move. Conflict if key or id are listed.
func (h *Host) Adopt(ctx context.Context, e Entry) (Entry, error) {
	if err := KeyRule(e.Key); err != nil {
		return Entry{}, err
	}
	e.Created = h.cfg.Clock().UTC().Truncate(time.Millisecond)
	err := h.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		var taken int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_projects WHERE key = $1 OR id = $2", e.Key, e.ID).Scan(&taken); err != nil {
			return err
		}
		if taken > 0 {
			return keyTaken(e.Key)
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO admin_projects (id, key, title, created, created_by, retired) VALUES ($1, $2, $3, $4, $5, 0)",
			e.ID, e.Key, e.Title, e.Created.UnixMilli(), e.By)
		return err
	})
	h.forgetNames()
	return e, err
}

// Change writes title and whether the project is retired. NotFound if there is
// none with this id.
func (h *Host) Change(ctx context.Context, id, title string, retired bool) error {
	defer h.forgetNames()
	return h.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		flag := int64(0)
		if retired {
			flag = 1
		}
		res, err := tx.ExecContext(ctx, "UPDATE admin_projects SET title = $1, retired = $2 WHERE id = $3", title, flag, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.NotFound, "change the project", "there is no such project"))
		}
		return nil
	})
}
