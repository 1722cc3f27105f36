-- +goose Up
-- What people say to one another about items. It is no part of any record: what
-- is decided goes into the record as a change with its reason.
CREATE TABLE admin_comments (
	id TEXT PRIMARY KEY,
	project TEXT NOT NULL REFERENCES admin_projects (id),
	item TEXT NOT NULL,
	kind TEXT NOT NULL,
	body TEXT NOT NULL,
	author TEXT NOT NULL,
	author_name TEXT NOT NULL,
	made BIGINT NOT NULL,
	made_at_commit BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	edited BIGINT NOT NULL,
	resolved BIGINT NOT NULL,
	resolved_by TEXT NOT NULL
);
CREATE INDEX admin_comments_item ON admin_comments (project, item, made);
