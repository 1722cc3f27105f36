package access

// Area says what an action is about, and with it where the right to it comes
// from.
type Area string

// The areas.
const (
	// Public is open to anybody, signed in or not.
	Public Area = "public"
	// Account is open to everybody who is signed in: their own account and what
	// is the same for all.
	Account Area = "account"
	// Server is open to server administrators.
	Server Area = "server"
	// Project is open by the role somebody has in the project.
	Project Area = "project"
)

// Action is what a route or a command asks for. The value is its name: it
// stands in the table, in messages and in the API document, and is frozen.
type Action string

// The actions. Words and area of each are in Info.
const (
	SignIn    Action = "sign in"
	SeeHealth Action = "see health"
	SeeStatic Action = "see static"

	ReadAccount  Action = "read own account"
	UseAccount   Action = "use own account"
	ListProjects Action = "list projects"
	ReadSchema   Action = "read schema"
	ReadStandard Action = "read standard"

	CreateProject  Action = "create project"
	ManageUsers    Action = "manage users"
	ReadServer     Action = "read server"
	OperateServer  Action = "operate server"
	ReadSecurity   Action = "read security events"
	ManageSettings Action = "manage settings"

	ReadModel     Action = "read model"
	Search        Action = "search"
	Analyse       Action = "analyse"
	FollowChanges Action = "follow changes"
	ReadEvidence  Action = "read evidence"
	OpenEvidence  Action = "open evidence"
	ReadHistory   Action = "read history"
	ReadProofs    Action = "read proofs"
	SeePresence   Action = "see presence"
	ReadComments  Action = "read comments"
	WriteComments Action = "write comments"
	ReadMembers   Action = "read members"
	Export        Action = "export"
	WriteModel    Action = "write model"
	WriteEvidence Action = "write evidence"
	Import        Action = "import"
	ManageMembers Action = "manage members"
	ManageProject Action = "manage project"
	RetireProject Action = "retire project"
)

// ActionInfo describes one action.
type ActionInfo struct {
	Action Action
	Area   Area
	Writes bool   // it changes something, so that a read-only token may not do it
	Words  string // what it is, for people: completes "you may …"

	session bool            // it needs a session: no token may do it
	admin   bool            // Project: a server administrator may do it without a role
	roles   map[Role]extent // Project: how much of it each role may do; a role not named may do nothing
}

// extent is how much of an action a role may do.
type extent uint8

const (
	nothing     extent = iota
	all                // the whole of it
	ownProducts        // as far as the products of the grant go
	reviews            // reviews, and confirming what is there; DecideOps looks at each op
)

// Sets of roles that recur in the table.
var (
	team     = rights(Owner, Engineer)
	readers  = rights(Owner, Engineer, Reviewer, Auditor, Viewer)
	insiders = rights(Owner, Engineer, Reviewer, Auditor)
	owners   = rights(Owner)
)

func rights(roles ...Role) map[Role]extent {
	m := make(map[Role]extent, len(roles))
	for _, r := range roles {
		m[r] = all
	}
	return m
}

// partly gives base with one role more.
func partly(base map[Role]extent, r Role, e extent) map[Role]extent {
	m := make(map[Role]extent, len(base)+1)
	for k, v := range base {
		m[k] = v
	}
	m[r] = e
	return m
}

// actions is the table that Decide reads. Its order is the one of every listing.
var actions = []ActionInfo{
	{Action: SignIn, Area: Public, Words: "sign in, and use a link of invitation"},
	{Action: SeeHealth, Area: Public, Words: "see whether the server is up"},
	{Action: SeeStatic, Area: Public, Words: "load the pages of the program and its API document"},

	{Action: ReadAccount, Area: Account, Words: "see your own account, roles and jobs"},
	{Action: UseAccount, Area: Account, Writes: true, session: true, Words: "change your own password, factors, sessions and tokens"},
	{Action: ListProjects, Area: Account, Words: "list the projects you have a role in; administrators: all of them"},
	{Action: ReadSchema, Area: Account, Words: "read the kinds, properties and link rules"},
	{Action: ReadStandard, Area: Account, Words: "read the catalogues of the standard"},

	{Action: CreateProject, Area: Server, Writes: true, Words: "create a project"},
	{Action: ManageUsers, Area: Server, Writes: true, Words: "invite, change and disable users"},
	{Action: ReadServer, Area: Server, Words: "see metrics, the state of the server and the jobs of everybody"},
	{Action: OperateServer, Area: Server, Writes: true, Words: "back up, check and repair the server and stop jobs"},
	{Action: ReadSecurity, Area: Server, Words: "read and export the security events"},
	{Action: ManageSettings, Area: Server, Writes: true, Words: "change the settings of the server"},

	{Action: ReadModel, Area: Project, roles: partly(readers, Supplier, ownProducts), Words: "read items, links and baselines"},
	{Action: Search, Area: Project, roles: readers, Words: "search the project"},
	{Action: Analyse, Area: Project, roles: readers, Words: "see levels, gaps, trace, impact, findings, defence, what-if and differences"},
	{Action: FollowChanges, Area: Project, roles: readers, Words: "be told when the project changes"},
	{Action: ReadEvidence, Area: Project, roles: readers, Words: "see which files of evidence there are and whether they are whole"},
	{Action: OpenEvidence, Area: Project, roles: insiders, Words: "open files of evidence"},
	{Action: ReadHistory, Area: Project, roles: insiders, Words: "read commits, their authors and the history of items"},
	{Action: ReadProofs, Area: Project, roles: insiders, Words: "export the log, checkpoints and proofs"},
	{Action: SeePresence, Area: Project, roles: insiders, Words: "see who is looking at what"},
	{Action: ReadComments, Area: Project, roles: insiders, Words: "read what people say about items"},
	{Action: WriteComments, Area: Project, Writes: true, roles: partly(team, Reviewer, all), Words: "comment on items, and settle comments"},
	{Action: ReadMembers, Area: Project, admin: true, roles: insiders, Words: "see who has which role in the project"},
	{Action: Export, Area: Project, roles: insiders, Words: "export the whole project"},
	{Action: WriteModel, Area: Project, Writes: true, roles: partly(partly(team, Reviewer, reviews), Supplier, ownProducts), Words: "change items and links"},
	{Action: WriteEvidence, Area: Project, Writes: true, roles: partly(team, Supplier, ownProducts), Words: "add files of evidence"},
	{Action: Import, Area: Project, Writes: true, roles: team, Words: "import inventories and whole projects"},
	{Action: ManageMembers, Area: Project, Writes: true, admin: true, roles: owners, Words: "give, change and take away roles in the project"},
	{Action: ManageProject, Area: Project, Writes: true, roles: owners, Words: "rename the project, and check and repair its record"},
	{Action: RetireProject, Area: Project, Writes: true, admin: true, roles: owners, Words: "retire the project and bring it back"},
}

var actionByName = func() map[Action]*ActionInfo {
	m := make(map[Action]*ActionInfo, len(actions))
	for i := range actions {
		m[actions[i].Action] = &actions[i]
	}
	return m
}()

// Actions lists every action in the order of the table.
func Actions() []ActionInfo {
	return append([]ActionInfo(nil), actions...)
}

// Info gives what is known about an action; ok is false if there is no such
// action, and then Decide denies it to everybody.
func Info(a Action) (info ActionInfo, ok bool) {
	d, ok := actionByName[a]
	if !ok {
		return ActionInfo{}, false
	}
	return *d, true
}
