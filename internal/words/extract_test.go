package words

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// said is a place in the program that says a sentence to people.
type said struct {
	format string // empty if it cannot be told from the source
	place  string // file:line
	fault  string // why it cannot be told
}

// silent lists the folders and files below internal whose sentences reach
// nobody over HTTP, each with its reason.
var silent = map[string]string{
	"archtest":                  "a test",
	"cli":                       "the command line speaks English",
	"remote":                    "the command line as a client of a server",
	"settings":                  "read before anything is served",
	"backup":                    "run from the command line",
	"fault":                     "it makes no sentences of its own",
	"words":                     "it makes no sentences of its own",
	"ledger":                    "what is wrong with a log is said by its verifiers; over HTTP it is a cause, and causes are not told",
	"plant":                     "input of tests",
	"template/gen":              "writes data when the program is made",
	"account/factor/factortest": "of tests",
	"blob/blobtest":             "of tests",
	"store/storetest":           "of tests",
	"store/postgres/pgtest":     "of tests",

	"account/oidc/config.go":     "said when the server starts",
	"blob/s3/s3.go":              "said when the server starts",
	"serve/admin.go":             "said on the command line",
	"serve/backup.go":            "said on the command line",
	"serve/key.go":               "said when the server starts",
	"serve/rekey.go":             "said on the command line",
	"serve/leftover.go":          "said on the command line",
	"serve/lock.go":              "said when the server starts",
	"serve/move.go":              "said on the command line",
	"serve/node.go":              "said when the server starts",
	"serve/project.go":           "said on the command line",
	"serve/provider.go":          "said when the server starts",
	"serve/restore.go":           "said on the command line",
	"serve/run.go":               "said when the server starts",
	"serve/tls.go":               "said when the server starts",
	"standard/glossary.go":       "said when a catalogue is read, before anything is served",
	"standard/language.go":       "said when a catalogue is read, before anything is served",
	"standard/shipped.go":        "said when the program is made",
	"standard/load.go":           "said when a catalogue is read, before anything is served",
	"standard/load_programme.go": "said when a catalogue is read, before anything is served",
	"standard/overlay.go":        "said when a catalogue is read, before anything is served",
	"standard/translation.go":    "said when a catalogue is read, before anything is served",
	"standard/yaml.go":           "said when a catalogue is read, before anything is served",
	"model/saved.go":             "a cause of damage, which is not told",
	"model/rowcodec.go":          "a cause of damage, which is not told",
	"model/load.go":              "a cause of damage, which is not told",
	"model/replay.go":            "a cause of damage, which is not told",
	"model/commitjson.go":        "a cause of damage, which is not told",
}

// speaking lists the packages whose plain errors are parts of sentences for
// people.
var speaking = map[string]bool{
	"model": true, "sl": true, "gap": true, "impact": true, "filter": true, "interchange/inventory": true, "interchange/text": true, "server": true, "answer": true,
}

// sentences finds every sentence below a folder of the module.
func sentences(root string) ([]said, error) {
	packages := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		if silent[name] != "" {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			dir := filepath.Dir(path)
			packages[dir] = append(packages[dir], path)
		}
		if d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		return nil
	})
	var all []said
	for dir, files := range packages {
		name, _ := filepath.Rel(root, dir)
		found, e := sentencesOf(filepath.ToSlash(name), files)
		all, err = append(all, found...), errors.Join(err, e)
	}
	slices.SortFunc(all, func(a, b said) int { return strings.Compare(a.place, b.place) })
	return all, err
}

// reader finds the sentences of one package.
type reader struct {
	name   string // of the package, below internal
	set    *token.FileSet
	consts map[string]string
	local  map[string]string // constants of the function that is read
	signs  bool              // errors are read that functions know each other by
	params map[string]bool   // parameters of functions around that carry a sentence on
	// passes gives for a function of the package which of its arguments is a
	// format, or a whole sentence.
	formats, wholes map[string][]int
	found           []said
}

