package cli

import (
	"runtime"

	"github.com/cordon-ot/cordon/internal/starter"
)

// VersionCmd prints the version.
type VersionCmd struct{}

// Run prints the version and the editions of the standard that are built in.
func (VersionCmd) Run(ss *Session) error {
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	editions := starter.Editions(lib)
	if ss.WantJSON() {
		return ss.JSON(struct {
			Version  string   `json:"version"`
			Go       string   `json:"go"`
			Platform string   `json:"platform"`
			Editions []string `json:"editions"`
		}{ss.env.Version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, editions})
	}
	ss.Printf("cordon %s (%s, %s/%s)", ss.env.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, e := range editions {
		ss.Printf("  IEC %s", e)
	}
	return nil
}
