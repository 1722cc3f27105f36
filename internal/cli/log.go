package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// LogCmd lists commits.
type LogCmd struct {
	Limit int    `default:"20" help:"How many of the newest commits; 0 for all."`
	Item  string `placeholder:"KEY" help:"Only commits that touched this item, or record this digest."`
	Ops   bool   `help:"Show what each commit changed."`
}

// Run lists the commits.
func (c *LogCmd) Run(ctx context.Context, ss *Session) error {
	if c.Limit < 0 {
		return fault.New(fault.Invalid, "read --limit", "--limit is %d; write 0 for all, or how many", c.Limit)
	}
	if c.Item != "" {
		return ss.history(ctx, c.Item, c.Limit)
	}
	o, err := ss.record(ctx, "log")
	if err != nil {
		return err
	}
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	from, to := uint64(1), st.Snapshot.Commit()
	if c.Limit > 0 && to > uint64(c.Limit) {
		from = to - uint64(c.Limit) + 1
	}
	var list []*model.Commit
	if to > 0 {
		err = o.service.History(ctx, from, to, func(c *model.Commit) error {
			list = append(list, c)
			return nil
		})
	}
	if err != nil {
		return err
	}
	return ss.commits(st.Snapshot, list, from > 1, c.Ops)
}

// record gives the project if it is one with a record, not a text folder.
func (ss *Session) record(ctx context.Context, what string) (*opened, error) {
	o, err := ss.open(ctx, reading)
	if err != nil {
		return nil, err
	}
	if o.folder != nil {
		return nil, noPast(o.path, what)
	}
	return o, nil
}

// history lists the commits about an item or digest, the newest first.
func (ss *Session) history(ctx context.Context, name string, limit int) error {
	o, err := ss.record(ctx, "history")
	if err != nil {
		return err
	}
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	subject := name
	if _, err := model.ParseKey(name); err != nil && !isDigest(name) {
		n, err := ss.Item(st, name)
		if err != nil {
			return err
		}
		subject = st.Snapshot.Key(n).String()
	}
	var list []*model.Commit
	err = o.project.CommitsAbout(ctx, subject, func(c *model.Commit) error {
		if c.Number <= st.Snapshot.Commit() {
			list = append(list, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	cutOff := limit > 0 && len(list) > limit
	if cutOff {
		list = list[len(list)-limit:]
	}
	return ss.commits(st.Snapshot, list, cutOff, false)
}

// commits prints commits, given oldest first, the newest first.
func (ss *Session) commits(s *model.Snapshot, list []*model.Commit, more, ops bool) error {
	slices.Reverse(list)
	if ss.WantJSON() {
		if ops {
			docs := make([]api.CommitLines, len(list))
			for i, c := range list {
				docs[i] = api.CommitLines{Commit: commitOf(c), Changes: nonNil(opLines(s, c))}
			}
			return ss.JSON(struct {
				Commits []api.CommitLines `json:"commits"`
				More    bool              `json:"more"`
			}{docs, more})
		}
		d := api.Commits{Commits: make([]api.Commit, len(list)), More: more}
		for i, c := range list {
			d.Commits[i] = answer.Commit(c)
		}
		return ss.JSON(d)
	}
	if len(list) == 0 {
		ss.Printf("There are no commits yet; every change makes one.")
		return nil
	}
	if ops {
		for _, c := range list {
			ss.Heading(fmt.Sprintf("Commit %d  %s  %s  %s", c.Number, c.Time.UTC().Format("2006-01-02 15:04"), c.Author, c.Label))
			if c.Message != "" {
				ss.Wrap("  ", c.Message)
			}
			for _, l := range opLines(s, c) {
				ss.Printf("  %s", l)
			}
		}
	} else {
		t := NewTable(Col{Head: "COMMIT", Right: true}, Col{Head: "TIME (UTC)"}, Col{Head: "AUTHOR"}, Col{Head: "LABEL"}, Col{Head: "OPS", Right: true}, Col{Head: "MESSAGE", Flex: true})
		for _, c := range list {
			t.Add(int(c.Number), c.Time.UTC().Format("2006-01-02 15:04"), c.Author, c.Label, len(c.Ops), c.Message)
		}
		ss.Print(t)
	}
	if more {
		ss.Printf("There are older ones; see them with --limit 0.")
	}
	return nil
}

// opLines says in words what the ops of a commit did.
func opLines(s *model.Snapshot, c *model.Commit) []string {
	name := func(id model.ID) string {
		if n, ok := s.ByID(id); ok {
			return s.Key(n).String()
		}
		return id.String()
	}
	var lines []string
	for _, op := range c.Ops {
		var l string
		switch op.Kind {
		case model.OpCreate:
			l = fmt.Sprintf("create %s %q%s", op.Key, op.Title, pairs(op.Props))
		case model.OpSet:
			l = setLine(name, op)
		case model.OpUnset:
			l = fmt.Sprintf("unset %s: %s", name(op.Item), shortList(op.Names, 10))
		case model.OpLink:
			l = fmt.Sprintf("link %s %s %s%s", name(op.Item), op.Verb, name(op.To), pairs(op.Props))
		case model.OpUnlink:
			l = "unlink a link of " + name(op.Item)
		case model.OpRetire:
			l = "retire " + name(op.Item)
			if op.Reason != "" {
				l += ": " + op.Reason
			}
		}
		lines = append(lines, oneLine(l))
	}
	return lines
}

func setLine(name func(model.ID) string, op model.Op) string {
	switch {
	case op.Confirm:
		return fmt.Sprintf("confirm a link of %s: %s", name(op.Item), op.Reason)
	case !op.Link.IsZero():
		return fmt.Sprintf("set a link of %s%s", name(op.Item), pairs(op.Props))
	case op.Revive:
		return "revive " + name(op.Item)
	}
	l := "set " + name(op.Item)
	if op.TitleSet {
		l += fmt.Sprintf(" title=%q", op.Title)
	}
	return l + pairs(op.Props)
}

func pairs(ps model.Props) string {
	out := ""
	for _, p := range ps {
		out += " " + p.Name + "=" + p.Value.String()
	}
	return out
}
