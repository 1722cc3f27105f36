-- +goose Up
-- state is the JSON of package account/factor; of a TOTP it holds the secret.
CREATE TABLE admin_totp (
	user_id TEXT NOT NULL PRIMARY KEY REFERENCES admin_users (id),
	state TEXT NOT NULL,
	added BIGINT NOT NULL
);
CREATE TABLE admin_recovery (
	user_id TEXT NOT NULL PRIMARY KEY REFERENCES admin_users (id),
	state TEXT NOT NULL,
	added BIGINT NOT NULL
);
CREATE TABLE admin_passkeys (
	id TEXT NOT NULL PRIMARY KEY,
	user_id TEXT NOT NULL REFERENCES admin_users (id),
	name TEXT NOT NULL,
	state TEXT NOT NULL,
	added BIGINT NOT NULL,
	used BIGINT NOT NULL DEFAULT 0,
	locked BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX admin_passkeys_user ON admin_passkeys (user_id);
CREATE TABLE admin_identities (
	issuer TEXT NOT NULL,
	subject TEXT NOT NULL,
	user_id TEXT NOT NULL REFERENCES admin_users (id),
	email TEXT NOT NULL DEFAULT '',
	name TEXT NOT NULL DEFAULT '',
	added BIGINT NOT NULL,
	used BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (issuer, subject)
);
CREATE INDEX admin_identities_user ON admin_identities (user_id);
