import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { Chain } from '../../api/chain-queries'
import type { RowTitle } from '../../api/standard-queries'
import type { PlaceLevels } from '../../api/documents'
import { useProject } from '../../api/project'
import { coverageQuery } from '../../api/queries'
import { frs } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { Popover } from '../../ui/Overlay'
import { Segmented } from '../../ui/Segmented'
import { TraceExport } from './TraceExport'
import type { TraceView } from './use-trace-view'
import css from './Trace.module.css'

interface TraceToolsProps {
  look: TraceView
  places: readonly PlaceLevels[]
  /** The rows that are shown, and how many were read. */
  rows: readonly Chain[]
  all: number
  placeTitle: (key: string) => string
  rowTitle: RowTitle
}

/** From which rows to start, what to show of them, and what to do with the table. */
export function TraceTools({ look, places, rows, all, placeTitle, rowTitle }: TraceToolsProps) {
  const t = useT()
  const [expression, setExpression] = useState(look.set.filter !== undefined && look.set.filter !== '')
  return (
    <>
      <div className={css.tools} role="toolbar" aria-label={t('trace.tools')}>
        <Words look={look} key={look.words} />
        <select
          className={css.select}
          aria-label={t('trace.place')}
          value={look.set.place?.[0] ?? ''}
          onChange={(e) => look.setPlace(e.target.value)}
        >
          <option value="">{t('trace.allPlaces')}</option>
          {places.map((p) => (
            <option key={p.key} value={p.key}>
              {p.key} {p.title}
            </option>
          ))}
        </select>
        <select
          className={css.select}
          aria-label={t('trace.fr')}
          value={look.set.fr?.[0] ?? ''}
          onChange={(e) => look.setFr(e.target.value)}
        >
          <option value="">{t('trace.allFrs')}</option>
          {frs.map((fr) => (
            <option key={fr}>{fr}</option>
          ))}
        </select>
        <Button
          small
          glyph="ui-filter"
          aria-expanded={expression}
          onClick={() => setExpression(!expression)}
          title={t('trace.expressionHint')}
        >
          {t('trace.expression')}
        </Button>
        <span className={css.rule} />
        <Segmented
          label={t('trace.show')}
          value={look.show}
          options={[
            { value: 'all', label: t('trace.showAll') },
            { value: 'incomplete', label: t('trace.showIncomplete') },
            { value: 'suspect', label: t('trace.showSuspect') },
          ]}
          onChange={look.setShow}
        />
        <Segmented
          label={t('trace.by')}
          value={look.by}
          options={[
            { value: 'place', label: t('trace.byPlace') },
            { value: 'row', label: t('trace.byRow') },
          ]}
          onChange={look.setBy}
        />
        <span className="grow" />
        <Score />
        <TraceExport look={look} rows={rows} placeTitle={placeTitle} rowTitle={rowTitle} />
      </div>
      {expression && <Expression look={look} all={all} />}
    </>
  )
}

/** A key, a row of the standard, or words: where the trace begins. */
function Words({ look }: { look: TraceView }) {
  const t = useT()
  const [text, setText] = useState(look.words)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    look.search(text)
  }
  return (
    <form className={css.words} role="search" onSubmit={submit}>
      <Glyph name="ui-search" size={14} />
      <input
        aria-label={t('trace.words')}
        placeholder={t('trace.words')}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onBlur={() => text !== look.words && look.search(text)}
      />
      {look.words !== '' && (
        <Button look="icon" small glyph="ui-close" aria-label={t('trace.clearWords')} onClick={() => look.search('')} />
      )}
    </form>
  )
}

function Expression({ look, all }: { look: TraceView; all: number }) {
  const t = useT()
  const [text, setText] = useState(look.set.filter ?? '')
  return (
    <form
      className={css.expression}
      onSubmit={(e) => {
        e.preventDefault()
        look.setFilter(text.trim())
      }}
    >
      <input
        className="mono"
        aria-label={t('trace.expression')}
        placeholder={'assessment == "met" and not linked("allocated to", "ZON-1")'}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      <Button small type="submit" look="primary">
        {t('trace.apply')}
      </Button>
      {look.set.filter && (
        <Button
          small
          onClick={() => {
            setText('')
            look.setFilter('')
          }}
        >
          {t('trace.noExpression')}
        </Button>
      )}
      <span className="muted small">{t('trace.rows', { count: all })}</span>
    </form>
  )
}

/** The trace score of the project; a click says where it comes from. */
function Score() {
  const t = useT()
  const formats = useFormats()
  const { view } = useProject()
  const { data } = useQuery(coverageQuery(view))
  const [open, setOpen] = useState(false)
  if (!data) return null
  return (
    <Popover
      label={t('trace.score')}
      width={340}
      open={open}
      onOpen={setOpen}
      button={
        <button type="button" className={css.score} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('trace.score')} <b>{formats.percent(data.score)}</b>
        </button>
      }
    >
      <p className="small">{t('trace.scoreWhy')}</p>
      <table className={css.scoreTable}>
        <tbody>
          {data.layers.map((l) => (
            <tr key={l.kind} className={l.kind === 'evidence' ? 'muted' : undefined}>
              <th scope="row">{t(`kind.${l.kind as 'evidence'}`)}</th>
              <td className="num">{t('trace.of', { whole: formats.number(l.complete), of: formats.number(l.items) })}</td>
              <td className="num">
                {l.kind === 'evidence' ? t('trace.notCounted') : formats.percent(l.items === 0 ? 1 : l.complete / l.items)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Popover>
  )
}
