package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// A device cookie says that somebody signed in as a user with this browser
// before. It proves nothing else: it only decides whose failures delay whom.
//
// It is base64url of: version (1 byte, 1), time of issue (8 bytes, seconds),
// a random name of the browser (16 bytes), a digest of the login name (16 bytes),
// and HMAC-SHA-256 over all these under the server's key (32 bytes).
const (
	deviceVersion = 1
	deviceNamed   = 1 + 8
	deviceFor     = deviceNamed + 16
	deviceSum     = deviceFor + keySize
	deviceSize    = deviceSum + sha256.Size
)

// device reads a cookie: the browser's name if it is known for the user with
// this login name, else empty.
func (s *Service) device(cookie, login string) string {
	b, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(b) != deviceSize || b[0] != deviceVersion || !hmac.Equal(s.sign(b[:deviceSum]), b[deviceSum:]) {
		return ""
	}
	issued := time.Unix(int64(binary.BigEndian.Uint64(b[1:])), 0)
	who := keyOf("device", login)
	if s.now().Sub(issued) > s.policy.DeviceTime || !hmac.Equal(who[:], b[deviceFor:deviceSum]) {
		return ""
	}
	return hex.EncodeToString(b[deviceNamed:deviceFor])
}

// newDevice makes a cookie for a browser, under the name it has or a new one.
func (s *Service) newDevice(cookie, login string) (string, error) {
	name, err := hex.DecodeString(s.device(cookie, login))
	if err != nil || len(name) == 0 {
		b, err := s.bytes("sign in")
		if err != nil {
			return "", err
		}
		name = b[:16]
	}
	b := binary.BigEndian.AppendUint64([]byte{deviceVersion}, uint64(s.now().Unix()))
	b = append(b, name...)
	who := keyOf("device", login)
	b = append(b, who[:]...)
	return base64.RawURLEncoding.EncodeToString(append(b, s.sign(b)...)), nil
}

func (s *Service) sign(b []byte) []byte {
	h := hmac.New(sha256.New, s.key[:])
	h.Write(b)
	return h.Sum(nil)
}
