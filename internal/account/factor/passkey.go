package factor

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/cordon-ot/cordon/internal/fault"
)

// ErrCloned is in the chain of the error for a passkey whose counter did not
// advance: two devices may hold the same key. Callers record it as a security
// event and lock that passkey.
var ErrCloned = errors.New("the counter of the passkey did not advance")

const (
	ceremonyTime    = 5 * time.Minute
	challengeBytes  = 32
	longestResponse = 64 << 10
	longestHandle   = 64 // WebAuthn section 5.4.3
)

// PasskeyConfig says for which site passkeys are made.
type PasskeyConfig struct {
	RelyingParty string           // domain that passkeys are bound to, without scheme and port; it can never change without losing them
	Name         string           // name of this installation that devices show
	Origins      []string         // addresses the web application is opened at, https://host[:port]; http only on localhost
	Now          func() time.Time // clock
	Random       io.Reader        // source of challenges
}

// Passkeys runs the two ceremonies of WebAuthn for one site. It is safe for
// concurrent use if Now and Random are.
type Passkeys struct {
	lib     *webauthn.WebAuthn
	origins []string // canonical
	now     func() time.Time
	random  io.Reader
}

// User is a person as a ceremony sees one.
type User struct {
	Handle      []byte    // 1 to 64 bytes that name the person for ever and tell nothing about them
	Name        string    // the name to sign in with
	DisplayName string    // the name to show, Name if empty
	Passkeys    []Passkey // all that are registered for this person
}

// Passkey is one registered credential as the caller stores it. It holds a
// public key and no secret.
type Passkey struct {
	ID    string          // credential id in base64url; unique over all users, which the caller's table enforces
	State json.RawMessage // opaque; replaced after every sign-in
}

// NewPasskeys checks c. Every fault is Invalid and names the setting: the
// relying party must be a domain (an IP address cannot hold passkeys), and
// every origin must lie in it and use https, except on localhost.
func NewPasskeys(c PasskeyConfig) (*Passkeys, error) {
	const op = "set up passkeys"
	rp := strings.ToLower(c.RelyingParty)
	if net.ParseIP(rp) != nil || strings.ContainsAny(rp, ":/?#@ ") || protocol.ValidateRPID(rp) != nil {
		return nil, fault.New(fault.Invalid, op, "Passkeys need a host name, and %q is none. Open the server under a name such as localhost or cordon.example.com and use that name here.", c.RelyingParty)
	}
	if strings.TrimSpace(c.Name) == "" {
		return nil, fault.New(fault.Invalid, op, "The name of this installation is empty. Devices show it when a passkey is made; set one.")
	}
	if len(c.Origins) == 0 {
		return nil, fault.New(fault.Invalid, op, "No address of the web application is set. Passkeys are accepted only from addresses that are listed.")
	}
	origins := make([]string, 0, len(c.Origins))
	for _, o := range c.Origins {
		canonical, err := checkOrigin(op, o, rp)
		if err != nil {
			return nil, err
		}
		origins = append(origins, canonical)
	}
	lib, err := webauthn.New(&webauthn.Config{
		RPID: rp, RPDisplayName: c.Name, RPOrigins: origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementPreferred,
			UserVerification: protocol.VerificationRequired,
		},
		// Expiry is ours to check, by the clock that was passed in.
		Timeouts: webauthn.TimeoutsConfig{
			Login:        webauthn.TimeoutConfig{Timeout: ceremonyTime},
			Registration: webauthn.TimeoutConfig{Timeout: ceremonyTime},
		},
	})
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "Passkeys cannot be set up for %q with the addresses %s. Check both settings.", c.RelyingParty, strings.Join(c.Origins, ", "))
	}
	return &Passkeys{lib: lib, origins: origins, now: c.Now, random: c.Random}, nil
}

func checkOrigin(op, origin, rp string) (string, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fault.New(fault.Invalid, op, "The address %q is not of the form https://host or https://host:port.", origin)
	}
	host := strings.ToLower(u.Hostname())
	if u.Scheme != "https" && (u.Scheme != "http" || host != "localhost") {
		return "", fault.New(fault.Invalid, op, "The address %q must begin with https. Browsers allow passkeys over http only on localhost.", origin)
	}
	if host != rp && !strings.HasSuffix(host, "."+rp) {
		return "", fault.New(fault.Invalid, op, "The address %q is not part of the domain %q that passkeys are bound to.", origin, rp)
	}
	port := u.Port()
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		return u.Scheme + "://" + host, nil // browsers leave a default port out
	}
	return u.Scheme + "://" + host + ":" + port, nil
}

// BeginRegistration starts making a passkey for u. options goes to the browser's
// navigator.credentials.create; session stays with the server, bound to the
// person's sign-in, and serves one FinishRegistration within five minutes. The
// passkeys that u has already are excluded. A user without handle or name is Invalid.
func (p *Passkeys) BeginRegistration(u User) (options, session json.RawMessage, err error) {
	const op = "begin to register a passkey"
	person, err := u.person(op)
	if err != nil {
		return nil, nil, err
	}
	challenge, err := p.challenge(op)
	if err != nil {
		return nil, nil, err
	}
	exclude := make([]protocol.CredentialDescriptor, 0, len(person.credentials))
	for _, c := range person.credentials {
		exclude = append(exclude, c.Descriptor())
	}
	creation, data, err := p.lib.BeginRegistration(person, webauthn.WithExclusions(exclude),
		func(o *protocol.PublicKeyCredentialCreationOptions) error { o.Challenge = challenge; return nil })
	if err != nil {
		return nil, nil, fault.New(fault.Internal, op, "Registering a passkey could not be started.")
	}
	return p.begun(op, creation, data, registering)
}

