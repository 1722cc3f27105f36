import type { Message } from '../../lib/text'
import type { test as reference } from '../en/test'

export const test: Record<keyof typeof reference, Message> = {
  'file.choose': 'Dateien auswählen',
  'file.chooseOne': 'Datei auswählen',
  'file.dropHint': 'oder hier ablegen oder einfügen',
  'file.waiting': 'wartet',
  'file.sent': '{sent} von {total}',
  'file.drop': 'Senden von {name} abbrechen',
}
