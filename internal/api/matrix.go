package api

// Matrix is every row of IEC 62443-3-3 on every zone and conduit: what is asked,
// how it is assessed and how far its chain goes. It holds tens of thousands of
// cells in large projects, so cells are not elements but numbers: each list of a
// place has one element for each element of rows, in the same order, and where
// it holds numbers they count from 0 in the list of words of the same name here.
type Matrix struct {
	State         State         `json:"state" doc:"What was judged."`
	Standard      Standard      `json:"standard" doc:"The catalogues that rows are of."`
	Assessments   []string      `json:"assessments" doc:"Words that the numbers in assessments of a place stand for. The first is for a row without an allocation."`
	Chains        []string      `json:"chains" doc:"Words that the numbers in chains of a place stand for: the first broken step, or complete. The first is for a row without an allocation, the others go from the most broken to complete."`
	Counts        []string      `json:"counts" doc:"Words that the numbers in counts of a place stand for: how the row counts for SL-A verified."`
	Reasons       []string      `json:"reasons" doc:"Words that the numbers in reasons of a place stand for: the first thing that keeps the row from counting. The first is for a row that counts."`
	Compensations []string      `json:"compensations" doc:"Words that the numbers in compensations of a place stand for: how far its furthest compensating countermeasure comes. The first is for a row without any."`
	Rows          []MatrixRow   `json:"rows" doc:"All rows, in order of the catalogue."`
	Places        []MatrixPlace `json:"places" doc:"Zones, then conduits, in order of keys; or those asked for, in the order asked."`
}

// MatrixRow is one row of the catalogue.
type MatrixRow struct {
	Row   string `json:"row" doc:"Code of the row, such as SR 1.1 RE(1); its edition is that of standard.system."`
	FR    string `json:"fr" enum:"IAC,UC,SI,DC,RDF,TRE,RA" doc:"The foundational requirement."`
	Level int    `json:"level" doc:"The lowest SL that asks for the row, 1 to 4. A place is asked for it when its target in the FR reaches this level."`
	Title string `json:"title" doc:"Title of the row."`
}

// MatrixPlace is one column of the matrix.
type MatrixPlace struct {
	Key   string `json:"key" doc:"Key of the zone or conduit."`
	Title string `json:"title" doc:"Its title."`
	Kind  string `json:"kind" enum:"zone,conduit" doc:"Whether it is a zone or a conduit."`
	Type  string `json:"type,omitempty" doc:"Its type, such as control or safety, if one is recorded."`
	Vectors
	Approved      bool     `json:"approved" doc:"Whether there is an approved target."`
	Suspects      int      `json:"suspects" doc:"How many links in the chains of its rows are suspect."`
	Allocations   []string `json:"allocations" doc:"Key of the allocation of each row, retired ones included; empty without any."`
	Assessments   []int    `json:"assessments" doc:"The assessment of each row as recorded, as a number in assessments of the document."`
	Chains        []int    `json:"chains" doc:"The chain state of each row, as a number in chains of the document."`
	Counts        []int    `json:"counts" doc:"How each row counts, as a number in counts of the document."`
	Reasons       []int    `json:"reasons" doc:"What keeps each row from counting, as a number in reasons of the document."`
	Compensations []int    `json:"compensations" doc:"The state of the compensation of each row, as a number in compensations of the document."`
	Retired       []int    `json:"retired" doc:"Rows whose allocation is retired, as numbers in rows of the document."`
	Covered       []int    `json:"covered" doc:"Rows that count for SL-C, because the assets they concern or a countermeasure can do them, as numbers in rows of the document."`
}
