/** The steps that record first estimates as risks with their threats. */
import type { Op } from '../../domain/op'
import type { Actor, Estimate } from './estimate'
import { riskOf, type Plant, type Zone } from './plant'

/** The texts of the record, in the language of who records. */
export interface RiskWords {
  threat: (actor: Actor) => string
  source: (actor: Actor) => string
  title: (zone: string) => string
  scenario: (zone: string, e: Estimate) => string
}

/** Records estimates of zones. Threats of the same title are used again; a risk that is there is changed. */
export function riskOps(plant: Plant, list: readonly { zone: Zone; estimate: Estimate }[], words: RiskWords): Op[] {
  const ops: Op[] = []
  const threats = new Map(plant.threats.map((th) => [th.title, th.key]))
  const threatFor = (actor: Actor) => {
    const title = words.threat(actor)
    const known = threats.get(title)
    if (known) return known
    const ref = `$t-${actor}`
    threats.set(title, ref)
    ops.push({ op: 'create', kind: 'threat', ref, title, properties: { source: words.source(actor) } })
    return ref
  }
  list.forEach(({ zone, estimate }, i) => {
    const properties = {
      category: estimate.category,
      initial_rating: estimate.rating,
      scenario: words.scenario(zone.title, estimate),
    }
    const threat = threatFor(estimate.actor)
    const risk = riskOf(plant, zone.key)
    if (!risk) {
      ops.push({ op: 'create', kind: 'risk', ref: `$r${i}`, title: words.title(zone.title), properties })
      ops.push(
        { op: 'link', from: `$r${i}`, verb: 'threatens', to: zone.key },
        { op: 'link', from: threat, verb: 'causes', to: `$r${i}` },
      )
      return
    }
    ops.push({ op: 'set', key: risk.key, properties })
    const own = new Set(plant.threats.filter((th) => actorTitles(words).has(th.title)).map((th) => th.key))
    for (const other of risk.threats)
      if (other !== threat && own.has(other)) ops.push({ op: 'unlink', from: other, verb: 'causes', to: risk.key })
    if (!risk.threats.includes(threat)) ops.push({ op: 'link', from: threat, verb: 'causes', to: risk.key })
  })
  return ops
}

const actorTitles = (words: RiskWords) => new Set((['mistake', 'simple', 'skilled', 'state'] as const).map(words.threat))

/** The attacker that recorded threats stand for; null if they are others than ours. */
export function actorOf(plant: Plant, threats: readonly string[], title: (actor: Actor) => string): Actor | null {
  const titles = new Set(plant.threats.filter((th) => threats.includes(th.key)).map((th) => th.title))
  for (const actor of ['state', 'skilled', 'simple', 'mistake'] as const) if (titles.has(title(actor))) return actor
  return null
}
