package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/inventory"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/starter"
)

// ImportCmd groups the commands that take something in.
type ImportCmd struct {
	Inventory ImportInventoryCmd `cmd:"" help:"Take in a list of assets from CSV or Excel."`
	Text      ImportTextCmd      `cmd:"" help:"Take in a text folder."`
}

// ImportInventoryCmd takes in a list of assets.
type ImportInventoryCmd struct {
	File        string `arg:"" help:"CSV file or Excel workbook."`
	Mapping     string `placeholder:"FILE" help:"What each column means, as --save-mapping wrote it."`
	SaveMapping string `name:"save-mapping" placeholder:"FILE" help:"Write what each column was taken for, to be corrected by hand."`
	Sheet       string `placeholder:"NAME" help:"Worksheet of a workbook; the first with a header without it."`
	DryRun      bool   `name:"dry-run" help:"Say what would change and change nothing."`
	Source      string `placeholder:"NAME" help:"What the list is called in the record; its file name without it."`
}

// Run takes in the list.
func (c *ImportInventoryCmd) Run(ctx context.Context, ss *Session) error {
	sheet, mapping, notes, err := c.read(ss)
	if err != nil {
		return err
	}
	if c.SaveMapping != "" {
		if err := createFile(c.SaveMapping, mapping.Encode()); err != nil {
			return err
		}
	}
	prepare := func(st app.State, newID model.IDSource) (*inventory.Plan, error) {
		step, end := ss.Progress("comparing rows")
		defer end()
		plan, err := inventory.Prepare(sheet, mapping, st.Snapshot, inventory.Options{IDs: newID, Progress: step})
		if err != nil {
			return nil, err
		}
		plan.Notes = append(notes, plan.Notes...)
		return plan, nil
	}
	if c.DryRun {
		return c.dryRun(ctx, ss, prepare)
	}
	if ss.flags.Message == "" {
		name := c.Source
		if name == "" {
			name = sheet.Name
		}
		ss.flags.Message = "inventory " + name
	}
	var plan *inventory.Plan
	w, err := ss.Write(ctx, "import inventory", func(e *Edit) error {
		var err error
		if plan, err = prepare(e.State, e.Project.NewID); err == nil {
			e.Raw = plan.Ops
		}
		return err
	})
	if err != nil {
		return err
	}
	if !ss.WantJSON() {
		if err := ss.printPlan(plan); err != nil {
			return err
		}
	}
	return ss.Report(w, planFields(plan))
}

// read reads the sheet and finds or reads the mapping.
func (c *ImportInventoryCmd) read(ss *Session) (*inventory.Sheet, *inventory.Mapping, []inventory.Note, error) {
	var mapping *inventory.Mapping
	o := inventory.ReadOptions{}
	if c.Mapping != "" {
		data, err := readFile(c.Mapping, maxCatalogue)
		if err != nil {
			return nil, nil, nil, err
		}
		if mapping, err = inventory.DecodeMapping(c.Mapping, data); err != nil {
			return nil, nil, nil, err
		}
		o = mapping.ReadOptions()
	}
	if c.Sheet != "" {
		o.Sheet = c.Sheet
	}
	step, end := ss.Progress("reading rows")
	defer end()
	o.Progress = func(rows int) { step(rows, 0) }
	f, err := openFile(c.File)
	if err != nil {
		return nil, nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, nil, fileFault("read the file", c.File, err)
	}
	sheet, err := inventory.Read(c.File, f, info.Size(), o)
	if err != nil || mapping != nil {
		return sheet, mapping, nil, err
	}
	mapping, notes := inventory.Propose(sheet)
	return sheet, mapping, notes, nil
}

func (c *ImportInventoryCmd) dryRun(ctx context.Context, ss *Session, prepare func(app.State, model.IDSource) (*inventory.Plan, error)) error {
	svc, err := ss.Service(ctx)
	if err != nil {
		return err
	}
	st, err := svc.Head(ctx)
	if err != nil {
		return err
	}
	plan, err := prepare(st, svc.NewID)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(append(orderedMap{{"dry_run", true}}, sortedFields(planFields(plan))...))
	}
	if err := ss.printPlan(plan); err != nil {
		return err
	}
	ss.Printf("\nDry run: nothing was changed.")
	return nil
}

// printPlan prints a plan, line by line, harmless to a terminal.
func (ss *Session) printPlan(plan *inventory.Plan) error {
	var b bytes.Buffer
	if err := plan.WriteText(&b); err != nil {
		return err
	}
	listed, left := 0, 0
	rest := func() {
		if left > 0 {
			ss.Printf("  and %d more; --json lists all", left)
		}
		listed, left = 0, 0
	}
	for _, line := range strings.Split(strings.TrimRight(b.String(), "\n"), "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		switch len(indent) {
		case 0: // a heading
			rest()
		case 2: // an entry; what is indented further belongs to it
			if listed++; listed > mostOfPlan {
				left++
			}
		}
		if left == 0 {
			ss.Printf("%s%s", indent, oneLine(line[len(indent):]))
		}
	}
	rest()
	return nil
}

