package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
)

// VerifyCmd checks what was exported, without a project.
type VerifyCmd struct {
	File       string `arg:"" optional:"" help:"An exported log or a proof."`
	Key        string `placeholder:"VERIFIER" help:"The key it must be signed with (cordon key show)."`
	Checkpoint string `placeholder:"FILE" help:"A signed checkpoint of the same record that you kept; the file must agree with it."`
	Item       string `placeholder:"KEY" help:"With a log: show the verified history of this item, or of a digest."`
	Evidence   string `placeholder:"FILE" help:"An evidence file: say which item of the log records it."`
	Log        string `placeholder:"FILE" help:"With --evidence: the exported log or proof."`
}

// maxProof bounds a proof bundle.
const maxProof = 1 << 30

// verifiedJSON says what a file was found to prove.
type verifiedJSON struct {
	File       string        `json:"file"`
	Kind       string        `json:"kind"` // log or proof
	Origin     string        `json:"origin"`
	Commits    uint64        `json:"commits"` // of the whole record at the checkpoint
	Root       string        `json:"root"`
	Key        string        `json:"key"`
	KeyGiven   bool          `json:"key_given"`
	Agrees     *uint64       `json:"agrees,omitempty"` // size of the checkpoint given
	Subject    string        `json:"subject,omitempty"`
	Proven     []*api.Commit `json:"proven,omitempty"` // the commits of a proof, or the history of --item
	EvidenceIn []useOfFile   `json:"evidence,omitempty"`
	Digest     string        `json:"digest,omitempty"`
}

// useOfFile is an item that records the digest of a file.
type useOfFile struct {
	Item   string `json:"item"`
	Title  string `json:"title"`
	Commit uint64 `json:"commit"`
	Time   string `json:"time"`
	Author string `json:"author"`
}

// Run checks the file.
func (c *VerifyCmd) Run(_ context.Context, ss *Session) error {
	path := c.File
	if c.Evidence != "" {
		if c.Log == "" && c.File == "" {
			return fault.New(fault.Invalid, "verify", "--evidence needs the log to look in; name it with --log FILE")
		}
		if c.Log != "" {
			path = c.Log
		}
	} else if c.Log != "" && path == "" {
		path = c.Log
	}
	if path == "" {
		return fault.New(fault.Invalid, "verify", "name the exported log or proof to verify; make one with \"cordon export log FILE\"")
	}
	o := ledger.Options{Key: c.Key}
	if c.Checkpoint != "" {
		var err error
		if o.Checkpoint, err = readFile(c.Checkpoint, 1<<20); err != nil {
			return err
		}
	}
	f, err := openFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var doc *verifiedJSON
	if isProof(f) {
		doc, err = c.proof(path, o)
	} else {
		doc, err = c.log(ss, path, f, o)
	}
	if err != nil {
		return ledgerFault(path, err)
	}
	doc.File = path
	if ss.WantJSON() {
		return ss.JSON(doc)
	}
	ss.showVerified(doc)
	return nil
}

// ledgerFault puts the file's name on what was found wrong in it.
func ledgerFault(path string, err error) error {
	var l *ledger.Fault
	if errors.As(err, &l) {
		return &fault.Error{Kind: fault.Invalid, Op: "verify", Place: fault.Place{File: path}, Err: l}
	}
	return fault.At(fault.Place{File: path}, err)
}

// isProof looks at the first line, which says what the file is.
func isProof(f *os.File) bool {
	head := make([]byte, 12)
	n, _ := f.ReadAt(head, 0)
	return bytes.HasPrefix(head[:n], []byte("cordon proof"))
}

func (c *VerifyCmd) log(ss *Session, path string, f *os.File, o ledger.Options) (*verifiedJSON, error) {
	step, end := ss.Progress("verifying commits")
	defer end()
	vo := app.VerifyOptions{Options: o, Progress: func(n uint64) { step(int(n), 0) }}
	subject := c.Item
	var digest string
	if c.Evidence != "" {
		var err error
		if digest, err = digestOf(c.Evidence); err != nil {
			return nil, err
		}
		subject = digest
	}
	var commits []*model.Commit
	var rep app.LogReport
	var err error
	if subject != "" {
		commits, rep, err = app.HistoryOf(f, subject, vo)
	} else {
		rep, err = app.VerifyLogSemantics(f, vo)
	}
	if err != nil {
		return nil, unrecorded(c.Evidence, digest, err)
	}
	doc := verifiedOf("log", rep.Result, o)
	doc.Subject = subject
	for _, cm := range commits {
		doc.Proven = append(doc.Proven, commitOf(cm))
	}
	if digest != "" {
		doc.Digest, doc.EvidenceIn = digest, usesOfFile(commits, digest, rep.Snapshot)
	}
	return doc, nil
}

