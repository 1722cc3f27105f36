package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Describe names the database of a connection string, for people: its server and
// name, without account and password. A string that cannot be read is named "a
// PostgreSQL database".
func Describe(conn string) string {
	c, err := pgxpool.ParseConfig(conn)
	if err != nil {
		return "a PostgreSQL database"
	}
	host := c.ConnConfig.Host
	if !strings.HasPrefix(host, "/") {
		host = fmt.Sprintf("%s:%d", host, c.ConnConfig.Port)
	}
	return fmt.Sprintf("PostgreSQL database %s at %s", c.ConnConfig.Database, host)
}
