// From an empty server to the first gap list with a real inventory: import with
// its preview, zones, initial risk, targets, gaps. In the middle the page is
// closed and opened again. No command line.
//
// spec: WEB-80
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkAccess, expect, firstAdministrator, openWindow, picture } from '../harness.mjs'

export const title = 'first run from a real inventory to the gap list'

const file = fileURLToPath(new URL('../testdata/ot-line/assets.csv', import.meta.url))

export async function run({ server, browser }) {
  const minor = []
  const window1 = await openWindow(browser)
  let { page } = window1
  const { context } = window1
  const look = async (name) => {
    await page.waitForTimeout(250) // transitions
    minor.push(...(await checkAccess(page, name)))
    await picture(page, name)
  }
  await firstAdministrator(page, server)
  await page.getByRole('button', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Packaging line 3')
  await page.getByRole('radio', { name: /My list of assets/ }).check()
  await page.getByText('Press line 7').waitFor()
  await look('start-new')
  await page.getByRole('button', { name: 'Create project' }).click()
  await page.waitForURL(/\/projects\/packaging-line-3\/start\/assets/)

  // 1. The list: what would happen, a corrected column, the import.
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await look('start-assets')
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Import 17 assets' }).waitFor()
  await page.waitForURL(/job=/)
  const column = page.getByRole('combobox', { name: 'What Note means' })
  expect((await column.inputValue()) === 'note', `Note was taken for ${await column.inputValue()}`)
  await look('start-import')
  await page.getByRole('combobox', { name: 'What Porte Aperte means' }).selectOption('')
  await page.getByRole('combobox', { name: 'What Protocolli OT means' }).selectOption('description')
  await page.locator('button:enabled', { hasText: 'Import 17 assets' }).waitFor()
  // A reload finds the job with its corrections.
  await page.reload()
  await page.getByRole('button', { name: 'Import 17 assets' }).waitFor()
  expect(
    (await page.getByRole('combobox', { name: 'What Protocolli OT means' }).inputValue()) === 'description',
    'the correction of a column was lost by a reload',
  )
  await page.getByRole('combobox', { name: 'What Porte Aperte means' }).selectOption('exposes')
  await page.getByRole('combobox', { name: 'What Protocolli OT means' }).selectOption('protocols')
  await page.locator('button:enabled', { hasText: 'Import 17 assets' }).waitFor()
  await page.getByRole('button', { name: 'Import 17 assets' }).click()
  await page.getByText(/17 assets added, 0 changed/).waitFor()
  await look('start-imported')

  // The second time there is nothing new.
  await page.getByRole('button', { name: 'Import another list' }).click()
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('Everything in the list is in the project already.').waitFor()

  // 2. Zones came with the list; they get types, and conduits are proposed.
  await page.getByRole('link', { name: /Continue: Zones/ }).click()
  await page.getByRole('button', { name: 'Take 5 proposed types' }).click()
  await page.getByRole('button', { name: /proposed types?/ }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Create \d+ conduits?$/ }).click()
  await page.getByRole('heading', { name: /^\d conduits?$/ }).waitFor()
  // By keyboard: the switch goes to the HMI zone and back.
  const chip = page.getByRole('button', { name: /Network Switch A-016/ })
  await chip.focus()
  await page.keyboard.press('m')
  await page.getByRole('combobox', { name: 'Move to…' }).selectOption('ZON-2')
  await page
    .getByRole('region', { name: 'Zone 2 - HMI Zone' })
    .getByRole('button', { name: /Network Switch A-016/ })
    .waitFor()
  await page
    .getByRole('region', { name: 'Zone 2 - HMI Zone' })
    .getByRole('button', { name: /Network Switch A-016/ })
    .press('m')
  await page.getByRole('combobox', { name: 'Move to…' }).selectOption('ZON-4')
  await page
    .getByRole('region', { name: 'Zone 3 - Infrastructure' })
    .getByRole('button', { name: /Network Switch A-016/ })
    .waitFor()
  await look('start-zones')

  // The page is closed in the middle and opened again: it goes on where it was.
  await page.close()
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${server.origin}/projects/packaging-line-3/overview`)
  await page.getByRole('link', { name: 'Continue with the first steps' }).click()
  await page.getByRole('heading', { level: 1, name: 'How bad it could get' }).waitFor()

  // 3. Initial risk: one answer is changed, the rest taken as proposed.
  await page.getByRole('combobox', { name: /The worst case in Zone 3 - Remote Access/ }).selectOption('high')
  await look('start-risk')
  await page.getByRole('button', { name: 'Take 5 answers as they stand' }).click()
  await page.getByText('5 of 5 zones rated').first().waitFor()

  // 4. Targets, approved by name.
  await page.getByRole('link', { name: /Continue: Targets/ }).click()
  await page.getByRole('textbox', { name: 'Approved by' }).fill('M. Rossi, plant manager')
  await page.getByRole('button', { name: /^Approve \d+ targets$/ }).waitFor()
  await look('start-targets')
  await page.getByRole('button', { name: /^Approve \d+ targets$/ }).click()
  await page.getByText(/^(\d) of \1 targets approved/).waitFor()

  // 5. The gap list, and a first answer with the keyboard.
  await page.getByRole('link', { name: /Continue: Gap list/ }).click()
  await page.getByText('Who you are: identification and authentication').waitFor()
  const group = page.getByRole('group', { name: 'Is SR 1.1 met?' }).first()
  await group.waitFor()
  await look('start-gaps')
  await group.getByRole('button', { name: /not met/ }).focus()
  await page.keyboard.press('2')
  await page.getByText(/1 of \d+ rows assessed/).waitFor()
  const record = await page.evaluate(async () => {
    const r = await fetch('/api/v1/projects/packaging-line-3/gaps?top=1')
    return r.json()
  })
  expect(record.summary.by_reason['not met'] === 1, `the record says ${JSON.stringify(record.summary)}`)
  expect(readFileSync(file, 'utf8').split('\n').length > 17, 'the inventory is not whole')
  expect(window1.faults.length === 0, `faults of the page:\n  ${window1.faults.join('\n  ')}`)
  return minor
}
