// A gap is compensated by the keyboard and SL-A rises; what does not count says why; it is taken back, removed, and read-only in the past.
//
// spec: WEB-55, WEB-56
import { Buffer } from 'node:buffer'
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, signInInvited } from '../harness.mjs'

export const title = 'gaps compensated by countermeasures, with what people say about them'

/** Waits until a question about the page is answered with yes. */
async function until(page, what, ask, ms = 30_000) {
  const end = Date.now() + ms
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`it does not happen: ${what}`)
    await page.waitForTimeout(100)
  }
}

const at = '/projects/turbine-hall'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser, { width: 1500 })
  await firstAdministrator(page, server)
  await openSample(page)
  const get = (path) => page.evaluate((p) => fetch(`/api/v1/projects/turbine-hall${p}`).then((r) => r.json()), path)
  const head = async () => (await get('')).head.commit
  const lesser = []
  const first = await head()

  await page.goto(`${server.origin}${at}/requirements?place=ZON-3&cell=ZON-3%20SR%206.1&panel=1`)
  const grid = page.getByRole('grid', { name: 'Requirements' })
  const panel = page.getByRole('complementary', { name: 'Row on this place' })
  const compensation = panel.getByRole('region', { name: 'Compensation' })
  const cell = page.locator('[role=gridcell][id]')
  const says = (words) =>
    until(page, `the cell says ${words}`, async () => words.test((await cell.getAttribute('aria-label')) ?? ''))
  const levels = page.getByRole('row', { name: /TRE/ }).getByRole('gridcell', { name: /SL-A of SL-T/ })
  const level = (words) => until(page, `TRE is ${words}`, async () => words.test((await levels.getAttribute('aria-label')) ?? ''))
  await compensation.getByText('SL-A(TRE) is 0, SL-T is 1.').waitFor()
  await says(/^partly met/)
  await level(/^0\/1/)

  // From here on there is only the keyboard: C asks by what, words find a countermeasure, Enter takes it.
  await grid.focus()
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: 'Compensate SR 6.1 on ZON-3' })
  await dialog.getByRole('option', { name: /CMS-16/ }).waitFor()
  lesser.push(...(await checkAccess(page, 'choice of a countermeasure')))
  await picture(page, 'compensate-choose')
  await page.keyboard.type('manual round')
  await until(page, 'one is found', async () => (await dialog.getByRole('option').count()) === 2)
  await page.keyboard.press('Enter')
  await dialog.getByText('Nobody has approved it.').waitFor()
  await dialog.getByText('Nothing says why the protection is equivalent.').waitFor()
  await page.keyboard.type('The operator reads the log of the panel on each round and notes it.')
  await page.keyboard.press('Tab')
  await page.keyboard.type('K. Lindqvist')
  await dialog.getByText('The approval has no last day.').waitFor()
  await dialog.getByLabel('Counts until').fill('2020-01-31')
  await dialog.getByText('The approval has expired.').waitFor()
  await dialog.getByLabel('Counts until').fill('2199-12-31')
  await dialog.getByText('It will count.').waitFor()
  await dialog.getByText('SL-A(TRE) of ZON-3: 0 → 1').waitFor()
  lesser.push(...(await checkAccess(page, 'compensate')))
  await picture(page, 'compensate-dialog')
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  await until(page, 'the keyboard comes back', () => grid.evaluate((el) => el === document.activeElement))
  await says(/^compensated/)
  await level(/^1\/1/)
  await compensation.getByText('It counts.').waitFor()
  await compensation.getByText(/Approved by K. Lindqvist/).waitFor()
  expect((await head()) === first + 1, 'it is not one commit')
  await picture(page, 'compensate-panel')

  // Taken back, and brought back, by keys.
  await page.keyboard.press('Control+z')
  await says(/^partly met/)
  await level(/^0\/1/)
  await page.keyboard.press('Control+Shift+z')
  await says(/^compensated/)
  await level(/^1\/1/)
  const compensated = await head()

  // Three rows at once by a new countermeasure: one commit, and it says what is missing.
  await page.goto(`${server.origin}${at}/requirements?place=ZON-3&cell=ZON-3%20SR%207.1&panel=1`)
  await compensation.getByText(/SL-A\(RA\) is 0/).waitFor()
  await grid.focus()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await page.getByText('3 × 1 cells selected').waitFor()
  await page.keyboard.press('c')
  const many = page.getByRole('dialog', { name: 'Compensate 3 rows' })
  await many.getByRole('combobox').waitFor()
  await page.keyboard.type('Spare pump that runs by hand')
  await many.getByRole('option', { name: /New countermeasure “Spare pump/ }).waitFor()
  await page.keyboard.press('Enter')
  await many.getByLabel('Why the protection is equivalent').fill('The spare pump needs no control and starts within a minute.')
  await many.getByRole('button', { name: 'Approved by me' }).click()
  await many.getByLabel('Counts until').fill('2199-12-31')
  await many.getByText('There is no evidence that the countermeasure works.').waitFor()
  await picture(page, 'compensate-new')
  await page.keyboard.press('Control+Enter')
  await many.waitFor({ state: 'detached' })
  await compensation.getByText('It does not count yet:').waitFor()
  await compensation.getByText('There is no evidence that the countermeasure works.').waitFor()
  await until(page, 'it is recorded', async () => (await head()) === compensated + 1)
  const made = (await get('/items?kind=countermeasure&filter=' + encodeURIComponent('title contains "Spare pump"'))).items[0]
  expect(made.links.filter((l) => l.verb === 'compensates').length === 3, 'not all three rows are compensated')
  lesser.push(...(await checkAccess(page, 'panel with a compensation')))

  // A file in the dialog of one row is evidence of the countermeasure: then all three count.
  await compensation.getByRole('button', { name: 'Change', exact: true }).click()
  const again = page.getByRole('dialog', { name: /^Compensate SR 7.1/ })
  await again.getByText('There is no evidence that the countermeasure works.').waitFor()
  await again
    .locator('input[type=file]')
    .setInputFiles({ name: 'trial.txt', mimeType: 'text/plain', buffer: Buffer.from('started by hand in 41 s') })
  await again.getByText('It will count.').waitFor()
  await page.keyboard.press('Escape')
  await again.waitFor({ state: 'detached' })

  // Removed again, of this row only.
  await compensation.getByRole('button', { name: 'Remove compensation' }).click()
  await until(page, 'it is removed', async () => (await compensation.getByText('Spare pump').count()) === 0)
  await until(page, 'two are left', async () => {
    const now = await get(`/items/${made.key}`)
    return now.links.filter((l) => l.verb === 'compensates').length === 2
  })

  // A question about the row stands in the panel and shows in the cell.
  const said = panel.getByRole('region', { name: 'Comments' })
  await said.getByRole('button', { name: 'Read and write' }).click()
  await said.getByLabel('Say something').fill('Who keeps the key of the spare pump?')
  await said.getByLabel('Meant as').selectOption('question')
  await said.getByRole('button', { name: 'Send' }).click()
  await said.getByText('Who keeps the key of the spare pump?').waitFor()
  await says(/1 open point$/)
  await picture(page, 'compensate-comments')
  await grid.focus()
  await page.keyboard.press('Shift+C')
  await page.getByRole('tab', { name: /Comments/, selected: true }).waitFor()
  await page.getByText('Who keeps the key of the spare pump?').waitFor()

  // On the page of a zone: the row that holds a number down is compensated where it stands.
  await page.goto(`${server.origin}${at}/zones/ZON-1?why=achieved&fr=TRE`)
  const why = page.getByRole('region', { name: 'What the number rests on' })
  await why
    .getByText(/SR 6.2/)
    .first()
    .waitFor()
  await why.getByRole('button', { name: 'Compensate SR 6.2 with a countermeasure' }).click()
  const zone = page.getByRole('dialog', { name: 'Compensate SR 6.2 on ZON-1' })
  await zone.getByRole('option', { name: /CMS-5/ }).click()
  await zone.getByLabel('Why the protection is equivalent').fill('Every way to the rack is watched at the boundary.')
  await zone.getByLabel('Approved by').fill('K. Lindqvist')
  await zone.getByLabel('Counts until').fill('2199-12-31')
  await zone.getByText('SL-A(TRE) of ZON-1: 1 → 2').waitFor()
  await zone.getByRole('button', { name: 'Compensate', exact: true }).click()
  await zone.waitFor({ state: 'detached' })
  await why.getByRole('heading', { name: /TRE: .* 2/ }).waitFor()
  lesser.push(...(await checkAccess(page, 'zone page with a compensation')))
  await picture(page, 'compensate-zone')

  // The past shows what stood in then, and changes nothing.
  await page.goto(`${server.origin}${at}/requirements?at=${compensated}&place=ZON-3&cell=ZON-3%20SR%206.1&panel=1`)
  await compensation.getByText('It counts.').waitFor()
  expect((await compensation.getByRole('button').count()) === 0, 'the past can be changed')
  await grid.focus()
  await page.keyboard.press('c')
  await page.keyboard.press('?')
  const map = page.getByRole('dialog').filter({ hasText: 'Next gap' })
  await map.waitFor()
  expect((await map.getByText('Compensate with a countermeasure').count()) === 0, 'the past offers to compensate')
  await picture(page, 'compensate-past')

  // Who may only look sees the same without anything to change.
  const guest = await openWindow(browser, { width: 1500 })
  await signInInvited(page, guest.page, server, { login: 'vera', name: 'Vera Blom', role: 'viewer' })
  await guest.page.goto(`${server.origin}${at}/requirements?place=ZON-3&cell=ZON-3%20SR%206.1&panel=1`)
  const theirs = guest.page.getByRole('region', { name: 'Compensation' })
  await theirs.getByText('It counts.').waitFor()
  expect((await theirs.getByRole('button').count()) === 0, 'a viewer is offered to change it')
  faults.push(...guest.faults)
  await guest.context.close()
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return lesser
}
