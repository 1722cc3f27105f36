/**
 * Where things stand, kept apart from the record: moving a box changes nothing
 * in the plant. Places are relative to the zone around, so a zone takes along
 * what is in it, and a place in another zone than today's counts as none.
 */
export interface StoredBox {
  /** The zone it stood in; null outside all. */
  in: string | null
  x: number
  y: number
  /** Of a zone: its size as last arranged or drawn. It may be larger than its contents need, never smaller. */
  w?: number
  h?: number
  /** A zone that was arranged while it was collapsed: when it opens, its neighbours make room. */
  small?: true
}

/** A band of the Purdue model, from its upper edge to that of the next. */
export interface Band {
  /** The level, such as "3.5"; null for zones without one. */
  level: string | null
  top: number
  bottom: number
}

export interface StoredLayout {
  version: 1
  bands: Band[]
  boxes: Record<string, StoredBox>
}

export const noLayout: StoredLayout = { version: 1, bands: [], boxes: {} }

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x)

/** Reads a layout from JSON of unknown origin; null if it is none. Boxes that make no sense are left out. */
export function parseLayout(json: unknown): StoredLayout | null {
  const l = json as Partial<StoredLayout> | null
  if (
    typeof l !== 'object' ||
    l === null ||
    l.version !== 1 ||
    typeof l.boxes !== 'object' ||
    l.boxes === null ||
    !Array.isArray(l.bands)
  )
    return null
  const boxes: Record<string, StoredBox> = {}
  for (const [key, b] of Object.entries(l.boxes)) {
    const whole = isNumber(b?.x) && isNumber(b.y) && (b.in === null || typeof b.in === 'string')
    const sized = (b?.w === undefined || isNumber(b.w)) && (b?.h === undefined || isNumber(b.h))
    if (whole && sized) boxes[key] = b
  }
  const bands = l.bands.filter((b) => isNumber(b?.top) && isNumber(b.bottom) && (b.level === null || typeof b.level === 'string'))
  return { version: 1, bands, boxes }
}
