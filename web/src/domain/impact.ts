import { frs, type Fr } from './sl'

/** The levels of a place as they are, and as low as they could fall. */
export interface LossLevels {
  achieved: readonly number[]
  achieved_could_fall_to: readonly number[]
}

/** The components of a place whose level could fall. */
export function falls(p: LossLevels): { fr: Fr; from: number; to: number }[] {
  return frs.flatMap((fr, i) => {
    const from = p.achieved[i] ?? 0
    const to = p.achieved_could_fall_to[i] ?? 0
    return to < from ? [{ fr, from, to }] : []
  })
}

/** The components in which two vectors differ. */
export function differences(before: readonly number[], after: readonly number[]): { fr: Fr; from: number; to: number }[] {
  return frs.flatMap((fr, i) => {
    const from = before[i] ?? 0
    const to = after[i] ?? 0
    return from === to ? [] : [{ fr, from, to }]
  })
}
