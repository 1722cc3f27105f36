package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
)

// BackupCmd makes a backup.
type BackupCmd struct {
	File string `arg:"" help:"The file to write, such as cordon-2026-03-02.backup. It must not be there yet."`

	ServerData `embed:""`
}

// Run writes the backup and checks it.
func (c *BackupCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	rep, err := ss.env.Server.Backup(ctx, &c.Place, run, c.File)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(rep)
	}
	ss.Printf("%s: %s, read again and whole.", rep.File, byteCount(rep.Bytes))
	ss.showHeld(&rep)
	ss.showKey(&rep)
	ss.Printf("It holds signing keys and digests of passwords and is not encrypted: keep it like a key.")
	return nil
}

// showKey says where the key of second factors is.
func (ss *Session) showKey(rep *api.BackupReport) {
	switch rep.Key {
	case "inside":
		ss.Printf("The key that opens the secrets of second factors is in it.")
	case "apart":
		ss.Printf("The key that opens the secrets of second factors is not in it: keep the key file as well, without it authenticator apps are of no use after a restore.")
	}
}

// showHeld says what a backup holds.
func (ss *Session) showHeld(rep *api.BackupReport) {
	projects, commits, events := 0, uint64(0), uint64(0)
	for _, r := range rep.Records {
		if r.Kind == "security" {
			events += r.Commits
			continue
		}
		projects++
		commits += r.Commits
	}
	ss.Printf("%s with %s, %s, %s (%s).", count(projects, "project", "projects"), count(int(commits), "commit", "commits"),
		count(int(events), "security event", "security events"), count(rep.Files.Kept, "file of evidence", "files of evidence"), byteCount(rep.Files.Bytes))
	if n := rep.Files.Missing + rep.Files.Changed; n > 0 {
		ss.Printf("%s that the records name could not be taken along: %d missing, %d changed.", count(n, "file", "files"), rep.Files.Missing, rep.Files.Changed)
	}
	for _, a := range rep.Absent {
		ss.Printf("  %s %s, named by project %s", a.Digest, a.State, strings.Join(a.Projects, ", "))
	}
	if more := rep.Files.Missing + rep.Files.Changed - len(rep.Absent); more > 0 && len(rep.Absent) > 0 {
		ss.Printf("  and %d more", more)
	}
	for _, id := range rep.Empty {
		ss.Printf("%s holds nothing and was left out.", id)
	}
}

// byteCount writes a length for people.
func byteCount(n int64) string {
	const kib = 1 << 10
	switch {
	case n < kib:
		return count(int(n), "byte", "bytes")
	case n < kib*kib:
		return fmt.Sprintf("%.1f KiB", float64(n)/kib)
	case n < kib*kib*kib:
		return fmt.Sprintf("%.1f MiB", float64(n)/(kib*kib))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(kib*kib*kib))
}

// RestoreCmd builds a server from a backup.
type RestoreCmd struct {
	File   string `arg:"" help:"The backup."`
	Verify bool   `help:"Only check the backup; restore nothing."`

	ServerData `embed:""`
}

// Run restores, or only checks.
func (c *RestoreCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	var rep api.BackupReport
	var err error
	if c.Verify {
		rep, err = ss.env.Server.VerifyBackup(ctx, run, c.File)
	} else {
		rep, err = ss.env.Server.Restore(ctx, &c.Place, run, c.File)
	}
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(rep)
	}
	if c.Verify {
		ss.Printf("%s, made %s: whole.", c.File, moment(rep.Made))
		ss.showHeld(&rep)
		ss.showKey(&rep)
		return nil
	}
	ss.Printf("Restored into %s, as it was %s.", c.where(), moment(rep.Made))
	ss.showHeld(&rep)
	if rep.Key == "apart" {
		ss.Printf("The key that opens the secrets of second factors was not in it: give the server the key file it was kept in, with --key-file.")
	}
	ss.Printf("Everybody signs in anew; links that were open are taken back. API tokens work as they did then: revoke those that were revoked since.")
	return nil
}
