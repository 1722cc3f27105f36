package cli

import (
	"errors"
	"io"
	"os"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// maxCatalogue bounds a catalogue or overlay file.
const maxCatalogue = 64 << 20

// loadLibrary gives the catalogues shipped, with the user's own catalogues
// beside them and overlays laid over them.
func loadLibrary(editions, overlays []string) (*standard.Library, error) {
	l, err := standard.Shipped()
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, path := range editions {
		data, err := readFile(path, maxCatalogue)
		if err == nil {
			var cs []*standard.Catalogue
			if cs, err = standard.Load(path, data); err == nil {
				l = l.With(cs...)
			}
		}
		faults = append(faults, err)
	}
	if len(editions) > 0 && errors.Join(faults...) == nil {
		faults = append(faults, l.Check())
	}
	for _, path := range overlays {
		data, err := readFile(path, maxCatalogue)
		if err == nil {
			var o *standard.Overlay
			if o, err = standard.ParseOverlay(path, data); err == nil {
				var laid *standard.Library
				if laid, err = l.WithOverlay(o); err == nil {
					l = laid
				}
			}
		}
		faults = append(faults, err)
	}
	return l, errors.Join(faults...)
}

// openFile opens a file for reading.
func openFile(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fileFault("read the file", path, err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, &fault.Error{Kind: fault.Invalid, Op: "read the file", Place: fault.Place{File: path}, Message: "this is a folder; name a file"}
	}
	return f, nil
}

// readFile reads a file of at most limit bytes.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fileFault("read the file", path, err)
	}
	if int64(len(data)) > limit {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "read the file", Place: fault.Place{File: path}, Message: "the file is too large to be what is asked for here"}
	}
	return data, nil
}
