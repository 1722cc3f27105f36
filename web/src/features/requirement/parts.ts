import type { ReactNode } from 'react'
import type { Target } from '../../domain/compensation'

/** What the screen shows of other features; the app puts them together. */
export interface MatrixParts {
  /** Asks by what some rows are compensated. */
  compensate: (of: {
    targets: readonly Target[]
    leftOut: number
    measure: string
    onDone: (recorded: boolean) => void
  }) => ReactNode
  /** The compensations of one row. */
  compensations: (of: { allocation: string; state: string; onChange: ((measure: string) => void) | null }) => ReactNode
  /** What people say about an item. */
  comments: (item: string) => ReactNode
}
