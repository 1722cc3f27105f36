import { useMemo, type CSSProperties } from 'react'
import { Glyph } from '../../ui/Glyph'
import { changesInShort, deltaOf, type Delta } from '../delta'
import { useSay } from '../words'
import css from './Diagram.module.css'
import type { Preview } from './use-preview'
import { VectorMark } from './VectorMark'

interface DeltaCardProps {
  preview: Preview
  /** The zone that would take what is moved; null for outside. */
  target: { key: string; title: string } | null
  keys: string
  style?: CSSProperties
}

/** What would come of a move: vectors, gaps, findings and suspect links, before anything is saved. */
export function DeltaCard({ preview, target, keys, style }: DeltaCardProps) {
  const say = useSay()
  return (
    <div className={css.card} style={style} role="status" aria-live="polite">
      <h4>
        <Glyph name="zone-control" size={14} />
        {target ? say('diagram.drop.into', { title: target.title }) : say('diagram.drop.out')}
        {target && <span className="mono muted">{target.key}</span>}
        <span className={css.cardKeys}>{keys}</span>
      </h4>
      {preview.is === 'ready' ? (
        <Figures whatIf={preview.whatIf} first={target?.key ?? null} />
      ) : (
        <p className="muted small">
          {preview.is === 'failed' ? say('diagram.drop.failed', { why: preview.why }) : say('diagram.drop.reckoning')}
        </p>
      )}
    </div>
  )
}

const signed = (n: number) => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '')

function Figures({ whatIf, first }: { whatIf: Parameters<typeof deltaOf>[0]; first: string | null }) {
  const say = useSay()
  const delta = useMemo(() => deltaOf(whatIf, first), [whatIf, first])
  const changed = delta.places.filter((p, i) => p.changes.length > 0 || (i === 0 && p.key === first)).slice(0, 3)
  const gap = delta.gap.after - delta.gap.before
  const nothing = delta.places.length === 0 && delta.came.length + delta.went.length === 0
  if (nothing) return <p className="muted small">{say('diagram.drop.nothing')}</p>
  return (
    <>
      {delta.breaks > 0 && (
        <p className={css.breaks}>
          <Glyph name="ui-warning" size={14} />
          {say('diagram.delta.breaks', { count: delta.breaks })}
        </p>
      )}
      {changed.map((p) => (
        <div key={p.key} className={css.figure}>
          <span>{say('diagram.delta.sla', { key: p.key })}</span>
          <svg width={76} height={24} viewBox="-2 -2 76 24" role="img" aria-label={p.before.achieved.join(' ')}>
            <VectorMark levels={p.before} x={0} y={0} />
          </svg>
          <Glyph name="ui-arrow" size={14} />
          <svg width={76} height={24} viewBox="-2 -2 76 24" role="img" aria-label={p.after.achieved.join(' ')}>
            <VectorMark levels={p.after} x={0} y={0} />
          </svg>
          <b className={p.worse ? 'gap-text' : undefined}>
            {p.changes.length > 0 ? changesInShort(p.changes) : say('diagram.delta.same')}
          </b>
        </div>
      ))}
      <Row
        name={say('diagram.delta.gap')}
        before={String(delta.gap.before)}
        after={String(delta.gap.after)}
        delta={signed(gap)}
        tone={gap > 0 ? 'gap-text' : undefined}
      />
      <Row
        name={say('diagram.delta.findings')}
        before=""
        after=""
        delta={findingDelta(delta)}
        tone={delta.came.length > 0 ? 'gap-text' : undefined}
      />
      {delta.suspects.came + delta.suspects.went > 0 && (
        <Row
          name={say('diagram.delta.suspects')}
          before=""
          after=""
          delta={[signed(delta.suspects.came), signed(-delta.suspects.went)].filter((x) => x !== '').join(' ')}
          tone="suspect-text"
        />
      )}
      <Lines delta={delta} />
    </>
  )
}

const findingDelta = (d: Delta): string =>
  [signed(d.came.length), signed(-d.went.length)].filter((x) => x !== '').join(' ') || '0'

function Row({
  name,
  before,
  after,
  delta,
  tone,
}: {
  name: string
  before: string
  after: string
  delta: string
  tone?: string
}) {
  return (
    <div className={css.figure}>
      <span>{name}</span>
      <span>{before}</span>
      {before !== '' ? <Glyph name="ui-arrow" size={14} /> : <span />}
      <b>{after}</b>
      <b className={tone}>{delta}</b>
    </div>
  )
}

const most = 4

function Lines({ delta }: { delta: Delta }) {
  const say = useSay()
  const lines = [...delta.came.map((f) => ({ ...f, sign: '+' })), ...delta.went.map((f) => ({ ...f, sign: '−' }))]
  // What breaks a rule is never among what is left out for room.
  const shown = lines.slice(0, Math.max(most, delta.breaks))
  return (
    <ul className={css.lines}>
      {shown.map((f, i) => (
        <li key={i} className={f.sign === '−' ? css.went : undefined}>
          <b className={f.sign === '+' ? 'gap-text' : undefined}>{f.sign}</b>
          <span>{f.text}</span>
        </li>
      ))}
      {lines.length > shown.length && (
        <li className="muted">{say('diagram.delta.more', { count: lines.length - shown.length })}</li>
      )}
    </ul>
  )
}
