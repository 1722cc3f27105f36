package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/account/oidc"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Provider is an OpenID provider that people can sign in with.
type Provider struct {
	Key string // names it in addresses: a to z, digits and hyphens; part of the return address registered there
	// Flow is the sign-in itself, with the rules on who may come in.
	Flow *oidc.Provider
	// SecondFactor says that the provider asks for one, so that ours is not asked for.
	SecondFactor bool
	// LoginFromName names users that a first sign-in makes after the name the
	// provider gives, else after the address.
	LoginFromName bool
}

// BackAddress is where a provider has to send browsers back to, as it must be
// registered there.
func BackAddress(origin, key string) string {
	return strings.TrimSuffix(origin, "/") + prefix + "/sign-in/providers/" + url.PathEscape(key) + "/back"
}

// What a visit to a provider is for.
const (
	forSignIn  = "sign-in"
	forAccept  = "accept"
	forLink    = "link"
	forConfirm = "confirm"
)

// visit is what the browser keeps while it is away at a provider. It tells
// nobody else anything, and nobody else can put it there: the cookie is bound to
// this host.
type visit struct {
	Provider string          `json:"p"`
	Purpose  string          `json:"w"`
	Pending  json.RawMessage `json:"s"`
}

// visitFor is how long a visit may take.
const visitFor = 10 * time.Minute

func visitCookie(secure bool) string {
	if secure {
		return "__Host-cordon-provider"
	}
	return "cordon-provider"
}

// providers lists where people can sign in from elsewhere.
func (s *Server) providers(context.Context, *none) (*live[api.Providers], error) {
	d := api.Providers{Providers: []api.ProviderInfo{}, Passkeys: s.cfg.Passkeys}
	for _, p := range s.cfg.Providers {
		d.Providers = append(d.Providers, api.ProviderInfo{Key: p.Key, Name: p.Flow.Name()})
	}
	return now(d), nil
}

func (s *Server) provider(key string) (Provider, error) {
	for _, p := range s.cfg.Providers {
		if p.Key == key {
			return p, nil
		}
	}
	return Provider{}, &statusError{where: "path.provider", err: fault.New(fault.NotFound, "find the provider", "this server knows no provider %q", key)}
}

type visitInput struct {
	Provider string `path:"provider" maxLength:"60" doc:"Key of the provider."`
	Purpose  string `query:"for" enum:"sign-in,accept" default:"sign-in" doc:"sign-in, or accept: to use a link with the answer."`
}

// visitToSignIn sends a browser to a provider.
func (s *Server) visitToSignIn(ctx context.Context, in *visitInput) (*entered[api.ProviderStart], error) {
	return s.visit(ctx, in.Provider, in.Purpose)
}

type ownVisitInput struct {
	Provider string `path:"provider" maxLength:"60" doc:"Key of the provider."`
	Purpose  string `query:"for" enum:"link,confirm" required:"true" doc:"link: to sign in with it from now on. confirm: to prove once more who you are."`
}

// visitToProve sends a browser that is signed in to a provider.
func (s *Server) visitToProve(ctx context.Context, in *ownVisitInput) (*entered[api.ProviderStart], error) {
	if in.Purpose == forLink {
		if err := s.demandFresh(callOf(ctx)); err != nil {
			return nil, err
		}
	}
	return s.visit(ctx, in.Provider, in.Purpose)
}

func (s *Server) visit(ctx context.Context, key, purpose string) (*entered[api.ProviderStart], error) {
	p, err := s.provider(key)
	if err != nil {
		return nil, err
	}
	address, pending, err := p.Flow.Begin(ctx, BackAddress(s.cfg.Origin, key))
	if err != nil {
		return nil, err
	}
	value := base64.RawURLEncoding.EncodeToString(mustJSON(visit{Provider: key, Purpose: purpose, Pending: pending}))
	c := s.cookie(visitCookie(s.cfg.Secure), value, s.cfg.Clock().Add(visitFor))
	// The browser comes back from another site, and has to bring this along.
	c.SameSite = http.SameSiteLaxMode
	return &entered[api.ProviderStart]{Cookies: []http.Cookie{c}, Cache: "no-store", Body: &api.ProviderStart{Address: address}}, nil
}

