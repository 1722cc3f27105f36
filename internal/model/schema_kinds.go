package model

// commonProps are properties every kind has.
var commonProps = []PropDecl{
	{Name: "description", Type: Text, Significant: true, Help: "What it is, in the words of the plant."},
	{Name: "owner", Type: Text, Help: "Who looks after it."},
	{Name: "due", Type: Date, Help: "The day by which it is to be done."},
	{Name: "colour", Type: Text, Help: "A colour for views; it means nothing."},
}

var (
	riskRatings   = []string{"none", "low", "medium", "high", "very high"}
	statementCols = []Column{
		{Name: "row", Type: Row, Required: true, Help: "The component row of 62443-4-2."},
		{Name: "answer", Type: Enum, Required: true, Values: []string{AnswerMet, AnswerMetConfigured, AnswerNotRelevant, AnswerNotMet}, Help: "What is stated."},
		{Name: "configuration", Type: Text, Help: "The configuration with which it is met; needed for \"met when configured\"."},
		{Name: "reason", Type: Text, Help: "Why; needed for \"not relevant\" and for every override."},
		{Name: "measure", Type: Text, Help: "A compensating measure the supplier recommends."},
	}
	placeProps = []PropDecl{
		{Name: "accountable", Type: Text, Help: "The organisation that answers for the place."},
		{Name: "logical_boundary", Type: Text, Significant: true, Help: "Where it ends in the network."},
		{Name: "physical_boundary", Type: Text, Significant: true, Help: "Where it ends in the building."},
		{Name: "access_points", Type: TextList, Significant: true, Help: "Every place where something can get in."},
		{Name: "policies", Type: Text, Significant: true, Help: "Rules that hold here."},
		{Name: "assumptions", Type: Text, Significant: true, Help: "What is taken for granted."},
		{Name: "target", Type: Vector, Help: "SL-T as proposed; it counts once approved."},
		{Name: "target_rationale", Type: Text, Help: "Why this target."},
		{Name: "approved_target", Type: Vector, Recorded: true, Help: "SL-T in force, the last one approved."},
		{Name: "target_approved_by", Type: Text, Recorded: true, Help: "Who approved it."},
		{Name: "target_approved_on", Type: Date, Recorded: true, Help: "The day of the approval."},
		{Name: "target_inputs", Type: Text, Recorded: true, Help: "Fingerprint of what the target was decided on."},
	}
	purdueLevels = []string{"0", "1", "2", "3", "3.5", "4", "5"}
)

func place(own ...PropDecl) []PropDecl { return append(own, placeProps...) }

