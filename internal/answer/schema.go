package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// Schema declares what a project can hold, with what it added itself.
func Schema(s *model.Schema) api.Schema {
	d := api.Schema{Kinds: []api.SchemaKind{}, Verbs: []api.SchemaVerb{}, Types: schemaTypes()}
	for _, k := range model.Kinds() {
		decl := s.Kind(k)
		d.Kinds = append(d.Kinds, api.SchemaKind{
			Kind: decl.Name, Plural: decl.Plural, Prefix: decl.Prefix, Help: decl.Help,
			Properties: schemaProperties(s.Props(k), func(p *model.PropDecl) bool { return s.Significant(k, p.Name) }),
		})
	}
	for _, v := range model.Verbs() {
		decl := s.Verb(v)
		d.Verbs = append(d.Verbs, api.SchemaVerb{
			Verb: decl.Name, Inverse: decl.Inverse, Help: decl.Help, Ends: schemaEnds(decl.Ends),
			Single: decl.Single, Acyclic: decl.Acyclic, Flow: flowWord(decl.Flow), Suspect: decl.Suspect, Trace: decl.Trace,
			Properties: schemaProperties(decl.Props, func(p *model.PropDecl) bool { return p.Significant }),
		})
	}
	return d
}

func schemaProperties(list []model.PropDecl, significant func(*model.PropDecl) bool) []api.SchemaProperty {
	out := make([]api.SchemaProperty, len(list))
	for i := range list {
		p := &list[i]
		out[i] = api.SchemaProperty{
			Name: p.Name, Type: p.Type.String(), Choices: p.Values, Columns: schemaColumns(p.Columns),
			Significant: significant(p), Recorded: p.Recorded, Custom: p.Custom, Help: p.Help,
		}
		if p.Type == model.Vector {
			out[i].Unit = "security level 0 to 4 for each FR"
		}
	}
	return out
}

// schemaColumns is nil for what is no table.
func schemaColumns(list []model.Column) []api.SchemaColumn {
	var out []api.SchemaColumn
	for _, c := range list {
		out = append(out, api.SchemaColumn{Name: c.Name, Type: c.Type.String(), Choices: c.Values, Required: c.Required, Help: c.Help})
	}
	return out
}

func schemaEnds(list []model.Ends) []api.SchemaEnds {
	out := make([]api.SchemaEnds, len(list))
	for i, e := range list {
		out[i] = api.SchemaEnds{From: kindNames(e.From), To: kindNames(e.To)}
	}
	return out
}

func kindNames(kinds []model.Kind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.String()
	}
	return names
}

func flowWord(f model.Flow) string {
	switch f {
	case model.Forward:
		return "forward"
	case model.Backward:
		return "backward"
	}
	return "none"
}

func schemaTypes() []api.SchemaType {
	var out []api.SchemaType
	for _, t := range []struct {
		of         model.Type
		json, help string
	}{
		{model.Text, "string", "One or more lines of text."},
		{model.Enum, "string", "One of the declared words."},
		{model.Bool, "boolean", "Yes or no."},
		{model.Int, "integer", "A whole number."},
		{model.Date, "string", "A day, YYYY-MM-DD."},
		{model.Moment, "string", "A point in time, RFC 3339; it is kept in UTC."},
		{model.Row, "string", "A reference to a row of the standard: part:edition and code, such as 62443-3-3:2013 SR 1.1."},
		{model.Digest, "string", "Digest of a file: sha256: and 64 hexadecimal digits."},
		{model.Vector, "array of 7 integers", "Security levels 0 to 4 in the order IAC, UC, SI, DC, RDF, TRE, RA."},
		{model.TextList, "array of strings", "Texts in the order of whoever wrote them."},
		{model.Table, "array of objects of strings", "Records with the declared columns; a blank cell is left out."},
	} {
		out = append(out, api.SchemaType{Type: t.of.String(), JSON: t.json, Help: t.help})
	}
	return out
}

// Verbs lists the verbs in brief.
func Verbs() api.Verbs {
	d := api.Verbs{Verbs: []api.Verb{}}
	for _, v := range model.Verbs() {
		decl := model.BaseSchema().Verb(v)
		d.Verbs = append(d.Verbs, api.Verb{Verb: decl.Name, Inverse: decl.Inverse, Help: decl.Help, Suspect: decl.Suspect, Ends: schemaEnds(decl.Ends)})
	}
	return d
}
