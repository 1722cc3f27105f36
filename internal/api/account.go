package api

// Account is the caller's own account.
type Account struct {
	User     User           `json:"user" doc:"Who it is."`
	Session  *Session       `json:"session,omitempty" doc:"The session the call came with."`
	Token    *Token         `json:"token,omitempty" doc:"The token the call came with."`
	Roles    []AccountRole  `json:"roles" doc:"Roles in projects, in order of their keys."`
	Must     bool           `json:"must_enrol" doc:"A second factor must be registered before anything but the own account answers."`
	Fresh    bool           `json:"confirmed" doc:"The user proved lately who it is, so that sensitive changes need no confirmation."`
	Actions  []string       `json:"actions" doc:"What the caller may do outside projects, by the names of the x-action of each operation."`
	Policy   PasswordPolicy `json:"policy" doc:"What this server demands."`
	Passkeys bool           `json:"passkeys" doc:"Whether this server is set up for passkeys."`
}

// AccountRole is the caller's role in one project.
type AccountRole struct {
	Project  string   `json:"project" doc:"Key of the project."`
	Title    string   `json:"title" doc:"Title of the project."`
	Role     string   `json:"role" enum:"owner,engineer,supplier,reviewer,auditor,viewer" doc:"The role."`
	Products []string `json:"products" doc:"For a supplier: keys of the products he answers for."`
}

// PasswordPolicy is what a server demands of its users.
type PasswordPolicy struct {
	MinPassword  int  `json:"min_password" doc:"The fewest characters of a password. There are no rules about kinds of characters."`
	MaxPassword  int  `json:"max_password" doc:"The most characters of a password."`
	SecondFactor bool `json:"second_factor" doc:"Everybody needs a second factor."`
	TokenDays    int  `json:"token_days" doc:"The longest life of an API token in days."`
}

// AccountChange changes what somebody says of himself or herself; what is left
// out stays.
type AccountChange struct {
	Name  *string `json:"name,omitempty" maxLength:"480" doc:"The name to show, at most 120 characters."`
	Email *string `json:"email,omitempty" maxLength:"1016" doc:"An address of mail; empty removes it."`
}

// PasswordChange sets a new password.
type PasswordChange struct {
	Old string `json:"old,omitempty" maxLength:"8192" doc:"The password until now; left out by who has none."`
	New string `json:"new" minLength:"1" maxLength:"8192" doc:"The new password. All other sessions end."`
}

// PasswordProof is the password, given once more.
type PasswordProof struct {
	Password string `json:"password" minLength:"1" maxLength:"8192" doc:"The password."`
}

// PasskeyProof is a passkey, used once more.
type PasskeyProof struct {
	Ceremony string `json:"ceremony" minLength:"1" maxLength:"100" doc:"The ceremony that was begun."`
	Answer   any    `json:"answer" doc:"The PublicKeyCredential of the browser as JSON (WebAuthn section 5.1, toJSON)."`
}

// Identities lists the identities of other providers that are linked to an account.
type Identities struct {
	Identities []Identity `json:"identities" doc:"The oldest first."`
}

// Identity is who somebody is for an OpenID provider.
type Identity struct {
	ID       string `json:"id" doc:"Names it in addresses."`
	Provider string `json:"provider,omitempty" doc:"Key of the provider, if it is still in the settings."`
	Issuer   string `json:"issuer" doc:"The provider's own name."`
	Name     string `json:"name" doc:"The name the provider gave, may be empty."`
	Email    string `json:"email" doc:"The address the provider gave, may be empty."`
	Added    string `json:"added" doc:"When it was linked, UTC."`
	Used     string `json:"used,omitempty" doc:"When it was last used to sign in, UTC."`
}
