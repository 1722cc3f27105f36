// Figures of P11 for the matrix and the trace, from the browser's own records of
// long tasks: node e2e/perf/matrix.mjs [places]. CORDON_BIN is the server with
// the app. The wheel turns as fast as a hand: a notch of 120 px each 30 ms.
import { firstAdministrator, openSample, openWindow, startBrowser, startServer } from '../harness.mjs'

const places = Number(process.argv[2] ?? 500)
const server = await startServer({ binary: process.env.CORDON_BIN })
const browser = await startBrowser()
const { page } = await openWindow(browser)
page.setDefaultTimeout(600_000)
const say = (what, text) => console.log(`${what.padEnd(30)} ${text}`)

/** Long tasks and frames of the page while something runs. */
async function watched(what, run) {
  await page.evaluate(() => {
    const seen = { long: [], frames: [], on: true, last: performance.now() }
    window.seen = seen
    seen.observer = new PerformanceObserver((l) => l.getEntries().forEach((e) => seen.long.push(Math.round(e.duration))))
    seen.observer.observe({ entryTypes: ['longtask'] })
    const frame = (t) => {
      seen.frames.push(t - seen.last)
      seen.last = t
      if (seen.on) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  await run()
  await page.waitForTimeout(300)
  const { long, p95 } = await page.evaluate(() => {
    const { seen } = window
    seen.on = false
    seen.observer.disconnect()
    const sorted = seen.frames.slice(1).sort((a, b) => a - b)
    return { long: seen.long.sort((a, b) => b - a), p95: Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0) }
  })
  say(what, `${long.length} tasks over 50 ms${long.length > 0 ? ` (${long.slice(0, 5).join(', ')})` : ''}; frames 95 % ${p95} ms`)
}

/** Makes zones with targets until there are so many places, and assesses most of their rows. */
async function fill(count) {
  return page.evaluate(async (count) => {
    const at = '/api/v1/projects/turbine-hall'
    const post = async (path, body) => {
      const answer = await fetch(at + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(await answer.text())
    }
    const read = async (path) => (await fetch(at + path)).json()
    const had = (await read('/levels')).places.length
    const ops = Array.from({ length: count - had }, (_, i) => ({
      op: 'create',
      kind: 'zone',
      ref: `$z${i}`,
      title: `Cell ${i}`,
      properties: { target: [1 + (i % 4), 2, 1 + (i % 3), 2, 3, 2, 2] },
    }))
    await post('/commits', { ops })
    for (const p of (await read('/levels')).places)
      if (/^Cell /.test(p.title)) await post(`/places/${p.key}/target`, { rationale: 'measured' })
    const set = []
    for (const p of (await read('/matrix')).places)
      p.allocations.forEach((key, i) => {
        if (key && i % 3 && /^Cell/.test(p.title))
          set.push({ op: 'set', key, properties: { assessment: ['met', 'partly met', 'not met', 'met'][i % 4] } })
      })
    await post('/commits', { ops: set })
    return set.length
  }, count)
}

async function wheel(dx, dy, times) {
  const box = await page.getByRole('grid').first().boundingBox()
  await page.mouse.move(box.x + 600, box.y + 300)
  for (let i = 0; i < times; i++) {
    await page.mouse.wheel(dx, dy)
    await page.waitForTimeout(30)
  }
}

await firstAdministrator(page, server)
await openSample(page)
say('places, assessed cells', `${places}, ${await fill(places)}`)
let began = Date.now()
await page.goto(`${server.origin}/projects/turbine-hall/requirements?panel=0&rows=all`)
await page.getByRole('gridcell').first().waitFor()
say('matrix shown', `${Date.now() - began} ms`)
await page.waitForTimeout(1500)
await watched('matrix, wheel down', () => wheel(0, 120, 60))
await watched('matrix, wheel right', () => wheel(120, 0, 120))
await watched('matrix, thrown right', () => wheel(400, 0, 40))
await page.getByRole('grid').focus()
await watched('matrix, arrow keys', async () => {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press(i % 20 < 15 ? 'ArrowRight' : 'ArrowDown')
    await page.waitForTimeout(30)
  }
})
began = Date.now()
await page.goto(`${server.origin}/projects/turbine-hall/trace`)
await page.getByRole('grid').getByText('ALL-1', { exact: true }).waitFor()
say('trace shown', `${Date.now() - began} ms`)
await page.waitForTimeout(3000)
await watched('trace, wheel down', () => wheel(0, 120, 120))
await watched('trace, thrown down', () => wheel(0, 900, 40))
await browser.close()
await server.stop()
