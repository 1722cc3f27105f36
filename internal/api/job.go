package api

// NewJob asks for work in the background.
type NewJob struct {
	Kind   string    `json:"kind" enum:"import-inventory,import-text,import-ndjson,export-text,export-ndjson,export-log,doctor" doc:"What is to be done."`
	Params JobParams `json:"params,omitempty" doc:"How. What has no meaning for the kind is refused."`
}

// JobParams say how a job is to be done. Each member names the kinds it is for.
type JobParams struct {
	File        string                `json:"file,omitempty" maxLength:"80" doc:"Imports: digest of the stored file to read."`
	Upload      string                `json:"upload,omitempty" maxLength:"64" doc:"Imports: id of a finished upload of yours, in place of file."`
	Name        string                `json:"name,omitempty" maxLength:"255" doc:"Imports: what the file is called in the report and the record; that of the upload without it."`
	Message     string                `json:"message,omitempty" maxLength:"10000" doc:"Imports: why."`
	DryRun      bool                  `json:"dry_run,omitempty" doc:"Imports: say what would change and change nothing."`
	Mapping     string                `json:"mapping,omitempty" maxLength:"49152" doc:"import-inventory: what each column means, in the format of a mapping file; guessed from the headers without it."`
	Corrections *InventoryCorrections `json:"corrections,omitempty" doc:"import-inventory: cells that are read otherwise than they stand, and rows that are left out on purpose; at most 128 KiB as JSON. They are in the report and in the message of the commit."`
	Sheet       string                `json:"sheet,omitempty" maxLength:"255" doc:"import-inventory: worksheet of a workbook; the first with a header without it."`
	Header      int                   `json:"header_row,omitempty" minimum:"0" maximum:"1000" doc:"import-inventory: row of the headers, counted from 1, where it is not found by its words; a mapping may name it as well."`
	Partial     bool                  `json:"partial,omitempty" doc:"import-text: set only what is written. Without it, what an entry does not say is taken from its item."`
	At          string                `json:"at,omitempty" maxLength:"200" doc:"export-text, export-ndjson: the state to export; the newest without it."`
	Repair      bool                  `json:"repair,omitempty" doc:"doctor: make tables anew that differ from the record."`
}

// Job is one piece of work in the background.
type Job struct {
	JobSummary
	Params   JobParams   `json:"params" doc:"How it is to be done."`
	Progress JobProgress `json:"progress" doc:"How far it is, or was when it ended."`
	Failure  *JobFailure `json:"failure" doc:"Why it did not do what was asked; null if it did, or has not ended."`
	Result   bool        `json:"has_result" doc:"Whether it left a result to be read."`
	File     *JobFile    `json:"file" doc:"The file it made; null if none."`
}

// JobSummary says of a job who does what, and nothing of what it is about.
type JobSummary struct {
	ID      string `json:"id" doc:"Names the job; later ones sort behind earlier ones."`
	Kind    string `json:"kind" doc:"What it does."`
	Project string `json:"project,omitempty" doc:"Key of the project it is about; missing for one about the server, or for a project that is gone."`
	Owner   string `json:"owner" doc:"Id of the user who asked for it."`
	State   string `json:"state" enum:"queued,running,done,failed,cancelled,interrupted" doc:"Where it stands. The last four are ends: it did what was asked, it could not, somebody stopped it, or the server that ran it stopped."`
	Node    string `json:"node,omitempty" doc:"The server node that runs or ran it."`
	Created string `json:"created" doc:"When it was asked for, UTC."`
	Started string `json:"started,omitempty" doc:"When a node took it, UTC."`
	Ended   string `json:"ended,omitempty" doc:"When it ended, UTC."`
}

// JobProgress says how far a job is.
type JobProgress struct {
	What  string `json:"what" doc:"What is being done; for people."`
	Done  uint64 `json:"done" doc:"How much of it is done."`
	Total uint64 `json:"total" doc:"Of how much; 0 if that is not known."`
}

// JobFailure says why a job did not do what was asked.
type JobFailure struct {
	Kind      string `json:"kind" enum:"invalid,not found,conflict,denied,unavailable,internal" doc:"What can be done about it, as in a problem."`
	Message   string `json:"message" doc:"One sentence for people, or several."`
	Reference string `json:"reference,omitempty" doc:"What to look for in the server's log."`
}

// JobFile is a file that a job made.
type JobFile struct {
	Name    string `json:"name" doc:"What to save it as."`
	Type    string `json:"type" doc:"Its media type."`
	Size    int64  `json:"size" doc:"Its length in bytes."`
	Digest  string `json:"digest" doc:"SHA-256 of its content, as sha256: and 64 hexadecimal digits."`
	Until   string `json:"until" doc:"How long it is kept, UTC."`
	Removed bool   `json:"removed" doc:"That time is over."`
}

// Jobs is a page of jobs.
type Jobs struct {
	Jobs []Job  `json:"jobs" doc:"The newest first."`
	Next string `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// JobSummaries is a page of jobs as somebody sees them who may not know what
// they are about.
type JobSummaries struct {
	Jobs []JobSummary `json:"jobs" doc:"The newest first."`
	Next string       `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// JobResult is what a job found. Which member it has goes by its kind.
type JobResult struct {
	Import *ImportReport `json:"import,omitempty" doc:"Of an import."`
	Export *ExportReport `json:"export,omitempty" doc:"Of an export."`
	Doctor *DoctorReport `json:"doctor,omitempty" doc:"Of an examination."`
}
