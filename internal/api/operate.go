package api

// BackupReport says what a backup holds, or what was restored from one.
type BackupReport struct {
	File    string         `json:"file" doc:"Its path, or its name where it is kept with a job; empty for what was restored from standard input."`
	Bytes   int64          `json:"bytes" doc:"Length of the file."`
	Made    string         `json:"made" doc:"When it was begun, UTC."`
	Program string         `json:"program" doc:"Version of the program that wrote it."`
	Records []BackupRecord `json:"records" doc:"Projects by id, then the record of security events."`
	Files   BackupFiles    `json:"files" doc:"The files of evidence that the records name."`
	Key     string         `json:"key" enum:"inside,apart,none" doc:"Where the key is that opens the secrets of second factors: in the backup; apart from it, in a file of the operator that has to be kept as well; or none, where nothing is sealed."`
	Absent  []BackupAbsent `json:"absent" doc:"Those that could not be taken along, by digest; the first 1000. Empty when a backup was only read."`
	Empty   []string       `json:"empty" doc:"Records that hold nothing, as a creation leaves that was interrupted; they were left out."`
}

// KeyChange says what a new key of the server was made for.
type KeyChange struct {
	File       string `json:"file" doc:"Where the new key lies."`
	Generators int    `json:"generators" doc:"Code generators that were sealed anew, or removed where the old key was lost."`
}

// BackupRecord is one record in a backup.
type BackupRecord struct {
	ID      string `json:"id" doc:"Id of the project, or security."`
	Kind    string `json:"kind" enum:"project,security" doc:"What it is about."`
	Commits uint64 `json:"commits" doc:"Number of commits, or of events."`
	Root    string `json:"root" doc:"Root hash of the tree over them, base64."`
}

// BackupFiles counts files of evidence.
type BackupFiles struct {
	Kept    int   `json:"kept" doc:"In the backup, each once."`
	Bytes   int64 `json:"bytes" doc:"Their length together."`
	Missing int   `json:"missing" doc:"Named by a record and not there."`
	Changed int   `json:"changed" doc:"There, with another content than was recorded."`
}

// BackupAbsent is a file of evidence that is not in a backup.
type BackupAbsent struct {
	Digest   string   `json:"digest" doc:"What the record calls it."`
	State    string   `json:"state" enum:"missing,changed" doc:"Why it is not there."`
	Projects []string `json:"projects" doc:"Ids of the projects that name it."`
}

// ServerCheck says what an examination of a server's data found.
type ServerCheck struct {
	Data      string         `json:"data" doc:"The data folder."`
	Found     int            `json:"found" doc:"How many things are not as they should be and were not put right."`
	Repaired  int            `json:"repaired" doc:"How many were put right."`
	Admin     []string       `json:"admin" doc:"What is wrong with the administrative database; empty for nothing."`
	Security  SecurityCheck  `json:"security" doc:"The record of security events."`
	Projects  []ProjectCheck `json:"projects" doc:"In order of keys."`
	Leftovers []Leftover     `json:"leftovers" doc:"What lies there and belongs to nothing, in order of paths."`
}

// SecurityCheck says how the record of security events is.
type SecurityCheck struct {
	Events uint64 `json:"events" doc:"How many there are."`
	Root   string `json:"root" doc:"Root hash of the tree over them, base64."`
	Wrong  string `json:"wrong" doc:"What is wrong with it; empty for nothing."`
}

// ProjectCheck says how one project is.
type ProjectCheck struct {
	ID          string        `json:"id" doc:"Names its record for ever."`
	Key         string        `json:"key" doc:"The word that stands in addresses."`
	Commits     uint64        `json:"commits" doc:"Commits that were replayed."`
	Items       int           `json:"items" doc:"Items they lead to, retired ones included."`
	Found       int           `json:"found" doc:"Places where the tables differed from the record."`
	Differences []string      `json:"differences" doc:"The first of them."`
	Rebuilt     bool          `json:"rebuilt" doc:"The tables were made anew from the record."`
	Wrong       string        `json:"wrong" doc:"Why the record could not be examined to its end; empty if it was."`
	Present     int           `json:"present" doc:"Files of evidence that are there and as they were recorded."`
	Damaged     []DamagedFile `json:"damaged" doc:"Those that are not, by digest."`
}

