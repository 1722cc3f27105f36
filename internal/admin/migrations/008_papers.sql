-- +goose Up
-- What people arrange and is no part of any record: layouts of diagrams, views
-- of grids. The body is JSON; the revision rises with each change.
CREATE TABLE admin_papers (
	project TEXT NOT NULL REFERENCES admin_projects (id),
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	body TEXT NOT NULL,
	revision BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	changed_by TEXT NOT NULL,
	PRIMARY KEY (project, kind, name)
);
