import { useEffect, useState } from 'react'
import type { Matrix } from '../../api/matrix-queries'
import { frs } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { placeGlyph } from '../../ui/kinds'
import { useFormats, useT } from '../../ui/language'
import { Menu } from '../../ui/Overlay'
import { Segmented } from '../../ui/Segmented'
import { TableExport, type ExportedTable } from '../../ui/table-export'
import { assessmentGlyphs, assessmentKeys } from './AssessmentBar'
import { assessments, chainStates, type Assessment } from './cells'
import { isFiltered, shows, type Filter, type Shown } from './filter'
import { chainGlyph, frNumber } from './MatrixCells'
import { Picker } from './Picker'
import css from './Tools.module.css'

interface ToolBarProps {
  matrix: Matrix
  shown: Shown
  filter: Filter
  onFilter: (part: Partial<Filter>) => void
  wide: boolean
  onWide: (wide: boolean) => void
  panel: boolean
  onPanel: (open: boolean) => void
  /** Cells that a bulk change would reach; null where nothing may be changed. */
  selected: number | null
  onAssess: (a: Assessment) => void
  onAllocate: (on: boolean) => void
  onCompensate: () => void
  exported: () => ExportedTable
}

/** What is shown, and what is done with the selected cells. */
export function ToolBar(props: ToolBarProps) {
  const { matrix, shown, filter, onFilter, selected } = props
  const t = useT()
  const formats = useFormats()
  const of = filter.places.length === 0 ? matrix.places.length : shown.columns.length
  return (
    <div className={css.tools} role="toolbar" aria-label={t('matrix.tools')}>
      <Segmented
        label={t('matrix.show')}
        value={filter.show}
        onChange={(show) => onFilter({ show })}
        options={shows.map((s) => ({
          value: s,
          label: (
            <>
              {t(`matrix.show.${s}`)} {s !== 'all' && <span className={css.count}>{formats.number(shown.counts[s])}</span>}
            </>
          ),
        }))}
      />
      <Picker
        label={t('matrix.pick.fr')}
        shown={filter.frs.length === 0 ? t('matrix.fr.all') : `FR: ${filter.frs.join(' ')}`}
        picks={frs.map((fr) => ({ value: fr, label: `FR ${frNumber(fr)} ${fr} ${t(`matrix.fr.${fr}`)}` }))}
        chosen={filter.frs}
        onChange={(chosen) => onFilter({ frs: frs.filter((f) => chosen.includes(f)) })}
      />
      <Picker
        label={t('matrix.pick.places')}
        shown={t('matrix.places', { count: formats.number(of), all: formats.number(matrix.places.length) })}
        picks={matrix.places.map((p) => ({ value: p.key, label: `${p.key} ${p.title}`, glyph: placeGlyph(p.kind, p.type) }))}
        chosen={filter.places}
        onChange={(places) => onFilter({ places })}
        search
      />
      <Picker
        label={t('matrix.pick.chain')}
        shown={filter.chains.length === 0 ? t('matrix.chain.all') : t('matrix.chain.some', { count: filter.chains.length })}
        picks={chainStates.map((c) => ({ value: c, label: t(`chain.${c}`), glyph: chainGlyph(c) }))}
        chosen={filter.chains}
        onChange={(chosen) => onFilter({ chains: chainStates.filter((c) => chosen.includes(c)) })}
      />
      <Find text={filter.text} onFind={(text) => onFilter({ text })} />
      {isFiltered(filter) && (
        <Button small look="quiet" onClick={() => onFilter({ show: 'all', frs: [], places: [], chains: [], text: '' })}>
          {t('matrix.clear')}
        </Button>
      )}
      <span className="grow" />
      {selected !== null && <Bulk {...props} selected={selected} />}
      <Menu
        end
        width={250}
        button={<Button small look="icon" glyph="ui-columns" aria-label={t('matrix.looks')} />}
        parts={[
          { heading: t('matrix.rows') },
          {
            key: 'target',
            label: t('matrix.rows.target'),
            chosen: filter.rows === 'target',
            onChoose: () => onFilter({ rows: 'target' }),
          },
          { key: 'all', label: t('matrix.rows.all'), chosen: filter.rows === 'all', onChoose: () => onFilter({ rows: 'all' }) },
          { key: 'fold', label: t('matrix.foldAll'), onChoose: () => onFilter({ folded: frs }) },
          { key: 'unfold', label: t('matrix.unfoldAll'), onChoose: () => onFilter({ folded: [] }) },
          { heading: t('matrix.columns') },
          { key: 'wide', label: t('matrix.columns.wide'), chosen: props.wide, onChoose: () => props.onWide(true) },
          { key: 'narrow', label: t('matrix.columns.narrow'), chosen: !props.wide, onChoose: () => props.onWide(false) },
        ]}
      />
      <TableExport name="requirements" table={props.exported} />
      <Button
        small
        look="icon"
        glyph="ui-panel"
        aria-label={t('matrix.panel.toggle')}
        aria-pressed={props.panel}
        onClick={() => props.onPanel(!props.panel)}
      />
    </div>
  )
}

function Bulk({ selected, onAssess, onAllocate, onCompensate }: ToolBarProps & { selected: number }) {
  const t = useT()
  return (
    <Menu
      end
      width={260}
      button={
        <Button small disabled={selected === 0}>
          {t('matrix.bulk', { count: selected })}
        </Button>
      }
      parts={[
        { heading: t('matrix.bulkOf', { count: selected }) },
        ...assessments.map((a, i) => ({
          key: a,
          label: t(`assessment.${a}`),
          glyph: assessmentGlyphs[a],
          hint: `${assessmentKeys[a]} ${i + 1}`,
          onChoose: () => onAssess(a),
        })),
        { heading: t('compensation.section') },
        {
          key: 'compensate',
          label: t('compensation.add'),
          glyph: 'strength-compensated',
          hint: 'C',
          onChoose: onCompensate,
        },
        { heading: t('matrix.aboveTarget') },
        { key: 'allocate', label: t('matrix.allocate'), glyph: 'ui-plus', hint: 'A', onChoose: () => onAllocate(true) },
        { key: 'takeBack', label: t('matrix.takeBack'), glyph: 'ui-minus', hint: 'Shift A', onChoose: () => onAllocate(false) },
      ]}
    />
  )
}

/** Text in codes and titles; it counts when the keys rest. */
function Find({ text, onFind }: { text: string; onFind: (text: string) => void }) {
  const t = useT()
  const [typed, setTyped] = useState(text)
  const [heard, setHeard] = useState(text)
  if (heard !== text) {
    setHeard(text)
    setTyped(text)
  }
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onFind(typed), 200)
    return () => clearTimeout(timer)
  }, [typed, text, onFind])
  return (
    <input
      className={css.find}
      type="search"
      aria-label={t('matrix.find')}
      placeholder={t('matrix.find')}
      value={typed}
      onChange={(e) => setTyped(e.target.value)}
    />
  )
}
