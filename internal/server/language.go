package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/standard"
)

// languageOf gives the language a caller wants to read, of those the server has
// words in.
func languageOf(r *http.Request) string {
	return preferred(strings.Join(r.Header.Values("Accept-Language"), ","))
}

// preferred gives the language that an Accept-Language header (RFC 9110,
// 12.5.4) likes best of those the server has words in, English if it names none
// of them. A region stands for its language: de-AT is de.
func preferred(header string) string {
	known := standard.Languages()
	best, liked := standard.English, 0.0
	for one := range strings.SplitSeq(header, ",") {
		tag, parameters, _ := strings.Cut(one, ";")
		tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if tag == "*" {
			tag = standard.English
		}
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q="); ok {
			w, err := strconv.ParseFloat(q, 64)
			if err != nil {
				continue
			}
			weight = w
		}
		// Of two that are liked alike the first stands.
		if slices.Contains(known, tag) && weight > liked {
			best, liked = tag, weight
		}
	}
	return best
}

// Reader is what calls take whose answers are words for people. The framework
// reads embedded structs only if their names are exported.
type Reader struct {
	Accept string `header:"Accept-Language" maxLength:"1000" doc:"Languages the caller reads, as browsers send them. There is English and German; what is not there in German is given in English, and the answer says so." example:"de"`
}

// spoken is an answer that changes only with the program and with the language
// of the caller.
type spoken[T any] struct {
	Cache    string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Language string `header:"Content-Language" doc:"The language of the answer."`
	Vary     string `header:"Vary" doc:"That the answer differs by language."`
	Body     *T
}

func (r *Reader) language() string { return preferred(r.Accept) }

// say answers in the language that build is told.
func say[T any](r *Reader, build func(language string) (T, error)) (*spoken[T], error) {
	language := r.language()
	d, err := build(language)
	if err != nil {
		return nil, err
	}
	return &spoken[T]{Cache: "private, max-age=300", Language: language, Vary: "Accept-Language", Body: &d}, nil
}
