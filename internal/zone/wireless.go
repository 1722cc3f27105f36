package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// wirelessApart keeps wireless assets from wired ones (62443-3-2 ZCR 3.5).
var wirelessApart = apart{
	rule:     finding.ZoneWirelessApart,
	mark:     model.Asset.Wireless,
	with:     []string{model.ZoneWireless},
	accepted: "ZCR 3.5",
}
