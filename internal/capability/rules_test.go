package capability_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// The plants of this file use FR 6 where they can. Its component rows for every
// type are CR 6.1 (level 1), CR 6.2 (2) and CR 6.1 RE(1) (3), and none at 4, so
// that all three met give 4. fr6 states them all.
const fr6 = `"CR 6.1","CR 6.2","CR 6.1 RE(1)"`

var shipped = sync.OnceValues(func() (capability.Basis, error) {
	lib, err := standard.Shipped()
	if err != nil {
		return capability.Basis{}, err
	}
	return capability.BasisFor(lib, model.Empty()), nil
})

func basis(t testing.TB) capability.Basis {
	t.Helper()
	b, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// drawn is a plant with its capabilities.
type drawn struct {
	*plant.Plant
	c *capability.Plant
}

func draw(t testing.TB, text string) drawn {
	t.Helper()
	p, err := plant.Parse(text)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return drawn{p, capability.NewPlant(basis(t), p.Snapshot)}
}

// levels gives SL-C of a product, asset or place.
func (d drawn) levels(name string) sl.Vector {
	n := d.Node(name)
	switch d.Kind(n) {
	case model.KindProduct:
		return d.c.Capability(d.c.Product(n))
	case model.KindAsset:
		return d.c.Capability(d.c.Asset(n))
	}
	return d.c.PlaceCapability(n)
}

// covered lists the rows of some FRs that are covered on a place.
func (d drawn) covered(name string, frs ...sl.FR) string {
	rows := d.c.Covered(d.Node(name))
	var out []string
	for i, r := range d.c.Rows() {
		if rows[i] && slices.Contains(frs, r.FR) {
			out = append(out, r.Ref.Code)
		}
	}
	return strings.Join(out, ", ")
}

// concerned lists the assets that a row concerns on a place.
func (d drawn) concerned(t testing.TB, name, code string) string {
	t.Helper()
	i, ok := d.c.Row("62443-3-3:2013 " + code)
	if !ok {
		t.Fatalf("there is no %s", code)
	}
	var out []string
	for m := range d.c.Concerned(d.Node(name), i) {
		out = append(out, d.Name(m.Asset))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// sixth is the vector with one level in FR 6 and zeros elsewhere.
func sixth(l sl.Level) sl.Vector { return sl.Vector{}.With(sl.TRE, l) }

// capabilityCase is a plant and SL-C of its item A.
type capabilityCase struct {
	name, plant string
	want        sl.Vector
}

func judge(t *testing.T, cases []capabilityCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := draw(t, c.plant).levels("A"); got != c.want {
				t.Errorf("SL-C of A in\n%s\n got %s\nwant %s", c.plant, got, c.want)
			}
		})
	}
}

const product = "product P types embedded-device\nstates " + fr6 + " met\n"

// spec: RULE-2.1, RULE-2.2, RULE-2.3
func TestAnAssetHasItsProductsStatementsAndItsOwnTypesIfItRecordsAny(t *testing.T) {
	judge(t, []capabilityCase{
		{"types and statements of the product", product + "asset A instance-of P", sixth(4)},
		{"no product, no statements", product + "asset A types embedded-device", sl.Vector{}},
		{"statements of another product", product + "product Q types embedded-device\nasset A instance-of Q", sl.Vector{}},
		{"the product was retired", product + "asset A instance-of P types embedded-device\ncommit\nretire P", sl.Vector{}},
		// A network device has rows in FR 5 that the product says nothing of.
		{
			"own types take the place of the product's",
			"product P types network-device\nstates \"CR 5.1\" met\nasset A instance-of P types embedded-device",
			sl.Vector{0, 0, 0, 0, 4, 0, 0},
		},
		{"the product's types where it records none", "product P types network-device\nstates \"CR 5.1\" met\nasset A instance-of P", sl.Vector{}},
		{"no types anywhere", "product P\nstates " + fr6 + " met\nasset A instance-of P", sl.Vector{}},
		{"a type nobody knows", "asset A types toaster", sl.Vector{}},
	})
}

