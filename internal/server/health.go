package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/api"
)

type none struct{}

type health struct {
	Status int    `status:""`
	Cache  string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body   api.Health
}

// settle implements settled.
func (h *health) settle() {
	if h.Status == 0 {
		h.Status = http.StatusOK
	}
}

// healthy answers as long as the process can answer at all.
func (s *Server) healthy(context.Context, *none) (*health, error) {
	return &health{Cache: "no-store", Body: api.Health{State: "up"}}, nil
}

// about says what answers.
func (s *Server) about(context.Context, *none) (*shipped[api.ServerInfo], error) {
	return fixed(api.ServerInfo{Product: "Cordon", Version: s.cfg.Version, API: api.Version})
}

// ready tells a load balancer whether to send requests here. What is wrong is
// in the log: the answer is open to anybody.
func (s *Server) ready(ctx context.Context, _ *none) (*health, error) {
	err := s.ending.Err()
	if err == nil {
		err = s.cfg.Ready(ctx)
	}
	if err == nil {
		return &health{Cache: "no-store", Body: api.Health{State: "ready"}}, nil
	}
	s.cfg.Log.WarnContext(ctx, "not ready", "request", requestID(ctx), "error", err)
	return &health{Status: http.StatusServiceUnavailable, Cache: "no-store", Body: api.Health{State: "not ready"}}, nil
}

// figures writes the metrics in the text format of Prometheus.
func (s *Server) figures(context.Context, *none) (*huma.StreamResponse, error) {
	h := promhttp.HandlerFor(s.cfg.Metrics, promhttp.HandlerOpts{})
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		h.ServeHTTP(w, r)
	}}, nil
}
