// Measures what a browser loads before it can show anything, and fails above
// the budget: the entry, what it imports statically, and their style sheets.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budget = 250 * 1024
const manifest = JSON.parse(readFileSync('dist/manifest.json', 'utf8'))
const seen = new Set()
const css = new Set()
function visit(key) {
  if (seen.has(key)) return
  seen.add(key)
  const chunk = manifest[key]
  for (const sheet of chunk.css ?? []) css.add(sheet)
  for (const next of chunk.imports ?? []) visit(next)
}
visit('index.html')
const size = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length
const js = [...seen].reduce((sum, key) => sum + size(manifest[key].file), 0)
const styles = [...css].reduce((sum, file) => sum + size(file), 0)
console.log(
  `first load: ${(js / 1024).toFixed(1)} KiB of script, ${(styles / 1024).toFixed(1)} KiB of style (gzip), budget ${budget / 1024} KiB of script`,
)
if (js > budget) {
  console.error('the first load is above its budget; load more of it when it is needed')
  process.exit(1)
}
