package server

import (
	"net/http"

	"github.com/cordon-ot/cordon/internal/access"
)

// accountRoutes declares the operations on accounts: signing in, one's own
// account, users, members and the security events.
func (s *Server) accountRoutes() {
	s.signInRoutes()
	s.oneTimeLinkRoutes()
	s.ownRoutes()
	s.confirmRoutes()
	s.factorRoutes()
	s.tokenRoutes()
	s.userRoutes()
	s.invitationRoutes()
	s.memberRoutes()
	s.securityRoutes()
}

// answerBody bounds a body that holds the answer of a passkey or provider.
const answerBody = 128 << 10

func (s *Server) signInRoutes() {
	add(s, route{
		method: http.MethodPost, path: "/sign-in", id: "sign-in", action: access.SignIn, tag: "sign in", body: answerBody, errors: []int{http.StatusUnauthorized},
		summary: "Sign in with a login name and a password",
		text:    "Sets the cookie of a session, or answers with a challenge if a second factor is to come. A wrong password and a name that nobody has are answered alike. After a few failures the same network has to wait (429, Retry-After); a browser that signed in before is counted on its own.",
	}, s.signIn)
	add(s, route{
		method: http.MethodPost, path: "/sign-in/factor", id: "sign-in-with-factor", action: access.SignIn, tag: "sign in", body: answerBody, errors: []int{http.StatusUnauthorized},
		summary: "Finish a sign-in with a code of an authenticator app, or a recovery code",
	}, s.secondFactor)
	add(s, route{
		method: http.MethodPost, path: "/sign-in/passkey", id: "start-passkey", action: access.SignIn, tag: "sign in", body: answerBody, errors: []int{http.StatusUnauthorized, http.StatusNotFound},
		summary: "Begin to sign in with a passkey: alone, or as the second factor of a challenge",
	}, s.startPasskey)
	add(s, route{
		method: http.MethodPost, path: "/sign-in/passkey/answer", id: "sign-in-with-passkey", action: access.SignIn, tag: "sign in", body: answerBody, errors: []int{http.StatusUnauthorized},
		summary: "Finish a sign-in with the answer of a passkey",
	}, s.finishPasskey)
	add(s, route{
		method: http.MethodGet, path: "/sign-in/providers", id: "list-providers", action: access.SignIn, tag: "sign in",
		summary: "Where people can sign in from elsewhere, and whether passkeys can be used",
	}, s.providers)
	add(s, route{
		method: http.MethodPost, path: "/sign-in/providers/{provider}", id: "visit-provider", action: access.SignIn, tag: "sign in", errors: []int{http.StatusNotFound},
		summary: "Begin to sign in through a provider; the answer says where to send the browser",
	}, s.visitToSignIn)
	addOpen(s, route{
		method: http.MethodGet, path: "/sign-in/providers/{provider}/back", id: "come-back-from-provider", action: access.SignIn, tag: "sign in", status: http.StatusSeeOther,
		summary: "Where a provider sends browsers back to",
		text:    "For browsers, which are sent on to the page of the program: signed in, or with sign-in-error (start-again, unknown, refused, name-taken, unavailable, fault) in the query, or to #/sign-in?challenge=…&factors=… for the second step. What a visit to link, confirm or accept brought comes as #/provider/KEY?for=…&answer=…, for the page to send on.",
	}, s.providerBack)
	add(s, route{
		method: http.MethodPost, path: "/sign-out", id: "sign-out", action: access.UseAccount, tag: "sign in",
		summary: "End the session of the call",
	}, s.signOut)
}

