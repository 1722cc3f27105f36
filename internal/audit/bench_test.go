package audit

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// BenchmarkRecord records durably from 16 callers at once.
func BenchmarkRecord(b *testing.B) {
	s, err := sqlite.Create(filepath.Join(b.TempDir(), "security.cordon"))
	if err != nil {
		b.Fatal(err)
	}
	st := openOn(b, s, time.Now, 1)
	e := granted()
	e.Time = time.Time{}
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := st.Record(context.Background(), e); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
