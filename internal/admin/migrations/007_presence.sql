-- +goose Up
-- Who looks at what, where several nodes share a database. Rows live a minute.
CREATE TABLE admin_presence (
	project TEXT NOT NULL,
	user_id TEXT NOT NULL,
	name TEXT NOT NULL,
	place TEXT NOT NULL,
	since BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	PRIMARY KEY (project, user_id)
);
