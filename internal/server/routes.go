package server

import (
	"net/http"
	"reflect"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// routes declares every operation of the API.
func (s *Server) routes() {
	s.serverRoutes()
	s.standardRoutes()
	s.projectRoutes()
	s.templateRoutes()
	s.itemRoutes()
	s.linkRoutes()
	s.paperRoutes()
	s.commentRoutes()
	s.commitRoutes()
	s.timelineRoutes()
	s.analysisRoutes()
	s.chainRoutes()
	s.matrixRoutes()
	s.liveRoutes()
	s.accountRoutes()
	s.rawRoutes()
	s.transferRoutes()
}

func (s *Server) serverRoutes() {
	add(s, route{
		method: http.MethodGet, path: "//healthz", id: "see-health", action: access.SeeHealth, tag: "server",
		summary: "Whether the process answers",
	}, s.healthy)
	add(s, route{
		method: http.MethodGet, path: "//readyz", id: "see-readiness", action: access.SeeHealth, tag: "server",
		summary: "Whether the server takes requests", text: "503 while it starts or stops, or while its database does not answer.",
	}, s.ready)
	add(s, route{
		method: http.MethodGet, path: "//metrics", id: "see-metrics", action: access.ReadServer, tag: "server", media: "text/plain",
		summary: "Figures in the text format of Prometheus",
	}, s.figures)
}

func (s *Server) standardRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/server", id: "read-server", action: access.ReadSchema, tag: "server",
		summary: "What answers: product and version",
	}, s.about)
	add(s, route{
		method: http.MethodGet, path: "/schema", id: "read-schema", action: access.ReadSchema, tag: "standard",
		summary: "Kinds, properties and verbs of the model",
	}, s.schema)
	add(s, route{
		method: http.MethodGet, path: "/standard", id: "list-parts", action: access.ReadStandard, tag: "standard",
		summary: "Parts and editions of the standard",
	}, s.parts)
	add(s, route{
		method: http.MethodGet, path: "/standard/{part}", id: "list-requirements", action: access.ReadStandard, tag: "standard",
		summary: "Requirements of one part",
	}, s.rows)
	add(s, route{
		method: http.MethodGet, path: "/standard/{part}/{code}", id: "read-requirement", action: access.ReadStandard, tag: "standard",
		summary: "One requirement: what it is for, what convinces, what derives from it", text: "The words are ours. The standard's own are shown only from an overlay of a licensed user.",
	}, s.requirement)
	add(s, route{
		method: http.MethodGet, path: "/glossary", id: "read-glossary", action: access.ReadStandard, tag: "standard",
		summary: "Terms, explained for controls and for IT",
	}, s.glossary)
}

func (s *Server) projectRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects", id: "list-projects", action: access.ListProjects, tag: "project",
		summary: "Projects the caller has a role in; for an administrator all",
	}, s.projects)
	add(s, route{
		method: http.MethodPost, path: "/projects", id: "create-project", action: access.CreateProject, tag: "project",
		status: http.StatusCreated, errors: []int{http.StatusConflict}, heavy: true,
		summary: "Make a project, empty or from a sample plant",
	}, s.createProject)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}", id: "read-project", action: access.ReadModel, tag: "project",
		summary: "One project, where its record stands, and what the caller may do in it",
	}, s.project)
	add(s, route{
		method: http.MethodPatch, path: "/projects/{project}", id: "change-project", action: access.ManageProject, tag: "project",
		summary: "Change the title of a project",
	}, s.changeProject)
	add(s, route{
		method: http.MethodPut, path: "/projects/{project}/retired", id: "retire-project", action: access.RetireProject, tag: "project",
		summary: "Take a project out of use, or bring it back", text: "A retired project can be read and not changed. Nothing of its record is lost.",
	}, s.retireProject)
}

// conflicts are the refusals of every route that makes a commit.
var conflicts = []int{http.StatusConflict}

