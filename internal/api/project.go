package api

// Projects lists projects.
type Projects struct {
	Projects []Project `json:"projects" doc:"Those the caller has a role in, an administrator all, in order of keys."`
}

// Project is one system under consideration with a record of its own.
type Project struct {
	ID       string   `json:"id" doc:"Names its record for ever."`
	Key      string   `json:"key" doc:"The word that stands in addresses." example:"turbine-hall"`
	Title    string   `json:"title" doc:"Its title."`
	Created  string   `json:"created" doc:"When it came to this server, UTC."`
	Retired  bool     `json:"retired" doc:"It is out of use: it can be read and not changed."`
	Role     string   `json:"role,omitempty" doc:"The caller's role in it; missing for an administrator without one." enum:"owner,engineer,supplier,reviewer,auditor,viewer"`
	Products []string `json:"products" doc:"For a supplier: keys of the products he answers for."`
}

// ProjectDetail is a project with where its record stands.
type ProjectDetail struct {
	Project
	Head    Head           `json:"head" doc:"The newest state."`
	Counts  map[string]int `json:"counts,omitempty" doc:"How many items of each kind there are, retired ones left out; kinds without any are missing. Left out for suppliers."`
	Actions []string       `json:"actions" doc:"What the caller may do in it, by the names of the x-action of each operation."`
}

// NewProject says how a project begins.
type NewProject struct {
	Key      string `json:"key" minLength:"1" maxLength:"60" doc:"The word that is to stand in addresses: a to z, digits and hyphens, beginning with a letter." example:"turbine-hall"`
	Title    string `json:"title" minLength:"1" maxLength:"300" doc:"Its title, one line."`
	Template string `json:"template,omitempty" maxLength:"60" doc:"A sample plant to begin with, such as turbine-hall; empty without it."`
	Bare     bool   `json:"bare,omitempty" doc:"Without a first commit: what the record begins with is brought along, such as the system of a text folder. Not together with template."`
	ID       string `json:"id,omitempty" maxLength:"100" doc:"With bare: the name its record has for ever, if what is brought along has one; a new one without it."`
	Owner    string `json:"owner,omitempty" maxLength:"60" doc:"Id of the user who is to own it; the caller without it."`
}

// ProjectChange is what can be changed of a project outside its record.
type ProjectChange struct {
	Title string `json:"title" minLength:"1" maxLength:"300" doc:"Its title, one line."`
}

// ProjectRetirement takes a project out of use or brings it back.
type ProjectRetirement struct {
	Retired bool `json:"retired" doc:"Whether it is to be out of use."`
}

// Templates lists the sample plants.
type Templates struct {
	Templates []Template `json:"templates" doc:"In order of name."`
}

// Template is a sample plant.
type Template struct {
	Name   string `json:"name" doc:"By which it is asked for when a project is made."`
	Title  string `json:"title" doc:"What it is."`
	About  string `json:"about" doc:"What it shows, in a sentence."`
	Assets int    `json:"assets" doc:"How many assets it begins with."`
	Zones  int    `json:"zones" doc:"How many zones it begins with."`
}
