/** The guide, as it stands in docs/guide when the app is built; it loads with the first help. */
import { helpPage, type HelpPage } from './search'

const texts: Record<string, string> = import.meta.glob('../../../../docs/guide/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const addresses: Record<string, string> = import.meta.glob('../../../../docs/guide/pictures/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
})

const lastOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** All pages; the first hour stands first, the others by title. */
export const helpPages: readonly HelpPage[] = Object.entries(texts)
  .map(([path, text]) => helpPage(lastOf(path).replace(/\.md$/, ''), text))
  .sort((a, b) => Number(b.name === 'first-hour') - Number(a.name === 'first-hour') || a.title.localeCompare(b.title))

/** The address of a picture by its file name; undefined if it is not there yet. */
export const helpPicture = (name: string): string | undefined =>
  Object.entries(addresses).find(([path]) => lastOf(path) === lastOf(name))?.[1]
