package main

import "go.yaml.in/yaml/v3"

// recipe is the right half of the chain in short.
type recipe struct {
	Measures map[string]session `yaml:"measures"`
	Places   map[string]work    `yaml:"places"`
}

// session is one test carried out, with its evidence.
type session struct {
	Check, Method, Do, Expect, Seen string
	At, Tester                      string
	Title                           string
	File                            string `yaml:"file_name"`
	Collected                       string
}

// work is what was done for one place.
type work struct {
	Where string
	// Alone are assets that answer for their component requirements
	// themselves, each with the FRs or rows for which they do.
	Alone     map[string][]string
	Designs   []design
	Campaigns []campaign
	Complete  []string // rows with a complete chain
	Satisfied []string // rows met by a countermeasure
	Rows      map[string]rowState
}

type design struct {
	Title, Document, Description string
	Realizes                     []string
	Rows                         []string
}

// campaign is a series of tests of some FRs with one protocol as evidence.
type campaign struct {
	FRs        []string `yaml:"frs"`
	At, Tester string
	Title      string
	File       string `yaml:"file_name"`
	Collected  string
}

// rowState is a row that differs from both.
type rowState struct {
	Assessment, Reason string
	ApprovedBy         string `yaml:"approved_by"`
	ApprovedOn         string `yaml:"approved_on"`
	Owner, Due         string
	Chain              string // where the chain breaks; see the states below
	LeaveOut           string `yaml:"leave_out"` // product without component requirement
	Remarks            string
	Evidence           proof
}

// proof is a piece of evidence of its own.
type proof struct {
	Title      string
	File       string `yaml:"file_name"`
	Collected  string
	At, Tester string
	ValidUntil string   `yaml:"valid_until"`
	HoldsFor   []string `yaml:"holds_for"`
	To         string   `yaml:"firmware_to"`
}

// The places where a chain can break.
const (
	complete      = "complete"
	reqMissing    = "component requirement missing"
	noTest        = "no test"
	notRun        = "not run"
	lastRunFailed = "last run failed"
	noEvidence    = "no evidence"
	expired       = "expired"
	outOfScope    = "out of scope"
	fileMissing   = "file missing"
	fileChanged   = "file changed"
)

var breaks = []string{complete, reqMissing, noTest, notRun, lastRunFailed, noEvidence, expired, outOfScope, fileMissing, fileChanged}

// stage is one commit after the first.
type stage struct {
	Author, Label, Message string
	Runs                   []series
	Set                    yaml.Node
}

// series is runs of the tests of some rows, written PLACE/ROW.
type series struct {
	Rows       []string
	At, Tester string
	Title      string
	File       string `yaml:"file_name"`
	Collected  string
}
