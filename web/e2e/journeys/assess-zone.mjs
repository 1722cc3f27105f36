// A zone is assessed with the keyboard alone; SL-A claimed follows, it is taken back, and a second page sees it.
//
// spec: WEB-50
import { checkAccess, expect, firstAdministrator, openSample, openWindow, picture } from '../harness.mjs'

export const title = 'a zone assessed by keyboard alone'

/** Waits until a question about the page is answered with yes. */
async function until(page, what, ask, ms = 20_000) {
  const end = Date.now() + ms
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`it does not happen: ${what}`)
    await page.waitForTimeout(100)
  }
}

export async function run({ server, browser }) {
  const { page, faults, context } = await openWindow(browser)
  await firstAdministrator(page, server)
  await openSample(page)
  const get = (path) => page.evaluate((p) => fetch(`/api/v1/projects/turbine-hall${p}`).then((r) => r.json()), path)
  const zone = async () => (await get('/levels?item=ZON-8')).places[0]
  const log = async () => (await get('/commits')).commits
  const before = await zone()
  const commits = (await log()).length

  await page.goto(`${server.origin}/projects/turbine-hall/requirements?cell=ZON-8%20IAC`)
  const grid = page.getByRole('grid', { name: 'Requirements' })
  await grid.waitFor()
  const lesser = await checkAccess(page, 'requirements')

  // A second page looks at the same zone all the while.
  const other = await context.newPage()
  await other.goto(`${server.origin}/projects/turbine-hall/requirements?place=ZON-8&cell=ZON-8%20IAC`)
  await other.getByRole('grid').waitFor()
  const signsOf = (p) => p.getByRole('gridcell', { name: /^claimed, not proven/ }).count()
  const claimed = await signsOf(other)

  // The whole column becomes met, as one commit. From here on there is only the keyboard.
  await grid.focus()
  await page.keyboard.press('Control+Space')
  await page.getByText(/× 1 cells selected/).waitFor()
  await page.keyboard.press('m')
  await until(page, 'SL-A claimed reaches the target', async () => {
    const z = await zone()
    return z.target.every((t, i) => z.claimed[i] >= t)
  })
  expect((await log()).length === commits + 1, 'it is not one commit')
  const after = await zone()
  expect(
    after.claimed.some((l, i) => l > before.claimed[i]),
    `claimed was ${before.claimed} and is ${after.claimed}`,
  )
  expect(String(after.achieved) === String(before.achieved), 'assessment alone raised SL-A as verified')
  await until(other, 'the second page sees it', async () => (await signsOf(other)) > claimed)
  await picture(page, 'requirements-column')

  // Taken back, and brought back, by keys.
  await page.keyboard.press('Control+z')
  await until(page, 'undo', async () => String((await zone()).claimed) === String(before.claimed))
  await until(other, 'the second page sees the undo', async () => (await signsOf(other)) === claimed)
  await page.keyboard.press('Control+Shift+z')
  await until(page, 'redo', async () => String((await zone()).claimed) === String(after.claimed))

  // One cell: partly met, then not applicable, which asks for a reason in place.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('j')
  const active = page.locator('[role=gridcell][id]')
  await page.keyboard.press('p')
  await until(page, 'partly met', async () => /^partly met/.test((await active.getAttribute('aria-label')) ?? ''))
  const where = await grid.getAttribute('aria-activedescendant')
  await page.keyboard.press('x')
  const question = page.getByRole('dialog', { name: 'Why is the row not applicable?' })
  await question.waitFor()
  await page.keyboard.press('Control+Enter')
  await question.getByRole('alert').waitFor()
  await page.keyboard.type('There is no such interface in this zone.')
  await picture(page, 'requirements-reason')
  await page.keyboard.press('Control+Enter')
  await question.waitFor({ state: 'detached' })
  await until(page, 'not applicable', async () => /^not applicable/.test((await active.getAttribute('aria-label')) ?? ''))
  expect(await grid.evaluate((el) => el === document.activeElement), 'the focus did not come back to the grid')
  expect((await grid.getAttribute('aria-activedescendant')) === where, 'the cell was lost')

  // The map of keys names what was used.
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Assess: met').first().waitFor()
  await page.keyboard.press('Escape')
  expect(faults.length === 0, `faults of the page:\n  ${faults.join('\n  ')}`)
  return lesser
}
