/** What can be done with what is chosen, as entries of a menu. */
import { alignments, type Alignment } from '../../diagram/layout/arrange'
import type { Scene } from '../../diagram/model'
import type { Errand } from '../../diagram/view/command'
import type { Say } from '../../diagram/words'
import type { MenuPart } from '../../ui/Overlay'

/** What the entries do. */
export interface ContextDeeds {
  errand: (what: Errand, key: string | null) => void
  rename: (key: string) => void
  toggle: (key: string) => void
  zonePage: (key: string) => void
  align: (how: Alignment) => void
  distribute: (axis: 'x' | 'y') => void
  fit: () => void
  tidy: () => void
}

/** The entries for a key, for several, or for the ground. */
export function contextParts(
  scene: Scene,
  keys: readonly string[],
  collapsed: ReadonlySet<string>,
  rights: { editable: boolean; arrangeable: boolean },
  deeds: ContextDeeds,
  say: Say,
): MenuPart[] {
  const key = keys[0] ?? null
  const parts: MenuPart[] = []
  const off = !rights.editable
  const add = (name: string, label: string, run: () => void, hint?: string, disabled = false) =>
    parts.push({ key: name, label, hint, disabled, onChoose: run })
  if (key === null) {
    add('add', say('diagram.add.zone'), () => deeds.errand('add', null), 'N', off)
    add('draw', say('diagram.draw'), () => deeds.errand('draw', null), 'D', off)
    add('fit', say('diagram.fit'), deeds.fit, '0')
    add('tidy', say('diagram.tidy'), deeds.tidy, undefined, !rights.arrangeable)
    return parts
  }
  if (keys.length > 1) {
    parts.push({ heading: say('diagram.things', { count: keys.length }) })
    add('move', say('diagram.menu.move'), () => deeds.errand('move', key), 'M', off)
    add('retire', say('diagram.menu.retire'), () => deeds.errand('retire', key), say('diagram.menu.del'), off)
    parts.push({ heading: say('diagram.menu.align') })
    for (const how of alignments) add(how, say(`diagram.align.${how}`), () => deeds.align(how), undefined, !rights.arrangeable)
    if (keys.length > 2) {
      add('dx', say('diagram.distribute.x'), () => deeds.distribute('x'), undefined, !rights.arrangeable)
      add('dy', say('diagram.distribute.y'), () => deeds.distribute('y'), undefined, !rights.arrangeable)
    }
    return parts
  }
  const zone = scene.zones.get(key)
  const boxed = zone !== undefined || scene.assets.has(key)
  parts.push({ heading: `${key} ${(zone ?? scene.assets.get(key) ?? scene.conduits.get(key))?.title ?? ''}` })
  add('open', say('diagram.menu.open'), () => deeds.errand('open', key), 'Enter')
  if (zone || scene.conduits.has(key)) add('page', say('diagram.menu.page'), () => deeds.zonePage(key))
  if (zone && zone.assets.length + zone.children.length > 0)
    add(
      'toggle',
      say(collapsed.has(key) ? 'diagram.expand' : 'diagram.collapse', { title: zone.title }),
      () => deeds.toggle(key),
      say('diagram.menu.space'),
    )
  add('rename', say('diagram.menu.rename'), () => deeds.rename(key), 'F2', off)
  if (boxed) add('move', say('diagram.menu.move'), () => deeds.errand('move', key), 'M', off)
  if (boxed) add('connect', say('diagram.menu.connect'), () => deeds.errand('connect', key), 'C', off)
  if (zone) add('add', say('diagram.menu.add'), () => deeds.errand('add', key), 'N', off)
  add('retire', say('diagram.menu.retire'), () => deeds.errand('retire', key), say('diagram.menu.del'), off)
  return parts
}