func (s *Server) oneTimeLinkRoutes() {
	add(s, route{
		method: http.MethodPost, path: "/sign-in/link", id: "look-at-link", action: access.SignIn, tag: "sign in", body: answerBody, errors: []int{http.StatusNotFound},
		summary: "What a link is for: the first administrator, an invitation, a new password",
		text:    "The secret is in the body and never in an address, so that it is in no log. Looking does not use the link.",
	}, s.lookAtLink)
	add(s, route{
		method: http.MethodPost, path: "/sign-in/link/use", id: "use-link", action: access.SignIn, tag: "sign in", body: answerBody,
		errors:  []int{http.StatusNotFound, http.StatusConflict, http.StatusForbidden, http.StatusUnauthorized},
		summary: "Use a link: make an account and sign in with it, or set a new password",
		text:    "Somebody who has an account already signs in and posts an invitation to /account/invitation instead.",
	}, s.useLink)
	add(s, route{
		method: http.MethodPost, path: "/account/invitation", id: "accept-invitation", action: access.UseAccount, tag: "account", errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Accept an invitation with the account that is signed in",
	}, s.acceptInvitation)
}

func (s *Server) ownRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/account", id: "read-account", action: access.ReadAccount, tag: "account",
		summary: "Who the caller is, with which roles, and what the server demands",
	}, s.account)
	add(s, route{
		method: http.MethodPatch, path: "/account", id: "change-account", action: access.UseAccount, tag: "account",
		summary: "Change one's own name and address of mail",
	}, s.changeAccount)
	add(s, route{
		method: http.MethodPost, path: "/account/password", id: "change-password", action: access.UseAccount, tag: "account", body: answerBody,
		summary: "Set a new password; all other sessions end",
	}, s.changePassword)
	add(s, route{
		method: http.MethodGet, path: "/account/sessions", id: "list-sessions", action: access.ReadAccount, tag: "account",
		summary: "One's own sessions",
	}, s.sessions)
	add(s, route{
		method: http.MethodDelete, path: "/account/sessions/{session}", id: "end-session", action: access.UseAccount, tag: "account", errors: []int{http.StatusNotFound},
		summary: "End one of one's own sessions at once",
	}, s.endSession)
	add(s, route{
		method: http.MethodDelete, path: "/account/sessions", id: "end-other-sessions", action: access.UseAccount, tag: "account",
		summary: "End all of one's own sessions but this one",
	}, s.endOthers)
	add(s, route{
		method: http.MethodGet, path: "/account/identities", id: "list-identities", action: access.ReadAccount, tag: "account",
		summary: "Identities of providers one can sign in with",
	}, s.identities)
	add(s, route{
		method: http.MethodPost, path: "/account/providers/{provider}/identity", id: "link-identity", action: access.UseAccount, tag: "account", body: answerBody, fresh: true,
		errors:  []int{http.StatusNotFound, http.StatusConflict},
		summary: "Link an identity of a provider, with what the browser came back with",
	}, s.linkIdentity)
	add(s, route{
		method: http.MethodDelete, path: "/account/identities/{identity}", id: "unlink-identity", action: access.UseAccount, tag: "account", fresh: true, errors: []int{http.StatusNotFound},
		summary: "Unlink an identity; all other sessions end",
	}, s.unlinkIdentity)
	add(s, route{
		method: http.MethodGet, path: "/roles", id: "read-roles", action: access.ReadAccount, tag: "member",
		summary: "The table of who may do what",
	}, s.roles)
}

func (s *Server) confirmRoutes() {
	const text = "A confirmation counts for ten minutes. Sensitive operations ask for one with 403 and the type urn:cordon:problem:confirm-identity."
	add(s, route{
		method: http.MethodPost, path: "/account/confirm", id: "confirm-with-password", action: access.UseAccount, tag: "account", body: answerBody,
		summary: "Prove with the password once more who one is", text: text,
	}, s.confirm)
	add(s, route{
		method: http.MethodPost, path: "/account/confirm/passkey", id: "start-confirmation", action: access.UseAccount, tag: "account", errors: []int{http.StatusNotFound},
		summary: "Begin to prove with a passkey once more who one is", text: text,
	}, s.startConfirmPasskey)
	add(s, route{
		method: http.MethodPost, path: "/account/confirm/passkey/answer", id: "confirm-with-passkey", action: access.UseAccount, tag: "account", body: answerBody,
		summary: "Prove with the answer of a passkey who one is", text: text,
	}, s.finishConfirmPasskey)
	add(s, route{
		method: http.MethodPost, path: "/account/providers/{provider}", id: "visit-provider-again", action: access.UseAccount, tag: "account", errors: []int{http.StatusNotFound},
		summary: "Begin to link a provider, or to prove there once more who one is", text: "To link needs a recent confirmation.",
	}, s.visitToProve)
	add(s, route{
		method: http.MethodPost, path: "/account/confirm/providers/{provider}", id: "confirm-with-provider", action: access.UseAccount, tag: "account", body: answerBody, errors: []int{http.StatusNotFound},
		summary: "Prove with what a provider sent along who one is", text: text,
	}, s.confirmIdentity)
}

