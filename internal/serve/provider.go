package serve

import (
	"bytes"
	"os"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/account/oidc"
	"github.com/cordon-ot/cordon/internal/fault"
)

// providerFile is the file of one OpenID provider.
type providerFile struct {
	Key           string              `yaml:"key"`
	SecondFactor  bool                `yaml:"second-factor"`
	LoginFromName bool                `yaml:"login-from-name"`
	Name          string              `yaml:"name"`
	Issuer        string              `yaml:"issuer"`
	ClientID      string              `yaml:"client-id"`
	ClientSecret  string              `yaml:"client-secret"`
	SecretFile    string              `yaml:"client-secret-file"`
	Scopes        []string            `yaml:"scopes"`
	CAFile        string              `yaml:"ca-file"`
	AutoCreate    bool                `yaml:"auto-create"`
	Domains       []string            `yaml:"domains"`
	Require       map[string][]string `yaml:"require"`
	EmailClaim    string              `yaml:"email-claim"`
	NameClaim     string              `yaml:"name-claim"`
}

func readProvider(path string) (providerFile, error) {
	const op = "read an OpenID provider"
	data, err := os.ReadFile(path)
	if err != nil {
		return providerFile{}, &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: path}, Message: "this file cannot be read; check the path and its rights", Err: err}
	}
	var f providerFile
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		return providerFile{}, &fault.Error{Kind: fault.Invalid, Op: op, Place: fault.Place{File: path}, Message: "this is no description of a provider: " + err.Error()}
	}
	if f.SecretFile != "" {
		secret, err := os.ReadFile(f.SecretFile)
		if err != nil {
			return providerFile{}, &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: f.SecretFile}, Message: "the client secret cannot be read", Err: err}
		}
		f.ClientSecret = string(bytes.TrimSpace(secret))
	}
	return f, nil
}

func (f *providerFile) config() oidc.Config {
	return oidc.Config{
		Name: f.Name, Issuer: f.Issuer, ClientID: f.ClientID, ClientSecret: f.ClientSecret, Scopes: f.Scopes, CAFile: f.CAFile,
		AutoCreate: f.AutoCreate, Domains: f.Domains, Require: f.Require, Claims: oidc.ClaimNames{Email: f.EmailClaim, Name: f.NameClaim},
	}
}
