package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
)

// ExportCmd groups the commands that write a project out.
type ExportCmd struct {
	Text  ExportTextCmd  `cmd:"" help:"Write a state as a folder of YAML, with its evidence files."`
	Log   ExportLogCmd   `cmd:"" help:"Write the whole record as one file that verifies offline."`
	Proof ExportProofCmd `cmd:"" help:"Write the history of one item, proved against the record."`
}

// ExportTextCmd writes a text folder.
type ExportTextCmd struct {
	Dir   string `arg:"" help:"The folder; it is made if it is not there."`
	Force bool   `help:"Write into a folder that holds another project, or comments."`
}

// Run writes the folder.
func (c *ExportTextCmd) Run(ctx context.Context, ss *Session) error {
	o, err := ss.open(ctx, reading)
	if err != nil {
		return err
	}
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	header := headerOf(o)
	if err := c.refuse(header); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o777); err != nil {
		return fileFault("make the folder", c.Dir, err)
	}
	changed, err := writeFolder(c.Dir, st.Snapshot, header)
	if err != nil {
		return err
	}
	if o.remote != nil {
		if err := o.remote.Files().Load(); err != nil {
			return err
		}
	}
	copied, missing, err := copyEvidence(o.service.EvidenceFiles(), st.Snapshot, filepath.Join(c.Dir, text.FilesFolder))
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			State    api.State `json:"state"`
			Folder   string    `json:"folder"`
			Files    []string  `json:"files"`
			Evidence int       `json:"evidence"`
			Missing  []string  `json:"missing_evidence"`
		}{stateOf(st), c.Dir, nonNil(changed), copied, nonNil(missing)})
	}
	switch {
	case len(changed) == 0:
		ss.Printf("The folder %s says so already.", c.Dir)
	default:
		ss.Printf("Wrote %s to %s, and %s.", count(len(changed), "file", "files"), c.Dir, count(copied, "evidence file", "evidence files"))
	}
	if len(missing) > 0 {
		ss.Printf("Missing or changed here, so not written: the evidence files of %s.", shortList(missing, 5))
	}
	return nil
}

// headerOf gives the header of a project's text form.
func headerOf(o *opened) text.Header {
	if o.folder != nil {
		return o.folder.header
	}
	id, err := model.ParseID(o.project.ID())
	if err != nil {
		return text.Header{} // named by hand; the folder carries no identity then
	}
	return text.Header{Project: id}
}

// refuse keeps a folder that is something else from being written over.
func (c *ExportTextCmd) refuse(h text.Header) error {
	if c.Force {
		return nil
	}
	entries, err := os.ReadDir(c.Dir)
	if errors.Is(err, os.ErrNotExist) || (err == nil && len(entries) == 0) {
		return nil
	}
	if err != nil {
		return fileFault("read the folder", c.Dir, err)
	}
	conflict := func(what string) error {
		return &fault.Error{Kind: fault.Conflict, Op: "export text", Place: fault.Place{File: c.Dir}, Message: what + "; name an empty folder, or give --force"}
	}
	fsys := os.DirFS(c.Dir)
	if _, err := os.Stat(filepath.Join(c.Dir, text.HeaderFile)); err != nil {
		return conflict("this folder holds something else")
	}
	read, err := text.Read(fsys, c.Dir, model.Empty(), text.Options{})
	if err != nil {
		return conflict("there is a text folder that cannot be read (" + firstFault(err) + ")")
	}
	if read.Header.Project != h.Project {
		return conflict("this folder holds another project")
	}
	return (&folder{path: c.Dir}).refuseComments()
}

func firstFault(err error) string {
	if all := spread(err); len(all) > 0 {
		return sentence(all[0])
	}
	return err.Error()
}

// copyEvidence copies the files that the evidence of a state records, and names
// the evidence whose file is not stored.
func copyEvidence(files app.Files, s *model.Snapshot, dir string) (copied int, missing []string, err error) {
	to := blob.Open(dir)
	for n := range s.OfKind(model.KindEvidence) {
		digest := s.EvidenceView(n).Digest()
		if digest == "" || to.State(digest) == app.FilePresent {
			continue
		}
		if files.State(digest) != app.FilePresent {
			missing = append(missing, s.Key(n).String())
			continue
		}
		r, err := files.Open(digest)
		if err != nil {
			return copied, missing, err
		}
		_, _, err = to.Put(r)
		r.Close()
		if err != nil {
			return copied, missing, err
		}
		copied++
	}
	return copied, missing, nil
}

// ExportLogCmd writes the record.
type ExportLogCmd struct {
	File string `arg:"" help:"The file to write; it must not exist."`
}

// Run writes the log.
func (c *ExportLogCmd) Run(ctx context.Context, ss *Session) error {
	o, err := ss.record(ctx, "log")
	if err != nil {
		return err
	}
	return ss.exportTo(c.File, o, "the log", func(w io.Writer) error { return o.service.ExportLog(ctx, w) })
}

// ExportProofCmd writes a proof bundle.
type ExportProofCmd struct {
	Subject string `arg:"" name:"key|digest" help:"Key of an item, or the digest of an evidence file (sha256:…)."`
	File    string `arg:"" help:"The file to write; it must not exist."`
}

// Run writes the proof.
func (c *ExportProofCmd) Run(ctx context.Context, ss *Session) error {
	o, err := ss.record(ctx, "proof")
	if err != nil {
		return err
	}
	return ss.exportTo(c.File, o, "the proof", func(w io.Writer) error { return o.service.Prove(ctx, c.Subject, w) })
}

// exportTo writes a new file and says how to verify it.
func (ss *Session) exportTo(path string, o *opened, what string, fn func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fileFault("write the file", path, err)
	}
	err = fn(f)
	if err == nil {
		err = fileFault("write the file", path, f.Sync())
	}
	info, statErr := f.Stat()
	err = errors.Join(err, fileFault("write the file", path, statErr), fileFault("write the file", path, f.Close()))
	if err != nil {
		os.Remove(path)
		return err
	}
	key, err := o.project.VerifierKey()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			File  string `json:"file"`
			Bytes int64  `json:"bytes"`
			Key   string `json:"key"`
		}{path, info.Size(), key})
	}
	ss.Printf("Wrote %s of %s to %s (%d bytes).", what, o.path, path, info.Size())
	ss.Printf("Check it with: cordon verify %s --key %s", path, key)
	return nil
}

// isDigest reports whether a text is meant as a digest.
func isDigest(s string) bool { return strings.HasPrefix(strings.ToLower(s), "sha256:") }
