package admin

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	dumpFormat = "cordon-admin"
	dumpOp     = "write out administrative database"
	loadOp     = "load administrative database"
)

// header is the first line of a dump.
type header struct {
	Format string `json:"format"`
	Schema int64  `json:"schema"` // version of the tables
	Tables int    `json:"tables"`
}

// line is each further line: one row, its values in the order of the columns'
// names; or the end, which says how many rows there were.
type line struct {
	Table  string         `json:"table,omitempty"`
	Row    map[string]any `json:"row,omitempty"`
	Rows   int64          `json:"rows,omitempty"`
	Finish bool           `json:"end,omitempty"`
}

// table is one table of the catalogue.
type table struct {
	name    string
	columns []column
	order   string // an ORDER BY list over its primary key
}

type column struct {
	name string
	text bool
}

// Dump writes all tables to w, one JSON object a line: a header, one line for
// each row, and an end that counts them. The same content gives the same bytes
// from both databases: a table comes after those it refers to, else by name, and
// rows by their primary key.
func (db *DB) Dump(ctx context.Context, w io.Writer) error { return db.DumpWith(ctx, w, nil) }

// DumpWith is Dump with rows of admin_keys, by name, that are not in the database.
func (db *DB) DumpWith(ctx context.Context, w io.Writer, keys map[string]string) error {
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	err := db.Read(ctx, func(tx *sql.Tx) error {
		tables, schema, err := db.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		if err := e.Encode(header{Format: dumpFormat, Schema: schema, Tables: len(tables)}); err != nil {
			return err
		}
		var rows int64
		for _, t := range tables {
			n, err := t.dump(ctx, tx, e)
			if err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
			rows += n
		}
		for _, name := range slices.Sorted(maps.Keys(keys)) {
			if err := e.Encode(line{Table: "admin_keys", Row: map[string]any{"name": name, "value": keys[name]}}); err != nil {
				return err
			}
			rows++
		}
		return e.Encode(line{Finish: true, Rows: rows})
	})
	if err == nil {
		err = b.Flush()
	}
	return db.fail(ctx, dumpOp, err)
}

