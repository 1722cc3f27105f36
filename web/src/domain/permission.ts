/**
 * What somebody may do, as lists of action names that the server gives for a
 * project and for the account. The server decides; this only keeps the app from
 * offering what would be refused.
 */

/** The actions the app asks about; x-action in the API document. */
export type Action =
  | 'create project'
  | 'manage users'
  | 'read security events'
  | 'analyse'
  | 'open evidence'
  | 'read history'
  | 'read proofs'
  | 'see presence'
  | 'follow changes'
  | 'read comments'
  | 'write comments'
  | 'read members'
  | 'export'
  | 'write model'
  | 'write evidence'
  | 'import'
  | 'manage members'
  | 'manage project'

/** Whether a list of actions holds one. */
export const allows = (actions: readonly string[] | undefined, action: Action): boolean => actions?.includes(action) ?? false

/** How much of an item somebody may write: all of it, its title and properties, or nothing. */
export type Writes = 'whole' | 'fields' | 'none'

/**
 * What a role that may "write model" may write of items of a kind: the server
 * says so of roles, too, that write a part of the model only.
 */
export function writesOf(role: string | undefined, kind: string): Writes {
  if (role === 'reviewer') return kind === 'review' ? 'whole' : 'none'
  // Other products than its own are not there for a supplier.
  if (role === 'supplier') return kind === 'product' ? 'fields' : 'none'
  return 'whole'
}

/** Whether a role that may "write model" writes all kinds. */
export const writesAll = (role: string | undefined): boolean => role !== 'reviewer' && role !== 'supplier'

/** Whether a role that may "write model" says of links and targets that they still hold. */
export const confirms = (role: string | undefined): boolean => role !== 'supplier'