// spec: RULE-2.4, RULE-2.5
func TestAnOverrideWithAReasonReplacesOrCompletesTheProductsStatement(t *testing.T) {
	const two = "product P types embedded-device\nstates \"CR 6.1\",\"CR 6.2\" met\nasset A instance-of P\n"
	judge(t, []capabilityCase{
		{"none", two, sixth(2)},
		{"it states a row the product does not", two + "states \"CR 6.1 RE(1)\" met reason tested", sixth(4)},
		{"it takes back", two + "states \"CR 6.2\" not-met reason broken", sixth(1)},
		{"its reason is that of a not relevant", two + "states \"CR 6.1 RE(1)\" \"not relevant\" reason \"no logs\"", sixth(4)},
		{"met when configured needs its configuration too", two + "states \"CR 6.1 RE(1)\" \"met when configured\" reason r", sixth(2)},
		{"with both", two + "states \"CR 6.1 RE(1)\" \"met when configured\" reason r configuration c", sixth(4)},
		{"met without a reason adds nothing", two + "states \"CR 6.1 RE(1)\" met", sixth(2)},
		{"not met without a reason takes nothing", two + "states \"CR 6.1\" not-met", sixth(2)},
		{"not relevant without a reason", two + "states \"CR 6.1 RE(1)\" \"not relevant\"", sixth(2)},
		{"a blank reason is none", two + "states \"CR 6.1\" not-met reason \"  \"", sixth(2)},
		{"one with a reason behind one without", two + "states \"CR 6.1\" met\nstates \"CR 6.1\" not-met reason r", sixth(0)},
	})
}

// spec: RULE-2.7, RULE-2.8
func TestWhichAnswersCount(t *testing.T) {
	for _, c := range []struct {
		statement string
		want      capability.Answer
		counts    bool
	}{
		{"met", capability.Met, true},
		{"\"met when configured\" configuration \"syslog on\"", capability.MetConfigured, true},
		{"\"met when configured\"", capability.NoConfiguration, false},
		{"\"met when configured\" reason \"syslog on\"", capability.NoConfiguration, false},
		{"\"met when configured\" configuration \" \"", capability.NoConfiguration, false},
		{"\"not relevant\" reason \"has no log\"", capability.NotRelevant, true},
		{"\"not relevant\"", capability.NoReason, false},
		{"\"not relevant\" configuration c measure m", capability.NoReason, false},
		{"not-met", capability.NotMet, false},
		{"not-met reason r configuration c", capability.NotMet, false},
		{"", capability.NoStatement, false},
	} {
		text := "product A types embedded-device\nstates \"CR 6.2\",\"CR 6.1 RE(1)\" met\n"
		if c.statement != "" {
			text += "states \"CR 6.1\" " + c.statement
		}
		d := draw(t, text)
		i, _ := d.c.ComponentRow("62443-4-2:2019 CR 6.1")
		got := d.c.Product(d.Node("A")).Row(i)
		want := sixth(0) // CR 6.1 is of level 1
		if c.counts {
			want = sixth(4)
		}
		if got != c.want || got.Counts() != c.counts || d.levels("A") != want {
			t.Errorf("%q: got %q, counts %v, SL-C %s; want %q, %v, %s", c.statement, got, got.Counts(), d.levels("A"), c.want, c.counts, want)
		}
	}
}

// spec: RULE-2.6, RULE-2.9, RULE-2.10
func TestStatementsCountOnlyForFirmwareInTheVersionScopeAndOverridesForAny(t *testing.T) {
	scoped := func(scope, asset string) string {
		return "product P types embedded-device " + scope + "\nstates " + fr6 + " met\nasset A instance-of P " + asset
	}
	judge(t, []capabilityCase{
		{"no scope", scoped("", "firmware 9"), sixth(4)},
		{"no scope, firmware not known", scoped("", ""), sixth(4)},
		{"inside", scoped("version-from 2.0 version-to 3.0", "firmware 2.5"), sixth(4)},
		{"below", scoped("version-from 2.0 version-to 3.0", "firmware 1.9"), sixth(0)},
		{"above", scoped("version-from 2.0 version-to 3.0", "firmware 3.0.1"), sixth(0)},
		{"not known", scoped("version-from 2.0 version-to 3.0", ""), sixth(0)},
		{"not known, only an upper end", scoped("version-to 3.0", ""), sixth(0)},
		{"not known, only a lower end", scoped("version-from 0", ""), sixth(0)},
		{"blank firmware is not known", scoped("version-to 3.0", "firmware \" \""), sixth(0)},
		{"an override outside", scoped("version-to 3.0", "firmware 4\nstates "+fr6+" met reason tested"), sixth(4)},
		{"an override, firmware not known", scoped("version-to 3.0", "\nstates "+fr6+" met reason tested"), sixth(4)},
		{"one row overridden outside", scoped("version-to 3.0", "firmware 4\nstates \"CR 6.1\" met reason tested"), sixth(1)},
		{"an override without a reason outside", scoped("version-to 3.0", "firmware 4\nstates "+fr6+" met"), sixth(0)},
	})
	// The product by itself has no firmware: its own SL-C knows no scope.
	if got := draw(t, "product A types embedded-device version-to 3.0\nstates "+fr6+" met").levels("A"); got != sixth(4) {
		t.Errorf("the product: got %s, want %s", got, sixth(4))
	}
}

