package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/interchange/text"
)

// advance makes the commits after the first.
func (p *plant) advance() error {
	for _, s := range p.stages {
		kinds := sheet{}
		if err := kinds.add(&s.Set); err != nil {
			return err
		}
		for _, r := range s.Runs {
			if err := p.again(kinds, r); err != nil {
				return err
			}
		}
		p.partial = append(p.partial, kinds)
	}
	return nil
}

// again runs the tests of some rows and keeps the protocol as evidence.
func (p *plant) again(kinds sheet, r series) error {
	for _, plural := range []string{"test_runs", "evidence"} {
		if kinds[plural] == nil {
			kinds[plural] = map[string]entry{}
		}
	}
	var lines []line
	var runs []string
	for _, row := range r.Rows {
		place, code, _ := strings.Cut(row, "/")
		if len(p.tests[row]) == 0 {
			return fmt.Errorf("%s has no test to run in %s", row, place)
		}
		for _, test := range p.tests[row] {
			at, err := moment(r.At, minutesPerRun*(len(lines)+1))
			if err != nil {
				return err
			}
			title := p.items["test_cases"][test].text("title")
			seen := p.words.Rows[code].Seen
			run := p.key("RUN", "test_runs")
			kinds["test_runs"][run] = entry{"title": title + ", " + at[:10], "executes": test, "at": at, "result": "passed", "tester": r.Tester, "remarks": seen}
			lines = append(lines, line{run: run, row: code, check: title, result: "passed", seen: seen})
			runs = append(runs, run)
		}
	}
	content := protocol(r.Title, strings.Join(r.Rows, ", "), lines, r.Tester, r.Collected)
	kinds["evidence"][p.key("EVD", "evidence")] = p.evidence(r.Title, r.File, r.Collected, r.Tester, content, runs)
	return nil
}

// header marks a folder as one in the text format.
const header = "format: 1\n"

// write replaces the folder of the plant.
func (p *plant) write(dir string) error {
	raw := fstest.MapFS{text.HeaderFile: {Data: []byte(header)}}
	for plural, keys := range p.items {
		if plural == "allocations" {
			continue
		}
		data, err := yaml.Marshal(keys)
		if err != nil {
			return err
		}
		raw[plural+".yaml"] = &fstest.MapFile{Data: data}
	}
	data, err := yaml.Marshal(p.items["allocations"])
	if err != nil {
		return err
	}
	raw["allocations/none.yaml"] = &fstest.MapFile{Data: data}
	s, _, err := text.Load(raw, filepath.Base(dir), text.Options{})
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := text.Write(s, text.Header{}, func(name string, data []byte) error { return put(dir, name, data) }); err != nil {
		return err
	}
	// Record files name identities, which a sample has none of.
	records, err := filepath.Glob(filepath.Join(dir, "record*.yaml"))
	if err != nil {
		return err
	}
	for _, path := range records {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	for digest, content := range p.files {
		if err := put(dir, text.FilesFolder+"/"+digest, content); err != nil {
			return err
		}
	}
	return p.writeStages(dir)
}

func (p *plant) writeStages(dir string) error {
	for i, s := range p.stages {
		folder := filepath.Join(dir, text.StepsFolder, p.names[i])
		about := map[string]string{"author": s.Author, "label": s.Label, "message": s.Message}
		if err := writeYAML(folder+".yaml", about); err != nil {
			return err
		}
		if err := put(folder, text.HeaderFile, []byte(header)); err != nil {
			return err
		}
		for _, plural := range slices.Sorted(maps.Keys(p.partial[i])) {
			if err := writeYAML(filepath.Join(folder, plural+".yaml"), p.partial[i][plural]); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeYAML(path string, v any) error {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(v); err != nil {
		return err
	}
	return put(filepath.Dir(path), filepath.Base(path), b.Bytes())
}

func put(dir, name string, data []byte) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
