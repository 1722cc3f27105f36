// A new project from a sample: the steps show how far it is, the largest gaps
// are explained and answered; German, dark, 1280 px.
//
// spec: WEB-80
import { checkAccess, expect, firstAdministrator, openWindow, picture } from '../harness.mjs'

export const title = 'first run from a sample to its gap list'

export async function run({ server, browser }) {
  const { page, faults } = await openWindow(browser)
  const minor = []
  await firstAdministrator(page, server)
  await page.goto(`${server.origin}/new`)
  await page.getByRole('radio', { name: /Press line 7/ }).check()
  await page.getByRole('textbox', { name: 'Title' }).fill('Press line to look around')
  await page.getByRole('button', { name: 'Create project' }).click()
  await page.waitForURL(/press-line-to-look-around\/overview/)
  await page.getByText('Largest gaps').waitFor()

  // The steps are in the palette at any time.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('first steps')
  await page
    .getByRole('option', { name: /First steps/ })
    .first()
    .waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/start\//)
  const bar = page.getByRole('navigation', { name: /First steps of/ })
  await bar.getByText('20 assets', { exact: true }).waitFor()
  for (const [step, heading] of [
    ['zones', 'What needs the same protection'],
    ['risk', 'How bad it could get'],
    ['targets', 'How strong the protection has to be'],
    ['gaps', 'What is missing'],
  ]) {
    await bar.locator(`a[href*="/start/${step}"]`).click()
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    minor.push(...(await checkAccess(page, `sample, ${step}`)))
  }
  await page
    .getByRole('group', { name: /^Is .* met\?$/ })
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'IT', exact: true }).click()
  await picture(page, 'start-gaps-sample')

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('theme dark')
  await page.keyboard.press('Enter')
  await page.locator(':root[data-theme=dark]').waitFor()
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await page.setViewportSize({ width: 1280, height: 800 })
  for (const [step, heading] of [
    ['gaps', 'Was fehlt'],
    ['targets', 'Wie stark der Schutz sein muss'],
    ['risk', 'Wie schlimm es werden kann'],
    ['zones', 'Was denselben Schutz braucht'],
    ['assets', 'Was in der Anlage steht'],
  ]) {
    await page.locator(`nav a[href*="/start/${step}"]`).click()
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await page.waitForTimeout(400)
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(sideways <= 0, `${step}: the page scrolls ${sideways} px sideways at 1280 px`)
    minor.push(...(await checkAccess(page, `${step}, dark, German, 1280 px`)))
    await picture(page, `start-dark-de-${step}`)
  }
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
