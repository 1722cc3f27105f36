-- +goose Up
CREATE TABLE admin_projects (
	id TEXT NOT NULL PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	title TEXT NOT NULL,
	created BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	retired BIGINT NOT NULL DEFAULT 0
);
-- products is a JSON list of keys, [] for every role but supplier.
CREATE TABLE admin_members (
	project TEXT NOT NULL REFERENCES admin_projects (id),
	user_id TEXT NOT NULL,
	role TEXT NOT NULL,
	products TEXT NOT NULL DEFAULT '[]',
	granted BIGINT NOT NULL,
	granted_by TEXT NOT NULL,
	PRIMARY KEY (project, user_id)
);
CREATE INDEX admin_members_user ON admin_members (user_id);
