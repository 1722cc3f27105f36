// Runs the journeys, each on a fresh server: node e2e/run.mjs [names…]. The
// server with the app in it is CORDON_BIN, or is built from the repository.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pictures, startBrowser, startServer } from './harness.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
let binary = process.env.CORDON_BIN
if (!binary) {
  if (!existsSync(join(here, '../dist/index.html'))) throw new Error('build the app first: npm run build')
  binary = join(mkdtempSync(join(tmpdir(), 'cordon-bin-')), 'cordon')
  execFileSync('go', ['build', '-o', binary, './cmd/cordon'], { cwd: join(here, '../..'), stdio: 'inherit' })
}
const wanted = process.argv.slice(2)
const names = readdirSync(join(here, 'journeys'))
  .filter((n) => n.endsWith('.mjs'))
  .map((n) => n.slice(0, -4))
  .filter((n) => wanted.length === 0 || wanted.includes(n))
let failed = 0
const browser = await startBrowser()
for (const name of names) {
  const journey = await import(`./journeys/${name}.mjs`)
  const server = await startServer({ binary })
  const began = Date.now()
  try {
    const minor = (await journey.run({ server, browser, binary })) ?? []
    console.log(`ok    ${name}: ${journey.title} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
    for (const line of new Set(minor)) console.log(`      lesser finding of axe: ${line}`)
  } catch (error) {
    failed++
    console.log(`FAIL  ${name}: ${journey.title}\n${error.stack}`)
    if (process.env.CORDON_LOG) console.log(server.log())
    for (const context of browser.contexts())
      for (const page of context.pages())
        await page.screenshot({ path: join(pictures, `failed-${name}.png`) }).catch(() => undefined)
  } finally {
    for (const context of browser.contexts()) await context.close()
    await server.stop().catch(() => undefined)
  }
}
await browser.close()
console.log(`pictures are in ${pictures}`)
process.exit(failed > 0 ? 1 : 0)
