// Runs the journeys, each on a fresh server, CORDON_JOURNEYS (2) side by side:
// node e2e/run.mjs [names…]. The server with the app in it is CORDON_BIN, or is
// built from the repository.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
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
const beside = Number(process.env.CORDON_JOURNEYS ?? Math.min(2, availableParallelism()))
let failed = 0

/** Runs one journey with a server and a browser of its own. */
async function travel(name) {
  const journey = await import(`./journeys/${name}.mjs`)
  const server = await startServer({ binary, ...journey.server })
  const browser = await startBrowser()
  const began = Date.now()
  const took = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  try {
    const minor = (await journey.run({ server, browser, binary })) ?? []
    console.log(`ok    ${name}: ${journey.title} (${took()})`)
    for (const line of new Set(minor)) console.log(`      lesser finding of axe: ${line}`)
  } catch (error) {
    failed++
    console.log(`FAIL  ${name}: ${journey.title} (after ${took()})\n${error.stack}`)
    if (process.env.CORDON_LOG) console.log(server.log())
    let window = 0
    for (const context of browser.contexts())
      for (const page of context.pages())
        await page.screenshot({ path: join(pictures, `failed-${name}-${++window}.png`) }).catch(() => undefined)
  } finally {
    await browser.close()
    await server.stop().catch(() => undefined)
  }
}

const waiting = [...names]
await Promise.all(
  Array.from({ length: beside }, async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) await travel(name)
  }),
)
console.log(failed > 0 ? `${failed} of ${names.length} journeys failed; pictures are in ${pictures}` : `${names.length} journeys`)
process.exit(failed > 0 ? 1 : 0)
