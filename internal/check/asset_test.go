package check

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-2.2
func TestInstalledAssetWithoutComponentTypes(t *testing.T) {
	judge(t, finding.AssetNoTypes, "", []drawing{
		{"neither it nor a product", "asset A", []string{"A"}},
		{"its own", "asset A types embedded-device", nil},
		{"its product's", "product P types host-device\nasset A instance-of P", nil},
		{"a product without types", "product P\nasset A instance-of P", []string{"A P"}},
		{"its product was retired", "product P types host-device\nasset A instance-of P\ncommit\nretire P", []string{"A"}},
		{"spare", "asset A spare\nasset B planned\nasset C decommissioned", nil},
		{"out of service is installed", "asset A out-of-service", []string{"A"}},
	})
	judge(t, finding.TypesUnknown, "type", []drawing{
		{"of an asset", "asset A types embedded-device,toaster", []string{"A [toaster]"}},
		{"of a product", "product P types toaster,kettle", []string{"P [kettle]", "P [toaster]"}},
		{"known", "product P types embedded-device,host-device,network-device,software-application", nil},
	})
}

func TestInstalledAssetWithoutProduct(t *testing.T) {
	judge(t, finding.AssetNoProduct, "", []drawing{
		{"none", "asset A", []string{"A"}},
		{"one", "product P\nasset A instance-of P", nil},
		{"retired", "product P\nasset A instance-of P\ncommit\nretire P", []string{"A"}},
		{"spare", "asset A spare", nil},
	})
	judge(t, finding.AssetUndocumented, "", []drawing{
		{"marked", "asset A undocumented", []string{"A"}},
		{"marked and planned", "asset A undocumented planned", []string{"A"}},
		{"not marked", "asset A", nil},
	})
}

// spec: RULE-2.15, RULE-2.16
func TestStatementThatCountsForNothing(t *testing.T) {
	judge(t, finding.StatementStray, "row", []drawing{
		{"a row of its type", "product P types embedded-device\nstates \"CR 1.1\" met", nil},
		{"a number with device-specific rows", "product P types embedded-device\nstates \"CR 3.2\" met", []string{"P [62443-4-2:2019 CR 3.2]"}},
		{"the device-specific row", "product P types embedded-device\nstates \"EDR 3.2\" met", nil},
		{"a row of another type", "product P types embedded-device\nstates \"NDR 3.2\" met", []string{"P [62443-4-2:2019 NDR 3.2]"}},
		{"a row of another part", "product P types embedded-device\nstates \"62443-3-3:2013 SR 1.1\" met", []string{"P [62443-3-3:2013 SR 1.1]"}},
		{"without types every statement", "product P\nstates \"CR 1.1\" met", []string{"P [62443-4-2:2019 CR 1.1]"}},
		{"said once for a row stated twice", "product P types embedded-device\nstates \"NDR 3.2\",\"NDR 3.2\" met", []string{"P [62443-4-2:2019 NDR 3.2]"}},
		{"a retired product", "product P\nstates \"CR 1.1\" met\ncommit\nretire P", nil},
	})
}

// spec: RULE-2.17
func TestOverrideThatCountsForNothing(t *testing.T) {
	judge(t, finding.OverrideStray, "row", []drawing{
		{"a row of its product's type", "product P types host-device\nasset A instance-of P\nstates \"HDR 3.2\" met reason r", nil},
		{"its own types take the place of its product's", "product P types host-device\nasset A instance-of P types embedded-device\nstates \"HDR 3.2\" met reason r", []string{"A [62443-4-2:2019 HDR 3.2]"}},
		{"a number with device-specific rows", "asset A types host-device\nstates \"CR 3.2\" met reason r", []string{"A [62443-4-2:2019 CR 3.2]"}},
	})
}

// spec: RULE-2.5, RULE-2.7
func TestStatementsThatAreNotComplete(t *testing.T) {
	const product = "product P types embedded-device\n"
	judge(t, finding.StatementNoConfiguration, "row", []drawing{
		{"without", product + "states \"CR 1.1\" \"met when configured\"", []string{"P [62443-4-2:2019 CR 1.1]"}},
		{"with", product + "states \"CR 1.1\" \"met when configured\" configuration c", nil},
		{"an override", "asset A types embedded-device\nstates \"CR 1.1\" \"met when configured\" reason r", []string{"A [62443-4-2:2019 CR 1.1]"}},
		{"a reason is no configuration", product + "states \"CR 1.1\" \"met when configured\" reason r", []string{"P [62443-4-2:2019 CR 1.1]"}},
		{"a statement that counts for nothing anyway", product + "states \"NDR 3.2\" \"met when configured\"", nil},
	})
	judge(t, finding.StatementNoReason, "row", []drawing{
		{"without", product + "states \"CR 1.1\" \"not relevant\"", []string{"P [62443-4-2:2019 CR 1.1]"}},
		{"with", product + "states \"CR 1.1\" \"not relevant\" reason r", nil},
		{"met needs none", product + "states \"CR 1.1\" met", nil},
		{"an override without is another finding", "asset A types embedded-device\nstates \"CR 1.1\" \"not relevant\"", nil},
	})
	judge(t, finding.OverrideNoReason, "row", []drawing{
		{"without", "asset A types embedded-device\nstates \"CR 1.1\" met", []string{"A [62443-4-2:2019 CR 1.1]"}},
		{"with", "asset A types embedded-device\nstates \"CR 1.1\" met reason r", nil},
	})
	judge(t, finding.StatementDuplicate, "row", []drawing{
		{"three times is one finding", product + "states \"CR 1.1\" met\nstates \"CR 1.1\",\"CR 1.1\" \"not met\"", []string{"P [62443-4-2:2019 CR 1.1]"}},
		{"different rows", product + "states \"CR 1.1\",\"CR 1.2\" met", nil},
		{"an override without a reason is none", "asset A types embedded-device\nstates \"CR 1.1\" met\nstates \"CR 1.1\" met reason r", nil},
		{"two overrides with reasons", "asset A types embedded-device\nstates \"CR 1.1\",\"CR 1.1\" met reason r", []string{"A [62443-4-2:2019 CR 1.1]"}},
	})
}
