package app

import (
	"context"
	"fmt"
	"io"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
)

// History implements Service.
func (p *Project) History(ctx context.Context, from, to uint64, fn func(*model.Commit) error) error {
	if err := p.usable(ctx, "read the history"); err != nil {
		return err
	}
	return p.cfg.Store.Commits(ctx, from, to, func(n uint64, data []byte) error {
		c, err := decodeOne(n, data)
		if err != nil {
			return err
		}
		return fn(c)
	})
}

// Raw calls fn with the numbers and the stored bytes of commits from..to (to=0:
// the head), oldest first, as History does with what they say. The bytes are
// valid until fn returns.
func (p *Project) Raw(ctx context.Context, from, to uint64, fn func(n uint64, data []byte) error) error {
	if err := p.usable(ctx, "read the history"); err != nil {
		return err
	}
	return p.cfg.Store.Commits(ctx, from, to, fn)
}

// Checkpoint signs the record as it stands: size and root of its tree.
func (p *Project) Checkpoint(ctx context.Context) ([]byte, error) {
	if err := p.usable(ctx, "sign a checkpoint"); err != nil {
		return nil, err
	}
	_, signed, err := p.checkpoint(ctx)
	return signed, err
}

func (p *Project) checkpoint(ctx context.Context) (size uint64, signed []byte, err error) {
	size, root, err := p.cfg.Store.Head(ctx)
	if err != nil {
		return 0, nil, err
	}
	signer, err := ledger.NewSigner(p.signer)
	if err != nil {
		return 0, nil, fault.Wrap(fault.Internal, "read the signing key", err)
	}
	signed, err = ledger.SignCheckpoint(ledger.Checkpoint{Origin: signer.Name(), Size: size, Root: root}, signer)
	return size, signed, fault.Wrap(fault.Internal, "sign a checkpoint", err)
}

// ExportLog implements Service. The file is that of docs/formats/log.md; the
// commits are those that are there when the call begins.
func (p *Project) ExportLog(ctx context.Context, w io.Writer) error {
	const op = "export the log"
	if err := p.usable(ctx, op); err != nil {
		return err
	}
	size, signed, err := p.checkpoint(ctx)
	if err != nil {
		return err
	}
	h, err := p.header()
	if err != nil {
		return err
	}
	lw, err := ledger.NewWriter(w, h)
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	if size > 0 { // to=0 would mean whatever the head is by then
		err = p.cfg.Store.Commits(ctx, 1, size, func(n uint64, data []byte) error {
			p.progress("exporting commits", n, size)
			return fault.Wrap(fault.Unavailable, op, lw.Commit(n, data))
		})
	}
	if err != nil {
		return err
	}
	return fault.Wrap(fault.Unavailable, op, lw.Close(signed))
}

func (p *Project) header() (ledger.Header, error) {
	origin, err := ledger.Origin(p.id)
	if err != nil {
		return ledger.Header{}, fault.Wrap(fault.Internal, "name the log", err)
	}
	key, err := p.VerifierKey()
	return ledger.Header{Origin: origin, Key: key}, err
}

// Prove implements Service. The file is that of docs/formats/proof.md. NotFound
// if no commit is about the subject.
func (p *Project) Prove(ctx context.Context, subject string, w io.Writer) error {
	const op = "prove a history"
	if err := p.usable(ctx, op); err != nil {
		return err
	}
	m, err := newMatcher(subject)
	if err != nil {
		return err
	}
	size, signed, err := p.checkpoint(ctx)
	if err != nil {
		return err
	}
	h, err := p.header()
	if err != nil {
		return err
	}
	b := ledger.Bundle{Origin: h.Origin, Key: h.Key, Subject: m.subject, Checkpoint: signed}
	if size > 0 {
		err = p.cfg.Store.Commits(ctx, 1, size, func(n uint64, data []byte) error {
			p.progress("reading commits", n, size)
			c, err := m.match(n, data)
			if err != nil || c == nil {
				return err
			}
			b.Commits = append(b.Commits, ledger.ProvenCommit{N: n, Bytes: append([]byte(nil), data...)})
			return nil
		})
	}
	if err != nil {
		return err
	}
	if len(b.Commits) == 0 {
		return m.nothing(size)
	}
	for i := range b.Commits {
		c := &b.Commits[i]
		if c.Proof, err = ledger.InclusionProof(c.N, size, p.cfg.Store); err != nil {
			return fault.Wrap(fault.Internal, fmt.Sprintf("prove commit %d", c.N), err)
		}
	}
	return fault.Wrap(fault.Unavailable, op, ledger.WriteBundle(w, b))
}

// CommitsAbout calls fn with the commits that touch the item with this key, or
// that record this digest, oldest first. NotFound if there are none.
func (p *Project) CommitsAbout(ctx context.Context, subject string, fn func(*model.Commit) error) error {
	if err := p.usable(ctx, "read a history"); err != nil {
		return err
	}
	m, err := newMatcher(subject)
	if err != nil {
		return err
	}
	found, last := false, uint64(0)
	err = p.cfg.Store.Commits(ctx, 1, 0, func(n uint64, data []byte) error {
		last = n
		c, err := m.match(n, data)
		if err != nil || c == nil {
			return err
		}
		found = true
		return fn(c)
	})
	if err == nil && !found {
		err = m.nothing(last)
	}
	return err
}
