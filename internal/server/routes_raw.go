package server

import (
	"net/http"

	"github.com/cordon-ot/cordon/internal/access"
)

// rawRoutes are for programs that hold a record themselves, as the command line
// does.
func (s *Server) rawRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/commits/raw", id: "read-raw-commits", action: access.ReadHistory, tag: "commit", media: ndjson,
		summary: "Commits as they are recorded, one a line, the oldest first",
		text: "Each line is a commit in the form that the log holds (docs/formats/commit.md), which says everything about it. " +
			"The last line has the one member end, which counts the lines before it; without that line the answer is not whole. A failure on the way is a last line with the one member problem.",
	}, s.rawCommits)
}
