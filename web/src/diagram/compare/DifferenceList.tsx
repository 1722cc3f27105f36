import { useEffect, useRef } from 'react'
import type { Scene } from '../model'
import { MarkBadge } from '../view/MarkBadge'
import { useSay, type Say } from '../words'
import type { DiagramMessage } from '../messages.en'
import css from './Compare.module.css'
import type { Difference } from './differences'

/** At most so many stand in the list; the count says how many more there are. */
const most = 400

/** All differences as a list: the same as the picture for who cannot see it, and the way into it for all others. */
export function DifferenceList({
  list,
  scene,
  chosen,
  onChoose,
}: {
  list: readonly Difference[]
  scene: Scene
  chosen: string | null
  onChoose: (key: string) => void
}) {
  const say = useSay()
  const active = useRef<HTMLButtonElement | null>(null)
  useEffect(() => {
    // Newer browsers answer with a promise, which is no way to clean up.
    void active.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <aside className={css.list} aria-label={say('compare.list')}>
      <h3>{say('compare.list.count', { count: list.length })}</h3>
      {list.length === 0 && <p className="muted">{say('compare.none')}</p>}
      <ul>
        {list.slice(0, most).map((d) => (
          <li key={d.key}>
            <button
              type="button"
              ref={d.key === chosen ? active : undefined}
              aria-current={d.key === chosen || undefined}
              onClick={() => onChoose(d.key)}
            >
              <svg width={19} height={19} aria-hidden>
                <MarkBadge mark={d.mark} x={0.5} y={0.5} />
              </svg>
              <span className={css.text}>
                <span className={css.name}>
                  <span className="mono muted">{d.key}</span> {d.title}
                </span>
                <span className="muted tiny">{sentence(d, scene, say)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.length > most && <p className="muted">{say('diagram.delta.more', { count: list.length - most })}</p>}
    </aside>
  )
}

function sentence(d: Difference, scene: Scene, say: Say): string {
  const kind = say(`compare.kind.${d.kind}`)
  const name = (key: string | null) => (key === null ? say('compare.outside') : (scene.zones.get(key)?.title ?? key))
  const facets = d.facets.map((f) => say(`compare.facet.${f}` as DiagramMessage)).join(', ')
  if (d.moved) {
    const moved = say('compare.moved', { kind, from: name(d.moved.from), to: name(d.moved.to) })
    return facets === '' ? moved : `${moved}; ${facets}`
  }
  return d.mark === '~' ? `${kind}: ${facets}` : say('compare.came', { kind, what: say(`diagram.mark.${d.mark}`) })
}
