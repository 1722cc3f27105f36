import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { traceOfQuery, type Matrix } from '../../api/matrix-queries'
import { useProject } from '../../api/project'
import { schemaQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import type { Spot } from './assess'
import type { CellState } from './cells'
import { chainLine, type ChainItem, type ChainLine, type Step } from './chain'
import { ChainActions } from './ChainActions'
import { Section } from './CellPanel'
import { chainGlyph } from './MatrixCells'
import css from './Panel.module.css'

interface ChainSectionProps {
  matrix: Matrix
  spot: Spot
  cell: CellState
  onEvidence: () => void
}

/** The chain of a cell in line; null until it is known. */
export function useChain(allocation: string, cell: CellState) {
  const { view } = useProject()
  const trace = useQuery({ ...traceOfQuery(view, allocation), enabled: allocation !== '' })
  const schema = useQuery(schemaQuery())
  const line = trace.data && schema.data ? chainLine(trace.data, cell.chain, schema.data.verbs) : null
  return { line, error: trace.error ?? schema.error, refetch: trace.refetch }
}

/** The chain from the row to its evidence, with the step that breaks first and what to do about it. */
export function ChainSection({ matrix, spot, cell, onEvidence }: ChainSectionProps) {
  const t = useT()
  const { can } = useProject()
  const { line, error, refetch } = useChain(cell.allocation, cell)
  const row = matrix.rows[spot.row]!
  const whole = cell.chain === 'complete'
  return (
    <Section
      title={t('matrix.panel.chain')}
      note={
        cell.chain && (
          <span className={whole ? 'muted' : css.breaks}>
            {whole ? t('chain.complete') : t('matrix.chain.breaks', { step: t(`chain.${cell.chain}`) })}
          </span>
        )
      }
    >
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {line && (
        <>
          <ol className={css.chain}>
            <li className={css.step}>
              <i className={css.dot} />
              <div>
                <span className="mono">{row.row}</span>
                <small>{t('matrix.chain.row', { standard: matrix.standard.system, level: row.level })}</small>
              </div>
            </li>
            {line.steps.map((s, i) => (
              <StepLine key={s.name} step={s} line={line} cell={cell} next={line.steps[i + 1]} />
            ))}
          </ol>
          {can('confirm') && <ChainActions matrix={matrix} spot={spot} cell={cell} line={line} onEvidence={onEvidence} />}
        </>
      )}
    </Section>
  )
}

function glyphOf(step: Step, line: ChainLine, cell: CellState): GlyphName {
  if (step.name === line.broken && cell.chain) return chainGlyph(cell.chain)
  return step.state === 'sound' ? 'chain-complete' : 'chain-no-design'
}

/** Most items of a step that are shown at first. */
const few = 3

function StepLine({ step, line, cell }: { step: Step; line: ChainLine; cell: CellState; next: Step | undefined }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const broken = step.name === line.broken
  const spared = step.name === 'component requirement' && line.satisfied && step.items.length === 0
  const sound = step.state === 'sound' && (step.items.length > 0 || spared)
  // What is at fault stands first, so that it is in sight.
  const items = [...step.items].sort((a, b) => Number(faulty(b)) - Number(faulty(a)))
  const shown = all ? items : items.slice(0, few)
  return (
    <li className={`${css.step} ${broken ? css.broken : ''} ${step.state === 'open' ? css.open : ''}`}>
      {sound && !broken ? (
        <Glyph name="chain-complete" size={14} label={t('matrix.step.sound')} />
      ) : (
        <Glyph name={glyphOf(step, line, cell)} size={14} label={broken ? t('matrix.step.broken') : t('matrix.step.open')} />
      )}
      <div>
        {items.length === 0 && <span className={broken ? css.breaks : 'muted'}>{t(`kind.${step.name}`)}</span>}
        {shown.map((item) => (
          <ItemLine key={item.key} item={item} />
        ))}
        {items.length > few && (
          <Button look="link" className="tiny" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? t('matrix.chain.fewer') : t('matrix.chain.more', { count: items.length - few })}
          </Button>
        )}
        {spared && <small>{t('matrix.chain.spared')}</small>}
        {step.missing.length > 0 && (
          <small className={broken ? css.breaks : undefined}>
            {t(`matrix.missing.${step.name}`, { count: step.missing.length })}
            {step.name === 'component requirement' && (
              <> {[...new Set(step.missing.map((m) => `${m.row} ${m.on}`.trim()))].slice(0, 4).join(', ')}</>
            )}
          </small>
        )}
      </div>
    </li>
  )
}

const faulty = (i: ChainItem): boolean =>
  i.suspect || (i.kind === 'test run' && i.state !== 'passed') || (i.kind === 'evidence' && i.state !== 'valid')

function ItemLine({ item }: { item: ChainItem }) {
  const t = useT()
  const bad = faulty(item)
  return (
    <div className={css.chainItem}>
      <span className="grow ellipsis">
        <KeyLink item={item.key} /> <span title={item.title}>{item.row === '' ? item.title : `${item.row} ${item.title}`}</span>
        {item.by.length > 0 && <small>{item.by.slice(0, 6).join(', ')}</small>}
      </span>
      {item.suspect && (
        <Tag tone="suspect">
          <Glyph name="marker-suspect" size={12} />
          {t('chain.suspect')}
        </Tag>
      )}
      {item.kind === 'test run' && item.state !== '' && (
        <Tag tone={bad && item.state !== 'passed' ? 'gap' : 'plain'}>{runWords(t, item.state)}</Tag>
      )}
      {item.kind === 'evidence' && item.state !== 'valid' && item.state !== '' && (
        <Tag tone="suspect">{validityWords(t, item.state)}</Tag>
      )}
    </div>
  )
}

type T = ReturnType<typeof useT>

const results = ['passed', 'failed', 'blocked', 'not concluded'] as const
const runWords = (t: T, state: string): string => {
  const known = results.find((r) => r === state)
  return known ? t(`matrix.run.${known}`) : state
}

const validityWords = (t: T, state: string): string =>
  state === 'expired'
    ? t('matrix.validity.expired')
    : state.includes('missing')
      ? t('matrix.validity.missing')
      : state.includes('changed')
        ? t('matrix.validity.changed')
        : t('matrix.validity.scope')
