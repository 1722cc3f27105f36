package serve

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/fault"
)

// records lists the ids of the records of projects that are there, listed or
// not, in order.
func (n *Node) records(ctx context.Context) ([]string, error) {
	if n.shared != nil {
		names, err := n.shared.Projects(ctx)
		return slices.DeleteFunc(names, func(name string) bool { return name == securityID }), err
	}
	entries, err := os.ReadDir(n.layout.projects())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Unavailable, "list the projects", err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".cordon"); ok && e.Type().IsRegular() && knownID(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// recordList is what a backup takes along.
func (n *Node) recordList(ctx context.Context) ([]backup.Record, error) {
	ids, err := n.records(ctx)
	if err != nil {
		return nil, err
	}
	list := []backup.Record{{Name: securityID, Kind: backup.Security}}
	for _, id := range ids {
		list = append(list, backup.Record{Name: id, Kind: backup.Project})
	}
	return list, nil
}
