/**
 * A layout as it is sent and kept: whole numbers in lists, and assets that
 * stand in rows by their numbers alone. A hundred thousand of them take a third
 * of a megabyte.
 */
import { parseKey } from '../../domain/key'
import { assetHeight, gap, headHeight, pad } from './sizes'
import { parseLayout, type StoredBox, type StoredLayout } from './stored'

/** Zone around or 0, x, y, width, height, and 1 if it was arranged while collapsed. */
type PackedZone = [string | 0, number, number, number?, number?, 1?]

/** The assets of a zone: their width, the columns of the rows they stand in, the numbers of those in rows (each less the one before), and number, x, y of the others. */
type PackedAssets = [number, number, number[], number[]]

/** What is sent. */
export interface PackedLayout {
  version: 2
  bands: [string | 0, number, number][]
  zones: Record<string, PackedZone>
  assets: Record<string, PackedAssets>
}

const assetPrefix = 'AST'
const left = pad + 2

/** Packs a layout. */
export function packed(layout: StoredLayout): PackedLayout {
  const out: PackedLayout = {
    version: 2,
    bands: layout.bands.map((b) => [b.level ?? 0, Math.round(b.top), Math.round(b.bottom)]),
    zones: {},
    assets: {},
  }
  const inZone = new Map<string, { number: number; box: StoredBox }[]>()
  for (const [key, box] of Object.entries(layout.boxes)) {
    const id = parseKey(key)
    if (id?.prefix === assetPrefix && box.in !== null) {
      const list = inZone.get(box.in)
      if (list) list.push({ number: id.number, box })
      else inZone.set(box.in, [{ number: id.number, box }])
    } else out.zones[key] = packedZone(box)
  }
  for (const [zone, list] of inZone) out.assets[zone] = packedAssets(list)
  return out
}

function packedZone(box: StoredBox): PackedZone {
  const zone: PackedZone = [box.in ?? 0, Math.round(box.x), Math.round(box.y)]
  if (box.w !== undefined) zone.push(Math.round(box.w), Math.round(box.h ?? 0))
  if (box.small && box.w !== undefined) zone.push(1)
  return zone
}

function packedAssets(list: { number: number; box: StoredBox }[]): PackedAssets {
  const width = Math.round(list[0]?.box.w ?? 132)
  const cells = new Map<string, number>()
  for (const { number, box } of list) cells.set(`${Math.round(box.x)} ${Math.round(box.y)}`, number)
  const at = (column: number, row: number) =>
    cells.get(`${left + column * (width + gap)} ${headHeight + row * (assetHeight + gap)}`)
  let columns = 0
  while (at(columns, 0) !== undefined) columns++
  const rows: number[] = []
  const inRows = new Set<number>()
  for (let i = 0, last = 0; columns > 0; i++) {
    const number = at(i % columns, Math.floor(i / columns))
    if (number === undefined || inRows.has(number)) break
    rows.push(number - last)
    inRows.add(number)
    last = number
  }
  const others: number[] = []
  for (const { number, box } of list) if (!inRows.has(number)) others.push(number, Math.round(box.x), Math.round(box.y))
  return [width, columns, rows, others]
}

const whole = (x: unknown): x is number => typeof x === 'number' && Number.isSafeInteger(x)

/** Reads a layout of any version from JSON of unknown origin; null if it is none. What makes no sense is left out. */
export function unpacked(json: unknown): StoredLayout | null {
  const l = json as Partial<PackedLayout> | null
  if (typeof l !== 'object' || l === null) return null
  if (l.version !== 2) return parseLayout(json)
  if (typeof l.zones !== 'object' || l.zones === null || !Array.isArray(l.bands)) return null
  const out: StoredLayout = { version: 1, bands: [], boxes: {} }
  for (const band of l.bands) {
    if (!Array.isArray(band) || !whole(band[1]) || !whole(band[2])) continue
    out.bands.push({ level: typeof band[0] === 'string' ? band[0] : null, top: band[1], bottom: band[2] })
  }
  for (const [key, zone] of Object.entries(l.zones)) {
    if (!Array.isArray(zone) || !whole(zone[1]) || !whole(zone[2])) continue
    const box: StoredBox = { in: typeof zone[0] === 'string' ? zone[0] : null, x: zone[1], y: zone[2] }
    if (whole(zone[3])) box.w = zone[3]
    if (whole(zone[4]) && zone[4] > 0) box.h = zone[4]
    if (zone[5] === 1) box.small = true
    out.boxes[key] = box
  }
  for (const [zone, assets] of Object.entries(l.assets ?? {})) unpackAssets(out, zone, assets)
  return out
}

function unpackAssets(out: StoredLayout, zone: string, assets: unknown) {
  if (!Array.isArray(assets) || !whole(assets[0]) || !whole(assets[1])) return
  const [w, columns, rows, others] = assets as PackedAssets
  const put = (number: number, x: number, y: number) => {
    out.boxes[`${assetPrefix}-${number}`] = { in: zone, x, y, w }
  }
  let last = 0
  if (Array.isArray(rows) && columns > 0)
    rows.filter(whole).forEach((step, i) => {
      last += step
      put(last, left + (i % columns) * (w + gap), headHeight + Math.floor(i / columns) * (assetHeight + gap))
    })
  if (Array.isArray(others))
    for (let i = 0; i + 2 < others.length; i += 3) {
      const [number, x, y] = others.slice(i, i + 3)
      if (whole(number) && whole(x) && whole(y)) put(number, x, y)
    }
}

const sameBox = (a: StoredBox | undefined, b: StoredBox | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.in === b.in &&
    a.x === b.x &&
    a.y === b.y &&
    a.w === b.w &&
    a.h === b.h &&
    a.small === b.small)

/** Keys whose boxes differ. */
export function movedBoxes(a: StoredLayout, b: StoredLayout): string[] {
  const keys = new Set([...Object.keys(a.boxes), ...Object.keys(b.boxes)])
  return [...keys].filter((k) => !sameBox(a.boxes[k], b.boxes[k]))
}

/**
 * What two people made of one layout, box by box: what I moved since base
 * stands where I put it, all else where they did.
 */
export function mergedLayout(base: StoredLayout | null, mine: StoredLayout, theirs: StoredLayout): StoredLayout {
  const from = base ?? { version: 1, bands: [], boxes: {} }
  const boxes: Record<string, StoredBox> = { ...theirs.boxes }
  for (const key of Object.keys(mine.boxes)) {
    const box = mine.boxes[key]
    if (box && (!(key in boxes) || !sameBox(box, from.boxes[key]))) boxes[key] = box
  }
  const bands = JSON.stringify(mine.bands) === JSON.stringify(from.bands) ? theirs.bands : mine.bands
  return { version: 1, bands, boxes }
}

/** Takes back what changed between two layouts, box by box, and leaves what others did since. */
export function takenBack(now: StoredLayout, before: StoredLayout, after: StoredLayout): StoredLayout {
  const boxes = { ...now.boxes }
  for (const key of movedBoxes(before, after)) {
    const old = before.boxes[key]
    if (old) boxes[key] = old
    else delete boxes[key]
  }
  const bands = JSON.stringify(before.bands) === JSON.stringify(after.bands) ? now.bands : before.bands
  return { version: 1, bands, boxes }
}