func (s *Server) itemRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/items", id: "list-items", action: access.ReadModel, tag: "item",
		summary: "Items of one state, in pages", answers: reflect.TypeFor[api.ItemPage](),
	}, s.items)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/items", id: "create-item", action: access.WriteModel, tag: "item",
		errors: conflicts, summary: "Make one item",
	}, s.createItem)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/items/{key}", id: "read-item", action: access.ReadModel, tag: "item",
		summary: "One item with everything that is joined to it",
	}, s.item)
	add(s, route{
		method: http.MethodPatch, path: "/projects/{project}/items/{key}", id: "edit-item", action: access.WriteModel, tag: "item",
		errors: append([]int{http.StatusPreconditionFailed}, conflicts...), summary: "Write title and properties of one item",
	}, s.editItem)
	add(s, route{
		method: http.MethodDelete, path: "/projects/{project}/items/{key}", id: "retire-item", action: access.WriteModel, tag: "item",
		errors: append([]int{http.StatusPreconditionFailed}, conflicts...), status: http.StatusOK,
		summary: "Take one item out of the model", text: "Its history stays, and it can be brought back by a step revive.",
	}, s.retireItem)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/items/{key}/history", id: "read-item-history", action: access.ReadHistory, tag: "item",
		summary: "The commits that touched one item",
	}, s.itemHistory)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/bulk", id: "read-bulk", action: access.Export, tag: "item", media: ndjson, heavy: true,
		summary: "All items of one state, one JSON document a line",
		text:    "The last line has the one member end, which counts the lines before it; without that line the answer is not whole. A failure on the way is a last line with the one member problem.",
	}, s.bulk)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/search", id: "search-items", action: access.Search, tag: "search",
		summary: "Find items by words, in the state that is looked at",
	}, s.search)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/snapshot", id: "read-snapshot", action: access.Analyse, tag: "item",
		media: "application/vnd.cordon.snapshot", heavy: true, summary: "A whole state for programs of the same version",
		text: "In the format of a saved snapshot, which belongs to the version of the program. The command line works on it; others read the routes for items.",
	}, s.snapshot)
}

func (s *Server) linkRoutes() {
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/links", id: "create-link", action: access.WriteModel, tag: "link",
		errors: conflicts, summary: "Make one link",
	}, s.createLink)
	add(s, route{
		method: http.MethodDelete, path: "/projects/{project}/links", id: "remove-link", action: access.WriteModel, tag: "link",
		errors: conflicts, status: http.StatusOK, summary: "Take one link away",
	}, s.removeLink)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/links/suspect", id: "list-suspect-links", action: access.Analyse, tag: "link",
		summary: "Links whose far end looks different now than when they were confirmed",
	}, s.suspectLinks)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/links/confirm", id: "confirm-links", action: access.WriteModel, tag: "link",
		errors: conflicts, body: largeBody, summary: "Say of links that they still hold, with a reason",
	}, s.confirmLinks)
}

func (s *Server) commitRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/commits", id: "list-commits", action: access.ReadHistory, tag: "commit",
		summary: "The log, the newest commit first",
	}, s.commits)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/commits", id: "make-commit", action: access.WriteModel, tag: "commit",
		errors: conflicts, body: largeBody, summary: "Carry out a list of steps, all of them or none",
		text: "Refused with 409 if others have changed since expected what this change touches; the problem names the head and each property, link or key.",
	}, s.commit)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/commits/{number}", id: "read-commit", action: access.ReadHistory, tag: "commit",
		summary: "One commit: its steps, and what they changed",
	}, s.oneCommit)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/commits/{number}/undo", id: "undo-commit", action: access.WriteModel, tag: "commit",
		errors: conflicts, summary: "Take one commit back by a new one; what others have done since stays",
	}, s.undo)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/restore", id: "restore-state", action: access.WriteModel, tag: "commit",
		errors: conflicts, heavy: true, summary: "Bring everything back as it was in an earlier state, as a new commit",
	}, s.restore)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/baselines", id: "list-baselines", action: access.ReadModel, tag: "commit",
		summary: "Named states",
	}, s.baselines)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/baselines", id: "create-baseline", action: access.WriteModel, tag: "commit",
		errors: conflicts, summary: "Give a state a name",
	}, s.createBaseline)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/places/{place}/target", id: "approve-target", action: access.WriteModel, tag: "commit",
		errors: conflicts, summary: "Put an SL-T in force, and adapt the allocations to it",
	}, s.approveTarget)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/places/{place}/target/confirm", id: "confirm-target", action: access.WriteModel, tag: "commit",
		errors: conflicts, summary: "Say that the SL-T in force is still right after its inputs changed",
	}, s.confirmTarget)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/log", id: "export-log", action: access.ReadProofs, tag: "commit", media: "application/octet-stream", heavy: true,
		summary: "The whole record as one file that verifies offline",
	}, s.exportLog)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/proofs/{subject}", id: "export-proof", action: access.ReadProofs, tag: "commit", media: "application/octet-stream", heavy: true,
		summary: "Every commit about an item or a file, each proved against one checkpoint",
	}, s.exportProof)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/checkpoint", id: "read-checkpoint", action: access.ReadProofs, tag: "commit",
		summary: "The signed size and root of the record",
	}, s.checkpoint)
}

