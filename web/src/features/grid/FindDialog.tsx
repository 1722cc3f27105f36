import { useEffect, useState } from 'react'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import type { TextOptions } from '../../ui/grid/cell-text'
import type { GridColumn } from '../../ui/grid/column'
import { faultText } from '../../ui/grid/faults'
import { findIn, replacements, type FindWish, type Found } from '../../ui/grid/find'
import { useGridText } from '../../ui/grid/words'
import type { CellWrite, GridRows } from '../../ui/grid/writes'
import { Dialog } from '../../ui/Overlay'
import css from './GridScreen.module.css'

const mostShown = 200
/** More than this is no preview any more. */
const mostFound = 20_000

interface FindDialogProps {
  rows: GridRows
  columns: readonly GridColumn[]
  options: TextOptions
  editable: boolean
  onGo: (found: Found) => void
  onReplace: (writes: CellWrite[]) => void
  onClose: () => void
}

/** Finds texts in what is shown, and replaces them after a look at what that does. */
export function FindDialog({ rows, columns, options, editable, onGo, onReplace, onClose }: FindDialogProps) {
  const t = useGridText()
  const [wish, setWish] = useState<FindWish>({ find: '', replace: '', exact: false, whole: false })
  const [found, setFound] = useState<Found[]>([])
  const [looking, setLooking] = useState(false)
  useEffect(() => {
    let stop = false
    const look = async () => {
      await new Promise((resolve) => setTimeout(resolve, 150))
      const all: Found[] = []
      for (let from = 0; from < rows.count && all.length < mostFound; from += 1000) {
        if (stop) return
        all.push(...findIn(wish, rows, columns, from, from + 1000, options))
        await new Promise((resolve) => setTimeout(resolve))
      }
      if (stop) return
      setFound(all)
      setLooking(false)
    }
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the look begins now and ends later
    setLooking(wish.find !== '')
    void look()
    return () => {
      stop = true
    }
  }, [wish, rows, columns, options])
  const writes = replacements(found)
  const put = (part: Partial<FindWish>) => setWish({ ...wish, ...part })
  return (
    <Dialog open title={t('grid.find.title')} onClose={onClose} width={680} top>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          if (found[0]) onGo(found[0])
        }}
      >
        <div className={css.findFields}>
          <TextField
            label={t('grid.find.find')}
            value={wish.find}
            onChange={(e) => put({ find: e.target.value })}
            data-autofocus
          />
          {editable && (
            <TextField label={t('grid.find.replace')} value={wish.replace} onChange={(e) => put({ replace: e.target.value })} />
          )}
        </div>
        <div className="row">
          <label className="row">
            <input type="checkbox" checked={wish.exact} onChange={(e) => put({ exact: e.target.checked })} />
            {t('grid.find.exact')}
          </label>
          <label className="row">
            <input type="checkbox" checked={wish.whole} onChange={(e) => put({ whole: e.target.checked })} />
            {t('grid.find.whole')}
          </label>
        </div>
        <p role="status" className="muted small">
          {wish.find === ''
            ? t('grid.find.hint')
            : looking
              ? t('grid.find.looking')
              : t('grid.find.found', { count: found.length })}
        </p>
        {found.length > 0 && (
          <div className={css.findList} tabIndex={0} role="region" aria-label={t('grid.find.preview')}>
            <table className={css.table}>
              <tbody>
                {found.slice(0, mostShown).map((f) => (
                  <tr key={`${f.row} ${f.col}`}>
                    <td>
                      <Button look="link" onClick={() => onGo(f)}>
                        {f.id}
                      </Button>
                    </td>
                    <td>{f.column.heading}</td>
                    <td>
                      {wish.replace !== '' || !editable ? <s className="muted">{f.text}</s> : f.text}{' '}
                      {wish.replace !== '' && !f.fault && <b>{f.next}</b>}
                      {wish.replace !== '' && f.fault && <span className="gap-text"> {faultText(t, f.fault)}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {found.length > mostShown && (
              <p className="muted small">{t('grid.find.more', { count: found.length - mostShown })}</p>
            )}
          </div>
        )}
        <div className="row">
          {editable && (
            <Button look="primary" disabled={looking || writes.length === 0} onClick={() => onReplace(writes)}>
              {t('grid.find.apply', { count: writes.length })}
            </Button>
          )}
          <Button type="submit" disabled={found.length === 0}>
            {t('grid.find.go')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('grid.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
