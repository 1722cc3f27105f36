package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// ItemAddCmd adds an item.
type ItemAddCmd struct {
	Kind  string   `arg:"" help:"Kind of item: zone, asset, test run and so on."`
	Title string   `required:"" help:"Title of the item."`
	Set   []string `placeholder:"NAME=VALUE" sep:"none" help:"A property. Repeatable."`
	Link  []string `placeholder:"\"VERB KEY\"" sep:"none" help:"A link from the new item, such as \"in ZON-1\". Repeatable."`
	File  string   `placeholder:"PATH" help:"For evidence: the file. It is stored with the project, and its digest recorded."`
}

// Run adds the item.
func (c *ItemAddCmd) Run(ctx context.Context, ss *Session) error {
	k, err := parseKind(c.Kind)
	if err != nil {
		return err
	}
	if c.File != "" && k != model.KindEvidence {
		return fault.New(fault.Invalid, "add an item", "--file is for evidence, and this is %s", k.Indefinite())
	}
	var key model.Key
	w, err := ss.Write(ctx, "edit", func(e *Edit) error {
		ps, unset, err := parseProps(e.State.Snapshot, k, c.Set)
		if err != nil {
			return err
		}
		if len(unset) > 0 {
			return fault.New(fault.Invalid, "add an item", "--set %s= has no value", unset[0])
		}
		if c.File != "" {
			if ps, err = ss.storeFile(e, c.File, ps); err != nil {
				return err
			}
		}
		key = e.Create(k, c.Title, ps)
		var faults []error
		for _, l := range c.Link {
			v, to, err := ss.verbAndItem(e.State, l)
			if err == nil {
				err = e.Link(key, v, e.State.Snapshot.Key(to), nil)
			}
			faults = append(faults, err)
		}
		return errors.Join(faults...)
	})
	if err != nil {
		return err
	}
	return ss.Report(w, map[string]any{"item": key.String()}, fmt.Sprintf("Added %s %q.", key, c.Title))
}

// storeFile stores an evidence file and gives the properties that describe it,
// those the user set standing above those found.
func (ss *Session) storeFile(e *Edit, path string, ps model.Props) (model.Props, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	digest, _, err := e.Project.EvidenceFiles().Put(f)
	if err != nil {
		return nil, err
	}
	found := map[string]string{
		"digest":       digest,
		"file_name":    filepath.Base(path),
		"media_type":   mediaType(path),
		"collected_at": ss.env.Now().UTC().Format("2006-01-02T15:04:05Z"),
	}
	for name, text := range found {
		if !ps.Value(name).IsZero() && name != "digest" {
			continue
		}
		v, err := e.State.Snapshot.Schema().Prop(model.KindEvidence, name).Parse(text)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "describe the file", err)
		}
		ps = ps.With(name, v)
	}
	return ps, nil
}

