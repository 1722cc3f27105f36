-- +goose Up
-- project is empty for a job of the whole server. node is the name of the node
-- that runs or ran the job, run that node's life since its start, beat a number
-- that it counts up while the job runs. file_until is when the file goes.
CREATE TABLE admin_jobs (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	project TEXT NOT NULL,
	owner TEXT NOT NULL,
	params TEXT NOT NULL,
	state TEXT NOT NULL,
	node TEXT NOT NULL DEFAULT '',
	run TEXT NOT NULL DEFAULT '',
	beat BIGINT NOT NULL DEFAULT 0,
	cancel BIGINT NOT NULL DEFAULT 0,
	progress_what TEXT NOT NULL DEFAULT '',
	progress_done BIGINT NOT NULL DEFAULT 0,
	progress_total BIGINT NOT NULL DEFAULT 0,
	created BIGINT NOT NULL,
	started BIGINT NOT NULL DEFAULT 0,
	ended BIGINT NOT NULL DEFAULT 0,
	result TEXT NOT NULL DEFAULT '',
	error_kind TEXT NOT NULL DEFAULT '',
	error_message TEXT NOT NULL DEFAULT '',
	error_reference TEXT NOT NULL DEFAULT '',
	file_name TEXT NOT NULL DEFAULT '',
	file_type TEXT NOT NULL DEFAULT '',
	file_size BIGINT NOT NULL DEFAULT 0,
	file_digest TEXT NOT NULL DEFAULT '',
	file_until BIGINT NOT NULL DEFAULT 0,
	file_removed BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX admin_jobs_state ON admin_jobs (state, id);
CREATE INDEX admin_jobs_project ON admin_jobs (project, id);
CREATE INDEX admin_jobs_owner ON admin_jobs (owner, id);
CREATE INDEX admin_jobs_file ON admin_jobs (file_removed, file_until);
