import type { Message } from '../../lib/text'

export const exportWords = {
  'export.button': 'Export',
  'export.xlsx': 'Excel-Arbeitsmappe',
  'export.csv': 'Text mit Trennzeichen',
  'export.rows': { one: '{count} Zeile', other: '{count} Zeilen' },
  'export.writing': '{count} Zeilen geschrieben …',
  'export.printFirst': 'Gedruckt werden nur die ersten {count} Zeilen. Filtern Sie die Tabelle, um die übrigen zu drucken.',
  'export.failed': 'Die Datei wurde nicht erstellt: {message}',
} satisfies Record<string, Message>
