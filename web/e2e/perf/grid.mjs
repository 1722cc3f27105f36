// Figures of P11 for the grid, from the browser's own records: node
// e2e/perf/grid.mjs [rows]. CORDON_BIN is the server with the app.
import { firstAdministrator, openWindow, startBrowser, startServer } from '../harness.mjs'
import { makePlant } from './plant.mjs'

const rows = Number(process.argv[2] ?? 100_000)
const server = await startServer({ binary: process.env.CORDON_BIN, sample: 'turbine-hall' })
const browser = await startBrowser()
const { page, faults } = await openWindow(browser)
page.setDefaultTimeout(600_000)
const written = rows.toLocaleString('en-GB')
const say = (what, text) => console.log(`${what.padEnd(34)} ${text}`)

/**
 * Tasks of the page's main thread while something runs: by the time they had a
 * processor, so that a busy machine does not count, and by the clock.
 */
async function traced(what) {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  const began = Date.now()
  await what()
  const took = Date.now() - began
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString())
  const main = new Set(
    traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
  )
  const tasks = traceEvents.filter((e) => /RunTask$/.test(e.name) && main.has(`${e.pid} ${e.tid}`))
  const sorted = (of) => tasks.map((e) => (e[of] ?? 0) / 1000).sort((a, b) => b - a)
  const cpu = sorted('tdur')
  const long = cpu.filter((ms) => ms > 50).length
  const first = cpu.slice(0, 4).map((ms) => ms.toFixed(0))
  return {
    took,
    text: `${long} of ${cpu.length} tasks over 50 ms of processor; longest ${first.join(', ')} ms (by the clock ${(sorted('dur')[0] ?? 0).toFixed(0)} ms)`,
  }
}

try {
  await firstAdministrator(page, server)
  let began = Date.now()
  await makePlant(page, { project: 'large', zones: 500, assets: rows, conduits: 1000 })
  say('plant made', `${((Date.now() - began) / 1000).toFixed(0)} s`)

  began = Date.now()
  let first = 0
  const loading = await traced(async () => {
    await page.goto(`${server.origin}/projects/large/assets`)
    await page.getByRole('gridcell', { name: 'AST-1', exact: true }).waitFor()
    first = Date.now() - began
    await page.getByText(`${written} rows`, { exact: true }).first().waitFor()
  })
  say('first rows', `${first} ms`)
  say(`all ${written} rows`, `${loading.took} ms; ${loading.text}`)

  const scroller = page.locator('[role=grid]').locator('xpath=ancestor::div[2]')
  const box = await scroller.boundingBox()
  await page.mouse.move(box.x + 400, box.y + 300)
  const wheel = await traced(async () => {
    for (let i = 0; i < 80; i++) {
      await page.mouse.wheel(i % 20 === 19 ? 400 : 0, 900)
      await page.waitForTimeout(16)
    }
  })
  say('scrolling with the wheel', wheel.text)
  const jumps = await traced(async () => {
    for (let i = 1; i <= 40; i++) {
      await scroller.evaluate((el, at) => (el.scrollTop = el.scrollHeight * at), ((i * 7) % 40) / 40)
      await page.waitForTimeout(30)
    }
  })
  say('jumping with the scroll bar', jumps.text)
  await scroller.evaluate((el) => (el.scrollTop = 0))
  const keys = await traced(async () => {
    await page.locator('[role=grid]').focus()
    for (let i = 0; i < 60; i++) await page.keyboard.press(i % 3 === 0 ? 'PageDown' : 'ArrowDown')
  })
  say('moving with keys', keys.text)

  const order = await traced(async () => {
    await page.getByRole('button', { name: 'Sort by Function' }).dispatchEvent('click')
    await page.waitForFunction(() => document.querySelector('[role=columnheader][aria-sort=ascending]') !== null)
    await page.waitForFunction(
      () =>
        /HMI/.test(document.querySelectorAll('[role=row]')[1]?.textContent ?? '') ||
        /drive/.test(document.querySelectorAll('[role=row]')[1]?.textContent ?? ''),
    )
  })
  say('sorting by a column', `${order.took} ms; ${order.text}`)
  const filter = await traced(async () => {
    await page.locator('[data-filter-bar]').fill('function == "PLC"')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page
      .getByText(`${(rows / 8).toLocaleString('en-GB')} rows match`, { exact: true })
      .first()
      .waitFor()
  })
  say('filtering to an eighth', `${filter.took} ms; ${filter.text}`)
  const clear = await traced(async () => {
    await page.getByRole('button', { name: 'Clear filter' }).first().click()
    await page.getByText(`${written} rows`, { exact: true }).first().waitFor()
  })
  say('filter taken away', `${clear.took} ms; ${clear.text}`)

  const edit = await traced(async () => {
    await scroller.evaluate((el) => (el.scrollTop = 0))
    await page.locator('[role=grid]').focus()
    await page.keyboard.press('Control+Home')
    for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.type('Room 1')
    await page.keyboard.press('Enter')
    await page.getByText('Saved', { exact: false }).first().waitFor()
    await page.waitForTimeout(1500)
  })
  say('an edit, to the record and back', edit.text)
  const wide = await traced(async () => {
    await page.keyboard.press('Control+Space')
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+a')
  })
  say('selecting everything', wide.text)

  let size = 0
  const file = await traced(async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /Excel workbook/ }).click(),
    ])
    const { statSync } = await import('node:fs')
    size = statSync(await download.path()).size
  })
  say('workbook of all rows', `${file.took} ms, ${(size / 1e6).toFixed(1)} MB; ${file.text}`)
  const memory = await page.evaluate(() => performance.memory.usedJSHeapSize)
  say('memory of scripts at the end', `${(memory / 1e6).toFixed(0)} MB`)
  if (faults.length > 0) console.log(`faults of the page:\n  ${faults.join('\n  ')}`)
} finally {
  await browser.close()
  await server.stop()
}
