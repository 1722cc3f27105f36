package api

// Sessions lists sessions.
type Sessions struct {
	Sessions []Session `json:"sessions" doc:"Those that have not ended, the newest first."`
}

// Session is one browser in which a user is signed in.
type Session struct {
	ID        string `json:"id" doc:"Names it; it is no secret."`
	Current   bool   `json:"current" doc:"It is the one this call came with."`
	Created   string `json:"created" doc:"When it began, UTC."`
	Seen      string `json:"seen" doc:"When it was last used, to the minute, UTC."`
	Confirmed string `json:"confirmed" doc:"When the user last proved who it is, UTC."`
	Expires   string `json:"expires" doc:"When it ends at the latest, UTC. It ends earlier if it is not used."`
	Method    string `json:"method" doc:"How it began, joined by +: password, totp, recovery, passkey, provider, provider2 (a provider that asks for a second factor itself), invitation, reset." example:"password+totp"`
	Address   string `json:"address" doc:"The network address it began from."`
	Agent     string `json:"agent" doc:"What the browser called itself."`
}
