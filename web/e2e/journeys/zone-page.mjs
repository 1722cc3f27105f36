// The page of a zone: why a number is what it is, down to the first broken
// step; a target is raised with a preview and approved; the history shows it.
//
// spec: WEB-53, WEB-54
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'zone page: why of a number, raise and approve a target, history'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/zones/ZON-1`)
  await page.getByRole('heading', { level: 1, name: 'Turbine control' }).waitFor()
  await page.getByText('SR 2.1', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'AST-1', exact: true }).first().waitFor()
  await page.waitForTimeout(300)
  minor.push(...(await checkAccess(page, 'zone page')))
  await picture(page, 'zone-page-light')

  // Keys move between the numbers, and each opens what it rests on.
  const number = (name) => page.getByRole('button', { name, exact: true })
  await number('Achieved, UC: 0').focus()
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('heading', { level: 3, name: /IAC: Achieved 1/ }).waitFor()
  const why = page.locator('#why')
  await why.getByText('SR 1.1 RE(1)').waitFor()
  expect((await why.getByText('evidence not valid').count()) === 1, 'the first broken step of SR 1.1 RE(1) is not named')
  await why.getByRole('link', { name: 'EVD-14' }).click()
  await page.getByRole('complementary').getByText('Account review 2024').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })
  await number('Capability, IAC: 0').click()
  await why.getByText('CR 1.5').waitFor()
  expect(
    page.url().includes('fr=IAC') && page.url().includes('why=capability'),
    `the address does not say what is looked at: ${page.url()}`,
  )

  // What falls if a countermeasure goes.
  await page.getByRole('checkbox', { name: /^CMS-1 / }).check()
  await page.getByText('SR 5.2, SR 5.2 RE(1)', { exact: true }).waitFor()

  // A target is raised by keyboard, looked at, and approved.
  await page.getByRole('button', { name: 'Change target' }).click()
  const dialog = page.getByRole('dialog')
  const uc = dialog.getByRole('slider', { name: /UC$/ })
  await uc.focus()
  await page.keyboard.press('ArrowUp')
  expect((await uc.getAttribute('aria-valuenow')) === '3', 'the arrow did not raise the level')
  await dialog.getByText('Rows asked anew').waitFor()
  await dialog.getByText(/finding(s)? come/).waitFor()
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'target')))
  await picture(page, 'zone-target')
  await dialog.getByRole('textbox', { name: 'Rationale' }).fill('Operators share a desk with visitors.')
  await dialog.getByRole('button', { name: 'Approve target' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('{2,3,2,1,3,2,2}').first().waitFor()
  await page.getByText('Operators share a desk with visitors.').first().waitFor()
  await number('Target (SL-T), UC: 3').waitFor()
  await page.getByText('approve target').first().waitFor()

  // A conduit has the same page, and what is no place says so.
  await page.getByRole('link', { name: 'Turbine control to balance of plant' }).click()
  await page.getByRole('heading', { level: 1, name: 'Turbine control to balance of plant' }).waitFor()
  await page.getByText('Connected zones').waitFor()
  minor.push(...(await checkAccess(page, 'conduit page')))
  await page.goto(`${server.origin}/projects/turbine-hall/zones/AST-1`)
  await page.getByText('AST-1 is no zone or conduit').waitFor()

  // Dark, German, 1280 px; and the past shows no way to change it.
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(`${server.origin}/projects/turbine-hall/zones/ZON-1?at=1`)
  await page.getByRole('heading', { level: 1, name: 'Turbine control' }).waitFor()
  await page.locator('#why li').first().waitFor()
  expect((await page.getByRole('button', { name: 'Change target' }).count()) === 0, 'the target of the past can be changed')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await page.getByText('Verteidigungsschichten').waitFor()
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways <= 0, `the page scrolls ${sideways} px sideways at 1280 px`)
  await page.waitForTimeout(400)
  minor.push(...(await checkAccess(page, 'zone page, dark, German, 1280 px')))
  await picture(page, 'zone-page-dark-de-1280')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
