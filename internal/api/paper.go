package api

import "encoding/json"

// Papers lists what people have arranged around a project.
type Papers struct {
	Papers []PaperHead `json:"papers" doc:"In order of name."`
}

// PaperHead is a layout or a view without its content.
type PaperHead struct {
	Name     string `json:"name" doc:"Its name."`
	Revision uint64 `json:"revision" doc:"Rises by one with each change, from 1."`
	Changed  string `json:"changed" doc:"When it was changed last, UTC."`
	By       string `json:"by" doc:"Id of the user who changed it last."`
}

// Paper is a layout of a diagram or a view of a grid. It is no part of the
// record.
type Paper struct {
	PaperHead
	Content json.RawMessage `json:"content" doc:"What the program that keeps it wrote; any JSON."`
}

// NewPaper is the content of a layout or a view.
type NewPaper struct {
	Content json.RawMessage `json:"content" doc:"Any JSON, up to 1 MiB."`
}