// FinishRegistration checks the browser's answer and gives the passkey to store.
// The error is Invalid for an answer that cannot be read, Conflict for a passkey
// that u has already, and Denied for everything else that does not hold: another
// site, another challenge, a session that is over, a person the device did not
// verify. session is used up whatever the outcome.
func (p *Passkeys) FinishRegistration(u User, session, response json.RawMessage) (Passkey, error) {
	const op = "register a passkey"
	person, err := u.person(op)
	if err != nil {
		return Passkey{}, err
	}
	data, err := p.session(op, session, registering, u.Handle)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := read(op, response, protocol.ParseCredentialCreationResponseBytes)
	if err != nil {
		return Passkey{}, err
	}
	auth := parsed.Response.AttestationObject.AuthData
	if err := p.fits(op, data, parsed.Response.CollectedClientData, protocol.CreateCeremony, auth); err != nil {
		return Passkey{}, err
	}
	cred, err := guarded(func() (*webauthn.Credential, error) { return p.lib.CreateCredential(person, data, parsed) })
	if err != nil {
		return Passkey{}, verdict(op, err)
	}
	if slices.ContainsFunc(person.credentials, func(c webauthn.Credential) bool { return string(c.ID) == string(cred.ID) }) {
		return Passkey{}, fault.New(fault.Conflict, op, "This passkey is registered for you already.")
	}
	// Nothing is decided on the attestation, and it can tell which device somebody owns.
	cred.Attestation = webauthn.CredentialAttestation{}
	return pack(op, cred)
}

// BeginAssertion starts a sign-in or a confirmation by u, who is known. options
// goes to navigator.credentials.get; session stays with the server and serves
// one FinishAssertion within five minutes. A user without passkeys is NotFound.
func (p *Passkeys) BeginAssertion(u User) (options, session json.RawMessage, err error) {
	const op = "begin to use a passkey"
	person, err := u.person(op)
	if err != nil {
		return nil, nil, err
	}
	if len(person.credentials) == 0 {
		return nil, nil, fault.New(fault.NotFound, op, "No passkey is registered for this account. Use another way to sign in.")
	}
	challenge, err := p.challenge(op)
	if err != nil {
		return nil, nil, err
	}
	assertion, data, err := p.lib.BeginLogin(person, webauthn.WithChallenge(challenge))
	if err != nil {
		return nil, nil, fault.New(fault.Internal, op, "Using a passkey could not be started.")
	}
	return p.begun(op, assertion, data, asserting)
}

// BeginDiscovery starts a sign-in without a user name: the device offers the
// passkeys it has for this site. session serves one FinishDiscovery.
func (p *Passkeys) BeginDiscovery() (options, session json.RawMessage, err error) {
	const op = "begin to sign in with a passkey"
	challenge, err := p.challenge(op)
	if err != nil {
		return nil, nil, err
	}
	assertion, data, err := p.lib.BeginDiscoverableLogin(webauthn.WithChallenge(challenge))
	if err != nil {
		return nil, nil, fault.New(fault.Internal, op, "Signing in with a passkey could not be started.")
	}
	return p.begun(op, assertion, data, discovering)
}

// FinishAssertion checks the browser's answer for u and gives the passkey that
// was used with its next state, to be stored before anything is unlocked. The
// error is Invalid for an answer that cannot be read and Denied for everything
// that does not hold, with ErrCloned in its chain when the counter did not
// advance. session is used up whatever the outcome.
func (p *Passkeys) FinishAssertion(u User, session, response json.RawMessage) (Passkey, error) {
	const op = "use a passkey"
	person, err := u.person(op)
	if err != nil {
		return Passkey{}, err
	}
	data, err := p.session(op, session, asserting, u.Handle)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := p.readAssertion(op, data, response)
	if err != nil {
		return Passkey{}, err
	}
	cred, err := guarded(func() (*webauthn.Credential, error) { return p.lib.ValidateLogin(person, data, parsed) })
	if err != nil {
		return Passkey{}, verdict(op, err)
	}
	return used(op, cred)
}

// FinishDiscovery is FinishAssertion for a session of BeginDiscovery. find looks
// up the person by handle and credential id (base64url), neither of which is
// proven yet; its NotFound becomes Denied, other errors keep their kind.
func (p *Passkeys) FinishDiscovery(session, response json.RawMessage, find func(handle []byte, id string) (User, error)) (User, Passkey, error) {
	const op = "sign in with a passkey"
	data, err := p.session(op, session, discovering, nil)
	if err != nil {
		return User{}, Passkey{}, err
	}
	parsed, err := p.readAssertion(op, data, response)
	if err != nil {
		return User{}, Passkey{}, err
	}
	handle := parsed.Response.UserHandle
	if len(handle) == 0 {
		return User{}, Passkey{}, fault.New(fault.Denied, op, "The device did not say whose passkey this is. Sign in with your user name first.")
	}
	u, err := find(handle, base64.RawURLEncoding.EncodeToString(parsed.RawID))
	if fault.KindOf(err) == fault.NotFound {
		return User{}, Passkey{}, unknownPasskey(op)
	}
	if err != nil {
		return User{}, Passkey{}, fault.Wrap(fault.Internal, "find the owner of a passkey", err)
	}
	person, err := u.person(op)
	if err != nil {
		return User{}, Passkey{}, err
	}
	found := func([]byte, []byte) (webauthn.User, error) { return person, nil }
	cred, err := guarded(func() (*webauthn.Credential, error) { return p.lib.ValidateDiscoverableLogin(found, data, parsed) })
	if err != nil {
		return User{}, Passkey{}, verdict(op, err)
	}
	next, err := used(op, cred)
	return u, next, err
}