// visitOf reads what the browser kept.
func (s *Server) visitOf(r *http.Request) (v visit, err error) {
	c, err := r.Cookie(visitCookie(s.cfg.Secure))
	if err == nil {
		var b []byte
		if b, err = base64.RawURLEncoding.DecodeString(c.Value); err == nil {
			err = json.Unmarshal(b, &v)
		}
	}
	if err != nil {
		return v, fault.New(fault.Invalid, "come back from a provider", "this browser did not begin a sign-in there in the last minutes; start again")
	}
	return v, nil
}

// prove ends a visit with what the provider sent along.
func (s *Server) prove(ctx context.Context, v visit, key, purpose string, query url.Values) (p Provider, id account.Identity, err error) {
	if v.Provider != key || v.Purpose != purpose {
		return p, id, fault.New(fault.Denied, "come back from a provider", "this answer belongs to something else that was begun; start again")
	}
	if p, err = s.provider(key); err != nil {
		return p, id, err
	}
	who, err := p.Flow.Finish(ctx, v.Pending, query)
	if err != nil {
		return p, id, err
	}
	id = account.Identity{Issuer: who.Issuer, Subject: who.Subject, Name: who.Name}
	// Who could choose any address could choose somebody else's.
	if who.EmailVerified {
		id.Email = who.Email
	}
	return p, id, nil
}