// spec: RULE-2.14, RULE-2.18
func TestTheLevelOfAComponentIsTheHighestUpToWhichEveryRowOfItsTypesCounts(t *testing.T) {
	asset := func(types, rows string) string {
		return "product P types " + types + "\nstates " + rows + " met\nasset A instance-of P"
	}
	const boundary = `"CR 5.1","NDR 5.2","NDR 5.3"`
	judge(t, []capabilityCase{
		{"level 1", asset("embedded-device", `"CR 6.1"`), sixth(1)},
		{"levels 1 and 2", asset("embedded-device", `"CR 6.1","CR 6.2"`), sixth(2)},
		{"the last row opens level 4", asset("embedded-device", fr6), sixth(4)},
		{"a hole at level 2", asset("embedded-device", `"CR 6.1","CR 6.1 RE(1)"`), sixth(1)},
		{"a hole at level 1", asset("embedded-device", `"CR 6.2","CR 6.1 RE(1)"`), sixth(0)},
		{"one row only in the FR", asset("embedded-device", `"CR 5.1"`), sl.Vector{0, 0, 0, 0, 4, 0, 0}},
		{"rows of a second type are asked too", asset("embedded-device,network-device", `"CR 5.1"`), sl.Vector{}},
		{"both types at level 1", asset("embedded-device,network-device", boundary), sl.Vector{0, 0, 0, 0, 1, 0, 0}},
		{"and at level 2", asset("embedded-device,network-device", boundary+`,"NDR 5.2 RE(1)"`), sl.Vector{0, 0, 0, 0, 2, 0, 0}},
		{"one of two rows of level 3", asset("network-device", boundary+`,"NDR 5.2 RE(1)","NDR 5.2 RE(2)"`), sl.Vector{0, 0, 0, 0, 2, 0, 0}},
		{"both rows of level 3", asset("network-device", boundary+`,"NDR 5.2 RE(1)","NDR 5.2 RE(2)","NDR 5.2 RE(3)"`), sl.Vector{0, 0, 0, 0, 4, 0, 0}},
	})
}

// spec: RULE-2.14, RULE-2.18, RULE-3.7, RULE-4.7
func TestTheHighestLevelOverAllPatternsOfFourLevels(t *testing.T) {
	// Each level has no row, rows that hold, rows that do not, or both kinds.
	const patterns = 4 * 4 * 4 * 4
	for p := range patterns {
		var rows []*standard.Requirement
		var list []int
		var holds []bool
		add := func(l sl.Level, ok bool) {
			// In front, so that the highest levels come first.
			rows = append([]*standard.Requirement{{Level: l}}, rows...)
			holds = append([]bool{ok}, holds...)
			list = append(list, len(list))
		}
		want, broken, name := sl.Level(4), false, ""
		for l := sl.Level(1); l <= 4; l++ {
			kind := p >> (2 * (l - 1)) & 3
			name += [...]string{"-", "y", "n", "b"}[kind]
			if kind&1 != 0 {
				add(l, true)
			}
			if kind&2 != 0 {
				add(l, false)
				if !broken {
					want, broken = l-1, true
				}
			}
		}
		for range 2 {
			if got := capability.HighestLevel(rows, list, func(i int) bool { return holds[i] }); got != want {
				t.Errorf("%s in order %v: got %d, want %d", name, list, got, want)
			}
			slices.Reverse(list) // the order of the list does not matter
		}
	}
}

