package server

import (
	"context"
	"encoding/base64"
	"net/url"

	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// factors answers with what the caller has registered.
func (s *Server) factors(ctx context.Context, _ *none) (*live[api.Factors], error) {
	f, err := s.cfg.Accounts.Factors(ctx, callOf(ctx).caller.user)
	if err != nil {
		return nil, err
	}
	d := api.Factors{TOTP: moment(f.TOTP), Passkeys: []api.Passkey{}, RecoveryLeft: f.RecoveryLeft, RecoveryAdded: moment(f.RecoveryAdded)}
	for _, k := range f.Passkeys {
		d.Passkeys = append(d.Passkeys, api.Passkey{ID: k.ID, Name: k.Name, Added: moment(k.Added), Used: moment(k.Used), Locked: k.Locked})
	}
	return now(d), nil
}

// startTOTP makes the secret of an authenticator app and shows it.
func (s *Server) startTOTP(ctx context.Context, _ *none) (*live[api.TOTPEnrolment], error) {
	e, err := s.cfg.Accounts.BeginTOTP(ctx, callOf(ctx).caller.Principal)
	if err != nil {
		return nil, err
	}
	address, err := url.Parse(e.Address)
	if err != nil {
		return nil, fault.New(fault.Internal, "register code generator", "the address for the app cannot be read")
	}
	svg, err := factor.QRSVG(e.Address)
	if err != nil {
		return nil, err
	}
	png, err := factor.QRPNG(e.Address)
	if err != nil {
		return nil, err
	}
	return now(api.TOTPEnrolment{
		Enrolment: e.Pending, Address: e.Address, Secret: address.Query().Get("secret"), Expires: moment(e.Expires),
		SVG: string(svg), PNG: "data:image/png;base64," + base64.StdEncoding.EncodeToString(png),
	}), nil
}

type totpProofInput struct {
	browser
	Body api.TOTPProof
}

// finishTOTP takes the authenticator app into use.
func (s *Server) finishTOTP(ctx context.Context, in *totpProofInput) (*live[api.RecoveryCodes], error) {
	c := callOf(ctx)
	codes, err := s.cfg.Accounts.ConfirmTOTP(ctx, c.caller.Principal, s.client(in.request, c), in.Body.Enrolment, in.Body.Code)
	if err != nil {
		return nil, proofFault("body/code", err)
	}
	return now(api.RecoveryCodes{Codes: texts(codes)}), nil
}

type browserInput struct{ browser }

// removeTOTP takes the authenticator app out of use.
func (s *Server) removeTOTP(ctx context.Context, in *browserInput) (*gone, error) {
	c := callOf(ctx)
	if err := s.cfg.Accounts.RemoveTOTP(ctx, c.caller.Principal, s.client(in.request, c)); err != nil {
		return nil, err
	}
	return done()
}

// newRecoveryCodes makes new recovery codes in place of the old ones.
func (s *Server) newRecoveryCodes(ctx context.Context, in *browserInput) (*live[api.RecoveryCodes], error) {
	c := callOf(ctx)
	codes, err := s.cfg.Accounts.NewRecoveryCodes(ctx, c.caller.Principal, s.client(in.request, c))
	if err != nil {
		return nil, err
	}
	return now(api.RecoveryCodes{Codes: texts(codes)}), nil
}
