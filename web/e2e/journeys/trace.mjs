// From requirement to evidence: an incomplete chain is found, the missing step
// is added in its place, and a suspect link is confirmed with a reason.
//
// spec: WEB-52
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'trace: find an incomplete chain, add the missing step, confirm a suspect link'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/trace`)
  const grid = page.getByRole('grid')
  await grid.getByText('CRQ-1', { exact: true }).waitFor()
  await page.waitForTimeout(300)
  minor.push(...(await checkAccess(page, 'trace')))
  await picture(page, 'trace-light')

  // Only chains of one zone that lack a test, by the head of the column.
  await page.getByRole('combobox', { name: 'Zone or conduit' }).selectOption('ZON-1')
  await page.getByRole('button', { name: /^Test case/ }).click()
  const add = grid.getByRole('button', { name: /^Add Test case, SR 1\.2, ZON-1/ })
  await add.first().waitFor()
  expect(
    page.url().includes('layer=test') && page.url().includes('place=ZON-1'),
    `the address does not say what is shown: ${page.url()}`,
  )

  // By keyboard: to the gap, A, a title, and it stands in the chain.
  const gap = add.first().locator('xpath=ancestor::td')
  await gap.focus()
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Machine certificates are checked')
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'add a step')))
  await picture(page, 'trace-add')
  await dialog.getByRole('button', { name: 'Add to the chain' }).click()
  await dialog.waitFor({ state: 'detached' })
  await grid.getByText('Machine certificates are checked').waitFor()

  // One item as the start: only the chains it stands in. The other way to fill a gap is to link what is there.
  const words = page.getByRole('textbox', { name: 'Key, SR, or words' })
  await words.fill('all-3')
  await words.press('Enter')
  await page.waitForURL((url) => url.searchParams.get('of') === 'ALL-3')
  await add.first().click()
  await dialog.getByRole('button', { name: 'Link an existing one' }).click()
  await dialog.getByRole('textbox', { name: 'Find by key or words' }).fill('Machine certificates')
  await dialog.getByRole('radio').first().check()
  await dialog.getByRole('button', { name: 'Link it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page
    .getByText('No chain fits what you look for.')
    .or(grid.getByText('Machine certificates are checked').nth(1))
    .first()
    .waitFor()
  await page
    .getByRole('button', { name: /^Test case/ })
    .or(page.getByRole('button', { name: 'Show all rows' }))
    .first()
    .click()

  // A suspect link is confirmed with a reason, and the doubt is gone.
  await page.goto(`${server.origin}/projects/turbine-hall/trace?place=ZON-1&show=suspect&of=ALL-17`)
  const doubt = grid.getByRole('button', { name: 'Suspect link' })
  await doubt.first().waitFor()
  const before = await doubt.count()
  await picture(page, 'trace-suspect')
  await doubt.first().click()
  await dialog.getByRole('textbox', { name: 'Why does it still hold?' }).fill('The new firmware changes the display only.')
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'confirm a link')))
  const others = dialog.getByRole('checkbox')
  if (await others.count()) await others.check()
  await dialog.getByRole('button', { name: 'It still holds' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('No link is suspect here.').or(page.getByText('No chain fits')).first().waitFor()
  expect(before > 0, 'no link was suspect')

  // One row in all places, grouped by requirement; the item opens beside it.
  await page.goto(`${server.origin}/projects/turbine-hall/trace?by=row&row=SR%202.5`)
  await grid.getByText('Session lock').first().waitFor()
  const cell = grid.getByRole('gridcell').first()
  await cell.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })

  // Dark, German, 1280 px.
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${server.origin}/projects/turbine-hall/trace?place=ZON-1`)
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await page.getByText('Verfolgungsgrad').waitFor()
  await grid.getByText('CRQ-1', { exact: true }).waitFor()
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways <= 0, `the page scrolls ${sideways} px sideways at 1280 px`)
  await page.waitForTimeout(300)
  minor.push(...(await checkAccess(page, 'trace, dark, German, 1280 px')))
  await picture(page, 'trace-dark-de-1280')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
