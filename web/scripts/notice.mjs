// Writes public/NOTICE.txt, which is served with the app: whose packages and
// fonts are in its pages, and under which terms. It asks the bundler what is in
// there. With --check it only says whether the file is up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'

const file = 'public/NOTICE.txt'

/** The folders of all packages of which code or style is in the bundle. */
async function bundled() {
  const folders = new Set()
  const note = {
    name: 'note-packages',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) for (const id of chunk.moduleIds ?? []) add(id)
      for (const id of this.getModuleIds()) if (/\.css/.test(id)) add(id)
    },
  }
  const add = (id) => {
    const found = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id.replace(/^\0/, '').replace(/\?.*$/, ''))
    if (found) folders.add(found[1])
  }
  await build({ logLevel: 'error', plugins: [note], build: { write: false, emptyOutDir: false } })
  return [...folders].map(describe).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function describe(folder) {
  const { name, version, license, author, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const text = readdirSync(folder).find((f) => /^(LICENSE|LICENCE|COPYING)/i.test(f))
  // One package of a family may keep its licence with the others.
  const words = text ? readFileSync(join(folder, text), 'utf8') : besides(folder, license)
  if (!words && !license) throw new Error(`${name} ${version} names no licence; it cannot be shipped`)
  const origin = [author?.name ?? author, repository?.url ?? repository].filter(Boolean).join(', ')
  const said = words ?? `The package carries no text of its licence; it names ${license}. It comes from ${origin}.`
  return { name, version, license, words: said.replace(/\r/g, '').trim() }
}

function besides(folder, license) {
  const family = dirname(folder)
  const scope = /@[^\\/]+$/.test(family) ? readdirSync(family).map((f) => join(family, f)) : []
  for (const other of scope) {
    const text = existsSync(other) && readdirSync(other).find((f) => /^(LICENSE|LICENCE)/i.test(f))
    if (text && JSON.parse(readFileSync(join(other, 'package.json'), 'utf8')).license === license)
      return readFileSync(join(other, text), 'utf8')
  }
  return undefined
}

const rule = '-'.repeat(80)
const packages = await bundled()
const fonts = {
  name: 'IBM Plex Sans, IBM Plex Mono',
  version: '',
  license: 'OFL-1.1',
  words: readFileSync('src/assets/fonts/OFL.txt', 'utf8').replace(/\r/g, '').trim(),
}
const all = [...packages, fonts]
const text = [
  'The pages of Cordon contain these packages and fonts. Their licences follow,\neach complete.\n',
  ...all.map((p) => `  ${p.name.padEnd(34)} ${p.version.padEnd(12)} ${p.license}`),
  ...all.map((p) => `\n${rule}\n${p.name} ${p.version}\n\n${p.words}`),
  '',
].join('\n')
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`web/${file} is not what the bundle holds; run make notice`)
    process.exit(1)
  }
} else writeFileSync(file, text)
