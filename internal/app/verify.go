package app

import (
	"io"

	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
)

// VerifyOptions is what a verifier knows from elsewhere, all of it optional,
// and whom to tell how far it is.
type VerifyOptions struct {
	ledger.Options
	// Progress, if not nil, is told the number of commits verified so far.
	Progress func(commits uint64)
}

// LogReport is what an exported log was found to hold.
type LogReport struct {
	Result   ledger.Result   // size, root, origin and key
	Snapshot *model.Snapshot // the state the commits lead to
}

// VerifyLogSemantics checks an exported log without any store: that it is
// exactly what was signed (ledger.VerifyLog), that every commit is in canonical
// form, numbered and dated in order, and that every one can be applied to the
// state before it. Errors are *ledger.Fault for a part that is not as it was
// signed and *fault.Error of kind Invalid for a commit that cannot be replayed;
// both name the commit.
func VerifyLogSemantics(r io.Reader, o VerifyOptions) (LogReport, error) {
	s := model.Empty()
	return verify(r, o, func(n uint64, data []byte) error {
		next, err := replayOne(s, n, data)
		if err == nil {
			s = next
		}
		return err
	}, func() *model.Snapshot { return s })
}

// HistoryOf checks an exported log as VerifyLogSemantics does and gives the
// commits that touch the item with a key (ZON-12), or that record a digest,
// oldest first. NotFound if there are none.
func HistoryOf(r io.Reader, subject string, o VerifyOptions) ([]*model.Commit, LogReport, error) {
	m, err := newMatcher(subject)
	if err != nil {
		return nil, LogReport{}, err
	}
	var found []*model.Commit
	s := model.Empty()
	rep, err := verify(r, o, func(n uint64, data []byte) error {
		next, err := replayOne(s, n, data)
		if err != nil {
			return err
		}
		s = next
		c, err := m.match(n, data)
		if c != nil {
			found = append(found, c)
		}
		return err
	}, func() *model.Snapshot { return s })
	if err == nil && len(found) == 0 {
		err = m.nothing(rep.Result.Size)
	}
	if err != nil {
		return nil, LogReport{}, err
	}
	return found, rep, nil
}

func verify(r io.Reader, o VerifyOptions, fn func(n uint64, data []byte) error, last func() *model.Snapshot) (LogReport, error) {
	res, err := ledger.VerifyLog(r, o.Options, func(n uint64, data []byte) error {
		if o.Progress != nil && n%progressEvery == 0 {
			o.Progress(n)
		}
		return fn(n, data)
	})
	if err != nil {
		return LogReport{}, err
	}
	return LogReport{Result: res, Snapshot: last()}, nil
}
