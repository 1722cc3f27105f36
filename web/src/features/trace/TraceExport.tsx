import { useState } from 'react'
import { readAllDetails, type Chain } from '../../api/chain-queries'
import { useProject } from '../../api/project'
import type { RowTitle } from '../../api/standard-queries'
import { useT } from '../../ui/language'
import { TableExport } from '../../ui/table-export'
import { exportTable } from './export'
import type { TraceView } from './use-trace-view'

interface TraceExportProps {
  look: TraceView
  /** The rows that are shown. */
  rows: readonly Chain[]
  placeTitle: (key: string) => string
  rowTitle: RowTitle
}

/** The rows that are shown as a file or on paper, with all steps; those not in sight are read first. */
export function TraceExport({ look, rows, placeTitle, rowTitle }: TraceExportProps) {
  const t = useT()
  const { project, view } = useProject()
  const [way, setWay] = useState<{ rows: number; of: number } | null>(null)
  const table = async () => {
    try {
      const all = await readAllDetails(view, look.set, new AbortController().signal, (done, of) => setWay({ rows: done, of }))
      const keep = new Set(rows.map((c) => `${c.place} ${c.row}`))
      return exportTable(
        t,
        all.filter((c) => keep.has(`${c.place} ${c.row}`)),
        { place: placeTitle, row: rowTitle },
      )
    } finally {
      setWay(null)
    }
  }
  return (
    <>
      {way && (
        <span className="muted small" role="status">
          {t('trace.onTheWay', way)}
        </span>
      )}
      <TableExport name={`${project.key}-trace`} table={table} />
    </>
  )
}
