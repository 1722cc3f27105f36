import type { Kept } from '../../diagram/data/layout-book'
import type { Scene } from '../../diagram/model'
import type { Progress } from '../../diagram/data/sources'
import { tidying } from '../../diagram/layout/tidier'
import { routingProgress } from '../../diagram/routing/router'
import { Legend } from '../../diagram/view/Legend'
import { isFiltering, type Filter, type Visible } from '../../diagram/visible'
import { useSay } from '../../diagram/words'
import { useStore } from '../../lib/use-store'
import css from './Diagram.module.css'

/** What the signs mean, how much is shown, and whether all is kept. */
export function DiagramFoot({
  scene,
  seen,
  filter,
  progress,
  kept,
  chosen,
  onList,
}: {
  scene: Scene
  seen: Visible
  filter: Filter
  /** How far the loading is while assets are still to come. */
  progress: Progress | null
  kept: Kept
  chosen: number
  onList: () => void
}) {
  const say = useSay()
  const routing = useStore(routingProgress)
  const tidied = useStore(tidying)
  return (
    <footer className={css.foot}>
      <Legend />
      <span className="grow" />
      {scene.awaited > 0 && (
        <span role="status">
          {say('diagram.awaited', { done: Math.max(0, (progress?.done ?? 0) - known(scene)), all: scene.awaited })}
        </span>
      )}
      {tidied && (
        <span role="status">
          {say('diagram.tidying', { done: tidied.done, all: tidied.all })}{' '}
          <button type="button" className={css.quietLink} onClick={tidied.stop}>
            {say('diagram.cancel')}
          </button>
        </span>
      )}
      {routing && <span role="status">{say('diagram.routing', { done: routing.done, all: routing.all })}</span>}
      {isFiltering(filter) && seen.zones.length === 0 && (
        <span className="gap-text">{say('diagram.filter.nothing', { count: scene.assets.size })}</span>
      )}
      {chosen > 1 && <span>{say('diagram.chosen', { count: chosen })}</span>}
      {(kept === 'waiting' || kept === 'here') && <span className="suspect-text">{say(`diagram.layout.${kept}`)}</span>}
      {scene.unplaced.length > 0 && (
        <button type="button" className={css.quietLink} onClick={onList}>
          {say('diagram.unplaced', { count: scene.unplaced.length })}
        </button>
      )}
      <span>
        {say('diagram.foot', {
          zones: seen.zones.length,
          conduits: seen.conduits.length,
          shown: seen.assets.size,
          all: seen.assetsInAll + scene.awaited,
        })}
      </span>
    </footer>
  )
}

const known = (scene: Scene): number => scene.zones.size + scene.conduits.size + scene.channels.size
