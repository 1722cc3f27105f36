/** Lines as paths of SVG. */
import type { Point } from '../geometry'

/** A right-angled line with round corners. */
export function rounded(points: readonly Point[], radius = 8): string {
  let d = ''
  points.forEach((p, i) => {
    const a = points[i - 1]
    const b = points[i + 1]
    if (!a) d += `M${p.x} ${p.y}`
    else if (!b) d += `L${p.x} ${p.y}`
    else {
      const before = Math.abs(p.x - a.x) + Math.abs(p.y - a.y)
      const after = Math.abs(b.x - p.x) + Math.abs(b.y - p.y)
      const r = Math.min(radius, before / 2, after / 2)
      const from = { x: p.x - Math.sign(p.x - a.x) * r, y: p.y - Math.sign(p.y - a.y) * r }
      const to = { x: p.x + Math.sign(b.x - p.x) * r, y: p.y + Math.sign(b.y - p.y) * r }
      d += `L${from.x} ${from.y}Q${p.x} ${p.y} ${to.x} ${to.y}`
    }
  })
  return d
}

/**
 * A path of absolute steps (M, L, H, V, Z) elsewhere and larger. A shape with
 * places of its own is cheaper to paint than one in a group that is moved:
 * browsers keep book of each such group.
 */
export function placed(d: string, x: number, y: number, scale = 1): string {
  return d.replace(/([MLHV])([^MLHVZ]*)/g, (_, step: string, rest: string) => {
    const numbers = rest
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    const at = (n: number, i: number) => (step === 'V' || (step !== 'H' && i % 2 === 1) ? y : x) + n * scale
    return step + numbers.map((n, i) => Math.round(at(n, i) * 1000) / 1000).join(' ')
  })
}
