import { account } from './account'
import { administration } from './administration'
import { frame } from './frame'
import { item } from './item'
import { overview } from './overview'
import { test } from './test'
import { trace } from './trace'
import { words } from './words'

/** All words of the app in English. The other languages have the same keys. */
export const en = { ...frame, ...words, ...account, ...administration, ...item, ...overview, ...test, ...trace }
