package main

import (
	"github.com/cordon-ot/cordon/internal/model"
)

// impact measures P4.
func (b *bench) impact(size string, s *model.Snapshot, ref *csr, q *sqlGraph) error { return nil }
