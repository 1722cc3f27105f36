// Takes the pictures of the guide anew, of every screen in both themes:
// make pictures. They show the turbine hall; what the list below does before a
// picture is what the page of the guide tells.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstAdministrator, openSample, openWindow, startBrowser, startServer } from './harness.mjs'
import { shots } from './shots.mjs'

const folder = process.env.CORDON_PICTURES ?? fileURLToPath(new URL('../../docs/guide/pictures/', import.meta.url))
const wanted = process.argv.slice(2)
if (!process.env.CORDON_BIN) throw new Error('CORDON_BIN has to name the program with the app in it; make pictures does so')

mkdirSync(folder, { recursive: true })
if (wanted.length === 0) for (const name of readdirSync(folder)) rmSync(join(folder, name))
const server = await startServer({ binary: process.env.CORDON_BIN })
const browser = await startBrowser()
const { page, faults } = await openWindow(browser)
await firstAdministrator(page, server)
await openSample(page)
for (const shot of shots) {
  if (wanted.length > 0 && !wanted.includes(shot.name)) continue
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.goto(server.origin + shot.path)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await shot.prepare?.(page)
    await settled(page)
    await page.screenshot({ path: join(folder, `${shot.name}-${scheme}.png`) })
  }
  console.log(shot.name)
}
await browser.close()
await server.stop()
if (faults.length > 0) {
  console.error(`faults of the pages:\n  ${faults.join('\n  ')}`)
  process.exit(1)
}

/** Waits until nothing on the page changes any more. */
async function settled(page) {
  let before = ''
  for (let i = 0; i < 20; i++) {
    await page.waitForTimeout(300)
    const now = await page.evaluate(() => document.body.innerHTML)
    if (now === before) return
    before = now
  }
}
