import type { Op } from '../domain/op'
import type { components } from '../api/schema'
import type { NewAsset, NewZone } from './steps'

/** What would be different after steps, as the server reckons it. */
export type WhatIf = components['schemas']['WhatIf']

/** What the diagram asks of whoever shows it. Writing returns at once; the scene follows. */
export interface DiagramActions {
  /** What steps would change; nothing is written. */
  preview: (steps: readonly Op[], signal: AbortSignal) => Promise<WhatIf>
  moveAsset: (key: string, zone: string) => void
  moveZone: (key: string, parent: string | null) => void
  connect: (zones: readonly string[], title: string) => void
  addZone: (zone: NewZone) => void
  addAsset: (asset: NewAsset) => void
  rename: (key: string, title: string) => void
  retire: (key: string) => void
}
