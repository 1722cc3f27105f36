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

/** What is to be recorded of a zone. */
export interface Recording {
  zone: Zone
  estimate: Estimate
  /** What our words were made of before; without it the scenario and the threats of a risk that is there are not ours to change. */
  before?: Estimate
  /** The attacker was chosen, so a threat of ours belongs to the risk. */
  chosen: boolean
}

/** Records estimates of zones. Threats of the same title are used again; a risk that is there is changed. */
export function riskOps(plant: Plant, list: readonly Recording[], words: RiskWords): Op[] {
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
  list.forEach(({ zone, estimate, before, chosen }, i) => {
    const risk = riskOf(plant, zone.key)
    const own = !risk || risk.scenario === '' || (before !== undefined && risk.scenario === words.scenario(zone.title, before))
    const properties = {
      category: estimate.category,
      initial_rating: estimate.rating,
      ...(own ? { scenario: words.scenario(zone.title, estimate) } : {}),
    }
    if (risk && !chosen) {
      ops.push({ op: 'set', key: risk.key, properties })
      return
    }
    const threat = threatFor(estimate.actor)
    if (!risk) {
      ops.push({ op: 'create', kind: 'risk', ref: `$r${i}`, title: words.title(zone.title), properties })
      ops.push(
        { op: 'link', from: `$r${i}`, verb: 'threatens', to: zone.key },
        { op: 'link', from: threat, verb: 'causes', to: `$r${i}` },
      )
      return
    }
    ops.push({ op: 'set', key: risk.key, properties })
    const ours = new Set(plant.threats.filter((th) => actorTitles(words).has(th.title)).map((th) => th.key))
    for (const other of risk.threats)
      if (other !== threat && ours.has(other)) ops.push({ op: 'unlink', from: other, verb: 'causes', to: risk.key })
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
