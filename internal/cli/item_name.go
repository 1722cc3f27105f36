package cli

import (
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
)

// Item finds the item a person means, as answer.Find does.
func (ss *Session) Item(st app.State, name string, kinds ...model.Kind) (model.Node, error) {
	return answer.Find(st, name, kinds...)
}

// Place finds a zone or conduit, as answer.FindPlace does.
func (ss *Session) Place(st app.State, name string) (model.Node, error) {
	return answer.FindPlace(st, name)
}

func kindsOr(kinds []model.Kind) []model.Kind {
	if len(kinds) == 0 {
		return model.Kinds()
	}
	return kinds
}