func (s *Server) analysisRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/levels", id: "read-levels", action: access.Analyse, tag: "analysis",
		summary: "Security levels: SL-T, SL-C and SL-A, with the reasons",
	}, s.levels)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/drift", id: "read-drift", action: access.ReadHistory, tag: "analysis", heavy: true,
		summary: "How levels went, commit by commit",
	}, s.drift)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/gaps", id: "read-gaps", action: access.Analyse, tag: "analysis",
		summary: "What places lack of their targets",
	}, s.gaps)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/findings", id: "read-findings", action: access.Analyse, tag: "analysis",
		summary: "Everything somebody should look at",
	}, s.check)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/defence", id: "read-defence", action: access.Analyse, tag: "analysis", heavy: true,
		summary: "Layers of defence, and what falls if a countermeasure goes",
	}, s.defence)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/trace", id: "read-coverage", action: access.Analyse, tag: "analysis",
		summary: "How much of each layer of the chain is covered",
	}, s.coverage)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/trace/{what}", id: "read-trace", action: access.Analyse, tag: "analysis",
		summary: "The chain of one item or row, up and down",
	}, s.trace)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/places/{place}/trace", id: "read-place-trace", action: access.Analyse, tag: "analysis",
		summary: "The chain of every row of a zone or conduit",
	}, s.placeTrace)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/impact", id: "read-impact", action: access.Analyse, tag: "analysis", heavy: true,
		summary: "What a change reaches, by which way, and what it can cost",
	}, s.impact)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/what-if", id: "plan-change", action: access.Analyse, tag: "analysis", heavy: true, body: largeBody,
		summary: "What would be different after a change; nothing is written",
	}, s.whatIf)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/diff", id: "compare-states", action: access.Analyse, tag: "analysis", heavy: true,
		summary: "What differs between two states: items, links and levels",
	}, s.diff)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/migration/{part}", id: "read-migration", action: access.Analyse, tag: "analysis",
		summary: "What another edition of a part changes in this project",
	}, s.migration)
}

func (s *Server) liveRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/events", id: "follow-changes", action: access.FollowChanges, tag: "live", media: "text/event-stream",
		events: []reflect.Type{
			reflect.TypeFor[api.Head](), reflect.TypeFor[api.ChangeSummary](), reflect.TypeFor[api.Presence](), reflect.TypeFor[api.CommentsChanged](),
			reflect.TypeFor[api.StreamEnd](),
		},
		summary: "What changes, as server-sent events",
		text: "Events: head (first, where the record stands), commit (one for each, in order and without holes; its id is the number of the commit), " +
			"reload (too much was missed: read anew), presence (who is looking), comments (something was said or settled), ended (why the stream ends). Reconnect with Last-Event-ID, as browsers do, and nothing is lost.",
	}, s.follow)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/presence", id: "see-presence", action: access.SeePresence, tag: "live",
		summary: "Who looks at what just now",
	}, s.present)
	add(s, route{
		method: http.MethodPut, path: "/projects/{project}/presence", id: "say-presence", action: access.SeePresence, tag: "live",
		summary: "Say what you are looking at; to be said again within half a minute",
	}, s.look)
	add(s, route{
		method: http.MethodDelete, path: "/projects/{project}/presence", id: "end-presence", action: access.SeePresence, tag: "live",
		summary: "Say that you are gone",
	}, s.leave)
}