// kindDecls is the declared table of kinds (design, section 2).
var kindDecls = [kindCount]KindDecl{
	KindSystem: {
		Prefix: "SYS", Name: "system", Plural: "systems",
		Help: "The system under consideration: one site, line or machine.",
		Props: []PropDecl{
			{Name: "boundary", Type: Text, Significant: true, Help: "Where the system ends (62443-3-2 ZCR 1.1)."},
			{Name: "operating_environment", Type: Text, Significant: true, Help: "Where and how it runs."},
			{Name: "threat_environment", Type: Text, Significant: true, Help: "Who might attack it and why."},
			{Name: "policies", Type: Text, Significant: true, Help: "Security policies that hold for it."},
			{Name: "tolerable_risk", Type: Enum, Values: riskRatings, Significant: true, Help: "The highest risk the owner accepts."},
			{Name: "regulations", Type: TextList, Significant: true, Help: "Laws and rules it falls under."},
			{Name: "editions", Type: TextList, Help: "Editions of the standard in force, as part:edition; parts not named use the latest edition shipped."},
			{Name: "time_zone", Type: Text, Help: "The zone of the project's day, for example Europe/Berlin; UTC if blank."},
			{Name: "custom_properties", Type: Table, Columns: customCols, Help: "Properties this project adds to kinds."},
		},
	},
	KindZone: {
		Prefix: "ZON", Name: "zone", Plural: "zones",
		Help: "Assets with common security needs (62443-3-2 ZCR 3).",
		Props: place(
			PropDecl{Name: "type", Type: Enum, Values: []string{ZoneBusiness, "dmz", ZoneControl, ZoneSafety, ZoneWireless, ZoneTemporary, ZoneExternal, "other"}, Significant: true, Help: "What kind of zone it is."},
			PropDecl{Name: "safety", Type: Bool, Significant: true, Help: "The whole zone is treated as safety related, so that safety assets may share it with others (ZCR 3.3)."},
			PropDecl{Name: "purdue", Type: Enum, Values: purdueLevels, Significant: true, Help: "Level of the Purdue model."},
			PropDecl{Name: "acceptances", Type: Table, Columns: acceptanceCols, Help: "Findings for ZCR 3.4 to 3.6 that were accepted."},
		),
	},
	KindConduit: {
		Prefix: "CON", Name: "conduit", Plural: "conduits",
		Help: "A group of data flows between zones, with its own security needs.",
		Props: place(
			PropDecl{Name: "target_below_reason", Type: Text, Help: "Why SL-T may be below that of a zone it connects."},
		),
	},
	KindChannel: {
		Prefix: "CHN", Name: "channel", Plural: "channels",
		Help: "One data flow inside a conduit.",
		Props: []PropDecl{
			{Name: "protocol", Type: Text, Significant: true, Help: "For example Modbus, OPC UA, HTTPS."},
			{Name: "transport", Type: Enum, Values: []string{"tcp", "udp", "ethernet", "serial", "fieldbus", "radio", "media", "other"}, Significant: true, Help: "What carries it."},
			{Name: "port", Type: Text, Significant: true, Help: "Port or address of the service."},
			{Name: "direction", Type: Enum, Values: []string{"one way", "both ways"}, Significant: true, Help: "Whether data flows back."},
			{Name: "function_classes", Type: TextList, Significant: true, Help: "What the protocol is used for, for example read, write, program."},
			{Name: "protection", Type: Text, Significant: true, Help: "How it is protected."},
			{Name: "purpose", Type: Text, Significant: true, Help: "What it is for."},
		},
	},
	KindAsset: {
		Prefix: "AST", Name: "asset", Plural: "assets",
		Help: "A device, host, application or network element of the plant.", Props: assetProps,
	},
	KindProduct: {
		Prefix: "PRD", Name: "product", Plural: "products",
		Help: "What a supplier sells, with the supplier's statements.", Props: productProps,
	},
	KindSafetyFunction: {
		Prefix: "SAF", Name: "safety function", Plural: "safety functions",
		Help: "A function that keeps people safe, after IEC 62061, IEC 61508, IEC 61511 or ISO 13849.", Props: safetyProps,
	},
	KindThreat: {
		Prefix: "THR", Name: "threat", Plural: "threats",
		Help: "Who or what may cause harm, and how.",
		Props: []PropDecl{
			{Name: "source", Type: Text, Significant: true, Help: "The threat source."},
			{Name: "techniques", Type: TextList, Significant: true, Help: "Techniques of ATT&CK for ICS, by id."},
		},
	},
	KindVulnerability: {
		Prefix: "VUL", Name: "vulnerability", Plural: "vulnerabilities",
		Help: "A weakness that can be used.",
		Props: []PropDecl{
			{Name: "cve", Type: Text, Significant: true, Help: "CVE id."},
			{Name: "cvss", Type: Text, Significant: true, Help: "CVSS vector."},
			{Name: "score", Type: Text, Significant: true, Help: "CVSS base score."},
		},
	},
	KindRisk: {
		Prefix: "RSK", Name: "risk", Plural: "risks",
		Help: "A scenario with its ratings (62443-3-2 ZCR 2 and 5).", Props: riskProps,
	},
	KindAllocation: {
		Prefix: "ALL", Name: "allocation", Plural: "allocations",
		Help: "One SR or RE of 62443-3-3 asked of one zone or conduit.", Props: allocationProps,
	},
	KindRequirement: {
		Prefix: "REQ", Name: "requirement", Plural: "requirements",
		Help: "A requirement of the project itself: law, policy, customer.",
		Props: []PropDecl{
			{Name: "source", Type: Enum, Values: []string{"law", "policy", "customer", "standard", "other"}, Significant: true, Help: "Where it comes from."},
			{Name: "reference", Type: Text, Significant: true, Help: "Clause or document."},
		},
	},
	KindCountermeasure: {
		Prefix: "CMS", Name: "countermeasure", Plural: "countermeasures",
		Help: "A measure against a threat, of people, process or technology.",
		Props: []PropDecl{
			{Name: "status", Type: Enum, Values: []string{StatusExisting, StatusPlanned}, Significant: true, Help: "Only existing measures count; existing if blank."},
			{Name: "compensating", Type: Bool, Significant: true, Help: "It stands in for a row that is not met itself."},
			{Name: "layers", Type: TextList, Significant: true, Help: "people, process, technology."},
			{Name: "origin", Type: Text, Significant: true, Help: "Where it comes from in another framework."},
		},
	},
	KindDesign: {
		Prefix: "DSN", Name: "design artifact", Plural: "design artifacts",
		Help: "A drawing, rule set or specification that says how rows are realized.",
		Props: []PropDecl{
			{Name: "document", Type: Text, Significant: true, Help: "Number and revision of the document."},
			{Name: "digest", Type: Digest, Significant: true, Help: "Digest of its file."},
		},
	},
	KindComponentRequirement: {
		Prefix: "CRQ", Name: "component requirement", Plural: "component requirements",
		Help: "A row of 62443-4-2 asked of components that are here.",
		Props: []PropDecl{
			{Name: "row", Type: Row, Significant: true, Help: "The component row of 62443-4-2."},
			{Name: "configuration", Type: Text, Significant: true, Help: "How the component is to be set up."},
		},
	},
	KindTest: {
		Prefix: "TST", Name: "test case", Plural: "test cases",
		Help: "How something is shown to hold.",
		Props: []PropDecl{
			{Name: "method", Type: Enum, Values: []string{"test", "inspection", "analysis", "demonstration"}, Significant: true, Help: "The kind of proof."},
			{Name: "procedure", Type: Text, Significant: true, Help: "What to do."},
			{Name: "expected", Type: Text, Significant: true, Help: "What must come out."},
		},
	},
	KindRun: {
		Prefix: "RUN", Name: "test run", Plural: "test runs",
		Help: "One execution of a test case.",
		Props: []PropDecl{
			{Name: "at", Type: Moment, Significant: true, Help: "When it was concluded."},
			{Name: "result", Type: Enum, Values: []string{ResultPassed, "failed", "blocked"}, Significant: true, Help: "How it ended; blank while it runs."},
			{Name: "tester", Type: Text, Significant: true, Help: "Who carried it out."},
			{Name: "remarks", Type: Text, Significant: true, Help: "What was seen."},
		},
	},
	KindEvidence: {
		Prefix: "EVD", Name: "evidence", Plural: "evidence",
		Help: "A file that proves something, known by its digest.", Props: evidenceProps,
	},
	KindDefect: {
		Prefix: "DEF", Name: "defect", Plural: "defects",
		Help: "Something that is wrong and has to be mended.",
		Props: []PropDecl{
			{Name: "severity", Type: Enum, Values: []string{"low", "medium", "high", "critical"}, Help: "How bad it is."},
			{Name: "status", Type: Enum, Values: []string{"open", "in work", "closed"}, Help: "Where it stands."},
		},
	},
	KindTask: {
		Prefix: "TSK", Name: "task", Plural: "tasks",
		Help:  "Something to be done.",
		Props: []PropDecl{{Name: "status", Type: Enum, Values: []string{"open", "in work", "done"}, Help: "Where it stands."}},
	},
	KindProgramme: {
		Prefix: "PRG", Name: "programme requirement", Plural: "programme requirements",
		Help: "The state of one requirement of 62443-2-1, 2-4, 3-2 or 4-1.",
		Props: []PropDecl{
			{Name: "row", Type: Row, Significant: true, Help: "The requirement of the part."},
			{Name: "answer", Type: Text, Significant: true, Help: "How it is met."},
			{Name: "maturity", Type: Int, Significant: true, Help: "Maturity level, 1 to 4."},
		},
	},
	KindChange: {
		Prefix: "CHG", Name: "change request", Plural: "change requests",
		Help:  "A change of the plant or of the model, from proposal to close.",
		Props: []PropDecl{{Name: "status", Type: Enum, Values: []string{"open", "accepted", "closed", "rejected"}, Help: "Where it stands."}},
	},
	KindReview: {
		Prefix: "REV", Name: "review", Plural: "reviews",
		Help:  "Verdicts and comments that end in signatures.",
		Props: []PropDecl{{Name: "status", Type: Enum, Values: []string{"open", "closed"}, Help: "Where it stands."}},
	},
	KindBaseline: {
		Prefix: "BAS", Name: "baseline", Plural: "baselines",
		Help:  "A name for one commit.",
		Props: []PropDecl{{Name: "commit", Type: Int, Help: "The number of the commit it names."}},
	},
	KindAdvisory: {
		Prefix: "ADV", Name: "advisory", Plural: "advisories",
		Help: "A supplier's or authority's notice about products.",
		Props: []PropDecl{
			{Name: "reference", Type: Text, Significant: true, Help: "Its id at the publisher."},
			{Name: "severity", Type: Text, Significant: true, Help: "As the publisher rates it."},
			{Name: "published", Type: Date, Significant: true, Help: "When it came out."},
		},
	},
	KindObservation: {
		Prefix: "OBS", Name: "observation", Plural: "observations",
		Help: "A measurement of the network.",
		Props: []PropDecl{
			{Name: "at", Type: Moment, Significant: true, Help: "When it was taken."},
			{Name: "source", Type: Text, Significant: true, Help: "What measured."},
		},
	},
}
