package finding

// The rules about the chain from row to evidence (rules, sections 5 and 6).
const (
	AllocationNoPlace      = "allocation.no-place"
	AllocationPlaceRetired = "allocation.place-retired"
	AllocationNoRow        = "allocation.no-row"
	AllocationRowUnknown   = "allocation.row-unknown"
	ComponentRowUnknown    = "component-requirement.row-unknown"
	TestNoMethod           = "test.no-method"
	EvidenceBeforeRun      = "evidence.before-run"
	EvidenceExpired        = "evidence.expired"
	EvidenceExpiring       = "evidence.expiring"
	EvidenceFileMissing    = "evidence.file-missing"
	EvidenceFileChanged    = "evidence.file-changed"
	LinkSuspect            = "link.suspect"
	CountermeasurePlanned  = "countermeasure.planned"
)

var chainRules = []RuleInfo{
	{
		ID: AllocationNoPlace, Title: "An allocation belongs to no zone or conduit", Severity: Warning, Clause: "62443-3-2 ZCR 6.4",
		Says: "{it}[ ({row})] is allocated to no zone or conduit",
		Why:  "The row is asked of nobody, and no level counts it.",
		Help: "Link it to the place it was meant for, or retire it.",
	},
	{
		ID: AllocationPlaceRetired, Title: "Allocations are left over from a retired zone or conduit", Severity: Info, Clause: "Cordon",
		Says: "{place} is retired, but its allocations are not: {allocations}",
		Why:  "They show up in lists and searches but count for no level.",
		Help: "Retire them together with their place, or bring the place back.",
	},
	{
		ID: AllocationNoRow, Title: "An allocation names no row of the standard", Severity: Warning, Clause: "62443-3-2 ZCR 6.4",
		Says: "{it} names no row of 62443-3-3",
		Why:  "What is asked of the place is not known, and no level counts it.",
		Help: "Record the row, or retire the allocation.",
	},
	{
		ID: AllocationRowUnknown, Title: "An allocation names a row that is not of the edition in force", Severity: Warning, Clause: "62443-3-2 ZCR 6.4",
		Says: "{it} names {row}, which is no row of {edition}",
		Why:  "No level counts it; the work on it is not seen.",
		Help: "Migrate the allocation to the edition in force, or correct the editions of the system.",
	},
	{
		ID: ComponentRowUnknown, Title: "A component requirement names no component row of the edition in force", Severity: Warning, Clause: "62443-4-2",
		Says: "{it} names [{row}, which is ]no component row of {edition}",
		Why:  "It refines an allocation in words only: the chain asks for a component row and does not find it.",
		Help: "Record the row. A number that has device-specific rows in its place is no row; name the one of the device's type.",
	},
	{
		ID: TestNoMethod, Title: "A test has no method", Severity: Warning, Clause: "Cordon",
		Says: "{it} does not say whether it is a test, inspection, analysis or demonstration",
		Why:  "An auditor asks first how it was shown.",
		Help: "Record the method of the test case.",
	},
	{
		ID: EvidenceBeforeRun, Title: "Evidence was collected on a day before that of its run", Severity: Warning, Clause: "Cordon",
		Says: "{it} was collected on {collected}, but its run {run} ended on {ran}",
		Why:  "It cannot show what the run found.",
		Help: "Correct the date that is wrong, or attach the evidence that was taken in this run. Days are those of the project's time zone.",
	},
	{
		ID: EvidenceExpired, Title: "Evidence in use has expired", Severity: Warning, Clause: "Cordon",
		Says: "{it} was valid until {until}",
		Why:  "The chains that rest on it are no longer complete; levels have fallen.",
		Help: "Run the test again and attach new evidence, or extend the date if there are grounds to. Evidence of runs that a later run replaced is not reported.",
	},
	{
		ID: EvidenceExpiring, Title: "Evidence in use expires within 30 days", Severity: Info, Clause: "Cordon",
		Says: "{it} is valid until {until}",
		Why:  "On the day after, the levels that rest on it fall.",
		Help: "Plan the test that gives new evidence.",
	},
	{
		ID: EvidenceFileMissing, Title: "The file of a piece of evidence is missing", Severity: Warning, Clause: "Cordon",
		Says: "the file of {it} is missing[: {digest}][; {reason}]",
		Why:  "Evidence that cannot be opened proves nothing.",
		Help: "Put the file back; its digest tells that it is the same. If it is lost, collect new evidence.",
	},
	{
		ID: EvidenceFileChanged, Title: "The file of a piece of evidence was changed", Severity: Error, Clause: "Cordon",
		Says: "the file of {it} is not the one that was collected: {digest} was recorded",
		Why:  "Somebody or something altered what an auditor is to rely on.",
		Help: "Restore the file from a copy and find out how it changed. If a new file is meant, record it as new evidence.",
	},
	{
		ID: LinkSuspect, Title: "What a link was confirmed on has changed", Severity: Warning, Clause: "Cordon",
		Says: "{from} {verb} {to} is suspect: what it rests on has changed since it was confirmed",
		Why:  "Whether the design, test or evidence still holds is not known, and the levels that rest on it have fallen.",
		Help: "See what changed (cordon impact, cordon diff); then confirm the link with a reason, or do the work again.",
	},
	{
		ID: CountermeasurePlanned, Title: "A row waits for a countermeasure that is only planned", Severity: Info, Clause: "62443-3-2 ZCR 5.12",
		Says: "{it} is planned, and no existing countermeasure satisfies {allocations}",
		Why:  "A planned countermeasure counts for nothing yet.",
		Help: "Put it in place and record it as existing, or answer the rows in another way.",
	},
}