func sentencesOf(name string, files []string) ([]said, error) {
	r := &reader{name: name, set: token.NewFileSet(), consts: map[string]string{}, formats: map[string][]int{}, wholes: map[string][]int{}}
	var parsed []*ast.File
	for _, f := range files {
		tree, err := parser.ParseFile(r.set, f, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, tree)
	}
	for range 2 { // constants made of constants
		for _, f := range parsed {
			for _, d := range f.Decls {
				r.constants(r.consts, d)
			}
		}
	}
	for _, f := range parsed {
		ast.Inspect(f, r.forwards)
	}
	for _, f := range parsed {
		for _, d := range f.Decls {
			r.local, r.params = map[string]string{}, map[string]bool{}
			r.signs = isSigns(d)
			ast.Inspect(d, func(n ast.Node) bool {
				if g, ok := n.(ast.Decl); ok {
					r.constants(r.local, g)
				}
				if t, ok := n.(*ast.FuncType); ok {
					for _, p := range names(t) {
						if p == "format" || p == "message" {
							r.params[p] = true
						}
					}
				}
				return true
			})
			ast.Inspect(d, r.look)
			if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "diagnose") {
				ast.Inspect(f, r.diagnosis)
			}
		}
	}
	return r.found, nil
}

// constants collects the text constants of a declaration.
func (r *reader) constants(into map[string]string, d ast.Decl) {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.CONST {
		return
	}
	for _, s := range g.Specs {
		v := s.(*ast.ValueSpec)
		for i, name := range v.Names {
			if i < len(v.Values) {
				if text, ok := r.text(v.Values[i]); ok {
					into[name.Name] = text
				}
			}
		}
	}
}

// text evaluates a constant expression.
func (r *reader) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return r.text(e.X)
	case *ast.BinaryExpr:
		a, ok := r.text(e.X)
		b, ok2 := r.text(e.Y)
		return a + b, ok && ok2 && e.Op == token.ADD
	case *ast.Ident:
		if s, ok := r.local[e.Name]; ok {
			return s, true
		}
		s, ok := r.consts[e.Name]
		return s, ok
	}
	return "", false
}

func names(t *ast.FuncType) []string {
	var list []string
	for _, f := range t.Params.List {
		for _, n := range f.Names {
			list = append(list, n.Name)
		}
	}
	return list
}

// forwards notes which functions take a sentence.
func (r *reader) forwards(n ast.Node) bool {
	note := func(name string, t *ast.FuncType, body *ast.BlockStmt) {
		list := names(t)
		if i := slices.Index(list, "format"); i >= 0 && i == len(list)-2 {
			r.formats[name] = append(r.formats[name], i)
		}
		if i := slices.Index(list, "message"); i >= 0 && speaks(body) {
			r.wholes[name] = append(r.wholes[name], i)
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		note(n.Name.Name, n.Type, n.Body)
	case *ast.AssignStmt:
		for i, right := range n.Rhs {
			if f, ok := right.(*ast.FuncLit); ok {
				if name, ok := n.Lhs[i].(*ast.Ident); ok {
					note(name.Name, f.Type, f.Body)
				}
			}
		}
	}
	return true
}

// speaks reports whether a function makes a fault.
func speaks(body *ast.BlockStmt) bool {
	if body == nil {
		return false
	}
	yes := false
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && (id.Name == "fault" || id.Name == "Failure") {
			yes = true
		}
		return !yes
	})
	return yes
}

// look takes down what a node of the source says.
func (r *reader) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		r.call(n)
	case *ast.CompositeLit:
		if isName(n.Type, "fault", "Error") || isName(n.Type, "", "Failure") {
			r.literal(n)
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if isName(left, "", "message") && len(n.Rhs) == len(n.Lhs) {
				r.whole(n.Rhs[i])
			}
			if s, ok := left.(*ast.SelectorExpr); ok && s.Sel.Name == "Message" && len(n.Rhs) == len(n.Lhs) && isFault(s.X) {
				r.whole(n.Rhs[i])
			}
		}
	}
	return true
}

// isSigns reports whether a declaration is of errors by their names, errGone.
func isSigns(d ast.Decl) bool {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.VAR {
		return false
	}
	for _, s := range g.Specs {
		if v, ok := s.(*ast.ValueSpec); !ok || !strings.HasPrefix(v.Names[0].Name, "err") {
			return false
		}
	}
	return true
}

