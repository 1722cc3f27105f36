package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// browser gives a handler the request itself, for its cookies.
type browser struct{ request *http.Request }

// Resolve implements huma.Resolver.
func (b *browser) Resolve(hc huma.Context) []error {
	b.request, _ = humago.Unwrap(hc)
	return nil
}

// entered is an answer that may set cookies.
type entered[T any] struct {
	Cookies []http.Cookie `header:"Set-Cookie" doc:"The session, and the mark by which this browser is known again."`
	Cache   string        `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body    *T
}

// left is the answer to who goes.
type left struct {
	Cookies []http.Cookie `header:"Set-Cookie" doc:"Takes the session away from the browser."`
	Cache   string        `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
}

// deviceFor is how long a browser is known; the mark itself says the same.
const deviceFor = 180 * 24 * time.Hour

// cookie makes a cookie that no script can read and no other site can send.
func (s *Server) cookie(name, value string, ends time.Time) http.Cookie {
	return http.Cookie{Name: name, Value: value, Path: "/", Expires: ends.UTC(), HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteStrictMode}
}

// drop makes the browser forget a cookie.
func (s *Server) drop(name string) http.Cookie {
	c := s.cookie(name, "", time.Unix(1, 0))
	c.MaxAge = -1
	return c
}

// cookiesOf gives what the browser is to keep of an entry.
func (s *Server) cookiesOf(e account.Entry) []http.Cookie {
	return []http.Cookie{
		s.cookie(cookieName(s.cfg.Secure), e.Secret, e.Session.Expires),
		s.cookie(deviceCookie(s.cfg.Secure), e.Device, s.cfg.Clock().Add(deviceFor)),
	}
}

type signInInput struct {
	browser
	Body api.SignIn
}

// signIn checks a login name and a password.
func (s *Server) signIn(ctx context.Context, in *signInInput) (*entered[api.SignInResult], error) {
	c := s.client(in.request, callOf(ctx))
	e, err := s.cfg.Accounts.SignIn(ctx, c, in.Body.Login, in.Body.Password)
	return s.enterWith(ctx, in.request, e, err)
}

type secondFactorInput struct {
	browser
	Body api.SecondFactor
}

// secondFactor finishes a sign-in with a code.
func (s *Server) secondFactor(ctx context.Context, in *secondFactorInput) (*entered[api.SignInResult], error) {
	c := s.client(in.request, callOf(ctx))
	finish := s.cfg.Accounts.FinishTOTP
	if in.Body.Recovery {
		finish = s.cfg.Accounts.FinishRecovery
	}
	e, err := finish(ctx, c, in.Body.Challenge, in.Body.Code)
	return s.enterWith(ctx, in.request, e, at("body/code", err))
}

type passkeyStartInput struct {
	browser
	Body api.PasskeyStart
}

// startPasskey begins a sign-in by passkey, or the second step of one.
func (s *Server) startPasskey(ctx context.Context, in *passkeyStartInput) (*live[api.PasskeyCeremony], error) {
	c := s.client(in.request, callOf(ctx))
	if in.Body.Challenge == "" {
		y, err := s.cfg.Accounts.BeginDiscovery(ctx, c)
		return ceremony(y, signInFault(err))
	}
	y, err := s.cfg.Accounts.BeginPasskey(ctx, c, in.Body.Challenge)
	return ceremony(y, signInFault(err))
}

func ceremony(y account.Ceremony, err error) (*live[api.PasskeyCeremony], error) {
	if err != nil {
		return nil, err
	}
	return now(api.PasskeyCeremony{Ceremony: y.Pending, Options: y.Options, Expires: moment(y.Expires)}), nil
}

type passkeyAnswerInput struct {
	browser
	Body api.PasskeyAnswer
}

// finishPasskey finishes what startPasskey began.
func (s *Server) finishPasskey(ctx context.Context, in *passkeyAnswerInput) (*entered[api.SignInResult], error) {
	c := s.client(in.request, callOf(ctx))
	answer := json.RawMessage(mustJSON(in.Body.Answer))
	if in.Body.Challenge == "" {
		e, err := s.cfg.Accounts.FinishDiscovery(ctx, c, in.Body.Ceremony, answer)
		return s.enterWith(ctx, in.request, e, err)
	}
	e, err := s.cfg.Accounts.FinishPasskey(ctx, c, in.Body.Challenge, in.Body.Ceremony, answer)
	return s.enterWith(ctx, in.request, e, err)
}

