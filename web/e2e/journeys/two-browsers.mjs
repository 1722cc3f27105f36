// Two people at two browsers change the same field while both have it open: the
// slower one chooses, once the own value and once the other's; and the zone of
// an asset, which is a link.
//
// spec: WEB-22
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture, signInInvited } from '../harness.mjs'

export const title = 'two browsers change the same field and the same link'

export async function run({ server, browser }) {
  const a = await openWindow(browser)
  const b = await openWindow(browser)
  const minor = []
  await firstAdministrator(a.page, server)
  await openSample(a.page)
  await signInInvited(a.page, b.page, server, { login: 'ben', name: 'Ben Okafor', role: 'engineer' })
  const panel = `${server.origin}/projects/turbine-hall/overview?item=AST-1`
  const firmware = () => read(a.page, 'AST-1').then((d) => d.properties.firmware)

  for (const [own, other, choice, stands] of [
    ['9.1', '9.2', 'mine', '9.1'],
    ['9.3', '9.4', 'theirs', '9.4'],
  ]) {
    await a.page.goto(panel)
    await b.page.goto(panel)
    await typeInto(a.page, own)
    await typeInto(b.page, other)
    await b.page.keyboard.press('Enter')
    await b.page.getByText(/^Saved/).waitFor()
    // The other's value arrives while the own one is being typed.
    await a.page.getByText('Changed by somebody meanwhile to:').waitFor()
    await a.page.keyboard.press('Enter')
    await a.page.getByText(/1 edit needs you/).click()
    const dialog = a.page.getByRole('dialog')
    await dialog
      .getByText(/Ben Okafor|ben/)
      .first()
      .waitFor()
    const group = dialog.getByRole('radiogroup', { name: /AST-1 firmware/ })
    expect(await group.getByText(own).isVisible(), 'the own value is not shown')
    expect(await group.getByText(other).isVisible(), 'the value of the other is not shown')
    if (choice === 'mine') {
      await a.page.waitForTimeout(250)
      minor.push(...(await checkAccess(a.page, 'merge of two browsers')))
      await picture(a.page, 'two-browsers-merge')
    } else await group.getByRole('radio').nth(1).check()
    await dialog.getByRole('button', { name: 'Save the choice' }).click()
    await dialog.getByText('Everything is saved.').waitFor()
    await a.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect((await firmware()) === stands, `the record says ${await firmware()}, ${stands} was chosen`)
    await b.page.getByRole('button', { name: `firmware ${stands}` }).waitFor()
  }

  // Different fields of the same item are no fight.
  await typeInto(a.page, '9.5')
  await commit(b.page, [{ op: 'set', key: 'AST-1', properties: { location: 'Hall 2' } }])
  await a.page.getByRole('button', { name: 'location Hall 2' }).waitFor()
  await a.page.keyboard.press('Enter')
  await a.page.getByText(/^Saved/).waitFor()
  expect((await firmware()) === '9.5', 'an edit of another field was held up')

  for (const w of [a, b]) expect(w.faults.length === 0, `faults of the page:\n  ${w.faults.join('\n  ')}`)
  return minor
}

async function typeInto(page, text) {
  await page.getByRole('button', { name: /^firmware / }).click()
  await page.getByRole('textbox', { name: 'firmware' }).fill(text)
}

const read = (page, key) =>
  page.evaluate((k) => window.fetch(`/api/v1/projects/turbine-hall/items/${k}`).then((r) => r.json()), key)

const commit = (page, ops) =>
  page.evaluate(
    (body) =>
      window
        .fetch('/api/v1/projects/turbine-hall/commits', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ops: body }),
        })
        .then((r) => r.status),
    ops,
  )