// diagnosis takes down the sentence that a function returns with a kind.
func (r *reader) diagnosis(n ast.Node) bool {
	if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) == 2 && !isName(ret.Results[0], "fault", "Internal") {
		r.whole(ret.Results[1])
	}
	return true
}

// isFault reports whether an expression is named like a fault.
func isFault(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "f"
}

func isName(e ast.Expr, pkg, name string) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		return ok && x.Name == pkg && e.Sel.Name == name
	case *ast.Ident:
		return pkg == "" && e.Name == name
	}
	return false
}

func (r *reader) literal(n *ast.CompositeLit) {
	var message ast.Expr
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := kv.Key.(*ast.Ident)
		switch {
		case key.Name == "Kind" && isName(kv.Value, "fault", "Internal"):
			return
		case key.Name == "Message":
			message = kv.Value
		}
	}
	if message != nil {
		r.whole(message)
	}
}

func (r *reader) call(n *ast.CallExpr) {
	switch {
	case isName(n.Fun, "fault", "New"):
		if len(n.Args) > 2 && !isName(n.Args[0], "fault", "Internal") {
			r.format(n.Args[2])
		}
		return
	case isName(n.Fun, "fault", "Say"):
		r.format(n.Args[0])
		return
	case isName(n.Fun, "errors", "New"), isName(n.Fun, "fmt", "Errorf"):
		if text, ok := r.text(n.Args[0]); speaking[r.name] && !(r.signs && r.name == "server") && (!ok || strings.Contains(text, " ")) {
			r.format(n.Args[0]) // a single word, or an error the server's own functions know each other by, is no sentence
		}
		return
	}
	var name string
	switch f := n.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if len(n.Args) > 0 && (name == "Sentence" || name == "Report" || name == "Progress" || name == "progress") {
			if _, ok := r.text(n.Args[0]); ok {
				r.whole(n.Args[0])
			}
			return
		}
		if x, ok := f.X.(*ast.Ident); ok && (x.Name == "fmt" || x.Name == "fault") {
			return
		}
	}
	if e := r.argument(n, r.formats[name]); e != nil {
		r.format(e)
	}
	if e := r.argument(n, r.wholes[name]); e != nil && r.formats[name] == nil {
		r.whole(e)
	}
}

// argument gives the argument of a call that is a sentence. Functions of one
// name may have it in different places.
func (r *reader) argument(n *ast.CallExpr, places []int) (e ast.Expr) {
	for _, i := range places {
		if i < len(n.Args) {
			e = n.Args[i]
			if _, ok := r.text(e); ok {
				return e
			}
		}
	}
	return e
}

// format takes down a format.
func (r *reader) format(e ast.Expr) {
	if id, ok := e.(*ast.Ident); ok && r.params[id.Name] {
		return
	}
	text, ok := r.text(e)
	r.take(e, text, ok)
}

// whole takes down a sentence that is given as a whole.
func (r *reader) whole(e ast.Expr) {
	if id, ok := e.(*ast.Ident); ok && (id.Name == "message" || r.params[id.Name]) {
		return // it was taken down where it got its value
	}
	if s, ok := e.(*ast.SelectorExpr); ok && s.Sel.Name == "Message" {
		return // said elsewhere
	}
	if c, ok := e.(*ast.CallExpr); ok && isName(c.Fun, "", "clip") {
		r.whole(c.Args[0])
		return
	}
	if c, ok := e.(*ast.CallExpr); ok && isName(c.Fun, "fmt", "Sprintf") {
		r.format(c.Args[0])
		return
	}
	if c, ok := e.(*ast.CallExpr); ok && len(c.Args) == 0 {
		if f, ok := c.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Error" || f.Sel.Name == "String") {
			return // said elsewhere
		}
	}
	text, ok := r.text(e)
	r.take(e, strings.ReplaceAll(text, "%", "%%"), ok)
}

func (r *reader) take(e ast.Expr, text string, ok bool) {
	at := r.set.Position(e.Pos())
	s := said{format: text, place: fmt.Sprintf("%s:%d", filepath.ToSlash(at.Filename), at.Line)}
	if !ok {
		s.fault = "its format cannot be told from the source; make it a constant, and the rest arguments"
	}
	r.found = append(r.found, s)
}
