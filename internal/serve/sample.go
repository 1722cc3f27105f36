package serve

import (
	"context"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/starter"
	"github.com/cordon-ot/cordon/internal/template"
)

// Sample makes a sample plant as a project of its name, unless there is one of
// that key; nothing for an empty name.
func Sample(name string) func(context.Context, *Node) error {
	return func(ctx context.Context, n *Node) error {
		if name == "" {
			return nil
		}
		src, err := starter.Template(name)
		if err != nil {
			return err
		}
		all, err := n.Host.Projects(ctx)
		if err != nil {
			return err
		}
		for _, e := range all {
			if e.Key == name {
				return nil
			}
		}
		title := name
		for _, i := range template.List() {
			if i.Name == name {
				title = i.Title
			}
		}
		_, err = n.Host.Create(ctx, host.Start{
			Key: name, Title: title,
			Fill: func(ctx context.Context, p *app.Project, files blob.Store) error {
				_, err := src.Fill(ctx, p, starter.Options{Author: "cordon", Files: files})
				return err
			},
		})
		return err
	}
}
