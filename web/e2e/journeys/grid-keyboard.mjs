// The grid with the keyboard alone: edit, fill, several rows at once, add a
// row, filter with completion, group, save a view, share it, and export.
//
// spec: WEB-31, WEB-33
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'a grid by keyboard: edit, fill, many rows, add, filter, view, export'

/** The sheet of a workbook. */
function sheetOf(path) {
  const bytes = readFileSync(path)
  let at = bytes.readUInt32LE(bytes.length - 6)
  for (;;) {
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28))
    if (name === 'xl/worksheets/sheet1.xml') break
    at += 46 + name.length
  }
  const local = bytes.readUInt32LE(at + 42)
  const start = local + 30 + bytes.readUInt16LE(local + 26)
  return inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20))).toString('utf8')
}

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser, { width: 1280, height: 800 })
  await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/assets`)
  await page.getByText('51 rows').first().waitFor()
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const property = async (key, name, wanted) => {
    await page.waitForFunction(
      async ([key, name, wanted]) => {
        const item = await fetch(`/api/v1/projects/turbine-hall/items/${key}`).then((r) => r.json())
        return item.properties[name] === wanted
      },
      [key, name, wanted],
      { polling: 250 },
    )
  }
  /** Moves the focus with Tab until it stands on a button of this name. */
  const tabTo = async (name, key = 'Tab') => {
    for (let i = 0; i < 40; i++) {
      const at = await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || '',
      )
      if (name.test(at)) return
      await page.keyboard.press(key)
    }
    throw new Error(`Tab does not lead to ${name}`)
  }
  const minor = []

  // Who opens a grid has its cells at once: to Location of the first row, type, and fill two rows below.
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'grid')
  await press('Home', ...Array(7).fill('ArrowRight'))
  await page.keyboard.type('Room E7')
  await press('Enter')
  await property('AST-1', 'location', 'Room E7')
  await press('ArrowUp', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+d')
  await property('AST-3', 'location', 'Room E7')
  await press('F2')
  await page.getByRole('textbox', { name: /Location of AST-1/ }).waitFor()
  await page.keyboard.type(', desk 2')
  await press('Escape')
  await property('AST-1', 'location', 'Room E7')

  // Three rows in one form, a word by the arrows.
  await press('Shift+F2')
  const form = page.getByRole('dialog', { name: /Edit 3 rows together/ })
  await form.waitFor()
  minor.push(...(await checkAccess(page, 'rows together')))
  await form.getByLabel('Firmware', { exact: true }).focus()
  await page.keyboard.type('9.9')
  await press('Enter')
  await property('AST-2', 'firmware', '9.9')

  // A choice with completion, and the menu of the cell.
  await press('Home', ...Array(8).fill('ArrowRight'), 'Alt+ArrowDown')
  await page.getByRole('listbox', { name: /Criticality/ }).waitFor()
  minor.push(...(await checkAccess(page, 'choices')))
  await press('Escape')
  await press('Shift+F10')
  await page.getByRole('menu').waitFor()
  minor.push(...(await checkAccess(page, 'menu of a cell')))
  await press('Escape')

  // A new row below the others.
  await press('Insert')
  await page.keyboard.type('Spare switch')
  await press('Enter')
  await page.getByText('52 rows').first().waitFor()
  await picture(page, 'grid-keyboard')

  // A filter with what can follow, then a view that is shared.
  await press('Control+Shift+F')
  await page.keyboard.type('crit')
  await page
    .getByRole('option', { name: /criticality/ })
    .first()
    .waitFor()
  await press('ArrowDown', 'Enter')
  await page.keyboard.type(' == "high"')
  await press('Escape', 'Enter')
  const counted = await page.waitForFunction(() => {
    const count = Number(/(\d+) rows match/.exec(document.body.innerText)?.[1] ?? 0)
    return count > 3 && count < 51 ? count : null
  })
  const matching = await counted.jsonValue()
  await tabTo(/^View: /, 'Shift+Tab')
  await press('Enter')
  await page.getByRole('menuitem', { name: 'Save as a view…' }).waitFor()
  await page.getByRole('menuitem', { name: 'Save as a view…' }).focus()
  await press('Enter')
  const naming = page.getByRole('dialog', { name: /Save as a view/ })
  await naming.waitFor()
  await page.keyboard.type('High ones')
  await press('Tab', 'Space', 'Tab', 'Enter')
  await page.waitForURL(/view=High/)
  await page.getByRole('button', { name: 'View: High ones', exact: true }).waitFor()
  const kept = await page.evaluate(() => fetch('/api/v1/projects/turbine-hall/views').then((r) => r.json()))
  expect(
    kept.papers.some((p) => p.name.endsWith('High ones')),
    `the server keeps ${JSON.stringify(kept)}`,
  )

  // The workbook holds what is shown.
  await tabTo(/^Export$/)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await press('Enter')
      await page.getByRole('menuitem', { name: /Excel workbook/ }).focus()
      await press('Enter')
    })(),
  ])
  expect(file.suggestedFilename() === 'turbine-hall-asset.xlsx', `the file is called ${file.suggestedFilename()}`)
  const sheet = sheetOf(await file.path())
  const written = sheet.match(/<row /g)?.length
  expect(written === matching + 1, `the workbook has ${written} rows, ${matching} match`)
  minor.push(...(await checkAccess(page, 'grid with a view')))
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
