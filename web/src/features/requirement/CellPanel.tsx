import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { commentsQuery } from '../../api/item-queries'
import type { Matrix } from '../../api/matrix-queries'
import { useProject } from '../../api/project'
import { useItem } from '../../api/use-item'
import { frs } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink, useProjectAddress } from '../../ui/navigation'
import { Tag } from '../../ui/Tag'
import type { Spot } from './assess'
import { AssessmentBar } from './AssessmentBar'
import { cellAt, frAt, isLive, signOf, type Assessment, type CellState, type Overlay } from './cells'
import { ChainSection } from './ChainSection'
import { mayCompensate, standingOf } from './compensate'
import { Guidance } from './Guidance'
import { signMark } from './MatrixCells'
import type { MatrixParts } from './parts'
import { whyWords } from './words'
import css from './Panel.module.css'

export interface CellPanelProps {
  matrix: Matrix
  overlay: Overlay
  spot: Spot
  parts: MatrixParts
  onAssess: (assessment: Assessment) => void
  onAllocate: (on: boolean) => void
  onEvidence: () => void
  /** Compensates the row: anew, or by changing how a countermeasure does. */
  onCompensate: (measure: string) => void
  onClose: () => void
}

/** All about one row on one place: how it is assessed, where its chain breaks, and what the row asks. */
export function CellPanel(props: CellPanelProps) {
  const { matrix, overlay, spot, parts, onAssess, onAllocate, onEvidence, onClose } = props
  const t = useT()
  const { can } = useProject()
  const cell = cellAt(matrix, spot.row, spot.place, overlay)
  const row = matrix.rows[spot.row]!
  const place = matrix.places[spot.place]!
  const editable = can('write model')
  const live = isLive(cell)
  const target = place.target[frAt(row.fr)] ?? 0
  const achieved = place.achieved[frAt(row.fr)] ?? 0
  const holds = cell.asked && cell.counts === 'does not count' && row.level === achieved + 1
  const compensation = mayCompensate(cell) && <CompensationSection {...props} cell={cell} />
  return (
    <>
      <div className={css.head}>
        <div className="row">
          {cell.allocation !== '' && <KeyLink item={cell.allocation} />}
          <span className="muted tiny grow ellipsis">
            {t('matrix.panel.on', { row: row.row, place: `${place.key} ${place.title}` })}
          </span>
          <Button look="icon" small glyph="ui-close" aria-label={t('matrix.panel.close')} onClick={onClose} />
        </div>
        <h2>{row.title}</h2>
        <p className={css.applies}>
          {!place.approved
            ? t('matrix.applies.noTarget')
            : cell.asked
              ? t('matrix.applies.yes', { level: row.level, fr: row.fr, target })
              : t(live ? 'matrix.applies.byHand' : 'matrix.applies.no', { level: row.level, fr: row.fr, target })}{' '}
          {holds && t('matrix.applies.holds', { fr: row.fr, achieved })}
        </p>
      </div>
      <Section title={t('matrix.panel.assessment')} note={cell.unsaved ? <Tag tone="accent">{t('item.notSaved')}</Tag> : null}>
        {live || cell.asked ? (
          <AssessmentBar value={live ? (cell.assessment ?? 'not assessed') : null} onChange={editable ? onAssess : null} />
        ) : null}
        <p className={css.why}>
          <span className={css.mark}>{signMark(signOf(cell))}</span>
          <span>{whyWords(t, cell)}</span>
        </p>
        {cell.allocation !== '' && !cell.unsaved && <Grounds allocation={cell.allocation} />}
        {editable && !cell.asked && (
          <Button small glyph={live ? 'ui-minus' : 'ui-plus'} onClick={() => onAllocate(!live)}>
            {t(live ? 'matrix.takeBack' : 'matrix.allocate')}
          </Button>
        )}
        {place.covered.includes(spot.row) && <p className="muted tiny">{t('matrix.covered')}</p>}
      </Section>
      {cell.compensation !== '' && compensation}
      {cell.allocation !== '' && live && <ChainSection matrix={matrix} spot={spot} cell={cell} onEvidence={onEvidence} />}
      {cell.compensation === '' && compensation}
      {cell.allocation !== '' && live && !cell.unsaved && <Said item={cell.allocation} comments={parts.comments} />}
      <Guidance standard={matrix.standard.system} code={row.row} context={contextOf(row.row, place.kind)} />
      {cell.allocation !== '' && <Linked allocation={cell.allocation} />}
    </>
  )
}

/** What the cell itself is, in terms of the glossary: they are explained with those of the row. */
const contextOf = (row: string, kind: string) =>
  `${row.includes('RE(') ? 'Requirement enhancement' : 'System requirement'}. ${kind}. Target security level`

