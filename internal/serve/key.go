package serve

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
)

// keyPlace is where the key that seals secrets in the administrative database
// lies. One in the data folder belongs to the data, and goes into a backup; one
// that the operator has put elsewhere stays there.
type keyPlace struct {
	path  string
	apart bool
}

func keyPlaceOf(p *settings.Place) keyPlace {
	if p.KeyFile != "" {
		return keyPlace{p.KeyFile, true}
	}
	return keyPlace{(layout{p.Data}).key(), false}
}

// carriedKey names the row that carries the key in the dump of a backup. No
// database ever holds it.
const carriedKey = "key of the backup"

const keyOp = "read the server's key"

// read gives the key, nil where there is no file.
func (k keyPlace) read() (*account.Key, error) {
	text, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no key
	}
	if err != nil {
		return nil, &fault.Error{
			Kind: fault.Unavailable, Op: keyOp, Place: fault.Place{File: k.path},
			Message: "the file cannot be read; let the account the server runs as read it", Err: err,
		}
	}
	key, err := account.ParseKey(text)
	return key, fault.At(fault.Place{File: k.path}, err)
}

// write makes the file, for its owner alone and whole or not at all. One that is
// there must hold the same key.
func (k keyPlace) write(key *account.Key) error {
	const op = "keep the server's key"
	there, err := k.read()
	if err != nil {
		return err
	}
	if there != nil {
		if !there.Equal(key) {
			return &fault.Error{
				Kind: fault.Conflict, Op: op, Place: fault.Place{File: k.path},
				Message: "there is another key already; name another file with --key-file, or move that one away if nothing needs it",
			}
		}
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(k.path), ".cordon-key-*") // only its owner may read it
	if err != nil {
		return &fault.Error{
			Kind: fault.Unavailable, Op: op, Place: fault.Place{File: k.path},
			Message: "the file cannot be made; check that its folder exists and may be written", Err: err,
		}
	}
	_, err = f.Write(key.Text())
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(f.Name(), k.path) // never over one that was made meanwhile
	}
	err = errors.Join(err, os.Remove(f.Name()))
	if errors.Is(err, fs.ErrExist) {
		return k.write(key)
	}
	return fault.Wrap(fault.Unavailable, op, err)
}

// serverKey gives the key of a server that starts. It is made where neither the
// file nor anything sealed is there.
func (n *Node) serverKey(ctx context.Context) (*account.Key, error) {
	key, err := n.keys.read()
	if key != nil || err != nil {
		return key, err
	}
	sealed, err := account.Sealed(ctx, n.Admin)
	if err != nil {
		return nil, err
	}
	if sealed {
		return nil, &fault.Error{
			Kind: fault.NotFound, Op: keyOp, Place: fault.Place{File: n.keys.path},
			Message: "the file is missing, and the keys of authenticator apps in this database are sealed under it; copy it from the server that made it " +
				"(secret.key in its data folder), or name it with --key-file; if it is lost for good, cordon admin new-key --lost removes what nobody can open",
		}
	}
	if key, err = account.NewKey(n.env.Random); err != nil {
		return nil, err
	}
	if err := n.keys.write(key); err != nil {
		if fault.KindOf(err) == fault.Conflict {
			return n.keys.read() // another node was faster
		}
		return nil, err
	}
	return key, nil
}

// withKey says where the key lies that a fault is about.
func (n *Node) withKey(err error) error {
	if errors.Is(err, account.ErrWrongKey) {
		return fault.At(fault.Place{File: n.keys.path}, err)
	}
	return err
}

// carried gives what a dump for a backup takes along.
func (n *Node) carried() (map[string]string, error) {
	if n.keys.apart {
		return nil, nil
	}
	key, err := n.keys.read()
	if key == nil || err != nil {
		return nil, err
	}
	return map[string]string{carriedKey: string(key.Text())}, nil
}

// loadDump loads the dump of a backup, and gives the key that it carried, nil if
// it carried none. rep is told.
func loadDump(ctx context.Context, db *admin.DB, dump io.Reader, rep *api.BackupReport) (key *account.Key, err error) {
	taken := map[string]string{carriedKey: ""}
	if err := db.LoadWith(ctx, dump, taken); err != nil {
		return nil, err
	}
	rep.Key = "none"
	if text := taken[carriedKey]; text != "" {
		rep.Key = "inside"
		return account.ParseKey([]byte(text))
	}
	sealed, err := account.Sealed(ctx, db)
	if sealed {
		rep.Key = "apart"
	}
	return nil, err
}
