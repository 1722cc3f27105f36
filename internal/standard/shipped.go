package standard

import (
	"embed"
	"errors"
	"io/fs"
	"path"
	"sync"

	"github.com/cordon-ot/cordon/internal/fault"
)

//go:embed data
var embedded embed.FS

// Data gives the files the product ships as they are: the catalogues, the
// glossary, the roles, and under crosswalk/ the mappings to other frameworks
// with the NOTICE that has to go along with them.
func Data() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		return embedded
	}
	return sub
}

// Shipped gives the catalogues that come with the product. They are read once;
// the library is shared. An error is a fault of the product, of kind Internal.
func Shipped() (*Library, error) { return shipped() }

var shipped = sync.OnceValues(func() (*Library, error) {
	// A fault in our own files is not the caller's input, whatever its kind.
	internal := func(err error) error {
		return &fault.Error{Kind: fault.Internal, Op: "read the shipped catalogues", Message: "the catalogues of this program are damaged; install it again", Err: err}
	}
	names, err := fs.Glob(embedded, "data/iec*.yaml")
	if err != nil {
		return nil, internal(err)
	}
	var all []*Catalogue
	for _, name := range names {
		data, err := embedded.ReadFile(name)
		if err != nil {
			return nil, internal(err)
		}
		cs, err := Load(path.Base(name), data)
		if err != nil {
			return nil, internal(err)
		}
		all = append(all, cs...)
	}
	complete(all)
	l := NewLibrary(all...)
	if err := l.Check(); err != nil {
		return nil, internal(err)
	}
	return l, nil
})

// complete adds to the shipped catalogues what another shipped file knows:
// the titles of the FRs, which only 62443-3-3 gives, and the edition numbers of
// the table of parts. It runs before the catalogues are handed out.
func complete(all []*Catalogue) {
	titles := map[string]Group{}
	for _, c := range all {
		for _, g := range c.groups {
			if g.Number > 0 && g.Title != "" {
				titles[g.Code] = g
			}
		}
	}
	parts := Roles().Parts
	for _, c := range all {
		for i, g := range c.groups {
			if t, ok := titles[g.Code]; ok && g.Number > 0 && g.Title == "" {
				c.groups[i] = t
			}
		}
		for _, p := range parts {
			if c.number == "" && CanonicalPart(p.Part) == c.part && p.Year == c.year {
				c.number = p.Edition
			}
		}
	}
}

// Check tells whether what the catalogues say of each other holds: every
// SystemRows code of a component row is a row of some edition of a part for
// systems. The error joins every fault, each of kind Invalid.
func (l *Library) Check() error {
	system := map[string]bool{}
	for _, c := range l.Catalogues() {
		if !c.hasLevels || len(c.types) > 0 {
			continue
		}
		for _, r := range c.rows {
			system[r.Ref.Code] = true
		}
	}
	var errs []error
	for _, c := range l.Catalogues() {
		for _, r := range c.requirements {
			for _, code := range r.SystemRows {
				if !system[code] {
					e := fault.New(fault.Invalid, "check the catalogues", "it derives from %s, which no system part of the library has; correct sr or sr_also, or add the edition that has it", code)
					e.Subject = r.Ref.String()
					errs = append(errs, e)
				}
			}
		}
	}
	return errors.Join(errs...)
}
