package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// maxSubject bounds the subject line of a bundle, in bytes.
	maxSubject = 1024

	// maxProof is the longest inclusion proof: one hash for each level of the
	// largest tree.
	maxProof = 48
)

// ProvenCommit is a commit with the proof that the signed tree contains it.
type ProvenCommit struct {
	N     uint64      // commit number, from 1
	Bytes []byte      // the exact bytes that were appended, not empty
	Proof []tlog.Hash // inclusion proof in the tree of the bundle's checkpoint
}

// Bundle carries chosen commits of a log with everything needed to check that
// the log contains them. It does not prove that no other commit concerns the
// subject; only the whole log can. The subject is a label that nobody signed:
// whoever reads a bundle must look for it in the commits.
type Bundle struct {
	Origin     string         // name of the log
	Key        string         // verifier key that signed Checkpoint
	Subject    string         // what the commits are about, one line of 1 to 1024 bytes
	Commits    []ProvenCommit // at least one, by ascending number
	Checkpoint []byte         // signed, with exactly one signature
}

// WriteBundle writes a bundle after checking it: what it writes, VerifyBundle
// accepts.
func WriteBundle(w io.Writer, b Bundle) error {
	c, err := b.check()
	if err != nil {
		return err
	}
	for i := range b.Commits {
		if err := b.Commits[i].check(c); err != nil {
			return err
		}
	}
	sum := sha256.New()
	both := io.MultiWriter(w, sum)
	head := fmt.Sprintf("%s\n%s%s\n%s%s\n%s%s\n", bundleMark, originWord, b.Origin, keyWord, b.Key, subjectWord, b.Subject)
	if _, err := io.WriteString(both, head); err != nil {
		return fmt.Errorf("writing a proof: %w", err)
	}
	var block []byte
	for _, p := range b.Commits {
		block = appendCommit(block[:0], p.N, p.Bytes)
		block = appendProof(block, p.Proof)
		if _, err := both.Write(block); err != nil {
			return fmt.Errorf("writing the proof of commit %d: %w", p.N, err)
		}
	}
	if _, err := fmt.Fprintf(both, "%s\n%s", checkpointMark, b.Checkpoint); err != nil {
		return fmt.Errorf("writing a proof: %w", err)
	}
	digest := base64.StdEncoding.EncodeToString(sum.Sum(nil))
	if _, err := fmt.Fprintf(w, "%s %s\n", endMark, digest); err != nil {
		return fmt.Errorf("writing a proof: %w", err)
	}
	return nil
}

// check refuses a bundle without the parts and order the format demands, and
// opens its checkpoint.
func (b Bundle) check() (Checkpoint, error) {
	if err := (Header{Origin: b.Origin, Key: b.Key}).check(); err != nil {
		return Checkpoint{}, err
	}
	if !plainLine(b.Subject) || len(b.Subject) > maxSubject {
		return Checkpoint{}, faultf("subject", "it must be one line of 1 to %d bytes without control characters", maxSubject)
	}
	if len(b.Commits) == 0 {
		return Checkpoint{}, faultf("after the header", "a proof holds at least one commit")
	}
	for i, p := range b.Commits {
		if err := checkCommit(p.N, p.Bytes); err != nil {
			return Checkpoint{}, err
		}
		if i > 0 && p.N <= b.Commits[i-1].N {
			return Checkpoint{}, faultf(placeOf(p.N), "it follows commit %d, but commits stand in ascending order", b.Commits[i-1].N)
		}
	}
	return openOwn(b.Checkpoint, b.Key)
}

// check runs the inclusion proof against c.
func (p *ProvenCommit) check(c Checkpoint) error {
	return checkLeaf(p.Proof, p.N, tlog.RecordHash(p.Bytes), c.Size, c.Root)
}

// appendProof writes the hashes of an inclusion proof.
func appendProof(dst []byte, proof []tlog.Hash) []byte {
	dst = append(dst, proofWord...)
	dst = strconv.AppendInt(dst, int64(len(proof)), 10)
	dst = append(dst, '\n')
	for _, h := range proof {
		dst = append(dst, h.String()...)
		dst = append(dst, '\n')
	}
	return dst
}

// VerifyBundle reads a bundle and checks all of it. The Consistency of o is
// about the bundle's checkpoint and the given one. The first part that is not
// as it should be is returned as a *Fault; then the bundle is empty.
func VerifyBundle(data []byte, o Options) (Bundle, Result, error) {
	p := bundleParser{src: newSource(bytes.NewReader(data))}
	if err := p.parse(); err != nil {
		return Bundle{}, Result{}, err
	}
	trust, err := o.open(Header{Origin: p.b.Origin, Key: p.b.Key})
	if err != nil {
		return Bundle{}, Result{}, err
	}
	c, err := openOwn(p.b.Checkpoint, p.b.Key)
	if err != nil {
		return Bundle{}, Result{}, atOffset(inPlace("checkpoint", err), p.at)
	}
	for i := range p.b.Commits {
		if err := p.prove(i, c); err != nil {
			return Bundle{}, Result{}, err
		}
	}
	if err := p.digest(data); err != nil {
		return Bundle{}, Result{}, err
	}
	if err := trust.agree(c); err != nil {
		return Bundle{}, Result{}, err
	}
	return p.b, trust.result(c), nil
}

// bundleParser reads a bundle up to its last line.
type bundleParser struct {
	src     *source
	b       Bundle
	written []tlog.Hash // record hashes beside the commits
	offsets []int64     // where each commit begins
	proofs  []int64     // where each proof begins
	subject int64       // where the subject line begins
	at      int64       // where the checkpoint begins
}

