/** How large things are drawn, in pixels at 100 %. */
import type { Rect } from '../geometry'
import type { Arrangeable } from './tidy-subject'
import { textWidth } from '../text-width'

export const assetHeight = 38
export const gap = 10
/** From the edge of a zone to what is in it; the line of strength stands in it at the left. */
export const pad = 12
/** Type, name, key and vector of a zone. */
export const headHeight = 46
export const collapsedHeight = 66
/** Between zones that stand beside one another: room for a conduit and its key. */
export const zoneGap = 116
/** Between a zone and its nested zones. */
export const nestedGap = 64
/** From the edge of a band to the zones in it. */
export const bandPad = 34
export const emptyZone = { w: 240, h: 96 }

const assetText = { least: 132, most: 192 }

/** The width of the assets of a zone: all alike, so that they stand in columns. */
export function assetWidth(scene: Arrangeable, keys: readonly string[]): number {
  let most = 0
  for (const key of keys) most = Math.max(most, textWidth(scene.assets.get(key)?.title ?? '', 12))
  return Math.round(Math.min(Math.max(most + 46, assetText.least), assetText.most) / 2) * 2
}

const heads = new WeakMap<object, number>()

/** The least width of a zone: its head on one line. */
export function headWidth(scene: Arrangeable, key: string): number {
  const zone = scene.zones.get(key)
  const known = zone && heads.get(zone)
  if (known !== undefined) return known
  const title = Math.min(textWidth(zone?.title ?? '', 12.5), 260)
  const width = Math.ceil(37 + title + 8 + textWidth(key, 11, true) + 22 + 67 + 16)
  if (zone) heads.set(zone, width)
  return width
}

/** Columns for a number of assets, so that the block is well wider than high. */
export function columnsFor(count: number, width: number): number {
  if (count <= 3) return Math.max(count, 1)
  return Math.max(2, Math.round(Math.sqrt((3.2 * count * (assetHeight + gap)) / (width + gap))))
}

/** Boxes of assets in rows, from a corner. */
export function grid(keys: readonly string[], width: number, columns: number, x: number, y: number): Map<string, Rect> {
  const out = new Map<string, Rect>()
  keys.forEach((key, i) => {
    const column = i % columns
    const row = Math.floor(i / columns)
    out.set(key, { x: x + column * (width + gap), y: y + row * (assetHeight + gap), w: width, h: assetHeight })
  })
  return out
}
