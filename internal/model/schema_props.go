package model

// Words of enumerations that rules depend on.
const (
	AnswerMet           = "met"
	AnswerMetConfigured = "met when configured"
	AnswerNotRelevant   = "not relevant"
	AnswerNotMet        = "not met"

	ZoneBusiness  = "business"
	ZoneControl   = "control"
	ZoneSafety    = "safety"
	ZoneWireless  = "wireless"
	ZoneTemporary = "temporary"
	ZoneExternal  = "external"

	AssessedNot     = "not assessed"
	AssessedNotMet  = "not met"
	AssessedPartly  = "partly met"
	AssessedMet     = "met"
	AssessedNotAppl = "not applicable"

	StatusExisting = "existing"
	StatusPlanned  = "planned"

	ResultPassed = "passed"

	LifecyclePlanned        = "planned"
	LifecycleInService      = "in service"
	LifecycleOutOfService   = "out of service"
	LifecycleSpare          = "spare"
	LifecycleDecommissioned = "decommissioned"
)

var customCols = []Column{
	{Name: "kind", Type: Text, Required: true, Help: "The kind that gets the property."},
	{Name: "name", Type: Text, Required: true, Help: "Its name, beginning with x_."},
	{Name: "type", Type: Enum, Required: true, Values: []string{"text", "word", "yes/no", "number", "date", "list"}, Help: "Its type."},
	{Name: "values", Type: Text, Help: "The words of a \"word\" property, separated by commas."},
	{Name: "help", Type: Text, Help: "What it means."},
}

var acceptanceCols = []Column{
	{Name: "rule", Type: Enum, Required: true, Values: []string{"ZCR 3.4", "ZCR 3.5", "ZCR 3.6"}, Help: "The finding accepted."},
	{Name: "reason", Type: Text, Required: true, Help: "Why it is accepted."},
	{Name: "by", Type: Text, Required: true, Help: "Who accepts it."},
	{Name: "on", Type: Date, Help: "The day of the acceptance."},
}

var assetProps = []PropDecl{
	{Name: "function", Type: Text, Significant: true, Help: "What it does: PLC, HMI, historian, switch, …"},
	{Name: "component_types", Type: TextList, Significant: true, Help: "Component types after 62443-4-2, if they differ from its product's."},
	{Name: "addresses", Type: TextList, Significant: true, Help: "Network addresses."},
	{Name: "mac", Type: TextList, Significant: true, Help: "Hardware addresses."},
	{Name: "firmware", Type: Text, Significant: true, Help: "Firmware or software version installed."},
	{Name: "serial", Type: Text, Significant: true, Help: "Serial number."},
	{Name: "location", Type: Text, Significant: true, Help: "Where it stands."},
	{Name: "exposes", Type: TextList, Significant: true, Help: "Ports and services it offers, for example 443/tcp HTTPS."},
	{Name: "protocols", Type: TextList, Significant: true, Help: "Industrial protocols it speaks."},
	{Name: "overrides", Type: Table, Columns: statementCols, Significant: true, Help: "Statements for this asset that replace or complete its product's, each with a reason."},
	{Name: "criticality", Type: Enum, Values: []string{"low", "medium", "high", "very high"}, Help: "How much depends on it."},
	{Name: "lifecycle", Type: Enum, Values: []string{LifecyclePlanned, LifecycleInService, LifecycleOutOfService, LifecycleSpare, LifecycleDecommissioned}, Help: "Where it stands in its life; in service if blank."},
	{Name: "business", Type: Bool, Help: "A business asset, not one of the control system."},
	{Name: "safety_related", Type: Bool, Help: "Safety depends on it."},
	{Name: "temporary", Type: Bool, Help: "Connected from time to time only."},
	{Name: "wireless", Type: Bool, Help: "Communicates by radio."},
	{Name: "externally_connected", Type: Bool, Help: "Connected to a network outside the system."},
	{Name: "legacy", Type: Bool, Help: "No longer supported by its supplier."},
	{Name: "undocumented", Type: Bool, Help: "Found in the plant but not in its documents."},
	{Name: "inventory_id", Type: Text, Help: "Its identity in the inventory it was imported from."},
	{Name: "inventory_status", Type: Text, Help: "Its state as the inventory words it."},
	{Name: "inventory_seen", Type: Date, Help: "The day the inventory last saw it."},
}

var productProps = []PropDecl{
	{Name: "vendor", Type: Text, Significant: true, Help: "Who makes it."},
	{Name: "model", Type: Text, Significant: true, Help: "Model or order number."},
	{Name: "version_from", Type: Text, Significant: true, Help: "First version the statements hold for."},
	{Name: "version_to", Type: Text, Significant: true, Help: "Last version the statements hold for."},
	{Name: "component_types", Type: TextList, Significant: true, Help: "Component types after 62443-4-2."},
	{Name: "statements", Type: Table, Columns: statementCols, Significant: true, Help: "The supplier's statement per component row."},
	{Name: "certificates", Type: Table, Columns: certificateCols, Significant: true, Help: "Certificates; they do not replace statements."},
	{Name: "sbom", Type: Digest, Significant: true, Help: "Digest of its bill of materials."},
}

