package standard

import (
	"strconv"
	"sync"
)

// RoleTable says who answers for what in the series.
type RoleTable struct {
	Roles  []Role
	Parts  []PartInfo
	Points []MeetingPoint
}

// Role is a party of the standard, such as asset-owner.
type Role struct {
	ID       string
	Name     string
	Who      string   // who that is, in our words
	Parts    []string // short names of the parts it answers for, "2-1"
	Duties   []string
	Delivers []string
	Receives []string
	Kinds    []RoleKind
}

// RoleKind is a kind of a role, such as integration.
type RoleKind struct {
	ID    string
	Name  string
	Alias string // another id it goes by, "system-integrator"
}

// PartInfo is one document of the series, whether its requirements are in the
// library or not.
type PartInfo struct {
	Part        string // short name, "3-3"
	Document    string
	Edition     string // number of the newest edition, "" if there is none
	Year        int    // 0 if not published
	Title       string
	Purpose     string // in our words
	Responsible []string
	SupportedBy []string
	Status      string
	Group       string
	Confidence  string
	Earlier     []EarlierEdition
}

// EarlierEdition is an edition that a newer one took the place of.
type EarlierEdition struct {
	Edition string
	Year    int
	Title   string
}

// MeetingPoint is where the roles hand something to each other.
type MeetingPoint struct {
	ID    string
	Where string
}

// Roles gives the table of roles and parts. It is shared.
func Roles() *RoleTable { return roleTable() }

// RolesIn gives the table with its words in a language of Languages, in English
// if it is none. It is shared.
func RolesIn(language string) *RoleTable {
	if t := roleTables()[language]; t != nil {
		return t
	}
	return Roles()
}

var roleTables = sync.OnceValue(func() map[string]*RoleTable {
	out := map[string]*RoleTable{}
	for _, language := range others {
		name := language + "/roles.yaml"
		if data, err := embedded.ReadFile("data/" + name); err == nil {
			if t, err := translateRoles(Roles(), name, language, data); err == nil {
				out[language] = t
			}
		}
	}
	return out
})

var roleTable = sync.OnceValue(func() *RoleTable {
	t := &RoleTable{}
	top, ok := shippedFile("roles.yaml")
	if !ok {
		return t
	}
	for _, o := range top.children("roles") {
		r := Role{
			ID: o.must("id"), Name: o.must("name"), Who: o.text("who"), Parts: o.list("parts"),
			Duties: o.list("duties"), Delivers: o.list("delivers"), Receives: o.list("receives"),
		}
		for _, k := range o.children("kinds") {
			r.Kinds = append(r.Kinds, RoleKind{k.must("id"), k.must("name"), k.text("alias")})
		}
		t.Roles = append(t.Roles, r)
	}
	for _, o := range top.children("parts") {
		p := PartInfo{
			Part: o.must("part"), Document: o.text("document"), Edition: o.text("edition"), Year: atoi(o.text("year")),
			Title: o.must("title"), Purpose: o.text("purpose"), Responsible: o.list("responsible"),
			SupportedBy: o.list("supported_by"), Status: o.text("status"), Group: o.text("group"), Confidence: o.text("confidence"),
		}
		for _, e := range o.children("earlier") {
			p.Earlier = append(p.Earlier, EarlierEdition{e.text("edition"), atoi(e.text("year")), e.text("title")})
		}
		t.Parts = append(t.Parts, p)
	}
	for _, o := range top.children("meeting_points") {
		t.Points = append(t.Points, MeetingPoint{o.must("id"), o.must("where")})
	}
	return t
})

// shippedFile opens a file of ours as YAML. That it reads without a fault is
// proved by the tests.
func shippedFile(name string) (*object, bool) {
	data, err := embedded.ReadFile("data/" + name)
	if err != nil {
		return nil, false
	}
	return (&reader{op: "read a shipped file", file: name}).parse(data)
}

// atoi reads a number that may be absent.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
