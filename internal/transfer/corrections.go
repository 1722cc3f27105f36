package transfer

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/inventory"
)

// MaxCorrections is how many bytes corrections may have as JSON.
const MaxCorrections = 128 << 10

// Corrections reads corrections as they come over the interface; nil gives nil.
// The error is a fault of kind Invalid for what is wrong with them whatever the
// list.
func Corrections(d *api.InventoryCorrections) (*inventory.Corrections, error) {
	if d == nil {
		return nil, nil
	}
	b, err := json.Marshal(d)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "read corrections", err)
	}
	if len(b) > MaxCorrections {
		return nil, fault.New(fault.Invalid, "read corrections", "the corrections have %d bytes and the limit is %d; correct long texts in the list itself, and words that come often with the mapping", len(b), MaxCorrections)
	}
	c := &inventory.Corrections{Omit: d.Omit}
	for _, x := range d.Cells {
		c.Cells = append(c.Cells, inventory.Correction{Row: x.Row, Column: x.Column, Was: x.Was, Value: x.Value})
	}
	return c, c.Check()
}

// longestRecord bounds what a message says of corrections, in bytes; the
// interface takes messages of 100,000 characters.
const longestRecord = 60_000

// withCorrections adds to the message of an import what a person had corrected
// and left out, so that it is in the record for as long as that is kept.
func withCorrections(message string, p *inventory.Plan) string {
	if len(p.Corrected) == 0 && len(p.Omitted) == 0 {
		return message
	}
	var b strings.Builder
	b.WriteString(message)
	b.WriteString("\n")
	if len(p.Corrected) > 0 {
		fmt.Fprintf(&b, "\nCorrected before the import: %s.", amount(len(p.Corrected), "cell"))
	}
	type change struct{ column, old, now string }
	var order []change
	rows := map[change][]int{}
	for _, c := range p.Corrected {
		x := change{c.Column, c.Old, c.New}
		if rows[x] == nil {
			order = append(order, x)
		}
		rows[x] = append(rows[x], c.Row)
	}
	for i, x := range order {
		line := fmt.Sprintf("\n%s: %s became %s (%s)", x.column, quoted(x.old), quoted(x.now), rowList(rows[x]))
		if b.Len()+len(line) > len(message)+longestRecord {
			fmt.Fprintf(&b, "\n%d corrections more are in the report of the import.", remaining(order[i:], func(x change) int { return len(rows[x]) }))
			break
		}
		b.WriteString(line)
	}
	if n := len(p.Omitted); n > 0 {
		list := make([]int, n)
		for i, o := range p.Omitted {
			list[i] = o.Row
		}
		fmt.Fprintf(&b, "\nLeft out on purpose: %s (%s).", amount(n, "row"), rowList(list))
	}
	return b.String()
}

func remaining[T any](list []T, count func(T) int) int {
	n := 0
	for _, x := range list {
		n += count(x)
	}
	return n
}

func amount(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// longestQuote bounds the text of one cell in a message, in characters.
const longestQuote = 200

func quoted(s string) string {
	if s == "" {
		return "blank"
	}
	if r := []rune(s); len(r) > longestQuote {
		s = string(r[:longestQuote-1]) + "…"
	}
	return strconv.Quote(s)
}

// rowList writes rows, which are in order, with runs of them drawn together.
func rowList(rows []int) string {
	var parts []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		part := strconv.Itoa(rows[i])
		if j > i {
			part += "–" + strconv.Itoa(rows[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	if len(rows) == 1 {
		return "row " + parts[0]
	}
	return "rows " + strings.Join(parts, ", ")
}
