package cli

import (
	"context"
)

// AdminCmd groups what is done on the data of a server by whoever has its
// machine.
type AdminCmd struct {
	Link    AdminLinkCmd    `cmd:"" help:"Make a one-time link for who cannot sign in."`
	Users   AdminUsersCmd   `cmd:"" help:"List the users."`
	Adopt   AdminAdoptCmd   `cmd:"" help:"Copy a project file into the server."`
	Extract AdminExtractCmd `cmd:"" help:"Copy a project of the server to a project file."`
	Move    AdminMoveCmd    `cmd:"" help:"Copy everything to another place: from files to PostgreSQL or back."`
	NewKey  AdminNewKeyCmd  `cmd:"" name:"new-key" help:"Seal the secrets of second factors under a new key."`
}

// AdminLinkCmd makes a link.
type AdminLinkCmd struct {
	User         string `placeholder:"LOGIN" help:"For a new password of this user. Without it, the link makes the first administrator."`
	ClearFactors bool   `name:"clear-factors" help:"The user's second factors go too when the link is used."`
	Origin       string `placeholder:"URL" environ:"CORDON_ORIGIN" default:"http://localhost:8080" help:"Address of the server, for the link to begin with."`

	ServerData `embed:""`
}

// Run makes the link.
func (c *AdminLinkCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	l, err := ss.env.Server.Link(ctx, &c.Place, run, c.User, c.ClearFactors, c.Origin)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(l)
	}
	if l.User == "" {
		ss.Printf("This link makes the first administrator; it works once, until %s:", moment(l.Expires))
	} else {
		ss.Printf("By this link %s sets a new password; it works once, until %s. Sessions of that user were ended.", l.User, moment(l.Expires))
	}
	ss.Printf("  %s", l.Link)
	return nil
}

// AdminNewKeyCmd changes the key of the server.
type AdminNewKeyCmd struct {
	Lost bool `help:"The old key is gone for good: the authenticator apps of all users are removed, who then sign in without."`

	ServerData `embed:""`
}

// Run changes it.
func (c *AdminNewKeyCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	k, err := ss.env.Server.NewKey(ctx, &c.Place, run, c.Lost)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(k)
	}
	apps := count(k.Generators, "authenticator app was", "authenticator apps were")
	if c.Lost {
		ss.Printf("%s removed, since nobody can open their keys. Ask their users to register them again.", apps)
	} else {
		ss.Printf("%s sealed anew.", apps)
	}
	ss.Printf("The new key is %s. Give it to all servers over this database, and make a backup: older ones need the old key, which they hold unless it was kept apart.", k.File)
	return nil
}

// AdminUsersCmd lists users.
type AdminUsersCmd struct {
	ServerData `embed:""`
}

// Run lists them.
func (c *AdminUsersCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	list, err := ss.env.Server.Users(ctx, &c.Place, run)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(list)
	}
	if len(list.Users) == 0 {
		ss.Printf("There are no users yet; cordon admin link makes the link for the first one.")
		return nil
	}
	t := NewTable(Col{Head: "LOGIN"}, Col{Head: "NAME", Flex: true}, Col{Head: "ADMINISTRATOR"}, Col{Head: "SECOND FACTOR"}, Col{Head: "LAST SIGN-IN"}, Col{Head: ""})
	for _, u := range list.Users {
		seen, state := "never", ""
		if u.SignedIn != "" {
			seen = moment(u.SignedIn)
		}
		switch {
		case u.Disabled:
			state = "disabled"
		case !u.Password:
			state = "without a password"
		}
		t.Add(u.Login, u.Name, yesNo(u.Admin), yesNo(u.SecondFactor), seen, state)
	}
	ss.Print(t)
	return nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
