package api

// Users lists users.
type Users struct {
	Users []User `json:"users" doc:"In order of login names."`
}

// User is somebody with an account.
type User struct {
	ID           string `json:"id" doc:"Names the user for ever."`
	Login        string `json:"login" doc:"The name to sign in with, in its normal form."`
	Name         string `json:"name" doc:"The name to show."`
	Email        string `json:"email" doc:"An address of mail, may be empty. It identifies nobody."`
	Admin        bool   `json:"admin" doc:"A server administrator."`
	Disabled     bool   `json:"disabled" doc:"The user cannot sign in, and tokens rest."`
	HasPassword  bool   `json:"has_password" doc:"Whether the user can sign in with a password."`
	SecondFactor bool   `json:"second_factor" doc:"Whether an authenticator app or a passkey is registered."`
	Created      string `json:"created" doc:"When the account was made, UTC."`
	SignedIn     string `json:"signed_in,omitempty" doc:"When the user last signed in, UTC; missing for never."`
}

// UserDetail is a user with the roles he or she has.
type UserDetail struct {
	User
	Roles []AccountRole `json:"roles" doc:"Roles in projects, in order of their keys."`
}

// UserChange changes a user; what is left out stays.
type UserChange struct {
	Login    *string `json:"login,omitempty" maxLength:"512" doc:"The name to sign in with."`
	Name     *string `json:"name,omitempty" maxLength:"480" doc:"The name to show, at most 120 characters."`
	Email    *string `json:"email,omitempty" maxLength:"1016" doc:"An address of mail; empty removes it."`
	Admin    *bool   `json:"admin,omitempty" doc:"Whether the user is a server administrator. The last one stays one."`
	Disabled *bool   `json:"disabled,omitempty" doc:"Whether the user is locked out. It holds at once, everywhere within two seconds."`
}

// Reset says what a reset link is to do.
type Reset struct {
	ClearFactors bool `json:"clear_factors,omitempty" doc:"Second factors go too when the link is used: the user has lost them."`
}

// Invitations lists invitations.
type Invitations struct {
	Invitations []Invitation `json:"invitations" doc:"Also those that were used or have ended, the newest first."`
}

// Invitation is a link that makes a user or gives one a role, without its secret.
type Invitation struct {
	ID        string   `json:"id" doc:"Names it; it is no secret."`
	Note      string   `json:"note" doc:"For whom it is."`
	Project   string   `json:"project,omitempty" doc:"Key of the project it gives a role in."`
	Role      string   `json:"role,omitempty" doc:"That role."`
	Products  []string `json:"products" doc:"For a supplier: keys of the products."`
	Admin     bool     `json:"admin" doc:"It makes a server administrator."`
	Created   string   `json:"created" doc:"When it was made, UTC."`
	CreatedBy string   `json:"created_by" doc:"Id of the user who made it."`
	Expires   string   `json:"expires" doc:"Until when it works, UTC."`
	Used      string   `json:"used,omitempty" doc:"When it was used, UTC."`
	UsedBy    string   `json:"used_by,omitempty" doc:"Id of the user who used it."`
	State     string   `json:"state" enum:"open,used,expired,revoked" doc:"Whether it still works."`
}

// NewInvitation says what an invitation gives.
type NewInvitation struct {
	Note     string   `json:"note,omitempty" maxLength:"480" doc:"For whom it is, for the list; at most 120 characters." example:"Anna of Turbine Services"`
	Project  string   `json:"project,omitempty" maxLength:"60" doc:"Key of the project it gives a role in; only an account without it."`
	Role     string   `json:"role,omitempty" maxLength:"20" doc:"The role: owner, engineer, supplier, reviewer, auditor or viewer."`
	Products []string `json:"products,omitempty" maxItems:"1000" maxLength:"60" doc:"For a supplier: keys of the products he answers for."`
	Admin    bool     `json:"admin,omitempty" doc:"It makes a server administrator."`
}

// ProjectInvitation says what an invitation to a project gives.
type ProjectInvitation struct {
	Note     string   `json:"note,omitempty" maxLength:"480" doc:"For whom it is, for the list; at most 120 characters."`
	Role     string   `json:"role" enum:"owner,engineer,supplier,reviewer,auditor,viewer" doc:"The role."`
	Products []string `json:"products,omitempty" maxItems:"1000" maxLength:"60" doc:"For a supplier: keys of the products he answers for."`
}

// LinkMade is a link that was made just now.
type LinkMade struct {
	Address    string      `json:"address" doc:"The link, to be given to the person over a way that is safe. It works once and is shown this once."`
	Link       string      `json:"link" doc:"The secret in it."`
	Expires    string      `json:"expires" doc:"Until when it works, UTC."`
	Invitation *Invitation `json:"invitation,omitempty" doc:"The invitation, if it is one."`
}
