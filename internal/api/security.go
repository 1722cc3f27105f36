package api

// SecurityEvents is one page of the stream of security events.
type SecurityEvents struct {
	Events []SecurityEvent `json:"events" doc:"In the order that was asked for."`
	Next   string          `json:"next" doc:"The cursor of the next page; empty if this is the last. A page may be short, even empty, and still have a next: much was looked through."`
	Newest uint64          `json:"newest" doc:"Number of the newest event there is."`
	Looked int             `json:"looked" doc:"How many events were looked through for this page."`
}

// SecurityEvent is one thing that happened and concerns security.
type SecurityEvent struct {
	Number    uint64            `json:"number" doc:"Its number in the stream, from 1 without holes."`
	Time      string            `json:"time" doc:"When, UTC."`
	Kind      string            `json:"kind" doc:"What happened; docs/formats/security-log.md lists the kinds. New ones may come." example:"sign-in failed"`
	Outcome   string            `json:"outcome" enum:"done,refused,failed" doc:"How it ended."`
	Actor     string            `json:"actor,omitempty" doc:"Id of the user who did it."`
	ActorName string            `json:"actor_name,omitempty" doc:"The login name that user had then."`
	Subject   string            `json:"subject,omitempty" doc:"Id or name of what it was done to; missing if that is the actor."`
	Project   string            `json:"project,omitempty" doc:"Id of the project concerned."`
	Address   string            `json:"address,omitempty" doc:"The network address it came from."`
	Details   map[string]string `json:"details" doc:"Further facts by name, never a secret."`
}
