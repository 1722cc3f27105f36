import { account } from './account'
import { administration } from './administration'
import { frame } from './frame'
import { item } from './item'
import { overview } from './overview'
import { test } from './test'
import { trace } from './trace'
import { words } from './words'
import type { Messages } from '../messages'

/** All words of the app in German. */
export const de: Messages = { ...frame, ...words, ...account, ...administration, ...item, ...overview, ...test, ...trace }
