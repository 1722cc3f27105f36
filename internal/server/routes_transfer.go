package server

import (
	"net/http"

	"github.com/cordon-ot/cordon/internal/access"
)

// transferRoutes declares what moves files and much at once, and tells the
// runner of jobs how they are done.
func (s *Server) transferRoutes() {
	s.evidenceRoutes()
	s.uploadRoutes()
	s.jobRoutes()
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/bulk", id: "write-bulk", action: access.WriteModel, tag: "commit", heavy: true,
		errors: append([]int{http.StatusRequestEntityTooLarge}, conflicts...), accepts: ndjson, summary: "Carry out steps that are sent one a line, all of them or none",
		text: "Each line is one step, as in a commit, of at most 4 MiB; there may be 5,000,000. The line of each fault is in the problem. " +
			"What is larger than one commit can hold (500,000 steps) is tried as a whole and then written as several commits in a row; commits of others may come between, and the message of each says which part it is.",
	}, s.bulkWrite)
	s.jobKinds()
}

func (s *Server) evidenceRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/evidence", id: "list-evidence", action: access.ReadEvidence, tag: "evidence", heavy: true,
		summary: "Files of evidence: stored, recorded, changed, missing",
		text:    "Those that evidence of the state records, and those that are stored and that nothing records yet. Whether a file is there and whole is told as of now.",
	}, s.evidence)
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/evidence", id: "store-evidence", action: access.WriteEvidence, tag: "evidence",
		accepts: "application/octet-stream", status: http.StatusCreated, errors: []int{http.StatusConflict, http.StatusRequestEntityTooLarge},
		summary: "Store one small file",
		text:    "The body is the file, up to 64 MiB. It proves something once evidence records its digest. Send longer ones as uploads.",
	}, s.storeFile)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/evidence/{digest}", id: "open-evidence", action: access.OpenEvidence, tag: "evidence",
		media: "application/octet-stream", errors: []int{http.StatusConflict},
		summary: "One file, or ranges of it", text: "The file is verified before its first byte is sent. One that was changed is refused with 409. HEAD, Range and If-None-Match are understood.",
	}, s.evidenceFile)
}

func (s *Server) uploadRoutes() {
	const one = "/projects/{project}/uploads/{upload}"
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/uploads", id: "begin-upload", action: access.WriteEvidence, tag: "evidence",
		status: http.StatusCreated, errors: conflicts, summary: "Announce a file that comes in pieces",
		text: "Then send its bytes with PATCH to the address in Location, each piece from the offset reached, and finish it. After a broken line, ask for the offset and go on from there.",
	}, s.beginUpload)
	add(s, route{
		method: http.MethodGet, path: one, id: "read-upload", action: access.WriteEvidence, tag: "evidence",
		summary: "How far an upload is", text: "HEAD answers with the same headers.",
	}, s.upload)
	add(s, route{
		method: http.MethodPatch, path: one, id: "append-upload", action: access.WriteEvidence, tag: "evidence",
		accepts: pieceType, status: http.StatusNoContent, errors: append([]int{http.StatusUnsupportedMediaType}, conflicts...),
		summary: "Send the next piece",
		text:    "With another offset than the one reached, the answer is 409 with the right one in Upload-Offset. What came before a line broke stays.",
	}, s.appendUpload)
	add(s, route{
		method: http.MethodPost, path: one + "/finish", id: "finish-upload", action: access.WriteEvidence, tag: "evidence", heavy: true,
		status: http.StatusCreated, errors: conflicts, summary: "Make a whole upload a file of evidence", text: "It may be repeated when its answer was lost.",
	}, s.finishUpload)
	add(s, route{
		method: http.MethodDelete, path: one, id: "cancel-upload", action: access.WriteEvidence, tag: "evidence",
		status: http.StatusNoContent, summary: "Drop an upload and its bytes",
	}, s.cancelUpload)
}

func (s *Server) jobRoutes() {
	const one = "/projects/{project}/jobs/{job}"
	add(s, route{
		method: http.MethodPost, path: "/projects/{project}/jobs", id: "start-job", action: access.Export, tag: "job",
		status: http.StatusAccepted, errors: conflicts, summary: "Have something done in the background: an import, an export, an examination",
		text: "What the kind does has to be allowed as well: imports ask for import, export-log for read proofs, doctor for manage project. It is asked again when the job begins.",
	}, s.startJob)
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/jobs", id: "list-jobs", action: access.ReadModel, tag: "job",
		summary: "Your jobs in the project; for its owners everybody's",
	}, s.jobs)
	add(s, route{
		method: http.MethodGet, path: one, id: "read-job", action: access.ReadModel, tag: "job",
		summary: "How a job stands", text: "Of a job that you could not start now it says no more than that it is there.",
	}, s.job)
	add(s, route{
		method: http.MethodDelete, path: one, id: "cancel-job", action: access.Export, tag: "job",
		status: http.StatusOK, errors: conflicts, summary: "Stop a job", text: "An import that has not begun to write writes nothing then; one that has is carried to its end.",
	}, s.cancelJob)
	add(s, route{
		method: http.MethodGet, path: one + "/result", id: "read-job-result", action: access.ReadModel, tag: "job",
		summary: "What a job found",
	}, s.jobResult)
	add(s, route{
		method: http.MethodGet, path: one + "/file", id: "open-job-file", action: access.ReadModel, tag: "job", media: "application/octet-stream",
		summary: "The file a job made, or ranges of it",
	}, s.jobFile)
	add(s, route{
		method: http.MethodGet, path: "/account/jobs", id: "list-own-jobs", action: access.ReadAccount, tag: "job",
		summary: "Your jobs in all projects",
	}, s.ownJobs)
	add(s, route{
		method: http.MethodGet, path: "/jobs", id: "list-all-jobs", action: access.ReadServer, tag: "job",
		summary: "Everybody's jobs, without what they are about",
	}, s.allJobs)
	add(s, route{
		method: http.MethodPost, path: "/server/jobs", id: "start-server-job", action: access.OperateServer, tag: "server", status: http.StatusAccepted,
		summary: "Back up the server, or examine its data, in the background",
		text:    "The file of a backup stays on the server: it holds every project, which an administrator has no part in by his office.",
	}, s.operate)
	add(s, route{
		method: http.MethodGet, path: "/server/jobs/{job}", id: "read-server-job", action: access.OperateServer, tag: "server",
		summary: "How such a job stands, and what it found",
	}, s.serverJob)
	add(s, route{
		method: http.MethodDelete, path: "/jobs/{job}", id: "stop-job", action: access.OperateServer, tag: "job",
		status: http.StatusOK, errors: conflicts, summary: "Stop anybody's job",
	}, s.stopJob)
}
