import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { schemaQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { alike, editorOf, spreads, withoutValue, withOmission, withValue, type Editor, type Mends, type Place } from './mending'
import { MendEditor } from './MendEditor'
import css from './Mend.module.css'

/** How many places are drawn at first, and more with each press. */
const page = 60

/** The faulty cells of a list, each with an editor, and what was set right or left out. */
export function MendTable({
  places,
  mends,
  onChange,
}: {
  places: readonly Place[]
  mends: Mends
  onChange: (next: Mends) => void
}) {
  const t = useT()
  const formats = useFormats()
  const [most, setMost] = useState(page)
  const box = useRef<HTMLDivElement>(null)
  const [focusRow, setFocusRow] = useState<number | null>(null)
  const { data: schema } = useQuery(schemaQuery())
  const properties = useMemo(() => schema?.kinds.find((k) => k.kind === 'asset')?.properties ?? [], [schema])
  useEffect(() => {
    // The line of the row is drawn anew; who pressed its button goes on there.
    if (focusRow === null || document.activeElement !== document.body) return
    box.current?.querySelector<HTMLElement>(`[data-row="${focusRow}"] button[data-out]`)?.focus()
  }, [focusRow, places])
  const out = (row: number, left: boolean) => {
    onChange(withOmission(mends, row, left))
    setFocusRow(row)
  }
  return (
    <div ref={box} className={css.box} onFocus={() => setFocusRow(null)}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col" className={css.number}>
              {t('import.row')}
            </th>
            <th scope="col">{t('import.mend.what')}</th>
            <th scope="col">{t('import.mend.was')}</th>
            <th scope="col">{t('import.mend.value')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('import.mend.leaveOut')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {places.slice(0, most).map((p) => (
            <Line
              key={p.id}
              place={p}
              places={places}
              editor={editorOf(p.to, properties)}
              onValue={(value, all) => onChange(withValue(mends, all ? alike(places, p) : [p], value))}
              onUndo={() => onChange(withoutValue(mends, p))}
              onOut={(left) => out(p.row, left)}
            />
          ))}
        </tbody>
      </table>
      {places.length > most && (
        <div className={css.more}>
          <Button small onClick={() => setMost(most + page)}>
            {t('import.mend.more', { shown: formats.number(most), all: formats.number(places.length) })}
          </Button>
        </div>
      )}
    </div>
  )
}

interface LineProps {
  place: Place
  places: readonly Place[]
  editor: Editor
  onValue: (value: string, all: boolean) => void
  onUndo: () => void
  onOut: (left: boolean) => void
}

/** One place: what is wrong, and what is to be read instead. */
function Line({ place, places, editor, onValue, onUndo, onOut }: LineProps) {
  const t = useT()
  const { row, column, value } = place
  const omitted = place.state === 'omitted'
  const all = spreads(places, place)
  const label = t('import.mend.valueOf', { column, row })
  return (
    <tr data-row={row} data-state={place.state}>
      <td className={`${css.number} mono`}>{row}</td>
      <td className={css.what}>
        <span className={css.asset}>{place.asset}</span>
        <Says place={place} editor={editor} />
      </td>
      <td className={css.was}>
        {column !== '' && (
          <>
            <span className={css.column}>{column}</span>
            <span className={`${css.cell} mono`} title={place.was}>
              {place.was === '' ? <i className="muted">{t('import.blank')}</i> : place.was}
            </span>
          </>
        )}
      </td>
      <td className={css.value}>
        {omitted ? null : column === '' ? (
          <span className="muted">{t('import.mend.noCell')}</span>
        ) : (
          <>
            <div className={css.edit}>
              <MendEditor label={label} editor={editor} was={place.was} value={value} onChange={(v) => onValue(v, false)} />
              {value !== undefined && (
                <Button
                  look="icon"
                  small
                  glyph="ui-undo"
                  aria-label={t('import.mend.undo', { column, row })}
                  title={t('import.mend.undoShort')}
                  onClick={onUndo}
                />
              )}
            </div>
            {all > 1 && value !== undefined && (
              <Button look="link" small onClick={() => onValue(value, true)}>
                {t('import.mend.all', { count: all })}
              </Button>
            )}
          </>
        )}
      </td>
      <td className={css.act}>
        <Button
          small
          look="quiet"
          data-out=""
          aria-label={omitted ? t('import.mend.takeInRow', { row }) : t('import.mend.leaveOutRow', { row })}
          onClick={() => onOut(!omitted)}
        >
          {omitted ? t('import.mend.takeIn') : t('import.mend.leaveOut')}
        </Button>
      </td>
    </tr>
  )
}

/** How a place stands, in words and with a sign. */
function Says({ place, editor }: { place: Place; editor: Editor }) {
  const t = useT()
  const held = place.value ?? place.was
  switch (place.state) {
    case 'omitted':
      return <span className="muted">{t('import.mend.omitted')}</span>
    case 'mended':
      return (
        <span className={css.met}>
          <Glyph name="ui-check" size={12} /> {t('import.mend.mended')}
        </span>
      )
    case 'checking':
      return <span className="muted">{t('import.checking')}</span>
    default:
      // The server says what to do in a mapping file; here there is something better.
      if (held !== '' && (editor.as === 'choice' || editor.as === 'date'))
        return <span className={css.fault}>{t(`import.mend.not.${editor.as}`, { value: held })}</span>
      return (
        <>
          {place.messages.map((m) => (
            <span key={m} className={css.fault}>
              {m}
            </span>
          ))}
        </>
      )
  }
}
