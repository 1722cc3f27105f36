import type { Op } from './op'
import type { EditFault } from './pending'

/** Where a fault of an edit is: the item, and the field or verb of it, as far as it is known. */
export interface FaultPlace {
  subject: string
  field: string
}

/** Finds the place of a fault among the steps that were sent, by its path such as body/ops/3/properties/firmware. */
export function faultPlace(ops: readonly Op[], fault: EditFault): FaultPlace {
  const parts = (fault.location ?? '').split('/')
  const at = parts.indexOf('ops')
  const op = at >= 0 ? ops[Number(parts[at + 1])] : undefined
  const rest = at >= 0 ? parts.slice(at + 2) : []
  const named = rest[0] === 'properties' ? rest[1] : rest[0] === 'unset' ? op?.unset?.[Number(rest[1])] : rest[0]
  const said = named && ['title', 'properties', 'unset'].includes(rest[0] ?? '') ? named : undefined
  return {
    subject: fault.subject ?? op?.key ?? op?.from ?? op?.title ?? '',
    field: fault.field ?? said ?? op?.verb ?? '',
  }
}
