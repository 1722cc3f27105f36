package factor

import (
	"encoding/json"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: SIGN-11
func FuzzRandomBytesNeverRegisterAPasskey(f *testing.F) {
	s, u := newSite(f), anna()
	s.random = seeded(1) // the processes of a fuzz run make the same session
	options, session, err := s.BeginRegistration(u)
	if err != nil {
		f.Fatal(err)
	}
	good := newDevice(u).create(f, home, options)
	seeds(f, session, good)
	f.Fuzz(func(t *testing.T, sess, response []byte) {
		_, err := s.FinishRegistration(u, sess, response)
		judge(t, err, string(sess) == string(session))
	})
}

// spec: SIGN-11
func FuzzRandomBytesNeverSignIn(f *testing.F) {
	s, u := newSite(f), anna()
	d := enrol(f, s, &u)
	options, session, err := s.BeginAssertion(u)
	if err != nil {
		f.Fatal(err)
	}
	good := d.sign(f, home, options, 1)
	seeds(f, session, good)
	find := func([]byte, string) (User, error) { return u, nil }
	f.Fuzz(func(t *testing.T, sess, response []byte) {
		_, err := s.FinishAssertion(u, sess, response)
		judge(t, err, string(sess) == string(session))
		_, _, err = s.FinishDiscovery(sess, response, find)
		judge(t, err, false)
	})
}

func seeds(f *testing.F, session, good json.RawMessage) {
	f.Helper()
	f.Add([]byte(session), []byte(good))
	f.Add([]byte(session), []byte(`{}`))
	f.Add([]byte(session), []byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgA","clientDataJSON":"e30"}}`))
	f.Add([]byte(session), []byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"authenticatorData":"AA","clientDataJSON":"e30","signature":""}}`))
	f.Add([]byte(`{"ceremony":"assert","expires":9e99}`), []byte(good))
	f.Add([]byte{0, 0xff}, []byte{0xff, 0})
}

// judge wants a fault of a client's making unless the session is the true one,
// with which a mutation that changes nothing signed may still succeed.
func judge(t *testing.T, err error, mayPass bool) {
	t.Helper()
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Denied:
	default:
		if err != nil || !mayPass {
			t.Errorf("got %v, want an Invalid or Denied fault", err)
		}
	}
}
