// The session ends while a form is half filled: the user signs in over the page,
// the form is still there, and what it says is recorded once.
//
// spec: WEB-21
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'the session ends while a form is half filled'

export async function run({ server, browser }) {
  const { page, faults, context } = await openWindow(browser)
  const minor = []
  const { password } = await firstAdministrator(page, server)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/overview?item=PRD-1`)
  await page.getByRole('button', { name: /^certificates / }).click()
  const dialog = page.getByRole('dialog', { name: 'certificates' })
  await dialog.getByRole('button', { name: 'Add a row' }).click()
  const row = (await dialog.getByRole('row').count()) - 1
  await dialog.getByRole('textbox', { name: `scheme ${row}` }).fill('ISASecure CSA')
  await page.keyboard.press('Tab')
  await page.keyboard.type('CSA-2026-17')
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'table editor')))
  await picture(page, 'table-editor')

  const cookies = await context.cookies()
  await context.clearCookies({ name: cookies.find((c) => /session/.test(c.name)).name })
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const signIn = page.getByRole('dialog', { name: /session has ended/ })
  await signIn.waitFor()
  await signIn.locator('input[type=password]').fill('not the password')
  await signIn.getByRole('button', { name: 'Sign in', exact: true }).click()
  await signIn.getByRole('alert').waitFor()
  await signIn.locator('input[type=password]').fill(password)
  await signIn.getByRole('button', { name: 'Sign in', exact: true }).click()
  await signIn.waitFor({ state: 'detached' })
  await page.getByText(/^Saved/).waitFor()
  await page.getByRole('button', { name: /ISASecure CSA/ }).waitFor()

  // Half filled, and the session ends before anything is sent.
  await page.getByRole('tab', { name: /Comments/ }).click()
  await page.getByRole('textbox', { name: 'Say something' }).fill('Is CSA-2026-17 the right number? See AST-1.')
  const now = await context.cookies()
  await context.clearCookies({ name: now.find((c) => /session/.test(c.name)).name })
  await page.getByRole('button', { name: 'Send' }).click()
  await signIn.waitFor()
  await signIn.locator('input[type=password]').fill(password)
  await signIn.getByRole('button', { name: 'Sign in', exact: true }).click()
  await signIn.waitFor({ state: 'detached' })
  await page.getByRole('listitem').filter({ hasText: 'the right number' }).waitFor()
  expect((await page.getByRole('textbox', { name: 'Say something' }).inputValue()) === '', 'the comment is still in the form')
  await page.waitForTimeout(300)
  minor.push(...(await checkAccess(page, 'comments')))
  await picture(page, 'comments')

  const found = await page.evaluate(async () => {
    const get = (path) => window.fetch(`/api/v1/projects/turbine-hall${path}`).then((r) => r.json())
    const item = await get('/items/PRD-1')
    const history = await get('/items/PRD-1/history?limit=50')
    const said = await get('/items/PRD-1/comments')
    return {
      rows: (item.properties.certificates ?? []).filter((c) => c.number === 'CSA-2026-17').length,
      commits: history.commits.filter((c) => JSON.stringify(c.operations).includes('CSA-2026-17')).length,
      comments: said.comments.length,
    }
  })
  expect(found.rows === 1 && found.commits === 1, `recorded ${found.commits} times, ${found.rows} rows`)
  expect(found.comments === 1, `said ${found.comments} times`)
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
