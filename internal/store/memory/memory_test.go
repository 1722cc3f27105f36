package memory_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

// spec: REC-10
func TestMemoryKeepsThePromisesOfAStore(t *testing.T) {
	storetest.Run(t, func(testing.TB) store.Store { return memory.New() }, nil)
}
