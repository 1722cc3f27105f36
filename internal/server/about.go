package server

import "github.com/danielgtaylor/huma/v2"

// aboutAPI opens the OpenAPI document.
const aboutAPI = `Everything Cordon can do, for programs: the web app and the command line use these routes and no others.

**Signing in.** Programs send an API token (` + "`Authorization: Bearer cdn_…`" + `), made on the page of an account. Browsers have a session.

**States.** Every reading call takes ` + "`at`" + `: head, a commit, a day, a moment, or a baseline. The header Cordon-Commit of the answer names the commit that was read.

**Lists** come in pages. All pages of one question are read at the commit of the first; pass its ` + "`next`" + ` as ` + "`cursor`" + `.

**Changes** are commits: a list of steps, all of them or none. ` + "`expected`" + ` says which commit the change was thought up on. With the header Idempotency-Key a call whose answer was lost can be made again and is carried out once.

**Refusals** are problem documents (RFC 9457) with every fault and its place.

**Growth.** Members and routes are added; nothing that is there changes its meaning. Ignore members you do not know.`

// tags are the domain words that routes are filed under, in order.
var tags = []*huma.Tag{
	{Name: "sign in", Description: "Getting in and out."},
	{Name: "account", Description: "Your own account: password, second factors, sessions, tokens."},
	{Name: "project", Description: "Systems under consideration, each with a record of its own."},
	{Name: "item", Description: "Zones, conduits, assets and everything else the model holds."},
	{Name: "link", Description: "What joins items."},
	{Name: "commit", Description: "Changes and the history they make."},
	{Name: "analysis", Description: "What follows from the model: levels, gaps, chains, impact, findings."},
	{Name: "search", Description: "Full text over everything."},
	{Name: "evidence", Description: "Files that prove something."},
	{Name: "live", Description: "What changes, as it changes, and who is looking."},
	{Name: "standard", Description: "The requirements of IEC 62443 and the schema of the model."},
	{Name: "job", Description: "Work that takes long: import, export."},
	{Name: "member", Description: "Who has which role in a project."},
	{Name: "user", Description: "Accounts of this server; for administrators."},
	{Name: "server", Description: "Health, figures, security events."},
}
