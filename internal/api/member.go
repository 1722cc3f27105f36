package api

// Members lists who has a role in a project.
type Members struct {
	Members []Member `json:"members" doc:"In order of login names."`
}

// Member is one user's role in a project.
type Member struct {
	User      string   `json:"user" doc:"Id of the user."`
	Login     string   `json:"login" doc:"The user's login name."`
	Name      string   `json:"name" doc:"The user's name."`
	Disabled  bool     `json:"disabled" doc:"The user is locked out of the server."`
	Role      string   `json:"role" enum:"owner,engineer,supplier,reviewer,auditor,viewer" doc:"The role."`
	Products  []string `json:"products" doc:"For a supplier: keys of the products he answers for."`
	Granted   string   `json:"granted" doc:"Since when, UTC."`
	GrantedBy string   `json:"granted_by,omitempty" doc:"Id of the user who gave it; missing for the server itself."`
}

// Membership is a role to be given.
type Membership struct {
	Role     string   `json:"role" enum:"owner,engineer,supplier,reviewer,auditor,viewer" doc:"The role."`
	Products []string `json:"products,omitempty" maxItems:"1000" maxLength:"60" doc:"For a supplier: keys of the products he answers for, such as PRD-3."`
}

// Roles is the table of who may do what.
type Roles struct {
	Roles   []RoleInfo   `json:"roles" doc:"The roles in a project."`
	Actions []ActionInfo `json:"actions" doc:"Everything that can be done, in the order of the table."`
}

// RoleInfo is one role.
type RoleInfo struct {
	Role  string `json:"role" doc:"Its name."`
	Words string `json:"words" doc:"What it is for; completes “an engineer …”."`
}

// ActionInfo is one action and who may do it.
type ActionInfo struct {
	Action string            `json:"action" doc:"Its name, as the x-action of each operation."`
	Area   string            `json:"area" enum:"public,account,server,project" doc:"Where the right to it comes from: nowhere, being signed in, being a server administrator, the role in the project."`
	Words  string            `json:"words" doc:"What it is; completes “you may …”."`
	Writes bool              `json:"writes" doc:"It changes something, so that a token that only reads may not do it."`
	Token  bool              `json:"token" doc:"A token may do it at all."`
	Who    map[string]string `json:"who" doc:"How much of it each may do, by role and for anybody, signed in and administrator: yes, no, own products, or reviews."`
}
