package oracle

import "slices"

// sketch writes a plant in few words, for the hand-worked table and for the
// random plants. Every method returns the item or link it made, or the sketch.
type sketch struct {
	p  *Plant
	at int // ConfirmedAt of the links it makes
}

// today is the day of every hand-worked plant.
const today = "2026-06-15"

func draw() *sketch { return &sketch{p: NewPlant(today)} }

// then starts the next state of a history from the last one.
func then(history []*Plant) *sketch {
	return &sketch{history[len(history)-1].Clone(), len(history)}
}

func (s *sketch) item(kind, id string) *Item {
	it := &Item{ID: id, Kind: kind, Text: "text of " + id}
	s.p.Items[id] = it
	return it
}

// link makes a link whose id is its sentence.
func (s *sketch) link(from, verb, to string) *Link {
	l := &Link{ID: from + " " + verb + " " + to, Verb: verb, From: from, To: to, ConfirmedAt: s.at}
	s.p.Links[l.ID] = l
	return l
}

func (s *sketch) unlink(from, verb, to string) { delete(s.p.Links, from+" "+verb+" "+to) }

func (s *sketch) zone(id, zoneType string, target Vector) *Item {
	z := s.item(Zone, id)
	z.Type, z.Target, z.TargetAt = zoneType, &target, s.at
	return z
}

func (s *sketch) conduit(id string, target Vector, zones ...string) *Item {
	c := s.item(Conduit, id)
	c.Target, c.TargetAt = &target, s.at
	for _, z := range zones {
		s.link(id, Connects, z)
	}
	return c
}

// product makes a product that states every row of its types met, except these.
func (s *sketch) product(c *Catalogue, id string, types, except []string) *Item {
	p := s.item(Product, id)
	p.Types, p.Statements = types, map[string]Statement{}
	for _, row := range c.RowsFor(types) {
		if !slices.Contains(except, row.Code) {
			p.Statements[row.Code] = Statement{Answer: Met}
		}
	}
	return p
}

// asset makes an asset in service; place and product may be empty.
func (s *sketch) asset(id, place, product string) *Item {
	a := s.item(Asset, id)
	a.Lifecycle, a.Firmware = InService, "1.5"
	if place != "" {
		s.link(id, In, place)
	}
	if product != "" {
		s.link(id, InstanceOf, product)
	}
	return a
}

// allocate makes the allocation "ALL <code>" of a row to a place, not assessed.
func (s *sketch) allocate(place, code string) *Item {
	a := s.item(Allocation, "ALL "+code)
	a.Row, a.Assessment = code, NotAssessed
	s.link(a.ID, AllocatedTo, place)
	return a
}

// met makes an allocation that is assessed met and has nothing else.
func (s *sketch) met(place, code string) *Item {
	a := s.allocate(place, code)
	a.Assessment = Met
	return a
}

// prove makes allocations with a complete chain each: ALL, DSN, TST, RUN, EVD
// and the code. Without assets in the place this asks for no component
// requirement.
func (s *sketch) prove(place string, codes ...string) *sketch {
	for _, code := range codes {
		s.met(place, code)
		s.item(Design, "DSN "+code)
		s.link("DSN "+code, Realizes, "ALL "+code)
		s.test("TST "+code, "ALL "+code)
		s.run("RUN "+code, "TST "+code, "2026-05-01T10:00:00Z", Passed)
		s.evidence("EVD "+code, "RUN "+code)
	}
	return s
}

func (s *sketch) test(id string, verifies ...string) *Item {
	t := s.item(Test, id)
	t.Method = "test"
	for _, to := range verifies {
		s.link(id, Verifies, to)
	}
	return t
}

func (s *sketch) run(id, test, moment, result string) *Item {
	r := s.item(Run, id)
	r.Moment, r.Result = moment, result
	s.link(id, Executes, test)
	return r
}

func (s *sketch) evidence(id, of string) *Item {
	e := s.item(Evidence, id)
	e.File, e.CollectedAt = FilePresent, "2026-05-02T10:00:00Z"
	s.link(id, Evidences, of)
	return e
}

// refine makes a component requirement of an allocation.
func (s *sketch) refine(id, code, componentRow, implementedBy string) *Item {
	r := s.item(CompReq, id)
	r.ComponentRow = componentRow
	s.link(id, Refines, "ALL "+code)
	s.link(id, ImplementedBy, implementedBy)
	return r
}

func (s *sketch) measure(id, status string) *Item {
	m := s.item(Countermeasure, id)
	m.Status = status
	return m
}

// compensate makes a countermeasure whose compensation of the row is valid
// until a day, with evidence of its own.
func (s *sketch) compensate(id, place, code, until string) *Link {
	s.measure(id, Existing).Compensating = true
	s.link(id, DeployedAt, place)
	s.evidence("EVD "+id, id)
	l := s.link(id, Compensates, "ALL "+code)
	l.Approver, l.Until, l.Justification = "H. Meier", until, "guards the only way in"
	return l
}

// history is the states so far.
func history(states ...*sketch) []*Plant {
	var out []*Plant
	for _, s := range states {
		out = append(out, s.p)
	}
	return out
}

// edit adds a state that differs from the last by one edit.
func edit(states []*Plant, change func(*sketch)) []*Plant {
	next := then(states)
	change(next)
	return append(slices.Clone(states), next.p)
}
