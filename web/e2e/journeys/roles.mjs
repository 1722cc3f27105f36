// Roles that only read open every screen: no control is offered that the server
// would refuse, no key writes, and an auditor sees history and proof.
//
// spec: WEB-11
import { expect, firstAdministrator, openSample, openWindow } from '../harness.mjs'
import { look, person, reads, text } from '../roles.mjs'

export const title = 'what those are offered who read: viewer and auditor'

async function viewer(who, server) {
  await reads(who, server)
  await look(who, server, 'history', text('Your role does not show who changed what'))
}

async function auditor(who, server) {
  const { page } = who
  await reads(who, server)
  await look(who, server, 'history', text('3 commits'))
  await look(who, server, 'overview?item=AST-2&tab=history', (p) => p.getByRole('complementary').getByText(/updated from 6.1.0/))
  await look(who, server, 'history/proof', (p) => p.getByRole('button', { name: 'Verify now' }))
  await page.getByRole('button', { name: 'Verify now' }).click()
  await page.getByText('All 3 commits are as they were signed.').waitFor()
}

export async function run({ server, browser }) {
  const anna = await openWindow(browser)
  await firstAdministrator(anna.page, server)
  await openSample(anna.page)
  const commits = () =>
    anna.page.evaluate(() => window.fetch('/api/v1/projects/turbine-hall').then((r) => r.json().then((d) => d.head.commit)))
  const before = await commits()
  const v = await person(anna.page, browser, server, 'viewer')
  const a = await person(anna.page, browser, server, 'auditor')
  await Promise.all([viewer(v, server), auditor(a, server)])
  for (const w of [v, a]) {
    expect(w.writes.length === 0, `a ${w.role} tried to write: ${w.writes}`)
    expect(w.faults.length === 0, `faults of the page of a ${w.role}:\n  ${w.faults.join('\n  ')}`)
  }
  expect((await commits()) === before, 'somebody who only reads made a commit')
  return [...v.minor, ...a.minor]
}
