package server

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/words"
)

// levelsInWords says the reasons beside levels in a language.
func levelsInWords(l words.Language, d *api.Levels) {
	if l != words.German {
		return
	}
	for i := range d.Places {
		for k := range d.Places[i].Why {
			w := &d.Places[i].Why[k]
			rowsInWords(l, w.Rows)
			rowsInWords(l, w.ClaimedRows)
			coversInWords(l, w.NotCovered)
		}
	}
	componentsInWords(l, d.Assets)
	componentsInWords(l, d.Products)
}

func componentsInWords(l words.Language, list []api.Component) {
	for i := range list {
		list[i].Reason = l.Sentence(list[i].Reason)
		for k := range list[i].Why {
			for n := range list[i].Why[k].Rows {
				lack := &list[i].Why[k].Rows[n]
				lack.Answer = l.Word(lack.Answer)
			}
		}
	}
}

func rowsInWords(l words.Language, rows []api.RowWhy) {
	for i := range rows {
		rows[i].Text = l.Sentence(rows[i].Text)
	}
}

func coversInWords(l words.Language, covers []api.CoverWhy) {
	for i := range covers {
		c := &covers[i]
		if len(c.Assets) == 0 {
			c.Text = l.Sentence(c.Text)
		}
		for k := range c.Assets {
			english := c.Assets[k].Answer
			c.Assets[k].Answer = l.Word(english)
			c.Text = strings.ReplaceAll(c.Text, ": "+english, ": "+c.Assets[k].Answer)
		}
	}
}
