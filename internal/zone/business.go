package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// businessApart keeps business assets from those of the control system
// (62443-3-2 ZCR 3.2). A safety zone counts as holding control too.
var businessApart = apart{
	rule:    finding.ZoneBusinessApart,
	mark:    model.Asset.Business,
	with:    []string{model.ZoneBusiness},
	without: []string{model.ZoneControl, model.ZoneSafety},
}
