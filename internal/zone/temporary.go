package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// temporaryApart keeps temporarily connected assets from permanent ones
// (62443-3-2 ZCR 3.4).
var temporaryApart = apart{
	rule:     finding.ZoneTemporaryApart,
	mark:     model.Asset.Temporary,
	with:     []string{model.ZoneTemporary},
	accepted: "ZCR 3.4",
}
