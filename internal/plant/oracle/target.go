package oracle

// Approval says which rows an approved SL-T touches, in catalogue order.
type Approval struct {
	Created []string // no allocation was there
	Revived []string // one was there, retired
	Retired []string // the SL-T before asked for it, this one does not
}

// ApproveTarget answers what approving an SL-T for a place does (rule 1): a row
// is asked for when its level is at most the component of its FR. It changes
// nothing; see Apply.
func (v View) ApproveTarget(place string, target Vector) Approval {
	s := v.now()
	before := s.target(place)
	var out Approval
	for _, row := range v.Catalogue.Rows {
		asked := row.Level <= target[row.FR-1]
		askedBefore := row.Level <= before[row.FR-1]
		all := s.allocation(place, row.Code)
		switch {
		case asked && all == nil:
			out.Created = append(out.Created, row.Code)
		case asked && all.Retired:
			out.Revived = append(out.Revived, row.Code)
		case !asked && askedBefore && all != nil && !all.Retired:
			out.Retired = append(out.Retired, row.Code)
		}
	}
	return out
}

// Apply carries out an approval on p, which becomes the state with index at:
// it sets the target, makes allocations with ids "ALL-<place>-<row>" and links
// "allocated-<place>-<row>", revives and retires.
func (a Approval) Apply(p *Plant, place string, target Vector, at int) {
	p.Items[place].Target, p.Items[place].TargetAt = &target, at
	for _, code := range a.Created {
		id := "ALL-" + place + "-" + code
		p.Items[id] = &Item{ID: id, Kind: Allocation, Row: code, Assessment: NotAssessed}
		link := "allocated-" + place + "-" + code
		p.Links[link] = &Link{ID: link, Verb: AllocatedTo, From: id, To: place, ConfirmedAt: at}
	}
	now := state{nil, p}
	for _, code := range a.Revived {
		now.allocation(place, code).Retired = false
	}
	for _, code := range a.Retired {
		now.allocation(place, code).Retired = true
	}
}
