package api

// Health says whether a server works.
type Health struct {
	State string `json:"state" enum:"up,ready,not ready" doc:"up: the process answers. ready: it takes requests. not ready: it is starting, stopping, or its database does not answer; what is wrong is in the server's log."`
}

// ServerInfo says what answers.
type ServerInfo struct {
	Product string `json:"product" doc:"Always Cordon." example:"Cordon"`
	Version string `json:"version" doc:"Version of the server." example:"0.2.0"`
	API     string `json:"api" doc:"Version of the documents, as in the path of every route." example:"v1"`
}
