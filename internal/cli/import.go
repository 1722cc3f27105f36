package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/inventory"
	"github.com/cordon-ot/cordon/internal/transfer"
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
	Corrections string `placeholder:"FILE" help:"Cells to read otherwise than they stand, and rows to leave out on purpose."`
	SaveMapping string `name:"save-mapping" placeholder:"FILE" help:"Write what each column was taken for, to be corrected by hand."`
	Sheet       string `placeholder:"NAME" help:"Worksheet of a workbook; the first with a header without it."`
	DryRun      bool   `name:"dry-run" help:"Say what would change and change nothing."`
	Source      string `placeholder:"NAME" help:"What the list is called in the record; its file name without it."`
}

// Run takes in the list.
func (c *ImportInventoryCmd) Run(ctx context.Context, ss *Session) error {
	in, err := c.read(ss)
	if err != nil {
		return err
	}
	if c.SaveMapping != "" {
		if err := createFile(c.SaveMapping, in.Mapping.Encode()); err != nil {
			return err
		}
	}
	source := c.Source
	if source == "" {
		source = in.Sheet.Name
	}
	w, rep, err := ss.takeIn(ctx, c.DryRun, func(im *transfer.Importer) (*transfer.Imported, error) { return im.Inventory(ctx, in, source) })
	if err != nil {
		return err
	}
	fields := planFields(rep)
	if c.DryRun && ss.WantJSON() {
		return ss.JSON(append(orderedMap{{"dry_run", true}}, sortedFields(fields)...))
	}
	if !ss.WantJSON() {
		if err := ss.printPlan(rep.Plan); err != nil {
			return err
		}
	}
	if c.DryRun {
		ss.Printf("\nDry run: nothing was changed.")
		return nil
	}
	return ss.Report(w, fields)
}

// takeIn carries an import out, or says what it would do.
func (ss *Session) takeIn(ctx context.Context, dry bool, do func(*transfer.Importer) (*transfer.Imported, error)) (*Written, *transfer.Imported, error) {
	shown := &phases{ss: ss}
	defer shown.end()
	im := &transfer.Importer{DryRun: dry, Message: ss.flags.Message, Progress: shown.step, Attempts: maxAttempts}
	if dry {
		var err error
		if im.Service, err = ss.Service(ctx); err != nil {
			return nil, nil, err
		}
		rep, err := do(im)
		return nil, rep, err
	}
	o, author, err := ss.writer(ctx)
	if err == nil {
		err = ss.dated(&app.State{})
	}
	if err != nil {
		return nil, nil, err
	}
	im.Service, im.Author, im.Begin = o.service, author, func() error { return ss.begin(o) }
	rep, err := do(im)
	if err != nil {
		return nil, nil, err
	}
	w := &Written{Before: rep.Before, After: rep.Before}
	if len(rep.Done) > 0 {
		w.Commit = rep.Done[len(rep.Done)-1]
		err = w.wrote(ctx, o)
	}
	return w, rep, err
}

// phases shows how far an import is, one part of it at a time.
type phases struct {
	ss    *Session
	what  string
	shown func(done, total int)
	close func()
}

func (p *phases) step(what string, done, total int) {
	if what != p.what {
		p.end()
		p.what = what
		p.shown, p.close = p.ss.Progress(what)
	}
	p.shown(done, total)
}

func (p *phases) end() {
	if p.close != nil {
		p.close()
	}
	p.what, p.close = "", nil
}

// read reads the list, with what is said of its columns and cells.
func (c *ImportInventoryCmd) read(ss *Session) (*transfer.Inventory, error) {
	o := transfer.InventoryOptions{MappingName: c.Mapping, Sheet: c.Sheet}
	var err error
	if c.Mapping != "" {
		if o.Mapping, err = readFile(c.Mapping, maxCatalogue); err != nil {
			return nil, err
		}
	}
	if c.Corrections != "" {
		data, err := readFile(c.Corrections, maxCatalogue)
		if err != nil {
			return nil, err
		}
		if o.Corrections, err = inventory.DecodeCorrections(c.Corrections, data); err != nil {
			return nil, err
		}
	}
	step, end := ss.Progress("reading rows")
	defer end()
	o.Progress = func(rows int) { step(rows, 0) }
	f, err := openFile(c.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fileFault("read the file", c.File, err)
	}
	return transfer.ReadInventory(c.File, f, info.Size(), o)
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

// planFields gives the plan of a report as members of a JSON object.
func planFields(rep *transfer.Imported) map[string]any {
	d := rep.Inventory
	problems := []jsonError{}
	for _, f := range rep.Plan.Problems {
		problems = append(problems, errorJSON(f))
	}
	return map[string]any{
		"file": d.File, "rows": d.Rows, "left_out": d.LeftOut, "corrected": d.Corrected, "omitted": d.Omitted,
		"added": d.Added, "changed": d.Changed, "unchanged": d.Unchanged,
		"created": d.Created, "missing": d.Missing, "problems": problems, "notes": d.Notes, "proposals": d.Proposals,
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
	w, rep, err := ss.takeIn(ctx, c.DryRun, func(im *transfer.Importer) (*transfer.Imported, error) {
		return im.Folder(ctx, fsys, c.Dir, transfer.FolderOptions{Partial: c.Partial}, ss.opened.evidence())
	})
	if err != nil {
		return err
	}
	if c.DryRun {
		return c.wouldBe(ss, rep)
	}
	ss.noteChanged(rep.Damaged)
	return ss.Report(w, map[string]any{"entries": rep.Entries}, fmt.Sprintf("Read %s from %s.", count(rep.Entries, "entry", "entries"), c.Dir))
}

// wouldBe prints what a dry run found.
func (c *ImportTextCmd) wouldBe(ss *Session, rep *transfer.Imported) error {
	if ss.WantJSON() {
		return ss.JSON(struct {
			DryRun  bool             `json:"dry_run"`
			Entries int              `json:"entries"`
			Items   []api.ItemChange `json:"items"`
		}{true, rep.Entries, rep.Items})
	}
	rep.After.Label = "the folder"
	ss.showDiff(rep.Before, rep.After, nil)
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
