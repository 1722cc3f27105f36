// A list with faults is mended in the preview: a choice, a date, two rows of one
// asset; a row is left out on purpose; the page is closed and opened again in
// the middle. Then it is imported, and the record says what was corrected.
//
// spec: WEB-81
import { Buffer } from 'node:buffer'
import { checkAccess, expect, firstAdministrator, openWindow, picture } from '../harness.mjs'

export const title = 'mend the faults of a list in the preview of its import'

const list = [
  'Asset ID;Name;Zone;Vendor;Model;Criticality;Last seen',
  'P-1;Mixer PLC;Mixing;Acme;C7;egal;2026-03-01',
  'P-2;Mixer HMI;Mixing;Acme;H2;high;soon',
  'P-3;Filler PLC;Filling;Acme;C7;egal;2026-03-02',
  'P-4;Packer PLC;Packing;Acme;C7;low;2026-03-03',
  'P-4;Packer PLC, old;Packing;Acme;C5;low;2026-03-04',
].join('\n')

export async function run({ server, browser }) {
  const minor = []
  const window1 = await openWindow(browser)
  let { page } = window1
  const { context } = window1
  const look = async (name) => {
    minor.push(...(await checkAccess(page, name)))
    await picture(page, name)
  }
  await firstAdministrator(page, server)
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Mending line')
  await page.getByRole('radio', { name: /My list of assets/ }).check()
  await page.getByRole('button', { name: 'Create project' }).click()
  await page.waitForURL(/\/projects\/mending-line\/start\/assets/)
  await page.locator('input[type=file]').setInputFiles({ name: 'line.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
  await page.getByText('5 rows have a problem and would be left out.').waitFor()
  await page.getByRole('button', { name: 'Show the problems' }).click()
  await page.getByRole('combobox', { name: 'Criticality in row 2' }).waitFor()
  await look('start-import-faults')

  // A choice, and the same for the other row that says so.
  await page.getByRole('combobox', { name: 'Criticality in row 2' }).selectOption('medium')
  await page.getByRole('button', { name: 'Use for all 2 rows with this value' }).click()
  await page.locator('tr[data-row="4"][data-state="mended"]').waitFor()
  await page.locator('tr[data-row="2"][data-state="mended"]').waitFor()
  // A row is left out on purpose: the other one of the same asset has no problem then.
  await page.getByRole('button', { name: 'Leave out: row 6' }).click()
  await page.locator('tr[data-row="6"][data-state="omitted"]').waitFor()
  await page.locator('tr[data-row="5"]').waitFor({ state: 'detached' })

  // The page is closed in the middle and opened again, by the same file.
  const address = page.url()
  await page.close()
  page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(address)
  await page.locator('tr[data-row="2"][data-state="mended"]').waitFor()
  expect(
    (await page.getByRole('combobox', { name: 'Criticality in row 4' }).inputValue()) === 'medium',
    'a correction was lost when the page was closed',
  )
  // What is wrong is said again, and right in the end.
  await page.getByLabel('Last seen in row 3').fill('2026-02-28')
  await page.locator('tr[data-row="3"][data-state="mended"]').waitFor()
  await look('start-import-mended')
  // A correction is taken back and made again.
  await page.getByRole('button', { name: 'Take back the correction of Criticality in row 4' }).click()
  await page.locator('tr[data-row="4"][data-state="open"]').waitFor()
  await page.getByRole('combobox', { name: 'Criticality in row 4' }).selectOption('low')
  await page.locator('tr[data-row="4"][data-state="mended"]').waitFor()

  await page.locator('button:enabled', { hasText: 'Import 4 assets' }).click()
  await page.getByText(/4 assets added, 0 changed/).waitFor()
  await page.getByText('3 values were corrected.').waitFor()
  await page.getByText('1 row was left out on purpose.').waitFor()
  await page.getByRole('tab', { name: /Corrected/ }).click()
  await page.getByRole('cell', { name: 'egal' }).first().waitFor()
  await look('start-import-corrected')

  const said = await page.evaluate(async () => {
    const r = await fetch('/api/v1/projects/mending-line/commits?limit=1')
    const assets = await fetch('/api/v1/projects/mending-line/items?kind=asset')
    return { commits: await r.json(), assets: await assets.json() }
  })
  const text = JSON.stringify(said.commits)
  for (const part of ['row 2', 'row 3', 'row 4', 'Left out on purpose: 1 row (row 6)'])
    expect(text.includes(part), `the record does not say “${part}”: ${text}`)
  expect(said.assets.items.length === 4, `there are ${said.assets.items.length} assets`)
  expect(window1.faults.length === 0, `faults of the page:\n  ${window1.faults.join('\n  ')}`)
  return minor
}
