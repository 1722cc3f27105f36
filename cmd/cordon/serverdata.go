package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/cli"
	"github.com/cordon-ot/cordon/internal/serve"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
)

// serverEnv is what work on a server needs of this machine.
func serverEnv(version string, log *slog.Logger) (serve.Env, error) {
	lib, err := standard.Shipped()
	return serve.Env{Now: time.Now, Random: rand.Reader, Zone: time.LoadLocation, Library: lib, Log: log, Version: version}, err
}

// dataEnv is serverEnv for a command, which keeps no log.
func dataEnv(run cli.DataRun) (serve.Env, error) {
	return serverEnv(run.Version, slog.New(slog.DiscardHandler))
}

// Backup implements cli.Server, as do the other methods.
func (servers) Backup(ctx context.Context, p *settings.Place, run cli.DataRun, file string) (api.BackupReport, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.BackupReport{}, err
	}
	return serve.Backup(ctx, p, env, file, run.Progress)
}

func (servers) VerifyBackup(ctx context.Context, run cli.DataRun, file string) (api.BackupReport, error) {
	return serve.VerifyBackup(ctx, file, run.Progress)
}

func (servers) Restore(ctx context.Context, p *settings.Place, run cli.DataRun, file string) (api.BackupReport, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.BackupReport{}, err
	}
	return serve.Restore(ctx, p, env, file, run.Progress)
}

func (servers) Check(ctx context.Context, p *settings.Place, run cli.DataRun, repair bool) (api.ServerCheck, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.ServerCheck{}, err
	}
	return serve.Check(ctx, p, env, repair, run.Progress)
}

func (servers) Link(ctx context.Context, p *settings.Place, run cli.DataRun, user string, clearFactors bool, origin string) (api.OneTimeLink, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.OneTimeLink{}, err
	}
	return serve.Link(ctx, p, env, serve.LinkWish{User: user, ClearFactors: clearFactors, Origin: origin})
}

func (servers) Users(ctx context.Context, p *settings.Place, run cli.DataRun) (api.ServerUsers, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.ServerUsers{}, err
	}
	return serve.Users(ctx, p, env)
}

func (servers) Adopt(ctx context.Context, p *settings.Place, run cli.DataRun, file, key, title, owner string) (api.ProjectMove, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.ProjectMove{}, err
	}
	return serve.Adopt(ctx, p, env, file, serve.AdoptWish{Key: key, Title: title, Owner: owner})
}

func (servers) Extract(ctx context.Context, p *settings.Place, run cli.DataRun, key, file string, retire bool) (api.ProjectMove, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.ProjectMove{}, err
	}
	return serve.Extract(ctx, p, env, file, serve.ExtractWish{Key: key, Retire: retire})
}

func (servers) Move(ctx context.Context, from, to *settings.Place, run cli.DataRun) (api.ServerMove, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.ServerMove{}, err
	}
	return serve.Move(ctx, from, to, env, run.Progress)
}

func (servers) NewKey(ctx context.Context, p *settings.Place, run cli.DataRun, lost bool) (api.KeyChange, error) {
	env, err := dataEnv(run)
	if err != nil {
		return api.KeyChange{}, err
	}
	return serve.NewKey(ctx, p, env, lost)
}
