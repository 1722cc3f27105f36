package transfer

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/starter"
)

// FolderOptions say how a text folder is read.
type FolderOptions struct {
	Partial  bool // set only what is written
	Progress func(done, total int)
}

// ReadFolder reads a text folder against a state. Errors are those of text.Read.
func ReadFolder(fsys fs.FS, name string, s *model.Snapshot, newID model.IDSource, o FolderOptions) (*text.Project, error) {
	t := text.Options{IDs: newID, Progress: o.Progress}
	if o.Partial {
		t.Mode = text.Partial
	}
	return text.Read(fsys, name, s, t)
}

// WholeFiles takes files of evidence of a text folder to a store that others
// use: a file whose content is not what its name says is not stored, for it may
// not stand under a digest that is not its own.
func WholeFiles(ctx context.Context, files blob.Store) starter.Files {
	return &taker{ctx: ctx, files: files}
}

type taker struct {
	ctx   context.Context
	files blob.Store
}

// maxEvidence is far beyond what an archive may hold.
const maxEvidence = 1 << 50

// State implements starter.Files.
func (t *taker) State(digest string) app.FileState { return t.files.State(digest) }

// Adopt implements starter.Files.
func (t *taker) Adopt(digest string, r io.Reader) (bool, error) {
	src := NewChecked(&source{ctx: t.ctx, r: r}, digest, maxEvidence)
	_, _, err := t.files.Put(src)
	if src.Refused() {
		return false, nil
	}
	return err == nil, err
}

// PackedReport says what an archive holds.
type PackedReport struct {
	Files   int      // files of evidence
	Missing []string // keys of evidence whose file is not stored whole
}

// Pack writes a state as a text folder with its files of evidence, as a gzipped
// tar archive with everything in one folder. The same state gives the same
// bytes, as long as its files stay.
func Pack(ctx context.Context, w io.Writer, folder string, s *model.Snapshot, h text.Header, files blob.Store, progress func(files int)) (PackedReport, error) {
	zipped := gzip.NewWriter(w)
	p := &packer{ctx: ctx, t: tar.NewWriter(zipped), folder: folder, at: s.Time(), progress: progress}
	var rep PackedReport
	err := text.Write(s, h, p.text)
	if err == nil {
		rep, err = p.evidence(s, files)
	}
	return rep, errors.Join(err, p.t.Close(), zipped.Close())
}

type packer struct {
	ctx      context.Context
	t        *tar.Writer
	folder   string
	at       time.Time
	count    int
	progress func(files int)
}

func (p *packer) begin(name string, size int64) error {
	if err := stopped(p.ctx); err != nil {
		return err
	}
	if p.count++; p.progress != nil {
		p.progress(p.count)
	}
	return p.t.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: path.Join(p.folder, name), Size: size, Mode: 0o644, ModTime: p.at.Truncate(time.Second), Format: tar.FormatPAX,
	})
}

func (p *packer) text(name string, data []byte) error {
	if err := p.begin(name, int64(len(data))); err != nil {
		return err
	}
	_, err := p.t.Write(data)
	return err
}

// evidence adds the files that the evidence of a state records.
func (p *packer) evidence(s *model.Snapshot, files blob.Store) (rep PackedReport, err error) {
	packed := map[string]bool{}
	for n := range s.OfKind(model.KindEvidence) {
		digest := s.EvidenceView(n).Digest()
		if digest == "" || packed[digest] {
			continue
		}
		if files.State(digest) != app.FilePresent {
			rep.Missing = append(rep.Missing, s.Key(n).String())
			continue
		}
		if err := p.file(digest, files); err != nil {
			return rep, err
		}
		packed[digest] = true
		rep.Files++
	}
	return rep, nil
}

func (p *packer) file(digest string, files blob.Store) error {
	f, err := files.OpenSeeker(digest)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := p.begin(path.Join(text.FilesFolder, strings.TrimPrefix(digest, blob.Prefix)), f.Size()); err != nil {
		return err
	}
	_, err = io.Copy(p.t, &source{ctx: p.ctx, r: f})
	return err
}

// HeaderOf gives the header of the text form of a project with this id. A
// folder of a project that was named by hand carries no identity.
func HeaderOf(project string) text.Header {
	id, err := model.ParseID(project)
	if err != nil {
		return text.Header{}
	}
	return text.Header{Project: id}
}
