package cli

// AnalysisCommands are the commands that ask an analysis.
type AnalysisCommands struct {
	SL      SLCmd      `cmd:"" name:"sl" group:"analysis" help:"Security levels: target, capability, achieved, claimed, and why."`
	Gap     GapCmd     `cmd:"" group:"analysis" help:"What zones and conduits lack of their targets, with the rows."`
	Trace   TraceCmd   `cmd:"" group:"analysis" help:"The chain from a requirement to its evidence."`
	Check   CheckCmd   `cmd:"" group:"analysis" help:"Findings: what somebody should look at. Exit status 1 if any counts."`
	Impact  ImpactCmd  `cmd:"" group:"analysis" help:"Everything a change touches, each with the way to it."`
	WhatIf  WhatIfCmd  `cmd:"" name:"whatif" group:"analysis" help:"What would be different after a change, without making it."`
	Defence DefenceCmd `cmd:"" group:"analysis" help:"Layers on the way in, and what falls if a countermeasure goes."`
}
