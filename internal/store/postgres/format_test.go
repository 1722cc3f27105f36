package postgres

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

func TestTheTablesAreThoseOfTheDocument(t *testing.T) {
	db := connect(t, pgtest.Shared(t).Database(t))
	document, err := os.ReadFile("../../../docs/formats/store.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range regexp.MustCompile(`(?m)^CREATE TABLE cordon\.(\w+) \((.*)\)$`).FindAllStringSubmatch(string(document), -1) {
		columns, key, _ := strings.Cut(m[2], ", PRIMARY KEY (")
		for _, column := range strings.Split(columns, ", ") {
			name, kind, _ := strings.Cut(column, " ")
			kind, _, inKey := strings.Cut(kind, " PRIMARY KEY")
			kind = strings.TrimSuffix(kind, " NOT NULL UNIQUE")
			if inKey || slices.Contains(strings.Split(strings.TrimSuffix(key, ")"), ", "), name) {
				kind += " in key"
			}
			want = append(want, m[1]+"."+name+" "+kind)
		}
	}
	rows, err := db.pool.Query(context.Background(), `SELECT c.table_name || '.' || c.column_name || ' ' || c.data_type
			|| CASE WHEN EXISTS (SELECT 1 FROM information_schema.key_column_usage AS k
				JOIN information_schema.table_constraints AS p USING (constraint_schema, constraint_name)
				WHERE k.table_schema = 'cordon' AND k.table_name = c.table_name AND k.column_name = c.column_name AND p.constraint_type = 'PRIMARY KEY')
			THEN ' in key' ELSE '' END || CASE c.is_nullable WHEN 'YES' THEN ' or NULL' ELSE '' END
		FROM information_schema.columns AS c WHERE c.table_schema = 'cordon'`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("tables are\n%s\nand in the document\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
