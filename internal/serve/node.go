package serve

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/account/oidc"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/server"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/upload"
	"github.com/cordon-ot/cordon/web"
)

// Env is what a node needs of the outside world.
type Env struct {
	Now     func() time.Time
	Random  io.Reader
	Zone    func(string) (*time.Location, error)
	Library *standard.Library
	Log     *slog.Logger
	Version string
}

// Node is an open server: everything but the listener.
type Node struct {
	Accounts *account.Service
	Host     *host.Host
	Security *audit.Stream
	Admin    *admin.DB
	Jobs     *job.Runner
	Server   *server.Server

	env    Env
	layout layout
	keys   keyPlace
	files  *evidence
	stores host.Stores
	upload *upload.Uploads
	shared *postgres.DB // nil with SQLite
	close  []func() error
}

// securityID names the record of security events.
const securityID = "security"

// Open opens everything of a server. On error nothing stays open.
func Open(ctx context.Context, s *settings.Server, env Env) (n *Node, err error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if n, err = openData(ctx, &s.Place, env, asServer); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close(context.WithoutCancel(ctx)))
			n = nil
		}
	}()
	if err = n.openAccounts(ctx, s); err != nil {
		return n, err
	}
	if err = n.openHost(s); err != nil {
		return n, err
	}
	return n, n.openServer(ctx, s)
}

func (n *Node) onClose(fn func() error) { n.close = append(n.close, fn) }

// Close closes what was opened, the last first.
func (n *Node) Close(ctx context.Context) error {
	var errs []error
	if n.Jobs != nil {
		errs = append(errs, n.Jobs.Stop(ctx))
	}
	for i := len(n.close) - 1; i >= 0; i-- {
		errs = append(errs, n.close[i]())
	}
	n.close = nil
	return errors.Join(errs...)
}

func (n *Node) openAccounts(ctx context.Context, s *settings.Server) error {
	key, err := n.serverKey(ctx)
	if err == nil {
		err = n.makeAccounts(ctx, key)
	}
	if errors.Is(err, account.ErrWrongKey) || fault.KindOf(err) == fault.NotFound && err != nil {
		key, err = n.settleKey(ctx, n.withKey(err))
	}
	if err != nil {
		return err
	}
	n.Accounts, err = account.New(ctx, account.Config{
		DB: n.Admin, Recorder: n.Security, Now: n.env.Now, Random: n.env.Random, Policy: policyOf(s), Passkeys: n.passkeys(s), Key: key,
	})
	return err
}

// policyOf is what the settings demand of accounts.
func policyOf(s *settings.Server) account.Policy {
	policy := account.DefaultPolicy()
	policy.Site, policy.RequireSecondFactor = s.Site, s.SecondFactor
	policy.SessionIdle, policy.SessionLongest = s.SessionIdle, s.SessionLong
	return policy
}

// passkeys are there if the server has a name: a bare address cannot hold any.
func (n *Node) passkeys(s *settings.Server) *factor.Passkeys {
	u, err := url.Parse(OriginOf(s))
	if err != nil {
		return nil
	}
	keys, err := factor.NewPasskeys(factor.PasskeyConfig{
		RelyingParty: u.Hostname(), Name: s.Site, Origins: []string{OriginOf(s)}, Now: n.env.Now, Random: n.env.Random,
	})
	if err != nil {
		n.env.Log.Info("passkeys are switched off: they need a server with a name and TLS, or localhost", "origin", OriginOf(s))
		return nil
	}
	return keys
}

func (n *Node) openHost(s *settings.Server) (err error) {
	n.Host, err = host.New(host.Config{
		Admin: n.Admin, Stores: n.stores, Files: n.files.of, Library: n.env.Library, Clock: n.env.Now, Random: n.env.Random,
		Zone: n.env.Zone, Log: n.env.Log, Idle: s.Idle, Follow: followEvery, MostOpen: s.MostOpen,
	})
	if err == nil {
		n.onClose(n.Host.Close)
	}
	return err
}

// followEvery is how often an open project of a shared database is looked at.
// Notifications make most looks come sooner.
const followEvery = 500 * time.Millisecond

func (n *Node) openServer(ctx context.Context, s *settings.Server) error {
	uploads, err := upload.New(upload.Config{Folder: n.layout.uploads(), Clock: n.env.Now, Random: n.env.Random, MaxSize: s.MaxUpload})
	if err != nil {
		return err
	}
	node := s.Node
	if node == "" {
		if node, err = os.Hostname(); err != nil {
			return refusal("this machine has no name; give one with --node")
		}
	}
	n.Jobs, err = job.New(job.Config{DB: n.Admin, Folder: n.layout.jobs(), Node: node, Clock: n.env.Now, Random: n.env.Random, Log: n.env.Log})
	if err != nil {
		return err
	}
	n.upload = uploads
	n.registerJobs()
	providers, err := n.providers(s)
	if err != nil {
		return err
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), n.gauges())
	cfg := server.Config{
		Host: n.Host, Accounts: n.Accounts, Audit: n.Security, Security: n.Security, Providers: providers,
		Policy: policyOf(s), Passkeys: n.passkeys(s) != nil,
		Uploads: uploads, Jobs: n.Jobs, Clock: n.env.Now, Log: n.env.Log, Metrics: metrics, Version: n.env.Version,
		Origin: OriginOf(s), Secure: secure(s), TrustProxy: s.TrustProxy, Ready: n.ready,
		MaxUpload: s.MaxUpload, Examine: n.examine,
	}
	if web.Built() { // else the page of the API is what a browser gets
		cfg.Web = web.Handler()
	}
	n.Server = server.New(cfg)
	return n.Jobs.Start(ctx)
}

// secure reports whether browsers come over TLS, be it a proxy's.
func secure(s *settings.Server) bool {
	u, err := url.Parse(OriginOf(s))
	return s.Secure() || err == nil && u.Scheme == "https"
}

// ready asks the databases for an answer.
func (n *Node) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	_, err := n.Security.Head(ctx)
	return err
}

func (n *Node) gauges() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "cordon_projects_open", Help: "Projects that are in memory."},
		func() float64 { return float64(n.Host.Open()) })
}

// providers reads the files of the OpenID providers.
func (n *Node) providers(s *settings.Server) ([]server.Provider, error) {
	var list []server.Provider
	for _, file := range s.OIDC {
		c, err := readProvider(file)
		if err != nil {
			return nil, err
		}
		p, err := oidc.New(c.config(), n.env.Now, n.env.Random)
		if err != nil {
			return nil, fault.At(fault.Place{File: file}, err)
		}
		list = append(list, server.Provider{Key: c.Key, Flow: p, SecondFactor: c.SecondFactor, LoginFromName: c.LoginFromName})
	}
	return list, nil
}

func refusal(format string, a ...any) error {
	return fault.New(fault.Invalid, "start the server", format, a...)
}

// dataFolder gives the absolute path of the data folder, for messages.
func (n *Node) dataFolder() string {
	path, err := filepath.Abs(n.layout.dir)
	if err != nil {
		return n.layout.dir
	}
	return path
}
