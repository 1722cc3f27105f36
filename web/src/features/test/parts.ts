/** The parts of the screen of tests as addresses: /projects/{project}/tests/{part}. */
import { screenAddress, type ProjectAddress } from '../../domain/address'

export const parts = ['cases', 'campaigns', 'evidence-files', 'expiry', 'table'] as const
export type Part = (typeof parts)[number]

/** What the address means; `run` is a case that is being carried out. Any other word is a kind, shown as a table. */
export function partOf(subject: string | null): Part | 'run' {
  if (subject === null) return 'cases'
  if (subject === 'run') return 'run'
  return parts.find((p) => p === subject) ?? 'table'
}

/** The address of a part in the state that is looked at. */
export const partAddress = (from: ProjectAddress, part: Part, view: Record<string, string> = {}): ProjectAddress =>
  screenAddress(from.project, 'tests', {
    subject: part === 'cases' ? null : part === 'table' ? 'test-case' : part,
    at: from.at,
    view,
  })

/** The address of the form in which a case is carried out. */
export const runAddress = (from: ProjectAddress, test: string, campaign: string | null): ProjectAddress =>
  screenAddress(from.project, 'tests', {
    subject: 'run',
    at: from.at,
    view: { case: test, ...(campaign === null ? {} : { campaign }) },
  })
