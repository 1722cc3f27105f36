package cli

// DataCommands are the commands that work on the data of a server.
type DataCommands struct {
	Backup  BackupCmd  `cmd:"" group:"server" help:"Write everything of a server into one file, also while it runs."`
	Restore RestoreCmd `cmd:"" group:"server" help:"Build a server from a backup, or check one."`
	Admin   AdminCmd   `cmd:"" group:"server" help:"Work on the data of a server without signing in."`
}
