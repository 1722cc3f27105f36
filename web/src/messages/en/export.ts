import type { Message } from '../../lib/text'

export const exportWords = {
  'export.button': 'Export',
  'export.xlsx': 'Excel workbook',
  'export.csv': 'Text with separators',
  'export.rows': { one: '{count} row', other: '{count} rows' },
  'export.writing': '{count} rows written…',
  'export.printFirst': 'Only the first {count} rows are printed. Filter the table to print the others.',
  'export.failed': 'The file was not made: {message}',
} satisfies Record<string, Message>
