import { useMemo, useState, type KeyboardEvent } from 'react'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { formatVector } from '../../domain/sl'
import { strengthOf, type Scene } from '../model'
import type { Visible } from '../visible'
import { useSay, type Say } from '../words'
import { errands, type Errand } from './command'
import css from './Diagram.module.css'

interface Entry {
  id: string
  /** The key of an item; null for a heading. */
  key: string | null
  text: string
  note: string
  glyph: GlyphName
  children: Entry[]
}

interface ListViewProps {
  scene: Scene
  seen: Visible
  chosen: string | null
  onChoose: (key: string | null) => void
  onErrand: (errand: Errand, key: string | null) => void
}

/** The same as the picture, as a tree: zones with what is in them, then conduits with their channels. */
export function ListView({ scene, seen, chosen, onChoose, onErrand }: ListViewProps) {
  const say = useSay()
  const tree = useMemo(() => entriesOf(scene, seen, say), [scene, seen, say])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState<string | null>(null)
  const flat = useMemo(() => flatten(tree, closed), [tree, closed])
  const active = flat.find((e) => e.entry.id === at)
    ? at
    : (flat.find((e) => e.entry.key !== null && e.entry.key === chosen)?.entry.id ?? flat[0]?.entry.id ?? null)

  const move = (id: string | undefined) => {
    if (id === undefined) return
    setAt(id)
    document.getElementById(`diagram-${id}`)?.focus()
  }
  const toggle = (id: string, open: boolean) => setClosed((c) => new Set(open ? [...c].filter((x) => x !== id) : [...c, id]))
  const keyDown = (event: KeyboardEvent) => {
    const i = flat.findIndex((e) => e.entry.id === active)
    const now = flat[i]
    if (!now || event.ctrlKey || event.metaKey || event.altKey) return
    const errand = errands[event.key]
    if (event.key === 'ArrowDown') move(flat[i + 1]?.entry.id)
    else if (event.key === 'ArrowUp') move(flat[i - 1]?.entry.id)
    else if (event.key === 'Home') move(flat[0]?.entry.id)
    else if (event.key === 'End') move(flat.at(-1)?.entry.id)
    else if (event.key === 'ArrowRight' && now.entry.children.length > 0) {
      if (closed.has(now.entry.id)) toggle(now.entry.id, true)
      else move(flat[i + 1]?.entry.id)
    } else if (event.key === 'ArrowLeft') {
      if (now.entry.children.length > 0 && !closed.has(now.entry.id)) toggle(now.entry.id, false)
      else move(now.parent ?? undefined)
    } else if (errand && now.entry.key !== null) onErrand(errand, now.entry.key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={css.tree} role="tree" aria-label={say('diagram.list')} onKeyDown={keyDown}>
      {tree.map((e) => (
        <Item
          key={e.id}
          entry={e}
          level={1}
          closed={closed}
          active={active}
          chosen={chosen}
          onChoose={(id, key) => (setAt(id), key !== null && onChoose(key))}
          onToggle={toggle}
        />
      ))}
    </div>
  )
}

interface ItemProps {
  entry: Entry
  level: number
  closed: ReadonlySet<string>
  active: string | null
  chosen: string | null
  onChoose: (id: string, key: string | null) => void
  onToggle: (id: string, open: boolean) => void
}

function Item({ entry, level, ...rest }: ItemProps) {
  const { closed, active, chosen, onChoose, onToggle } = rest
  const open = entry.children.length > 0 ? !closed.has(entry.id) : undefined
  return (
    <div
      id={`diagram-${entry.id}`}
      role="treeitem"
      aria-level={level}
      aria-expanded={open}
      aria-selected={entry.key !== null && entry.key === chosen}
      tabIndex={entry.id === active ? 0 : -1}
    >
      <div onClick={() => onChoose(entry.id, entry.key)} onDoubleClick={() => onToggle(entry.id, open === false)}>
        <Glyph name={entry.glyph} size={15} />
        <span>{entry.text}</span>
        {entry.key !== null && <span className="mono muted">{entry.key}</span>}
        <span className="muted small">{entry.note}</span>
      </div>
      {open && (
        <div role="group" style={{ paddingLeft: 22 }}>
          {entry.children.map((c) => (
            <Item key={c.id} entry={c} level={level + 1} {...rest} />
          ))}
        </div>
      )}
    </div>
  )
}

function flatten(
  tree: readonly Entry[],
  closed: ReadonlySet<string>,
  parent: string | null = null,
): { entry: Entry; parent: string | null }[] {
  return tree.flatMap((entry) => [{ entry, parent }, ...(closed.has(entry.id) ? [] : flatten(entry.children, closed, entry.id))])
}

function entriesOf(scene: Scene, seen: Visible, say: Say): Entry[] {
  const shown = new Set(seen.zones)
  const asset = (key: string): Entry => {
    const a = scene.assets.get(key)
    const note = [
      a?.function ?? '',
      (a?.findings.length ?? 0) > 0 ? say('diagram.findings', { count: a?.findings.length ?? 0 }) : '',
      (a?.suspects ?? 0) > 0 ? say('diagram.suspects', { count: a?.suspects ?? 0 }) : '',
    ]
    return { id: key, key, text: a?.title ?? key, note: joined(note), glyph: `asset-${a?.symbol ?? 'plc'}`, children: [] }
  }
  const zone = (key: string): Entry => {
    const z = scene.zones.get(key)
    const strength = say(`diagram.strength.${strengthOf(z?.levels ?? null, null)}`)
    const levels = z?.levels ? `SL-A ${formatVector(z.levels.achieved)} / SL-T ${formatVector(z.levels.target)}` : ''
    const note = [
      say(`diagram.type.${z?.type ?? 'other'}`),
      strength,
      levels,
      (z?.findings.length ?? 0) > 0 ? say('diagram.findings', { count: z?.findings.length ?? 0 }) : '',
    ]
    const children = [
      ...(z?.assets ?? []).map(asset),
      ...(z?.children ?? []).filter((k) => shown.has(k) || seen.collapsed.has(key)).map(zone),
    ]
    return {
      id: key,
      key,
      text: z?.title ?? key,
      note: joined(note),
      glyph: z?.type === undefined || z.type === 'other' ? 'zone-control' : `zone-${z.type}`,
      children,
    }
  }
  const roots = seen.zones.filter((k) => !shown.has(scene.zones.get(k)?.parent ?? '')).map(zone)
  const conduits = seen.conduits.map(({ key }): Entry => {
    const c = scene.conduits.get(key)
    const channels = (c?.channels ?? []).map((k): Entry => {
      const ch = scene.channels.get(k)
      return {
        id: `${key}.${k}`,
        key: k,
        text: ch?.title ?? k,
        note: joined([ch?.protocol ?? '', `${ch?.from ?? ''} → ${ch?.to ?? ''}`]),
        glyph: 'channel',
        children: [],
      }
    })
    const note = [
      (c?.ends ?? []).map((e) => scene.zones.get(e)?.title ?? e).join(' – '),
      say(`diagram.strength.${strengthOf(c?.levels ?? null, null)}`),
    ]
    return {
      id: key,
      key,
      text: c?.title ?? key,
      note: joined(note),
      glyph: 'conduit',
      children: [...(c?.assets ?? []).map(asset), ...channels],
    }
  })
  const heading = (id: string, text: string, glyph: GlyphName, children: Entry[]): Entry[] =>
    children.length > 0 ? [{ id, key: null, text, note: '', glyph, children }] : []
  return [
    ...roots,
    ...heading('conduits', say('diagram.list.conduits'), 'conduit', conduits),
    ...heading('unplaced', say('diagram.list.unplaced'), 'nav-assets', scene.unplaced.map(asset)),
  ]
}

const joined = (parts: string[]): string => parts.filter((p) => p !== '').join(', ')
