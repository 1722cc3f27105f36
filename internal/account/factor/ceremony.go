package factor

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/cordon-ot/cordon/internal/fault"
)

// ceremony tells the three kinds of session apart, so that one begun for one
// purpose cannot finish another.
type ceremony string

const (
	registering ceremony = "register"
	asserting   ceremony = "assert"
	discovering ceremony = "discover"
)

// envelope is what a session looks like inside.
type envelope struct {
	Ceremony ceremony             `json:"ceremony"`
	Expires  int64                `json:"expires"` // Unix milliseconds
	Data     webauthn.SessionData `json:"data"`
}

// person shows a User to the library.
type person struct {
	User
	credentials []webauthn.Credential
}

func (p person) WebAuthnID() []byte                         { return p.Handle }
func (p person) WebAuthnName() string                       { return p.Name }
func (p person) WebAuthnCredentials() []webauthn.Credential { return p.credentials }

func (p person) WebAuthnDisplayName() string {
	if p.DisplayName == "" {
		return p.Name
	}
	return p.DisplayName
}

func (u User) person(op string) (person, error) {
	if len(u.Handle) == 0 || len(u.Handle) > longestHandle || u.Name == "" {
		return person{}, fault.New(fault.Invalid, op, "A person with passkeys needs a name and a handle of 1 to %d bytes.", longestHandle)
	}
	p := person{User: u, credentials: make([]webauthn.Credential, 0, len(u.Passkeys))}
	for _, k := range u.Passkeys {
		var c webauthn.Credential
		if err := json.Unmarshal(k.State, &c); err != nil || base64.RawURLEncoding.EncodeToString(c.ID) != k.ID {
			f := fault.New(fault.Internal, op, "A stored passkey of this account is damaged. Remove it and register it again.")
			f.Subject = k.ID
			return person{}, f
		}
		p.credentials = append(p.credentials, c)
	}
	return p, nil
}

func (p *Passkeys) challenge(op string) (protocol.URLEncodedBase64, error) {
	b := make([]byte, challengeBytes)
	if _, err := io.ReadFull(p.random, b); err != nil {
		return nil, fault.Wrap(fault.Internal, op, err)
	}
	return b, nil
}

func (p *Passkeys) begun(op string, options any, data *webauthn.SessionData, c ceremony) (shown, session json.RawMessage, err error) {
	shown, err = json.Marshal(options)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, op, err)
	}
	session, err = json.Marshal(envelope{Ceremony: c, Expires: p.now().Add(ceremonyTime).UnixMilli(), Data: *data})
	if err != nil {
		return nil, nil, fault.Wrap(fault.Internal, op, err)
	}
	return shown, session, nil
}

// session opens what begun sealed, for the person with handle (nil: nobody known yet).
func (p *Passkeys) session(op string, raw json.RawMessage, c ceremony, handle []byte) (webauthn.SessionData, error) {
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil || e.Data.Challenge == "" {
		return e.Data, fault.New(fault.Invalid, op, "This attempt with a passkey is not known. Start again.")
	}
	if e.Ceremony != c || !bytes.Equal(e.Data.UserID, handle) {
		return e.Data, fault.New(fault.Denied, op, "This attempt with a passkey was begun for something else or by somebody else. Start again.")
	}
	if left := time.UnixMilli(e.Expires).Sub(p.now()); left <= 0 || left > ceremonyTime {
		return e.Data, fault.New(fault.Denied, op, "This attempt with a passkey took longer than %d minutes. Start again.", int(ceremonyTime.Minutes()))
	}
	// Whatever was stored, a person is always verified, here and for this site only.
	e.Data.UserVerification = protocol.VerificationRequired
	e.Data.RelyingPartyID, e.Data.Origin, e.Data.Mediation = p.lib.Config.RPID, "", ""
	e.Data.Expires = time.Time{}
	return e.Data, nil
}