func (s *Server) factorRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/account/factors", id: "list-factors", action: access.ReadAccount, tag: "account",
		summary: "Authenticator app, passkeys and recovery codes of one's own",
	}, s.factors)
	add(s, route{
		method: http.MethodPost, path: "/account/factors/totp", id: "start-totp", action: access.UseAccount, tag: "account", fresh: true, errors: []int{http.StatusConflict},
		summary: "Begin to register an authenticator app; the secret is shown this once",
	}, s.startTOTP)
	add(s, route{
		method: http.MethodPost, path: "/account/factors/totp/code", id: "finish-totp", action: access.UseAccount, tag: "account", body: answerBody,
		summary: "Take the authenticator app into use with its first code",
	}, s.finishTOTP)
	add(s, route{
		method: http.MethodDelete, path: "/account/factors/totp", id: "remove-totp", action: access.UseAccount, tag: "account", fresh: true, errors: []int{http.StatusNotFound},
		summary: "Remove the authenticator app; all other sessions end",
	}, s.removeTOTP)
	add(s, route{
		method: http.MethodPost, path: "/account/factors/recovery-codes", id: "make-recovery-codes", action: access.UseAccount, tag: "account", fresh: true,
		summary: "Make new recovery codes; the old ones work no more",
	}, s.newRecoveryCodes)
	add(s, route{
		method: http.MethodPost, path: "/account/passkeys", id: "start-new-passkey", action: access.UseAccount, tag: "account", fresh: true, errors: []int{http.StatusNotFound},
		summary: "Begin to register a passkey",
	}, s.startNewPasskey)
	add(s, route{
		method: http.MethodPost, path: "/account/passkeys/answer", id: "finish-new-passkey", action: access.UseAccount, tag: "account", body: answerBody, errors: []int{http.StatusConflict},
		summary: "Register a passkey with the browser's answer",
	}, s.finishNewPasskey)
	add(s, route{
		method: http.MethodDelete, path: "/account/passkeys/{passkey}", id: "remove-passkey", action: access.UseAccount, tag: "account", fresh: true, errors: []int{http.StatusNotFound},
		summary: "Remove a passkey; all other sessions end",
	}, s.removePasskey)
}

func (s *Server) tokenRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/account/tokens", id: "list-tokens", action: access.ReadAccount, tag: "account",
		summary: "One's own API tokens, without their secrets",
	}, s.tokens)
	add(s, route{
		method: http.MethodPost, path: "/account/tokens", id: "create-token", action: access.UseAccount, tag: "account", status: http.StatusCreated, fresh: true,
		summary: "Make an API token; its secret is shown this once",
		text:    "A token acts for its user and never does more. Every one has a last day.",
	}, s.createToken)
	add(s, route{
		method: http.MethodDelete, path: "/account/tokens/{token}", id: "revoke-token", action: access.UseAccount, tag: "account", errors: []int{http.StatusNotFound},
		summary: "Revoke an API token at once",
	}, s.revokeToken)
}

