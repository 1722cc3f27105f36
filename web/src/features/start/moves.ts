/** The steps that put assets into another zone, or out of all. */
import type { Op } from '../../domain/op'
import type { Asset } from './plant'

/** Moves assets; those that are there already are left alone. */
export function moveOps(assets: readonly Asset[], to: string | null): Op[] {
  return assets
    .filter((a) => a.place !== to)
    .flatMap((a): Op[] => [
      ...(a.place === null ? [] : [{ op: 'unlink' as const, from: a.key, verb: 'in', to: a.place }]),
      ...(to === null ? [] : [{ op: 'link' as const, from: a.key, verb: 'in', to }]),
    ])
}
