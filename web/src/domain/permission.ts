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
  | 'open evidence'
  | 'read history'
  | 'read proofs'
  | 'see presence'
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
