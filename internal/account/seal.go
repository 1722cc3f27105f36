package account

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Key seals what the server has to read again and others must not: the keys of
// authenticator apps, and the one that signs device cookies. It lies apart from
// the database, and all nodes over one database have the same.
//
// What is sealed is "sealed1:" and base64url of nonce and AES-256-GCM, with the
// purpose and whom it is about as associated data: a sealed text serves in no
// other place than its own.
type Key struct {
	secret [32]byte
	aead   cipher.AEAD
}

const (
	keyPrefix    = "cordon-key-1:"
	sealedPrefix = "sealed1:"
	checkName    = "sealing" // of the row that tells a wrong key
)

// The purposes of what is sealed.
const (
	sealCheck  = "check"
	sealDevice = "device cookies"
	sealTOTP   = "totp"      // whom: the id of the user
	sealEnrol  = "enrolment" // whom: the digest of the session
)

// NewKey draws a key from random.
func NewKey(random io.Reader) (*Key, error) {
	var secret [32]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return nil, fault.Wrap(fault.Unavailable, "draw a key", err)
	}
	return keyOfSecret(secret)
}

func keyOfSecret(secret [32]byte) (*Key, error) {
	block, err := aes.NewCipher(secret[:])
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "use a key", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &Key{secret, aead}, fault.Wrap(fault.Internal, "use a key", err)
}

// ParseKey reads what Text gives. Invalid for anything else.
func ParseKey(text []byte) (*Key, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(string(text)), keyPrefix)
	b, err := base64.StdEncoding.DecodeString(rest)
	if !ok || err != nil || len(b) != len(Key{}.secret) {
		return nil, fault.New(fault.Invalid, "read the key", "this is no key of a Cordon server; put back the file the server made, from another node or a backup")
	}
	return keyOfSecret([32]byte(b))
}

// Text is the key as it is kept in a file: whoever reads it can open what is sealed.
func (k *Key) Text() []byte {
	return []byte(keyPrefix + base64.StdEncoding.EncodeToString(k.secret[:]) + "\n")
}

// Equal reports whether two keys are the same.
func (k *Key) Equal(other *Key) bool {
	return subtle.ConstantTimeCompare(k.secret[:], other.secret[:]) == 1
}

// String hides the key.
func (*Key) String() string { return "server key (not shown)" }

// GoString hides the key.
func (k *Key) GoString() string { return k.String() }

// LogValue hides the key.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

func about(purpose, whom string) []byte {
	return fmt.Appendf(nil, "%d:%s%s", len(purpose), purpose, whom)
}

func (k *Key) seal(text, purpose, whom string) string {
	return sealedPrefix + base64.RawURLEncoding.EncodeToString(k.aead.Seal(nil, nil, []byte(text), about(purpose, whom)))
}

var errSealed = errors.New("it does not open under this key")

func (k *Key) open(sealed, purpose, whom string) (string, error) {
	rest, ok := strings.CutPrefix(sealed, sealedPrefix)
	b, err := base64.RawURLEncoding.DecodeString(rest)
	if !ok || err != nil {
		return "", errSealed
	}
	text, err := k.aead.Open(nil, nil, b, about(purpose, whom))
	if err != nil {
		return "", errSealed
	}
	return string(text), nil
}

// Sealed reports whether there is anything in a database that a key is needed for.
func Sealed(ctx context.Context, db *admin.DB) (yes bool, err error) {
	err = db.Read(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, "SELECT count(*) FROM admin_keys WHERE name = $1", checkName).Scan(&n)
		yes = n > 0
		return err
	})
	return yes, err
}

// ErrWrongKey is in the chain of the Invalid fault of New for a key that is not
// the one a database was sealed under.
var ErrWrongKey = errors.New("wrong key")

// useKey checks the key against the database, or makes the database one that is
// sealed under it, and reads the key of device cookies. Rows of an older Cordon,
// which lie in clear, are sealed; older says that there were any.
func (s *Service) useKey(ctx context.Context, fresh [32]byte) (older bool, err error) {
	const op = "read the server's key"
	err = s.db.Write(ctx, func(tx *sql.Tx) error {
		older = false
		if err := s.checkKey(ctx, tx, op); err != nil {
			return err
		}
		sum := base64.StdEncoding.EncodeToString(fresh[:])
		if _, err := tx.ExecContext(ctx, "INSERT INTO admin_keys (name, value) VALUES ('device', $1) ON CONFLICT DO NOTHING", s.seals.seal(sum, sealDevice, "")); err != nil {
			return err
		}
		var kept string
		if err := tx.QueryRowContext(ctx, "SELECT value FROM admin_keys WHERE name = 'device'").Scan(&kept); err != nil {
			return err
		}
		if !strings.HasPrefix(kept, sealedPrefix) { // of an older Cordon; browsers are known anew
			older = true
			kept = s.seals.seal(sum, sealDevice, "")
			if _, err := tx.ExecContext(ctx, "UPDATE admin_keys SET value = $1 WHERE name = 'device'", kept); err != nil {
				return err
			}
		}
		text, err := s.seals.open(kept, sealDevice, "")
		b, decodeErr := base64.StdEncoding.DecodeString(text)
		if err != nil || decodeErr != nil || copy(s.key[:], b) != len(s.key) {
			return fault.New(fault.Internal, op, "the server's key is damaged; restore the administrative database from a backup")
		}
		n, err := s.sealOld(ctx, tx)
		older = older || n > 0
		return err
	})
	return older, err
}

func (s *Service) checkKey(ctx context.Context, tx *sql.Tx, op string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO admin_keys (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", checkName, s.seals.seal(sealCheck, sealCheck, ""))
	if err != nil {
		return err
	}
	var kept string
	if err := tx.QueryRowContext(ctx, "SELECT value FROM admin_keys WHERE name = $1", checkName).Scan(&kept); err != nil {
		return err
	}
	if _, err := s.seals.open(kept, sealCheck, ""); err != nil {
		return &fault.Error{
			Kind: fault.Invalid, Op: op, Err: ErrWrongKey,
			Message: "the keys of authenticator apps in this database were sealed under another key than this server has; " +
				"give it the key file of the server that made them (secret.key in its data folder), the same for all nodes over one database",
		}
	}
	return nil
}

// sealOld seals what an older Cordon left in clear.
func (s *Service) sealOld(ctx context.Context, tx *sql.Tx) (n int, err error) {
	old := map[string]string{}
	err = each(ctx, tx, "SELECT user_id, state FROM admin_totp WHERE state NOT LIKE $1", []any{sealedPrefix + "%"}, func(row scanner) error {
		var user, state string
		err := row.Scan(&user, &state)
		old[user] = state
		return err
	})
	if err != nil {
		return 0, err
	}
	for user, state := range old {
		if _, err := tx.ExecContext(ctx, "UPDATE admin_totp SET state = $1 WHERE user_id = $2", s.seals.seal(state, sealTOTP, user), user); err != nil {
			return 0, err
		}
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM admin_pending WHERE purpose = $1 AND state NOT LIKE $2", stepTOTP, sealedPrefix+"%")
	return len(old), err
}