// redirect sends a browser on.
type redirect struct {
	Status   int           `status:""`
	Location string        `header:"Location" doc:"The page of the program. After a failure the address has sign-in-error in its query; its fragment is /sign-in?challenge=…&factors=… for a second step, or /provider/KEY?for=…&answer=… for what the page has to send on."`
	Cookies  []http.Cookie `header:"Set-Cookie" doc:"The cookie of the session, if one began."`
	Cache    string        `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
}

type backInput struct {
	browser
	Provider string `path:"provider" maxLength:"60" doc:"Key of the provider."`
}

// longestAnswer bounds what a provider sends along.
const longestAnswer = 16 << 10

// providerBack takes a browser that comes back from a provider. To sign in, it
// needs nothing else; what else a visit was for is finished by the page, because
// the session's cookie does not come along from another site.
func (s *Server) providerBack(ctx context.Context, in *backInput) (*redirect, error) {
	r := in.request
	out := &redirect{Status: http.StatusSeeOther, Cache: "no-store"}
	v, err := s.visitOf(r)
	if err == nil && len(r.URL.RawQuery) > longestAnswer {
		err = fault.New(fault.Invalid, "come back from a provider", "the provider's answer is too long")
	}
	if err == nil && v.Purpose != forSignIn {
		out.Location = "/#/provider/" + url.PathEscape(in.Provider) + "?for=" + url.QueryEscape(v.Purpose) + "&answer=" + url.QueryEscape(r.URL.RawQuery)
		return out, nil
	}
	out.Cookies = []http.Cookie{s.drop(visitCookie(s.cfg.Secure))}
	var e account.Entry
	if err == nil {
		e, err = s.enterFrom(ctx, in, v)
	}
	switch {
	case err != nil:
		s.cfg.Log.WarnContext(ctx, "a sign-in through a provider failed", "request", requestID(ctx), "provider", in.Provider, "error", err)
		out.Location = "/?sign-in-error=" + visitFailure(err)
	case e.Pending != nil:
		out.Location = "/#/sign-in?challenge=" + url.QueryEscape(e.Pending.Secret) + "&factors=" + url.QueryEscape(strings.Join(e.Pending.Factors, ","))
	default:
		s.leaveFormer(ctx, r)
		out.Cookies = append(out.Cookies, s.cookiesOf(e)...)
		out.Location = "/"
	}
	return out, nil
}

func (s *Server) enterFrom(ctx context.Context, in *backInput, v visit) (account.Entry, error) {
	p, id, err := s.prove(ctx, v, in.Provider, forSignIn, in.request.URL.Query())
	if err != nil {
		return account.Entry{}, err
	}
	return s.cfg.Accounts.SignInIdentity(ctx, s.client(in.request, callOf(ctx)), id, account.Provider{
		AutoCreate: p.Flow.AutoCreate(), SecondFactor: p.SecondFactor, LoginFromName: p.LoginFromName,
	})
}

// visitFailure names in one word why a visit failed, for the address of a page.
// Its reader is not signed in.
func visitFailure(err error) string {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return "start-again"
	case fault.NotFound:
		return "unknown"
	case fault.Denied:
		return "refused"
	case fault.Conflict:
		return "name-taken"
	case fault.Unavailable:
		return "unavailable"
	}
	return "fault"
}

type ownAnswerInput struct {
	browser
	Provider string `path:"provider" maxLength:"60" doc:"Key of the provider."`
	Body     api.ProviderAnswer
}

// proveAgain ends a visit of somebody who is signed in.
func (s *Server) proveAgain(ctx context.Context, in *ownAnswerInput, purpose string) (account.Identity, account.Client, error) {
	_, id, err := s.proveWith(ctx, in.request, in.Provider, purpose, in.Body.Answer)
	return id, s.client(in.request, callOf(ctx)), proofFault("body/answer", err)
}

func (s *Server) proveWith(ctx context.Context, r *http.Request, key, purpose, answer string) (Provider, account.Identity, error) {
	v, err := s.visitOf(r)
	if err != nil {
		return Provider{}, account.Identity{}, err
	}
	query, err := url.ParseQuery(answer)
	if err != nil {
		return Provider{}, account.Identity{}, badField("body/answer", "this is no answer of a provider")
	}
	return s.prove(ctx, v, key, purpose, query)
}

// linkIdentity lets the caller sign in with a provider from now on.
func (s *Server) linkIdentity(ctx context.Context, in *ownAnswerInput) (*left, error) {
	id, client, err := s.proveAgain(ctx, in, forLink)
	if err != nil {
		return nil, err
	}
	if err := s.cfg.Accounts.LinkIdentity(ctx, callOf(ctx).caller.Principal, client, id); err != nil {
		return nil, err
	}
	return s.visited(), nil
}

// confirmIdentity makes the session fresh by a provider.
func (s *Server) confirmIdentity(ctx context.Context, in *ownAnswerInput) (*left, error) {
	id, client, err := s.proveAgain(ctx, in, forConfirm)
	if err != nil {
		return nil, err
	}
	if err := s.cfg.Accounts.ConfirmIdentity(ctx, callOf(ctx).caller.Principal, client, id); err != nil {
		return nil, proofFault("body/answer", err)
	}
	return s.visited(), nil
}

// visited makes the browser forget a visit that is over.
func (s *Server) visited() *left {
	return &left{Cookies: []http.Cookie{s.drop(visitCookie(s.cfg.Secure))}, Cache: "no-store"}
}

// identities lists what is linked to the caller.
func (s *Server) identities(ctx context.Context, _ *none) (*live[api.Identities], error) {
	all, err := s.cfg.Accounts.Identities(ctx, callOf(ctx).caller.user)
	if err != nil {
		return nil, err
	}
	d := api.Identities{Identities: []api.Identity{}}
	for _, i := range all {
		one := api.Identity{ID: identityID(i.Identity), Issuer: i.Issuer, Name: i.Name, Email: i.Email, Added: moment(i.Added), Used: moment(i.Used)}
		for _, p := range s.cfg.Providers {
			if p.Flow.Issuer() == i.Issuer {
				one.Provider = p.Key
			}
		}
		d.Identities = append(d.Identities, one)
	}
	return now(d), nil
}

// identityID names an identity in an address.
func identityID(i account.Identity) string { return queryHash(i.Issuer, i.Subject) }

type identityInput struct {
	browser
	Identity string `path:"identity" maxLength:"60" doc:"Id of the identity."`
}

// unlinkIdentity takes a way to sign in from the caller.
func (s *Server) unlinkIdentity(ctx context.Context, in *identityInput) (*gone, error) {
	c := callOf(ctx)
	all, err := s.cfg.Accounts.Identities(ctx, c.caller.user)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		if identityID(i.Identity) != in.Identity {
			continue
		}
		if err := s.cfg.Accounts.UnlinkIdentity(ctx, c.caller.Principal, s.client(in.request, c), i.Issuer, i.Subject); err != nil {
			return nil, err
		}
		return done()
	}
	return nil, &statusError{where: "path.identity", err: fault.New(fault.NotFound, "unlink identity", "this identity is not linked to you")}
}

// addOpen registers a route whose query is a provider's: it may hold whatever
// that sends along.
func addOpen[I, O any](s *Server, r route, handle func(context.Context, *I) (*O, error)) {
	op := s.operation(r)
	op.RejectUnknownQueryParameters = false
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.refuse(ctx, err)
		}
		return out, nil
	})
}
