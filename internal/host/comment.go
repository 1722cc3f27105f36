package host

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Comment is what somebody says about an item to the others. It is no part of
// the record.
type Comment struct {
	ID         string
	Item       model.ID
	Kind       string // one of CommentKinds
	Text       string
	Author     string    // id of the user
	AuthorName string    // as it was when the comment was made
	Made       time.Time // when it was made
	Commit     uint64    // the head its author saw
	Edited     time.Time // zero if it reads as it was made
	Resolved   time.Time // zero while it is open
	ResolvedBy string    // name of who resolved it
}

// CommentKinds are what a comment can be (design, section 6: reviews).
var CommentKinds = []string{"comment", "question", "proposed change", "issue"}

const (
	// LongestComment is how many bytes a comment may have.
	LongestComment = 20_000
	// mostComments is how many comments an item may have.
	mostComments = 2000
	// MostCommentsListed is how many comments of a whole project are listed.
	MostCommentsListed = 2000
)

const commentColumns = "id, item, kind, body, author, author_name, made, made_at_commit, edited, resolved, resolved_by"

// Comments lists the comments on an item, the oldest first.
func (l *Lease) Comments(ctx context.Context, item model.ID) ([]Comment, error) {
	return l.comments(ctx, "SELECT "+commentColumns+" FROM admin_comments WHERE project = $1 AND item = $2 ORDER BY made, id", l.room.id, item.String())
}

// OpenComments lists the comments of a project that nobody has resolved, the
// newest first, MostCommentsListed at most.
func (l *Lease) OpenComments(ctx context.Context) ([]Comment, error) {
	return l.comments(ctx, "SELECT "+commentColumns+" FROM admin_comments WHERE project = $1 AND resolved = 0 ORDER BY made DESC, id LIMIT $2", l.room.id, MostCommentsListed)
}

func (l *Lease) comments(ctx context.Context, query string, args ...any) ([]Comment, error) {
	var list []Comment
	err := l.host.cfg.Admin.Read(ctx, func(tx *sql.Tx) error {
		list = []Comment{}
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			c, err := scanComment(rows)
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return rows.Err()
	})
	return list, err
}

func scanComment(row interface{ Scan(...any) error }) (Comment, error) {
	var c Comment
	var item string
	var made, edited, resolved int64
	err := row.Scan(&c.ID, &item, &c.Kind, &c.Text, &c.Author, &c.AuthorName, &made, &c.Commit, &edited, &resolved, &c.ResolvedBy)
	if err != nil {
		return c, err
	}
	c.Made, c.Edited, c.Resolved = time.UnixMilli(made).UTC(), momentOf(edited), momentOf(resolved)
	c.Item, err = model.ParseID(item)
	return c, err
}

// momentOf reads a time of which 0 is none.
func momentOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func msOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Comment gives one comment of a project. NotFound if there is none.
func (l *Lease) Comment(ctx context.Context, id string) (Comment, error) {
	list, err := l.comments(ctx, "SELECT "+commentColumns+" FROM admin_comments WHERE project = $1 AND id = $2", l.room.id, id)
	if err != nil {
		return Comment{}, err
	}
	if len(list) == 0 {
		return Comment{}, noComment(id)
	}
	return list[0], nil
}

func noComment(id string) error {
	f := fault.New(fault.NotFound, "find a comment", "there is no such comment; it may have been removed meanwhile")
	f.Subject = id
	return f
}

