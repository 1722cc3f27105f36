package cli

import (
	"context"
	"strings"
)

// KeyCmd groups the commands on the signing key.
type KeyCmd struct {
	Show KeyShowCmd `cmd:"" help:"Print the public key and a signed checkpoint, to be kept by an auditor."`
}

// KeyShowCmd prints key and checkpoint.
type KeyShowCmd struct {
	Checkpoint bool `help:"Print only the checkpoint, to be kept in a file."`
}

// Run prints the key.
func (c *KeyShowCmd) Run(ctx context.Context, ss *Session) error {
	o, err := ss.record(ctx, "signing key")
	if err != nil {
		return err
	}
	key, err := o.project.VerifierKey()
	if err != nil {
		return err
	}
	signed, err := o.project.Checkpoint(ctx)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			Project    string `json:"project"`
			Key        string `json:"key"`
			Checkpoint string `json:"checkpoint"`
		}{o.project.ID(), key, string(signed)})
	}
	if c.Checkpoint {
		return ss.Raw(signed)
	}
	ss.Printf("Verifier key, public; give it to whoever has to check the record:")
	ss.Printf("  %s", key)
	ss.Heading("Checkpoint of the record as it is now")
	for _, line := range strings.Split(strings.TrimRight(string(signed), "\n"), "\n") {
		ss.Printf("  %s", line)
	}
	ss.Printf("\nKeep both away from the project: cordon key show --checkpoint > plant.checkpoint")
	return nil
}
