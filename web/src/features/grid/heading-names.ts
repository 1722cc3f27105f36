/** How columns are called in tables that people paste. */
import type { GridColumn } from '../../ui/grid/column'
import { columnWords, gridText } from '../../ui/grid/words'

const otherNames: Record<string, readonly string[]> = {
  title: ['tag', 'title', 'Bezeichnung', 'Titel'],
  addresses: ['IP', 'address', 'IP address', 'IP-Adresse', 'Adresse'],
  firmware: ['FW rev.', 'FW', 'version', 'firmware version', 'Firmwarestand'],
  function: ['type', 'Typ', 'device type'],
  location: ['Ort', 'place'],
  criticality: ['Crit.'],
  '→ in': ['zone', 'conduit'],
  '→ instance of': ['Make / model', 'model', 'Modell'],
}

/** Other names a heading can have in a pasted table. */
export function namesOf(column: GridColumn): string[] {
  const own = (['en', 'de'] as const).flatMap((l) =>
    [
      columnWords(l, column.id) ?? [],
      column.id === 'title' ? gridText(l)('grid.name') : column.id === 'key' ? gridText(l)('grid.key') : [],
    ].flat(),
  )
  return [...own, ...(otherNames[column.id] ?? [])]
}
