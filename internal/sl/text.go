package sl

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ParseError says why a text is not a level, an FR or a vector.
type ParseError struct {
	Input   string // the text as it was given
	Pos     int    // position of the fault in Input, in characters from 1; 0 if it is the whole
	Message string // one sentence: what is wrong and what to do
}

// Error prints the input, the position if there is one, and the message.
func (e *ParseError) Error() string {
	in := e.Input
	if r := []rune(in); len(r) > 60 {
		in = string(r[:60]) + "..."
	}
	if e.Pos > 0 {
		return fmt.Sprintf("%q, position %d: %s", in, e.Pos, e.Message)
	}
	return fmt.Sprintf("%q: %s", in, e.Message)
}

// ParseLevel reads a level written as one digit, 0 to 4. Space around it is
// ignored. The error is a *ParseError.
func ParseLevel(s string) (Level, error) {
	l, ok := levelOf(strings.TrimSpace(s))
	if !ok {
		return 0, &ParseError{Input: s, Message: "not a security level; write 0, 1, 2, 3 or 4"}
	}
	return l, nil
}

func levelOf(s string) (Level, bool) {
	if len(s) != 1 || s[0] < '0' || s[0] > '0'+byte(MaxLevel) {
		return 0, false
	}
	return Level(s[0] - '0'), true
}

// ParseFR reads a foundational requirement written as its abbreviation (RDF),
// its number (5) or both words (FR 5), in any case. The error is a *ParseError.
func ParseFR(s string) (FR, error) {
	f, ok := frOf(strings.TrimSpace(s))
	if !ok {
		return 0, &ParseError{Input: s, Message: "not a foundational requirement; write " + strings.Join(frNames[:], ", ") + ", or FR 1 to FR 7"}
	}
	return f, nil
}

func frOf(s string) (FR, bool) {
	for i, n := range frNames {
		if strings.EqualFold(s, n) {
			return FR(i + 1), true
		}
	}
	if len(s) > 2 && strings.EqualFold(s[:2], "FR") {
		s = strings.TrimSpace(s[2:])
	}
	if len(s) == 1 && s[0] >= '1' && s[0] <= '0'+NumFR {
		return FR(s[0] - '0'), true
	}
	return 0, false
}

// ParseVector reads a vector in one of four forms:
//
//	{2,2,2,1,2,2,2}    seven levels, also in [] or without brackets, apart by comma or space
//	2                  one level for all seven
//	IAC=3 UC=2         named components, the others 0; also with a colon, apart by comma or space
//	{}                 nothing named, all 0
//
// String and the JSON form are among them. The error is a *ParseError.
func ParseVector(s string) (Vector, error) {
	p, err := newVectorText(s)
	if err != nil {
		return Vector{}, err
	}
	if len(p.words) == 0 {
		if p.bracketed {
			return Vector{}, nil
		}
		return Vector{}, &ParseError{Input: s, Message: "no levels; write seven levels such as {2,2,2,1,2,2,2}, or one for all"}
	}
	if strings.ContainsAny(s, "=:") {
		return p.named()
	}
	return p.listed()
}

// word is a part of the text between separators and its position.
type word struct {
	text string
	pos  int // characters from 1
}

type vectorText struct {
	input     string
	words     []word
	bracketed bool
}

func (p *vectorText) fault(pos int, format string, a ...any) error {
	return &ParseError{Input: p.input, Pos: pos, Message: fmt.Sprintf(format, a...)}
}

// newVectorText takes off the brackets and splits the rest at commas and spaces.
func newVectorText(s string) (*vectorText, error) {
	p := &vectorText{input: s}
	body := strings.TrimSpace(s)
	start := 1 + utf8.RuneCountInString(s[:strings.Index(s, body)])
	if body != "" && strings.ContainsRune("{[", rune(body[0])) {
		want := byte('}')
		if body[0] == '[' {
			want = ']'
		}
		if len(body) < 2 || body[len(body)-1] != want {
			return nil, p.fault(start, "the bracket %c is not closed; end the vector with %c", body[0], want)
		}
		p.bracketed = true
		body = body[1 : len(body)-1]
		start++
	}
	return p, p.split(body, start)
}

