// Command bench measures Cordon against its budgets, as ratios to reference
// programs taken in the same run on the same machine: bare integer adjacency
// (csr), recursive SQL in SQLite, and what the disk gives. It prints one table.
//
// Inputs of the trace workloads come in through `cordon import text` and live
// in the ordinary SQLite store. Times are processor time, the median of several
// interleaved rounds, unless a line says otherwise.
//
//	bench -items 10000,100000 [-keep DIR] [-only P2,P4]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// result is one line of the table.
type result struct {
	id        string // of the budget, P1 to P10
	size      string
	what      string
	ours      string
	reference string
	ratio     string
	budget    string
	met       bool
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	sizes := flags.String("items", "10000,100000", "sizes of the synthetic projects, separated by commas")
	keep := flags.String("keep", "", "folder for inputs and databases; a temporary one if empty")
	only := flags.String("only", "", "budgets to measure, for example P1,P4; all if empty")
	binary := flags.String("cordon", "bin/cordon", "the program to measure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		tmp, err := os.MkdirTemp("", "cordon-bench-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(tmp) }()
		dir = tmp
	}
	b := &bench{dir: dir, binary: *binary, progress: os.Stderr}
	for _, s := range strings.Split(*only, ",") {
		if s != "" {
			b.only = append(b.only, s)
		}
	}
	for _, s := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1000 {
			return fmt.Errorf("%q is no size; a size is a number of items from 1000 on", s)
		}
		if err := b.traceWorkloads(n); err != nil {
			return err
		}
		if err := b.bulkWorkload(n); err != nil {
			return err
		}
	}
	if err := b.plantWorkload(); err != nil {
		return err
	}
	for _, workload := range []func() error{b.commitWorkload, b.postgresWorkload, b.pageWorkload, b.liveWorkload} {
		if err := workload(); err != nil {
			return err
		}
	}
	return b.print(out)
}

// bench collects results.
type bench struct {
	dir      string
	binary   string
	only     []string
	progress io.Writer
	results  []result
}

func (b *bench) wants(ids ...string) bool {
	if len(b.only) == 0 {
		return true
	}
	for _, id := range ids {
		for _, o := range b.only {
			if o == id {
				return true
			}
		}
	}
	return false
}

func (b *bench) say(format string, a ...any) {
	fmt.Fprintf(b.progress, time.Now().Format("15:04:05 ")+format+"\n", a...)
}

// ratio adds a line whose budget is a ratio of ours to the reference.
func (b *bench) ratio(id, size, what string, ours, reference time.Duration, atMost float64) {
	r := float64(ours) / float64(max(reference, 1))
	b.results = append(b.results, result{
		id, size, what, ours.Round(time.Microsecond / 10).String(), reference.Round(time.Microsecond / 10).String(),
		fmt.Sprintf("%.2fx", r), fmt.Sprintf("<= %gx", atMost), r <= atMost,
	})
}

// faster adds a line whose budget says how many times less the reference's
// cost ours must be.
func (b *bench) faster(id, size, what string, ours, reference time.Duration, atLeast float64) {
	r := float64(reference) / float64(max(ours, 1))
	b.results = append(b.results, result{
		id, size, what, ours.Round(time.Microsecond / 10).String(), reference.Round(time.Microsecond / 10).String(),
		fmt.Sprintf("%.0fx less", r), fmt.Sprintf(">= %gx less", atLeast), r >= atLeast,
	})
}

// limit adds a line with an absolute budget.
func (b *bench) limit(id, size, what string, ours, atMost time.Duration) {
	b.results = append(b.results, result{
		id, size, what, ours.Round(10 * time.Microsecond).String(), "", "",
		"<= " + atMost.String(), ours <= atMost,
	})
}

// bytes adds a line with a budget in bytes.
func (b *bench) bytes(id, size, what string, ours, atMost float64, unit string) {
	b.results = append(b.results, result{
		id, size, what, fmt.Sprintf("%.1f %s", ours, unit), "", "",
		fmt.Sprintf("<= %g %s", atMost, unit), ours <= atMost,
	})
}

func (b *bench) print(out io.Writer) error {
	head := []string{"budget", "items", "workload", "ours", "reference", "ratio", "budget is", "met"}
	rows := [][]string{head}
	for _, r := range b.results {
		met := "yes"
		if !r.met {
			met = "NO"
		}
		rows = append(rows, []string{r.id, r.size, r.what, r.ours, r.reference, r.ratio, r.budget, met})
	}
	width := make([]int, len(head))
	for _, r := range rows {
		for i, c := range r {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, c := range r {
			fmt.Fprintf(&line, "%-*s  ", width[i], c)
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}
