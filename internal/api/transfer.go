package api

// BulkCommitted says what became of a change that was sent line by line.
type BulkCommitted struct {
	Steps   int      `json:"steps" doc:"Steps that were read."`
	Ops     int      `json:"ops" doc:"Ops that they are in the record; a step can be two."`
	Commits []Commit `json:"commits" doc:"The commits that were made, in order: one, unless the change is larger than a commit may be; none if there was nothing to do."`
	Items   []Given  `json:"items" doc:"The names of the new items that the steps gave a ref, in order of the steps."`
	Again   bool     `json:"again" doc:"The same call was carried out before, and this is what came of it then."`
	Head    uint64   `json:"head" doc:"Number of the newest commit that is known."`
}

// ImportReport says what an import did, or with dry_run would do. The result of
// a job holds the beginning of long lists; the job's file holds them whole.
type ImportReport struct {
	DryRun    bool              `json:"dry_run" doc:"Nothing was written."`
	Cut       bool              `json:"cut" doc:"Lists were cut short here; the file of the job holds them whole."`
	Head      uint64            `json:"head" doc:"The commit of the state that the import was made for, or led to."`
	Ops       int               `json:"ops" doc:"Ops that it consists of; 0 if everything is in the project already."`
	Commits   []Commit          `json:"commits" doc:"The commits that were made, in order."`
	Entries   int               `json:"entries" doc:"Rows, entries or steps that were read."`
	Inventory *InventoryPlan    `json:"inventory,omitempty" doc:"Of a list of assets: what it changes."`
	Mapping   string            `json:"mapping,omitempty" doc:"Of a list of assets: what each column was taken for, in the form in which it can be given as the parameter mapping."`
	Reading   *InventoryReading `json:"reading,omitempty" doc:"Of a list of assets, with dry_run: how it was read, for somebody who is to correct it."`
	Changed   int               `json:"changed" doc:"Of a text folder or steps, with dry_run: items that would be different."`
	Items     []ItemChange      `json:"items" doc:"Of a text folder or steps, with dry_run: what would be different, in order of creation, the first 100,000."`
	Given     []Given           `json:"given" doc:"Of steps: the names of the new items that have a ref, in order of the steps."`
	Files     int               `json:"files" doc:"Files of evidence that came with it and were not stored before."`
	Damaged   []string          `json:"damaged_files" doc:"Files of evidence in the archive whose content is not what their names say. They were not taken."`
}

// InventoryPlan is what a list of assets changes in a project.
type InventoryPlan struct {
	File      string               `json:"file" doc:"The list."`
	Rows      int                  `json:"rows" doc:"Its rows, those with problems included."`
	LeftOut   int                  `json:"left_out" doc:"Rows that are left out because of problems; those left out on purpose are not among them."`
	Added     []InventoryAsset     `json:"added" doc:"Assets that come, in the order of the rows."`
	Changed   []InventoryAsset     `json:"changed" doc:"Assets that change, in the order of the rows."`
	Unchanged int                  `json:"unchanged" doc:"Assets that are in the project as the list says."`
	Created   []InventoryItem      `json:"created" doc:"Zones, conduits and products that come, in the order of the rows."`
	Missing   []InventoryItem      `json:"missing" doc:"Assets of the project that the list does not have; nothing is done about them."`
	Problems  []InventoryProblem   `json:"problems" doc:"What is wrong with rows, in their order."`
	Corrected []InventoryCorrected `json:"corrected" doc:"Cells that were read as the parameter corrections says, of rows that go in, in order."`
	Omitted   []InventoryOmitted   `json:"omitted" doc:"Rows that were left out on purpose, in order."`
	Notes     []string             `json:"notes" doc:"What was found and decided while reading; for people."`
	Proposals []string             `json:"proposals" doc:"What was guessed from words and should be looked at; for people."`
}

// InventoryProblem is what is wrong with a row, and the cell that a correction
// of it would have to name.
type InventoryProblem struct {
	ProblemError
	Header string `json:"header,omitempty" doc:"The column that a correction would name; missing if no one cell is to blame, or the row cannot be read: such a row can only be left out."`
	To     string `json:"to,omitempty" doc:"What that column was taken for."`
	Value  string `json:"value" doc:"What the cell holds in the file."`
	Asset  string `json:"asset,omitempty" doc:"How the row names its asset."`
}

