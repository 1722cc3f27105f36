package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// externalApart keeps assets that are connected through networks outside the
// system from others (62443-3-2 ZCR 3.6).
var externalApart = apart{
	rule:     finding.ZoneExternalApart,
	mark:     model.Asset.ExternallyConnected,
	with:     []string{model.ZoneExternal},
	accepted: "ZCR 3.6",
}
