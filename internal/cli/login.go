package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/remote"
)

// LoginCmd keeps a token for a server.
type LoginCmd struct {
	URL string `arg:"" optional:"" name:"url" help:"Address of the server, such as https://cordon.plant.example; that of --server without it."`
}

// Help says where a token comes from.
func (LoginCmd) Help() string {
	return `Make a token on the page of your account and give it when asked, or on standard
input, with --token-file, or in CORDON_TOKEN. It is tried, and kept in a file
that only your account on this machine can read.`
}

// LogoutCmd forgets a token.
type LogoutCmd struct {
	URL string `arg:"" optional:"" name:"url" help:"Address of the server; that of --server without it."`
}

// login is one saved login.
type login struct {
	Server    string `yaml:"server"`
	Token     string `yaml:"token"`
	CA        string `yaml:"ca,omitempty"`
	AllowHTTP bool   `yaml:"allow_http,omitempty"`
}

// logins is the file of saved logins.
type logins struct {
	Servers []login `yaml:"servers"`
}

const loginsHead = "# Tokens for Cordon servers, kept by \"cordon login\". Keep this file to yourself.\n"

// savedLogin gives the login kept for a server; a zero one if there is none.
func (ss *Session) savedLogin(server string) (login, error) {
	if ss.env.ConfigDir == "" {
		return login{}, nil
	}
	all, path, err := ss.readLogins()
	if err != nil {
		return login{}, err
	}
	for _, l := range all.Servers {
		if l.Server == server {
			ss.warnOpen(path)
			return l, nil
		}
	}
	return login{}, nil
}

func (ss *Session) readLogins() (all logins, path string, err error) {
	if path, err = ss.loginsPath(); err != nil {
		return all, path, err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return all, path, nil
	}
	data, err := readFile(path, maxCatalogue)
	if err != nil {
		return all, path, err
	}
	// What the parser says may quote the file, tokens and all.
	if yaml.Unmarshal(data, &all) != nil {
		return all, path, &fault.Error{Kind: fault.Invalid, Op: "read saved logins", Place: fault.Place{File: path}, Message: "the file cannot be read as YAML; remove it and sign in again with \"cordon login\""}
	}
	return all, path, nil
}

func writeLogins(path string, all logins) error {
	var b bytes.Buffer
	b.WriteString(loginsHead)
	if err := yaml.NewEncoder(&b).Encode(all); err != nil {
		return fault.Wrap(fault.Internal, "write saved logins", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fileFault("write saved logins", path, err)
	}
	// A temporary file is for its owner alone from the beginning.
	tmp, err := os.CreateTemp(filepath.Dir(path), ".servers-*")
	if err != nil {
		return fileFault("write saved logins", path, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(b.Bytes())
	if err = errors.Join(err, tmp.Chmod(0o600), tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	return fileFault("write saved logins", path, err)
}

// named gives the address of the server a command is about.
func (ss *Session) named(arg string) (string, error) {
	if arg == "" {
		arg = ss.flags.Server
	}
	if arg == "" {
		return "", fault.New(fault.Invalid, "find the server", "name the server, such as: cordon login https://cordon.plant.example")
	}
	u, err := remote.ParseServer(arg)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// Run asks for the token, tries it and keeps it.
func (c *LoginCmd) Run(ctx context.Context, ss *Session) error {
	server, err := ss.named(c.URL)
	if err != nil {
		return err
	}
	all, path, err := ss.readLogins()
	if err != nil {
		return err
	}
	l := login{Server: server, AllowHTTP: ss.flags.AllowHTTP}
	if ss.flags.CA != "" {
		if l.CA, err = filepath.Abs(ss.flags.CA); err != nil {
			return fileFault("find the certificates", ss.flags.CA, err)
		}
	}
	// Before the token is asked for: an address that is refused needs none.
	if _, err := ss.dial(server, "", l); err != nil {
		return err
	}
	if l.Token, err = ss.askToken(server); err != nil {
		return err
	}
	client, err := ss.dial(server, l.Token, l)
	if err != nil {
		return err
	}
	account, err := client.Account(ctx)
	if err != nil {
		return err
	}
	all.Servers = slices.DeleteFunc(all.Servers, func(o login) bool { return o.Server == server })
	all.Servers = append(all.Servers, l)
	slices.SortFunc(all.Servers, func(a, b login) int { return strings.Compare(a.Server, b.Server) })
	if err := writeLogins(path, all); err != nil {
		return err
	}
	ends := ""
	if account.Token != nil {
		ends = account.Token.Expires
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			Server  string `json:"server"`
			Login   string `json:"login"`
			Name    string `json:"name"`
			Expires string `json:"expires,omitempty"`
			File    string `json:"file"`
		}{server, account.User.Login, remote.Name(account), ends, path})
	}
	ss.Printf("Signed in to %s as %s (%s).", server, remote.Name(account), account.User.Login)
	if ends != "" {
		ss.Printf("The token works until %s. It is kept in %s.", day(ends), path)
	}
	ss.Printf("Next: cordon --server %s project list", server)
	return nil
}

// askToken gives the token of this run: one that was given with it, else the
// answer to a question.
func (ss *Session) askToken(server string) (string, error) {
	token, err := ss.token()
	if err != nil || token != "" {
		return token, err
	}
	var text string
	if ss.env.Secret != nil && ss.env.Screen.Err {
		text, err = ss.env.Secret("Token for " + server + " (it is not shown): ")
	} else {
		text, err = bufio.NewReader(io.LimitReader(ss.env.Stdin, maxSecret)).ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, "ask for the token", err)
	}
	return cleanToken("the answer", text)
}

// Run forgets the token and every state that was kept.
func (c *LogoutCmd) Run(_ context.Context, ss *Session) error {
	server, err := ss.named(c.URL)
	if err != nil {
		return err
	}
	all, path, err := ss.readLogins()
	if err != nil {
		return err
	}
	before := len(all.Servers)
	all.Servers = slices.DeleteFunc(all.Servers, func(o login) bool { return o.Server == server })
	if len(all.Servers) < before {
		if err := writeLogins(path, all); err != nil {
			return err
		}
	}
	if ss.env.CacheDir != "" {
		if err := remote.Forget(ss.env.CacheDir); err != nil {
			return fileFault("remove what was kept", ss.env.CacheDir, err)
		}
	}
	forgot := len(all.Servers) < before
	if ss.WantJSON() {
		return ss.JSON(struct {
			Server string `json:"server"`
			Forgot bool   `json:"forgot"`
		}{server, forgot})
	}
	if !forgot {
		ss.Printf("There was no token for %s; what was kept of projects is gone.", server)
		return nil
	}
	ss.Printf("Forgot the token for %s, and what was kept of projects. The token itself works until it ends: revoke it on the page of your account.", server)
	return nil
}
