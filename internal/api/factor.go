package api

// Factors is what a user has registered to prove who it is.
type Factors struct {
	TOTP          string    `json:"totp,omitempty" doc:"When the authenticator app was registered, UTC; missing if there is none."`
	Passkeys      []Passkey `json:"passkeys" doc:"The oldest first."`
	RecoveryLeft  int       `json:"recovery_left" doc:"How many recovery codes are left."`
	RecoveryAdded string    `json:"recovery_added,omitempty" doc:"When they were made, UTC."`
}

// Passkey is one registered passkey.
type Passkey struct {
	ID     string `json:"id" doc:"Names it; it is no secret."`
	Name   string `json:"name" doc:"The name its owner gave it."`
	Added  string `json:"added" doc:"When it was registered, UTC."`
	Used   string `json:"used,omitempty" doc:"When it was last used, UTC."`
	Locked bool   `json:"locked" doc:"It may have been copied and is refused; remove it."`
}

// TOTPEnrolment is an authenticator app to be set up. It holds a secret and is
// shown once.
type TOTPEnrolment struct {
	Enrolment string `json:"enrolment" doc:"What to send along with the first code."`
	Address   string `json:"address" doc:"The otpauth address for the app."`
	Secret    string `json:"secret" doc:"The secret in it, in base32, to type in by hand."`
	SVG       string `json:"svg" doc:"A QR code of the address, an SVG document."`
	PNG       string `json:"png" doc:"The same as a PNG, in a data address."`
	Expires   string `json:"expires" doc:"Until when the first code may come, UTC."`
}

// TOTPProof is the first code of an authenticator app.
type TOTPProof struct {
	Enrolment string `json:"enrolment" minLength:"1" maxLength:"100" doc:"The enrolment that was begun."`
	Code      string `json:"code" minLength:"1" maxLength:"100" doc:"The six digits that the app shows."`
}

// RecoveryCodes are codes for when the other factors are lost, each for one use.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" doc:"They are shown this once. Empty if there were some already, which stay."`
}

// NewPasskey is the browser's answer to the registration of a passkey.
type NewPasskey struct {
	Ceremony string `json:"ceremony" minLength:"1" maxLength:"100" doc:"The ceremony that was begun."`
	Name     string `json:"name" maxLength:"480" doc:"A name to know it by, at most 120 characters." example:"yellow key"`
	Answer   any    `json:"answer" doc:"The PublicKeyCredential of the browser as JSON (WebAuthn section 5.1, toJSON)."`
}
