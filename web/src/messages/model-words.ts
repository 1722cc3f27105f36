/** What a rule of the findings says, in one language. */
export interface RuleWords {
  title: string
  /** The sentence with {facts}; a part in [ ] is left out when a fact in it is missing. */
  says: string
  why: string
  help: string
}

/** The words of the server's schema and rules in a language other than English, which the server speaks itself. */
export interface ModelWords {
  /** Plural and help of each kind; its name is the message kind.… */
  kinds: Readonly<Record<string, { plural: string; help: string }>>
  /** Properties and columns of tables by their names. */
  properties: Readonly<Record<string, string>>
  /** Help by "kind.property", or by "*.property" for those of every kind, "verb: property" of links and "table/column" of tables. */
  help: Readonly<Record<string, string>>
  /** Words of enumerations. */
  choices: Readonly<Record<string, string>>
  /** own is the server's word for the other direction. */
  verbs: Readonly<Record<string, { own: string; verb: string; inverse: string; help: string }>>
  rules: Readonly<Record<string, RuleWords>>
  /** Why something is in the result of an impact analysis, by the server's own words. */
  reasons: Readonly<Record<string, string>>
  /** What keeps a countermeasure from compensating, by the server's own words. */
  compensations: Readonly<Record<string, string>>
}