func (p *vectorText) split(body string, start int) error {
	var cur strings.Builder
	curPos, pos := 0, start
	commaOpen := false // a comma was seen and no word since
	flush := func() {
		if cur.Len() > 0 {
			p.words = append(p.words, word{cur.String(), curPos})
			cur.Reset()
			commaOpen = false
		}
	}
	for _, r := range body {
		switch r {
		case ' ', '\t', '\n', '\r':
			flush()
		case ',':
			flush()
			if commaOpen || len(p.words) == 0 {
				return p.fault(pos, "nothing stands before this comma; write a level there")
			}
			commaOpen = true
		default:
			if cur.Len() == 0 {
				curPos = pos
			}
			cur.WriteRune(r)
		}
		pos++
	}
	flush()
	if commaOpen {
		return p.fault(pos, "nothing stands after the last comma; write a level there")
	}
	return nil
}

func (p *vectorText) listed() (Vector, error) {
	var v Vector
	for i, w := range p.words {
		l, ok := levelOf(w.text)
		if !ok {
			return Vector{}, p.fault(w.pos, "%q is not a security level; write 0, 1, 2, 3 or 4", w.text)
		}
		if i < NumFR {
			v[i] = l
		}
	}
	switch n := len(p.words); {
	case n == 1 && !p.bracketed:
		return Uniform(v[0]), nil
	case n < NumFR:
		return Vector{}, p.fault(p.words[n-1].pos, "%d of seven levels; write all in the order IAC UC SI DC RDF TRE RA, or one without brackets for all", n)
	case n > NumFR:
		return Vector{}, p.fault(p.words[NumFR].pos, "%d levels; write seven, in the order IAC UC SI DC RDF TRE RA", n)
	}
	return v, nil
}

func (p *vectorText) named() (Vector, error) {
	var v Vector
	var seen [NumFR]bool
	for _, w := range p.words {
		name, level, ok := strings.Cut(strings.Replace(w.text, ":", "=", 1), "=")
		if !ok {
			return Vector{}, p.fault(w.pos, "%q does not name a component; write it as IAC=2, without spaces around the sign", w.text)
		}
		f, ok := frOf(name)
		if !ok {
			return Vector{}, p.fault(w.pos, "%q is not a foundational requirement; write one of %s", name, strings.Join(frNames[:], ", "))
		}
		l, ok := levelOf(level)
		if !ok {
			return Vector{}, p.fault(w.pos+utf8.RuneCountInString(name)+1, "%q is not a security level; write 0, 1, 2, 3 or 4", level)
		}
		if seen[f-1] {
			return Vector{}, p.fault(w.pos, "%s is given twice; keep one", f)
		}
		seen[f-1] = true
		v[f-1] = l
	}
	return v, nil
}

// String gives the vector as {2,2,2,1,2,2,2}.
func (v Vector) String() string {
	b := make([]byte, 0, 2*NumFR+1)
	for i, l := range v {
		b = append(b, ","...)
		if i == 0 {
			b[0] = '{'
		}
		b = fmt.Append(b, uint8(l))
	}
	return string(append(b, '}'))
}

// MarshalJSON gives an array of seven integers in the order of the FRs.
func (v Vector) MarshalJSON() ([]byte, error) {
	var n [NumFR]uint8
	for i, l := range v {
		n[i] = uint8(l)
	}
	return json.Marshal(n)
}

// UnmarshalJSON reads an array of exactly seven integers, 0 to 4; anything
// else, null included, is a *ParseError.
func (v *Vector) UnmarshalJSON(data []byte) error {
	bad := func(format string, a ...any) error {
		return &ParseError{Input: string(data), Message: fmt.Sprintf(format, a...)}
	}
	var list []*int
	if err := json.Unmarshal(data, &list); err != nil || list == nil {
		return bad("not a vector; write an array of seven integers from 0 to 4")
	}
	if len(list) != NumFR {
		return bad("%d levels; write exactly seven, in the order IAC UC SI DC RDF TRE RA", len(list))
	}
	var out Vector
	for i, n := range list {
		if n == nil || *n < 0 || *n > int(MaxLevel) {
			return bad("the level of %s is not an integer from 0 to 4", FR(i+1))
		}
		out[i] = Level(*n)
	}
	*v = out
	return nil
}
