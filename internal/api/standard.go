package api

// StandardParts lists the parts and editions at hand.
type StandardParts struct {
	Parts []StandardPart `json:"parts" doc:"One entry for each edition of a part, in order."`
}

// StandardPart is one edition of a part of the standard.
type StandardPart struct {
	Part         string   `json:"part" doc:"The part, such as 62443-3-3."`
	Edition      string   `json:"edition" doc:"Its edition, a year."`
	Title        string   `json:"title" doc:"Its title."`
	Requirements int      `json:"requirements" doc:"Base requirements."`
	Enhancements int      `json:"enhancements" doc:"Requirement enhancements."`
	ByLevel      []int    `json:"by_level,omitempty" doc:"Rows that SL 1, 2, 3 and 4 ask for, those of lower levels included; missing for parts without levels."`
	Corrigenda   []string `json:"corrigenda,omitempty" doc:"Corrigenda taken into account; missing without any."`
	Overlay      bool     `json:"overlay" doc:"Whether wording of the user's own is laid over it."`
}

// StandardRows lists requirements of one part.
type StandardRows struct {
	Part    string        `json:"part" doc:"The part."`
	Edition string        `json:"edition" doc:"Its edition."`
	Title   string        `json:"title" doc:"Its title."`
	Count   int           `json:"count" doc:"Length of rows."`
	Rows    []Requirement `json:"rows" doc:"The requirements, in order of the catalogue."`
}

// Requirement is one entry of a catalogue in brief. The words are ours, never
// those of the standard.
type Requirement struct {
	Ref            string   `json:"ref" doc:"The whole reference, such as 62443-3-3:2013 SR 1.1."`
	Part           string   `json:"part" doc:"The part."`
	Edition        string   `json:"edition" doc:"The edition."`
	Code           string   `json:"code" doc:"The code, such as SR 1.1 RE(1)."`
	Title          string   `json:"title" doc:"The title."`
	FR             string   `json:"fr,omitempty" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement, where the part sorts by them."`
	Level          int      `json:"level" doc:"The lowest SL that asks for it, 1 to 4; 0 in parts without levels and for what is no row."`
	Parent         string   `json:"parent,omitempty" doc:"Code of the base requirement of an enhancement."`
	Group          string   `json:"group,omitempty" doc:"Code of the group it stands in: FR, practice, element."`
	ComponentTypes []string `json:"component_types,omitempty" doc:"Component types it is written for; missing without any."`
	SystemRows     []string `json:"system_rows,omitempty" doc:"Codes of the system rows it derives from, the closest first; missing without any."`
	EnglishOnly    []string `json:"english_only,omitempty" doc:"Which of its texts are given in English because the language of the answer lacks them: title, intent, evidence, or the name of an attribute; missing if none are."`
}

// RequirementRef names a requirement that another one leads to.
type RequirementRef struct {
	Ref   string `json:"ref" doc:"The whole reference."`
	Title string `json:"title" doc:"The title."`
	Level int    `json:"level" doc:"The lowest SL that asks for it, 0 to 4."`
}

// RequirementDetail is everything about one requirement.
type RequirementDetail struct {
	Requirement
	GroupTitle   string            `json:"group_title,omitempty" doc:"Title of its group."`
	Intent       string            `json:"intent" doc:"What it is for, in our words."`
	Evidence     []string          `json:"evidence" doc:"What typically convinces an assessor."`
	Layers       []string          `json:"layers,omitempty" enum:"people,process,technology" doc:"Layers it is about; missing without any."`
	Clause       string            `json:"clause,omitempty" doc:"Clause number in the standard, where known."`
	Roles        []string          `json:"roles,omitempty" doc:"Roles that have to meet it; missing without any."`
	Replaces     string            `json:"replaces,omitempty" doc:"Code of the delegated number that it stands in for."`
	ReplacedBy   []string          `json:"replaced_by,omitempty" doc:"Codes that stand in for a number stated per component type; missing without any."`
	Delegated    string            `json:"delegated,omitempty" enum:"type-specific,no-component-requirement" doc:"Why the number carries no requirement of its own, where it does not."`
	Constraint   bool              `json:"constraint,omitempty" doc:"Whether it holds for everything and has no level; left out if not."`
	Confidence   string            `json:"confidence,omitempty" doc:"How sure the catalogue is of the entry, where it says so."`
	Attributes   map[string]string `json:"attributes,omitempty" doc:"Whatever else the part gives, by name."`
	Enhancements []RequirementRef  `json:"enhancements" doc:"Its enhancements."`
	System       []RequirementRef  `json:"derives_from" doc:"System rows it derives from."`
	Component    []RequirementRef  `json:"component_rows" doc:"Component rows that derive from it."`
	Wording      string            `json:"wording,omitempty" doc:"The wording of the user's own overlay, if there is one."`
}

// Migration is what one edition of a part changes against another.
type Migration struct {
	Part         string            `json:"part" doc:"The part."`
	From         string            `json:"from" doc:"The edition in use."`
	To           string            `json:"to" doc:"The edition to move to."`
	Added        []RequirementRef  `json:"added" doc:"Requirements that only the new edition has."`
	Removed      []RequirementRef  `json:"removed" doc:"Requirements that only the old edition has."`
	LevelChanged []MigrationChange `json:"level_changed" doc:"Requirements that another level asks for."`
	Renumbered   []MigrationChange `json:"renumbered" doc:"Requirements with another code."`
	Retitled     []MigrationChange `json:"retitled" doc:"Requirements with another title."`
	TypesChanged []MigrationChange `json:"types_changed" doc:"Requirements written for other component types."`
	OtherChanged []MigrationChange `json:"other_changed" doc:"Requirements changed otherwise."`
	Unchanged    int               `json:"unchanged" doc:"Requirements that are the same."`
	Uses         *[]MigrationUse   `json:"uses,omitempty" doc:"Items of the project that name a row the new edition changes; missing where no project was asked about."`
}

// MigrationChange is one requirement in both editions.
type MigrationChange struct {
	Old      string `json:"old" doc:"Its code in the old edition."`
	New      string `json:"new" doc:"Its code in the new edition."`
	Title    string `json:"title" doc:"Its title in the new edition."`
	OldLevel int    `json:"old_level" doc:"The lowest SL that asked for it, 0 to 4."`
	NewLevel int    `json:"new_level" doc:"The lowest SL that asks for it now, 0 to 4."`
	Reason   string `json:"reason,omitempty" doc:"Why the two are taken for one requirement, or what differs; for people."`
}

// MigrationUse is an item of the project that names a row which changes.
type MigrationUse struct {
	Item   string `json:"item" doc:"Key of the item."`
	Title  string `json:"title" doc:"Its title."`
	Row    string `json:"row" doc:"The reference that it holds."`
	As     string `json:"as" enum:"allocation,component requirement,statement" doc:"What it holds it for."`
	Change string `json:"change" enum:"removed,level changed,types changed,renumbered,other" doc:"What happens to the row."`
	New    string `json:"new,omitempty" doc:"The reference in the new edition, if there is one."`
}
