import type { Message } from '../../lib/text'

export const test = {
  'file.choose': 'Choose files',
  'file.chooseOne': 'Choose a file',
  'file.dropHint': 'or drop or paste them here',
  'file.waiting': 'waiting',
  'file.sent': '{sent} of {total}',
  'file.drop': 'Stop sending {name}',
} satisfies Record<string, Message>
