package account

import (
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Policy is what a server demands of its users. Start from DefaultPolicy.
type Policy struct {
	Site                string        // name of the server: not to be part of a password, shown in authenticator apps
	MinPassword         int           // characters, at least 8 (NIST SP 800-63B section 3.1.1)
	MaxPassword         int           // characters, at least 64
	Hash                Hashing       // of new passwords
	RequireSecondFactor bool          // a session of who has none may do nothing but register one, and make no token
	SessionIdle         time.Duration // a session ends this long after it was last seen
	SessionLongest      time.Duration // and this long after it began
	Cache               time.Duration // how long another node may still honour what was ended, up to 2 s
	Away                time.Duration // how long who was let in before may go on while the database does not answer, up to 1 h; 0 for not at all
	Confirmed           time.Duration // how long a proof of who one is counts for sensitive changes
	PendingTime         time.Duration // for the second step of a sign-in, or an enrolment
	InvitationTime      time.Duration
	FirstLinkTime       time.Duration
	ResetTime           time.Duration
	TokenLongest        time.Duration // of an API token's life
	DeviceTime          time.Duration // how long a browser is known
	Attempts            Attempts
}

// Hashing are the parameters of argon2id (RFC 9106), and how many hashes may be
// computed at once.
type Hashing struct {
	Memory   uint32 // KiB for one hash
	Time     uint32 // passes
	Threads  uint8  // lanes
	Parallel int    // hashes at once; the last one is for known browsers only; at least 2
	Waiting  int    // further sign-ins that may wait for their turn
}

// Attempts bounds how fast passwords and codes may be tried.
type Attempts struct {
	Free         int           // failures without a delay
	Delay        time.Duration // after the first failure above Free, doubled by each further one
	Longest      time.Duration // delay
	Forget       time.Duration // failures are forgotten this long after the last one
	NetworkBurst int           // failures of one network, over all users, at once
	NetworkEvery time.Duration // and one more each
}

// DefaultPolicy is what a server demands unless its settings say otherwise.
func DefaultPolicy() Policy {
	const day = 24 * time.Hour
	return Policy{
		Site: "Cordon", MinPassword: 12, MaxPassword: 256,
		// The second recommendation of RFC 9106 section 4.
		Hash:        Hashing{Memory: 64 << 10, Time: 3, Threads: 4, Parallel: 4, Waiting: 64},
		SessionIdle: 12 * time.Hour, SessionLongest: 30 * day, Cache: 2 * time.Second, Away: 15 * time.Minute, Confirmed: 10 * time.Minute,
		PendingTime: 5 * time.Minute, InvitationTime: 7 * day, FirstLinkTime: day, ResetTime: day,
		TokenLongest: 365 * day, DeviceTime: 180 * day,
		Attempts: Attempts{
			Free: 3, Delay: time.Second, Longest: 15 * time.Minute, Forget: day,
			NetworkBurst: 30, NetworkEvery: 10 * time.Second,
		},
	}
}

// Check refuses a policy that would protect nobody or work for nobody. Invalid,
// naming the setting.
func (p Policy) Check() error {
	for _, rule := range []struct {
		ok      bool
		message string
	}{
		{p.Site != "", "the server needs a name"},
		{p.MinPassword >= 8, "the shortest password must have at least 8 characters"},
		{p.MaxPassword >= 64 && p.MaxPassword >= p.MinPassword && p.MaxPassword <= 1024, "the longest password must have 64 to 1,024 characters, and no fewer than the shortest"},
		{p.Hash.check() == nil, "the parameters of argon2id are out of bounds"},
		{p.Hash.Parallel >= 2 && p.Hash.Waiting >= 0, "at least two passwords must be checked at once"},
		{p.SessionIdle > 0 && p.SessionLongest >= p.SessionIdle, "a session must last for some time, and no longer idle than in all"},
		{p.Cache >= 0 && p.Cache <= 2*time.Second, "what was ended may be honoured for 2 seconds at most"},
		{p.Away >= 0 && p.Away <= time.Hour, "who was let in before may go on without the database for an hour at most"},
		{p.Confirmed > 0 && p.PendingTime > 0 && p.InvitationTime > 0 && p.FirstLinkTime > 0 && p.ResetTime > 0 && p.DeviceTime > 0, "links, steps and devices must be good for some time"},
		{p.TokenLongest > 0 && p.TokenLongest <= 366*24*time.Hour, "an API token lives for a year at most"},
		{p.Attempts.Free >= 0 && p.Attempts.Delay > 0 && p.Attempts.Longest >= p.Attempts.Delay && p.Attempts.Forget > 0, "failed sign-ins must be followed by a delay"},
		{p.Attempts.NetworkBurst > 0 && p.Attempts.NetworkEvery > 0, "failed sign-ins of a network must be bounded"},
	} {
		if !rule.ok {
			return fault.New(fault.Invalid, "set up accounts", "%s", rule.message)
		}
	}
	return nil
}
