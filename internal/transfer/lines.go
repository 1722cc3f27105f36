package transfer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Bounds of a change that is read line by line.
const (
	MaxLine   = 4 << 20   // bytes of one line
	MaxSteps  = 5_000_000 // lines that hold a step
	MaxFaults = 1000      // faults after which reading ends
)

const readOp = "read steps"

// LineOptions say how steps are read.
type LineOptions struct {
	NewID model.IDSource
	// Key gives a new item its key when its step does not. It should give none
	// twice.
	Key func(model.Kind) model.Key
	// Progress, if set, is told now and then how many lines are read.
	Progress func(lines int)
}

// Lines is a change that was read line by line.
type Lines struct {
	Ops   []model.Op
	Count int // steps read
	mine  []int
	refs  []refAt
}

// refAt is the ref of a new item, with how many items were made before it.
type refAt struct {
	ref     string
	created int
}

// ReadLines reads steps (api.Op), one JSON object a line, that are meant for
// the state s. Blank lines count as lines and say nothing. The error joins one
// Invalid per fault with its line, up to MaxFaults of them; or it is that of r,
// and Unavailable. What was read comes beside it.
func ReadLines(ctx context.Context, r io.Reader, s *model.Snapshot, o LineOptions) (*Lines, error) {
	l := &Lines{}
	in := &lineReader{r: bufio.NewReaderSize(r, 64<<10)}
	reader := answer.NewOpReader(s, answer.OpOptions{NewID: o.NewID})
	var faults []error
	created := 0
	for len(faults) < MaxFaults {
		line, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && in.line%progressEvery == 0 {
			if o.Progress != nil {
				o.Progress(in.line)
			}
			err = stopped(ctx)
		}
		if err != nil {
			return l, errors.Join(append(faults, err)...)
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if l.Count++; l.Count > MaxSteps {
			return l, errors.Join(append(faults, in.refuse("", "there are more than %d steps; send them in several calls", MaxSteps))...)
		}
		var op api.Op
		if err := in.decode(line, &op); err != nil {
			faults = append(faults, err)
			continue
		}
		if op.Op == "create" {
			if op.Ref != "" {
				l.refs = append(l.refs, refAt{op.Ref, created})
			}
			created++
			l.name(&op, len(reader.Ops()), o.Key)
		}
		if err := reader.Read(in.line, &op); err != nil {
			faults = append(faults, err)
		}
	}
	l.Ops = reader.Ops()
	return l, errors.Join(faults...)
}

const progressEvery = 4096

// name gives a new item its key.
func (l *Lines) name(op *api.Op, at int, next func(model.Kind) model.Key) {
	if op.Key != "" || next == nil {
		return
	}
	kind, err := model.ParseKind(op.Kind)
	if err != nil {
		return // it is refused in better words
	}
	op.Key = next(kind).String()
	l.mine = append(l.mine, at)
}

// Taken reports whether err is nothing but conflicts about keys that were given
// here and then, by another node, to others.
func (l *Lines) Taken(err error) bool {
	if err == nil || len(l.mine) == 0 {
		return false
	}
	mine := make(map[string]bool, len(l.mine))
	for _, i := range l.mine {
		mine[l.Ops[i].Key.String()] = true
	}
	for _, f := range fault.All(err) {
		if f.Kind != fault.Conflict || !mine[f.Subject] {
			return false
		}
	}
	return true
}

// Rename gives other keys to the items whose keys were given here.
func (l *Lines) Rename(next func(model.Kind) model.Key) {
	for _, i := range l.mine {
		l.Ops[i].Key = next(l.Ops[i].Key.Kind)
	}
}

// Given gives the names of the items that steps named with a ref, in order of
// the steps, as the commits of the change say them.
func (l *Lines) Given(commits []*model.Commit) []api.Given {
	out := make([]api.Given, 0, len(l.refs))
	created, next := 0, 0
	for _, c := range commits {
		for i := range c.Ops {
			op := &c.Ops[i]
			if op.Kind != model.OpCreate {
				continue
			}
			if next < len(l.refs) && l.refs[next].created == created {
				out = append(out, api.Given{Ref: l.refs[next].ref, Key: op.Key.String(), ID: op.Item.String()})
				next++
			}
			created++
		}
	}
	return out
}

// lineReader reads lines of bounded length.
type lineReader struct {
	r    *bufio.Reader
	line int // number of the last line read, from 1
	long []byte
}

// next gives the next line, which is the reader's until the one after; io.EOF
// after the last.
func (l *lineReader) next() ([]byte, error) {
	l.line++
	l.long = l.long[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		whole := err == nil
		if len(l.long)+len(part) > MaxLine {
			return nil, l.refuse("", "the line has more than %d bytes", MaxLine)
		}
		switch {
		case whole && len(l.long) == 0:
			return part, nil
		case whole, errors.Is(err, bufio.ErrBufferFull):
			l.long = append(l.long, part...)
			if whole {
				return l.long, nil
			}
		case errors.Is(err, io.EOF):
			if l.long = append(l.long, part...); len(l.long) == 0 {
				return nil, io.EOF
			}
			return l.long, nil
		default:
			return nil, broken(l.line, err)
		}
	}
}

// broken says that the lines stopped coming. A fault stays what it is.
func broken(line int, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	return &fault.Error{
		Kind: fault.Unavailable, Op: readOp, Place: fault.Place{Line: line},
		Message: "the lines stopped coming here; nothing was written, so send all of them again", Err: err,
	}
}

func (l *lineReader) refuse(field, format string, a ...any) error {
	f := fault.New(fault.Invalid, readOp, format, a...)
	f.Place = fault.Place{Line: l.line, Field: field}
	return f
}

// decode reads the step of a line.
func (l *lineReader) decode(line []byte, op *api.Op) error {
	if !utf8.Valid(line) {
		return l.refuse("", "the line is not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	err := d.Decode(op)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return l.refuse(wrong.Field, "%s is %s here; see how a step is written", nonEmpty(wrong.Field, "the line"), article(wrong.Value))
	case err != nil && strings.Contains(err.Error(), "unknown field"):
		return l.refuse("", "a step has no member %s", strings.TrimPrefix(err.Error(), "json: unknown field "))
	case err != nil:
		return l.refuse("", "the line is no JSON object (%s)", strings.TrimPrefix(err.Error(), "json: "))
	}
	if rest := line[d.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return l.refuse("", "there is more in the line than one JSON object; write one step a line")
	}
	if op.Op == "" {
		return l.refuse("op", "the step does not say what it does; write create, set, unset, link, unlink, confirm, retire or revive as op")
	}
	return nil
}

func nonEmpty(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func article(word string) string {
	if strings.ContainsRune("aeiou", rune(nonEmpty(word, "x")[0])) {
		return "an " + word
	}
	return "a " + word
}

// stopped says that the work was ended from outside.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return &fault.Error{Kind: fault.Unavailable, Op: "transfer", Message: "the work was stopped; nothing was written", Err: context.Cause(ctx)}
}
