package oracle

// Reasons why a row does not count, besides the assessments and chain states.
const (
	WhyNotAllocated = "not allocated"
	WhyNAReason     = "not applicable without reason"
	WhyNAApproval   = "not applicable without approval"
	WhyNASuspect    = "not applicable, suspect"
)

// RowStatus says how a row counts in a place (rule 4). Verified and Claimed
// are NotApplicable, Met, Compensated or "" (does not count). Why is the first
// reason against it counting as verified, "" when it does.
type RowStatus struct {
	Row      Row
	Verified string
	Claimed  string
	Why      string
}

// RowStatus is rule 4 for one row in a place.
func (v View) RowStatus(place, code string) RowStatus {
	row, _ := v.Catalogue.Row(code)
	all := v.counting(place, row)
	if all == nil {
		return RowStatus{Row: row, Why: WhyNotAllocated}
	}
	out := RowStatus{Row: row, Verified: v.verified(all), Claimed: v.claimed(all)}
	if out.Verified == "" {
		out.Why = v.why(all)
	}
	return out
}

// counting returns the allocation that may count for a row. A missing one does
// not count, a retired one only while its row is above the SL-T.
func (v View) counting(place string, row Row) *Item {
	s := v.now()
	all := s.allocation(place, row.Code)
	if all == nil || all.Retired && row.Level <= s.target(place)[row.FR-1] {
		return nil
	}
	return all
}

// verified: the first of not applicable (with a reason, a named approver, and
// an allocated-to link that is not suspect), met with a complete chain, and
// compensated.
func (v View) verified(all *Item) string {
	switch {
	case all.Assessment == NotApplicable && v.whyNotApplicable(all) == "":
		return NotApplicable
	case all.Assessment == Met && v.ChainState(all.ID).State == Complete:
		return Met
	case v.Compensation(all.ID) == Valid:
		return Compensated
	}
	return ""
}

// claimed: the same with met for whatever chain, and not applicable with a
// reason, approved or not.
func (v View) claimed(all *Item) string {
	switch {
	case all.Assessment == NotApplicable && !blank(all.Reason):
		return NotApplicable
	case all.Assessment == Met:
		return Met
	case v.Compensation(all.ID) == Valid:
		return Compensated
	}
	return ""
}

func (v View) whyNotApplicable(all *Item) string {
	switch {
	case blank(all.Reason):
		return WhyNAReason
	case blank(all.Approver):
		return WhyNAApproval
	case v.anySuspect(v.now().out(all.ID, AllocatedTo)):
		return WhyNASuspect
	}
	return ""
}

// why is rule 4's last point, for a row that does not count.
func (v View) why(all *Item) string {
	switch {
	case all.Assessment == NotApplicable:
		return v.whyNotApplicable(all)
	case blank(all.Assessment):
		return NotAssessed
	case all.Assessment != Met:
		return all.Assessment
	}
	return v.ChainState(all.ID).State
}

// Achieved is SL-A verified of a place: per FR the highest level such that
// every row of the FR at or below it counts. The SL-T does not cap it.
func (v View) Achieved(place string) Vector {
	return v.level(place, func(r RowStatus) string { return r.Verified })
}

// Claimed is SL-A claimed of a place.
func (v View) Claimed(place string) Vector {
	return v.level(place, func(r RowStatus) string { return r.Claimed })
}

func (v View) level(place string, how func(RowStatus) string) Vector {
	var rows []counted
	for _, row := range v.Catalogue.Rows {
		rows = append(rows, counted{row.FR, row.Level, how(v.RowStatus(place, row.Code)) != ""})
	}
	return highest(rows)
}

// Why returns the rows of level SL-A + 1 that do not count, in catalogue order.
func (v View) Why(place string) []RowStatus {
	achieved := v.Achieved(place)
	return v.notCounting(place, func(row Row) bool { return row.Level == achieved[row.FR-1]+1 })
}

// Gap is rule 7: per FR how far SL-A verified lies below SL-T, and all rows up
// to the SL-T that do not count, in catalogue order.
func (v View) Gap(place string) (Vector, []RowStatus) {
	target, achieved := v.now().target(place), v.Achieved(place)
	var gap Vector
	for i := range gap {
		gap[i] = max(0, target[i]-achieved[i])
	}
	return gap, v.notCounting(place, func(row Row) bool { return row.Level <= target[row.FR-1] })
}

func (v View) notCounting(place string, want func(Row) bool) []RowStatus {
	var out []RowStatus
	for _, row := range v.Catalogue.Rows {
		if !want(row) {
			continue
		}
		if r := v.RowStatus(place, row.Code); r.Verified == "" {
			out = append(out, r)
		}
	}
	return out
}
