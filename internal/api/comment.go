package api

// Comments lists what people say about items.
type Comments struct {
	Comments []Comment `json:"comments" doc:"Of one item the oldest first; of a whole project the newest first."`
}

// Comment is what somebody says about an item to the others. It is no part of
// the record: what is decided goes there as a change with its reason.
type Comment struct {
	ID         string `json:"id" doc:"Its name."`
	Item       string `json:"item" doc:"Key of the item."`
	Title      string `json:"title" doc:"Title of the item now."`
	Kind       string `json:"kind" enum:"comment,question,proposed change,issue" doc:"What it is meant as."`
	Text       string `json:"text" doc:"What was said; lines are kept."`
	Author     string `json:"author" doc:"Id of the user who said it."`
	AuthorName string `json:"author_name" doc:"The name of that user at the time."`
	At         string `json:"at" doc:"When it was said, UTC."`
	Commit     uint64 `json:"commit" doc:"The head of the record at the time."`
	Edited     string `json:"edited,omitempty" doc:"When its author wrote it anew, UTC; missing if it reads as it was made."`
	ResolvedBy string `json:"resolved_by,omitempty" doc:"The name of the user who settled it; missing while it is open."`
	ResolvedAt string `json:"resolved_at,omitempty" doc:"When it was settled, UTC."`
}

// NewComment is something to say about an item.
type NewComment struct {
	Kind string `json:"kind,omitempty" enum:"comment,question,proposed change,issue" default:"comment" doc:"What it is meant as."`
	Text string `json:"text" minLength:"1" maxLength:"20000" doc:"What is to be said."`
}

// CommentChange is what can be changed of a comment. Only its author writes the
// text and the kind; everybody who may comment settles it or opens it again.
type CommentChange struct {
	Kind     *string `json:"kind,omitempty" enum:"comment,question,proposed change,issue" doc:"What it is meant as."`
	Text     *string `json:"text,omitempty" minLength:"1" maxLength:"20000" doc:"What is to be said instead."`
	Resolved *bool   `json:"resolved,omitempty" doc:"Whether it is settled."`
}

// CommentsChanged is the event that something changed among the comments of a
// project.
type CommentsChanged struct {
	Changes uint64 `json:"changes" doc:"How many changes this server has seen since it started; only that it differs means something."`
}
