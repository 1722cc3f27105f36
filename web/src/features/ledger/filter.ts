/** The filter of the timeline in the address. */
import type { TimelineFilter } from '../../api/history-queries'

const names = { author: 'who', text: 'text', item: 'about', kind: 'kind', since: 'since', until: 'until' } as const
const fields = Object.keys(names) as (keyof TimelineFilter)[]

/** Reads the filter from the parameters of the screen. */
export const filterOf = (view: Record<string, string>): TimelineFilter => ({
  author: view[names.author] ?? '',
  text: view[names.text] ?? '',
  item: view[names.item] ?? '',
  kind: view[names.kind] ?? '',
  since: view[names.since] ?? '',
  until: view[names.until] ?? '',
})

/** Writes it back; parameters of other parts of the screen stay. */
export function withFilter(view: Record<string, string>, filter: TimelineFilter): Record<string, string> {
  const out = { ...view }
  for (const field of fields) {
    const value = filter[field].trim()
    if (value === '') delete out[names[field]]
    else out[names[field]] = value
  }
  return out
}

/** The fields that narrow something. */
export const filled = (filter: TimelineFilter): (keyof TimelineFilter)[] => fields.filter((f) => filter[f] !== '')

export const noFilter: TimelineFilter = { author: '', text: '', item: '', kind: '', since: '', until: '' }