// parse reads everything before the last line.
func (p *bundleParser) parse() error {
	h, err := p.src.header(bundleMark)
	if err != nil {
		return err
	}
	p.b.Origin, p.b.Key = h.Origin, h.Key
	p.subject = p.src.off
	if p.b.Subject, err = p.src.field("subject", subjectWord); err != nil {
		return err
	}
	if !plainLine(p.b.Subject) || len(p.b.Subject) > maxSubject {
		return faultAt("subject", p.subject, "it must be one line of 1 to %d bytes without control characters", maxSubject)
	}
	for {
		at := p.src.off
		line, err := p.src.line()
		if err != nil {
			return problem(p.between(), at, err)
		}
		if string(line) == checkpointMark {
			p.at = at
			break
		}
		if err := p.commit(line, at); err != nil {
			return err
		}
	}
	if len(p.b.Commits) == 0 {
		return faultAt("after the header", p.at, "a proof holds at least one commit")
	}
	p.b.Checkpoint, err = p.src.checkpoint(p.at)
	return err
}

// between names the place where either a commit or the checkpoint may follow.
func (p *bundleParser) between() string {
	if n := len(p.b.Commits); n > 0 {
		return "after " + proofOf(p.b.Commits[n-1].N)
	}
	return "after the header"
}

// commit reads the commit that line opens, and its proof.
func (p *bundleParser) commit(line []byte, at int64) error {
	if !looksLikeCommit(line) {
		if looksLike(line, checkpointMark) {
			return faultAt("checkpoint", at, "it begins with %q, not with %q", clip(string(line)), checkpointMark)
		}
		if _, ok := parseHash(line); ok && len(p.b.Commits) > 0 {
			return faultAt(strings.TrimPrefix(p.between(), "after "), at, "more hashes follow than it announces")
		}
		return faultAt(p.between(), at, "the line %q begins neither a commit nor the checkpoint", clip(string(line)))
	}
	n, _, _, ok := parseCommitLine(line)
	if !ok {
		return faultAt(p.between(), at, "the first line of the next commit, %q, does not give number, length and hash", clip(string(line)))
	}
	if k := len(p.b.Commits); k > 0 && n <= p.b.Commits[k-1].N {
		return faultAt(placeOf(n), at, "it follows commit %d, but commits stand in ascending order", p.b.Commits[k-1].N)
	}
	block, err := p.src.block(line, at, n)
	if err != nil {
		return err
	}
	pc := ProvenCommit{N: n, Bytes: bytes.Clone(block.Bytes)}
	p.proofs = append(p.proofs, p.src.off)
	if pc.Proof, err = p.proof(n); err != nil {
		return err
	}
	p.b.Commits = append(p.b.Commits, pc)
	p.written = append(p.written, block.Hash)
	p.offsets = append(p.offsets, at)
	return nil
}

// proof reads the inclusion proof of commit n.
func (p *bundleParser) proof(n uint64) ([]tlog.Hash, error) {
	where, at := proofOf(n), p.src.off
	count, err := p.src.field(where, proofWord)
	if err != nil {
		return nil, err
	}
	length, ok := parseDecimal(count, maxProof)
	if !ok {
		return nil, faultAt(where, at, "%q is no number of hashes up to %d", clip(count), maxProof)
	}
	var proof []tlog.Hash
	for range length {
		line, err := p.src.line()
		if err != nil {
			return nil, problem(where, at, err)
		}
		h, ok := parseHash(line)
		if !ok {
			return nil, faultAt(where, at, "%q is no base64 SHA-256 hash", clip(string(line)))
		}
		proof = append(proof, h)
	}
	return proof, nil
}

// prove checks commit i of the bundle against c and, when it does not hold,
// says whether bytes, hash or proof are to blame.
func (p *bundleParser) prove(i int, c Checkpoint) error {
	pc := &p.b.Commits[i]
	byBytes := pc.check(c)
	if pc.N > c.Size {
		return atOffset(byBytes, p.offsets[i])
	}
	fits := tlog.RecordHash(pc.Bytes) == p.written[i]
	switch {
	case byBytes == nil && fits:
		return nil
	case byBytes == nil:
		return faultAt("hash of "+placeOf(pc.N), p.offsets[i], "it was altered: the bytes of the commit are the signed ones, the hash beside them is not theirs")
	case checkLeaf(pc.Proof, pc.N, p.written[i], c.Size, c.Root) == nil:
		return faultAt(placeOf(pc.N), p.offsets[i], "it was altered: its bytes no longer give the hash beside them, and that hash is the signed one")
	case !fits:
		return faultAt(placeOf(pc.N), p.offsets[i], "its bytes do not give the hash beside them, and neither leads to the signed root")
	}
	return faultAt(proofOf(pc.N), p.proofs[i], "it does not lead from commit %d to the signed root: number, proof or commit were altered", pc.N)
}

// digest checks the last line. Header, commits and proofs hang on the
// signature, so once they are found good a digest that does not fit speaks
// about the subject or about itself.
func (p *bundleParser) digest(data []byte) error {
	at := p.src.off
	line, err := p.src.last()
	if err != nil {
		return err
	}
	digest, ok := strings.CutPrefix(line, endMark+" ")
	written, ok2 := parseHash([]byte(digest))
	if !ok || !ok2 {
		return faultAt("trailer", at, "the last line is %q, not %q and a base64 SHA-256 hash", clip(line), endMark)
	}
	if sha256.Sum256(data[:at]) != written {
		return faultAt("subject", p.subject, "the digest in the last line does not fit: the subject or that line was altered")
	}
	return nil
}
