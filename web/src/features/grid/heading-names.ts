/** How columns are called in tables that people paste. */
import type { GridColumn } from '../../ui/grid/column'
import { columnWords, gridText } from '../../ui/grid/words'

const otherNames: Record<string, readonly string[]> = {
  title: ['tag', 'title', 'Bezeichnung', 'Titel'],
  addresses: ['IP', 'address', 'IP address', 'IP-Adresse', 'Adresse', 'Adressen'],
  mac: ['MAC', 'MAC addresses', 'MAC-Adressen'],
  firmware: ['FW rev.', 'FW', 'version', 'firmware version', 'Firmwarestand'],
  function: ['type', 'Typ', 'device type', 'Funktion'],
  serial: ['serial number', 'Seriennummer', 'S/N'],
  location: ['Ort', 'place', 'Standort'],
  criticality: ['Crit.', 'Kritikalität'],
  lifecycle: ['life cycle', 'Lebenszyklus'],
  description: ['Beschreibung', 'remarks', 'Bemerkung'],
  owner: ['Verantwortlich', 'responsible'],
  vendor: ['manufacturer', 'make', 'Hersteller'],
  model: ['Modell'],
  protocol: ['Protokoll'],
  port: ['Port'],
  target: ['SL-T', 'Target (SL-T)', 'Ziel (SL-T)'],
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
