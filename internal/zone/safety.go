package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// safetyApart keeps safety related assets from others, unless the whole zone
// is treated as safety related (62443-3-2 ZCR 3.3).
var safetyApart = apart{
	rule:   finding.ZoneSafetyApart,
	mark:   model.Asset.SafetyRelated,
	with:   []string{model.ZoneSafety},
	mayMix: model.Place.Safety,
}
