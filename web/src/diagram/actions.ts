import type { Op } from '../domain/op'
import type { components } from '../api/schema'
import type { NewAsset, NewChannel, NewZone } from './steps'

/** What would be different after steps, as the server reckons it. */
export type WhatIf = components['schemas']['WhatIf']

/** What the diagram asks of whoever shows it. Writing returns at once; the scene follows. */
export interface DiagramActions {
  /** What steps would change; nothing is written. */
  preview: (steps: readonly Op[], signal: AbortSignal) => Promise<WhatIf>
  /** Puts assets and zones into a zone, or zones outside all. */
  move: (keys: readonly string[], to: string | null) => void
  /** Makes a conduit between zones, or uses one that is there, with a channel if one is given. */
  connect: (zones: readonly string[], conduit: { key: string } | { title: string }, channel: NewChannel | null) => void
  addZone: (zone: NewZone) => void
  addAsset: (asset: NewAsset) => void
  rename: (key: string, title: string) => void
  retire: (keys: readonly string[]) => void
}
