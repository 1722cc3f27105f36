// Two people in one project: each sees that the other is there and what is looked at.
//
// spec: WEB-8
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, signInInvited } from '../harness.mjs'

export const title = 'who else is here, and what they look at'

export async function run({ server, browser }) {
  const a = await openWindow(browser)
  const b = await openWindow(browser)
  await firstAdministrator(a.page, server)
  await openSample(a.page)
  await signInInvited(a.page, b.page, server, { login: 'ben', name: 'Ben Okafor', role: 'engineer' })
  await b.page.goto(`${server.origin}/projects/turbine-hall/overview?item=ZON-1`)
  const people = a.page.getByRole('button', { name: /Ben Okafor looks at ZON-1/ })
  await people.waitFor()
  await people.click()
  await a.page.getByRole('menuitem', { name: /Ben Okafor/ }).waitFor()
  await a.page.waitForTimeout(250)
  const minor = await checkAccess(a.page, 'presence')
  await picture(a.page, 'presence')
  await a.page.getByRole('menuitem', { name: /Ben Okafor/ }).click()
  await a.page.getByRole('complementary', { name: /ZON-1/ }).waitFor()
  await b.page.getByRole('button', { name: /Anna Nowak looks at ZON-1/ }).waitFor()

  // Elsewhere, and gone.
  await b.page.goto(`${server.origin}/projects/turbine-hall/settings`)
  await a.page.getByRole('button', { name: /Ben Okafor looks at Settings/ }).waitFor()
  await b.page.goto(server.origin)
  await a.page.getByRole('button', { name: /Ben Okafor/ }).waitFor({ state: 'detached', timeout: 45_000 })
  for (const w of [a, b]) expect(w.faults.length === 0, `faults of the page:\n  ${w.faults.join('\n  ')}`)
  return minor
}
