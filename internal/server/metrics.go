package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts requests for Prometheus. Labels are taken from the patterns of
// routes, never from what callers send, so that their number is bounded and
// nothing of a plant is in them.
type metrics struct {
	running  prometheus.Gauge
	streams  prometheus.Gauge
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(reg *prometheus.Registry) *metrics {
	m := &metrics{
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "cordon_http_requests_running", Help: "Requests that are being answered, live event streams included.",
		}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "cordon_live_streams", Help: "Live event streams that are open.",
		}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cordon_http_requests_total", Help: "Requests answered, by method, route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cordon_http_request_seconds", Help: "Time to answer a request, by method and route.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10, 60},
		}, []string{"method", "route"}),
	}
	reg.MustRegister(m.running, m.streams, m.requests, m.seconds)
	return m
}

func (m *metrics) began() { m.running.Inc() }

func (m *metrics) ended(r *http.Request, status int, took time.Duration) {
	m.running.Dec()
	method, name := r.Method, r.Pattern
	if _, path, ok := strings.Cut(name, " "); ok {
		name = path
	}
	if name == "" {
		name = "none"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(method, name, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(method, name).Observe(took.Seconds())
}
