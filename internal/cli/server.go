package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/remote"
)

// maxSecret bounds a file that holds a token, maxCertificates one of
// certificates.
const (
	maxSecret       = 4096
	maxCertificates = 4 << 20
)

// openServer opens the project of --server, once.
func (ss *Session) openServer(ctx context.Context) (*opened, error) {
	if ss.opened != nil {
		return ss.opened, nil
	}
	key := ss.flags.Project
	if strings.ContainsAny(key, `/\.`) {
		return nil, fault.New(fault.Invalid, "find the project", "%q is a file or folder, and with --server %s a project is named by its key there; leave out one of the two (CORDON_SERVER and CORDON_PROJECT count too)", key, ss.flags.Server)
	}
	lib, err := ss.Library()
	if err != nil {
		return nil, err
	}
	client, err := ss.client(ss.flags.Server)
	if err != nil {
		return nil, err
	}
	step, end := ss.Progress("reading the record")
	cache := ss.env.CacheDir
	if ss.flags.NoCache {
		cache = ""
	}
	p, err := remote.Open(ctx, client, key, remote.Options{
		Library: lib, Clock: ss.env.Now, Random: ss.env.Random, Zone: ss.env.Zone, Cache: cache,
		Progress: func(done, total uint64) {
			step(int(done), int(total))
			if done == total {
				end()
			}
		},
	})
	if err != nil {
		return nil, err
	}
	ss.opened = &opened{path: p.Key(), project: p, service: p, remote: p, purpose: writing}
	return ss.opened, nil
}

// client makes the client for a server, with the token that is at hand.
func (ss *Session) client(server string) (*remote.Client, error) {
	address, err := remote.ParseServer(server)
	if err != nil {
		return nil, err
	}
	saved, err := ss.savedLogin(address.String())
	if err != nil {
		return nil, err
	}
	token, err := ss.token()
	if err != nil {
		return nil, err
	}
	if token == "" {
		token = saved.Token
	}
	return ss.dial(address.String(), token, saved)
}

// dial makes the client for a server. What the flags say of TLS stands above
// what a login kept.
func (ss *Session) dial(server, token string, saved login) (*remote.Client, error) {
	c := remote.Config{Server: server, Token: token, Plain: ss.flags.AllowHTTP || saved.AllowHTTP, Version: ss.env.Version}
	path := ss.flags.CA
	if path == "" {
		path = saved.CA
	}
	if path != "" {
		data, err := readFile(path, maxCertificates)
		if err != nil {
			return nil, err
		}
		c.CA = data
	}
	return remote.Dial(c)
}

// token finds the token that was given to this run, empty if none was: by the
// flag, else by the environment.
func (ss *Session) token() (string, error) {
	file, variable := ss.flags.TokenFile, ss.env.Getenv("CORDON_TOKEN")
	if variable != "" && (file == "" || file == ss.env.Getenv("CORDON_TOKEN_FILE")) {
		return cleanToken("CORDON_TOKEN", variable)
	}
	if file == "" {
		return "", nil
	}
	data, err := readFile(file, maxSecret)
	if err != nil {
		return "", err
	}
	ss.warnOpen(file)
	return cleanToken(file, string(data))
}

// cleanToken reads a token. The message never shows it.
func cleanToken(from, text string) (string, error) {
	token := strings.TrimSpace(text)
	if token == "" {
		return "", fault.New(fault.Invalid, "read the token", "%s holds no token; a token begins with cdn_ and is made on the page of your account", from)
	}
	for _, r := range token {
		if r <= ' ' || r > '~' {
			return "", fault.New(fault.Invalid, "read the token", "what %s holds is no token; one is a single word that begins with cdn_", from)
		}
	}
	return token, nil
}

// warnOpen says of a file with a secret that others can read it.
func (ss *Session) warnOpen(path string) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		ss.Note("%s: others on this machine can read the token in it; change that with: chmod 600 %s", path, path)
	}
}

// signer names who makes a change. A server signs with the name of the account,
// and another one asked for is refused before anything is done.
func (ss *Session) signer(ctx context.Context) (string, error) {
	if ss.flags.Server == "" {
		return ss.Author()
	}
	o, err := ss.open(ctx, writing)
	if err != nil {
		return "", err
	}
	name, err := o.remote.Author(ctx)
	if err != nil {
		return "", err
	}
	asked := strings.TrimSpace(ss.flags.Author)
	if asked != "" && asked != name && asked != strings.TrimSpace(ss.env.Getenv("CORDON_AUTHOR")) {
		return "", fault.New(fault.Invalid, "find the author", "the server signs changes with the name of the account, which is %q; leave out --author %q", name, asked)
	}
	return name, nil
}

// needServer is the error of commands that are about a server where none is
// named.
func (ss *Session) needServer() error {
	if ss.flags.Server != "" {
		return nil
	}
	return fault.New(fault.Invalid, "find the server", "this is about the projects of a server; name it with --server URL or CORDON_SERVER")
}

// onServer has the server check its record.
func (c *DoctorCmd) onServer(ctx context.Context, ss *Session) error {
	o, err := ss.open(ctx, reading)
	if err != nil {
		return err
	}
	step, end := ss.Progress("checking the record")
	defer end()
	d, err := o.remote.Doctor(ctx, !c.Check, func(done, total uint64) { step(int(done), int(total)) })
	if err != nil {
		return err
	}
	return c.report(ss, o.path, app.DoctorReport{Commits: d.Commits, Items: d.Items, Found: d.Found, Differences: d.Differences, Rebuilt: d.Rebuilt})
}

// day prints the day of a moment as documents have it.
func day(moment string) string {
	if t, err := time.Parse(time.RFC3339, moment); err == nil {
		return t.UTC().Format(time.DateOnly)
	}
	return moment
}

// loginsPath is the file that holds saved logins.
func (ss *Session) loginsPath() (string, error) {
	if ss.env.ConfigDir == "" {
		return "", fault.New(fault.Unavailable, "find saved logins", "there is no folder for settings on this account (HOME is not set); give the token with CORDON_TOKEN or --token-file")
	}
	return filepath.Join(ss.env.ConfigDir, "servers.yaml"), nil
}

// serverWords is how a project on a server is named in a command line.
func serverWords(server, key string) string {
	return fmt.Sprintf("--server %s --project %s", server, key)
}
