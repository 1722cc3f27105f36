package api

// InventoryReading says how a list of assets was read: what each column was
// taken for, with examples of its cells, so that a person can correct it. A
// corrected reading is given back as the parameter mapping, in the format of a
// mapping file; JSON of the same members is one.
type InventoryReading struct {
	Sheet          string            `json:"sheet,omitempty" doc:"Worksheet that was read; missing for a CSV file."`
	Sheets         []string          `json:"sheets" doc:"All worksheets of a workbook, in its order; empty for a CSV file."`
	HeaderRow      int               `json:"header_row" doc:"Row of the headers, counted from 1."`
	SeekHeader     bool              `json:"seek_header" doc:"The row was found by its words, and is found again without being named."`
	Match          []string          `json:"match" doc:"By what an asset is recognised again, the strongest first."`
	Dates          string            `json:"dates,omitempty" enum:"dmy,mdy" doc:"Order of day and month; missing while nobody has said."`
	Blanks         []string          `json:"blanks" doc:"Cells that say nothing is known."`
	Columns        []InventoryColumn `json:"columns" doc:"One element for each column of the list, in its order."`
	Marks          []InventoryWords  `json:"marks" doc:"Words of notes that set a mark."`
	ComponentTypes []InventoryWords  `json:"component_types" doc:"Component types of 62443-4-2 for each content of the column of functions."`
	Targets        []InventoryTarget `json:"targets" doc:"What a column can be taken for in this project."`
}

// InventoryColumn is a column of a list and what it was taken for.
type InventoryColumn struct {
	Header     string          `json:"header" doc:"Its header."`
	To         string          `json:"to,omitempty" doc:"What it gives, one of the targets; missing if it is left out."`
	Split      []string        `json:"split" doc:"Separators of a list; newline for a line end."`
	Values     []InventoryWord `json:"values" doc:"What single cells mean."`
	Separators []string        `json:"separators" doc:"What stands between values in its cells, for when it gives a list."`
	Examples   []string        `json:"examples" doc:"Its first cells that differ and are not blank, shortened."`
	Filled     int             `json:"filled" doc:"How many rows have a cell that is not blank."`
}

// InventoryWord says what a cell means.
type InventoryWord struct {
	Cell string `json:"cell" doc:"The cell."`
	Ours string `json:"ours" doc:"The word it stands for; empty for nothing."`
}

// InventoryWords gives words for a name.
type InventoryWords struct {
	Name  string   `json:"name" doc:"A mark, or the content of a cell."`
	Words []string `json:"words" doc:"Words that set it, or component types."`
}

// InventoryTarget is something that a column can give.
type InventoryTarget struct {
	Name string `json:"name" doc:"Its name in a mapping."`
	Many bool   `json:"many" doc:"Several columns may give it."`
	List bool   `json:"list" doc:"It takes a list; the cells of the column are split."`
}