// mostOfPlan is how many entries of each section of a plan are printed.
const mostOfPlan = 100

// planFields gives a plan as members of a JSON object.
func planFields(p *inventory.Plan) map[string]any {
	type change struct {
		Field string `json:"field"`
		Old   string `json:"old"`
		New   string `json:"new"`
	}
	type asset struct {
		Row     int      `json:"row"`
		Key     string   `json:"key"`
		Title   string   `json:"title"`
		Zone    string   `json:"zone,omitempty"`
		Product string   `json:"product,omitempty"`
		Changes []change `json:"changes"`
	}
	assets := func(list []inventory.AssetPlan) []asset {
		out := make([]asset, len(list))
		for i, a := range list {
			out[i] = asset{a.Row, a.Key.String(), a.Title, a.Zone, a.Product, []change{}}
			for _, c := range a.Changes {
				out[i].Changes = append(out[i].Changes, change{c.Field, c.Old, c.New})
			}
		}
		return out
	}
	type named struct {
		Row   int    `json:"row,omitempty"`
		Key   string `json:"key"`
		Title string `json:"title"`
	}
	created, missing := []named{}, []named{}
	for _, c := range p.Created {
		created = append(created, named{c.Row, c.Key.String(), c.Title})
	}
	for _, m := range p.Missing {
		missing = append(missing, named{Key: m.Key.String(), Title: m.Title})
	}
	problems := []jsonError{}
	for _, f := range p.Problems {
		problems = append(problems, errorJSON(f))
	}
	notes, proposals := []string{}, []string{}
	for _, n := range p.Notes {
		notes = append(notes, n.String())
	}
	for _, n := range p.Proposals {
		proposals = append(proposals, fmt.Sprintf("%s: %s (%s)", n.Key, n.Text, n.Place))
	}
	return map[string]any{
		"file": p.File, "rows": p.Rows, "left_out": p.LeftOut,
		"added": assets(p.Added), "changed": assets(p.Changed), "unchanged": len(p.Unchanged),
		"created": created, "missing": missing, "problems": problems, "notes": notes, "proposals": proposals,
	}
}

// ImportTextCmd takes in a text folder.
type ImportTextCmd struct {
	Dir     string `arg:"" help:"The text folder."`
	DryRun  bool   `name:"dry-run" help:"Say what would change and change nothing."`
	Partial bool   `help:"Set only what is written; without it, what an entry does not say is removed from its item."`
}

// Run takes in the folder.
func (c *ImportTextCmd) Run(ctx context.Context, ss *Session) error {
	if !isFolder(c.Dir) {
		return &fault.Error{Kind: fault.NotFound, Op: "import text", Place: fault.Place{File: c.Dir}, Message: "there is no such folder; name a text folder"}
	}
	fsys := os.DirFS(c.Dir)
	if c.DryRun {
		return c.dryRun(ctx, ss, fsys)
	}
	items := 0
	w, err := ss.Write(ctx, "import text", func(e *Edit) error {
		read, err := c.read(ss, fsys, e.State, e.Project.NewID)
		if err != nil {
			return err
		}
		items, e.Raw = read.Items, read.Ops
		changed, err := starter.StoreFiles(ss.opened.evidence(), fsys)
		ss.noteChanged(changed)
		return err
	})
	if err != nil {
		return located(err)
	}
	return ss.Report(w, map[string]any{"entries": items}, fmt.Sprintf("Read %s from %s.", count(items, "entry", "entries"), c.Dir))
}

func (c *ImportTextCmd) read(ss *Session, fsys fs.FS, st app.State, newID model.IDSource) (*text.Project, error) {
	o := text.Options{IDs: newID}
	if c.Partial {
		o.Mode = text.Partial
	}
	var end func()
	o.Progress, end = ss.Progress("reading files")
	defer end()
	return text.Read(fsys, c.Dir, st.Snapshot, o)
}

func (c *ImportTextCmd) dryRun(ctx context.Context, ss *Session, fsys fs.FS) error {
	svc, err := ss.Service(ctx)
	if err != nil {
		return err
	}
	st, err := svc.Head(ctx)
	if err != nil {
		return err
	}
	read, err := c.read(ss, fsys, st, svc.NewID)
	if err != nil {
		return err
	}
	after := st
	if len(read.Ops) > 0 {
		if after, err = svc.Plan(ctx, st, read.Ops); err != nil {
			return located(err)
		}
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			DryRun  bool             `json:"dry_run"`
			Entries int              `json:"entries"`
			Items   []api.ItemChange `json:"items"`
		}{true, read.Items, answer.ItemChanges(model.Compare(st.Snapshot, after.Snapshot))})
	}
	after.Label = "the folder"
	ss.showDiff(st, after, nil)
	ss.Printf("\nDry run: nothing was changed.")
	return nil
}

// createFile writes a file that must not exist yet.
func createFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fileFault("write the file", path, err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(path)
	}
	return fileFault("write the file", path, err)
}
