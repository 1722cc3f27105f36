/** Targets before they are approved: what is proposed, and how many rows they ask for. */
import { frs, join, uniform, type Vector } from '../../domain/sl'
import { isRating, levelFor, usualEstimate, type Actor } from './estimate'
import { riskOf, type Plant, type Zone } from './plant'

/** A row of the catalogue as far as targets need it. */
export interface TargetRow {
  fr?: string
  level: number
}

/** How many rows a vector asks for. */
export const rowsFor = (rows: readonly TargetRow[], v: Vector): number =>
  rows.filter((r) => r.level > 0 && r.level <= (v[frs.findIndex((fr) => fr === r.fr)] ?? 0)).length

/** The target that the first estimate of a zone proposes; the usual one while nothing is recorded. */
export function proposedFor(plant: Plant, zone: Zone, actorOf: (threats: readonly string[]) => Actor | null): Vector {
  const risk = riskOf(plant, zone.key)
  const usual = usualEstimate(zone.type)
  const rating = risk && isRating(risk.rating) ? risk.rating : usual.rating
  const actor = (risk && actorOf(risk.threats)) ?? usual.actor
  return uniform(levelFor({ rating, actor }))
}

/** The target of a conduit: in each FR that of its most demanding zone. */
export const conduitTarget = (zones: readonly string[], targetOf: (zone: string) => Vector | undefined): Vector =>
  zones.map(targetOf).reduce<Vector>((all, v) => (v ? join(all, v) : all), uniform(0))
