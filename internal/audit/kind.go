package audit

import "slices"

// The kinds of event. Their names are frozen in the log; new ones may be added.
const (
	StreamBegun       = "stream begun"
	SignedIn          = "sign-in"
	SignInFailed      = "sign-in failed"
	SignInThrottled   = "sign-in throttled"
	SignedOut         = "sign-out"
	LinkUsed          = "link used"
	PasswordChanged   = "password changed"
	FactorAdded       = "factor added"
	FactorRemoved     = "factor removed"
	TokenMade         = "token made"
	TokenRevoked      = "token revoked"
	SessionRevoked    = "session revoked"
	UserMade          = "user made"
	UserChanged       = "user changed"
	UserDisabled      = "user disabled"
	InvitationMade    = "invitation made"
	InvitationUsed    = "invitation used"
	InvitationRevoked = "invitation revoked"
	RoleGranted       = "role granted"
	RoleChanged       = "role changed"
	RoleRevoked       = "role revoked"
	ProjectMade       = "project made"
	ProjectChanged    = "project changed"
	ProjectRetired    = "project retired"
	ProjectMoved      = "project moved"
	BackupMade        = "backup made"
	Restored          = "restore"
	DoctorRun         = "doctor run"
	LogExported       = "log exported"
	SettingsChanged   = "settings changed"
	AccessDenied      = "access denied"
)

// KindInfo describes one kind of event.
type KindInfo struct {
	Kind  string
	Words string // what happened, for people
}

var kinds = []KindInfo{
	{StreamBegun, "the first event: names the stream (subject) and its verifier key (detail key); only the stream itself records it"},
	{SignedIn, "somebody signed in"},
	{SignInFailed, "a sign-in was refused: wrong name, password, factor or proof"},
	{SignInThrottled, "a sign-in was put off because there were too many"},
	{SignedOut, "somebody ended his or her session"},
	{LinkUsed, "a one-time sign-in link was used"},
	{PasswordChanged, "a password was set or changed"},
	{FactorAdded, "a second factor or passkey was added, or an outside identity tied to the account"},
	{FactorRemoved, "one of these was removed"},
	{TokenMade, "an API token was made"},
	{TokenRevoked, "an API token was revoked"},
	{SessionRevoked, "a session was ended from elsewhere"},
	{UserMade, "a user was made"},
	{UserChanged, "name, address or rights of a user were changed, or a disabled user let in again"},
	{UserDisabled, "a user was disabled"},
	{InvitationMade, "somebody was invited"},
	{InvitationUsed, "an invitation was used"},
	{InvitationRevoked, "an invitation was taken back"},
	{RoleGranted, "somebody was given a role in a project"},
	{RoleChanged, "somebody's role in a project was changed"},
	{RoleRevoked, "somebody's role in a project was taken away"},
	{ProjectMade, "a project was made"},
	{ProjectChanged, "a project's name was changed, or a retired project brought back"},
	{ProjectRetired, "a project was retired"},
	{ProjectMoved, "a project was moved to another store"},
	{BackupMade, "a backup was made"},
	{Restored, "the server or a project was restored from a backup"},
	{DoctorRun, "a record was checked or repaired"},
	{LogExported, "the log of a project or of the security events was exported"},
	{SettingsChanged, "settings of the server were changed"},
	{AccessDenied, "somebody asked for what he or she may not do"},
}

// Kinds lists every kind of event in a fixed order.
func Kinds() []KindInfo { return slices.Clone(kinds) }