func (t table) dump(ctx context.Context, tx *sql.Tx, e *json.Encoder) (n int64, err error) {
	rows, err := tx.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", t.names(), t.name, t.order)) //nolint:gosec // names of the catalogue
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		row := make(map[string]any, len(values))
		for i, c := range t.columns {
			if b, ok := values[i].([]byte); ok {
				values[i] = string(b)
			}
			row[c.name] = values[i]
		}
		if err := e.Encode(line{Table: t.name, Row: row}); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

func (t table) names() string {
	var quoted []string
	for _, c := range t.columns {
		quoted = append(quoted, quote(c.name))
	}
	return strings.Join(quoted, ", ")
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// catalogue gives the tables in the order they are written and loaded, and the
// version they have.
func (db *DB) catalogue(ctx context.Context, tx *sql.Tx) ([]table, int64, error) {
	version, err := versions{db.kind}.GetLatestVersion(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	names, err := pairs(ctx, tx, db.kind.tables)
	if err != nil {
		return nil, 0, err
	}
	references, err := pairs(ctx, tx, db.kind.references)
	if err != nil {
		return nil, 0, err
	}
	var tables []table
	for _, name := range sorted(names, references) {
		if name == versionTable {
			continue
		}
		t := table{name: name}
		columns, err := pairs(ctx, tx, db.kind.columns, name)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range columns {
			t.columns = append(t.columns, column{name: c[0], text: c[1] == "text"})
		}
		slices.SortFunc(t.columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
		keys, err := pairs(ctx, tx, db.kind.keys, name)
		if err != nil {
			return nil, 0, err
		}
		if t.order = t.orderBy(keys, db.kind.collate); t.order == "" {
			return nil, 0, fault.New(fault.Internal, dumpOp, "table %s has no primary key", name)
		}
		tables = append(tables, t)
	}
	return tables, version, nil
}

func (t table) orderBy(keys [][2]string, collate string) string {
	var by []string
	for _, k := range keys {
		if slices.Contains(t.columns, column{name: k[0], text: true}) {
			by = append(by, quote(k[0])+collate)
		} else {
			by = append(by, quote(k[0]))
		}
	}
	return strings.Join(by, ", ")
}

// sorted puts each table behind those it refers to, else keeps the order.
func sorted(names, references [][2]string) []string {
	var out []string
	begun := map[string]bool{} // a circle ends where it began
	var visit func(name string)
	visit = func(name string) {
		if begun[name] {
			return
		}
		begun[name] = true
		var first []string
		for _, r := range references {
			if r[0] == name && r[1] != name {
				first = append(first, r[1])
			}
		}
		slices.Sort(first)
		for _, f := range first {
			visit(f)
		}
		out = append(out, name)
	}
	for _, n := range names {
		visit(n[0])
	}
	return out
}

// pairs reads rows of one or two texts.
func pairs(ctx context.Context, tx *sql.Tx, query string, args ...any) ([][2]string, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][2]string
	for rows.Next() {
		var p [2]string
		if err := rows.Scan([]any{&p[0], &p[1]}[:len(columns)]...); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// Load reads what Dump wrote into this database, all of it or nothing. Conflict
// if any table has rows already; Invalid, with the line, if r is no complete
// dump or one of a newer Cordon.
func (db *DB) Load(ctx context.Context, r io.Reader) error { return db.LoadWith(ctx, r, nil) }

// LoadWith is Load for what DumpWith wrote: rows of admin_keys under the names in
// keys go there and never into the database.
func (db *DB) LoadWith(ctx context.Context, r io.Reader, keys map[string]string) error {
	// The rows are read once, and Write may run its function several times.
	lines, schema, err := readDump(r)
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l line) bool {
		name, _ := l.Row["name"].(string)
		value, isText := l.Row["value"].(string)
		_, wanted := keys[name]
		if l.Table != "admin_keys" || !wanted || !isText {
			return false
		}
		keys[name] = value
		return true
	})
	return db.Write(ctx, func(tx *sql.Tx) error {
		tables, version, err := db.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		if schema > version {
			return fault.New(fault.Invalid, loadOp, "it was written by a newer Cordon (version %d, this one knows up to %d); use a newer program", schema, version)
		}
		byName := map[string]table{}
		for _, t := range tables {
			var n int64
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+t.name).Scan(&n); err != nil { //nolint:gosec // names of the catalogue
				return err
			}
			if n > 0 {
				return &fault.Error{Kind: fault.Conflict, Op: loadOp, Subject: db.subject, Message: "the administrative database is not empty; load into a new one"}
			}
			byName[t.name] = t
		}
		for i, l := range lines {
			if err := byName[l.Table].insert(ctx, tx, l.Row); err != nil {
				return fault.At(fault.Place{Line: i + 2, Field: l.Table}, err)
			}
		}
		return nil
	})
}

func (t table) insert(ctx context.Context, tx *sql.Tx, row map[string]any) error {
	var names, marks []string
	var args []any
	for _, c := range t.columns {
		v, ok := row[c.name]
		if !ok {
			continue
		}
		if n, isNumber := v.(json.Number); isNumber {
			i, err := n.Int64()
			if err != nil {
				return &fault.Error{Kind: fault.Invalid, Op: loadOp, Subject: c.name, Message: "it is not a whole number of 64 bits", Err: err}
			}
			v = i
		}
		names, args = append(names, quote(c.name)), append(args, v)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	if t.name == "" || len(names) != len(row) {
		return fault.New(fault.Invalid, loadOp, "it has a table or column that this program does not know; the dump is damaged or of another program")
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", t.name, strings.Join(names, ", "), strings.Join(marks, ", ")), args...) //nolint:gosec // names of the catalogue
	if err != nil && !contended(err) && (Taken(err) || !lost(err)) {
		return &fault.Error{Kind: fault.Invalid, Op: loadOp, Message: "the row was refused; the dump is damaged", Err: err}
	}
	return err
}

// readDump reads and checks all lines. A fault names the line.
func readDump(r io.Reader) (rows []line, schema int64, err error) {
	d := json.NewDecoder(r)
	d.UseNumber()
	wrong := func(n int, message string, err error) error {
		return &fault.Error{Kind: fault.Invalid, Op: loadOp, Place: fault.Place{Line: n}, Message: message, Err: err}
	}
	var h header
	if err := d.Decode(&h); err != nil || h.Format != dumpFormat || h.Schema < 0 {
		return nil, 0, wrong(1, "it is not a dump of an administrative database", err)
	}
	for n := 2; ; n++ {
		var l line
		switch err := d.Decode(&l); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, 0, wrong(n, "the dump is cut short; take another copy", nil)
		case err != nil:
			return nil, 0, wrong(n, "the line cannot be read; the dump is damaged", err)
		case l.Finish && l.Rows != int64(len(rows)):
			return nil, 0, wrong(n, fmt.Sprintf("the dump has %d rows and should have %d; it is damaged", len(rows), l.Rows), nil)
		case l.Finish:
			return rows, h.Schema, nil
		case l.Table == "" || l.Row == nil:
			return nil, 0, wrong(n, "the line is neither a row nor the end; the dump is damaged", nil)
		}
		rows = append(rows, l)
	}
}