// AddComment keeps a new comment and gives it with its id and time.
func (l *Lease) AddComment(ctx context.Context, c Comment) (Comment, error) {
	var b [12]byte
	if _, err := io.ReadFull(l.host.cfg.Random, b[:]); err != nil {
		return c, fault.New(fault.Internal, "name a comment", "no random bytes: %v", err)
	}
	c.ID, c.Made = hex.EncodeToString(b[:]), l.host.cfg.Clock().UTC().Truncate(time.Millisecond)
	err := l.host.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		var count, last int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*), coalesce(max(made), 0) FROM admin_comments WHERE project = $1 AND item = $2", l.room.id, c.Item.String()).Scan(&count, &last); err != nil {
			return err
		}
		// An answer stands below what it answers, though both were made within a
		// millisecond or the clock was set back.
		if c.Made.UnixMilli() <= last {
			c.Made = time.UnixMilli(last + 1).UTC()
		}
		if count >= mostComments {
			return fault.New(fault.Invalid, "keep a comment", "this item has %d comments already; remove some that are settled", count)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO admin_comments
			(id, project, item, kind, body, author, author_name, made, made_at_commit, changed, edited, resolved, resolved_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '')`,
			c.ID, l.room.id, c.Item.String(), c.Kind, c.Text, c.Author, c.AuthorName, c.Made.UnixMilli(), c.Commit, c.Made.UnixMilli())
		return err
	})
	if err == nil {
		l.host.comments.tell(l.room.id)
	}
	return c, err
}

// ChangeComment reads a comment, has change write it, and keeps it, as one. An
// error of change stops it. change may be called several times.
func (l *Lease) ChangeComment(ctx context.Context, id string, change func(c *Comment, now time.Time) error) (Comment, error) {
	now := l.host.cfg.Clock().UTC().Truncate(time.Millisecond)
	var c Comment
	err := l.host.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		var err error
		c, err = scanComment(tx.QueryRowContext(ctx, "SELECT "+commentColumns+" FROM admin_comments WHERE project = $1 AND id = $2", l.room.id, id))
		if errors.Is(err, sql.ErrNoRows) {
			return noComment(id)
		}
		if err != nil {
			return err
		}
		if err := change(&c, now); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE admin_comments SET kind = $1, body = $2, changed = $3, edited = $4, resolved = $5, resolved_by = $6 WHERE project = $7 AND id = $8",
			c.Kind, c.Text, now.UnixMilli(), msOf(c.Edited), msOf(c.Resolved), c.ResolvedBy, l.room.id, id)
		return err
	})
	if err == nil {
		l.host.comments.tell(l.room.id)
	}
	return c, err
}

// DropComment removes a comment if may allows it. NotFound if there is none.
func (l *Lease) DropComment(ctx context.Context, id string, may func(Comment) error) error {
	c, err := l.Comment(ctx, id)
	if err != nil {
		return err
	}
	if err := may(c); err != nil {
		return err
	}
	err = l.host.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM admin_comments WHERE project = $1 AND id = $2", l.room.id, id)
		return err
	})
	if err == nil {
		l.host.comments.tell(l.room.id)
	}
	return err
}

// talk tells those who follow a project that something changed among its
// comments.
type talk struct {
	mu    sync.Mutex
	rooms map[string]*spoken // by project id; those that were asked about
}

type spoken struct {
	times   uint64 // how many changes were seen
	seen    string // what the database had when it was looked at last
	changed chan struct{}
}

func (t *talk) of(project string) *spoken {
	if t.rooms == nil {
		t.rooms = map[string]*spoken{}
	}
	s := t.rooms[project]
	if s == nil {
		s = &spoken{changed: make(chan struct{})}
		t.rooms[project] = s
	}
	return s
}

func (s *spoken) tell() {
	s.times++
	close(s.changed)
	s.changed = make(chan struct{})
}

func (t *talk) tell(project string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of(project).tell()
}

// CommentsChanged gives a channel that is closed at the next change among the
// comments of a project, and how many changes this node has seen. What is
// written on another node is seen within a few seconds.
func (h *Host) CommentsChanged(project string) (<-chan struct{}, uint64) {
	h.comments.mu.Lock()
	defer h.comments.mu.Unlock()
	s := h.comments.of(project)
	return s.changed, s.times
}

// sweepComments looks whether something was said on other nodes.
func (h *Host) sweepComments(ctx context.Context) {
	if !h.cfg.Stores.Shared() {
		return
	}
	h.comments.mu.Lock()
	open := slices.Collect(maps.Keys(h.comments.rooms))
	h.comments.mu.Unlock()
	for _, id := range open {
		var seen string
		err := h.cfg.Admin.Read(ctx, func(tx *sql.Tx) error {
			var count, newest int64
			err := tx.QueryRowContext(ctx, "SELECT count(*), coalesce(max(changed), 0) FROM admin_comments WHERE project = $1", id).Scan(&count, &newest)
			seen = fmt.Sprint(count, newest)
			return err
		})
		if err != nil {
			h.cfg.Log.DebugContext(ctx, "asking for comments on other nodes", "error", err)
			continue
		}
		h.comments.mu.Lock()
		s := h.comments.of(id)
		if s.seen != "" && s.seen != seen {
			s.tell()
		}
		s.seen = seen
		h.comments.mu.Unlock()
	}
}
