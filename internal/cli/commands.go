package cli

// Commands is the whole command line: kong reads flags, arguments and help
// from its tags. The custom tag "environ" names the environment variable a
// flag falls back to.
type Commands struct {
	Globals

	Init     InitCmd     `cmd:"" group:"project" help:"Make a new project."`
	Template TemplateCmd `cmd:"" group:"project" help:"Starter projects."`
	Project  ProjectCmd  `cmd:"" name:"project" group:"project" help:"The projects of a server."`
	Import   ImportCmd   `cmd:"" group:"project" help:"Take in an inventory or a text folder."`
	Export   ExportCmd   `cmd:"" group:"project" help:"Write a project as text, its log, or a proof."`

	Item     ItemCmd     `cmd:"" group:"model" help:"The items of the model: zones, assets, tests and so on."`
	Link     LinkCmd     `cmd:"" group:"model" help:"Links between items."`
	Target   TargetCmd   `cmd:"" group:"model" help:"Security level targets (SL-T) of zones and conduits."`
	Baseline BaselineCmd `cmd:"" group:"model" help:"Named states."`

	AnalysisCommands

	Log    LogCmd    `cmd:"" group:"record" help:"List the commits."`
	Diff   DiffCmd   `cmd:"" group:"record" help:"Show what differs between two states."`
	Verify VerifyCmd `cmd:"" group:"record" help:"Check an exported log, a proof or an evidence file, offline."`
	Key    KeyCmd    `cmd:"" group:"record" help:"The key that signs the record."`
	Doctor DoctorCmd `cmd:"" group:"record" help:"Check a project file, or all of a server, and rebuild what is derived from the log."`

	Login  LoginCmd  `cmd:"" group:"server" help:"Keep a token for a server, so that --server needs nothing else."`
	Logout LogoutCmd `cmd:"" group:"server" help:"Forget the token for a server, and what was kept of its projects."`

	Serve  ServeCmd  `cmd:"" group:"server" help:"Run a server for a team."`
	Access AccessCmd `cmd:"" group:"server" help:"Show who may do what on a server, by role."`

	DataCommands

	Standard StandardCmd `cmd:"" group:"standard" help:"The requirements of IEC 62443."`
	Glossary GlossaryCmd `cmd:"" group:"standard" help:"Terms, explained for controls and for IT."`

	Completion CompletionCmd `cmd:"" group:"about" help:"Print a completion script for a shell."`
	Man        ManCmd        `cmd:"" group:"about" help:"Print the manual page."`
	Version    VersionCmd    `cmd:"" group:"about" help:"Print the version."`
	Keys       KeysCmd       `cmd:"" hidden:"" help:"Print keys, for completion."`
}

// Globals are the flags every command takes.
type Globals struct {
	Project  string   `placeholder:"PATH" environ:"CORDON_PROJECT" help:"Project file (.cordon) or text folder, or with --server the key of a project. Without it, the only one there is."`
	At       string   `placeholder:"STATE" help:"Look at a past state: a commit number, a day (YYYY-MM-DD) or a baseline."`
	JSON     bool     `name:"json" help:"Print one JSON document."`
	Author   string   `placeholder:"NAME" environ:"CORDON_AUTHOR" help:"Who makes the change. Without it, the name of the user; on a server that of the account."`
	Message  string   `short:"m" placeholder:"TEXT" help:"Why the change is made."`
	Date     string   `placeholder:"YYYY-MM-DD" help:"The day that rules are judged by. Without it, the day of the state."`
	Width    int      `placeholder:"N" help:"Columns of the screen, for tables."`
	NoColor  bool     `name:"no-color" environ:"NO_COLOR" help:"Print without colours."`
	Overlay  []string `placeholder:"FILE" environ:"CORDON_OVERLAY" sep:"none" help:"Your licensed wording of the standard, shown beside ours. Repeatable."`
	Editions []string `placeholder:"FILE" environ:"CORDON_EDITIONS" sep:"none" help:"Further catalogues of the standard. Repeatable."`

	Server    string `placeholder:"URL" environ:"CORDON_SERVER" help:"Work on a server, not on a file. The token comes from CORDON_TOKEN, --token-file or \"cordon login\"."`
	TokenFile string `name:"token-file" placeholder:"FILE" environ:"CORDON_TOKEN_FILE" help:"File that holds the API token for --server."`
	CA        string `name:"ca" placeholder:"FILE" environ:"CORDON_CA" help:"Certificates (PEM) that vouch for --server, beside the system's."`
	AllowHTTP bool   `name:"allow-http" environ:"CORDON_ALLOW_HTTP" help:"Send the token to --server without TLS, over a way that is safe otherwise."`
	NoCache   bool   `name:"no-cache" help:"Keep nothing of --server on this machine, and use nothing that was kept."`

	RewriteComments bool `name:"rewrite-comments" help:"Write to a text folder even if that loses its comments."`
}

// groups are the headings of the list of commands.
var groups = []struct{ key, title string }{
	{"project", "Projects"},
	{"model", "The model"},
	{"analysis", "Analyses"},
	{"record", "The record"},
	{"server", "The server"},
	{"standard", "The standard"},
	{"about", "About cordon"},
}
