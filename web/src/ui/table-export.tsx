/** A table as a file or on paper: the same button stands at every table. */
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { Button } from './Button'
import { useLocale, useT } from './language'
import { Menu } from './Overlay'
import type { ExportedTable } from './table-export/table'
import { fileName } from './table-export/table'
import { say } from './toast'

export type { ExportCell, ExportColumn, ExportedTable } from './table-export/table'

const PrintedTable = lazy(() => import('./table-export/PrintedTable').then((m) => ({ default: m.PrintedTable })))
type Sheet = Parameters<typeof PrintedTable>[0]['sheet']

interface TableExportProps {
  /** Name of the file, without its ending. */
  name: string
  /** Asked when somebody chooses a form, so it may be dear. */
  table: () => ExportedTable | Promise<ExportedTable>
  /** Only the sign, where there is no room for the word. */
  icon?: boolean
}

/** Gives the user a file. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Writes what a table shows as XLSX or CSV, or prints it. Long tables are written in slices, with a count. */
export function TableExport({ name, table, icon = false }: TableExportProps) {
  const t = useT()
  const locale = useLocale()
  const [rows, setRows] = useState<number | null>(null)
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const give = async (form: 'xlsx' | 'csv') => {
    const own = new AbortController()
    stop.current = own
    const began = performance.now()
    // A file that is there in a second needs no count.
    const options = { signal: own.signal, onRow: (n: number) => performance.now() - began > 700 && setRows(n) }
    try {
      const made = await table()
      const blob =
        form === 'xlsx'
          ? await (await import('./table-export/xlsx')).xlsxBlob(made, options)
          : await (await import('./table-export/csv')).csvBlob(made, locale, options)
      saveBlob(blob, fileName(name, form))
    } catch (error) {
      if (!own.signal.aborted) say(t('export.failed', { message: error instanceof Error ? error.message : String(error) }))
    } finally {
      setRows(null)
    }
  }
  const print = async () => {
    const { sheetOf } = await import('./table-export/PrintedTable')
    setSheet(sheetOf(await table()))
  }
  const printed = useCallback(() => setSheet(null), [])
  if (rows !== null)
    return (
      <>
        <span className="muted small" role="status">
          {t('export.writing', { count: rows })}
        </span>
        <Button small look="quiet" onClick={() => stop.current?.abort()}>
          {t('do.cancel')}
        </Button>
      </>
    )
  return (
    <>
      <Menu
        end
        width={230}
        button={
          <Button small look={icon ? 'icon' : 'plain'} glyph="ui-export" aria-label={icon ? t('export.button') : undefined}>
            {icon ? null : t('export.button')}
          </Button>
        }
        parts={[
          { key: 'xlsx', label: t('export.xlsx'), glyph: 'ui-export', hint: 'XLSX', onChoose: () => void give('xlsx') },
          { key: 'csv', label: t('export.csv'), glyph: 'ui-document', hint: 'CSV', onChoose: () => void give('csv') },
          { key: 'print', label: t('do.print'), glyph: 'ui-print', onChoose: () => void print() },
        ]}
      />
      {sheet && (
        <Suspense>
          <PrintedTable sheet={sheet} onDone={printed} />
        </Suspense>
      )}
    </>
  )
}
