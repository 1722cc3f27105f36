// Package web holds the built web app and serves it. The app is built with npm
// into the folder dist, which is not kept in the repository; without it the
// package compiles all the same and says so, so that Go builds and tests need
// no Node.
//
// Every file under assets/ carries the hash of its content in its name, so
// browsers may keep it for ever. index.html names the assets of one build and
// is asked for anew each time. Any other path belongs to the app itself, which
// reads its address; paths of the API never come here.
package web

import (
	"bytes"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// index is the page that every address of the app begins with.
const index = "index.html"

// files is the built app as seen from its folder.
func files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist // the name is a constant that is valid
	}
	return sub
}

// Built reports whether the app was built into this program.
func Built() bool { return built(files()) }

func built(app fs.FS) bool {
	_, err := fs.Stat(app, index)
	return err == nil
}

// Handler serves the app: its assets, and the page for every address of it. A
// program without the app answers 404 in plain words.
func Handler() http.Handler { return handler(files()) }

func handler(app fs.FS) http.Handler {
	page, err := fs.ReadFile(app, index)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the app is only read", http.StatusMethodNotAllowed)
			return
		}
		if err != nil {
			http.Error(w, "this program was built without the web app; /api/docs shows the API", http.StatusNotFound)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if body, ok := asset(app, name); ok {
			cache := "no-cache"
			if strings.HasPrefix(name, "assets/") {
				cache = "public, max-age=31536000, immutable"
			}
			send(w, r, name, cache, body)
			return
		}
		if strings.HasPrefix(name, "assets/") || path.Ext(name) != "" && !strings.Contains(name, "/") {
			http.Error(w, "there is no such file; the page may be of an older version, load it again", http.StatusNotFound)
			return
		}
		send(w, r, index, "no-cache", page)
	})
}

// asset finds a file that may be given out by its name.
func asset(app fs.FS, name string) ([]byte, bool) {
	if name == index || name == "README" || name == "manifest.json" || !fs.ValidPath(name) {
		return nil, false
	}
	body, err := fs.ReadFile(app, name)
	return body, err == nil
}

func send(w http.ResponseWriter, r *http.Request, name, cache string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", mediaType(name))
	h.Set("Cache-Control", cache)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = bytes.NewReader(body).WriteTo(w) // the caller is gone
}

// mediaTypes are those of what a build makes. They are written down because
// some systems' tables lack or change them, and nosniff makes a wrong one fail.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".woff2": "font/woff2", ".json": "application/json", ".png": "image/png", ".txt": "text/plain; charset=utf-8",
	".wasm": "application/wasm",
}

func mediaType(name string) string {
	ext := path.Ext(name)
	if t, ok := mediaTypes[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}
