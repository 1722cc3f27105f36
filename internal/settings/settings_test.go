package settings

import (
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// good is what a server gets that nobody told anything.
func good() Server {
	return Server{
		Place: Place{Data: "data"}, Listen: "127.0.0.1:8080", SessionIdle: time.Hour, SessionLong: 2 * time.Hour,
		Idle: time.Minute, MostOpen: 1, MaxUpload: 1,
	}
}

// spec: SRV-1
func TestOnlyThisMachineIsServedWithoutTLSUnlessSomebodySaysSo(t *testing.T) {
	for _, c := range []struct {
		listen string
		change func(*Server)
		words  string // of the refusal, empty for none
	}{
		{"127.0.0.1:8080", nil, ""},
		{"127.8.9.1:8080", nil, ""},
		{"[::1]:8080", nil, ""},
		{"localhost:8080", nil, ""},
		{"LOCALHOST:0", nil, ""},
		{":8080", nil, "--plain-http"},
		{"0.0.0.0:8080", nil, "--plain-http"},
		{"[::]:8080", nil, "--plain-http"},
		{"192.0.2.7:8080", nil, "--plain-http"},
		{"plant.example:8080", nil, "--plain-http"},
		{"localhost.plant.example:8080", nil, "--plain-http"},
		{"0.0.0.0:8443", func(s *Server) { s.TLSOwn = true }, ""},
		{"0.0.0.0:8443", func(s *Server) { s.TLSCert, s.TLSKey = "c", "k" }, ""},
		{"0.0.0.0:8080", func(s *Server) { s.PlainHTTP = true }, ""},
		{"0.0.0.0:8443", func(s *Server) { s.TLSCert = "c" }, "--tls-key"},
		{"0.0.0.0:8443", func(s *Server) { s.TLSCert, s.TLSKey, s.TLSOwn = "c", "k", true }, "--tls-own"},
		{"0.0.0.0:8443", func(s *Server) { s.PlainHTTP, s.TLSOwn = true, true }, "--plain-http"},
		{"8080", nil, "--listen"},
	} {
		s := good()
		s.Listen = c.listen
		if c.change != nil {
			c.change(&s)
		}
		switch err := s.Check(); {
		case c.words == "" && err != nil:
			t.Errorf("%s: %v, want no refusal", c.listen, err)
		case c.words != "" && (fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), c.words)):
			t.Errorf("%s %+v: %v, want a refusal that says %q", c.listen, s, err, c.words)
		}
	}
}

func TestSettingsThatMakeNoSenseTogetherAreRefused(t *testing.T) {
	for words, change := range map[string]func(*Server){
		"--data is empty":   func(s *Server) { s.Data = "" },
		"--session-longest": func(s *Server) { s.SessionLong = time.Minute },
		"--idle":            func(s *Server) { s.Idle = 0 },
		"--most-open":       func(s *Server) { s.MostOpen = 0 },
		"--max-upload":      func(s *Server) { s.MaxUpload = 0 },
		"--s3-endpoint":     func(s *Server) { s.Files = "s3://bucket" },
		"s3://BUCKET":       func(s *Server) { s.S3Endpoint = "https://s3.plant.example" },
		"--origin":          func(s *Server) { s.Origin = "https://anna@plant.example" },
		"up to the first":   func(s *Server) { s.Origin = "https://plant.example/path" },
		"address bar":       func(s *Server) { s.Origin = "plant.example" },
	} {
		s := good()
		change(&s)
		if err := s.Check(); fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("got %v, want a refusal that says %q", err, words)
		}
	}
	s := good()
	s.Origin = "https://plant.example/"
	if err := s.Check(); err != nil || s.Origin != "https://plant.example" {
		t.Errorf("origin %q, %v; want it without the slash", s.Origin, err)
	}
}
