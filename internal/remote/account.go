package remote

import (
	"context"
	"net/url"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Account gives the account that the token belongs to. Denied if the server
// does not take the token.
func (c *Client) Account(ctx context.Context) (api.Account, error) {
	var d api.Account
	err := c.get(ctx, "/account", nil, &d)
	return d, err
}

// Name is how commits of an account are signed.
func Name(a api.Account) string {
	if a.User.Name != "" {
		return a.User.Name
	}
	return a.User.Login
}

// Projects lists the projects the caller may know of, in order of keys.
func (c *Client) Projects(ctx context.Context) ([]api.Project, error) {
	var d api.Projects
	err := c.get(ctx, "/projects", nil, &d)
	return d.Projects, err
}

// Project gives one project by its key. NotFound if there is none, or none the
// caller has a role in.
func (c *Client) Project(ctx context.Context, key string) (api.ProjectDetail, error) {
	var d api.ProjectDetail
	err := c.get(ctx, projectPath(key), nil, &d)
	return d, err
}

// Create makes a project.
func (c *Client) Create(ctx context.Context, p api.NewProject) (api.Project, error) {
	var d api.Project
	err := c.post(ctx, "/projects", "", p, &d)
	return d, err
}

func projectPath(key string, rest ...string) string {
	path := "/projects/" + url.PathEscape(key)
	for _, r := range rest {
		path += "/" + url.PathEscape(r)
	}
	return path
}

// only finds the only project there is.
func only(list []api.Project) (string, error) {
	var keys []string
	for i := range list {
		if !list[i].Retired {
			keys = append(keys, list[i].Key)
		}
	}
	const op = "find the project"
	switch len(keys) {
	case 1:
		return keys[0], nil
	case 0:
		return "", fault.New(fault.Invalid, op, "you have no project on this server yet; make one with \"cordon init NAME\", or ask for a role in one")
	}
	return "", fault.New(fault.Invalid, op, "you have several projects on this server (%s); say which with --project", short(keys))
}

func short(keys []string) string {
	const most = 12
	text := ""
	for i, k := range keys {
		switch {
		case i == most:
			return text + " and more"
		case i > 0:
			text += ", "
		}
		text += k
	}
	return text
}
