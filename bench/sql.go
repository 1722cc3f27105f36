package main

import (
	"database/sql"
	"fmt"
	"os"
	"time"

	_ "modernc.org/sqlite" // the driver of the reference
)

// sqlGraph answers coverage and impact with recursive queries in SQLite: what
// a user would write without an engine of their own.
type sqlGraph struct{ db *sql.DB }

func newSQL(path string, items []vertex) (*sqlGraph, error) {
	_ = os.Remove(path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	g := &sqlGraph{db}
	for _, s := range []string{
		"PRAGMA journal_mode=WAL", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-65536", "PRAGMA temp_store=MEMORY", "PRAGMA mmap_size=1073741824",
		`CREATE TABLE item(id INTEGER PRIMARY KEY, key TEXT, layer INT, zone INT, text TEXT)`,
		`CREATE TABLE link(child INT, parent INT, PRIMARY KEY(child, parent)) WITHOUT ROWID`,
	} {
		if _, err := db.Exec(s); err != nil {
			return nil, err
		}
	}
	if err := g.load(items); err != nil {
		return nil, err
	}
	_, err = db.Exec(`CREATE UNIQUE INDEX link_r ON link(parent, child); ANALYZE`)
	return g, err
}

func (g *sqlGraph) load(items []vertex) error {
	tx, err := g.db.Begin()
	if err != nil {
		return err
	}
	item, err := tx.Prepare("INSERT INTO item VALUES(?,?,?,?,?)")
	if err != nil {
		return err
	}
	defer func() { _ = item.Close() }()
	link, err := tx.Prepare("INSERT INTO link VALUES(?,?)")
	if err != nil {
		return err
	}
	defer func() { _ = link.Close() }()
	for _, v := range items {
		if _, err := item.Exec(v.id, fmt.Sprintf("%s-%d", prefixes[v.layer], v.id), v.layer, v.zone, statement); err != nil {
			return err
		}
		for _, u := range v.up {
			if _, err := link.Exec(v.id, u); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

const coverQuery = `WITH RECURSIVE broken(id) AS (
 SELECT i.id FROM item i WHERE i.layer<6 AND NOT EXISTS(SELECT 1 FROM link l WHERE l.parent=i.id)
 UNION SELECT l.parent FROM broken b JOIN link l ON l.child=b.id)
SELECT i.layer, count(*), count(*)-count(b.id) FROM item i LEFT JOIN broken b ON b.id=i.id GROUP BY 1 ORDER BY 1`

func (g *sqlGraph) coverage() (r [layers][2]int, err error) {
	rows, err := g.db.Query(coverQuery)
	if err != nil {
		return r, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var l, items, complete int
		if err := rows.Scan(&l, &items, &complete); err != nil {
			return r, err
		}
		r[l] = [2]int{items, complete}
	}
	return r, rows.Err()
}

const impactQuery = `WITH RECURSIVE
 dn(id) AS (SELECT ?1 UNION SELECT l.child FROM dn JOIN link l ON l.parent=dn.id),
 up(id) AS (SELECT ?1 UNION SELECT l.parent FROM up JOIN link l ON l.child=up.id)
SELECT count(*)-2, count(DISTINCT zone)-max(zone=-1) FROM (SELECT i.zone FROM dn JOIN item i ON i.id=dn.id UNION ALL SELECT i.zone FROM up JOIN item i ON i.id=up.id)`

// impact counts what one item touches and gives the processor time it took.
func (g *sqlGraph) impact(id int) (items int, d time.Duration, err error) {
	t := cpuTime()
	var zones int
	err = g.db.QueryRow(impactQuery, id).Scan(&items, &zones)
	return items, cpuTime() - t, err
}

func (g *sqlGraph) close() { _ = g.db.Close() }
