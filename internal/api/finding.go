package api

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Rule documents a rule once for all its findings.
type Rule struct {
	Rule     string `json:"rule" doc:"Id of the rule, area.name, stable."`
	Title    string `json:"title" doc:"What it looks for, in a few words."`
	Severity string `json:"severity" enum:"error,warning,info" doc:"How much its findings matter: error, the record contradicts itself or was tampered with; warning, a rule is broken or a question open that a level rests on; info, worth knowing."`
	Clause   string `json:"clause" doc:"Where the rule comes from, such as 62443-3-2 ZCR 3.2."`
	Why      string `json:"why" doc:"Why it matters; for people."`
	Help     string `json:"help" doc:"What to do; for people."`
}

// Finding is one thing that a rule found.
type Finding struct {
	Rule     string      `json:"rule" doc:"Id of the rule."`
	Severity string      `json:"severity" enum:"error,warning,info" doc:"That of the rule."`
	Clause   string      `json:"clause" doc:"Where the rule comes from."`
	Subjects []string    `json:"subjects" doc:"Keys of what to look at; the first is the item that the finding is about."`
	Text     string      `json:"text" doc:"One sentence for people."`
	Facts    Facts       `json:"facts" doc:"What was found, by name: a text, or a list of keys. In the order the rule names them."`
	Accepted *Acceptance `json:"accepted,omitempty" doc:"Who lives with the finding and why, if somebody does."`
}

// Acceptance says that somebody lives with a finding.
type Acceptance struct {
	Reason string `json:"reason" doc:"Why."`
	By     string `json:"by" doc:"Who."`
}

// FindingCounts counts findings by severity; those accepted are counted there
// only.
type FindingCounts struct {
	Error    int `json:"error" doc:"Findings of severity error that nobody accepted."`
	Warning  int `json:"warning" doc:"Findings of severity warning that nobody accepted."`
	Info     int `json:"info" doc:"Findings of severity info that nobody accepted."`
	Accepted int `json:"accepted" doc:"Findings that somebody accepted, of any severity."`
}

// Counting gives how many findings a pipeline should stop at: errors and
// warnings that nobody accepted.
func (c FindingCounts) Counting() int { return c.Error + c.Warning }

// Fact is one named part of what a finding says: keys of items, or a text.
type Fact struct {
	Name  string   `json:"name" doc:"Its name, unique in a finding."`
	Text  string   `json:"text,omitempty" doc:"The text, where it is not items."`
	Items []string `json:"items,omitempty" doc:"Keys of items, in order of keys."`
}

// Facts are the facts of a finding in the order of its rule. In JSON they are
// one object: a member for each fact, holding a string or a list of keys.
type Facts []Fact

// MarshalJSON writes the object, its members in order.
func (f Facts) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(f[i].Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(f[i].value()); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (f *Fact) value() any {
	if len(f.Items) > 0 {
		return f.Items
	}
	return f.Text
}

// UnmarshalJSON reads the object that MarshalJSON writes, keeping the order of
// its members.
func (f *Facts) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("facts are %.20q; they are an object", data)
	}
	out := Facts{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		x := Fact{Name: name}
		if json.Unmarshal(raw, &x.Text) != nil {
			if err := json.Unmarshal(raw, &x.Items); err != nil {
				return fmt.Errorf("the fact %q is neither a text nor a list of keys", name)
			}
		}
		out = append(out, x)
	}
	*f = out
	return nil
}