// DamagedFile is a file of evidence that is not as it was recorded.
type DamagedFile struct {
	Digest string   `json:"digest" doc:"What the record calls it."`
	State  string   `json:"state" enum:"missing,changed" doc:"What became of it."`
	Items  []string `json:"items" doc:"Keys of the evidence that rests on it."`
}

// Leftover is something in a server's data that belongs to nothing.
type Leftover struct {
	Where string `json:"where" doc:"Its path, or the name of a record in the database."`
	What  string `json:"what" doc:"What it is and what can be done with it."`
}

// ProjectMove says what was moved from one place to another.
type ProjectMove struct {
	ID      string   `json:"id" doc:"Names its record for ever."`
	Key     string   `json:"key" doc:"The word that stands in addresses on the server."`
	Commits uint64   `json:"commits" doc:"Commits that were copied, byte for byte."`
	Root    string   `json:"root" doc:"Root hash of the tree over them, the same in both places, base64."`
	Files   int      `json:"files" doc:"Files of evidence that were copied."`
	Changed []string `json:"changed" doc:"Digests of those whose content is not what was recorded; they stayed behind."`
}

// ServerMove says what was moved when a whole server was.
type ServerMove struct {
	From     string        `json:"from" doc:"Where it was, and still is."`
	To       string        `json:"to" doc:"Where it is now too."`
	Projects []ProjectMove `json:"projects" doc:"By id."`
	Events   uint64        `json:"events" doc:"Security events that were copied."`
	Admin    int64         `json:"admin" doc:"Length of the administrative tables as text, the same in both places, in bytes."`
}

// OneTimeLink is a link that works once.
type OneTimeLink struct {
	Link    string `json:"link" doc:"Its address. Whoever has it can use it."`
	Kind    string `json:"kind" enum:"first,reset" doc:"first makes the first administrator, reset sets a new password."`
	User    string `json:"user,omitempty" doc:"Login name of whom a new password is for."`
	Expires string `json:"expires" doc:"Until when it works, UTC."`
}

// ServerUsers lists the users of a server, as its own command line sees them.
type ServerUsers struct {
	Users []ServerUser `json:"users" doc:"By login name."`
}

// ServerUser is somebody with an account.
type ServerUser struct {
	ID           string `json:"id" doc:"Names the user for ever."`
	Login        string `json:"login" doc:"What is typed to sign in."`
	Name         string `json:"name" doc:"What others see."`
	Admin        bool   `json:"admin" doc:"A server administrator."`
	Disabled     bool   `json:"disabled" doc:"May not sign in."`
	Password     bool   `json:"password" doc:"Has a password; without one, signs in through a provider."`
	SecondFactor bool   `json:"second_factor" doc:"Has a second factor."`
	SignedIn     string `json:"signed_in" doc:"The last time, UTC; empty for never."`
}

// NewServerJob asks for work on the whole server.
type NewServerJob struct {
	Kind   string `json:"kind" enum:"backup,server-doctor" doc:"backup: one file with everything, which stays on the server. server-doctor: examine every record, the accounts and the files of evidence."`
	Repair bool   `json:"repair,omitempty" doc:"server-doctor: make tables anew that differ from the record."`
}

// ServerJob is a job about the whole server.
type ServerJob struct {
	JobSummary
	Progress JobProgress   `json:"progress" doc:"How far it is, or was when it ended."`
	Failure  *JobFailure   `json:"failure" doc:"Why it did not do what was asked; null if it did, or has not ended."`
	Backup   *BackupReport `json:"backup" doc:"What the backup holds, once it is done; null for other jobs. The file is in the folder of jobs on the server, below the id of the job."`
	Check    *ServerCheck  `json:"check" doc:"What the examination found, once it is done; null for other jobs."`
}