// InventoryCorrected is a cell that was read otherwise than it stands.
type InventoryCorrected struct {
	Row    int    `json:"row" doc:"Row of the list, counted as in the file."`
	Column string `json:"column" doc:"Header of the column."`
	To     string `json:"to" doc:"What the column was taken for."`
	Old    string `json:"old" doc:"What the cell holds in the file."`
	New    string `json:"new" doc:"What was read in its place."`
}

// InventoryOmitted is a row that was left out on purpose.
type InventoryOmitted struct {
	Row   int    `json:"row" doc:"Row of the list, counted as in the file."`
	Asset string `json:"asset,omitempty" doc:"How the row names its asset; missing if it cannot be read."`
}

// InventoryCorrections set single cells of a list right without changing its
// file. What does not fit the list is refused, and then nothing is imported.
type InventoryCorrections struct {
	Cells []InventoryCorrection `json:"cells" maxItems:"1000" doc:"The cells."`
	Omit  []int                 `json:"left_out" maxItems:"1000" minimum:"1" maximum:"1048576" doc:"Rows to leave out on purpose, counted as in the file."`
}

// InventoryCorrection sets one cell right.
type InventoryCorrection struct {
	Row    int    `json:"row" minimum:"1" maximum:"1048576" doc:"Row of the list, counted as in the file."`
	Column string `json:"column" minLength:"1" maxLength:"32767" doc:"Header of the column."`
	Was    string `json:"was" maxLength:"32767" doc:"What the cell holds in the file; if it holds something else, the import is refused."`
	Value  string `json:"value" maxLength:"32767" doc:"What is read in its place: one of our words, or what could stand in the list; blank to say nothing."`
}

// InventoryAsset is what happens to one asset.
type InventoryAsset struct {
	Row     int               `json:"row" doc:"Row of the list, counted as in the file."`
	Key     string            `json:"key" doc:"Key of the asset, for a new one the key it gets."`
	Title   string            `json:"title" doc:"Its title."`
	Zone    string            `json:"zone,omitempty" doc:"The place a new asset gets."`
	Product string            `json:"product,omitempty" doc:"The product a new asset gets."`
	Changes []InventoryChange `json:"changes" doc:"Values that change."`
}

// InventoryChange is one value that changes.
type InventoryChange struct {
	Field string `json:"field" doc:"A property, or title, zone, conduit or product."`
	Old   string `json:"old" doc:"What it was; empty if nothing."`
	New   string `json:"new" doc:"What it becomes."`
}

// InventoryItem is an item that a list is about.
type InventoryItem struct {
	Row   int    `json:"row,omitempty" doc:"The first row that names it."`
	Key   string `json:"key" doc:"Its key."`
	Title string `json:"title" doc:"Its title."`
}

// ExportReport says what an export holds.
type ExportReport struct {
	Commit   uint64   `json:"commit" doc:"The commit of the state that was exported; of a log its last."`
	Items    int      `json:"items" doc:"Items in it; 0 for a log."`
	Files    int      `json:"files" doc:"Files of evidence in it."`
	Missing  []string `json:"missing_evidence" doc:"Keys of evidence whose file is missing or changed here, so that it is not in the export; the first 1000."`
	Lacking  int      `json:"lacking" doc:"How many pieces of evidence that is."`
	Verifier string   `json:"key,omitempty" doc:"Of a log: the key to verify it with."`
}

// DoctorReport says what an examination of a record found.
type DoctorReport struct {
	Commits     uint64        `json:"commits" doc:"Commits that were replayed."`
	Items       int           `json:"items" doc:"Items they lead to, retired ones included."`
	Found       int           `json:"found" doc:"Differences between the record and the tables made from it; 0 for a sound one."`
	Differences []string      `json:"differences" doc:"The first of them, for people."`
	Rebuilt     bool          `json:"rebuilt" doc:"The tables were made anew from the record."`
	Evidence    EvidenceCheck `json:"evidence" doc:"What reading every file of evidence found."`
}

// EvidenceCheck says what reading files of evidence found.
type EvidenceCheck struct {
	Present int      `json:"present" doc:"Files that are there and as they were recorded."`
	Changed []string `json:"changed" doc:"Digests of files that were changed, the first 100."`
	Missing []string `json:"missing" doc:"Digests of files that are not there, the first 100."`
	Wrong   int      `json:"wrong" doc:"How many files are changed or missing."`
}
