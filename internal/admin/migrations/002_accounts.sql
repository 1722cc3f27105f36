-- +goose Up
-- Keys of the server itself, shared by its nodes, in hexadecimal.
CREATE TABLE admin_keys (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);
-- login is the normalised name; password a PHC string, empty for none.
CREATE TABLE admin_users (
	id TEXT NOT NULL PRIMARY KEY,
	login TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	email TEXT NOT NULL DEFAULT '',
	admin BIGINT NOT NULL DEFAULT 0,
	disabled BIGINT NOT NULL DEFAULT 0,
	password TEXT NOT NULL DEFAULT '',
	password_set BIGINT NOT NULL DEFAULT 0,
	created BIGINT NOT NULL,
	created_by TEXT NOT NULL DEFAULT '',
	signed_in BIGINT NOT NULL DEFAULT 0
);
-- digest is SHA-256 of the secret in hexadecimal, here and below; no secret is kept.
CREATE TABLE admin_sessions (
	digest TEXT NOT NULL PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	user_id TEXT NOT NULL REFERENCES admin_users (id),
	created BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	authenticated BIGINT NOT NULL,
	method TEXT NOT NULL,
	address TEXT NOT NULL DEFAULT '',
	agent TEXT NOT NULL DEFAULT ''
);
CREATE INDEX admin_sessions_user ON admin_sessions (user_id);
CREATE TABLE admin_tokens (
	id TEXT NOT NULL PRIMARY KEY,
	digest TEXT NOT NULL UNIQUE,
	user_id TEXT NOT NULL REFERENCES admin_users (id),
	name TEXT NOT NULL,
	read_only BIGINT NOT NULL,
	projects TEXT NOT NULL DEFAULT '[]',
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	used BIGINT NOT NULL DEFAULT 0,
	revoked BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX admin_tokens_user ON admin_tokens (user_id);
-- Links that are used once: for the first administrator, an invitation, a reset.
CREATE TABLE admin_links (
	id TEXT NOT NULL PRIMARY KEY,
	digest TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL,
	note TEXT NOT NULL DEFAULT '',
	user_id TEXT NOT NULL DEFAULT '',
	project TEXT NOT NULL DEFAULT '',
	role TEXT NOT NULL DEFAULT '',
	products TEXT NOT NULL DEFAULT '[]',
	admin BIGINT NOT NULL DEFAULT 0,
	clear_factors BIGINT NOT NULL DEFAULT 0,
	created BIGINT NOT NULL,
	created_by TEXT NOT NULL DEFAULT '',
	expires BIGINT NOT NULL,
	used BIGINT NOT NULL DEFAULT 0,
	used_by TEXT NOT NULL DEFAULT '',
	revoked BIGINT NOT NULL DEFAULT 0
);
-- Steps begun and not finished: the second step of a sign-in, an enrolment.
CREATE TABLE admin_pending (
	digest TEXT NOT NULL PRIMARY KEY,
	purpose TEXT NOT NULL,
	user_id TEXT NOT NULL DEFAULT '',
	bound TEXT NOT NULL,
	method TEXT NOT NULL DEFAULT '',
	state TEXT NOT NULL DEFAULT '',
	expires BIGINT NOT NULL,
	tries BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX admin_pending_user ON admin_pending (user_id);
