package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
)

// file is what the rules ask about one Go file.
type file struct {
	path      string // slash path below the module root
	name      string // package name
	imports   []imported
	calls     []call
	doc       string // package comment, empty if none
	lines     int
	test      bool
	generated bool
	longWhy   bool // carries a "// Long file:" line with a reason
}

type imported struct {
	path string
	line int
}

// call is a name taken from an imported package, for example Now of time.
type call struct {
	pkg, name string
	line      int
}

// dir gives the folder of the file below the module root.
func (f file) dir() string { return path.Dir(f.path) }

// load parses every Go file of the module in fsys, in path order. Folders
// that Go ignores, other modules and build output are left out.
func load(fsys fs.FS) ([]file, error) {
	var files []file
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p != "." && skipped(fsys, p) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(p) != ".go" {
			return nil
		}
		src, err := fs.ReadFile(fsys, p)
		if err != nil {
			return fmt.Errorf("reading %s: %w", p, err)
		}
		f, err := parse(p, src)
		if err != nil {
			return err
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

func skipped(fsys fs.FS, dir string) bool {
	base := path.Base(dir)
	if base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	if dir == "run" || dir == "bin" || dir == "dist" {
		return true
	}
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod"))
	return err == nil
}

func parse(p string, src []byte) (file, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, p, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, fmt.Errorf("parsing: %w", err)
	}
	f := file{
		path:      p,
		name:      tree.Name.Name,
		lines:     bytes.Count(src, []byte("\n")),
		test:      strings.HasSuffix(p, "_test.go"),
		generated: ast.IsGenerated(tree),
	}
	if tree.Doc != nil {
		f.doc = tree.Doc.Text()
	}
	for _, group := range tree.Comments {
		for _, c := range group.List {
			why, found := strings.CutPrefix(c.Text, "// Long file:")
			f.longWhy = f.longWhy || found && strings.TrimSpace(why) != ""
		}
	}
	local := map[string]string{}
	for _, spec := range tree.Imports {
		target := strings.Trim(spec.Path.Value, `"`)
		f.imports = append(f.imports, imported{target, set.Position(spec.Pos()).Line})
		local[localName(spec, target)] = target
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && local[id.Name] != "" {
			f.calls = append(f.calls, call{local[id.Name], sel.Sel.Name, set.Position(sel.Pos()).Line})
		}
		return true
	})
	return f, nil
}

// localName is the name an import goes by in its file. A path that ends in a
// major version is named by the element before it.
func localName(spec *ast.ImportSpec, target string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	base := path.Base(target)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(target))
	}
	return base
}
