import { useState } from 'react'
import type { ItemSeen, RowWhy } from '../../api/documents'
import type { Target } from '../../domain/compensation'

/** By what a row of the place is compensated: asked in a dialog for one row at a time. */
export function useAsking(item: ItemSeen | undefined, standard: string) {
  const [now, setNow] = useState<{ targets: readonly Target[]; measure: string } | null>(null)
  const ask = (row: Pick<Target, 'allocation' | 'retired' | 'row' | 'title'>, measure: string) => {
    if (!item) return
    const target: Target = { ...row, place: item.key, placeTitle: item.title, reference: `${standard} ${row.row}` }
    setNow({ targets: [target], measure })
  }
  return {
    now,
    compensate: (row: RowWhy, measure: string) =>
      ask(
        {
          allocation: row.allocation ?? '',
          retired: row.reason === 'allocation retired',
          row: row.row,
          title: row.title,
        },
        measure,
      ),
    /** Changes a compensation that is there. */
    change: (allocation: string, row: string, measure: string) => ask({ allocation, retired: false, row, title: '' }, measure),
    close: () => setNow(null),
  }
}
