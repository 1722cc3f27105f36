package sqlite

import (
	"bytes"

	"zombiezen.com/go/sqlite"
)

// apply runs statements without parameters, ignoring the rows they give.
func apply(c *sqlite.Conn, queries []string) error {
	for _, q := range queries {
		stmt, _, err := c.PrepareTransient(q)
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			more, err = stmt.Step()
		}
		_ = stmt.Finalize() // repeats the error of the last step
		if err != nil {
			return err
		}
	}
	return nil
}

// run runs a prepared statement that gives no rows. Arguments are int64 and []byte.
func run(c *sqlite.Conn, query string, args ...any) error {
	stmt, err := c.Prepare(query)
	if err != nil {
		return err
	}
	return step(stmt, args...)
}

// step binds args to stmt and runs it to its end.
func step(stmt *sqlite.Stmt, args ...any) error {
	for i, a := range args {
		switch v := a.(type) {
		case int64:
			stmt.BindInt64(i+1, v)
		case []byte:
			stmt.BindBytes(i+1, v)
		case string:
			stmt.BindText(i+1, v)
		}
	}
	if _, err := stmt.Step(); err != nil {
		return err
	}
	return stmt.Reset()
}

// readInt gives the first column of the first row of query.
func readInt(c *sqlite.Conn, query string) (int64, error) {
	stmt, err := c.Prepare(query)
	if err != nil {
		return 0, err
	}
	if _, err := stmt.Step(); err != nil {
		return 0, err
	}
	n := stmt.ColumnInt64(0)
	return n, stmt.Reset()
}

// readBlob gives a copy of the first column of the first row of query, whose
// parameters are args; ok is false when there is no row.
func readBlob(c *sqlite.Conn, query string, args ...any) (b []byte, ok bool, err error) {
	stmt, err := c.Prepare(query)
	if err != nil {
		return nil, false, err
	}
	for i, a := range args {
		switch v := a.(type) {
		case int64:
			stmt.BindInt64(i+1, v)
		case string:
			stmt.BindText(i+1, v)
		}
	}
	ok, err = stmt.Step()
	if err != nil || !ok {
		return nil, false, err
	}
	var v view
	b = bytes.Clone(v.column(stmt, 0))
	if b == nil {
		b = []byte{}
	}
	return b, true, stmt.Reset()
}

// view gives access to a column's bytes where SQLite keeps them, without a copy.
type view struct{ b []byte }

// Write takes the slice that ColumnReader's reader hands out in one piece.
func (v *view) Write(b []byte) (int, error) {
	v.b = b
	return len(b), nil
}

// column gives the bytes of column i, valid until the next step or reset.
func (v *view) column(stmt *sqlite.Stmt, i int) []byte {
	v.b = nil
	_, _ = stmt.ColumnReader(i).WriteTo(v) // v takes all there is
	return v.b
}