// enterWith answers a sign-in: with the cookies of a session, or with the step
// that is still to come. A session that the browser had until now ends, so that
// none is left behind that nobody can see.
func (s *Server) enterWith(ctx context.Context, r *http.Request, e account.Entry, err error) (*entered[api.SignInResult], error) {
	if err != nil {
		return nil, signInFault(err)
	}
	out := &entered[api.SignInResult]{Cache: "no-store"}
	if e.Pending != nil {
		out.Body = &api.SignInResult{
			State: "factor needed", Challenge: e.Pending.Secret, Factors: e.Pending.Factors, Expires: moment(e.Pending.Expires),
		}
		return out, nil
	}
	s.leaveFormer(ctx, r)
	u := userDoc(e.User)
	out.Cookies = s.cookiesOf(e)
	out.Body = &api.SignInResult{State: "signed in", User: &u, Restrict: s.mustEnrol(e.User), Factors: []string{}, Expires: moment(e.Session.Expires)}
	return out, nil
}

// mustEnrol reports whether a user may do nothing but register a second factor.
func (s *Server) mustEnrol(u account.User) bool {
	return s.cfg.Policy.RequireSecondFactor && !u.SecondFactor
}

// leaveFormer ends the session that a browser brought along to a sign-in.
func (s *Server) leaveFormer(ctx context.Context, r *http.Request) {
	former, err := r.Cookie(cookieName(s.cfg.Secure))
	if err != nil {
		return
	}
	p, err := s.cfg.Accounts.Principal(ctx, former.Value)
	if err != nil || p.Session == nil {
		return
	}
	if err := s.cfg.Accounts.SignOut(ctx, p, callOf(ctx).address); err != nil {
		s.cfg.Log.WarnContext(ctx, "ending the session before a sign-in", "request", requestID(ctx), "error", err)
	}
}

// signOut ends the session of the call and makes the browser forget it.
func (s *Server) signOut(ctx context.Context, _ *none) (*left, error) {
	c := callOf(ctx)
	if err := s.cfg.Accounts.SignOut(ctx, c.caller.Principal, c.address); err != nil {
		return nil, err
	}
	return &left{Cookies: []http.Cookie{s.drop(cookieName(s.cfg.Secure))}, Cache: "no-store"}, nil
}

// signInFault gives the refusal of somebody who is not signed in: 429 after too
// many failures, 401 for a proof that does not hold.
func signInFault(err error) error {
	if err == nil {
		return nil
	}
	if slow := throttled(err); slow != nil {
		return slow
	}
	if fault.KindOf(err) == fault.Denied {
		return withStatus(http.StatusUnauthorized, err)
	}
	return err
}

// throttled is the answer to an attempt that came too soon, nil for anything else.
func throttled(err error) error {
	var t *account.Throttled
	if !errors.As(err, &t) {
		return nil
	}
	seconds := max(1, int((t.Wait+time.Second-1)/time.Second))
	return tooMany(seconds, "too many attempts failed; wait %d s and try again", seconds)
}

// proofFault gives the refusal of a proof by somebody who is signed in: it never
// says 401, for the session itself is good.
func proofFault(where string, err error) error {
	if err == nil {
		return nil
	}
	if slow := throttled(err); slow != nil {
		return slow
	}
	if errors.Is(err, account.ErrStale) || fault.KindOf(err) != fault.Denied && !errors.Is(err, account.ErrSignIn) {
		return at(where, err)
	}
	all := fault.All(err)
	return badField(where, "%s", all[0].Message)
}

// moment writes a time as every document does, empty for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(model.TimeLayout)
}

// inBody says which member of the body err is about, if it names a field.
func inBody(err error) error {
	if field := fieldOf(err); field != "" {
		return at("body/"+field, err)
	}
	return err
}

// fieldOf gives the field the first fault of err names.
func fieldOf(err error) string {
	all := fault.All(err)
	if len(all) == 0 {
		return ""
	}
	return all[0].Place.Field
}
