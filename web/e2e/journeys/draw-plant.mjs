// A plant is drawn: two zones by dragging, a conduit with a channel, an asset,
// a new name, undo and redo, tidy; the layout outlives a reload and is seen by
// a second browser; drawing, picture and print are not empty.
//
// spec: WEB-41, WEB-42, WEB-44
import { readFileSync } from 'node:fs'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'draw zones, connect, rename, undo, tidy, shared layout, SVG, PNG and PDF'

const settled = (page) => page.locator('[data-routed]').waitFor()
const canvas = (page) => page.locator('[role=application]')
const zoneNamed = (page, name) => page.locator('g[data-kind=zone]', { hasText: name })
/** Where the box of a zone stands in the plane. */
const placeOf = (page, name) =>
  zoneNamed(page, name)
    .locator('rect')
    .first()
    .evaluate((r) => `${r.getAttribute('x')} ${r.getAttribute('y')}`)

async function drawZone(page, name, at, size) {
  await page.getByRole('button', { name: 'Draw zone' }).click()
  const area = await canvas(page).boundingBox()
  await page.mouse.move(area.x + at.x, area.y + at.y)
  await page.mouse.down()
  await page.mouse.move(area.x + at.x + size.w, area.y + at.y + size.h, { steps: 5 })
  await page.mouse.up()
  const input = page.getByRole('textbox', { name: 'Name of the new zone' })
  await input.fill(name)
  await input.press('Enter')
  await zoneNamed(page, name).first().waitFor()
}

/** Drags the knob of a chosen zone onto another. */
async function connect(page, from, to) {
  await zoneNamed(page, from).locator('text').first().click()
  await page.keyboard.press('Escape')
  await zoneNamed(page, from).locator('text').first().click()
  const knob = page.locator('[data-connect]')
  await knob.waitFor()
  const a = await knob.boundingBox()
  const b = await zoneNamed(page, to).locator('rect').first().boundingBox()
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await page.mouse.down()
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 6 })
  await page.mouse.up()
}

export async function run({ server, browser }) {
  const { page, faults, context } = await openWindow(browser)
  const minor = []
  const who = await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/diagram`)
  await settled(page)
  await page.waitForTimeout(300)

  // Two zones on free ground at the left, a conduit with a channel between them.
  await page.getByRole('button', { name: 'Zoom out' }).click()
  await drawZone(page, 'Water treatment', { x: 40, y: 90 }, { w: 190, h: 80 })
  await drawZone(page, 'Coal yard', { x: 40, y: 240 }, { w: 190, h: 80 })
  await connect(page, 'Water treatment', 'Coal yard')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of the conduit').fill('Yard link')
  await dialog.getByLabel('With a channel').check()
  await dialog.getByLabel('Name of the channel').fill('Level readings')
  await dialog.getByLabel('Protocol').fill('Modbus TCP')
  minor.push(...(await checkAccess(page, 'connect')))
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await page.locator('g[data-kind=conduit]', { hasText: 'Yard link' }).first().waitFor()

  // An asset by keyboard, a name in place.
  await zoneNamed(page, 'Coal yard').locator('text').first().click()
  await canvas(page).focus()
  await page.keyboard.press('n')
  await dialog.getByLabel('Name', { exact: true }).fill('Stacker PLC')
  await dialog.getByLabel('Function').fill('PLC')
  await dialog.getByRole('button', { name: 'Add' }).click()
  const plc = page.locator('g[data-kind=asset]', { hasText: 'Stacker PLC' })
  await plc.first().waitFor()
  await zoneNamed(page, 'Coal yard').locator('text').first().click()
  await canvas(page).focus()
  await page.keyboard.press('F2')
  await page.getByRole('textbox', { name: /^Name of ZON-/ }).fill('Ore yard')
  await page.keyboard.press('Enter')
  await zoneNamed(page, 'Ore yard').first().waitFor()
  await page.getByText(/^Saved/).waitFor()
  await canvas(page).focus()
  await page.keyboard.press('Control+z')
  await zoneNamed(page, 'Coal yard').first().waitFor()
  await page.keyboard.press('Control+Shift+z')
  await zoneNamed(page, 'Ore yard').first().waitFor()
  await page.keyboard.press('Escape')
  await picture(page, 'diagram-drawn')

  // A box is moved by keys and stays there after a reload and in another browser.
  await zoneNamed(page, 'Water treatment').locator('text').first().click()
  await canvas(page).focus()
  const start = await placeOf(page, 'Water treatment')
  const saved = page.waitForResponse((r) => r.request().method() === 'PUT' && r.url().includes('/layouts/') && r.ok())
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+ArrowRight')
  await saved
  const moved = await placeOf(page, 'Water treatment')
  expect(moved !== start, 'Ctrl and an arrow did not move the zone')
  await page.waitForTimeout(1200)
  await page.reload()
  await settled(page)
  const again = await placeOf(page, 'Water treatment')
  expect(again === moved, `after a reload the zone stands at ${again}, not at ${moved}`)
  const other = await openWindow(browser)
  await other.page.goto(`${server.origin}/projects/turbine-hall/diagram`)
  await other.page.locator('input[autocomplete=username]').fill(who.login)
  await other.page.locator('input[autocomplete=current-password]').fill(who.password)
  await other.page.locator('button[type=submit]').click()
  await settled(other.page)
  const there = await placeOf(other.page, 'Water treatment')
  expect(there === moved, `in another browser the zone stands at ${there}, not at ${moved}`)

  // Tidy only when asked, and it can be taken back.
  await page.getByRole('button', { name: 'Layout' }).click()
  await page.getByRole('menuitem', { name: 'Tidy' }).click()
  await page.getByText('Arranged anew.').waitFor()
  const tidied = await placeOf(page, 'Water treatment')
  expect(tidied !== moved, 'tidy moved nothing')
  await canvas(page).focus()
  await page.keyboard.press('Control+z')
  await page.waitForFunction(
    (was) =>
      [...document.querySelectorAll('g[data-kind=zone] > rect:first-of-type')].some(
        (r) => `${r.getAttribute('x')} ${r.getAttribute('y')}` === was,
      ),
    moved,
  )

  // Exports.
  const download = async (entry) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const file = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: entry }).click()
    return readFileSync(await (await file).path())
  }
  const svg = (await download('Drawing (SVG)')).toString()
  for (const word of ['Turbine control', 'Ore yard', 'as built, commit', 'font-face'])
    expect(svg.includes(word), `the drawing does not hold "${word}"`)
  expect(!svg.includes('var(--'), 'the drawing holds names of colours that other programs do not know')
  const png = await download('Picture (PNG)')
  expect(png.length > 60_000 && png.readUInt32BE(0) === 0x89504e47, `the picture has ${png.length} bytes`)
  const paper = await context.newPage()
  await paper.setContent(
    `<style>@page{size:A4 landscape;margin:10mm}svg{width:100%;height:auto}</style>${svg.replace(/<\?xml[^>]*>/, '')}`,
  )
  const pdf = await paper.pdf({ preferCSSPageSize: true })
  expect(pdf.length > 20_000 && pdf.subarray(0, 5).toString() === '%PDF-', `the PDF has ${pdf.length} bytes`)
  await paper.close()
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
