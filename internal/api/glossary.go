package api

// Glossary is a list of terms.
type Glossary struct {
	Terms []Term `json:"terms" doc:"The terms, in alphabetical order."`
}

// Term is one term, explained for two kinds of reader.
type Term struct {
	Term        string   `json:"term" doc:"The term."`
	Also        []string `json:"also" doc:"Other words for it."`
	English     string   `json:"english" doc:"Its name in English, by which it is known in every language."`
	EnglishOnly bool     `json:"english_only,omitempty" doc:"Whether it is given in English because the language of the answer lacks it; left out if not."`
	ForControls string   `json:"for_controls,omitempty" doc:"What it means, for a controls engineer; missing where not asked for."`
	ForIT       string   `json:"for_it,omitempty" doc:"What it means, for somebody from IT; missing where not asked for."`
}
