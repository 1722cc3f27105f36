package check

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// asset looks at one asset. What is not installed needs neither product nor
// types yet.
func (c *checker) asset(n model.Node) {
	v := c.s.AssetView(n)
	product := v.Product()
	if v.Installed() {
		if product == model.NoNode {
			c.add(finding.AssetNoProduct, n)
		}
		if len(v.Types()) == 0 {
			f := finding.New(finding.AssetNoTypes, []model.Node{n})
			if product != model.NoNode {
				f.Subjects = append(f.Subjects, product)
				f.Facts = append(f.Facts, finding.Items("product", product))
			}
			c.out = append(c.out, f)
		}
	}
	if v.Undocumented() {
		c.add(finding.AssetUndocumented, n)
	}
	c.types(n, v.OwnTypes())
	c.statements(n, v.Overrides(), true)
}

func (c *checker) product(n model.Node) {
	v := c.s.ProductView(n)
	c.types(n, v.Types())
	c.statements(n, v.Statements(), false)
}

// types names component types that the edition in force does not know.
func (c *checker) types(n model.Node, list []string) {
	said := map[string]bool{}
	for _, t := range list {
		if c.plant.Component.TypeMask([]string{t}) != 0 || said[t] {
			continue
		}
		said[t] = true
		c.add(finding.TypesUnknown, n, finding.Text("type", t), finding.Text("edition", editionOf(c.plant.Component)))
	}
}

// statements looks at what a product or an asset states (rules, section 2).
// Of one statement only the first fault is reported: what counts for nothing
// need not be complete.
func (c *checker) statements(n model.Node, list []model.Statement, override bool) {
	if len(list) == 0 {
		return
	}
	stray := c.strays(n, override)
	seen, twice := map[string]bool{}, map[string]bool{}
	for i := range list {
		st := &list[i]
		row := finding.Text("row", st.Row)
		switch {
		case stray[st.Row]:
			continue
		case override && st.Reason == "":
			c.add(finding.OverrideNoReason, n, row)
			continue
		case seen[st.Row] && !twice[st.Row]:
			twice[st.Row] = true
			c.add(finding.StatementDuplicate, n, row)
		case seen[st.Row]:
		case st.Answer == model.AnswerMetConfigured && st.Configuration == "":
			c.add(finding.StatementNoConfiguration, n, row)
		case st.Answer == model.AnswerNotRelevant && st.Reason == "":
			c.add(finding.StatementNoReason, n, row)
		}
		seen[st.Row] = true
	}
}

// strays reports the statements that count for nothing, each row once, and
// gives their rows.
func (c *checker) strays(n model.Node, override bool) map[string]bool {
	rule := finding.StatementStray
	if override {
		rule = finding.OverrideStray
	}
	rows := map[string]bool{}
	for _, stray := range c.plant.Strays(n) {
		if !rows[stray.Row] {
			rows[stray.Row] = true
			c.add(rule, n, finding.Text("row", stray.Row), finding.Text("reason", stray.Reason))
		}
	}
	return rows
}
