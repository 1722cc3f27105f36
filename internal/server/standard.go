package server

import (
	"context"
	"strconv"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// shipped is an answer that changes only with the program.
type shipped[T any] struct {
	Cache string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body  *T
}

func fixed[T any](d T) (*shipped[T], error) {
	return &shipped[T]{Cache: "private, max-age=300", Body: &d}, nil
}

// schema answers with kinds, properties and verbs.
func (s *Server) schema(context.Context, *none) (*shipped[api.Schema], error) {
	return fixed(answer.Schema(model.BaseSchema()))
}

// parts answers with the parts and editions of the standard at hand.
func (s *Server) parts(_ context.Context, in *Reader) (*spoken[api.StandardParts], error) {
	return say(in, func(language string) (api.StandardParts, error) {
		return answer.StandardParts(s.cfg.Host.Library().In(language)), nil
	})
}

type rowsInput struct {
	Reader
	Part    string   `path:"part" maxLength:"60" doc:"Part, such as 62443-3-3 or 3-3."`
	Edition string   `query:"edition" maxLength:"20" doc:"Edition; the newest without it."`
	Level   string   `query:"level" enum:"0,1,2,3,4" doc:"Only rows that this level asks for: those of it or less."`
	FR      string   `query:"fr" maxLength:"10" doc:"Only rows of this foundational requirement: 1 to 7, or IAC to RA."`
	Types   []string `query:"type,explode" maxItems:"50" maxLength:"60" doc:"Only rows for this component type, such as software-application. Repeatable."`
	Group   string   `query:"group" maxLength:"60" doc:"Only requirements of this group, such as a practice or an element."`
}

// rows answers with the requirements of one part.
func (s *Server) rows(_ context.Context, in *rowsInput) (*spoken[api.StandardRows], error) {
	return say(&in.Reader, func(language string) (d api.StandardRows, err error) {
		cat, err := answer.FindCatalogue(s.cfg.Host.Library().In(language), in.Part, in.Edition)
		if err != nil {
			return d, at("path.part", err)
		}
		f := answer.RowFilter{FR: in.FR, Types: in.Types, Group: in.Group}
		if in.Level != "" {
			n, _ := strconv.Atoi(in.Level) // the framework has checked it
			f.Level = &n
		}
		return answer.StandardRows(cat, f)
	})
}

type requirementInput struct {
	Reader
	Part    string `path:"part" maxLength:"60" doc:"Part, such as 62443-3-3 or 3-3."`
	Code    string `path:"code" maxLength:"100" doc:"Code, such as SR 1.1 RE(1)."`
	Edition string `query:"edition" maxLength:"20" doc:"Edition; the newest without it."`
}

// requirement answers with everything about one requirement.
func (s *Server) requirement(_ context.Context, in *requirementInput) (*spoken[api.RequirementDetail], error) {
	return say(&in.Reader, func(language string) (d api.RequirementDetail, err error) {
		lib := s.cfg.Host.Library().In(language)
		r, err := answer.FindRequirement(lib, in.Code, in.Part, in.Edition)
		if err != nil {
			return d, at("path.code", err)
		}
		return answer.RequirementDetail(lib, r), nil
	})
}

type migrationInput struct {
	Asked
	Part string `path:"part" maxLength:"60" doc:"Part, such as 62443-3-3."`
	From string `query:"from" maxLength:"20" doc:"Edition it is now; the one in force, or else the oldest, without it."`
	To   string `query:"to" maxLength:"20" doc:"Edition it would be; the newest without it."`
}

// migration answers what another edition of a part changes in this project.
func (s *Server) migration(ctx context.Context, in *migrationInput) (*read[api.Migration], error) {
	lib := s.cfg.Host.Library()
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.Migration, error) {
		if in.From == "" {
			if editions := lib.Editions(in.Part); len(editions) > 0 {
				in.From = editions[0]
			}
		}
		older, err := answer.FindCatalogue(lib, in.Part, in.From)
		if err != nil {
			return nil, at("query.from", err)
		}
		newer, err := answer.FindCatalogue(lib, in.Part, in.To)
		if err != nil {
			return nil, at("query.to", err)
		}
		d := answer.Migration(older, newer, v.Snapshot())
		return &d, nil
	})
}

type glossaryInput struct {
	Reader
	Term string `query:"term" maxLength:"200" doc:"One term; all without it."`
	For  string `query:"for" enum:"both,controls,it" default:"both" doc:"In whose words."`
}

// glossary answers with terms explained for controls and for IT.
func (s *Server) glossary(_ context.Context, in *glossaryInput) (*spoken[api.Glossary], error) {
	return say(&in.Reader, func(language string) (api.Glossary, error) {
		return answer.Glossary(language, in.Term, answer.Reader(in.For))
	})
}
