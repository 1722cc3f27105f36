/** The documents of the API under short names. */
import type { ItemLike, Properties, Value } from '../domain/op'
import type { components } from './schema'

type Schemas = components['schemas']

export type Account = Schemas['Account']
export type Baselines = Schemas['Baselines']
export type Check = Schemas['Check']
export type Checkpoint = Schemas['Checkpoint']
export type CommitChange = Schemas['CommitChange']
export type Comment = Schemas['Comment']
export type CommitDetail = Schemas['CommitDetail']
export type Committed = Schemas['Committed']
export type Diff = Schemas['Diff']
export type Drift = Schemas['Drift']
export type Gap = Schemas['Gap']
export type Head = Schemas['Head']
export type Finding = Schemas['Finding']
export type Impact = Schemas['Impact']
export type ImpactItem = Schemas['ImpactItem']
export type Invitation = Schemas['Invitation']
export type InLink = Schemas['InLink']
export type ItemChange = Schemas['ItemChange']
export type LinkChange = Schemas['LinkChange']
export type LinkMade = Schemas['LinkMade']
export type LinkPurpose = Schemas['LinkPurpose']
export type Member = Schemas['Member']
export type Passkey = Schemas['Passkey']
export type PlaceChange = Schemas['PlaceChange']
export type PlaceLevels = Schemas['PlaceLevels']
export type Present = Schemas['Present']
export type Problem = Schemas['Problem']
export type ProblemError = Schemas['ProblemError']
export type Project = Schemas['Project']
export type ProjectDetail = Schemas['ProjectDetail']
export type RowWhy = Schemas['RowWhy']
export type SchemaDocument = Schemas['Schema']
export type SchemaKind = Schemas['SchemaKind']
export type SearchHit = Schemas['SearchHit']
export type SecurityEvent = Schemas['SecurityEvent']
export type Session = Schemas['Session']
export type SignInResult = Schemas['SignInResult']
export type State = Schemas['State']
export type TimelineCommit = Schemas['TimelineCommit']
export type TimelinePage = Schemas['TimelinePage']
export type Token = Schemas['Token']
export type TOTPEnrolment = Schemas['TOTPEnrolment']
export type Upload = Schemas['Upload']
export type User = Schemas['User']
export type ValueChange = Schemas['ValueChange']
export type Vectors = Schemas['Vectors']

/** An item with the values of its properties typed; the document says only "any JSON". */
export type ItemDetail = Omit<Schemas['ItemDetail'], 'properties'> & { properties: Properties }

/** The type that the schema of the model promises for values of properties. */
export const asValue = (x: unknown): Value | undefined => (x === null || x === undefined ? undefined : (x as Value))

/** An item as steps can be applied to it. */
export const asItem = (document: Schemas['ItemDetail']): ItemSeen => document as ItemSeen

/** The event "commit" of the stream; the API document does not hold the documents of events. */
export interface ChangeSummary {
  commit: number
  time: string
  author: string
  label: string
  kinds: string[]
  items: string[]
  more: number
}

/** An item as screens have it: typed values, and ready for steps that are not recorded yet. */
export type ItemSeen = ItemDetail & ItemLike
