-- +goose Up
-- Failed sign-ins, shared by the nodes. id is a keyed digest of who tried what
-- from where: it names nobody. Of a network, failures is 0 and ends is when it
-- may fail as often as at first; of a user, ends is when the next try is looked at.
CREATE TABLE admin_attempts (
	id TEXT NOT NULL PRIMARY KEY,
	failures BIGINT NOT NULL,
	ends BIGINT NOT NULL,
	last BIGINT NOT NULL
);
CREATE INDEX admin_attempts_last ON admin_attempts (last);
