package api

import "encoding/json"

// Op is one step of a change. Which members count depends on op:
//
//	create   key or kind, ref, title, properties, id
//	set      key, title, properties, unset; or from, verb, to, properties, unset
//	unset    key, unset; or from, verb, to, unset
//	link     from, verb, to, properties, link, fingerprint
//	unlink   from, verb, to
//	confirm  from, verb, to, reason, properties
//	retire   key, reason
//	revive   key, title, properties
//
// Any other member is refused. key, from and to name an item by its key or by
// the ref of an earlier create of the same list. A link that is there can be
// named by from and link, its identity, in place of verb and to.
type Op struct {
	Op         string          `json:"op" enum:"create,set,unset,link,unlink,confirm,retire,revive" doc:"What is done."`
	Key        string          `json:"key,omitempty" maxLength:"100" doc:"Key of the item, or the ref of one created earlier in the list. With create: the key it is to have; without one it gets the next free key of its kind."`
	Kind       string          `json:"kind,omitempty" maxLength:"60" doc:"With create: the kind of item, unless key says it."`
	Ref        string          `json:"ref,omitempty" maxLength:"65" pattern:"^\\$[A-Za-z0-9_.-]{1,64}$" doc:"With create: a name beginning with $ by which later ops of the list speak of the new item."`
	Title      string          `json:"title,omitempty" maxLength:"1000" doc:"The title, one line."`
	Properties json.RawMessage `json:"properties,omitempty" doc:"Properties to write, an object from name to a value in JSON of the type that the schema declares, as in an item that was read."`
	Unset      []string        `json:"unset,omitempty" maxItems:"200" maxLength:"100" doc:"Names of properties to take away; each must be set; missing without any."`
	From       string          `json:"from,omitempty" maxLength:"100" doc:"The item a link begins at."`
	Verb       string          `json:"verb,omitempty" maxLength:"60" doc:"The verb of a link, with - or _ for blanks if you like."`
	To         string          `json:"to,omitempty" maxLength:"100" doc:"The item a link leads to."`
	Reason     string          `json:"reason,omitempty" maxLength:"10000" doc:"Why: needed with confirm, welcome with retire."`
	ID         string          `json:"id,omitempty" maxLength:"36" doc:"Identity of the item, a UUID. With create it may be chosen by the caller; without it one is given."`
	// Fingerprint is for records that move: an ordinary link is confirmed by making it.
	Fingerprint string `json:"fingerprint,omitempty" maxLength:"32" doc:"With link: how its upstream end looked when it was last confirmed elsewhere, 32 hexadecimal digits, for a link that is brought along. If it looks otherwise here, the link is suspect; without this member it counts as confirmed."`
	Link        string `json:"link,omitempty" maxLength:"36" doc:"Identity of the link, a UUID. With link it may be chosen by the caller; without it one is given."`
}
