package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
)

// abandoned is how old passing files must be to count as left: a younger one may
// be in use.
const abandoned = 48 * time.Hour

// leftovers finds records that no project is listed for, and passing files that
// an interrupted run left.
func (n *Node) leftovers(ctx context.Context, listed []host.Entry) ([]api.Leftover, error) {
	found := []api.Leftover{}
	ids, err := n.records(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if slices.ContainsFunc(listed, func(e host.Entry) bool { return e.ID == id }) {
			continue
		}
		where := id
		if n.shared == nil {
			where = n.layout.project(id)
		}
		found = append(found, api.Leftover{Where: where, What: "a record that is no project of this server, as an interrupted creation leaves; " +
			"list it with \"cordon admin adopt\", or keep a copy elsewhere and remove it"})
	}
	for _, dir := range []string{n.layout.dir, n.layout.projects()} {
		files, err := n.passing(dir)
		if err != nil {
			return nil, err
		}
		found = append(found, files...)
	}
	slices.SortFunc(found, func(a, b api.Leftover) int { return strings.Compare(a.Where, b.Where) })
	return found, nil
}

// passing finds passing files in a folder, and in the folders of evidence in it.
func (n *Node) passing(dir string) (found []api.Leftover, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "look for what is left", err)
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.IsDir() && strings.HasSuffix(e.Name(), ".cordon-files") {
			more, err := n.passing(path)
			if err != nil {
				return nil, err
			}
			found = append(found, more...)
		}
		what := passingFile(e.Name())
		if what == "" {
			continue
		}
		info, err := e.Info()
		if err == nil && n.env.Now().Sub(info.ModTime()) > abandoned {
			found = append(found, api.Leftover{Where: path, What: fmt.Sprintf("%s of %s; it can be deleted", what, info.ModTime().UTC().Format(time.DateOnly))})
		}
	}
	return found, nil
}

// passingFile says what a file of this name is for a while.
func passingFile(name string) string {
	for _, p := range []struct{ begins, ends, what string }{
		{".restoring-", "", "what an interrupted restore left,"},
		{".put-", "", "a file of evidence that was not stored to its end,"},
		{".cordon-", "", "a passing file"},
		{"", ".part", "a copy that was not made to its end,"},
		{"", ".moving", "a passing file of an interrupted move,"},
	} {
		if strings.HasPrefix(name, p.begins) && strings.HasSuffix(name, p.ends) {
			return p.what
		}
	}
	return ""
}
