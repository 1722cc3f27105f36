package api

// EvidencePage is one page of the files of evidence.
type EvidencePage struct {
	State State          `json:"state" doc:"The state whose evidence was read. Files are as they are now."`
	Files []EvidenceFile `json:"files" doc:"The files, in order of digests."`
	Next  string         `json:"next" doc:"The cursor of the next page; empty if this is the last."`
}

// EvidenceFile is one file of evidence: recorded, stored, or both.
type EvidenceFile struct {
	Digest string            `json:"digest" doc:"SHA-256 of its content, as sha256: and 64 hexadecimal digits."`
	State  string            `json:"file_state" enum:"present,changed,missing" doc:"Whether it is stored, and with the content of its digest."`
	Size   *int64            `json:"size" doc:"Its length in bytes as it is stored; null if it is not."`
	Items  []EvidenceRecords `json:"items" doc:"The evidence that records it in the state that was read, in order of creation; empty for a file that nothing records yet."`
}

// EvidenceRecords is an item that records a file.
type EvidenceRecords struct {
	Key   string `json:"key" doc:"Its key."`
	Title string `json:"title" doc:"Its title."`
	Name  string `json:"file_name,omitempty" doc:"What the file is called there."`
}

// StoredFile is a file that was stored.
type StoredFile struct {
	Digest string `json:"digest" doc:"SHA-256 of its content; write it as the digest of a piece of evidence."`
	Size   int64  `json:"size" doc:"Its length in bytes."`
}
