package api

// Levels is the security levels of places, and of the assets and products that
// were asked for.
type Levels struct {
	State    State         `json:"state" doc:"What was judged."`
	Standard Standard      `json:"standard" doc:"The catalogues that rows are of."`
	Places   []PlaceLevels `json:"places" doc:"Zones, then conduits, in order of keys; or those asked for, in the order asked."`
	Assets   []Component   `json:"assets,omitempty" doc:"Assets that were asked for, in the order asked."`
	Products []Component   `json:"products,omitempty" doc:"Products that were asked for, in the order asked."`
}

// PlaceLevels is one zone or conduit with its vectors.
type PlaceLevels struct {
	Key   string `json:"key" doc:"Key of the zone or conduit."`
	Title string `json:"title" doc:"Its title."`
	Kind  string `json:"kind" enum:"zone,conduit" doc:"Whether it is a zone or a conduit."`
	Type  string `json:"type,omitempty" doc:"Its type, such as control or safety, if one is recorded."`
	Vectors
	Decision Decision     `json:"decision" doc:"What is recorded about the target."`
	Suspects int          `json:"suspects" doc:"How many links in the chains of its rows are suspect."`
	ByState  []ChainCount `json:"by_state,omitempty" doc:"If asked for: its rows up to the target and those allocated above it, counted by chain state, the most broken first."`
	Why      []FRWhy      `json:"why,omitempty" doc:"If asked for: why the numbers are what they are, one element for each FR in order."`
}

// Decision is what is recorded about the target of a place.
type Decision struct {
	Approved   bool    `json:"approved" doc:"Whether there is an approved target."`
	ApprovedBy string  `json:"approved_by,omitempty" doc:"Who approved it."`
	ApprovedOn string  `json:"approved_on,omitempty" doc:"The day of the approval, YYYY-MM-DD."`
	Rationale  string  `json:"rationale,omitempty" doc:"Why the target is what it is, in the words of who decided it."`
	Proposed   *Vector `json:"proposed,omitempty" doc:"A target that waits for approval, if any. Seven levels in the order IAC, UC, SI, DC, RDF, TRE, RA; missing without any."`
	Open       bool    `json:"open" doc:"Whether the assets or risks that the target was decided on have changed since."`
}

// Component is the capability of an asset or a product.
type Component struct {
	Key        string           `json:"key" doc:"Key of the asset or product."`
	Title      string           `json:"title" doc:"Its title."`
	Product    string           `json:"product,omitempty" doc:"Of an asset: key of the product whose statements it rests on."`
	Place      string           `json:"place,omitempty" doc:"Of an asset: key of the zone or conduit it is in."`
	Firmware   string           `json:"firmware,omitempty" doc:"Of an asset: its firmware version, if known."`
	Types      []string         `json:"component_types" doc:"Component types as recorded, such as embedded-device (IEC 62443-4-2)."`
	Capability Vector           `json:"capability" doc:"SL-C. Seven levels 0 to 4 in the order IAC, UC, SI, DC, RDF, TRE, RA."`
	Reason     string           `json:"reason,omitempty" doc:"Why capability is 0 as a whole, if it is; for people."`
	Why        []ComponentFRWhy `json:"why,omitempty" doc:"If asked for: why capability is what it is, one element for each FR in order."`
}
