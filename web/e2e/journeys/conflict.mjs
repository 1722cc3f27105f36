// Two people change the same field: the slower one chooses between both values.
//
// spec: WEB-22
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'two people change the same field'

export async function run({ server, browser }) {
  const { page, faults, context } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/overview?item=AST-1`)
  await page.getByRole('button', { name: /^firmware / }).click()
  await page.getByRole('textbox', { name: 'firmware' }).fill('9.1')
  // The page hears nothing for a while, as over a bad line, and the other is faster.
  const send = (firmware) =>
    context.request.post(`${server.origin}/api/v1/projects/turbine-hall/commits`, {
      data: { ops: [{ op: 'set', key: 'AST-1', properties: { firmware } }] },
      headers: { 'Sec-Fetch-Site': 'same-origin' },
    })
  await page.route(
    '**/commits',
    async (route) => {
      await send('9.2')
      await route.continue()
    },
    { times: 1 },
  )
  await page.keyboard.press('Enter')
  await page.getByText(/1 edit needs you/).click()
  await page.getByText('Theirs').waitFor()
  await page.waitForTimeout(250)
  const minor = await checkAccess(page, 'merge')
  await picture(page, 'merge')
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByText('9.1').isVisible(), 'the own value is not shown')
  expect(await dialog.getByText('9.2').isVisible(), 'the value of the other is not shown')
  await dialog.getByRole('button', { name: 'Save the choice' }).click()
  await page.getByText('Everything is saved.').waitFor()
  await page.keyboard.press('Escape')
  const firmware = await page.evaluate(() =>
    fetch('/api/v1/projects/turbine-hall/items/AST-1')
      .then((r) => r.json())
      .then((d) => d.properties.firmware),
  )
  expect(firmware === '9.1', `the record says ${firmware}`)
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