// mediaTypes names the types of file that evidence usually comes in. The
// tables of the machine are not asked: what is recorded must not depend on it.
var mediaTypes = map[string]string{
	".pdf": "application/pdf", ".txt": "text/plain", ".log": "text/plain", ".md": "text/markdown",
	".csv": "text/csv", ".html": "text/html", ".htm": "text/html", ".xml": "application/xml",
	".json": "application/json", ".yaml": "application/yaml", ".yml": "application/yaml",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml",
	".zip": "application/zip", ".gz": "application/gzip", ".pcap": "application/vnd.tcpdump.pcap",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func mediaType(path string) string {
	if t, ok := mediaTypes[strings.ToLower(filepath.Ext(path))]; ok {
		return t
	}
	return "application/octet-stream"
}

// ItemSetCmd changes properties.
type ItemSetCmd struct {
	Key        string   `arg:"" help:"Key of the item, or its title."`
	Props      []string `arg:"" name:"name=value" help:"Properties; NAME= removes one. title=… changes the title."`
	IfRevision uint32   `name:"if-revision" placeholder:"N" help:"Only if the item still has this revision."`
}

// Run changes the properties.
func (c *ItemSetCmd) Run(ctx context.Context, ss *Session) error {
	var key model.Key
	w, err := ss.Write(ctx, "edit", func(e *Edit) error {
		n, err := ss.Item(e.State, c.Key)
		if err != nil {
			return err
		}
		s := e.State.Snapshot
		it := s.Item(n)
		key = it.Key
		if c.IfRevision > 0 && it.Rev != c.IfRevision {
			f := fault.New(fault.Conflict, "change an item", "the item is at revision %d, not %d; look at it again with \"cordon item show %s\"", it.Rev, c.IfRevision, key)
			f.Subject, f.Head = key.String(), s.Commit()
			return f
		}
		return setProps(e, it, c.Props)
	})
	if err != nil {
		return err
	}
	return ss.Report(w, map[string]any{"item": key.String()}, keepIf(w.Commit != nil, "Changed "+key.String()+".")...)
}

// setProps makes the ops of name=value pairs on an item, leaving out what is
// so already.
func setProps(e *Edit, it *model.Item, pairs []string) error {
	title := ""
	var rest []string
	for _, p := range pairs {
		if t, ok := strings.CutPrefix(p, "title="); ok {
			if title != "" {
				return fault.New(fault.Invalid, "read a property", "title= is written twice; write it once")
			}
			if title = strings.TrimSpace(t); title == "" {
				return fault.New(fault.Invalid, "read a property", "title= has no value; every item has a title")
			}
			continue
		}
		rest = append(rest, p)
	}
	ps, unset, err := parseProps(e.State.Snapshot, it.Kind(), rest)
	if err != nil {
		return err
	}
	var changed model.Props
	for _, p := range ps {
		if !it.Props.Value(p.Name).Equal(p.Value) {
			changed = changed.With(p.Name, p.Value)
		}
	}
	if title == it.Title {
		title = ""
	}
	if len(changed) > 0 || title != "" {
		if err := e.Set(it.Key, title, changed); err != nil {
			return err
		}
	}
	var gone []string
	for _, name := range unset {
		if !it.Props.Value(name).IsZero() {
			gone = append(gone, name)
		}
	}
	if len(gone) > 0 {
		return e.Unset(it.Key, gone...)
	}
	return nil
}

// parseProps reads name=value pairs for a kind. A table is written as a JSON
// array of objects.
func parseProps(s *model.Snapshot, k model.Kind, pairs []string) (ps model.Props, unset []string, err error) {
	find := func(name string) (*model.PropDecl, error) {
		if d := s.Schema().Prop(k, name); d != nil {
			return d, approvedOnly(k, name)
		}
		return nil, unknownProp(s, []model.Kind{k}, name)
	}
	return parsePairs(pairs, find)
}

// approvedOnly refuses what an approval writes and nobody sets by hand: the
// approval also makes and retires allocations, and its name stands for it.
func approvedOnly(k model.Kind, name string) error {
	if k != model.KindZone && k != model.KindConduit {
		return nil
	}
	switch name {
	case "approved_target", "target_approved_by", "target_approved_on", "target_inputs":
		return fault.New(fault.Invalid, "read a property", "%s is written by an approval only, which adapts the allocations too; approve the target (cordon target approve, in a what-if: approve PLACE VECTOR)", name)
	}
	return nil
}

// parsePairs reads name=value pairs; a pair without a value names a property
// to be removed. find gives the declaration of a name.
func parsePairs(pairs []string, find func(name string) (*model.PropDecl, error)) (ps model.Props, unset []string, err error) {
	var faults []error
	seen := map[string]bool{}
	for _, pair := range pairs {
		name, text, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			faults = append(faults, fault.New(fault.Invalid, "read a property", "%q is no property; write NAME=VALUE", pair))
			continue
		}
		if seen[name] {
			faults = append(faults, fault.New(fault.Invalid, "read a property", "%s= is written twice; write it once, several values of a list with semicolons between them", name))
			continue
		}
		seen[name] = true
		d, err := find(name)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		v, err := parseValue(d, text)
		if err != nil {
			f := &fault.Error{Kind: fault.Invalid, Op: "read a property", Place: fault.Place{Field: name}, Message: err.Error()}
			faults = append(faults, f)
			continue
		}
		if v.IsZero() {
			unset = append(unset, name)
			continue
		}
		ps = ps.With(name, v)
	}
	return ps, unset, errors.Join(faults...)
}

func parseValue(d *model.PropDecl, text string) (model.Value, error) {
	if d.Type != model.Table || strings.TrimSpace(text) == "" {
		return d.Parse(text)
	}
	var records []map[string]string
	if err := json.Unmarshal([]byte(text), &records); err != nil {
		var columns []string
		for _, c := range d.Columns {
			columns = append(columns, c.Name)
		}
		return model.Value{}, fmt.Errorf("%s is a table; write it as a JSON array of objects of texts, with the columns %s", d.Name, strings.Join(columns, ", "))
	}
	return d.Records(records)
}

// ItemRetireCmd retires an item.
type ItemRetireCmd struct {
	Key    string `arg:"" help:"Key of the item, or its title."`
	Reason string `required:"" help:"Why it goes."`
}

// Run retires the item.
func (c *ItemRetireCmd) Run(ctx context.Context, ss *Session) error {
	return ss.editItem(ctx, c.Key, "Retired", func(e *Edit, key model.Key) error { return e.RetireItem(key, c.Reason) })
}

// ItemReviveCmd brings an item back.
type ItemReviveCmd struct {
	Key string `arg:"" help:"Key of the retired item."`
}

// Run revives the item.
func (c *ItemReviveCmd) Run(ctx context.Context, ss *Session) error {
	return ss.editItem(ctx, c.Key, "Revived", func(e *Edit, key model.Key) error { return e.Revive(key) })
}

// editItem makes one change to one item.
func (ss *Session) editItem(ctx context.Context, name, done string, fn func(e *Edit, key model.Key) error) error {
	var key model.Key
	w, err := ss.Write(ctx, "edit", func(e *Edit) error {
		n, err := ss.Item(e.State, name)
		if err != nil {
			return err
		}
		key = e.State.Snapshot.Key(n)
		return fn(e, key)
	})
	if err != nil {
		return err
	}
	return ss.Report(w, map[string]any{"item": key.String()}, fmt.Sprintf("%s %s %q.", done, key, titleOf(w.After, key)))
}

func titleOf(st app.State, key model.Key) string {
	if n, ok := st.Snapshot.ByKey(key); ok {
		return st.Snapshot.Item(n).Title
	}
	return ""
}

// keepIf gives the lines if a condition holds.
func keepIf(ok bool, lines ...string) []string {
	if ok {
		return lines
	}
	return nil
}
