package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.2, RULE-8.4
func TestSafetyRelatedAssetsAreApart(t *testing.T) {
	judge(t, finding.ZoneSafetyApart, []drawing{
		{"a zone holds both", "zone Z control\nasset A in Z safety-related\nasset B in Z", []string{"Z A"}},
		{"safety alone in any zone", "zone Z control\nasset A in Z safety-related", nil},
		{"a safety zone counts as holding safety", "zone Z safety\nasset A in Z", []string{"Z A"}},
		{"a safety zone with safety only", "zone Z safety\nasset A in Z safety-related", nil},
		{"the safety mark lets a zone mix", "zone Z control safety\nasset A in Z safety-related\nasset B in Z", nil},
		{"the safety mark lets a safety zone mix", "zone Z safety safety\nasset A in Z", nil},
		{"the mark of an outer zone does not reach in", "zone Y control safety\nzone Z control within Y\nasset A in Z safety-related\nasset B in Z", []string{"Z A"}},
		{"a spare safety asset does not count", "zone Z control\nasset A in Z safety-related spare\nasset B in Z", nil},
	})
}