// spec: RULE-2.15, RULE-2.16, RULE-2.17
func TestAStatementWithoutARowOfItsTypesCountsForNothing(t *testing.T) {
	const others = `"CR 3.1","CR 3.3","CR 3.4","CR 3.5","CR 3.6","CR 3.7","EDR 3.10","EDR 3.14"`
	// With EDR 3.2 these are all rows of FR 3 and level 1 for an embedded device.
	const device = "product P types embedded-device\nstates " + others + " met\n"
	one := sl.Vector{0, 0, 1, 0, 0, 0, 0}
	judge(t, []capabilityCase{
		{"the device's own row", device + "states \"EDR 3.2\" met\nasset A instance-of P", one},
		{"the delegated number", device + "states \"CR 3.2\" met\nasset A instance-of P", sl.Vector{}},
		{"not met at the delegated number", device + "states \"EDR 3.2\" met\nstates \"CR 3.2\" not-met\nasset A instance-of P", one},
		{"the row of another type", device + "states \"HDR 3.2\" met\nasset A instance-of P", sl.Vector{}},
		{"not met at the row of another type", device + "states \"EDR 3.2\" met\nstates \"HDR 3.2\" not-met\nasset A instance-of P", one},
		{"override at the delegated number", device + "asset A instance-of P\nstates \"CR 3.2\" met reason r", sl.Vector{}},
		{"override at the row of another type", device + "asset A instance-of P\nstates \"HDR 3.2\" met reason r", sl.Vector{}},
		{"override at the device's own row", device + "asset A instance-of P\nstates \"EDR 3.2\" met reason r", one},
		// A statement that the product's types do not ask for stays nothing even
		// if the asset's own types do.
		{"stated for a type that only the asset has", "product P types host-device\nstates \"EDR 3.2\"," + others + " met\nasset A instance-of P types embedded-device", sl.Vector{}},
	})
	for _, c := range []struct {
		item string
		want []string
	}{
		{"product A types embedded-device\nstates \"CR 3.2\",\"HDR 3.2\",\"EDR 3.2\",\"CR 1.1\" met", []string{"CR 3.2", "HDR 3.2"}},
		{"asset A types embedded-device\nstates \"CR 3.2\",\"HDR 3.2\",\"EDR 3.2\",\"CR 1.1\" met reason r", []string{"CR 3.2", "HDR 3.2"}},
		{"product A types embedded-device\nstates \"EDR 3.2\",\"CR 1.1\" met", nil},
	} {
		d := draw(t, c.item)
		var got []string
		for _, s := range d.c.Strays(d.Node("A")) {
			got = append(got, strings.TrimPrefix(s.Row, "62443-4-2:2019 "))
			if s.Override != (d.Kind(s.Item) == model.KindAsset) {
				t.Errorf("%s: override is %v", s.Row, s.Override)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\nstrays: got %v, want %v", c.item, got, c.want)
		}
	}
}

// spec: RULE-2.19
func TestConstraintsHaveNoPartInTheLevel(t *testing.T) {
	for _, answer := range []string{"met", "not-met"} {
		d := draw(t, product+"states \"CCSC 1\",\"CCSC 4\" "+answer+"\nasset A instance-of P")
		if got := d.levels("A"); got != sixth(4) {
			t.Errorf("constraints %s: SL-C %s, want %s", answer, got, sixth(4))
		}
		if strays := d.c.Strays(d.Node("P")); len(strays) > 0 {
			t.Errorf("constraints %s: they count as stray: %v", answer, strays)
		}
	}
	for _, r := range basis(t).ComponentRows() {
		if r.Constraint || r.Level < 1 {
			t.Errorf("%s is among the component rows that levels rest on", r.Ref)
		}
	}
}

// spec: RULE-2.20
func TestACertificateDoesNotReplaceStatements(t *testing.T) {
	d := draw(t, "product A types embedded-device\nstates \"CR 6.1\" met")
	decl := d.Schema().Prop(model.KindProduct, "certificates")
	certificates, err := decl.Records([]map[string]string{{"scheme": "ISASecure CSA level 4", "number": "7", "until": "2099-12-31"}})
	if err != nil {
		t.Fatal(err)
	}
	b := model.NewBuilder(d.Snapshot, 2, time.Unix(0, 0), model.Options{})
	b.Apply([]model.Op{{Kind: model.OpSet, Item: d.ID(d.Node("A")), Props: model.Props{{Name: "certificates", Value: certificates}}}})
	for _, f := range b.Faults() {
		t.Fatal(f)
	}
	c := capability.NewPlant(basis(t), b.Snapshot())
	if got := c.Capability(c.Product(d.Node("A"))); got != sixth(1) {
		t.Errorf("got %s, want %s as without the certificate", got, sixth(1))
	}
}