func (s *Server) userRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/users", id: "list-users", action: access.ManageUsers, tag: "user",
		summary: "All users of this server",
	}, s.users)
	add(s, route{
		method: http.MethodGet, path: "/users/{user}", id: "read-user", action: access.ManageUsers, tag: "user", errors: []int{http.StatusNotFound},
		summary: "One user and the roles he or she has",
	}, s.user)
	add(s, route{
		method: http.MethodPatch, path: "/users/{user}", id: "change-user", action: access.ManageUsers, tag: "user", errors: []int{http.StatusNotFound, http.StatusConflict},
		summary: "Change a user: names, administrator, locked out",
		text:    "Users are never deleted, so that names in records stay true; a user who is disabled is out at once. A session needs a recent confirmation.",
	}, s.changeUser)
	add(s, route{
		method: http.MethodPost, path: "/users/{user}/reset-link", id: "make-reset-link", action: access.ManageUsers, tag: "user", status: http.StatusCreated, fresh: true, errors: []int{http.StatusNotFound},
		summary: "Make a link by which a user sets a new password; the user's sessions end",
		text:    "No token may do this: the link is as good as the account.",
	}, s.makeResetLink)
	add(s, route{
		method: http.MethodDelete, path: "/users/{user}/sessions", id: "end-user-sessions", action: access.ManageUsers, tag: "user", errors: []int{http.StatusNotFound},
		summary: "End all sessions of a user",
	}, s.endUserSessions)
	add(s, route{
		method: http.MethodDelete, path: "/users/{user}/factors", id: "clear-user-factors", action: access.ManageUsers, tag: "user", fresh: true, errors: []int{http.StatusNotFound},
		summary: "Remove all second factors of a user who has lost them; the user's sessions end",
	}, s.clearUserFactors)
}

func (s *Server) invitationRoutes() {
	const text = "The link is shown this once; Cordon sends no mail. It works for seven days. A session needs a recent confirmation."
	add(s, route{
		method: http.MethodGet, path: "/invitations", id: "list-invitations", action: access.ManageUsers, tag: "user",
		summary: "All invitations",
	}, s.invitations)
	add(s, route{
		method: http.MethodPost, path: "/invitations", id: "invite-user", action: access.ManageUsers, tag: "user", status: http.StatusCreated, errors: []int{http.StatusNotFound},
		summary: "Invite somebody: to an account, with a role in a project, or as an administrator", text: text,
	}, s.invite)
	add(s, route{
		method: http.MethodDelete, path: "/invitations/{invitation}", id: "revoke-invitation", action: access.ManageUsers, tag: "user", errors: []int{http.StatusNotFound},
		summary: "Take an invitation back",
	}, s.revokeInvitation)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/invitations", id: "list-project-invitations", action: access.ManageMembers, tag: "member",
		summary: "Invitations to a project",
	}, s.projectInvitations)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/invitations", id: "invite-to-project", action: access.ManageMembers, tag: "member", status: http.StatusCreated,
		summary: "Invite somebody to a project", text: text,
	}, s.inviteToProject)
	add(s, route{
		method: http.MethodDelete, path: "/projects/{project}/invitations/{invitation}", id: "revoke-project-invitation", action: access.ManageMembers, tag: "member",
		summary: "Take an invitation to a project back",
	}, s.revokeProjectInvitation)
}

func (s *Server) memberRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/members", id: "list-members", action: access.ReadMembers, tag: "member",
		summary: "Who has which role in a project",
	}, s.members)
	add(s, route{
		method: http.MethodPut, path: "/projects/{project}/members/{user}", id: "grant-role", action: access.ManageMembers, tag: "member",
		summary: "Give a user a role in a project, or change it; it holds at once",
	}, s.grant)
	add(s, route{
		method: http.MethodDelete, path: "/projects/{project}/members/{user}", id: "revoke-role", action: access.ManageMembers, tag: "member",
		summary: "Take a user's role in a project away; it holds at once",
		text:    "A project keeps an owner: the last one goes only when an administrator names a successor.",
	}, s.revoke)
}

func (s *Server) securityRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/security-events", id: "list-security-events", action: access.ReadSecurity, tag: "server",
		summary: "What happened and concerns security, in pages",
	}, s.securityEvents)
	add(s, route{
		method: http.MethodGet, path: "/security-events/log", id: "export-security-events", action: access.ReadSecurity, tag: "server", media: "application/octet-stream", heavy: true,
		summary: "All security events as one file that verifies offline",
		text:    "docs/formats/security-log.md says what is in it and how it is checked. Taking it is an event itself.",
	}, s.securityLog)
}