var certificateCols = []Column{
	{Name: "scheme", Type: Text, Required: true, Help: "The certification scheme."},
	{Name: "number", Type: Text, Help: "Certificate number."},
	{Name: "version_from", Type: Text, Help: "First version certified."},
	{Name: "version_to", Type: Text, Help: "Last version certified."},
	{Name: "until", Type: Date, Help: "Last day of validity."},
}

var safetyProps = []PropDecl{
	{Name: "standard", Type: Enum, Values: []string{"IEC 62061", "IEC 61508", "IEC 61511", "ISO 13849-1"}, Significant: true, Help: "The standard it is designed to."},
	{Name: "required_sil", Type: Enum, Values: []string{"1", "2", "3", "4"}, Significant: true, Help: "Safety integrity level asked."},
	{Name: "reached_sil", Type: Enum, Values: []string{"1", "2", "3", "4"}, Significant: true, Help: "Safety integrity level reached."},
	{Name: "required_pl", Type: Enum, Values: []string{"a", "b", "c", "d", "e"}, Significant: true, Help: "Performance level asked."},
	{Name: "reached_pl", Type: Enum, Values: []string{"a", "b", "c", "d", "e"}, Significant: true, Help: "Performance level reached."},
	{Name: "category", Type: Enum, Values: []string{"B", "1", "2", "3", "4"}, Significant: true, Help: "Category after ISO 13849-1."},
	{Name: "failure_rate", Type: Text, Significant: true, Help: "Probability of dangerous failure per hour or on demand."},
	{Name: "demand", Type: Text, Significant: true, Help: "How often it is called upon."},
}

var riskProps = []PropDecl{
	{Name: "scenario", Type: Text, Significant: true, Help: "What happens, from cause to harm."},
	{Name: "category", Type: Text, Significant: true, Help: "Kind of consequence: safety, environment, production, …"},
	{Name: "initial_rating", Type: Enum, Values: riskRatings, Significant: true, Help: "Worst case, likelihood at its highest (ZCR 2.1)."},
	{Name: "unmitigated_likelihood", Type: Text, Significant: true, Help: "Likelihood without countermeasures (ZCR 5.4)."},
	{Name: "unmitigated_consequence", Type: Text, Significant: true, Help: "Consequence without countermeasures (ZCR 5.3)."},
	{Name: "unmitigated_rating", Type: Enum, Values: riskRatings, Significant: true, Help: "Risk without countermeasures (ZCR 5.5)."},
	{Name: "residual_likelihood", Type: Text, Significant: true, Help: "Likelihood with countermeasures (ZCR 5.9)."},
	{Name: "residual_consequence", Type: Text, Significant: true, Help: "Consequence with countermeasures (ZCR 5.9)."},
	{Name: "residual_rating", Type: Enum, Values: riskRatings, Significant: true, Help: "Risk with countermeasures (ZCR 5.10)."},
	{Name: "treatment", Type: Enum, Values: []string{"reduce", "avoid", "transfer", "accept"}, Significant: true, Help: "What is done about it."},
	{Name: "accepted_by", Type: Text, Help: "Who accepts the residual risk."},
	{Name: "acceptance_reason", Type: Text, Help: "Why it is accepted."},
}

var allocationProps = []PropDecl{
	{Name: "row", Type: Row, Significant: true, Help: "The SR or RE of 62443-3-3."},
	{Name: "assessment", Type: Enum, Values: []string{AssessedNot, AssessedNotMet, AssessedPartly, AssessedMet, AssessedNotAppl}, Help: "How far the row is met; not assessed if blank."},
	{Name: "reason", Type: Text, Help: "Why it is assessed so; needed for \"not applicable\"."},
	{Name: "approved_by", Type: Text, Help: "Who approved that it is not applicable."},
	{Name: "approved_on", Type: Date, Help: "The day of the approval."},
}

var evidenceProps = []PropDecl{
	{Name: "file_name", Type: Text, Significant: true, Help: "Name of the file as it was collected."},
	{Name: "digest", Type: Digest, Significant: true, Help: "Digest of the file."},
	{Name: "media_type", Type: Text, Significant: true, Help: "What kind of file it is."},
	{Name: "collected_at", Type: Moment, Significant: true, Help: "When it was collected."},
	{Name: "collected_by", Type: Text, Significant: true, Help: "Who collected it."},
	{Name: "valid_until", Type: Date, Help: "The last day on which it counts; without end if blank."},
	{Name: "firmware_from", Type: Text, Help: "First firmware it holds for."},
	{Name: "firmware_to", Type: Text, Help: "Last firmware it holds for."},
}
