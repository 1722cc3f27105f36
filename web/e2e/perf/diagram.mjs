// Figures of P11 for the diagram, from the browser's own records: node
// e2e/perf/diagram.mjs [small|large]. CORDON_BIN is the server with the app.
import { firstAdministrator, openWindow, startBrowser, startServer } from '../harness.mjs'
import { makePlant } from './plant.mjs'

const sizes = {
  small: { project: 'small', zones: 20, assets: 200, conduits: 60 },
  large: { project: 'large', zones: 500, assets: 100_000, conduits: 1_000 },
}
const wanted = process.argv.slice(2)
const server = await startServer({ binary: process.env.CORDON_BIN, sample: 'turbine-hall' })
const browser = await startBrowser()
const { page } = await openWindow(browser)
page.setDefaultTimeout(600_000)

/** Collects long tasks from the first moment of each page. */
await page.addInitScript(() => {
  window.longTasks = []
  new window.PerformanceObserver((list) => {
    for (const e of list.getEntries()) window.longTasks.push({ start: e.startTime, ms: e.duration })
  }).observe({ type: 'longtask', buffered: true })
})

const longTasks = (from) =>
  page.evaluate((from) => window.longTasks.filter((t) => t.start >= from).map((t) => Math.round(t.ms)), from)
const now = () => page.evaluate(() => performance.now())
const shown = (list) => {
  const s = [...list].sort((a, b) => a - b)
  const at = (q) => s[Math.min(s.length - 1, Math.floor(s.length * q))] ?? 0
  return `median ${at(0.5).toFixed(1)}, 95 % ${at(0.95).toFixed(1)}, longest ${(s.at(-1) ?? 0).toFixed(1)} ms (${s.length} frames)`
}

/** The work of each frame while something runs: from the frame's callback to the moment the browser has laid out and painted. */
async function frames(during) {
  await page.evaluate(() => {
    window.frameTimes = []
    window.watching = true
    const channel = new window.MessageChannel()
    let begun = 0
    channel.port1.onmessage = () => window.frameTimes.push(performance.now() - begun)
    const tick = () => {
      if (!window.watching) return
      begun = performance.now()
      channel.port2.postMessage(0)
      window.requestAnimationFrame(tick)
    }
    window.requestAnimationFrame(tick)
  })
  await during()
  return page.evaluate(() => {
    window.watching = false
    return window.frameTimes
  })
}

/**
 * Tasks of the page's main thread by the time they had a processor, so that a busy machine does not count: from the browser's trace.
 */
async function traced(what) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] })
  await what()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
  const main = new Set(
    traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
  )
  const tasks = traceEvents
    .filter((e) => /RunTask$/.test(e.name) && e.tdur !== undefined && main.has(`${e.pid} ${e.tid}`))
    .map((e) => e.tdur / 1000)
    .sort((a, b) => b - a)
  const long = tasks.filter((ms) => ms > 50)
  return `${long.length} of ${tasks.length} tasks over 50 ms of processor, longest ${tasks
    .slice(0, 5)
    .map((ms) => ms.toFixed(0))
    .join(', ')} ms`
}

async function drag(selector, count = 90) {
  const box = await page.locator(selector).first().boundingBox()
  if (!box) throw new Error(`${selector} is not to be seen`)
  await page.mouse.move(box.x + 14, box.y + 8)
  await page.mouse.down()
  const times = await frames(async () => {
    for (let i = 1; i <= count; i++) await page.mouse.move(box.x + 14 + i * 2, box.y + 8 + i)
  })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  return times
}

async function measure(name) {
  const size = sizes[name]
  const began = Date.now()
  const made = await makePlant(page, size)
  console.log(`\n${name}: ${JSON.stringify(made)} made in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  const loading = await traced(async () => {
    await page.goto(`${server.origin}/projects/${size.project}/diagram`)
    await page.locator('[data-routed] g[data-kind=zone]').first().waitFor()
    await page.waitForFunction((n) => document.querySelectorAll('g[data-kind=conduit]').length > 0 || n === 0, size.conduits)
  })
  console.log(`loading, by processor: ${loading}`)
  const load = await page.evaluate(() => {
    const items = performance.getEntriesByType('resource').filter((e) => /\/(items|levels|findings|suspect)/.test(e.name))
    return {
      ready: performance.now(),
      answers: Math.max(...items.map((e) => e.responseEnd)),
      first: Math.min(...items.map((e) => e.startTime)),
    }
  })
  const tasks = await longTasks(0)
  console.log(
    `loaded, laid out, routed and drawn ${Math.round(load.ready)} ms after navigation; ${Math.round(load.ready - load.answers)} ms after the last answer`,
  )
  console.log(`long tasks while loading: ${tasks.length}, longest ${Math.max(0, ...tasks)} ms`)
  let from = await now()
  let pan = []
  const panning = await traced(async () => {
    pan = await frames(async () => {
      const area = await page.locator('[role=application]').boundingBox()
      await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2)
      for (let i = 0; i < 60; i++) await page.mouse.wheel(i % 2 ? 30 : 20, i < 30 ? 40 : -40)
      await page.keyboard.down('Control')
      for (let i = 0; i < 40; i++) await page.mouse.wheel(0, i < 20 ? -60 : 60)
      await page.keyboard.up('Control')
    })
  })
  console.log(`panning and zooming, by processor: ${panning}`)
  console.log(`panning and zooming: ${shown(pan)}; long tasks ${JSON.stringify(await longTasks(from))}`)
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.waitForTimeout(500)
  from = await now()
  let times = []
  const dragging = await traced(async () => {
    times = await drag('g[data-kind=zone]')
  })
  console.log(`dragging a zone, by processor: ${dragging}`)
  console.log(`dragging a zone: ${shown(times)}; long tasks ${JSON.stringify(await longTasks(from))}`)
  if (name === 'small') {
    // Assets are drawn from 40 % on.
    for (let i = 0; i < 6 && (await page.locator('g[data-kind=asset]').count()) === 0; i++) {
      await page.getByRole('button', { name: 'Zoom in' }).click()
      await page.waitForTimeout(300)
    }
    from = await now()
    console.log(
      `dragging an asset: ${shown(await drag('g[data-kind=asset]'))}; long tasks ${JSON.stringify(await longTasks(from))}`,
    )
  }
}

try {
  await firstAdministrator(page, server)
  for (const name of Object.keys(sizes)) if (wanted.length === 0 || wanted.includes(name)) await measure(name)
} finally {
  await browser.close()
  await server.stop()
}
