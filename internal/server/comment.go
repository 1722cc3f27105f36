package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/model"
)

// Comments are what people say to one another about items. They are kept beside
// the record: what is decided goes into it as a change with its reason.

func (s *Server) commentRoutes() {
	const ofItem = "/projects/{project}/items/{key}/comments"
	const one = ofItem + "/{comment}"
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/comments", id: "list-open-comments", action: access.ReadComments, tag: "item",
		summary: "Comments of the whole project that nobody has settled",
	}, s.openComments)
	add(s, route{
		method: http.MethodGet, path: ofItem, id: "list-comments", action: access.ReadComments, tag: "item",
		summary: "What people say about one item",
	}, s.comments)
	add(s, route{
		method: http.MethodPost, path: ofItem, id: "write-comment", action: access.WriteComments, tag: "item", status: http.StatusCreated,
		summary: "Say something about one item; nothing of the record changes",
	}, s.comment)
	add(s, route{
		method: http.MethodPatch, path: one, id: "change-comment", action: access.WriteComments, tag: "item",
		summary: "Write one's own comment anew, or settle a comment",
	}, s.changeComment)
	add(s, route{
		method: http.MethodDelete, path: one, id: "remove-comment", action: access.WriteComments, tag: "item",
		summary: "Remove one's own comment; owners remove anybody's",
	}, s.dropComment)
}

// CommentsInput names the item that is spoken about.
type CommentsInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Key     string `path:"key" maxLength:"300" doc:"Key or title of the item."`
}

type newCommentInput struct {
	CommentsInput
	Body api.NewComment
}

// CommentInput names one comment.
type CommentInput struct {
	CommentsInput
	Comment string `path:"comment" maxLength:"60" doc:"Id of the comment."`
}

type commentChangeInput struct {
	CommentInput
	Body api.CommentChange
}

func (s *Server) openComments(ctx context.Context, _ *ProjectInput) (*live[api.Comments], error) {
	c := callOf(ctx)
	st, err := c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	list, err := c.lease.OpenComments(ctx)
	if err != nil {
		return nil, err
	}
	return now(commentDocs(st, list)), nil
}

func (s *Server) comments(ctx context.Context, in *CommentsInput) (*live[api.Comments], error) {
	st, id, err := commented(ctx, in)
	if err != nil {
		return nil, err
	}
	list, err := callOf(ctx).lease.Comments(ctx, id)
	if err != nil {
		return nil, err
	}
	return now(commentDocs(st, list)), nil
}

// commented finds the item that is spoken about.
func commented(ctx context.Context, in *CommentsInput) (app.State, model.ID, error) {
	c := callOf(ctx)
	st, err := c.lease.Head(ctx)
	if err != nil {
		return st, model.ID{}, err
	}
	n, err := findItem(c, st, in.Key)
	if err != nil {
		return st, model.ID{}, at("path.key", err)
	}
	return st, st.Snapshot.Peek(n).ID, nil
}

func (s *Server) comment(ctx context.Context, in *newCommentInput) (*created[api.Comment], error) {
	st, id, err := commented(ctx, &in.CommentsInput)
	if err != nil {
		return nil, err
	}
	if err := said("body/text", in.Body.Text); err != nil {
		return nil, err
	}
	c := callOf(ctx)
	made, err := c.lease.AddComment(ctx, host.Comment{
		Item: id, Kind: in.Body.Kind, Text: strings.TrimSpace(in.Body.Text), Author: c.caller.user, AuthorName: c.caller.name, Commit: st.Snapshot.Commit(),
	})
	if err != nil {
		return nil, err
	}
	d := commentDoc(st, &made)
	return &created[api.Comment]{Location: prefix + "/projects/" + c.entry.Key + "/items/" + d.Item + "/comments/" + d.ID, Body: &d}, nil
}

// said checks what somebody writes: any lines, but something.
func said(where, text string) error {
	if strings.TrimSpace(text) == "" {
		return badField(where, "there is nothing in it; write what is to be said")
	}
	return nil
}

func (s *Server) changeComment(ctx context.Context, in *commentChangeInput) (*live[api.Comment], error) {
	st, id, err := commented(ctx, &in.CommentsInput)
	if err != nil {
		return nil, err
	}
	if in.Body.Text != nil {
		if err := said("body/text", *in.Body.Text); err != nil {
			return nil, err
		}
	}
	c := callOf(ctx)
	changed, err := c.lease.ChangeComment(ctx, in.Comment, func(was *host.Comment, at time.Time) error {
		if was.Item != id {
			return strayComment(in.Comment)
		}
		if (in.Body.Text != nil || in.Body.Kind != nil) && was.Author != c.caller.user {
			return fault.New(fault.Denied, "change a comment", "%s wrote it; answer with a comment of your own", was.AuthorName)
		}
		rewrite(was, &in.Body, at, c.caller.name)
		return nil
	})
	if err != nil {
		return nil, at("path.comment", err)
	}
	return now(commentDoc(st, &changed)), nil
}

// rewrite carries a change out.
func rewrite(c *host.Comment, d *api.CommentChange, at time.Time, name string) {
	if d.Kind != nil {
		c.Kind = *d.Kind
	}
	if d.Text != nil && strings.TrimSpace(*d.Text) != c.Text {
		c.Text, c.Edited = strings.TrimSpace(*d.Text), at
	}
	switch {
	case d.Resolved == nil, *d.Resolved != c.Resolved.IsZero():
	case *d.Resolved:
		c.Resolved, c.ResolvedBy = at, name
	default:
		c.Resolved, c.ResolvedBy = time.Time{}, ""
	}
}

func strayComment(id string) error {
	f := fault.New(fault.NotFound, "find a comment", "this comment is about another item")
	f.Subject = id
	return f
}

func (s *Server) dropComment(ctx context.Context, in *CommentInput) (*none, error) {
	_, id, err := commented(ctx, &in.CommentsInput)
	if err != nil {
		return nil, err
	}
	c := callOf(ctx)
	err = c.lease.DropComment(ctx, in.Comment, func(was host.Comment) error {
		if was.Item != id {
			return strayComment(in.Comment)
		}
		if was.Author != c.caller.user && c.caller.who.Grant.Role != access.Owner {
			return fault.New(fault.Denied, "remove a comment", "%s wrote it; its author and owners of the project remove it", was.AuthorName)
		}
		return nil
	})
	return nil, at("path.comment", err)
}

func commentDocs(st app.State, list []host.Comment) api.Comments {
	d := api.Comments{Comments: make([]api.Comment, 0, len(list))}
	for i := range list {
		d.Comments = append(d.Comments, commentDoc(st, &list[i]))
	}
	return d
}

func commentDoc(st app.State, c *host.Comment) api.Comment {
	d := api.Comment{
		ID: c.ID, Kind: c.Kind, Text: c.Text, Author: c.Author, AuthorName: c.AuthorName,
		At: moment(c.Made), Commit: c.Commit, Edited: moment(c.Edited), ResolvedBy: c.ResolvedBy, ResolvedAt: moment(c.Resolved),
	}
	if n, ok := st.Snapshot.ByID(c.Item); ok {
		d.Item, d.Title = st.Snapshot.Key(n).String(), st.Snapshot.Title(n)
	}
	return d
}
