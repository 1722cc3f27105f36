// Account and administration pages; the session ends while a field is being
// edited, and the server is away while an edit is made: nothing is lost.
//
// spec: WEB-6
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, startServer } from '../harness.mjs'

export const title = 'accounts, a session that ends, a server that is away'

export async function run({ server, browser, binary }) {
  const { page, faults, context } = await openWindow(browser)
  const minor = []
  const { password } = await firstAdministrator(page, server)
  for (const [path, name] of [
    ['/account', 'account'],
    ['/account/security', 'account-security'],
    ['/account/sessions', 'account-sessions'],
    ['/account/tokens', 'account-tokens'],
    ['/administration/users', 'users'],
    ['/administration/invitations', 'invitations'],
    ['/administration/security-events', 'security-events'],
  ]) {
    await page.goto(server.origin + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForTimeout(400)
    minor.push(...(await checkAccess(page, name)))
    await picture(page, name)
  }

  // The authenticator app shows its picture.
  await page.goto(`${server.origin}/account/security`)
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'authenticator app')))
  await picture(page, 'account-totp')
  await page.keyboard.press('Escape')

  await page.goto(server.origin)
  await openSample(page)
  await page.goto(`${server.origin}/projects/turbine-hall/settings`)
  await page.getByText('Members').waitFor()
  minor.push(...(await checkAccess(page, 'settings')))
  await picture(page, 'settings')

  // The session ends while something is typed.
  await page.goto(`${server.origin}/projects/turbine-hall/overview?item=ZON-2`)
  await page.getByRole('button', { name: /^title / }).click()
  await page.getByRole('textbox', { name: 'title' }).fill('Emergency stop GT1')
  const cookies = await context.cookies()
  await context.clearCookies({ name: cookies.find((c) => /session/.test(c.name)).name })
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /session has ended/ }).waitFor()
  await page.waitForTimeout(250)
  minor.push(...(await checkAccess(page, 'session ended')))
  await picture(page, 'session-ended')
  await page.locator('input[type=password]').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText(/^Saved/).waitFor()

  // The server is killed; an edit is made; the page is loaded anew; the server comes back.
  await server.stop({ keep: true, signal: 'SIGKILL' })
  await page.getByRole('button', { name: /^title / }).click()
  await page.getByRole('textbox', { name: 'title' }).fill('Emergency shutdown GT1, unit 1')
  await page.keyboard.press('Enter')
  await page.getByText(/Not saved since/).waitFor()
  await page.getByRole('heading', { level: 2, name: 'Emergency shutdown GT1, unit 1' }).waitFor()
  await picture(page, 'offline')
  const again = await startServer({ binary, data: server.folder, port: server.port })
  try {
    await page.reload()
    await page.getByRole('heading', { level: 2, name: 'Emergency shutdown GT1, unit 1' }).waitFor()
    await page.getByText(/^Saved/).waitFor()
    const title = await page.evaluate(() =>
      fetch('/api/v1/projects/turbine-hall/items/ZON-2')
        .then((r) => r.json())
        .then((d) => d.title),
    )
    expect(title === 'Emergency shutdown GT1, unit 1', `the record says ${title}`)
  } finally {
    await again.stop()
  }
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return minor
}
