// The first link makes an administrator, who opens the sample plant: overview,
// item panel, palette, dark, German, 1280 px; and another user's commit shows
// without a reload.
//
// spec: WEB-1, WEB-3, WEB-4, WEB-7
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'first link, overview, edit, dark, German, 1280 px'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  await page.goto(`${server.origin}/${server.link}`)
  await page.locator('input[autocomplete=username]').waitFor()
  minor.push(...(await checkAccess(page, 'first link')))
  await picture(page, 'first-link')
  await firstAdministrator(page, server, { only: true }) // it ends in the sample plant
  expect(!page.url().includes('link'), `the secret of the link stays in the address: ${page.url()}`)
  minor.push(...(await checkAccess(page, 'projects')))
  await picture(page, 'projects')
  await openSample(page)

  await page.getByText('Chains complete').waitFor()
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined) // the stream never ends
  await page.waitForTimeout(600)
  minor.push(...(await checkAccess(page, 'overview')))
  await picture(page, 'overview-light')

  // A change of somebody else, here through the API, moves the commit on the page.
  const before = await page.locator('text=/commit \\d+/').first().textContent()
  const answer = await page.evaluate(async () => {
    const body = JSON.stringify({ ops: [{ op: 'set', key: 'ZON-1', title: 'Turbine control, unit 1' }] })
    const r = await fetch('/api/v1/projects/turbine-hall/commits', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    })
    return r.status
  })
  expect(answer === 200, `the commit was answered with ${answer}`)
  await page.getByRole('link', { name: /Turbine control, unit 1/ }).waitFor()
  const after = await page.locator('text=/commit \\d+/').first().textContent()
  expect(before !== after, `the commit on the page stayed ${before}`)

  // The item panel: a field is edited in place, and undone.
  await page.getByRole('link', { name: 'ZON-1', exact: true }).first().click()
  await page.getByRole('tab', { name: 'Fields' }).waitFor()
  await page.getByRole('button', { name: /^title / }).click()
  await page.getByRole('textbox', { name: 'title' }).fill('Turbine control')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 2, name: 'Turbine control', exact: true }).waitFor()
  await page.getByText(/^Saved/).waitFor()
  await page.waitForTimeout(400)
  minor.push(...(await checkAccess(page, 'item panel')))
  await picture(page, 'panel-light')
  await page.getByRole('tab', { name: /Links/ }).click()
  await picture(page, 'panel-links')
  await page.getByRole('tab', { name: /History/ }).click()
  await page.getByText('Turbine control, unit 1').first().waitFor()
  await picture(page, 'panel-history')
  await page.getByRole('tab', { name: /History/ }).press('Control+z')
  await page.getByRole('heading', { level: 2, name: 'Turbine control, unit 1' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('complementary').waitFor({ state: 'detached' })

  // The palette finds items and commands.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('historian')
  await page.getByRole('option', { name: /AST-/ }).first().waitFor()
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'palette')))
  await picture(page, 'palette')
  await page.getByRole('combobox').fill('theme dark')
  await page.getByRole('option', { name: /Dark/ }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator(':root[data-theme=dark]').waitFor()
  await page.waitForTimeout(300)
  minor.push(...(await checkAccess(page, 'overview, dark')))
  await picture(page, 'overview-dark')

  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'keys')))
  await picture(page, 'keys')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await page.getByRole('link', { name: 'Übersicht' }).waitFor()
  expect((await page.locator('html').getAttribute('lang')) === 'de', 'the page does not say that it is German')
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.waitForTimeout(300)
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(sideways <= 0, `the page scrolls ${sideways} px sideways at 1280 px`)
  minor.push(...(await checkAccess(page, 'overview, dark, German, 1280 px')))
  await picture(page, 'overview-dark-de-1280')

  // The past cannot be edited, and its address can be sent.
  await page.goto(`${server.origin}/projects/turbine-hall/overview?at=1&item=ZON-1`)
  await page.getByText(/Sie sehen einen früheren Stand/).waitFor()
  await page.getByRole('tab', { name: 'Felder' }).waitFor()
  expect((await page.getByRole('button', { name: /^title / }).count()) === 0, 'a field of the past can be edited')
  await page.waitForTimeout(300)
  await picture(page, 'past-de')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
