package api

// Tokens lists API tokens.
type Tokens struct {
	Tokens []Token `json:"tokens" doc:"Also those that have ended, the newest first."`
}

// Token is an API token without its secret.
type Token struct {
	ID       string   `json:"id" doc:"Names it; it is no secret."`
	Name     string   `json:"name" doc:"What it is for."`
	ReadOnly bool     `json:"read_only" doc:"It reads and changes nothing."`
	Projects []string `json:"projects" doc:"Keys of the projects it is for; empty for all of its user's, and then it acts on the server too."`
	Created  string   `json:"created" doc:"When it was made, UTC."`
	Expires  string   `json:"expires" doc:"When it ends, UTC."`
	Used     string   `json:"used,omitempty" doc:"When it was last used, to the minute, UTC; missing for never."`
	Revoked  string   `json:"revoked,omitempty" doc:"When it was revoked, UTC."`
	State    string   `json:"state" enum:"active,expired,revoked" doc:"Whether it works."`
}

// NewToken says what a token is to be for.
type NewToken struct {
	Name     string   `json:"name" minLength:"1" maxLength:"480" doc:"What it is for, at most 120 characters." example:"nightly export"`
	ReadOnly bool     `json:"read_only,omitempty" doc:"It is to read and change nothing."`
	Projects []string `json:"projects,omitempty" maxItems:"1000" maxLength:"60" doc:"Keys of the projects it is for; without any it is for all of yours."`
	Expires  string   `json:"expires" minLength:"10" maxLength:"40" doc:"The last day it works, as 2026-12-31, or a moment (RFC 3339)."`
}

// TokenMade is a token that was made just now.
type TokenMade struct {
	Token  Token  `json:"token" doc:"The token."`
	Secret string `json:"secret" doc:"What to send in the header Authorization behind Bearer. It is shown this once." example:"cdn_…"`
}