/** A part of the panel with its head. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <header>
        <h3>{title}</h3>
        {note}
      </header>
      {children}
    </section>
  )
}

/** Why it is assessed so, and who approved that it is not applicable. */
function Grounds({ allocation }: { allocation: string }) {
  const t = useT()
  const formats = useFormats()
  const { view } = useProject()
  const { item } = useItem(view, allocation)
  const text = (name: string) => {
    const value = item?.properties[name]
    return typeof value === 'string' ? value : ''
  }
  if (!item || (text('reason') === '' && text('approved_by') === '')) return null
  return (
    <div className={css.grounds}>
      {text('reason') !== '' && <p>{text('reason')}</p>}
      {text('approved_by') !== '' && (
        <p className="muted tiny">
          {t('matrix.approved', {
            name: text('approved_by'),
            day: text('approved_on') === '' ? '–' : formats.day(text('approved_on')),
          })}
        </p>
      )}
    </div>
  )
}

/** What stands in for the row, how to have something stand in, and where SL-A is with that. */
function CompensationSection({ matrix, overlay, spot, parts, cell, onCompensate }: CellPanelProps & { cell: CellState }) {
  const t = useT()
  const { can } = useProject()
  const row = matrix.rows[spot.row]!
  const fr = frs.find((f) => f === row.fr)!
  const { achieved, target, holding } = standingOf(matrix, overlay, fr, spot.place)
  const editable = can('write model')
  const some = cell.compensation !== ''
  if (!editable && !some) return null
  return (
    <Section title={t('compensation.section')}>
      {cell.allocation !== '' &&
        parts.compensations({
          allocation: cell.allocation,
          state: cell.unsaved ? '' : cell.compensation,
          onChange: editable ? onCompensate : null,
        })}
      {editable && (
        <div className="row">
          <Button
            small
            glyph="strength-compensated"
            disabled={cell.allocation === '' && cell.unsaved}
            onClick={() => onCompensate('')}
          >
            {t(some ? 'compensation.addAnother' : 'compensation.add')}
          </Button>
          <kbd>C</kbd>
        </div>
      )}
      {target > 0 && (
        <p className={css.level}>
          {t('compensation.level', { fr, achieved, target })}{' '}
          {holding.length > 0 && t('compensation.held', { count: holding.length, level: achieved + 1 })}
        </p>
      )}
    </Section>
  )
}

/** What people say about the row on this place. */
function Said({ item, comments }: { item: string; comments: (item: string) => ReactNode }) {
  const t = useT()
  const { project, can } = useProject()
  const [address, change] = useProjectAddress()
  const reads = can('read comments')
  const { data } = useQuery({ ...commentsQuery(project.key, item), enabled: reads })
  const [wanted, setWanted] = useState<boolean | null>(null)
  if (!reads || !data) return null
  const said = data.comments.filter((c) => c.resolved_at === undefined).length
  const open = wanted ?? said > 0
  return (
    <Section
      title={t('item.comments')}
      note={<span className="muted">{said > 0 ? t('matrix.said.open', { count: said }) : t('matrix.said.none')}</span>}
    >
      <div className="row">
        <Button small aria-expanded={open} onClick={() => setWanted(!open)}>
          {t(open ? 'matrix.said.hide' : 'matrix.said.write')}
        </Button>
        <Button small look="quiet" onClick={() => change({ item, tab: 'comments', view: address.view })}>
          {t('matrix.said.panel')}
        </Button>
        <kbd className="nowrap">Shift C</kbd>
      </div>
      {open && <div className={css.said}>{comments(item)}</div>}
    </Section>
  )
}

const shownAbove = new Set(['realizes', 'refines', 'verifies', 'evidences', 'compensates'])

/** What else is joined to the allocation: defects, tasks, changes. */
function Linked({ allocation }: { allocation: string }) {
  const t = useT()
  const { view } = useProject()
  const { item } = useItem(view, allocation)
  const others = item?.linked_from.filter((l) => !shownAbove.has(l.verb)) ?? []
  if (others.length === 0) return null
  return (
    <Section title={t('matrix.panel.linked')} note={<span className="muted">{others.length}</span>}>
      <ul>
        {others.map((l) => (
          <li key={l.from + l.verb} className={css.linked}>
            <Glyph name={l.suspect ? 'marker-suspect' : 'ui-link'} size={14} label={l.suspect ? t('item.suspect') : undefined} />
            <KeyLink item={l.from} />
            <span className="grow ellipsis" title={l.title}>
              {l.title}
            </span>
            <Tag>{l.verb}</Tag>
          </li>
        ))}
      </ul>
    </Section>
  )
}