func read[T any](op string, response []byte, parse func([]byte) (T, error)) (T, error) {
	var none T
	if len(response) > longestResponse {
		return none, fault.New(fault.Invalid, op, "The answer of the passkey is longer than %d bytes.", longestResponse)
	}
	parsed, err := guarded(func() (T, error) { return parse(response) })
	switch {
	case errors.Is(err, errPanic):
		return none, verdict(op, err)
	case err != nil:
		return none, fault.New(fault.Invalid, op, "The answer of the passkey cannot be read. Try again; if it fails again, use another browser or device.")
	}
	return parsed, nil
}

func (p *Passkeys) readAssertion(op string, data webauthn.SessionData, response []byte) (*protocol.ParsedCredentialAssertionData, error) {
	parsed, err := read(op, response, protocol.ParseCredentialRequestResponseBytes)
	if err != nil {
		return nil, err
	}
	return parsed, p.fits(op, data, parsed.Response.CollectedClientData, protocol.AssertCeremony, parsed.Response.AuthenticatorData)
}

// fits makes the checks whose failure deserves a sentence of its own. The
// library makes each of them again.
func (p *Passkeys) fits(op string, data webauthn.SessionData, client protocol.CollectedClientData, want protocol.CeremonyType, auth protocol.AuthenticatorData) error {
	site := sha256.Sum256([]byte(p.lib.Config.RPID))
	switch {
	case client.Type != want:
		return fault.New(fault.Denied, op, "The answer of the passkey is for another purpose. Start again.")
	case subtle.ConstantTimeCompare([]byte(client.Challenge), []byte(data.Challenge)) != 1:
		return fault.New(fault.Denied, op, "The answer of the passkey belongs to another attempt. Start again.")
	case client.CrossOrigin || !slices.Contains(p.origins, strings.ToLower(client.Origin)):
		return fault.New(fault.Denied, op, "The passkey was used at %.200q, which is not an address of this server. Open the server at %v.", client.Origin, fault.Or(p.origins))
	case !bytes.Equal(auth.RPIDHash, site[:]):
		return fault.New(fault.Denied, op, "The passkey was made for another site than %s.", p.lib.Config.RPID)
	case !auth.Flags.HasUserPresent() || !auth.Flags.HasUserVerified():
		return fault.New(fault.Denied, op, "The device did not verify who you are. Use a passkey with PIN, fingerprint or face.")
	}
	return nil
}

var errPanic = errors.New("the answer of the passkey made the library stop")

// guarded keeps a fault of the parser of foreign binary data from taking the
// server down. It becomes Internal, so that tests and logs notice it.
func guarded[T any](f func() (T, error)) (t T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	return f()
}

// verdict turns what the library says into one of our sentences.
func verdict(op string, err error) error {
	var unknown *protocol.ErrorUnknownCredential
	switch {
	case errors.Is(err, errPanic):
		return &fault.Error{Kind: fault.Internal, Op: op, Message: "The answer of the passkey could not be checked.", Err: err}
	case errors.As(err, &unknown):
		return unknownPasskey(op)
	}
	return fault.New(fault.Denied, op, "The passkey could not be confirmed. Try again with a passkey that is registered for this account.")
}

func unknownPasskey(op string) error {
	return fault.New(fault.Denied, op, "This passkey is not registered here. Use another one, or sign in another way and register it.")
}

// used refuses a passkey whose counter stood still or went back.
func used(op string, c *webauthn.Credential) (Passkey, error) {
	if c.Authenticator.CloneWarning {
		return Passkey{}, &fault.Error{
			Kind: fault.Denied, Op: op, Subject: base64.RawURLEncoding.EncodeToString(c.ID),
			Message: "This passkey may have been copied and is refused. Sign in another way, remove it and tell the administrator", Err: ErrCloned,
		}
	}
	return pack(op, c)
}

func pack(op string, c *webauthn.Credential) (Passkey, error) {
	state, err := json.Marshal(c)
	if err != nil {
		return Passkey{}, fault.Wrap(fault.Internal, op, err)
	}
	return Passkey{ID: base64.RawURLEncoding.EncodeToString(c.ID), State: state}, nil
}
