package check

import (
	"slices"
	"time"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// evidence looks at one piece of evidence: its file, its dates, its runs.
func (c *checker) evidence(n model.Node) {
	v := c.s.EvidenceView(n)
	c.file(n, v.Digest())
	if until := v.ValidUntil(); until != "" && c.horizon != "" && until <= c.horizon && c.inUse(n) {
		rule := finding.EvidenceExpiring
		if until < c.in.Chains.Date {
			rule = finding.EvidenceExpired
		}
		c.add(rule, n, finding.Text("until", until))
	}
	collected, ok := c.day(v.CollectedAt())
	if !ok {
		return
	}
	for run := range c.s.To(n, model.Evidences) {
		if c.s.Kind(run) != model.KindRun {
			continue
		}
		if ran, known := c.day(c.s.RunView(run).At()); known && collected < ran {
			c.out = append(c.out, finding.New(finding.EvidenceBeforeRun, []model.Node{n, run}, finding.Items("run", run),
				finding.Text("collected", collected), finding.Text("ran", ran)))
		}
	}
}

// file compares the file with what was recorded.
func (c *checker) file(n model.Node, digest string) {
	state := trace.FileMissing
	if digest != "" && c.in.Chains.Files != nil {
		state = c.in.Chains.Files(digest)
	}
	switch {
	case digest == "":
		c.add(finding.EvidenceFileMissing, n, finding.Text("reason", "no digest is recorded, so no file can be shown to be the one collected"))
	case state == trace.FileMissing:
		c.add(finding.EvidenceFileMissing, n, finding.Text("digest", digest))
	case state == trace.FileChanged:
		c.add(finding.EvidenceFileChanged, n, finding.Text("digest", digest))
	}
}

// day gives the day of a moment in the project's time zone; ok is false if the
// moment is not known.
func (c *checker) day(moment string) (string, bool) {
	t, err := time.Parse(time.RFC3339Nano, moment)
	if err != nil {
		return "", false
	}
	return t.In(c.zone).Format(time.DateOnly), true
}

// inUse reports whether evidence bears on anything today: it proves something
// other than a run, or a run that no later one replaced. Without this every
// re-verification would leave a finding behind for ever.
func (c *checker) inUse(n model.Node) bool {
	for of := range c.s.To(n, model.Evidences) {
		if c.s.Kind(of) != model.KindRun || c.isLast(of) {
			return true
		}
	}
	return false
}

// isLast reports whether a run is one of the last of its test, or has no test.
func (c *checker) isLast(run model.Node) bool {
	alone := true
	for test := range c.s.To(run, model.Executes) {
		alone = false
		last, ok := c.last[test]
		if !ok {
			last = trace.LastRuns(c.s, test)
			c.last[test] = last
		}
		if slices.Contains(last, run) {
			return true
		}
	}
	return alone
}
