package finding

// The rules about assets, products and their statements (rules, section 2).
const (
	AssetNoTypes             = "asset.no-types"
	AssetNoProduct           = "asset.no-product"
	AssetUndocumented        = "asset.undocumented"
	TypesUnknown             = "types.unknown"
	StatementStray           = "statement.stray"
	StatementDuplicate       = "statement.duplicate"
	StatementNoConfiguration = "statement.no-configuration"
	StatementNoReason        = "statement.no-reason"
	OverrideStray            = "override.stray"
	OverrideNoReason         = "override.no-reason"
)

var plantRules = []RuleInfo{
	{
		ID: AssetNoTypes, Title: "An installed asset has no component types", Severity: Warning, Clause: "62443-4-2",
		Says: "{it} has no component types[, nor has its product {product}]; its SL-C is 0",
		Why:  "Which requirements of 62443-4-2 apply is not known, so its SL-C is 0 and no system requirement concerns it.",
		Help: "Record the component types of its product, or of the asset itself if they differ.",
	},
	{
		ID: AssetNoProduct, Title: "An installed asset has no product", Severity: Info, Clause: "62443-3-2 ZCR 5.8",
		Says: "{it} is no instance of a product",
		Why:  "Suppliers' statements, advisories and certificates reach an asset through its product.",
		Help: "Link the asset to its product, creating the product if it is the first of its kind.",
	},
	{
		ID: AssetUndocumented, Title: "An asset was found in the plant but is not in its documents", Severity: Info, Clause: "62443-3-2 ZCR 1.1",
		Says: "{it} stands in the plant but is not in its documents",
		Why:  "Nobody decided that it should be there.",
		Help: "Decide whether it stays; then document it and clear the mark, or remove it.",
	},
	{
		ID: TypesUnknown, Title: "A component type is not one of the edition in force", Severity: Warning, Clause: "62443-4-2",
		Says: "{it} has the component type \"{type}\", which {edition} does not know",
		Why:  "The type brings no requirements with it; SL-C is worked out as if it were not there.",
		Help: "Write the type as the edition names it; see cordon standard show 62443-4-2.",
	},
	{
		ID: StatementStray, Title: "A supplier's statement counts for nothing", Severity: Warning, Clause: "62443-4-2",
		Says: "the statement of {it} on {row} counts for nothing: {reason}",
		Why:  "The statement looks like capability that is not there.",
		Help: "State the device-specific rows that take the place of the number, or correct the row or the component types of the product.",
	},
	{
		ID: StatementDuplicate, Title: "Two statements are made on one row", Severity: Warning, Clause: "62443-4-2",
		Says: "{it} states {row} more than once; only the first counts",
		Why:  "The statements may disagree, and only one of them counts.",
		Help: "Keep the statement that is right. Of overrides the first with a reason counts.",
	},
	{
		ID: StatementNoConfiguration, Title: "Met when configured, without the configuration", Severity: Warning, Clause: "62443-4-2",
		Says: "{it} states {row} as met when configured, but records no configuration",
		Why:  "Nobody can set the device up so, or check that it is; the row does not count.",
		Help: "Record the configuration in the statement.",
	},
	{
		ID: StatementNoReason, Title: "Not relevant, without a reason", Severity: Warning, Clause: "62443-4-2",
		Says: "{it} states {row} as not relevant, but gives no reason",
		Why:  "Without a reason the row does not count.",
		Help: "Write why the row does not concern this product, or change the answer.",
	},
	{
		ID: OverrideStray, Title: "An asset's own statement counts for nothing", Severity: Warning, Clause: "62443-4-2",
		Says: "the override of {it} on {row} counts for nothing: {reason}",
		Why:  "The override looks like capability, or the lack of it, that is not there.",
		Help: "Override the device-specific rows that take the place of the number, or correct the row or the component types.",
	},
	{
		ID: OverrideNoReason, Title: "An asset's own statement has no reason", Severity: Warning, Clause: "62443-4-2",
		Says: "the override of {it} on {row} has no reason; its product's statement stands",
		Why:  "An override without a reason counts for nothing.",
		Help: "Write why this asset differs from its product, or remove the override.",
	},
}
