package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tried reports whether a password was looked at, right or wrong.
func tried(t testing.TB, n *Service, c Client, login, password string) (looked bool, wait time.Duration) {
	t.Helper()
	_, err := n.SignIn(t.Context(), c, login, password)
	var late *Throttled
	if errors.As(err, &late) {
		return false, late.Wait
	}
	if err != nil && !errors.Is(err, ErrSignIn) {
		t.Errorf("sign in as %s: %v", login, err)
	}
	return true, 0
}

func (s *site) rows() (n int) {
	s.t.Helper()
	_, err := fmt.Sscan(s.text("SELECT count(*) FROM admin_attempts"), &n)
	must(s.t, "count rows", err)
	return n
}

// spec: ACCOUNT-21
func TestSeveralNodesGiveNoMoreTriesThanOne(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		nodes := []*Service{s.Service, s.node(s.open()), s.node(s.open())}
		sum := func(rounds int) (looked int) {
			for i := range rounds {
				if ok, _ := tried(t, nodes[i%3], office, "ann", "wrong"); ok {
					looked++
				}
			}
			return looked
		}
		free := s.policy.Attempts.Free + 1
		if looked := sum(30); looked != free {
			t.Errorf("three nodes looked at %d passwords, want %d as one does", looked, free)
		}
		for i := range 5 {
			s.clock.pass(s.policy.Attempts.delay(free + i))
			if looked := sum(6); looked != 1 {
				t.Errorf("after delay %d three nodes looked at %d passwords, want 1", i+1, looked)
			}
		}
		s.clock.pass(s.policy.Attempts.Longest)
		var looked atomic.Int64
		var wg sync.WaitGroup
		for _, n := range nodes { // at one moment
			wg.Go(func() {
				if ok, _ := tried(t, n, office, "ann", "wrong"); ok {
					looked.Add(1)
				}
			})
		}
		wg.Wait()
		if looked.Load() != 1 {
			t.Errorf("three nodes asked at once looked at %d passwords, want 1", looked.Load())
		}
		// A node that starts now knows too, and the right password ends it for all.
		late := s.node(s.open())
		if ok, wait := tried(t, late, office, "ann", goodWord); ok || wait <= 0 {
			t.Errorf("a node that has just started looked (%v) or gave no wait (%v)", ok, wait)
		}
		s.clock.pass(s.policy.Attempts.Longest)
		if _, err := late.SignIn(t.Context(), office, "ann", goodWord); err != nil {
			t.Errorf("the right password after the wait: %v", err)
		}
		if looked := sum(30); looked != free {
			t.Errorf("after the right password %d were looked at, want %d", looked, free)
		}
	})
}

// spec: ACCOUNT-21
func TestOneNetworkCannotTryAllUsersAtAllNodes(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		s.user("ben", false)
		known := s.enter(office, "ann").Device
		nodes := []*Service{s.Service, s.node(s.open()), s.node(s.open())}
		looked := 0
		for i := range 120 {
			if ok, _ := tried(t, nodes[i%3], office, fmt.Sprint("user", i), "wrong"); ok {
				looked++
			}
		}
		if looked != s.policy.Attempts.NetworkBurst {
			t.Errorf("three nodes looked at %d users from one network, want %d as one does", looked, s.policy.Attempts.NetworkBurst)
		}
		for _, n := range nodes {
			if ok, _ := tried(t, n, from("203.0.113.9"), "ben", goodWord); !ok {
				t.Error("somebody in another network is kept out")
			}
			c := office
			c.Device = known
			if ok, _ := tried(t, n, c, "ann", goodWord); !ok {
				t.Error("a browser that was here before is kept out")
			}
		}
		s.clock.pass(s.policy.Attempts.NetworkEvery)
		looked = 0
		for i := range 9 {
			if ok, _ := tried(t, nodes[i%3], office, fmt.Sprint("later", i), "wrong"); ok {
				looked++
			}
		}
		if looked != 1 {
			t.Errorf("a while later three nodes looked at %d, want 1", looked)
		}
	})
}

// spec: ACCOUNT-21
func TestAFloodOfFailuresLeavesFewRowsAndNoNames(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		s.throttle.shared.most = 200
		for i := range sweepEvery {
			tried(t, s.Service, from(fmt.Sprintf("10.1.%d.%d", i/250, i%250)), "secret-typed-as-name", "wrong")
		}
		if n := s.rows(); n > 200 {
			t.Errorf("%d rows after a flood, want at most 200", n)
		}
		for _, name := range []string{"secret-typed-as-name", "10.1.1.1"} {
			if strings.Contains(s.dump(), name) {
				t.Errorf("the database holds %q", name)
			}
		}
		// Who is being tried stays delayed, however many others fail meanwhile.
		for range s.policy.Attempts.Free + 1 {
			tried(t, s.Service, office, "ann", "wrong")
		}
		must(t, "tidy", s.Tidy(t.Context()))
		if ok, _ := tried(t, s.node(s.open()), office, "ann", goodWord); ok {
			t.Error("the rows of an attack that goes on were cleared away")
		}
		s.clock.pass(s.policy.Attempts.Forget)
		must(t, "tidy", s.Tidy(t.Context()))
		if n := s.rows(); n != 0 {
			t.Errorf("%d rows a day later, want none", n)
		}
		if ok, _ := tried(t, s.Service, office, "ann", goodWord); !ok {
			t.Error("a day later the right password is not looked at")
		}
		if n := s.rows(); n != 0 {
			t.Errorf("a right password at once leaves %d rows, want none", n)
		}
	})
}
