import { useState } from 'react'
import { Button } from '../../ui/Button'
import type { GridColumn } from '../../ui/grid/column'
import { movedColumn, toggled, widened, type ColumnLayout } from '../../ui/grid/layout'
import { useGridText } from '../../ui/grid/words'
import { Popover } from '../../ui/Overlay'
import css from './GridScreen.module.css'

interface ColumnChooserProps {
  all: readonly GridColumn[]
  shown: readonly GridColumn[]
  layout: ColumnLayout
  onLayout: (next: ColumnLayout | null) => void
}

/** Which columns are shown, in which order and how wide; all of it by keyboard too. */
export function ColumnChooser({ all, shown, layout, onLayout }: ColumnChooserProps) {
  const t = useGridText()
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const on = new Set(shown.map((c) => c.id))
  const order = [...shown.filter((c) => c.id !== 'key'), ...all.filter((c) => !on.has(c.id))].filter((c) =>
    `${c.heading} ${c.id}`.toLowerCase().includes(search.toLowerCase()),
  )
  return (
    <Popover
      open={open}
      onOpen={setOpen}
      width={340}
      label={t('grid.columns.title')}
      button={
        <Button small glyph="ui-columns" onClick={() => setOpen(!open)} aria-expanded={open}>
          {t('grid.columns', { count: shown.length })}
        </Button>
      }
    >
      <div className="row">
        <input
          className={css.search}
          value={search}
          placeholder={t('grid.columns.search')}
          aria-label={t('grid.columns.search')}
          onChange={(e) => setSearch(e.target.value)}
          data-autofocus
        />
        <Button small look="quiet" onClick={() => onLayout(null)}>
          {t('grid.columns.reset')}
        </Button>
      </div>
      <div className={css.columnList}>
        {order.map((c) => {
          const place = layout.shown.indexOf(c.id)
          return (
            <div key={c.id} className={css.columnLine}>
              <label title={c.help}>
                <input type="checkbox" checked={on.has(c.id)} onChange={() => onLayout(toggled(layout, c.id))} />
                <span className="ellipsis">{c.heading}</span>
              </label>
              {place >= 0 && (
                <>
                  <input
                    type="number"
                    min={40}
                    max={900}
                    step={10}
                    value={c.width}
                    aria-label={t('grid.columns.width', { column: c.heading })}
                    onChange={(e) => onLayout(widened(layout, c.id, Number(e.target.value)))}
                  />
                  <Button
                    look="icon"
                    small
                    glyph="ui-up"
                    disabled={place === 0}
                    aria-label={t('grid.columns.up', { column: c.heading })}
                    onClick={() => onLayout(movedColumn(layout, c.id, place - 1))}
                  />
                  <Button
                    look="icon"
                    small
                    glyph="ui-down"
                    disabled={place === layout.shown.length - 1}
                    aria-label={t('grid.columns.down', { column: c.heading })}
                    onClick={() => onLayout(movedColumn(layout, c.id, place + 1))}
                  />
                </>
              )}
            </div>
          )
        })}
      </div>
    </Popover>
  )
}
