package text

import (
	"bytes"
	"io/fs"
)

// HasComments lists the files of a folder, in order of path, that hold
// comments. Write knows nothing of comments: who writes over such a folder
// should warn before. Files that Read refuses are not listed, for they have
// to be put right first.
func HasComments(fsys fs.FS) ([]string, error) {
	r := &reader{fsys: fsys}
	if err := r.list(); err != nil {
		return nil, err
	}
	var out []string
	for _, f := range r.files {
		if f.role == foreign {
			continue
		}
		data := f.read(fsys)
		if data == nil {
			continue
		}
		if f.role != record && !blank(data) {
			f.tree(data)
		} else {
			f.commented = commentLine(data)
		}
		if f.commented {
			out = append(out, f.path)
		}
	}
	return out, nil
}

func commentLine(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(bytes.TrimSpace(line), []byte{'#'}) {
			return true
		}
	}
	return false
}
