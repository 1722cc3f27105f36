package server

import (
	"context"
	"encoding/json"

	"github.com/cordon-ot/cordon/internal/api"
)

// startNewPasskey begins the registration of a passkey.
func (s *Server) startNewPasskey(ctx context.Context, _ *none) (*live[api.PasskeyCeremony], error) {
	y, err := s.cfg.Accounts.BeginNewPasskey(ctx, callOf(ctx).caller.Principal)
	return ceremony(y, err)
}

type newPasskeyInput struct {
	browser
	Body api.NewPasskey
}

// finishNewPasskey registers a passkey.
func (s *Server) finishNewPasskey(ctx context.Context, in *newPasskeyInput) (*live[api.RecoveryCodes], error) {
	c := callOf(ctx)
	codes, err := s.cfg.Accounts.FinishNewPasskey(ctx, c.caller.Principal, s.client(in.request, c), in.Body.Ceremony, in.Body.Name, json.RawMessage(mustJSON(in.Body.Answer)))
	if err != nil {
		return nil, proofFault("body/answer", err)
	}
	return now(api.RecoveryCodes{Codes: texts(codes)}), nil
}

type passkeyInput struct {
	browser
	Passkey string `path:"passkey" maxLength:"1400" doc:"Id of the passkey."`
}

// removePasskey takes a passkey out of use.
func (s *Server) removePasskey(ctx context.Context, in *passkeyInput) (*gone, error) {
	c := callOf(ctx)
	if err := s.cfg.Accounts.RemovePasskey(ctx, c.caller.Principal, s.client(in.request, c), in.Passkey); err != nil {
		return nil, at("path.passkey", err)
	}
	return done()
}
