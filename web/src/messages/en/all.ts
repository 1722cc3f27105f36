import { account } from './account'
import { administration } from './administration'
import { compensation } from './compensation'
import { exportWords } from './export'
import { frame } from './frame'
import { history } from './history'
import { imports } from './imports'
import { item } from './item'
import { matrix } from './matrix'
import { overview } from './overview'
import { start } from './start'
import { test } from './test'
import { trace } from './trace'
import { place } from './place'
import { words } from './words'

/** All words of the app in English. The other languages have the same keys. */
export const en = {
  ...frame,
  ...exportWords,
  ...words,
  ...account,
  ...administration,
  ...history,
  ...imports,
  ...item,
  ...start,
  ...overview,
  ...matrix,
  ...compensation,
  ...test,
  ...trace,
  ...place,
}
