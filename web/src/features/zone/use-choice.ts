/** What is chosen, collapsed and filtered in the diagram. The address holds what can be sent to a colleague. */
import { useState } from 'react'
import { revealed, collapsedAtFirst, noFilter, type Filter } from '../../diagram/visible'
import type { Scene } from '../../diagram/model'
import { frs } from '../../domain/sl'
import { tabShelf } from '../../lib/kept'
import { useProjectAddress } from '../../ui/navigation'

/** How the same things are shown. */
export type DiagramMode = 'picture' | 'flows' | 'list'

const flags = ['gaps', 'findings', 'suspects', 'legacy'] as const

/** The way the diagram is looked at, and how to change it. */
export function useChoice(scene: Scene, project: string) {
  const [address, change] = useProjectAddress()
  const { view } = address
  const put = (part: Record<string, string>) => change({ view: { ...view, ...part } }, { replace: true })
  const only = (view['only'] ?? '').split(',')
  const filter: Filter = {
    ...noFilter,
    text: view['q'] ?? '',
    ...Object.fromEntries(flags.map((f) => [f, only.includes(f)])),
  }
  const [chosen, setChosen] = useState<{ key: string | null; also: ReadonlySet<string> }>({ key: address.item, also: none })
  const shelfName = `collapsed.${project}`
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(() => {
    const kept = tabShelf.read(shelfName)
    return Array.isArray(kept) ? new Set(kept.filter((k) => typeof k === 'string')) : collapsedAtFirst(scene)
  })
  const collapse = (next: ReadonlySet<string>) => {
    setCollapsed(next)
    tabShelf.write(shelfName, [...next])
  }
  const fr = frs.indexOf(view['fr'] as (typeof frs)[number])
  const show = view['show']
  const mode: DiagramMode = show === 'list' || show === 'flows' ? show : 'picture'
  return {
    filter,
    setFilter: (f: Filter) => put({ q: f.text, only: flags.filter((x) => f[x]).join(',') }),
    mode,
    setMode: (m: DiagramMode) => put({ show: m === 'picture' ? '' : m }),
    lanes: view['lanes'] !== 'off',
    setLanes: (on: boolean) => put({ lanes: on ? '' : 'off' }),
    fr: fr >= 0 ? fr : null,
    setFr: (f: number | null) => put({ fr: f === null ? '' : (frs[f] ?? '') }),
    setLayout: (name: string) => put({ layout: name }),
    chosen: chosen.key,
    also: chosen.also,
    choose: (key: string | null) => setChosen({ key, also: none }),
    /** Adds to what is chosen, or takes it out. */
    add: (key: string) =>
      setChosen((c) => {
        if (c.key === null) return { key, also: none }
        if (c.key === key) {
          const [first = null, ...rest] = c.also
          return { key: first, also: new Set(rest) }
        }
        return { key: c.key, also: c.also.has(key) ? new Set([...c.also].filter((k) => k !== key)) : new Set([...c.also, key]) }
      }),
    chooseAll: (keys: readonly string[]) => setChosen({ key: keys[0] ?? null, also: new Set(keys.slice(1)) }),
    open: (key: string | null) => change({ item: key }, { replace: true }),
    collapsed,
    toggle: (key: string) =>
      collapse(collapsed.has(key) ? new Set([...collapsed].filter((k) => k !== key)) : new Set([...collapsed, key])),
    collapseAll: (all: boolean) => collapse(all ? new Set(scene.zones.keys()) : none),
    reveal: (key: string) => {
      const next = revealed(scene, collapsed, key)
      if (next !== collapsed) collapse(next)
    },
  }
}

const none: ReadonlySet<string> = new Set()
