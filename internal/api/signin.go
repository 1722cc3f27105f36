package api

// SignIn is a login name and its password.
type SignIn struct {
	Login    string `json:"login" minLength:"1" maxLength:"512" doc:"The login name."`
	Password string `json:"password" maxLength:"8192" doc:"The password."`
}

// SignInResult is the answer to a sign-in that was right so far.
type SignInResult struct {
	State     string   `json:"state" enum:"signed in,factor needed" doc:"signed in: the answer set the cookie of a session. factor needed: the password was right, and a second factor is still to come."`
	User      *User    `json:"user,omitempty" doc:"Who is signed in now."`
	Restrict  bool     `json:"must_enrol" doc:"This server demands a second factor and the user has none: nothing but the own account answers until one is registered."`
	Challenge string   `json:"challenge,omitempty" doc:"What to send along with the second factor. It works only from where the sign-in was begun."`
	Factors   []string `json:"factors" doc:"The kinds of factor the sign-in can be finished with: passkey, totp, recovery. Empty if none is needed."`
	Expires   string   `json:"expires,omitempty" doc:"When the session ends at the latest, or until when the second factor may come, UTC."`
	Recovery  []string `json:"recovery_codes,omitempty" doc:"Recovery codes that were made just now. They are shown this once; missing without any."`
}

// SecondFactor is the second step of a sign-in with a code.
type SecondFactor struct {
	Challenge string `json:"challenge" minLength:"1" maxLength:"100" doc:"The challenge of the first step."`
	Code      string `json:"code" minLength:"1" maxLength:"100" doc:"Six digits of an authenticator app, or one of the recovery codes."`
	Recovery  bool   `json:"recovery,omitempty" doc:"The code is a recovery code; it is used up."`
}

// PasskeyStart begins the second step of a sign-in with a passkey.
type PasskeyStart struct {
	Challenge string `json:"challenge,omitempty" maxLength:"100" doc:"The challenge of the first step; empty to sign in by passkey alone."`
}

// PasskeyCeremony is one use of a passkey that was begun.
type PasskeyCeremony struct {
	Ceremony string `json:"ceremony" doc:"What to send along with the browser's answer. It works once."`
	Options  any    `json:"options" doc:"To be given to navigator.credentials, after turning base64url into bytes as WebAuthn section 5.1 says (PublicKeyCredential.parse…OptionsFromJSON does)."`
	Expires  string `json:"expires" doc:"Until when the answer may come, UTC."`
}

// PasskeyAnswer is the browser's answer to a ceremony that signs in.
type PasskeyAnswer struct {
	Challenge string `json:"challenge,omitempty" maxLength:"100" doc:"The challenge of the first step; empty when signing in by passkey alone."`
	Ceremony  string `json:"ceremony" minLength:"1" maxLength:"100" doc:"The ceremony that was begun."`
	Answer    any    `json:"answer" doc:"The PublicKeyCredential of the browser as JSON (WebAuthn section 5.1, toJSON)."`
}

// Providers lists where people can sign in from elsewhere, and what else a page
// of sign-in has to know.
type Providers struct {
	Providers []ProviderInfo `json:"providers" doc:"In the order of the settings."`
	Passkeys  bool           `json:"passkeys" doc:"Whether this server is set up for passkeys."`
}

// ProviderInfo is one OpenID provider.
type ProviderInfo struct {
	Key  string `json:"key" doc:"Names it in addresses."`
	Name string `json:"name" doc:"For people, to stand on a button."`
}

// ProviderStart is where to send the browser.
type ProviderStart struct {
	Address string `json:"address" doc:"The provider's page of sign-in. The browser comes back by itself."`
}

// ProviderAnswer is what a provider sent the browser back with.
type ProviderAnswer struct {
	Answer string `json:"answer" minLength:"1" maxLength:"32768" doc:"The value of answer in the fragment of the address the browser came back to, decoded once."`
}

// LinkSecret is a link that works once.
type LinkSecret struct {
	Link string `json:"link" minLength:"1" maxLength:"100" doc:"What stands behind #/link/ in the address."`
}

// LinkPurpose says what a link is for.
type LinkPurpose struct {
	Kind     string   `json:"kind" enum:"first,invitation,reset" doc:"first: makes the first administrator. invitation: makes a user, or gives one who is signed in a role. reset: sets a new password."`
	Admin    bool     `json:"admin" doc:"It makes a server administrator."`
	Project  string   `json:"project,omitempty" doc:"Title of the project that it gives a role in."`
	Role     string   `json:"role,omitempty" doc:"That role."`
	Products []string `json:"products" doc:"For a supplier: keys of the products."`
	Login    string   `json:"login,omitempty" doc:"For a reset: the login name of the user."`
	Factors  bool     `json:"clears_factors" doc:"For a reset: second factors are removed as well."`
	Expires  string   `json:"expires" doc:"Until when it works, UTC."`
	Shortest int      `json:"min_password" doc:"The fewest characters of a password on this server."`
}

// LinkUse accepts a link: the user it is to make, or the new password.
type LinkUse struct {
	Link     string `json:"link" minLength:"1" maxLength:"100" doc:"The link."`
	Login    string `json:"login,omitempty" maxLength:"512" doc:"The login name that is wanted; not for a reset."`
	Name     string `json:"name,omitempty" maxLength:"480" doc:"The name to show; the login name without it."`
	Email    string `json:"email,omitempty" maxLength:"1016" doc:"An address of mail, optional."`
	Password string `json:"password,omitempty" maxLength:"8192" doc:"The password that is wanted. Not needed with answer."`
	Provider string `json:"provider,omitempty" maxLength:"60" doc:"The provider that answer comes from."`
	Answer   string `json:"answer,omitempty" maxLength:"32768" doc:"What a provider sent the browser back with, to sign in there from now on instead of with a password."`
}
