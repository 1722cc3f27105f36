// A view of a grid is made, shared, found by a second account, renamed and
// deleted; one's own view is nobody else's.
//
// spec: WEB-34
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, signInInvited } from '../harness.mjs'

export const title = 'views of a grid: made, shared, renamed, deleted'

const menu = (page) => page.getByRole('button', { name: /^View: / })

/** Chooses a line of the menu of views. */
async function choose(page, name) {
  await menu(page).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

async function saveAs(page, name, shared) {
  await choose(page, 'Save as a view…')
  const dialog = page.getByRole('dialog', { name: /Save as a view/ })
  await dialog.getByLabel('Name of the view').fill(name)
  if (shared) await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `View: ${name}`, exact: true }).waitFor()
}

/** What the menu of views holds. */
async function held(page) {
  await menu(page).click()
  const list = page.getByRole('menu')
  await list.getByRole('menuitem', { name: 'Save as a view…' }).waitFor()
  const names = await list.getByRole('menuitem').allInnerTexts()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  return names.map((n) => n.trim())
}

/** Filters and gives the words that say how many rows are left. */
async function filter(page, text) {
  await page.keyboard.press('Control+Shift+F')
  const field = page.getByRole('combobox', { name: 'Filter', exact: true })
  await field.fill(text)
  await page.keyboard.press('Escape')
  await field.press('Enter')
  await page.waitForURL((url) => url.search.includes(encodeURIComponent(text.split(' ')[0])))
  return page
    .getByText(/^\d+ rows match/)
    .first()
    .innerText()
}

export async function run({ server, browser }) {
  const anna = await openWindow(browser)
  const ben = await openWindow(browser)
  const vera = await openWindow(browser)
  await firstAdministrator(anna.page, server)
  await openSample(anna.page)
  await signInInvited(anna.page, ben.page, server, { login: 'ben', name: 'Ben Okafor', role: 'engineer' })
  await signInInvited(anna.page, vera.page, server, { login: 'vera', name: 'Vera Lind', role: 'viewer' })
  const assets = `${server.origin}/projects/turbine-hall/assets`
  const { page } = anna
  await page.goto(assets)
  await page.getByText('51 rows').first().waitFor()

  // One of one's own and one that is shared; each holds the filter it was made with.
  await filter(page, 'function == "PLC"')
  await saveAs(page, 'My controllers', false)
  await filter(page, 'criticality == "very high"')
  await saveAs(page, 'Very high', true)
  const minor = await checkAccess(page, 'views')

  // The second account finds the shared one, which shows the same, and not the other.
  await ben.page.goto(assets)
  await ben.page.getByText('51 rows').first().waitFor()
  const seen = await held(ben.page)
  expect(seen.includes('Very high') && !seen.includes('My controllers'), `the second account sees ${seen}`)
  await choose(ben.page, 'Very high')
  const found = await page.evaluate(() =>
    window
      .fetch('/api/v1/projects/turbine-hall/items?kind=asset&filter=' + encodeURIComponent('criticality == "very high"'))
      .then((r) => r.json())
      .then((d) => d.items.length),
  )
  expect(found > 1 && found < 51, `${found} assets of very high criticality`)
  const rows = `${found} rows match`
  await ben.page.getByText(rows).first().waitFor()
  await ben.page.waitForURL(/view=Very/)
  await picture(ben.page, 'shared-view')
  // Its address shows the same to a third one, who may open it and not change it.
  await vera.page.goto(ben.page.url())
  await vera.page.getByText(rows).first().waitFor()
  await menu(vera.page).click()
  await vera.page.getByRole('menuitem', { name: 'Save as a view…' }).waitFor()
  for (const name of ['Rename…', 'Delete this view'])
    expect((await vera.page.getByRole('menuitem', { name }).count()) === 0, `a viewer is offered: ${name}`)
  await vera.page.keyboard.press('Escape')

  // The second account renames it; the name that is taken is refused.
  await choose(ben.page, 'Rename…')
  const dialog = ben.page.getByRole('dialog')
  await dialog.getByLabel('Name of the view').fill('Worst first')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await ben.page.getByRole('button', { name: 'View: Worst first', exact: true }).waitFor()
  await page.goto(assets)
  await page.getByText('51 rows').first().waitFor()
  const now = await held(page)
  expect(
    now.includes('Worst first') && !now.includes('Very high') && now.includes('My controllers'),
    `after the renaming: ${now}`,
  )
  await choose(page, 'Save as a view…')
  const naming = page.getByRole('dialog')
  await naming.getByLabel('Name of the view').fill('Worst first')
  await naming.getByText(/already/).waitFor()
  expect(await naming.getByRole('button', { name: 'Save' }).isDisabled(), 'a name can be given twice')
  await page.keyboard.press('Escape')
  await naming.waitFor({ state: 'detached' })

  // Deleted, taken back, deleted: gone for both.
  await choose(page, 'Worst first')
  await page.getByRole('button', { name: 'View: Worst first', exact: true }).waitFor()
  await choose(page, 'Delete this view')
  await page.getByRole('button', { name: 'View: Standard', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await page.getByRole('button', { name: 'View: Worst first', exact: true }).waitFor()
  await choose(page, 'Delete this view')
  await page.getByRole('button', { name: 'View: Standard', exact: true }).waitFor()
  await ben.page.goto(assets)
  await ben.page.getByText('51 rows').first().waitFor()
  const left = await held(ben.page)
  expect(!left.includes('Worst first'), `the deleted view is still there: ${left}`)
  const kept = await held(page)
  expect(kept.includes('My controllers'), `one's own view went along: ${kept}`)
  for (const w of [anna, ben, vera]) expect(w.faults.length === 0, `faults of the page:\n  ${w.faults.join('\n  ')}`)
  return minor
}
