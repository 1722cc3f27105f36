package api

// NewUpload announces a file that is to be sent in pieces.
type NewUpload struct {
	Size      int64  `json:"size" minimum:"0" maximum:"9007199254740991" doc:"Its length in bytes."`
	Digest    string `json:"digest,omitempty" maxLength:"80" doc:"SHA-256 of its content, as sha256: and 64 hexadecimal digits, if it is known: other bytes are then refused."`
	Name      string `json:"name,omitempty" maxLength:"255" doc:"Its name, without folders."`
	MediaType string `json:"media_type,omitempty" maxLength:"255" doc:"Its media type, such as application/pdf."`
}

// Upload is a file on its way.
type Upload struct {
	ID        string `json:"id" doc:"Names the upload."`
	Size      int64  `json:"size" doc:"Length of the whole file in bytes."`
	Offset    int64  `json:"offset" doc:"Bytes that have arrived and are durable; the next piece begins here. The header Upload-Offset says the same."`
	Digest    string `json:"digest,omitempty" doc:"The digest that was announced; of a finished upload that of the stored file."`
	Name      string `json:"name,omitempty" doc:"The name that was announced."`
	MediaType string `json:"media_type,omitempty" doc:"The media type that was announced."`
	Finished  bool   `json:"finished" doc:"Whether the file is stored."`
	Begun     string `json:"begun" doc:"When it was announced, UTC."`
	Expires   string `json:"expires" doc:"When it is dropped if nothing more comes, UTC."`
}
