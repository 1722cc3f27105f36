import { useState } from 'react'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { useWords } from './use-words'
import type { OpenRow } from './changes'
import css from './Compare.module.css'

const few = 8

/** Rows that became gaps and rows that no longer are. */
export function GapMoves({ gaps, place }: { gaps: { opened: OpenRow[]; closed: OpenRow[] }; place: string }) {
  const t = useT()
  const formats = useFormats()
  const here = (rows: OpenRow[]) => (place === '' ? rows : rows.filter((r) => r.place === place))
  const [opened, closed] = [here(gaps.opened), here(gaps.closed)]
  if (opened.length + closed.length === 0) return null
  return (
    <Card
      title={t('history.gaps')}
      note={t('history.gapsNote', { opened: formats.number(opened.length), closed: formats.number(closed.length) })}
    >
      <table className={css.gaps}>
        <thead>
          <tr>
            <th scope="col">{t('history.change')}</th>
            <th scope="col">{t('history.place')}</th>
            <th scope="col">{t('history.row')}</th>
            <th scope="col">{t('history.because')}</th>
          </tr>
        </thead>
        <Rows rows={opened} opened />
        <Rows rows={closed} opened={false} />
      </table>
    </Card>
  )
}

function Rows({ rows, opened }: { rows: OpenRow[]; opened: boolean }) {
  const t = useT()
  const words = useWords()
  const [all, setAll] = useState(false)
  return (
    <tbody>
      {(all ? rows : rows.slice(0, few)).map((r) => (
        <tr key={r.place + r.row}>
          <td className={opened ? css.opened : css.closed}>{t(opened ? 'history.gapOpened' : 'history.gapClosed')}</td>
          <td>
            <KeyLink item={r.place} /> {r.title}
          </td>
          <td>
            <span className="mono">{r.row}</span> {r.rowTitle}
          </td>
          <td className="muted">{opened ? words.reason(r.text) : t('history.gapWas', { text: words.reason(r.text) })}</td>
        </tr>
      ))}
      {!all && rows.length > few && (
        <tr>
          <td colSpan={4}>
            <Button look="link" onClick={() => setAll(true)}>
              {t('history.moreRows', { count: rows.length - few })}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  )
}