// unrecorded says of an evidence file that no commit has its digest.
func unrecorded(path, digest string, err error) error {
	if path == "" || fault.KindOf(err) != fault.NotFound {
		return err
	}
	return &fault.Error{
		Kind: fault.NotFound, Op: "verify evidence", Subject: path,
		Message: "no commit of the record holds the digest of this file (" + digest + "); it is not the file that was recorded, or it was changed since",
	}
}

func (c *VerifyCmd) proof(path string, o ledger.Options) (*verifiedJSON, error) {
	data, err := readFile(path, maxProof)
	if err != nil {
		return nil, err
	}
	b, res, err := ledger.VerifyBundle(data, o)
	if err != nil {
		return nil, err
	}
	doc := verifiedOf("proof", res, o)
	doc.Subject = b.Subject
	var commits []*model.Commit
	for _, p := range b.Commits {
		cm, err := model.DecodeCommit(p.Bytes)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, fmt.Sprintf("read commit %d", p.N), err)
		}
		commits = append(commits, cm)
		doc.Proven = append(doc.Proven, commitOf(cm))
	}
	if c.Evidence != "" {
		if doc.Digest, err = digestOf(c.Evidence); err != nil {
			return nil, err
		}
		doc.EvidenceIn = usesOfFile(commits, doc.Digest, nil)
		if len(doc.EvidenceIn) == 0 {
			return nil, unrecorded(c.Evidence, doc.Digest, fault.New(fault.NotFound, "verify evidence", ""))
		}
	}
	return doc, nil
}

func digestOf(path string) (string, error) {
	f, err := openFile(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	digest, _, err := blob.Digest(io.Reader(f))
	return digest, fileFault("read the file", path, err)
}

// usesOfFile lists the ops that record a digest. s names items that a commit
// names by identity only; it may be nil.
func usesOfFile(commits []*model.Commit, digest string, s *model.Snapshot) []useOfFile {
	var uses []useOfFile
	keys := map[model.ID]model.Op{}
	for _, cm := range commits {
		for _, op := range cm.Ops {
			if op.Kind == model.OpCreate {
				keys[op.Item] = op
			}
			if op.Props.Value("digest").Text() != digest {
				continue
			}
			u := useOfFile{Item: keys[op.Item].Key.String(), Title: keys[op.Item].Title, Commit: cm.Number, Time: cm.Time.UTC().Format(model.TimeLayout), Author: cm.Author}
			if s != nil {
				if n, ok := s.ByID(op.Item); ok {
					u.Item, u.Title = s.Key(n).String(), s.Item(n).Title
				}
			}
			if u.Item == "" {
				u.Item = op.Item.String()
			}
			uses = append(uses, u)
		}
	}
	return uses
}

func verifiedOf(kind string, res ledger.Result, o ledger.Options) *verifiedJSON {
	doc := &verifiedJSON{
		Kind: kind, Origin: res.Origin, Commits: res.Size, Root: res.Root.String(), Key: res.Key, KeyGiven: res.KeyGiven,
	}
	if o.Checkpoint != nil {
		doc.Agrees = &res.Agrees
	}
	return doc
}

func (ss *Session) showVerified(d *verifiedJSON) {
	what := fmt.Sprintf("the whole record, %s", count(int(d.Commits), "commit", "commits"))
	if d.Kind == "proof" {
		what = fmt.Sprintf("%s about %s, proved to be in a record of %d", count(len(d.Proven), "commit", "commits"), oneLine(d.Subject), d.Commits)
	}
	ss.Printf("%s %s is %s, exactly as it was signed.", ss.Paint(Green, "Verified:"), d.File, what)
	ss.Printf("  record  %s", d.Origin)
	ss.Printf("  root    %s", d.Root)
	ss.Printf("  key     %s", d.Key)
	if d.Agrees != nil {
		ss.Printf("  agrees with your checkpoint of %s", count(int(*d.Agrees), "commit", "commits"))
	}
	if !d.KeyGiven {
		ss.Printf("The key was taken from the file. Whose it is, the file cannot prove: compare it with one you got another way, or give it with --key.")
	}
	for _, u := range d.EvidenceIn {
		ss.Printf("The file %s is recorded by %s %q in commit %d, %s, by %s.", d.Digest, u.Item, u.Title, u.Commit, u.Time, u.Author)
	}
	if len(d.Proven) > 0 && len(d.EvidenceIn) == 0 {
		ss.Heading("Commits about " + oneLine(d.Subject))
		t := NewTable(Col{Head: "COMMIT", Right: true}, Col{Head: "TIME"}, Col{Head: "AUTHOR"}, Col{Head: "LABEL"}, Col{Head: "MESSAGE", Flex: true})
		for _, c := range d.Proven {
			t.Add(int(c.Number), c.Time, c.Author, c.Label, c.Message)
		}
		ss.Print(t)
	}
}
