import { useMemo, useRef, useState } from 'react'
import type { View } from '../../api/project'
import { formatStateRef } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import { Later } from '../../ui/Later'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { around, centre, type Rect } from '../geometry'
import { MarkBadge } from '../view/MarkBadge'
import { centredOn, type Viewport } from '../view/viewport'
import { useSay } from '../words'
import css from './Compare.module.css'
import { counts, marks } from './differences'
import { DifferenceList } from './DifferenceList'
import { Moves } from './Moves'
import { Stage } from './Stage'
import { useComparison, type Comparison } from './use-comparison'

interface CompareDiagramProps {
  before: View
  after: View
  /** Beside each other, moved and zoomed as one, or one over the other. */
  mode: 'beside' | 'over'
  onSelect: (key: string) => void
}

/** Two states of the diagram with what was added, removed, moved and changed marked in both. It loads its own data. */
export function CompareDiagram({ before, after, mode, onSelect }: CompareDiagramProps) {
  const say = useSay()
  const { comparison, error, progress } = useComparison(before, after)
  if (error && !comparison) return <Problem error={error} />
  if (!comparison)
    return (
      <Later>
        <p className="muted">{progress ? say('diagram.loading.count', { ...progress }) : say('diagram.loading')}</p>
      </Later>
    )
  if (comparison.both.scene.zones.size === 0) return <Empty>{say('diagram.empty')}</Empty>
  return <Compared comparison={comparison} before={before} after={after} mode={mode} onSelect={onSelect} />
}

function Compared({ comparison, before, after, mode, onSelect }: CompareDiagramProps & { comparison: Comparison }) {
  const say = useSay()
  const { list } = comparison
  const [view, setView] = useState<Viewport | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const place = useRef<HTMLElement | null>(null)
  const number = useMemo(() => counts(list), [list])
  const bounds = useMemo(() => {
    const boxes = [comparison.both, comparison.before, comparison.after].flatMap((p) => [...p.settled.boxes.values()])
    return around(boxes) ?? { x: 0, y: 0, w: 800, h: 500 }
  }, [comparison])
  const choose = (key: string | null) => {
    setChosen(key)
    if (key !== null) onSelect(key)
  }
  const go = (key: string) => {
    choose(key)
    const { both } = comparison
    const channel = both.scene.channels.get(key)
    const target = [key, both.scene.assets.get(key)?.place, channel?.via[0], channel?.from].find((k) => both.targets.has(k ?? ''))
    const box: Rect | undefined = target ? both.targets.get(target) : undefined
    const stage = place.current?.querySelector('svg[role=application]')?.getBoundingClientRect()
    const screen = { w: stage?.width ?? 800, h: stage?.height ?? 600 }
    if (box) setView((v) => centredOn(v ?? { x: 0, y: 0, k: 0.75 }, centre(box), screen))
  }
  const at = list.findIndex((d) => d.key === chosen)
  const step = (by: 1 | -1) => {
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length]
    if (next) go(next.key)
  }
  const stateName = (v: View) => (v.at.kind === 'head' ? say('compare.now') : formatStateRef(v.at))
  const stage = { bounds, view, onView: setView, chosen, onChoose: choose }
  return (
    <section ref={place} className={css.compare} aria-label={say('compare.title')}>
      <header className={css.head}>
        <ul className={css.counts} aria-label={say('diagram.legend')}>
          {marks.map((m) => (
            <li key={m}>
              <svg width={19} height={19} aria-hidden>
                <MarkBadge mark={m} x={0.5} y={0.5} />
              </svg>
              <b>{number[m]}</b> {say(`diagram.mark.${m}`)}
            </li>
          ))}
        </ul>
        <span className="grow" />
        <Button small disabled={list.length === 0} glyph="ui-up" onClick={() => step(-1)}>
          {say('compare.previous')}
        </Button>
        <Button small disabled={list.length === 0} glyph="ui-down" onClick={() => step(1)}>
          {say('compare.next')}
        </Button>
        <Button small look="icon" glyph="ui-fit" aria-label={say('diagram.fit')} onClick={() => setView(null)} />
      </header>
      <div className={css.stages} data-mode={mode}>
        {mode === 'beside' ? (
          <>
            <figure className={css.one}>
              <figcaption>
                <b>{say('compare.before')}</b> {stateName(before)}
              </figcaption>
              <Stage {...stage} picture={comparison.before} label={say('compare.picture.before')} />
            </figure>
            <figure className={css.one}>
              <figcaption>
                <b>{say('compare.after')}</b> {stateName(after)}
              </figcaption>
              <Stage {...stage} picture={comparison.after} label={say('compare.picture.after')} />
            </figure>
          </>
        ) : (
          <Stage
            {...stage}
            picture={comparison.both}
            label={say('compare.picture.both')}
            over={<Moves comparison={comparison} />}
          />
        )}
      </div>
      <DifferenceList list={list} scene={comparison.both.scene} chosen={chosen} onChoose={go} />
    </section>
  )
}
