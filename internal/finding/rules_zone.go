package finding

// The rules about the partition (rules, section 8).
const (
	ZoneBusinessApart  = "zone.business-apart"
	ZoneSafetyApart    = "zone.safety-apart"
	ZoneTemporaryApart = "zone.temporary-apart"
	ZoneWirelessApart  = "zone.wireless-apart"
	ZoneExternalApart  = "zone.external-apart"
	ZoneCircle         = "zone.circle"
	AssetNoPlace       = "asset.no-place"
	AssetTwoPlaces     = "asset.two-places"
	ChannelConduit     = "channel.conduit"
	ChannelIncomplete  = "channel.incomplete"
	ConduitBelowZones  = "conduit.below-zones"
	ConduitFewZones    = "conduit.few-zones"
)

// apart completes the sentence of a rule of apartness with its facts: the
// zone's type where that counts as holding one side, and both sides.
func apart(says, with, without string) string {
	return says + "[; its type is {type}][; " + with + ": {with}][; " + without + ": {without}]"
}

var zoneRules = []RuleInfo{
	{
		ID: ZoneBusinessApart, Title: "Business and control assets share a zone", Severity: Warning, Clause: "62443-3-2 ZCR 3.2",
		Says: apart("{it} mixes business and control", "business", "control"),
		Why:  "Business systems are reached from the office and the internet; what shares their zone is reached with them.",
		Help: "Move the business assets into a zone of type business, or correct the business mark or the type of the zone.",
	},
	{
		ID: ZoneSafetyApart, Title: "Safety related assets share a zone with others", Severity: Warning, Clause: "62443-3-2 ZCR 3.3",
		Says: apart("{it} mixes safety related assets with others", "safety related", "others"),
		Why:  "What can reach a safety system can stop it from acting when it must.",
		Help: "Give the safety related assets a zone of their own, or set the safety mark of the zone, so that all of it is treated as safety related.",
	},
	{
		ID: ZoneTemporaryApart, Title: "Temporarily connected assets share a zone with permanent ones", Severity: Warning, Clause: "62443-3-2 ZCR 3.4",
		Says: apart("{it} mixes temporarily connected assets with permanent ones", "temporary", "permanent"),
		Why:  "A laptop that comes and goes brings along what it met elsewhere.",
		Help: "Give them a zone of type temporary, or accept the finding on the zone with a reason and a name.",
	},
	{
		ID: ZoneWirelessApart, Title: "Wireless assets share a zone with wired ones", Severity: Warning, Clause: "62443-3-2 ZCR 3.5",
		Says: apart("{it} mixes wireless assets with wired ones", "wireless", "wired"),
		Why:  "Radio does not end at the wall; the zone's edge is where the signal can be received.",
		Help: "Give them a zone of type wireless, or accept the finding on the zone with a reason and a name.",
	},
	{
		ID: ZoneExternalApart, Title: "Externally connected assets share a zone with others", Severity: Warning, Clause: "62443-3-2 ZCR 3.6",
		Says: apart("{it} mixes assets connected through outside networks with others", "connected", "others"),
		Why:  "An asset with a way out of its own is a way in past the conduits of the zone.",
		Help: "Give them a zone of type external, or accept the finding on the zone with a reason and a name.",
	},
	{
		ID: ZoneCircle, Title: "Zones lie inside each other in a circle", Severity: Error, Clause: "62443-3-2 ZCR 3.1",
		Says: "{zones} lie within each other in a circle",
		Why:  "A zone cannot be inside itself; outer boundary and inherited meaning have no beginning.",
		Help: "Remove one of the \"within\" links of the circle.",
	},
	{
		ID: AssetNoPlace, Title: "An installed asset is in no zone or conduit", Severity: Warning, Clause: "62443-3-2 ZCR 3.1",
		Says: "{it} is installed but is in no zone or conduit",
		Why:  "No target, requirement or test reaches an asset that no zone holds.",
		Help: "Put it into a zone or conduit, or record that it is planned, spare or decommissioned.",
	},
	{
		ID: AssetTwoPlaces, Title: "An asset is in more than one zone or conduit", Severity: Error, Clause: "62443-3-2 ZCR 3.1",
		Says: "{it} is in {places} at once",
		Why:  "Its zones disagree on what is asked of it; each counts it as its own.",
		Help: "Keep the one place it belongs to and remove the other \"in\" links.",
	},
	{
		ID: ChannelConduit, Title: "A data flow between two places runs in no conduit that connects both", Severity: Warning, Clause: "62443-3-2 ZCR 3.1",
		Says: "{it} runs from {from} to {to}[ via {via}], but in no conduit that connects both",
		Why:  "Traffic across a boundary that no conduit carries has no target, no rules and no test.",
		Help: "Run the channel via a conduit that connects both zones, or connect its conduit to them. An end inside that conduit is connected; an outer and an inner zone are two places.",
	},
	{
		ID: ChannelIncomplete, Title: "A data flow cannot be judged because an end is not known", Severity: Warning, Clause: "62443-3-2 ZCR 3.1",
		Says: "{it} cannot be judged[; no end recorded: {missing}][; in no place: {unplaced}]",
		Why:  "Whether it crosses a boundary is not known.",
		Help: "Record both ends of the channel, and the place of the asset at each. An installed asset without a place is reported once by itself, not again for each of its channels.",
	},
	{
		ID: ConduitBelowZones, Title: "A conduit's SL-T is below that of a zone it connects", Severity: Warning, Clause: "62443-3-2 ZCR 5.6",
		Says: "SL-T {target} of {it} is below the {demanded} of its zones in {frs}: {zones}",
		Why:  "The conduit is part of the boundary: what is weaker than the zone opens the zone.",
		Help: "Raise and approve the conduit's SL-T, or write beside it why less is enough.",
	},
	{
		ID: ConduitFewZones, Title: "A conduit connects fewer than two zones", Severity: Info, Clause: "62443-3-2 ZCR 3.1",
		Says: "{it} connects fewer than two zones[: only {zones}]",
		Why:  "A conduit joins zones; one with a single end is unfinished, or leads out of the system unseen.",
		Help: "Connect it to the zones it joins, with an external zone for what lies outside.",
	},
}

