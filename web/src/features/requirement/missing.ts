/** The steps that add what a chain lacks, or join what is there. */
import type { Op, Properties } from '../../domain/op'
import type { ChainLine, Missing } from './chain'

/** Component requirements that are missing: one for each component row, implemented by all assets that lack it. */
export function componentGroups(missing: readonly Missing[]): { row: string; assets: string[] }[] {
  const out: { row: string; assets: string[] }[] = []
  for (const m of missing) {
    if (m.row === '' || m.on === '') continue
    const group = out.find((g) => g.row === m.row)
    if (!group) out.push({ row: m.row, assets: [m.on] })
    else if (!group.assets.includes(m.on)) group.assets.push(m.on)
  }
  return out
}

/** Makes the component requirements that an allocation lacks, with the title that each row has. */
export function componentOps(
  allocation: string,
  missing: readonly Missing[],
  standard: string,
  titleOf: (row: string) => string,
): Op[] {
  return componentGroups(missing).flatMap(({ row, assets }, i): Op[] => {
    const ref = `$crq${i}`
    return [
      { op: 'create', kind: 'component requirement', ref, title: titleOf(row), properties: { row: `${standard} ${row}` } },
      { op: 'link', from: ref, verb: 'refines', to: allocation },
      ...assets.map((asset): Op => ({ op: 'link', from: ref, verb: 'implemented by', to: asset })),
    ]
  })
}

/** What a test has to verify so that no test is missing: component requirements without one, else the allocation itself. */
export function untested(line: ChainLine, allocation: string): string[] {
  const tested = new Set(line.steps[2]!.items.map((t) => t.parent))
  const crqs = line.steps[1]!.items.map((q) => q.key)
  const lacking = line.steps[2]!.missing.map((m) => m.parent).filter((p) => crqs.includes(p) && !tested.has(p))
  return lacking.length > 0 ? [...new Set(lacking)] : [allocation]
}

/** Makes one item and joins it. */
export function addOps(kind: string, title: string, properties: Properties, verb: string, to: readonly string[]): Op[] {
  return [
    { op: 'create', kind, ref: '$new', title, properties },
    ...to.map((t): Op => ({ op: 'link', from: '$new', verb, to: t })),
  ]
}

/** Joins an item that is there. */
export const joinOps = (from: string, verb: string, to: readonly string[]): Op[] =>
  to.map((t) => ({ op: 'link', from, verb, to: t }))