// The rules about targets and the editions in force (rules, section 1).
const (
	EditionUnknown = "edition.unknown"
	EditionTwice   = "edition.twice"
	TargetNone     = "target.none"
	TargetWaiting  = "target.waiting"
	TargetOpen     = "target.open"
)

var targetRules = []RuleInfo{
	{
		ID: EditionUnknown, Title: "The project pins an edition that is not in the library", Severity: Error, Clause: "Cordon",
		Says: "{it} pins {edition}, which the library does not hold[; {used} is used instead]",
		Why:  "Every level was meant to be worked out by other requirements than the ones used now.",
		Help: "Add the catalogue of that edition, or correct the editions of the system.",
	},
	{
		ID: EditionTwice, Title: "The project pins two editions of one part", Severity: Warning, Clause: "Cordon",
		Says: "{it} pins {editions} of {part}; the last one is used",
		Why:  "Only one edition of a part can be in force.",
		Help: "Remove the editions that are not in force from the system.",
	},
	{
		ID: TargetNone, Title: "A zone or conduit has no approved SL-T", Severity: Warning, Clause: "62443-3-2 ZCR 5.6",
		Says: "{it} has no approved SL-T; it counts as {target}",
		Why:  "Without a target nothing is asked of the place, and nothing shows as a gap.",
		Help: "Set a target from the risk assessment and have it approved.",
	},
	{
		ID: TargetWaiting, Title: "An edit of SL-T waits for approval", Severity: Info, Clause: "62443-3-2 ZCR 5.6",
		Says: "{it} has SL-T {proposed} waiting for approval[; in force is {target}]",
		Why:  "Until it is approved, everything is worked out from the target in force.",
		Help: "Approve the edit, or set the target back to the one in force.",
	},
	{
		ID: TargetOpen, Title: "What an SL-T was decided on has changed", Severity: Warning, Clause: "62443-3-2 ZCR 5.6",
		Says: "the assets or risks that SL-T of {it} was decided on have changed",
		Why:  "The decision was right for another set of assets or risks.",
		Help: "Look at the changes and confirm the target with a reason, or change it.",
	},
}
